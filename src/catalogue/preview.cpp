#include "catalogue/preview.hpp"

#include "catalogue/differences.hpp"
#include "catalogue/form_changes.hpp"

namespace qyzmet::catalogue {
namespace {

constexpr std::size_t kMostChanges = 1000;

/// A text that this program wrote itself.
json::object read_back(const std::string& text) { return json::parse(text).as_object(); }

/// Conditions as their file writes them: what a form computes with is nothing to read.
void write_conditions(json::value& shown, const std::vector<Question>& questions, std::string_view name) {
  for (std::size_t i = 0; i < questions.size(); ++i) {
    json::value& one = shown.as_object().at(name).as_array().at(i);
    if (questions[i].when) one.as_object()["when"] = questions[i].when->feel;
    if (!questions[i].fields.empty()) write_conditions(one, questions[i].fields, "fields");
  }
}

json::array list(const std::vector<std::string>& texts) { return json::array(texts.begin(), texts.end()); }

/// All that a definition says, to be compared and read.
json::object as_written(const Definition& definition) {
  json::object all = read_back(to_process_json(definition));
  for (auto& member : read_back(to_json(definition))) all[member.key()] = std::move(member.value());
  // Neither form nor process needs these: they are for those who count, for the search, and say whose desk it is.
  if (!definition.agency_by.empty()) all["agency_by"] = definition.agency_by;
  if (!definition.figures.empty()) {
    all["figures"] = list(definition.figures);
  }
  const Keywords& words = definition.keywords;
  all["keywords"] = json::object{{"kk", list(words.kk)}, {"ru", list(words.ru)}, {"en", list(words.en)}};
  for (std::size_t i = 0; i < definition.pages.size(); ++i) {
    json::value& page = all.at("pages").as_array().at(i);
    if (definition.pages[i].when) page.as_object()["when"] = definition.pages[i].when->feel;
    write_conditions(page, definition.pages[i].questions, "questions");
  }
  return all;
}

void add_conditions(json::object& all, const std::vector<Question>& questions, const std::string& place) {
  for (const Question& question : questions) {
    const std::string own = place + '.' + question.id;
    if (question.when) all[own] = question.when->feel;
    add_conditions(all, question.fields, own);
  }
}

/// By place, for a page may be called like a question, and a field like one outside its group.
json::object conditions_of(const Definition& definition) {
  json::object all;
  for (const Page& page : definition.pages) {
    if (page.when) all[page.id] = page.when->feel;
    add_conditions(all, page.questions, page.id);
  }
  return all;
}

json::array changes_of(const Definition& definition, const Definition& last) {
  json::array changes;
  for (const Difference& one : differences(as_written(last), as_written(definition), kMostChanges)) {
    changes.push_back(json::object{{"path", one.path}, {"before", one.before}, {"after", one.after}});
  }
  return changes;
}

}  // namespace

json::object preview_of(const Definition& definition, const Definition* last) {
  json::object shown = read_back(to_json(definition));
  json::object process = read_back(to_process_json(definition));
  json::object preview{{"changes", nullptr}, {"form_changes", nullptr}};
  if (last != nullptr) {
    preview["changes"] = changes_of(definition, *last);
    preview["form_changes"] = read_back(changes_json(*last, definition)).at("changes");
  }
  preview["conditions"] = conditions_of(definition);
  preview["definition"] = std::move(shown);
  preview["process"] = std::move(process);
  return preview;
}

}  // namespace qyzmet::catalogue
