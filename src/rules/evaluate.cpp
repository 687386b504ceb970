#include "rules/evaluate.hpp"

#include <array>

#include "rules/builtin.hpp"

namespace qyzmet::rules {

namespace {

/// A function's code and what it captured.
struct Closure {
  std::shared_ptr<const Program> program;
  const FunctionInfo* info;
  std::vector<Value> captured;
};

Value function_value(std::shared_ptr<const Closure> closure) {
  Function out;
  out.parameters = closure->info->parameters;
  for (const Value& value : closure->captured) {
    out.nesting = std::max(out.nesting, value.nesting() + 1);
    out.weight += value.weight();
  }
  out.call = [closure = std::move(closure)](std::span<const Value> arguments, Evaluation& evaluation) {
    std::vector<Value> frame(closure->info->frame);
    std::copy(arguments.begin(), arguments.end(), frame.begin());
    for (std::size_t i = 0; i < closure->captured.size(); ++i) {
      const Capture& capture = closure->info->captures[i];
      frame[capture.inner] = capture.from == Capture::From::self ? function_value(closure) : closure->captured[i];
    }
    return Evaluator(*closure->program, {}, frame, evaluation).evaluate(*closure->info->body);
  };
  return Value::function(std::move(out));
}

}  // namespace

Value Evaluator::report(const Node& node, std::string_view key, Details details) {
  evaluation_.at = node.at;
  return evaluation_.report(key, std::move(details));
}

const Value& Evaluator::read(const Node& node, Value& scratch) {
  switch (node.op) {
    case Op::constant:
      return node.value;
    case Op::global:
      return scope_[node.slot];
    case Op::local:
      return frame_[node.slot];
    default:
      scratch = evaluate(node);
      return scratch;
  }
}

Value Evaluator::evaluate(const Node& node) {
  if (!evaluation_.spend()) return {};
  switch (node.op) {
    case Op::constant:
      return node.value;
    case Op::global:
      return scope_[node.slot];
    case Op::local:
      return frame_[node.slot];
    default:
      break;
  }
  evaluation_.at = node.at;
  if (!evaluation_.enter()) return {};
  Value out = evaluate_inside(node);
  evaluation_.leave();
  return out;
}

Value Evaluator::evaluate_inside(const Node& node) {
  switch (node.op) {
    case Op::member_or:
      return evaluate_member_or(node);
    case Op::list:
      return evaluate_list(node);
    case Op::context:
      return evaluate_context(node);
    case Op::path:
      return evaluate_path(node);
    case Op::filter:
      return evaluate_filter(node);
    case Op::negate:
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::divide:
    case Op::power:
      return evaluate_arithmetic(node);
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::equal:
    case Op::not_equal:
      return evaluate_comparison(node);
    case Op::both:
    case Op::either:
      return evaluate_logic(node);
    case Op::between:
      return evaluate_between(node);
    case Op::in:
    case Op::tests:
      return evaluate_in(node);
    case Op::range:
      return evaluate_range(node);
    case Op::comparison:
      return evaluate_comparison_range(node);
    case Op::conditional:
      return evaluate_conditional(node);
    case Op::loop:
      return evaluate_loop(node);
    case Op::some:
    case Op::every:
      return evaluate_quantified(node);
    case Op::instance_of:
      return instance_of(evaluate(*node.parts[0]), *node.type);
    case Op::function:
      return evaluate_function(node);
    case Op::call:
      return evaluate_call(node);
    case Op::call_builtin:
      return evaluate_call_builtin(node);
    case Op::builtin:
      return function_of(*node.builtin);
    default:
      return {};  // constants and variables: evaluate() has dealt with them
  }
}

Value Evaluator::evaluate_arithmetic(const Node& node) {
  Value left;
  Value right;
  const Value& a = read(*node.parts[0], left);
  if (node.op == Op::negate) {
    evaluation_.at = node.at;
    return negated(a, evaluation_);
  }
  const Value& b = read(*node.parts[1], right);
  evaluation_.at = node.at;
  return arithmetic(node.op, a, b, evaluation_);
}

Value Evaluator::evaluate_list(const Node& node) {
  std::vector<Value> items;
  items.reserve(node.parts.size());
  for (const NodePtr& part : node.parts) items.push_back(evaluate(*part));
  evaluation_.at = node.at;
  return evaluation_.make_list(std::move(items));
}

Value Evaluator::evaluate_context(const Node& node) {
  std::vector<std::pair<std::string, Value>> entries;
  entries.reserve(node.parts.size());
  for (std::size_t i = 0; i < node.parts.size(); ++i) {
    frame_[node.slots[i]] = evaluate(*node.parts[i]);
    entries.emplace_back(node.names[i], frame_[node.slots[i]]);
  }
  evaluation_.at = node.at;
  return evaluation_.make_context(std::move(entries));
}

Value Evaluator::evaluate_member_or(const Node& node) {
  Value scratch;
  const Value& item = read(*node.parts[0], scratch);
  if (item.is_context()) {
    if (!evaluation_.spend(item.as_context().entries.size() / 16)) return {};
    if (const Value* const found = item.as_context().find(node.name)) return *found;
  }
  if (node.parts.size() > 1) return evaluate(*node.parts[1]);
  if (auto found = property(item, node.name)) return std::move(*found);
  return report(node, "rules.unknown_name", {{"name", node.name}});
}

/// Three-valued: what is no boolean is unknown.
Value Evaluator::evaluate_logic(const Node& node) {
  const bool decides = node.op == Op::either;
  Value left_scratch;
  const Value& left = read(*node.parts[0], left_scratch);
  if (left.is_boolean() && left.as_boolean() == decides) return decides;
  Value right_scratch;
  const Value& right = read(*node.parts[1], right_scratch);
  if (right.is_boolean() && right.as_boolean() == decides) return decides;
  if (left.is_boolean() && right.is_boolean()) return !decides;
  const bool wrong = (!left.is_boolean() && !left.is_null()) || (!right.is_boolean() && !right.is_null());
  return wrong ? report(node, "rules.not_boolean") : Value();
}

Value Evaluator::evaluate_conditional(const Node& node) {
  Value scratch;
  const Value& condition = read(*node.parts[0], scratch);
  if (!condition.is_boolean() && !condition.is_null()) return report(node, "rules.not_boolean");
  return evaluate(*node.parts[condition.is_true() ? 1 : 2]);
}

Value Evaluator::evaluate_call(const Node& node) {
  const Value callee = evaluate(*node.parts[0]);
  std::vector<Value> arguments;
  arguments.reserve(node.parts.size() - 1);
  for (std::size_t i = 1; i < node.parts.size(); ++i) arguments.push_back(evaluate(*node.parts[i]));
  evaluation_.at = node.at;
  if (callee.is_function()) return call_function(callee, arguments, node.names, evaluation_);
  const Builtin* const builtin = node.parts[0]->builtin;
  if (builtin != nullptr) return call_builtin(*builtin, arguments, node.names, evaluation_);
  return report(node, "rules.not_a_function", {{"name", node.parts[0]->name}});
}

Value Evaluator::evaluate_call_builtin(const Node& node) {
  constexpr std::size_t few = 4;
  if (node.parts.size() <= few) {
    std::array<Value, few> arguments;
    for (std::size_t i = 0; i < node.parts.size(); ++i) arguments[i] = evaluate(*node.parts[i]);
    evaluation_.at = node.at;
    return call_builtin(*node.builtin, std::span<const Value>(arguments).first(node.parts.size()), node.names,
                        evaluation_);
  }
  std::vector<Value> arguments;
  for (const NodePtr& part : node.parts) arguments.push_back(evaluate(*part));
  evaluation_.at = node.at;
  return call_builtin(*node.builtin, arguments, node.names, evaluation_);
}

Value Evaluator::evaluate_function(const Node& node) {
  auto closure = std::make_shared<Closure>(Closure{program_.shared_from_this(), node.function.get(), {}});
  for (const Capture& capture : node.function->captures) {
    const Value value = capture.from == Capture::From::local    ? frame_[capture.outer]
                        : capture.from == Capture::From::global ? scope_[capture.outer]
                                                                : Value();
    if (value.nesting() >= Value::max_nesting - 1) {
      return report(node, "rules.limit_nesting", {{"limit", std::to_string(Value::max_nesting)}});
    }
    closure->captured.push_back(value);
  }
  return function_value(std::move(closure));
}

}  // namespace qyzmet::rules
