#include "base/json.hpp"
#include "catalogue/definition.hpp"

namespace qyzmet::catalogue {
namespace {

json::object to_object(const Term& term) { return {{to_word(term.unit), term.count}}; }

json::array to_array(const std::vector<std::string>& texts) { return json::array(texts.begin(), texts.end()); }

json::array to_array(const std::vector<std::pair<std::string, std::string>>& ask) {
  json::array array;
  for (const auto& [name, feel] : ask) array.push_back(json::object{{"name", name}, {"value", feel}});
  return array;
}

json::object to_object(const Evidence& evidence);
json::object to_object(const Column& column);
json::object to_object(const Rule& rule);
json::object to_object(const Decision& decision);
json::object to_object(const Action& action);
json::object to_object(const Outcome& outcome);
json::object to_object(const Step& step);
json::object to_object(const Document::Row& row);

template <class One>
json::array to_array(const std::vector<One>& all) {
  json::array array;
  for (const One& one : all) array.push_back(to_object(one));
  return array;
}

json::object to_object(const Evidence& evidence) {
  return {{"id", evidence.id},
          {"title", to_object(evidence.title)},
          {"register", evidence.register_id},
          {"ask", to_array(evidence.ask)},
          {"on_freeze", to_word(evidence.on_freeze)},
          {"within", to_object(evidence.within)},
          {"keep_days", evidence.keep_days}};
}

json::object to_object(const Column& column) {
  json::object object = {{"name", column.name}, {"kind", to_word(column.kind)}};
  if (column.title) object["title"] = to_object(*column.title);
  if (!column.expression.empty()) object["expression"] = column.expression;
  if (column.min) object["min"] = *column.min;
  if (column.max) object["max"] = *column.max;
  if (!column.values.empty()) object["values"] = to_array(column.values);
  if (!column.texts.empty()) {
    json::object texts;
    for (const auto& [value, text] : column.texts) texts[value] = to_object(text);
    object["texts"] = std::move(texts);
  }
  return object;
}

json::object to_object(const Rule& rule) {
  json::object object = {{"tests", to_array(rule.tests)}, {"results", to_array(rule.results)}};
  if (!rule.article.empty()) object["article"] = rule.article;
  return object;
}

json::object to_object(const Decision& decision) {
  return {{"id", decision.id},
          {"title", to_object(decision.title)},
          {"hit", to_word(decision.hit)},
          {"inputs", to_array(decision.inputs)},
          {"outputs", to_array(decision.outputs)},
          {"rules", to_array(decision.rules)}};
}

json::object to_object(const Action& action) {
  return {{"id", action.id},
          {"title", to_object(action.title)},
          {"to", to_word(action.to)},
          {"needs_reason", action.needs_reason}};
}

json::object to_object(const Outcome& outcome) { return {{"value", outcome.value}, {"to", to_word(outcome.to)}}; }

json::object to_object(const Step& step) {
  json::object object = {{"id", step.id}, {"title", to_object(step.title)}, {"by", to_word(step.by)}};
  if (step.within) object["within"] = to_object(*step.within);
  if (!step.needs.empty()) object["needs"] = to_array(step.needs);
  if (!step.actions.empty()) object["actions"] = to_array(step.actions);
  if (!step.outcomes.empty()) object["then"] = to_array(step.outcomes);
  if (!step.decide.empty()) object["decide"] = step.decide;
  if (!step.register_id.empty()) object["register"] = step.register_id;
  if (!step.ask.empty()) object["ask"] = to_array(step.ask);
  if (!step.signer.empty()) object["signer"] = step.signer;
  if (!step.service.empty()) object["service"] = step.service;
  return object;
}

json::object to_object(const Document::Row& row) { return {{"label", to_object(row.label)}, {"value", row.value}}; }

json::object to_object(const Document& document) {
  json::object object = {
      {"kind", document.kind}, {"title", to_object(document.title)}, {"rows", to_array(document.rows)}};
  if (document.valid_months) object["valid_months"] = *document.valid_months;
  return object;
}

}  // namespace

std::string to_process_json(const Definition& definition) {
  const Process& process = definition.process;
  json::object object = {{"id", definition.id},
                         {"version", definition.version},
                         {"evidence", to_array(process.evidence)},
                         {"decisions", to_array(process.decisions)},
                         {"steps", to_array(process.steps)},
                         {"answer_within", to_object(process.answer_within)},
                         {"suspends", process.suspends}};
  if (process.extension) object["extension"] = to_object(*process.extension);
  if (process.service_norm) object["service_norm"] = to_object(*process.service_norm);
  if (process.document) object["document"] = to_object(*process.document);
  if (!process.proactive_on.empty()) object["proactive_on"] = process.proactive_on;
  return canonical_json(object);
}

}  // namespace qyzmet::catalogue
