#include "rules/evaluate.hpp"

namespace qyzmet::rules {

namespace {

bool holds(Op op, std::strong_ordering order) {
  switch (op) {
    case Op::less:
      return order < 0;
    case Op::less_equal:
      return order <= 0;
    case Op::greater:
      return order > 0;
    case Op::greater_equal:
      return order >= 0;
    case Op::equal:
      return order == 0;
    default:
      return order != 0;
  }
}

Value truth_or_null(std::optional<bool> truth) { return truth ? Value(*truth) : Value(); }

bool may_end_a_range(const Value& value) {
  return value.is_number() || value.is_string() || (value.kind() >= Kind::date && value.kind() < Kind::string);
}

}  // namespace

/// `a op b`, reported when the two have no order; `quiet`: not when one is null.
std::optional<bool> Evaluator::compare(const Node& node, Op op, const Value& a, const Value& b, bool quiet) {
  if (a.is_number() && b.is_number()) return holds(op, a.as_number() <=> b.as_number());
  if (a.is_string() && b.is_string()) {
    const std::string_view left = a.as_string();
    const std::string_view right = b.as_string();
    if (!evaluation_.spend(std::min(left.size(), right.size()) / 256)) return std::nullopt;
    return holds(op, left <=> right);  // bytes of UTF-8 are in the order of code points
  }
  if (op == Op::equal || op == Op::not_equal) {
    // Lists and contexts are looked through.
    if (a.kind() >= Kind::list && !evaluation_.spend(a.weight())) return std::nullopt;
    const auto same = equal(a, b);
    if (!same) report(node, "rules.not_comparable");
    return same ? std::optional(*same == (op == Op::equal)) : std::nullopt;
  }
  if (const auto found = order(a, b)) return holds(op, *found);
  const bool one_null = a.is_null() || b.is_null();
  if (!one_null) report(node, "rules.not_comparable");
  if (one_null && !quiet) report(node, "rules.null_operand");
  return std::nullopt;
}

Value Evaluator::evaluate_comparison(const Node& node) {
  Value left;
  Value right;
  const Value& a = read(*node.parts[0], left);
  const Value& b = read(*node.parts[1], right);
  return truth_or_null(compare(node, node.op, a, b, false));
}

Value Evaluator::evaluate_between(const Node& node) {
  Value scratch[3];
  const Value& value = read(*node.parts[0], scratch[0]);
  const Value& low = read(*node.parts[1], scratch[1]);
  const Value& high = read(*node.parts[2], scratch[2]);
  const auto above = compare(node, Op::greater_equal, value, low, false);
  const auto below = compare(node, Op::less_equal, value, high, false);
  if (!above || !below) return {};
  return *above && *below;
}

Value Evaluator::evaluate_in(const Node& node) {
  if (node.op == Op::tests) return report(node, "rules.syntax");  // stands only to the right of `in`
  Value scratch;
  const Value& value = read(*node.parts[0], scratch);
  const Node& right = *node.parts[1];
  if (right.op != Op::tests) return truth_or_null(test(value, right, false));
  bool unknown = false;
  for (const NodePtr& part : right.parts) {
    const auto passes = test(value, *part, false);
    if (passes.value_or(false)) return true;
    unknown = unknown || !passes;
  }
  return unknown ? Value() : Value(false);
}

std::optional<bool> Evaluator::test(const Value& value, const Node& node, bool in_cell) {
  if (node.op == Op::comparison) return test_comparison(value, node, in_cell);
  if (node.op == Op::range) return test_range(value, node, in_cell);
  Value scratch;
  const Value& other = read(node, scratch);
  // A condition on `?`, or one on other things where no boolean is asked for: true is true.
  if (in_cell && other.is_boolean() && (node.asks_input || (!value.is_boolean() && !value.is_null()))) {
    return other.as_boolean();
  }
  if (in_cell && node.asks_input && other.is_null()) return std::nullopt;
  return in_value(value, other, node);
}

std::optional<bool> Evaluator::in_value(const Value& value, const Value& other, const Node& node) {
  if (other.is_list()) {
    if (!evaluation_.spend(other.as_list().size() + other.weight() / 8)) return std::nullopt;
    for (const Value& item : other.as_list()) {
      if (equal(value, item).value_or(false)) return true;
      if (item.is_range() && contains(item.as_range(), value).value_or(false)) return true;
    }
    return value.is_list() && equal(value, other).value_or(false);
  }
  if (other.is_range() && !value.is_range()) {
    const auto found = contains(other.as_range(), value);
    if (!found) report(node, value.is_null() ? "rules.null_operand" : "rules.not_comparable");
    return found;
  }
  return compare(node, Op::equal, value, other, true);
}

std::optional<bool> Evaluator::test_comparison(const Value& value, const Node& node, bool in_cell) {
  Value scratch;
  const Value& end = read(*node.parts[0], scratch);
  return compare(node, node.sign, value, end, in_cell);
}

std::optional<bool> Evaluator::test_range(const Value& value, const Node& node, bool in_cell) {
  Value low_scratch;
  Value high_scratch;
  const Value& low = read(*node.parts[0], low_scratch);
  const Value& high = read(*node.parts[1], high_scratch);
  if ((low.is_null() && node.low_included) || (high.is_null() && node.high_included)) {
    report(node, "rules.bad_range");
    return std::nullopt;
  }
  if (low.is_null() || high.is_null()) return std::nullopt;
  const auto above = compare(node, node.low_included ? Op::greater_equal : Op::greater, value, low, in_cell);
  if (!above) return std::nullopt;
  const auto below = compare(node, node.high_included ? Op::less_equal : Op::less, value, high, in_cell);
  if (!below) return std::nullopt;
  return *above && *below;
}

Value Evaluator::evaluate_range(const Node& node) {
  Range range;
  range.low = evaluate(*node.parts[0]);
  range.high = evaluate(*node.parts[1]);
  range.low_included = node.low_included;
  range.high_included = node.high_included;
  const bool low_open = range.low.is_null() && !range.low_included;
  const bool high_open = range.high.is_null() && !range.high_included;
  const bool fit = (low_open || may_end_a_range(range.low)) && (high_open || may_end_a_range(range.high)) &&
                   (low_open || high_open || range.low.kind() == range.high.kind());
  if (!fit) return report(node, "rules.bad_range");
  return Value::range(std::move(range));
}

Value Evaluator::evaluate_comparison_range(const Node& node) {
  const Value end = evaluate(*node.parts[0]);
  const bool any_kind = node.sign == Op::equal || node.sign == Op::not_equal;
  if (end.nesting() >= Value::max_nesting || !(any_kind || may_end_a_range(end))) {
    return report(node, "rules.bad_range");
  }
  return Value::range(comparison_range(node.sign, end));
}

}  // namespace qyzmet::rules
