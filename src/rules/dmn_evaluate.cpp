#include <algorithm>

#include "rules/dmn_parts.hpp"
#include "rules/expression.hpp"

namespace qyzmet::rules::dmn {
namespace {

using PartsRef = std::shared_ptr<const Model::Parts>;

/// The values of one model's nodes for one set of inputs; each is evaluated once.
class Run {
 public:
  Run(PartsRef parts, Evaluation& evaluation, std::shared_ptr<Trace> trace)
      : parts_(std::move(parts)), evaluation_(evaluation), trace_(std::move(trace)), values_(parts_->nodes.size()) {}

  void give(std::size_t place, Value value) { values_[place] = std::move(value); }

  Value value_of(std::size_t place) {
    if (values_[place]) return *values_[place];
    const CompiledNode& node = parts_->nodes[place];
    Value value;
    switch (node.written->kind) {
      case NodeKind::input_data:
        break;  // not given: unknown
      case NodeKind::decision:
        value = decision(node);
        break;
      case NodeKind::knowledge_model:
      case NodeKind::service:
        value = function(parts_, trace_, place);
        break;
    }
    values_[place] = value;
    return value;
  }

  /// The output decisions of a service: one value, or a context of several.
  Value outputs_of(const CompiledNode& service) {
    if (service.outputs.size() == 1) {
      return fit(value_of(service.outputs[0]), service.type, service.name, evaluation_);
    }
    std::vector<std::pair<std::string, Value>> entries;
    for (const std::size_t place : service.outputs) entries.emplace_back(parts_->nodes[place].name, value_of(place));
    return fit(evaluation_.make_context(std::move(entries)), service.type, service.name, evaluation_);
  }

  /// A knowledge model or a service, as a value that can be called.
  static Value function(const PartsRef& parts, const std::shared_ptr<Trace>& trace, std::size_t place);

 private:
  Value decision(const CompiledNode& node) {
    if (!evaluation_.enter()) return {};
    Frame frame{{}, evaluation_, trace_};
    frame.scope.reserve(node.needs.size() + 8);
    for (const Need& need : node.needs) frame.scope.push_back(value_of(need));
    Value value = fit(node.logic->evaluate(frame), node.type, node.name, evaluation_);
    evaluation_.leave();
    return value;
  }

  Value value_of(const Need& need) {
    if (need.node) return value_of(*need.node);
    std::vector<std::pair<std::string, Value>> entries;
    for (const auto& [name, place] : need.members) entries.emplace_back(name, value_of(place));
    return evaluation_.make_context(std::move(entries));
  }

  PartsRef parts_;
  Evaluation& evaluation_;
  std::shared_ptr<Trace> trace_;
  std::vector<std::optional<Value>> values_;
};

/// The arguments as their parameters' types allow them; false if one does not fit.
bool fit_arguments(const CompiledNode& node, std::vector<Value>& arguments, Evaluation& evaluation) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::size_t before = evaluation.reported();
    arguments[i] = fit(std::move(arguments[i]), node.parameter_types[i], node.parameters[i].name, evaluation);
    if (evaluation.reported() != before) return false;
  }
  return true;
}

Value call_node(const PartsRef& parts, const std::shared_ptr<Trace>& trace, std::size_t place,
                std::span<const Value> given, Evaluation& evaluation) {
  const CompiledNode& node = parts->nodes[place];
  std::vector<Value> arguments(given.begin(), given.end());
  arguments.resize(node.parameters.size());
  if (!fit_arguments(node, arguments, evaluation) || !evaluation.enter()) return {};
  Value value;
  if (node.written->kind == NodeKind::service) {
    Run run(parts, evaluation, trace);
    for (std::size_t i = 0; i < arguments.size(); ++i) run.give(node.takes[i], std::move(arguments[i]));
    value = run.outputs_of(node);
  } else {
    Frame frame{{}, evaluation, trace};
    for (const Need& need : node.needs) {
      if (need.node) {
        frame.scope.push_back(Run::function(parts, trace, *need.node));
        continue;
      }
      std::vector<std::pair<std::string, Value>> entries;
      for (const auto& [name, member] : need.members) entries.emplace_back(name, Run::function(parts, trace, member));
      frame.scope.push_back(evaluation.make_context(std::move(entries)));
    }
    std::ranges::move(arguments, std::back_inserter(frame.scope));
    value = fit(node.logic->evaluate(frame), node.type, node.name, evaluation);
  }
  evaluation.leave();
  return value;
}

Value Run::function(const PartsRef& parts, const std::shared_ptr<Trace>& trace, std::size_t place) {
  const CompiledNode& node = parts->nodes[place];
  rules::Function function;
  function.parameters = node.parameters;
  function.result = node.type.type;
  const std::weak_ptr<Trace> weak = trace;  // the trace may come to hold this very function
  function.call = [parts, weak, place](std::span<const Value> arguments, Evaluation& evaluation) {
    auto found = weak.lock();
    return call_node(parts, found ? found : std::make_shared<Trace>(), place, arguments, evaluation);
  };
  return Value::function(std::move(function));
}

/// The node of `kind` in the main model.
std::optional<std::size_t> find(const Model::Parts& parts, NodeKind kind, std::string_view name) {
  const auto found = parts.by_name.find({0, normal_name(name)});
  if (found == parts.by_name.end() || parts.nodes[found->second].written->kind != kind) return std::nullopt;
  return found->second;
}

/// The node that a given value is for: of the namespace that is named, or of the main model, or of any.
std::optional<std::size_t> taker(const Model::Parts& parts, const Given& given) {
  const std::string name = normal_name(given.name);
  for (std::size_t file = 0; file < parts.files.size(); ++file) {
    if (!given.space.empty() && parts.files[file].space != given.space) continue;
    const auto found = parts.by_name.find({file, name});
    if (found != parts.by_name.end()) return found->second;
  }
  return std::nullopt;
}

void give_all(const Model::Parts& parts, Run& run, std::span<const Given> given, Evaluation& evaluation) {
  for (const Given& one : given) {
    const auto place = taker(parts, one);
    if (!place) continue;  // a value that no node asks for does no harm
    const CompiledNode& node = parts.nodes[*place];
    run.give(*place, fit(one.value, node.type, node.name, evaluation));
  }
}

}  // namespace

Result<Answer> Model::decide(std::string_view name, std::span<const Given> given, Evaluation& evaluation) const {
  const auto place = find(*parts_, NodeKind::decision, name);
  if (!place) return fail(Code::not_found, "dmn.no_decision", {{"name", std::string(name)}});
  auto trace = std::make_shared<Trace>();
  Run run(parts_, evaluation, trace);
  give_all(*parts_, run, given, evaluation);
  Value value = run.value_of(*place);
  return Answer{std::move(value), std::move(trace->tables)};
}

Result<Answer> Model::serve(std::string_view name, std::span<const Given> given, Evaluation& evaluation) const {
  const auto place = find(*parts_, NodeKind::service, name);
  if (!place) return fail(Code::not_found, "dmn.no_service", {{"name", std::string(name)}});
  const CompiledNode& service = parts_->nodes[*place];
  auto trace = std::make_shared<Trace>();
  Run run(parts_, evaluation, trace);
  // What is not given is unknown: the service's input decisions are never evaluated.
  for (const std::size_t taken : service.takes) run.give(taken, {});
  give_all(*parts_, run, given, evaluation);
  Value value = run.outputs_of(service);
  return Answer{std::move(value), std::move(trace->tables)};
}

Result<Answer> Model::call(std::string_view name, std::span<const Given> given, Evaluation& evaluation) const {
  const auto place = find(*parts_, NodeKind::knowledge_model, name);
  if (!place) return fail(Code::not_found, "dmn.no_knowledge", {{"name", std::string(name)}});
  const CompiledNode& node = parts_->nodes[*place];
  auto trace = std::make_shared<Trace>();
  std::vector<Value> arguments(node.parameters.size());
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto found =
        std::ranges::find_if(given, [&](const Given& one) { return normal_name(one.name) == node.parameters[i].name; });
    if (found != given.end()) arguments[i] = found->value;
  }
  Value value = call_node(parts_, trace, *place, arguments, evaluation);
  return Answer{std::move(value), std::move(trace->tables)};
}

}  // namespace qyzmet::rules::dmn
