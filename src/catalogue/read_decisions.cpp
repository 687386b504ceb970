#include <algorithm>
#include <array>

#include "catalogue/read_process.hpp"

namespace qyzmet::catalogue {
namespace {

using Word = std::string_view;

// Each in the order of its enumeration.
constexpr std::array<Word, 6> kColumnKinds = {"number", "money", "yes_no", "choice", "date", "text"};
constexpr std::array<Word, 11> kHits = {"unique",      "any",          "priority",     "first",
                                        "rule_order",  "output_order", "collect",      "collect_sum",
                                        "collect_min", "collect_max",  "collect_count"};
constexpr int kLargest = 1'000'000'000;

}  // namespace

std::string_view to_word(Column::Kind kind) { return kColumnKinds[static_cast<std::size_t>(kind)]; }
std::string_view to_word(Decision::Hit hit) { return kHits[static_cast<std::size_t>(hit)]; }

Result<std::vector<Decision>> DecisionsReader::decisions(const YAML::Node& service) const {
  TRY_ASSIGN(const auto nodes, yaml_.entries(service, "decisions", 50));
  std::vector<Decision> all;
  for (const YAML::Node& node : nodes) {
    TRY_ASSIGN(Decision decision, this->decision(node));
    if (std::ranges::find(all, decision.id, &Decision::id) != all.end()) {
      return yaml_.fail_at(node, "definition.duplicate", {{"name", decision.id}});
    }
    all.push_back(std::move(decision));
  }
  return all;
}

Result<Decision> DecisionsReader::decision(const YAML::Node& node) const {
  TRY(yaml_.map(node, "decision", {"id", "title", "hit", "inputs", "outputs", "rules"}));
  Decision decision;
  decision.line = node.Mark().line + 1;
  TRY_ASSIGN(decision.id, yaml_.name(node, "id", "_"));
  TRY_ASSIGN(decision.title, yaml_.three(node, "title"));
  TRY_ASSIGN(const std::size_t hit, yaml_.one_of(node, "hit", kHits));
  decision.hit = static_cast<Decision::Hit>(hit);
  TRY_ASSIGN(decision.inputs, columns(node, "inputs", true));
  TRY_ASSIGN(decision.outputs, columns(node, "outputs", false));
  TRY_ASSIGN(const YAML::Node rules, yaml_.list(node, "rules", 1000));
  for (const auto& entry : rules) {
    TRY_ASSIGN(Rule rule, this->rule(entry, decision));
    decision.rules.push_back(std::move(rule));
  }
  return decision;
}

Result<std::vector<Column>> DecisionsReader::columns(const YAML::Node& node, Word list, bool is_input) const {
  TRY_ASSIGN(const YAML::Node nodes, yaml_.list(node, list, 20));
  std::vector<Column> all;
  for (const auto& entry : nodes) {
    TRY_ASSIGN(Column column, this->column(entry, is_input));
    if (std::ranges::find(all, column.name, &Column::name) != all.end()) {
      return yaml_.fail_at(entry, "definition.duplicate", {{"name", column.name}});
    }
    all.push_back(std::move(column));
  }
  return all;
}

Result<Column> DecisionsReader::column(const YAML::Node& node, bool is_input) const {
  if (is_input) {
    TRY(yaml_.map(node, "input", {"name", "title", "expression", "kind", "min", "max", "values"}));
  } else {
    TRY(yaml_.map(node, "output", {"name", "title", "kind", "values", "texts"}));
  }
  Column column;
  column.line = node.Mark().line + 1;
  TRY_ASSIGN(column.name, yaml_.name(node, "name", "_"));
  TRY_ASSIGN(column.title, yaml_.maybe_three(node, "title"));
  TRY_ASSIGN(const std::size_t kind, yaml_.one_of(node, "kind", kColumnKinds));
  column.kind = static_cast<Column::Kind>(kind);
  if (is_input) {
    TRY_ASSIGN(column.expression, yaml_.text(node, "expression"));
  }
  TRY(bounds(node, column));
  TRY(values(node, column));
  return column;
}

Result<void> DecisionsReader::bounds(const YAML::Node& node, Column& column) const {
  for (const auto& [name, place] : {std::pair{"min", &column.min}, std::pair{"max", &column.max}}) {
    if (!node[name].IsDefined()) continue;
    const bool counts = column.kind == Column::Kind::number || column.kind == Column::Kind::money;
    if (!counts) return yaml_.fail_at(node[name], "definition.unknown", {{"name", name}});
    TRY_ASSIGN(*place, yaml_.integer(node, name, -kLargest, kLargest));
  }
  if (column.min && column.max && *column.min > *column.max) {
    return yaml_.bad_value(node["max"], "max", std::to_string(*column.max));
  }
  return {};
}

/// All values of a choice, and what they say to the applicant.
Result<void> DecisionsReader::values(const YAML::Node& node, Column& column) const {
  if (column.kind == Column::Kind::choice) {
    TRY_ASSIGN(const YAML::Node values, yaml_.list(node, "values", 200));
    for (const auto& entry : values) {
      TRY_ASSIGN(std::string value, yaml_.entry(entry, "values"));
      if (std::ranges::find(column.values, value) != column.values.end()) {
        return yaml_.fail_at(entry, "definition.duplicate", {{"name", value}});
      }
      const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
      if (value.size() > 40 || !std::ranges::all_of(value, fits)) return yaml_.bad_value(entry, "values", value);
      column.values.push_back(std::move(value));
    }
  } else if (node["values"].IsDefined()) {
    return yaml_.fail_at(node["values"], "definition.unknown", {{"name", "values"}});
  }
  if (!node["texts"].IsDefined()) return {};
  TRY_ASSIGN(const auto texts, yaml_.pairs(node, "texts", 200));
  const bool yes_no = column.kind == Column::Kind::yes_no;
  for (const auto& [value, in_languages] : texts) {
    const bool known =
        yes_no ? value == "true" || value == "false" : std::ranges::find(column.values, value) != column.values.end();
    if (!known) return yaml_.bad_value(in_languages, "texts", value);
    TRY_ASSIGN(Text text, yaml_.three(node["texts"], value));
    column.texts.emplace_back(value, std::move(text));
  }
  for (const std::string& value : column.values) {  // some said, some silent: a reader would see a gap
    if (std::ranges::find(column.texts, value, &std::pair<std::string, Text>::first) != column.texts.end()) continue;
    return yaml_.fail_at(node["texts"], "definition.missing", {{"name", "texts." + value}});
  }
  return {};
}

Result<Rule> DecisionsReader::rule(const YAML::Node& node, const Decision& decision) const {
  const std::size_t inputs = decision.inputs.size();
  const std::size_t cells = inputs + decision.outputs.size();
  if (!node.IsSequence() || (node.size() != cells && node.size() != cells + 1)) {
    return yaml_.fail_at(node, "definition.rule_length",
                         {{"name", decision.id}, {"expected", std::to_string(cells + 1)}});
  }
  Rule rule;
  rule.line = node.Mark().line + 1;
  for (std::size_t i = 0; i < node.size(); ++i) {
    const std::string& column = i < inputs  ? decision.inputs[i].name
                                : i < cells ? decision.outputs[i - inputs].name
                                            : "article";
    TRY_ASSIGN(std::string cell, yaml_.entry(node[i], column));
    if (i < inputs) {
      rule.tests.push_back(std::move(cell));
    } else if (i < cells) {
      rule.results.push_back(std::move(cell));
    } else {
      rule.article = std::move(cell);
    }
  }
  return rule;
}

}  // namespace qyzmet::catalogue
