#include "rules/evaluate.hpp"

namespace qyzmet::rules {

namespace {

/// 1 is the first, -1 the last; nullptr beyond.
const Value* item_at(std::span<const Value> items, const Number& index) {
  const auto at = index.to_int64();
  const auto size = static_cast<std::int64_t>(items.size());
  if (!at || *at == 0 || *at > size || *at < -size) return nullptr;
  return &items[static_cast<std::size_t>(*at > 0 ? *at - 1 : size + *at)];
}

/// Whether a filter's condition can be nothing but a boolean, so that nothing has to be tried on an empty list.
bool is_condition(Op op) {
  return (op >= Op::less && op <= Op::in) || op == Op::some || op == Op::every || op == Op::instance_of;
}

}  // namespace

Value Evaluator::evaluate_path(const Node& node) {
  Value scratch;
  const Value& base = read(*node.parts[0], scratch);
  evaluation_.at = node.at;
  if (base.is_null()) return {};
  if (base.is_context()) {
    if (!evaluation_.spend(base.as_context().entries.size() / 16)) return {};
    if (const Value* const found = base.as_context().find(node.name)) return *found;
  } else if (base.is_list()) {
    if (!evaluation_.spend(base.as_list().size() + base.weight() / 16)) return {};
    std::vector<Value> items;
    items.reserve(base.as_list().size());
    for (const Value& item : base.as_list()) items.push_back(property(item, node.name).value_or(Value()));
    return evaluation_.make_list(std::move(items));
  } else if (auto found = property(base, node.name)) {
    return std::move(*found);
  }
  return report(node, "rules.unknown_member", {{"name", node.name}});
}

Value Evaluator::filter_by_index(const Value& list, const Number& index) {
  if (!list.is_list()) return index == 1 || index == -1 ? list : Value();
  const Value* const item = item_at(list.as_list(), index);
  return item != nullptr ? *item : Value();
}

Value Evaluator::evaluate_filter(const Node& node) {
  const Value list = evaluate(*node.parts[0]);
  const Node& condition = *node.parts[1];
  if (condition.op == Op::constant && condition.value.is_number()) {
    return filter_by_index(list, condition.value.as_number());
  }
  const std::span<const Value> items = list.is_list()   ? list.as_list()
                                       : list.is_null() ? std::span<const Value>()
                                                        : std::span<const Value>(&list, 1);
  if (items.empty() && is_condition(condition.op)) return evaluation_.make_list({});
  std::vector<Value> kept;
  for (std::size_t i = 0; i < items.size() || i == 0; ++i) {
    frame_[node.slot] = i < items.size() ? items[i] : Value();
    const Value found = evaluate(condition);
    // Whether it is an index or a condition is the same for all items.
    if (i == 0 && found.is_number()) return filter_by_index(list, found.as_number());
    if (i == items.size()) break;
    if (found.is_true()) kept.push_back(items[i]);
    if (!found.is_boolean() && !found.is_null()) return report(node, "rules.not_boolean");
    if (!evaluation_.spend()) return {};
  }
  evaluation_.at = node.at;
  return evaluation_.make_list(std::move(kept));
}

std::optional<Value> Evaluator::iteration_values(const Node& node, std::size_t level) {
  Value from = evaluate(*node.parts[2 * level]);
  const Node* const end = node.parts[2 * level + 1].get();
  evaluation_.at = node.at;
  if (end != nullptr) {
    const Value to = evaluate(*end);
    evaluation_.at = node.at;
    return steps_between(from, to, evaluation_);
  }
  if (from.is_list()) return from;
  if (from.is_range()) return steps_of(from.as_range(), evaluation_);
  if (from.is_null()) {
    evaluation_.report("rules.null_operand");
    return std::nullopt;
  }
  return evaluation_.make_list({std::move(from)});
}

bool Evaluator::iterate(const Node& node, std::size_t level, const std::function<bool()>& body, bool& going) {
  if (level == node.slots.size()) {
    going = body();
    return true;
  }
  const auto values = iteration_values(node, level);
  if (!values || !values->is_list()) return false;
  for (const Value& value : values->as_list()) {
    frame_[node.slots[level]] = value;
    if (!evaluation_.spend() || !iterate(node, level + 1, body, going)) return false;
    if (!going) break;
  }
  return true;
}

Value Evaluator::evaluate_loop(const Node& node) {
  std::vector<Value> results;
  bool going = true;
  bool fits = true;
  const auto body = [&] {
    if (node.uses_partial) {
      fits = evaluation_.spend(results.size());
      frame_[node.slot] = evaluation_.make_list(results);
    }
    results.push_back(evaluate(*node.parts.back()));
    return fits && results.size() <= evaluation_.limits().items;
  };
  if (!iterate(node, 0, body, going) || !fits) return {};
  evaluation_.at = node.at;
  return evaluation_.make_list(std::move(results));
}

Value Evaluator::evaluate_quantified(const Node& node) {
  const bool decides = node.op == Op::some;  // one true makes `some`, one false breaks `every`
  bool going = true;
  bool unknown = false;
  bool wrong = false;
  bool decided = false;
  const auto body = [&] {
    const Value found = evaluate(*node.parts.back());
    decided = found.is_boolean() && found.as_boolean() == decides;
    unknown = unknown || !found.is_boolean();
    wrong = wrong || (!found.is_boolean() && !found.is_null());
    return !decided;
  };
  if (!iterate(node, 0, body, going)) return {};
  if (decided) return decides;
  if (wrong) return report(node, "rules.not_boolean");
  return unknown ? Value() : Value(!decides);
}

std::optional<Value> steps_between(const Value& from, const Value& to, Evaluation& evaluation) {
  std::optional<std::int64_t> first;
  std::optional<std::int64_t> last;
  const bool dates = from.kind() == Kind::date && to.kind() == Kind::date;
  if (dates) {
    first = from.as_date().to_days();
    last = to.as_date().to_days();
  } else if (from.is_number() && to.is_number()) {
    first = from.as_number().to_int64();
    last = to.as_number().to_int64();
  }
  if (!first || !last) {
    evaluation.report("rules.not_iterable");
    return std::nullopt;
  }
  // Unsigned: the distance of two far numbers does not fit otherwise.
  const std::uint64_t distance = *first <= *last
                                     ? static_cast<std::uint64_t>(*last) - static_cast<std::uint64_t>(*first)
                                     : static_cast<std::uint64_t>(*first) - static_cast<std::uint64_t>(*last);
  if (distance >= evaluation.limits().items) {
    evaluation.report("rules.limit_items", {{"limit", std::to_string(evaluation.limits().items)}});
    return std::nullopt;
  }
  if (!evaluation.spend(distance)) return std::nullopt;
  std::vector<Value> items;
  items.reserve(distance + 1);
  for (std::uint64_t i = 0; i <= distance; ++i) {
    const auto step = static_cast<std::int64_t>(i);
    const std::int64_t at = *first <= *last ? *first + step : *first - step;
    items.push_back(dates ? Value(DayValue::from_days(at)) : Value(at));
  }
  return evaluation.make_list(std::move(items));
}

std::optional<Value> steps_of(const Range& range, Evaluation& evaluation) {
  const auto inner = [&](const Value& end, int step) -> Value {
    if (end.kind() == Kind::date) return DayValue::from_days(end.as_date().to_days() + step);
    return end.is_number() ? Value(add(end.as_number(), Number(step))) : Value();
  };
  if (range.low.is_null() || range.high.is_null()) {
    evaluation.report("rules.not_iterable");
    return std::nullopt;
  }
  const Value from = range.low_included ? range.low : inner(range.low, 1);
  const Value to = range.high_included ? range.high : inner(range.high, -1);
  const auto upwards = order(from, to);
  if (upwards && *upwards > 0) return evaluation.make_list({});
  return steps_between(from, to, evaluation);
}

}  // namespace qyzmet::rules
