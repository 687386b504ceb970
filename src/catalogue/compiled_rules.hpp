#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/definition.hpp"
#include "catalogue/mistake.hpp"
#include "catalogue/scope.hpp"
#include "rules/expression.hpp"
#include "rules/table_compiled.hpp"

/// The rules of a definition, read once. Only evaluate.cpp and the checks need them.
namespace qyzmet::catalogue {

struct CompiledRules {
  Scope scope;
  std::map<std::string, rules::CompiledTable, std::less<>> decisions;  ///< by id
  std::map<std::string, rules::Expression, std::less<>> expressions;   ///< by their text: of `ask` and of rows
};

/// One FEEL text of a definition outside of its tables and conditions.
struct Written {
  enum class Use { evidence, step, document } use;
  std::string feel{};
  std::string name{};  ///< what it is for: the parameter, or "value"
  std::string step{};  ///< use step: its id
  int line = 0;
};

/// A table as the rules' engine takes it: values of a choice become strings.
rules::Table to_table(const Decision& decision);

/// Reads all rules of `definition`, whose pages and process are read and whose conditions are compiled. What is wrong
/// is added to `mistakes`: definition.not_feel, nobody_asks, not_known_yet, no_such_evidence, evidence_not_needed,
/// no_such_fact, no_such_decision, bad_value, and those of `table_mistakes`.
std::shared_ptr<const CompiledRules> compile_rules(const Definition& definition, const Country& country, Scope scope,
                                                   const std::vector<Written>& written, std::vector<Mistake>& mistakes);

}  // namespace qyzmet::catalogue
