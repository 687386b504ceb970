#pragma once

#include <vector>

#include "catalogue/definition.hpp"
#include "catalogue/mistake.hpp"
#include "rules/table_compiled.hpp"

namespace qyzmet::catalogue {

/// Is the table complete over the inputs that it declares, and without overlap? "definition.rules_overlap" {name,
/// rules, example}, "definition.rules_incomplete" {name, example}, "definition.rule_never_used" {name, rules},
/// "definition.rules_unproven" {name, place} where it cannot be shown, "definition.rules_without_null" {name: the
/// input} for a question that may be left out and of which no rule says what then, "definition.input_too_narrow" {name,
/// value} for an answer that the form takes and the input does not declare.
std::vector<Mistake> table_mistakes(const Definition& definition, const Decision& decision,
                                    const rules::CompiledTable& table);

}  // namespace qyzmet::catalogue
