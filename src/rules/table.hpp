#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"

namespace qyzmet::rules {

/// What happens when several rules of a table match.  Source: DMN 1.5 §8.2.8.
enum class HitPolicy { unique, any, priority, first, rule_order, output_order, collect };
/// How `collect` puts the outputs together; `list` does not.
enum class Aggregation { list, sum, count, min, max };

/// What a table may hold.
struct TableLimits {
  static constexpr std::size_t kRules = 5000;
  static constexpr std::size_t kColumns = 100;  ///< inputs, outputs, annotations: of each
  static constexpr std::size_t kCellBytes = 4000;
};

/// A decision table as it is written: all expressions and cells are FEEL texts. Read from DMN or from our own JSON;
/// `CompiledTable` (table_compiled.hpp) is what runs.
struct Table {
  /// A column that is asked. Cells are unary tests; an empty cell or "-" takes anything.
  struct Input {
    std::string label;
    std::string expression;
    std::string type;    ///< a name of a type; empty: any
    std::string values;  ///< unary tests that every value passes; empty: any
    bool whole = false;  ///< numbers without a fraction: for the analysis, 4 and 5 have nothing between them
    std::size_t line = 0;
  };
  /// A column that is answered. Cells are expressions.
  struct Output {
    std::string name;  ///< needed only where there are several outputs
    std::string label;
    std::string type;
    std::string values;    ///< unary tests; for priority and output_order also the order, the weightiest first
    std::string fallback;  ///< an expression: the answer if no rule matches; empty: none
    std::size_t line = 0;
  };
  struct Rule {
    std::vector<std::string> inputs;
    std::vector<std::string> outputs;
    std::vector<std::string> annotations;  ///< one for each of the table's; the legal article among them
    std::string description;
    std::size_t line = 0;
  };

  HitPolicy hit = HitPolicy::unique;
  Aggregation aggregation = Aggregation::list;
  std::string output_label;
  std::vector<Input> inputs;
  std::vector<Output> outputs;
  std::vector<std::string> annotations;  ///< names of the annotation columns
  std::vector<Rule> rules;
};

/// A word of one of the enumerations: "unique", "rule_order", "sum" …
std::string_view to_word(HitPolicy hit);
std::string_view to_word(Aggregation aggregation);

/// What a column is called where people read of it: its label, or else what it asks or its name.
const std::string& name_of(const Table::Input& input);
const std::string& name_of(const Table::Output& output);
/// "1, 4": rules of a table, given from 0, as people count them.
std::string rule_numbers(const std::vector<std::size_t>& rules);
/// What is written without the white space at its ends.
std::string_view trimmed(std::string_view text);

/// Reads a table in our own JSON (docs/service-format.md, "Decision tables"):
///
///     {"hit": "unique", "inputs": ["age", {"expression": "count(children)", "type": "number", "whole": true}],
///      "outputs": ["entitled", {"name": "reason", "type": "string", "values": ["too_young", "of_age"]}],
///      "rules": [[">= 18", "-", true, "of_age", "art. 10 (1)"], …]}
///
/// `hit` is a word of HitPolicy, or collect_sum, collect_count, collect_min, collect_max. A row holds a cell for each
/// input, then each output, then the annotations (one called "article" if `annotations` does not say otherwise), which
/// may be left out. Cells are FEEL; a number, a boolean and null stand for themselves, and a cell of one bare word
/// (`four_or_more`) is that word, a string: a variable is written in brackets, `(limit)`. `values` is a list of such
/// cells, or unary tests in one text.
/// Errors: invalid "request.invalid" with a field error for each mistake and its path ("rules[3][1]": the fourth rule's
/// second cell): "field.missing", "field.unknown", "field.wrong_type" {expected}, "rules.bad_word" {value, expected},
/// "rules.row_length" {expected, found}, "rules.too_many" {limit}.
Result<Table> table_from_json(const json::value& json);
/// The same form, as short as it goes: what `table_from_json` reads back as the same table.
json::value to_json(const Table& table);

}  // namespace qyzmet::rules
