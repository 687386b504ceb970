#include "rules/builtin.hpp"

#include <algorithm>
#include <unordered_map>

#include "rules/expression.hpp"

namespace qyzmet::rules {

namespace {

constexpr const char* own_function = "function(…)";  // a function value has no name

/// "n,scale?" or "list...": a question mark means that it may be left out.
Signature read_signature(std::string_view text) {
  Signature out;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view name = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    if (name.ends_with("...")) {
      out.variadic = true;
      name.remove_suffix(3);
    }
    const bool optional = name.ends_with('?');
    if (optional) name.remove_suffix(1);
    out.names.emplace_back(name);
    if (!optional) out.required = out.names.size();
  }
  return out;
}

struct BuiltinTable {
  std::vector<Builtin> all;
  std::unordered_map<std::string_view, const Builtin*> by_name;
  std::vector<std::string> names;
};

const BuiltinTable& builtin_table() {
  static const BuiltinTable built = [] {
    BuiltinTable out;
    for (const auto part :
         {number_builtins, statistics_builtins, string_builtins, regex_builtins, list_builtins, list_change_builtins,
          context_builtins, boolean_builtins, conversion_builtins, temporal_builtins, range_builtins}) {
      for (const BuiltinRow& row : part()) {
        Builtin builtin{std::string(row.name), {}, row.call};
        for (const std::string_view signature : row.signatures) builtin.signatures.push_back(read_signature(signature));
        out.all.push_back(std::move(builtin));
        out.names.emplace_back(row.name);
      }
    }
    for (const Builtin& builtin : out.all) out.by_name.emplace(builtin.name, &builtin);
    std::ranges::sort(out.names);
    return out;
  }();
  return built;
}

Value wrong_count(const Builtin& builtin, std::size_t given, Evaluation& evaluation) {
  return evaluation.report("rules.argument_count", {{"function", builtin.name}, {"given", std::to_string(given)}});
}

/// Places arguments that were given by name; false if this signature has not all of those names.
bool place_by_name(const Signature& signature, std::span<const Value> values, std::span<const std::string> names,
                   std::vector<Value>& placed) {
  placed.assign(signature.names.size(), Value());
  std::vector<bool> given(signature.names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto at = std::ranges::find(signature.names, names[i]) - signature.names.begin();
    const auto place = static_cast<std::size_t>(at);
    if (place == signature.names.size() || given[place]) return false;
    given[place] = true;
    placed[place] = values[i];
  }
  return true;
}

}  // namespace

const Builtin* find_builtin(std::string_view name) {
  const auto& by_name = builtin_table().by_name;
  const auto found = by_name.find(name);
  return found == by_name.end() ? nullptr : found->second;
}

const std::vector<std::string>& builtin_names() { return builtin_table().names; }

Value call_builtin(const Builtin& builtin, std::span<const Value> values, std::span<const std::string> names,
                   Evaluation& evaluation) {
  if (!names.empty()) {
    std::vector<Value> placed;
    for (const Signature& signature : builtin.signatures) {
      if (!place_by_name(signature, values, names, placed)) continue;
      return builtin.call(Arguments(builtin, signature, placed, evaluation));
    }
    return evaluation.report("rules.unknown_parameter", {{"function", builtin.name}});
  }
  for (const Signature& signature : builtin.signatures) {
    if (values.size() < signature.required) continue;
    if (!signature.variadic && values.size() > signature.names.size()) continue;
    if (!signature.variadic || signature.names.size() > 1) {
      return builtin.call(Arguments(builtin, signature, values, evaluation));
    }
    // One list, or its items one by one.
    if (values.size() == 1) return builtin.call(Arguments(builtin, signature, values, evaluation));
    const Value list = evaluation.make_list({values.begin(), values.end()});
    return builtin.call(Arguments(builtin, signature, {&list, 1}, evaluation));
  }
  return wrong_count(builtin, values.size(), evaluation);
}

Value function_of(const Builtin& builtin) {
  Function out;
  out.any_count = true;
  for (const std::string& name : builtin.signatures[0].names) out.parameters.push_back({name, nullptr});
  out.call = [&builtin](std::span<const Value> arguments, Evaluation& evaluation) {
    return call_builtin(builtin, arguments, {}, evaluation);
  };
  return Value::function(std::move(out));
}

Value call_function(const Value& function, std::span<const Value> values, std::span<const std::string> names,
                    Evaluation& evaluation) {
  const Function& callee = function.as_function();
  if (callee.any_count && names.empty()) return callee.call(values, evaluation);
  std::vector<Value> arguments(values.begin(), values.end());
  if (!names.empty()) {
    Signature signature;
    for (const Parameter& parameter : callee.parameters) signature.names.push_back(parameter.name);
    if (!place_by_name(signature, values, names, arguments)) {
      return evaluation.report("rules.unknown_parameter", {{"function", own_function}});
    }
  }
  if (values.size() != callee.parameters.size()) {
    return evaluation.report("rules.argument_count",
                             {{"function", own_function}, {"given", std::to_string(values.size())}});
  }
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    auto fitting = coerce(arguments[i], *callee.parameters[i].type);
    if (!fitting) {
      return evaluation.report("rules.argument_type", {{"function", own_function},
                                                       {"parameter", callee.parameters[i].name},
                                                       {"expected", to_text(*callee.parameters[i].type)}});
    }
    arguments[i] = std::move(*fitting);
  }
  Value result = callee.call(arguments, evaluation);
  if (callee.result == nullptr) return result;
  auto fitting = coerce(result, *callee.result);
  if (!fitting) return evaluation.report("rules.result_type", {{"expected", to_text(*callee.result)}});
  return std::move(*fitting);
}

Value call_builtin(std::string_view name, std::span<const Value> arguments, Evaluation& evaluation) {
  const Builtin* const builtin = find_builtin(name);
  if (builtin == nullptr) return evaluation.report("rules.unknown_name", {{"name", std::string(name)}});
  return call_builtin(*builtin, arguments, {}, evaluation);
}

bool is_builtin(std::string_view name) { return find_builtin(name) != nullptr; }

Value call(const Value& function, std::span<const Value> arguments, Evaluation& evaluation) {
  if (!function.is_function()) return evaluation.report("rules.not_a_function");
  if (!evaluation.enter()) return {};
  Value out = call_function(function, arguments, {}, evaluation);
  evaluation.leave();
  return out;
}

}  // namespace qyzmet::rules
