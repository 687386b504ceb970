#include "rules/syntax.hpp"

#include <algorithm>

namespace qyzmet::rules {

namespace {

void collect(const Node& node, Program& program, const std::string& path) {
  if (node.global) {
    program.slots.push_back(*node.global);
    program.names.push_back(node.name + path);
    return;
  }
  if (node.op == Op::path) {
    const Node& base = *node.parts[0];
    if (base.op == Op::path || base.global) return collect(base, program, "." + node.name + path);
  }
  for (const NodePtr& part : node.parts) {
    if (part != nullptr) collect(*part, program, "");
  }
  if (node.function != nullptr) collect(*node.function->body, program, "");
}

template <class T>
void sort_once(std::vector<T>& values) {
  std::ranges::sort(values);
  const auto rest = std::ranges::unique(values);
  values.erase(rest.begin(), rest.end());
}

bool is_simple_value(const Value& value) {
  return value.kind() != Kind::list && value.kind() != Kind::context && value.kind() != Kind::function &&
         value.kind() != Kind::range;
}

std::optional<Range> simple_range(const Node& node) {
  if (node.asks_input) return std::nullopt;
  if (node.op == Op::constant && is_simple_value(node.value)) {
    return Range{node.value, node.value, true, true, Range::Form::comparison};
  }
  if (node.op != Op::range && node.op != Op::comparison) return std::nullopt;  // others may lack a part
  for (const NodePtr& part : node.parts) {
    if (part->op != Op::constant || !is_simple_value(part->value) || part->value.is_null()) return std::nullopt;
  }
  if (node.op == Op::range && node.parts[0]->value.kind() == node.parts[1]->value.kind() &&
      !node.parts[0]->value.is_boolean()) {
    return Range{node.parts[0]->value, node.parts[1]->value, node.low_included, node.high_included};
  }
  if (node.op == Op::range) return std::nullopt;
  return comparison_range(node.sign, node.parts[0]->value);
}

}  // namespace

Range comparison_range(Op sign, const Value& end) {
  Range range;
  range.form = sign == Op::not_equal ? Range::Form::different : Range::Form::comparison;
  if (sign != Op::less && sign != Op::less_equal) range.low = end;
  if (sign != Op::greater && sign != Op::greater_equal) range.high = end;
  range.low_included = sign == Op::greater_equal || sign == Op::equal || sign == Op::not_equal;
  range.high_included = sign == Op::less_equal || sign == Op::equal || sign == Op::not_equal;
  return range;
}

void collect_names(Program& program) {
  if (program.root != nullptr) collect(*program.root, program, "");
  for (const NodePtr& test : program.tests) collect(*test, program, "");
  sort_once(program.names);
  sort_once(program.slots);
}

std::optional<SimpleTests> simple_tests(const Program& program) {
  SimpleTests out;
  out.any = program.tests.empty();
  out.negated = program.negated;
  for (const NodePtr& test : program.tests) {
    auto range = simple_range(*test);
    if (!range) return std::nullopt;
    out.tests.push_back({std::move(*range)});
  }
  return out;
}

}  // namespace qyzmet::rules
