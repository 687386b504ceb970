// Decision tables of a DMN file.
#include <algorithm>

#include "rules/dmn_read.hpp"

namespace qyzmet::rules::dmn {
namespace {

struct WrittenHit {
  std::string_view written;
  HitPolicy hit;
};
// DMN 1.1 wrote some with a blank.
constexpr WrittenHit kWrittenHits[] = {{"", HitPolicy::unique},
                                       {"UNIQUE", HitPolicy::unique},
                                       {"ANY", HitPolicy::any},
                                       {"PRIORITY", HitPolicy::priority},
                                       {"FIRST", HitPolicy::first},
                                       {"RULE ORDER", HitPolicy::rule_order},
                                       {"OUTPUT ORDER", HitPolicy::output_order},
                                       {"COLLECT", HitPolicy::collect}};
struct WrittenAggregation {
  std::string_view written;
  Aggregation aggregation;
};
constexpr WrittenAggregation kWrittenAggregations[] = {{"", Aggregation::list},
                                                       {"SUM", Aggregation::sum},
                                                       {"COUNT", Aggregation::count},
                                                       {"MIN", Aggregation::min},
                                                       {"MAX", Aggregation::max}};

std::vector<std::string> texts_of(const XmlElement& parent, std::string_view name) {
  std::vector<std::string> texts;
  for (const XmlElement& child : parent.children(name)) texts.push_back(text_of(child));
  return texts;
}

Table::Input input_of(const XmlElement& element, const XmlElement& asked) {
  Table::Input input;
  input.label = element.attribute("label");
  input.expression = text_of(asked);
  input.type = type_of(asked);
  if (const XmlElement values = element.child("inputValues")) input.values = text_of(values);
  input.whole = element.attribute(kOwnSpace, "whole") == "true";
  input.line = element.line();
  return input;
}

Table::Output output_of(const XmlElement& element) {
  Table::Output output;
  output.name = element.attribute("name");
  output.label = element.attribute("label");
  output.type = type_of(element);
  if (const XmlElement values = element.child("outputValues")) output.values = text_of(values);
  if (const XmlElement fallback = element.child("defaultOutputEntry")) output.fallback = text_of(fallback);
  output.line = element.line();
  return output;
}

}  // namespace

Result<Table> Reader::table(const XmlElement& element) const {
  Table table;
  const auto hit = std::ranges::find(kWrittenHits, element.attribute("hitPolicy"), &WrittenHit::written);
  if (hit == std::end(kWrittenHits)) {
    return fail_at(element, "dmn.unknown", {{"name", std::string(element.attribute("hitPolicy"))}});
  }
  const auto aggregating =
      std::ranges::find(kWrittenAggregations, element.attribute("aggregation"), &WrittenAggregation::written);
  if (aggregating == std::end(kWrittenAggregations)) {
    return fail_at(element, "dmn.unknown", {{"name", std::string(element.attribute("aggregation"))}});
  }
  table.hit = hit->hit;
  table.aggregation = table.hit == HitPolicy::collect ? aggregating->aggregation : Aggregation::list;
  table.output_label = element.attribute("outputLabel");
  for (const XmlElement& child : element.children("input")) {
    TRY_ASSIGN(const XmlElement asked, needed(child, "inputExpression"));
    table.inputs.push_back(input_of(child, asked));
  }
  for (const XmlElement& child : element.children("output")) table.outputs.push_back(output_of(child));
  for (const XmlElement& child : element.children("annotation")) {
    table.annotations.emplace_back(child.attribute("name"));
  }
  TRY(at_most(element, table.inputs.size(), TableLimits::kColumns, "input"));
  TRY(at_most(element, table.outputs.size(), TableLimits::kColumns, "output"));
  TRY(at_most(element, table.annotations.size(), TableLimits::kColumns, "annotation"));
  if (table.outputs.empty()) return fail_at(element, "dmn.missing", {{"name", "output"}});
  const auto rules = element.children("rule");
  TRY(at_most(element, rules.size(), TableLimits::kRules, "rule"));
  for (const XmlElement& child : rules) {
    TRY_ASSIGN(auto one, rule(child, table));
    table.rules.push_back(std::move(one));
  }
  return table;
}

Result<Table::Rule> Reader::rule(const XmlElement& element, const Table& table) const {
  Table::Rule rule;
  rule.inputs = texts_of(element, "inputEntry");
  rule.outputs = texts_of(element, "outputEntry");
  rule.annotations = texts_of(element, "annotationEntry");
  rule.line = element.line();
  if (const XmlElement description = element.child("description")) rule.description = description.text();
  const std::size_t expected = table.inputs.size() + table.outputs.size();
  const std::size_t found = rule.inputs.size() + rule.outputs.size();
  if (rule.inputs.size() != table.inputs.size() || rule.outputs.size() != table.outputs.size()) {
    return fail_at(element, "dmn.row_length",
                   {{"expected", std::to_string(expected)}, {"found", std::to_string(found)}});
  }
  if (rule.annotations.size() > table.annotations.size()) {
    return fail_at(
        element, "dmn.row_length",
        {{"expected", std::to_string(table.annotations.size())}, {"found", std::to_string(rule.annotations.size())}});
  }
  rule.annotations.resize(table.annotations.size());
  for (const auto* cells : {&rule.inputs, &rule.outputs}) {
    for (const std::string& cell : *cells) TRY(at_most(element, cell.size(), TableLimits::kCellBytes, "text"));
  }
  return rule;
}

}  // namespace qyzmet::rules::dmn
