#include "base/json.hpp"
#include "catalogue/definition.hpp"

namespace qyzmet::catalogue {
namespace {

json::object to_object(const Text& text) { return {{"kk", text.kk}, {"ru", text.ru}, {"en", text.en}}; }

json::object to_object(const Deadline& deadline) {
  const auto unit = deadline.unit == Deadline::Unit::minutes ? "minutes" : "working_days";
  return {{unit, deadline.count}, {"certainty", to_word(deadline.certainty)}, {"source", deadline.source}};
}

json::object to_object(const Fee& fee) {
  return {{"mrp_milli", fee.mrp_milli}, {"certainty", to_word(fee.certainty)}, {"source", fee.source}};
}

json::object to_object(const Question& question) {
  json::object object = {{"id", question.id},
                         {"kind", to_word(question.kind)},
                         {"title", to_object(question.title)},
                         {"required", question.required}};
  if (question.hint) object["hint"] = to_object(*question.hint);
  if (question.kind == Kind::text) object["max_length"] = question.max_length;
  if (!question.options.empty()) {
    json::array options;
    for (const Option& option : question.options) {
      options.push_back(json::object{{"value", option.value}, {"title", to_object(option.title)}});
    }
    object["options"] = std::move(options);
  }
  return object;
}

json::object to_summary(const Definition& definition) {
  return {{"id", definition.id},
          {"version", definition.version},
          {"code", definition.code ? json::value(*definition.code) : json::value(nullptr)},
          {"title", to_object(definition.title)},
          {"agency", json::object{{"id", definition.agency.id}, {"title", to_object(definition.agency.title)}}},
          {"deadline", to_object(definition.deadline)},
          {"fee", to_object(definition.fee)},
          {"result", to_object(definition.result)}};
}

}  // namespace

std::string to_summary_json(const Definition& definition) { return canonical_json(to_summary(definition)); }

std::string to_json(const Definition& definition) {
  json::array pages;
  for (const Page& page : definition.pages) {
    json::array questions;
    for (const Question& question : page.questions) questions.push_back(to_object(question));
    pages.push_back(
        json::object{{"id", page.id}, {"title", to_object(page.title)}, {"questions", std::move(questions)}});
  }
  json::object object = to_summary(definition);
  object["pages"] = std::move(pages);
  return canonical_json(object);
}

}  // namespace qyzmet::catalogue
