#include "base/json.hpp"
#include "rules/builtin.hpp"
#include "rules/expression.hpp"
#include "rules/syntax.hpp"

// README.md, "The compiled form", is the other half of this file.
namespace qyzmet::rules {

namespace {

json::value write(const Node& node);

json::string text(std::string_view value) { return json::string(value); }

std::string_view op_name(Op op) {
  switch (op) {
    case Op::add:
      return "+";
    case Op::subtract:
      return "-";
    case Op::multiply:
      return "*";
    case Op::divide:
      return "/";
    case Op::power:
      return "**";
    case Op::less:
      return "<";
    case Op::less_equal:
      return "<=";
    case Op::greater:
      return ">";
    case Op::greater_equal:
      return ">=";
    case Op::equal:
      return "=";
    case Op::not_equal:
      return "!=";
    case Op::both:
      return "and";
    case Op::either:
      return "or";
    case Op::negate:
      return "negate";
    case Op::between:
      return "between";
    case Op::conditional:
      return "if";
    case Op::list:
      return "list";
    case Op::some:
      return "some";
    case Op::every:
      return "every";
    default:
      return "for";
  }
}

json::value constant(const Value& value) {
  switch (value.kind()) {
    case Kind::number:
      return json::array{"number", text(value.as_number().to_text())};
    case Kind::string:
      return json::array{"string", text(value.as_string())};
    case Kind::boolean:
      return value.as_boolean();
    case Kind::date:
      return json::array{"date", text(value.as_date().to_text())};
    case Kind::time:
      return json::array{"time", text(value.as_time().to_text())};
    case Kind::date_time:
      return json::array{"date and time", text(value.as_date_time().to_text())};
    case Kind::days_time_duration:
    case Kind::years_months_duration:
      return json::array{"duration", text(*to_string(value, SIZE_MAX))};
    default:
      return nullptr;
  }
}

json::array parts_of(const Node& node, json::array out, std::size_t first = 0) {
  for (std::size_t i = first; i < node.parts.size(); ++i) out.push_back(write(*node.parts[i]));
  return out;
}

json::value loop(const Node& node) {
  json::array domains;
  for (std::size_t i = 0; i < node.slots.size(); ++i) {
    json::array domain{node.slots[i], write(*node.parts[2 * i])};
    if (node.parts[2 * i + 1] != nullptr) domain.push_back(write(*node.parts[2 * i + 1]));
    domains.push_back(std::move(domain));
  }
  json::array out{text(op_name(node.op)), std::move(domains), write(*node.parts.back())};
  if (node.op == Op::loop) out.push_back(node.slot);
  return out;
}

json::value context(const Node& node) {
  json::array out{"context"};
  for (std::size_t i = 0; i < node.parts.size(); ++i) {
    out.push_back(json::array{text(node.names[i]), node.slots[i], write(*node.parts[i])});
  }
  return out;
}

json::value function(const FunctionInfo& info) {
  json::array parameters;
  for (const Parameter& parameter : info.parameters) {
    parameters.push_back(json::array{text(parameter.name), text(to_text(*parameter.type))});
  }
  json::array captures;
  for (const Capture& capture : info.captures) {
    switch (capture.from) {
      case Capture::From::local:
        captures.push_back(json::array{"local", capture.outer, capture.inner});
        break;
      case Capture::From::global:
        captures.push_back(json::array{"name", text(capture.name), capture.inner});
        break;
      case Capture::From::self:
        captures.push_back(json::array{"self", nullptr, capture.inner});
        break;
    }
  }
  return json::array{"function", std::move(parameters), info.frame, std::move(captures), write(*info.body)};
}

json::value call(const Node& node) {
  const bool builtin = node.op == Op::call_builtin;
  json::array names;
  for (const std::string& name : node.names) names.push_back(text(name));
  json::array out{builtin ? "builtin" : "call"};
  out.push_back(builtin ? json::value(text(node.builtin->name)) : write(*node.parts[0]));
  out.push_back(parts_of(node, {}, builtin ? 0 : 1));
  out.push_back(std::move(names));
  if (!builtin && node.parts[0]->builtin != nullptr) out.push_back(text(node.parts[0]->builtin->name));
  return out;
}

json::value in(const Node& node) {
  json::array out{"in", write(*node.parts[0])};
  if (node.parts[1]->op == Op::tests) return parts_of(*node.parts[1], std::move(out));
  out.push_back(write(*node.parts[1]));
  return out;
}

json::value write(const Node& node) {
  switch (node.op) {
    case Op::constant:
      return constant(node.value);
    case Op::global:
      return json::array{"name", text(node.name)};
    case Op::local:
      return json::array{"local", node.slot};
    case Op::member_or: {
      return parts_of(node, json::array{"member", text(node.name)});
    }
    case Op::path:
      return json::array{"path", write(*node.parts[0]), text(node.name)};
    case Op::filter:
      return json::array{"filter", write(*node.parts[0]), node.slot, write(*node.parts[1])};
    case Op::context:
      return context(node);
    case Op::in:
    case Op::tests:
      return in(node);
    case Op::range:
      return json::array{"range", node.low_included, write(*node.parts[0]), write(*node.parts[1]), node.high_included};
    case Op::comparison:
      return json::array{"compare", text(op_name(node.sign)), write(*node.parts[0])};
    case Op::loop:
    case Op::some:
    case Op::every:
      return loop(node);
    case Op::instance_of:
      return json::array{"instance of", write(*node.parts[0]), text(to_text(*node.type))};
    case Op::function:
      return function(*node.function);
    case Op::call:
    case Op::call_builtin:
      return call(node);
    case Op::builtin:
      return json::array{"builtin function", text(node.builtin->name)};
    default:
      return parts_of(node, json::array{text(op_name(node.op))});
  }
}

}  // namespace

json::value to_json(const Expression& expression) {
  const Program& program = *expression.program_;
  return json::object{{"feel", 1}, {"frame", program.frame}, {"root", write(*program.root)}};
}

json::value to_json(const UnaryTests& tests) {
  const Program& program = *tests.program_;
  json::array out;
  for (const NodePtr& test : program.tests) {
    json::value node = write(*test);
    out.push_back(test->asks_input ? json::array{"ask", std::move(node)} : std::move(node));
  }
  return json::object{{"feel", 1}, {"frame", program.frame}, {"negated", program.negated}, {"tests", std::move(out)}};
}

}  // namespace qyzmet::rules
