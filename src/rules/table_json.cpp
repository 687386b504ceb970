// Tables in our own JSON.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>

#include "rules/number.hpp"
#include "rules/table.hpp"

namespace qyzmet::rules {
namespace {

struct Hit {
  std::string_view word;
  HitPolicy hit;
  Aggregation aggregation;
};
constexpr std::array kHits = {
    Hit{"unique", HitPolicy::unique, Aggregation::list},
    Hit{"any", HitPolicy::any, Aggregation::list},
    Hit{"priority", HitPolicy::priority, Aggregation::list},
    Hit{"first", HitPolicy::first, Aggregation::list},
    Hit{"rule_order", HitPolicy::rule_order, Aggregation::list},
    Hit{"output_order", HitPolicy::output_order, Aggregation::list},
    Hit{"collect", HitPolicy::collect, Aggregation::list},
    Hit{"collect_sum", HitPolicy::collect, Aggregation::sum},
    Hit{"collect_count", HitPolicy::collect, Aggregation::count},
    Hit{"collect_min", HitPolicy::collect, Aggregation::min},
    Hit{"collect_max", HitPolicy::collect, Aggregation::max},
};
constexpr std::string_view kHitWords =
    "unique, any, priority, first, rule_order, output_order, collect, collect_sum, collect_count, collect_min, "
    "collect_max";

bool is_word_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool is_literal(std::string_view text) { return text == "true" || text == "false" || text == "null"; }

/// A name's shape, but no literal of FEEL.
bool is_bare_word(std::string_view text) {
  return !text.empty() && is_word_start(text[0]) && !is_literal(text) &&
         std::ranges::all_of(text, [](char c) { return is_word_start(c) || (c >= '0' && c <= '9'); });
}

std::string quoted(std::string_view word) { return fmt::format("\"{}\"", word); }

/// Collects every mistake, so that a table is mended at one go.
class JsonReader {
 public:
  Table table(const json::value& json);
  std::vector<FieldError> faults;

 private:
  void fault(std::string path, std::string key, Details details = {}) {
    if (faults.size() < 100) faults.push_back({std::move(path), std::move(key), std::move(details)});
  }
  void known(const json::object& object, const std::string& path, std::initializer_list<std::string_view> names);
  std::string text(const json::object& object, std::string_view name, const std::string& path, bool needed);
  std::string cell(const json::value& value, const std::string& path);
  std::string values(const json::object& object, const std::string& path);
  const json::array* list(const json::object& object, std::string_view name, std::size_t limit, bool needed);
  void hit(const json::object& object, Table& table);
  Table::Input input(const json::value& value, const std::string& path);
  Table::Output output(const json::value& value, const std::string& path);
  std::optional<Table::Rule> rule(const json::value& value, const Table& table, const std::string& path);
};

std::string join(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
}

void JsonReader::known(const json::object& object, const std::string& path,
                       std::initializer_list<std::string_view> names) {
  for (const auto& member : object) {
    if (std::ranges::find(names, std::string_view(member.key())) == names.end()) {
      fault(join(path, member.key()), "field.unknown");
    }
  }
}

std::string JsonReader::text(const json::object& object, std::string_view name, const std::string& path, bool needed) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr) {
    if (needed) fault(join(path, name), "field.missing");
    return {};
  }
  if (!value->is_string()) {
    fault(join(path, name), "field.wrong_type", {{"expected", "string"}});
    return {};
  }
  std::string text(trimmed(value->get_string()));
  if (needed && text.empty()) fault(join(path, name), "field.missing");
  if (text.size() > TableLimits::kCellBytes) {
    fault(join(path, name), "rules.too_many", {{"limit", std::to_string(TableLimits::kCellBytes)}});
    return {};
  }
  return text;
}

std::string JsonReader::cell(const json::value& value, const std::string& path) {
  if (value.is_bool()) return value.get_bool() ? "true" : "false";
  if (value.is_null()) return "null";
  if (value.is_int64()) return std::to_string(value.get_int64());
  if (value.is_double()) {
    if (const auto number = Number::from_double(value.get_double())) return number->to_text();
  }
  if (!value.is_string()) {
    fault(path, "field.wrong_type", {{"expected", "string"}});
    return {};
  }
  const std::string_view text = trimmed(value.get_string());
  if (text.size() > TableLimits::kCellBytes) {
    fault(path, "rules.too_many", {{"limit", std::to_string(TableLimits::kCellBytes)}});
  }
  return is_bare_word(text) ? quoted(text) : std::string(text);
}

std::string JsonReader::values(const json::object& object, const std::string& path) {
  const json::value* value = object.if_contains("values");
  const json::value* min = object.if_contains("min");
  const json::value* max = object.if_contains("max");
  if (value == nullptr && min == nullptr && max == nullptr) return {};
  if (value == nullptr) {
    const std::string least = min == nullptr ? std::string() : cell(*min, join(path, "min"));
    const std::string most = max == nullptr ? std::string() : cell(*max, join(path, "max"));
    if (least.empty()) return fmt::format("<= {}", most);
    return most.empty() ? fmt::format(">= {}", least) : fmt::format("[{}..{}]", least, most);
  }
  if (min != nullptr || max != nullptr) fault(join(path, min != nullptr ? "min" : "max"), "field.unknown");
  if (!value->is_array()) return cell(*value, join(path, "values"));
  std::string all;
  for (std::size_t i = 0; i < value->get_array().size(); ++i) {
    all += (i == 0 ? "" : ", ") + cell(value->get_array()[i], fmt::format("{}.values[{}]", path, i));
  }
  return all;
}

const json::array* JsonReader::list(const json::object& object, std::string_view name, std::size_t limit, bool needed) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr) {
    if (needed) fault(std::string(name), "field.missing");
    return nullptr;
  }
  if (!value->is_array()) {
    fault(std::string(name), "field.wrong_type", {{"expected", "array"}});
    return nullptr;
  }
  const json::array& array = value->get_array();
  if (array.size() > limit) {
    fault(std::string(name), "rules.too_many", {{"limit", std::to_string(limit)}});
    return nullptr;
  }
  if (needed && array.empty()) fault(std::string(name), "field.missing");
  return &array;
}

void JsonReader::hit(const json::object& object, Table& table) {
  if (!object.contains("hit")) return;
  const std::string word = text(object, "hit", "", true);
  const auto found = std::ranges::find(kHits, word, &Hit::word);
  if (found == kHits.end()) {
    fault("hit", "rules.bad_word", {{"value", word}, {"expected", std::string(kHitWords)}});
    return;
  }
  table.hit = found->hit;
  table.aggregation = found->aggregation;
}

Table::Input JsonReader::input(const json::value& value, const std::string& path) {
  Table::Input input;
  if (value.is_string()) {
    input.expression = trimmed(value.get_string());
    if (input.expression.empty()) fault(path, "field.missing");
    return input;
  }
  if (!value.is_object()) {
    fault(path, "field.wrong_type", {{"expected", "object"}});
    return input;
  }
  const json::object& object = value.get_object();
  known(object, path, {"expression", "label", "max", "min", "type", "values", "whole"});
  input.expression = text(object, "expression", path, true);
  input.label = text(object, "label", path, false);
  input.type = text(object, "type", path, false);
  input.values = values(object, path);
  if (const json::value* whole = object.if_contains("whole")) {
    if (!whole->is_bool()) fault(join(path, "whole"), "field.wrong_type", {{"expected", "boolean"}});
    input.whole = whole->is_bool() && whole->get_bool();
  }
  return input;
}

Table::Output JsonReader::output(const json::value& value, const std::string& path) {
  Table::Output output;
  if (value.is_string()) {
    output.name = trimmed(value.get_string());
    if (output.name.empty()) fault(path, "field.missing");
    return output;
  }
  if (!value.is_object()) {
    fault(path, "field.wrong_type", {{"expected", "object"}});
    return output;
  }
  const json::object& object = value.get_object();
  known(object, path, {"default", "label", "name", "type", "values"});
  output.name = text(object, "name", path, true);
  output.label = text(object, "label", path, false);
  output.type = text(object, "type", path, false);
  output.values = values(object, path);
  if (const json::value* fallback = object.if_contains("default")) {
    output.fallback = cell(*fallback, join(path, "default"));
  }
  return output;
}

std::optional<Table::Rule> JsonReader::rule(const json::value& value, const Table& table, const std::string& path) {
  if (!value.is_array()) {
    fault(path, "field.wrong_type", {{"expected", "array"}});
    return std::nullopt;
  }
  const json::array& row = value.get_array();
  const std::size_t cells = table.inputs.size() + table.outputs.size();
  if (row.size() < cells || row.size() > cells + table.annotations.size()) {
    fault(path, "rules.row_length", {{"expected", std::to_string(cells)}, {"found", std::to_string(row.size())}});
    return std::nullopt;
  }
  Table::Rule rule;
  rule.annotations.resize(table.annotations.size());
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string at = fmt::format("{}[{}]", path, i);
    if (i >= cells) {
      if (!row[i].is_string()) fault(at, "field.wrong_type", {{"expected", "string"}});
      if (row[i].is_string()) rule.annotations[i - cells] = trimmed(row[i].get_string());
      continue;
    }
    auto& side = i < table.inputs.size() ? rule.inputs : rule.outputs;
    side.push_back(cell(row[i], at));
  }
  return rule;
}

Table JsonReader::table(const json::value& json) {
  Table table;
  if (!json.is_object()) {
    fault("", "field.wrong_type", {{"expected", "object"}});
    return table;
  }
  const json::object& object = json.get_object();
  known(object, "", {"annotations", "hit", "inputs", "label", "outputs", "rules"});
  hit(object, table);
  table.output_label = text(object, "label", "", false);
  if (const auto* inputs = list(object, "inputs", TableLimits::kColumns, true)) {
    for (std::size_t i = 0; i < inputs->size(); ++i) {
      table.inputs.push_back(input((*inputs)[i], fmt::format("inputs[{}]", i)));
    }
  }
  if (const auto* outputs = list(object, "outputs", TableLimits::kColumns, true)) {
    for (std::size_t i = 0; i < outputs->size(); ++i) {
      table.outputs.push_back(output((*outputs)[i], fmt::format("outputs[{}]", i)));
    }
  }
  table.annotations = {"article"};
  if (const auto* annotations = list(object, "annotations", TableLimits::kColumns, false)) {
    table.annotations.clear();
    for (std::size_t i = 0; i < annotations->size(); ++i) {
      const json::value& name = (*annotations)[i];
      if (!name.is_string()) fault(fmt::format("annotations[{}]", i), "field.wrong_type", {{"expected", "string"}});
      table.annotations.emplace_back(name.is_string() ? std::string(name.get_string()) : std::string());
    }
  }
  if (const auto* rules = list(object, "rules", TableLimits::kRules, true)) {
    for (std::size_t i = 0; i < rules->size(); ++i) {
      if (auto one = rule((*rules)[i], table, fmt::format("rules[{}]", i))) table.rules.push_back(std::move(*one));
    }
  }
  return table;
}

// ---- writing ----

bool is_whole_number(std::string_view text) {
  const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  return !digits.empty() && digits.size() <= 15 && (digits.size() == 1 || digits[0] != '0') &&
         std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; }) && text != "-0";
}

/// The word in the quotes of a FEEL string that is nothing but a bare word.
std::optional<std::string_view> quoted_word(std::string_view text) {
  if (text.size() < 3 || text.front() != '"' || text.back() != '"') return std::nullopt;
  const std::string_view inside = text.substr(1, text.size() - 2);
  return is_bare_word(inside) ? std::optional(inside) : std::nullopt;
}

json::value cell_json(std::string_view text) {
  if (text == "true" || text == "false") return text == "true";
  if (text == "null") return nullptr;
  if (is_whole_number(text)) return std::stoll(std::string(text));
  if (const auto word = quoted_word(text)) return json::string(*word);
  return is_bare_word(text) ? json::string(fmt::format("({})", text)) : json::string(text);
}

/// A list if it is nothing but words and whole numbers, else the text.
json::value values_json(std::string_view text) {
  json::array all;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    const std::string_view part = trimmed(rest.substr(0, comma));
    if (!quoted_word(part) && !is_whole_number(part)) return cell_json(text);
    all.push_back(cell_json(part));
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  }
  return all;
}

void maybe(json::object& object, std::string_view name, std::string_view text) {
  if (!text.empty()) object[name] = text;
}

json::value input_json(const Table::Input& input) {
  if (input.label.empty() && input.type.empty() && input.values.empty() && !input.whole) {
    return json::string(input.expression);
  }
  json::object object{{"expression", input.expression}};
  maybe(object, "label", input.label);
  maybe(object, "type", input.type);
  if (!input.values.empty()) object["values"] = values_json(input.values);
  if (input.whole) object["whole"] = true;
  return object;
}

/// Our form wants a name; DMN's single output may lack one.
json::value output_json(const Table::Output& output) {
  const std::string& name = !output.name.empty() ? output.name : output.label;
  json::object object{{"name", name.empty() ? "result" : name}};
  if (!output.name.empty()) maybe(object, "label", output.label);
  maybe(object, "type", output.type);
  if (!output.values.empty()) object["values"] = values_json(output.values);
  if (!output.fallback.empty()) object["default"] = cell_json(output.fallback);
  return object.size() == 1 ? object["name"] : json::value(std::move(object));
}

}  // namespace

Result<Table> table_from_json(const json::value& json) {
  JsonReader reader;
  Table table = reader.table(json);
  if (reader.faults.empty()) return table;
  return std::unexpected(Error{Code::invalid, "request.invalid", {}, std::move(reader.faults)});
}

json::value to_json(const Table& table) {
  json::object object;
  const auto hit = std::ranges::find_if(
      kHits, [&](const Hit& one) { return one.hit == table.hit && one.aggregation == table.aggregation; });
  object["hit"] = hit == kHits.end() ? to_word(table.hit) : hit->word;
  maybe(object, "label", table.output_label);
  json::array inputs;
  for (const auto& input : table.inputs) inputs.push_back(input_json(input));
  object["inputs"] = std::move(inputs);
  json::array outputs;
  for (const auto& output : table.outputs) outputs.push_back(output_json(output));
  object["outputs"] = std::move(outputs);
  if (table.annotations != std::vector<std::string>{"article"}) {
    object["annotations"] = json::array(table.annotations.begin(), table.annotations.end());
  }
  json::array rules;
  for (const auto& rule : table.rules) {
    json::array row;
    for (const std::string& cell : rule.inputs) row.push_back(cell_json(cell.empty() ? "-" : cell));
    for (const std::string& cell : rule.outputs) row.push_back(cell_json(cell));
    std::size_t annotations = rule.annotations.size();
    while (annotations > 0 && rule.annotations[annotations - 1].empty()) --annotations;
    for (std::size_t i = 0; i < annotations; ++i) row.push_back(json::string(rule.annotations[i]));
    rules.push_back(std::move(row));
  }
  object["rules"] = std::move(rules);
  return object;
}

}  // namespace qyzmet::rules
