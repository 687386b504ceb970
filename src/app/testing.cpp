#include "app/testing.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace qyzmet::app::testing {
namespace {

std::string type_of(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "null";
    case json::kind::bool_:
      return "boolean";
    case json::kind::int64:
    case json::kind::uint64:
      return "integer";
    case json::kind::double_:
      return "number";
    case json::kind::string:
      return "string";
    case json::kind::array:
      return "array";
    case json::kind::object:
      return "object";
  }
  return "";
}

std::vector<std::string> words_of(const YAML::Node& node) {
  if (node.IsScalar()) return {node.Scalar()};
  std::vector<std::string> words;
  for (const auto& word : node) words.push_back(word.IsNull() ? "null" : word.Scalar());
  return words;
}

bool holds(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

}  // namespace

YAML::Node Contract::resolve(const YAML::Node& node) const {
  if (!node.IsMap() || !node["$ref"].IsDefined()) return node;
  std::string path = node["$ref"].Scalar();
  if (!path.starts_with("#/")) throw std::runtime_error("a reference to elsewhere: " + path);
  YAML::Node at = root_;
  path.erase(0, 2);
  while (!path.empty()) {
    const auto end = std::min(path.find('/'), path.size());
    at.reset(std::as_const(at)[path.substr(0, end)]);  // const: makes no member that is not there
    if (!at.IsDefined()) throw std::runtime_error("a reference to nothing: " + node["$ref"].Scalar());
    path.erase(0, std::min(end + 1, path.size()));
  }
  return at;
}

std::string Contract::misfit(const YAML::Node& given, const json::value& value, const std::string& at) const {
  const YAML::Node schema = resolve(given);
  if (schema["anyOf"].IsDefined()) {
    for (const auto& one : schema["anyOf"]) {
      if (misfit(one, value, at).empty()) return "";
    }
    return at + " fits none of anyOf";
  }
  if (schema["type"].IsDefined() && !holds(words_of(schema["type"]), type_of(value)))
    return at + " is a " + type_of(value);
  if (schema["const"].IsDefined() && value != json::value(schema["const"].Scalar())) return at + " is another constant";
  if (value.is_string() || value.is_null()) {
    const std::string_view word = value.is_null() ? "null" : std::string_view(value.get_string());
    if (schema["enum"].IsDefined() && !holds(words_of(schema["enum"]), word)) return at + " is not one of the enum";
  }
  if (const auto* array = value.if_array(); array != nullptr && schema["items"].IsDefined()) {
    for (std::size_t i = 0; i < array->size(); ++i) {
      const std::string fault = misfit(schema["items"], array->at(i), at + "[" + std::to_string(i) + "]");
      if (!fault.empty()) return fault;
    }
  }
  return value.is_object() ? object_misfit(schema, value.get_object(), at) : "";
}

std::string Contract::object_misfit(const YAML::Node& schema, const json::object& object, const std::string& at) const {
  for (const auto& name : schema["required"]) {
    if (!object.contains(name.Scalar())) return at + "." + name.Scalar() + " is missing";
  }
  const YAML::Node properties = schema["properties"];
  const YAML::Node more = schema["additionalProperties"];
  for (const auto& member : object) {
    const std::string name(member.key());
    if (properties.IsDefined() && properties[name].IsDefined()) {
      const std::string fault = misfit(properties[name], member.value(), at + "." + name);
      if (!fault.empty()) return fault;
    } else if (more.IsDefined() && more.IsScalar() && more.Scalar() == "false") {
      return at + "." + name + " is not in the contract";
    }
  }
  return "";
}

std::string Contract::reply_misfit(const std::string& path, const std::string& method, int status,
                                   std::string_view body) const {
  const YAML::Node operations = root_["paths"][path];
  if (!operations.IsDefined() || !operations[method].IsDefined()) return "no such operation";
  const YAML::Node responses = operations[method]["responses"];
  const std::string code = std::to_string(status);
  const YAML::Node response = resolve(responses[code].IsDefined() ? responses[code] : responses["default"]);
  const YAML::Node content = response["content"];
  const std::string type = status < 400 ? "application/json" : "application/problem+json";
  if (!content.IsDefined() || !content[type].IsDefined()) return "no " + type + " with status " + code;
  const auto value = parse_json(body);
  return value ? misfit(content[type]["schema"], *value) : "no JSON: " + value.error().key;
}

}  // namespace qyzmet::app::testing
