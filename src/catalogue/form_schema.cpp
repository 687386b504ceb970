#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/said.hpp"
#include "catalogue/exports.hpp"

namespace qyzmet::catalogue {
namespace {

/// Ranges as they stand in a class of ECMA-262 with the flag u, as JSON Schema wants it.
std::string in_class(std::span<const CharacterRange> ranges) {
  const auto sign = [](char32_t code) {
    const auto number = static_cast<std::uint32_t>(code);
    return number <= 0xffff ? fmt::format("\\u{:04x}", number) : fmt::format("\\u{{{:x}}}", number);
  };
  std::string all;
  for (const auto& [first, last] : ranges) all += first == last ? sign(first) : sign(first) + "-" + sign(last);
  return all;
}

/// Something that shows must be there: blank is not answered.
std::string not_blank() { return "[^" + in_class(blank_characters()) + "]"; }

json::object text_schema(int max_length, bool lines) {
  const std::string_view first = lines ? R"(\u0000-\u0009\u000b-\u001f)" : R"(\u0000-\u001f)";
  return {{"type", "string"},
          {"maxLength", max_length},
          {"pattern", fmt::format("^[^{}{}]*$", first, in_class(hidden_characters().subspan(1)))},
          {"allOf", json::array{json::object{{"pattern", not_blank()}}}}};
}

json::array values_of(const std::vector<Option>& options) {
  json::array values;
  for (const Option& option : options) values.push_back(json::value_from(option.value));
  return values;
}

json::object closed(json::object properties, json::array required) {
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

json::object address_schema(const Question& question) {
  return closed({{"region", json::object{{"enum", values_of(question.options)}}},
                 {"text", text_schema(question.max_length, false)}},
                {"region", "text"});
}

json::object file_schema(const Question& question) {
  constexpr int kNameLength = 255;
  json::object name = text_schema(kNameLength, false);
  name["allOf"].as_array().push_back(json::object{{"pattern", R"(^[^/\\]*$)"}});
  return closed({{"name", std::move(name)},
                 {"sha256", json::object{{"type", "string"}, {"pattern", "^[0-9a-f]{64}$"}}},
                 {"size", json::object{{"type", "integer"}, {"minimum", 1}, {"maximum", question.max_size}}},
                 {"type", json::object{{"enum", json::array(question.types.begin(), question.types.end())}}}},
                {"name", "sha256", "size", "type"});
}

/// `pattern` says the shape; `format` names what the digits must add up to.
json::object number_like(std::string_view pattern, std::string_view format) {
  return {{"type", "string"}, {"pattern", pattern}, {"format", format}};
}

json::object questions_schema(const std::vector<Page>& pages, const PhonePlan& plan);

json::object group_schema(const Question& question, const PhonePlan& plan) {
  Page inside;
  inside.questions = question.fields;
  return {{"type", "array"},
          {"minItems", std::max<std::int64_t>(question.min, 1)},
          {"maxItems", question.max},
          {"items", questions_schema({inside}, plan)}};
}

/// E.164; a number of the country has exactly its digits.
json::object phone_schema(const PhonePlan& plan) {
  return {{"type", "string"},
          {"pattern", fmt::format(R"(^\+(?:{0}[0-9]{{{1}}}|(?!{0})[1-9][0-9]{{7,14}})$)", plan.country_code,
                                  plan.national_digits)}};
}

json::object answer_schema(const Question& question, const PhonePlan& plan) {
  switch (question.kind) {
    case Kind::iin:
      return number_like("^[0-9]{12}$", "iin");
    case Kind::bin:
      return number_like("^[0-9]{12}$", "bin");
    case Kind::iban:
      return number_like("^[A-Z]{2}[0-9]{2}[0-9A-Z]{4,30}$", "iban");
    case Kind::phone:
      return phone_schema(plan);
    case Kind::email:
      return {{"type", "string"}, {"format", "email"}, {"maxLength", 254}};
    case Kind::date:
      return {{"type", "string"}, {"format", "date"}};
    case Kind::text:
      return text_schema(question.max_length, false);
    case Kind::long_text:
      return text_schema(question.max_length, true);
    case Kind::yes_no:
      return {{"type", "boolean"}};
    case Kind::statement:
      return {{"const", true}};
    case Kind::number:
    case Kind::money:
      return {{"type", "integer"}, {"minimum", question.min}, {"maximum", question.max}};
    case Kind::choice:
    case Kind::region:
      return {{"enum", values_of(question.options)}};
    case Kind::choices:
      return {{"type", "array"},
              {"minItems", 1},
              {"uniqueItems", true},
              {"items", json::object{{"enum", values_of(question.options)}}}};
    case Kind::address:
      return address_schema(question);
    case Kind::file:
      return file_schema(question);
    case Kind::repeat:
      return group_schema(question, plan);
  }
  return {};
}

/// What must have been answered for a question to be shown: of its page and its own. An answer that is there was asked,
/// so the conditions of the questions looked at need not be told again.
struct Shown {
  json::object equal;  ///< question → {"const": value}
  std::string rule;    ///< FEEL that is no equality; empty: none

  void add(const std::optional<When>& when) {
    if (!when) return;
    if (when->rule) rule += (rule.empty() ? "" : " and ") + when->feel;
    for (const Equals& one : when->all)
      std::visit([&](const auto& value) { equal[one.question] = json::object{{"const", value}}; }, one.equals);
  }
  bool always() const { return equal.empty() && rule.empty(); }
};

json::array names_of(const json::object& object) {
  json::array names;
  for (const auto& member : object) names.push_back(json::value_from(std::string_view(member.key())));
  return names;
}

/// {"if": the conditions hold, "then": it is required (if a rule does not decide that), "else": it is not there}.
json::object conditional(const Question& question, const Shown& shown) {
  json::object then;
  if (question.required && shown.rule.empty()) then["required"] = json::array{json::value_from(question.id)};
  return {{"if", json::object{{"properties", shown.equal}, {"required", names_of(shown.equal)}}},
          {"then", std::move(then)},
          {"else", json::object{{"properties", json::object{{question.id, false}}}}}};
}

json::object questions_schema(const std::vector<Page>& pages, const PhonePlan& plan) {
  json::object properties;
  json::array required;
  json::array conditions;
  for (const Page& page : pages) {
    for (const Question& question : page.questions) {
      Shown shown;
      shown.add(page.when);
      shown.add(question.when);
      json::object schema = answer_schema(question, plan);
      schema["title"] = question.title.en;
      schema["x-title"] = to_object(question.title);
      if (!shown.rule.empty()) schema["x-when"] = shown.rule;
      properties[question.id] = std::move(schema);
      if (shown.always() && question.required) required.push_back(json::value_from(question.id));
      if (!shown.equal.empty()) conditions.push_back(conditional(question, shown));
    }
  }
  json::object all = closed(std::move(properties), std::move(required));
  if (!conditions.empty()) all["allOf"] = std::move(conditions);
  return all;
}

}  // namespace

json::object form_schema(const Definition& definition, const PhonePlan& plan) {
  json::object schema = questions_schema(definition.pages, plan);
  schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  schema["$id"] = "urn:qyzmet:form:" + definition.id + ":" + std::to_string(definition.version);
  schema["title"] = definition.title.en;
  schema["x-title"] = to_object(definition.title);
  return schema;
}

}  // namespace qyzmet::catalogue
