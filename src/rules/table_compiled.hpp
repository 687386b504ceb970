#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "rules/expression.hpp"
#include "rules/table.hpp"

namespace qyzmet::rules {

/// What a table answered, and why.
struct TableResult {
  Value value;                     ///< null also if no rule matched
  std::vector<std::size_t> rules;  ///< which rules matched and count in `value`, from 0, in the order of `value`
  std::vector<Value> inputs;       ///< what each input was
  bool fell_back = false;          ///< no rule matched: `value` is made of the outputs' fallbacks
};

/// A table that runs. Unchangeable, cheap to copy, safe to use from several threads.
class CompiledTable {
 public:
  /// Reads all expressions and cells of `table`; `names` are those that they may use.
  /// Errors: invalid "request.invalid" with a field error for each mistake, its path as in `table_from_json`
  /// ("inputs[0].expression", "rules[3][1]") and the key and details of `parse_expression`; also "rules.aggregation"
  /// (sum, count … of several outputs), "rules.no_order" (a policy by priority whose output has no list of values),
  /// "rules.output_name" (several outputs, one without a name, or two of one name).
  static Result<CompiledTable> compile(Table table, const Names& names);

  /// Null and a diagnostic when several rules match a unique table ("rules.several_rules" {rules}), rules of an `any`
  /// table disagree ("rules.rules_disagree" {rules}), or an input, output or value is not one of those allowed
  /// ("rules.not_allowed" {name, value}). No match and no fallback is null and no error.
  TableResult evaluate(Scope scope, Evaluation& evaluation) const;

  const Table& table() const;
  /// A cell as it was read; nullopt: it takes anything.
  const std::optional<UnaryTests>& input_cell(std::size_t rule, std::size_t input) const;
  const Expression& output_cell(std::size_t rule, std::size_t output) const;
  const Expression& input_expression(std::size_t input) const;
  /// The type of an input's values; `any` if the table says none.
  const TypeRef& input_type(std::size_t input) const;
  /// The values an input may have, if the table says so.
  const std::optional<UnaryTests>& input_values(std::size_t input) const;
  /// As of inputs; the fallback is the answer if no rule matches.
  const TypeRef& output_type(std::size_t output) const;
  const std::optional<UnaryTests>& output_values(std::size_t output) const;
  const std::optional<Expression>& output_fallback(std::size_t output) const;
  /// The free names of all expressions and cells: sorted, once each.
  std::vector<std::string> names() const;

 private:
  struct Parts;
  std::shared_ptr<const Parts> parts_;
};

/// The compiled form for another evaluator: see README.md, "The compiled form of a table".
json::value to_json(const CompiledTable& table);

}  // namespace qyzmet::rules
