#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "rules/temporal.hpp"
#include "rules/value.hpp"

namespace qyzmet::rules {

/// Where in a text: both from 1; columns count code points.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  friend bool operator==(const Position&, const Position&) = default;
};

/// One thing that went wrong while evaluating. `key` is a word key ("rules.division_by_zero"), as in `Error`.
struct Diagnostic {
  std::string key;
  Position at;  ///< in the expression that was being evaluated
  Details details;
};

/// What one evaluation may use. Over a limit the expression is null, and a diagnostic `rules.limit_…` says so.
struct EvaluationLimits {
  std::uint64_t steps = 1'000'000;   ///< nodes evaluated and items looked at
  std::uint32_t depth = 1'000;       ///< nodes inside each other, calls included
  std::size_t items = 100'000;       ///< of one list that is made
  std::size_t text_bytes = 1 << 20;  ///< of one string that is made
  std::uint64_t weight = 1'000'000;  ///< Value::weight of one list or context that is made
  std::size_t diagnostics = 20;      ///< kept; all are counted
};

/// One evaluation of one or more expressions: its moment, its budget, and what went wrong. FEEL's errors do not stop
/// it: they are null and a diagnostic, so that "the result is null" and "an error was reported" can be told apart.
/// Over a step limit everything that follows is null at once. Not for several threads.
class Evaluation {
 public:
  /// `now` is what FEEL's now() and today() answer; without it they are null and report `rules.no_moment`.
  explicit Evaluation(std::optional<DateTimeValue> now = std::nullopt, EvaluationLimits limits = {})
      : limits_(limits), now_(std::move(now)), steps_left_(limits.steps) {}

  /// Null, and the diagnostic is kept. `return evaluation.report("rules.division_by_zero");`
  Value report(std::string_view key, Details details = {});
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
  /// How many were reported, kept or not. Compare before and after to see whether an expression reported any.
  std::size_t reported() const { return reported_; }
  const EvaluationLimits& limits() const { return limits_; }
  const std::optional<DateTimeValue>& now() const { return now_; }

  /// False (and `rules.limit_steps` reported once) when the budget is spent.
  bool spend(std::uint64_t steps = 1) {
    if (steps_left_ >= steps) [[likely]] {
      steps_left_ -= steps;
      return true;
    }
    return overspent();
  }
  std::uint64_t steps_left() const { return steps_left_; }
  /// One level deeper; false (and `rules.limit_depth` reported) at the limit: then do not `leave`.
  bool enter() { return ++depth_ <= limits_.depth || too_deep(); }
  void leave() { --depth_; }

  /// Like Value::list and Value::context; null and `rules.limit_items` or `rules.limit_nesting` when it is too large.
  Value make_list(std::vector<Value> items);
  Value make_context(std::vector<std::pair<std::string, Value>> entries);
  /// Null and `rules.limit_text` when it is too long.
  Value make_string(std::string_view text);

  /// Where the node that is being evaluated stands; the evaluator keeps it.
  Position at;

 private:
  bool overspent();
  bool too_deep();
  Value too_large(const Value& part);

  EvaluationLimits limits_;
  std::optional<DateTimeValue> now_;
  std::uint64_t steps_left_;
  std::uint32_t depth_ = 0;
  std::size_t reported_ = 0;
  bool overspent_ = false;
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace qyzmet::rules
