#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"

/// Decision tables as a definition's file writes them (docs/service-format.md).  Source: DMN 1.5 §8.
namespace qyzmet::catalogue {

/// What a decision table looks at, and what it says.
struct Column {
  enum class Kind {
    number,  ///< whole, if it is an input
    money,   ///< in tenge, with a fraction
    yes_no,
    choice,
    date,
    text
  };
  std::string name;  ///< [a-z][a-z0-9_]*
  Kind kind = Kind::number;
  std::string expression;           ///< inputs: FEEL over what the definition's rules see
  std::optional<std::int64_t> min;  ///< number, money: the smallest that occurs; none: any
  std::optional<std::int64_t> max;
  std::vector<std::string> values;                  ///< choice: all that occur
  std::vector<std::pair<std::string, Text>> texts;  ///< outputs: value → what it says to the applicant
  std::optional<Text> title;                        ///< the column's head; none: `name` is shown
  int line = 0;                                     ///< where it stands in its file, from 1
};
/// "number", "money", "yes_no", "choice", "date", "text".
std::string_view to_word(Column::Kind kind);

/// One row: which inputs it is for, what it says, by which article.
struct Rule {
  std::vector<std::string> tests;    ///< FEEL unary tests, one an input; "-": any
  std::vector<std::string> results;  ///< one an output: a value (choice, yes_no), or FEEL
  std::string article;               ///< "art. 10 (1)"; may be empty
  int line = 0;                      ///< where it stands in its file, from 1
};

/// A decision table.
struct Decision {
  enum class Hit {
    unique,
    any,
    priority,
    first,
    rule_order,
    output_order,
    collect,
    collect_sum,
    collect_min,
    collect_max,
    collect_count
  };
  std::string id;  ///< [a-z][a-z0-9_]*, at most 40
  Text title;
  Hit hit = Hit::unique;
  std::vector<Column> inputs;
  std::vector<Column> outputs;  ///< a step's outcomes, and a fee, go by the first
  std::vector<Rule> rules;
  int line = 0;
};
/// "unique" … "collect_count".
std::string_view to_word(Decision::Hit hit);

}  // namespace qyzmet::catalogue
