#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "rules/evaluation.hpp"
#include "rules/syntax.hpp"
#include "rules/value.hpp"

namespace qyzmet::rules {

/// Evaluates the nodes of one program with one frame.
class Evaluator {
 public:
  Evaluator(const Program& program, Scope scope, std::span<Value> frame, Evaluation& evaluation)
      : program_(program), scope_(scope), frame_(frame), evaluation_(evaluation) {}

  Value evaluate(const Node& node);
  /// `value` against one test of a cell or of `in`. `in_cell`: a null value is not worth a report.
  std::optional<bool> test(const Value& value, const Node& node, bool in_cell);

 private:
  /// Without copying what is already somewhere; `scratch` takes what is not.
  const Value& read(const Node& node, Value& scratch);
  Value evaluate_inside(const Node& node);
  Value report(const Node& node, std::string_view key, Details details = {});

  // evaluate.cpp
  Value evaluate_arithmetic(const Node& node);
  Value evaluate_list(const Node& node);
  Value evaluate_context(const Node& node);
  Value evaluate_member_or(const Node& node);
  Value evaluate_logic(const Node& node);
  Value evaluate_conditional(const Node& node);
  Value evaluate_call(const Node& node);
  Value evaluate_call_builtin(const Node& node);
  Value evaluate_function(const Node& node);

  // evaluate_compare.cpp
  Value evaluate_comparison(const Node& node);
  Value evaluate_between(const Node& node);
  Value evaluate_in(const Node& node);
  Value evaluate_range(const Node& node);
  Value evaluate_comparison_range(const Node& node);
  std::optional<bool> test_range(const Value& value, const Node& node, bool in_cell);
  std::optional<bool> test_comparison(const Value& value, const Node& node, bool in_cell);
  std::optional<bool> in_value(const Value& value, const Value& other, const Node& node);
  std::optional<bool> compare(const Node& node, Op op, const Value& a, const Value& b, bool quiet);

  // evaluate_lists.cpp
  Value evaluate_path(const Node& node);
  Value evaluate_filter(const Node& node);
  Value filter_by_index(const Value& list, const Number& index);
  Value evaluate_loop(const Node& node);
  Value evaluate_quantified(const Node& node);
  /// Calls `body` for each combination of the loop's variables from the `level`-th on; it says whether to go on. False
  /// when something was no list.
  bool iterate(const Node& node, std::size_t level, const std::function<bool()>& body, bool& going);
  std::optional<Value> iteration_values(const Node& node, std::size_t level);

  const Program& program_;
  Scope scope_;
  std::span<Value> frame_;
  Evaluation& evaluation_;
};

/// `+ - * / **` on any two values; null and a report when FEEL has no such operation.
Value arithmetic(Op op, const Value& a, const Value& b, Evaluation& evaluation);
/// Minus.
Value negated(const Value& value, Evaluation& evaluation);
/// A part of a value by its name: a context's entry, a date's "year", a range's "start". nullopt: it has no such part.
std::optional<Value> property(const Value& value, std::string_view name);
/// The items between two ends, each a whole number or a date, first and last included. nullopt (reported) when they
/// are not.
std::optional<Value> steps_between(const Value& from, const Value& to, Evaluation& evaluation);
/// The items of a range value. nullopt (reported) when it cannot be counted through.
std::optional<Value> steps_of(const Range& range, Evaluation& evaluation);

}  // namespace qyzmet::rules
