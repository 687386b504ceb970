#include "catalogue/form_changes.hpp"

#include <map>

#include "base/json.hpp"
#include "catalogue/definition_json.hpp"

namespace qyzmet::catalogue {
namespace {

/// A question where it is asked, to be compared.
struct Placed {
  std::string path;
  const Question* question;
  std::string said;  ///< all of it but the questions of its group
};

std::vector<Placed> placed_of(const Definition& definition) {
  std::vector<Placed> all;
  for (const Page& page : definition.pages) {
    const std::string when = page.when ? page.when->feel : std::string();
    for (const Question& question : page.questions) {
      Question alone = question;
      alone.fields.clear();
      all.push_back({question.id, &question, when + '\n' + to_json(alone)});
      for (const Question& field : question.fields) {
        all.push_back({question.id + '.' + field.id, &field, to_json(field)});
      }
    }
  }
  return all;
}

}  // namespace

std::string_view to_word(FormChange::Kind kind) {
  switch (kind) {
    case FormChange::Kind::gone:
      return "gone";
    case FormChange::Kind::added:
      return "added";
    case FormChange::Kind::changed:
      return "changed";
  }
  return "";
}

std::vector<FormChange> form_changes(const Definition& since, const Definition& now) {
  using Kind = FormChange::Kind;
  const auto before = placed_of(since);
  const auto after = placed_of(now);
  std::map<std::string_view, const Placed*> known;
  for (const Placed& one : before) known.emplace(one.path, &one);
  std::vector<FormChange> later;
  for (const Placed& one : after) {
    const auto found = known.find(one.path);
    if (found == known.end()) {
      later.push_back({Kind::added, one.path, one.question->title});
      continue;
    }
    if (found->second->said != one.said) later.push_back({Kind::changed, one.path, one.question->title});
    known.erase(found);
  }
  std::vector<FormChange> all;
  for (const Placed& one : before) {
    if (known.contains(one.path)) all.push_back({Kind::gone, one.path, one.question->title});
  }
  all.insert(all.end(), std::make_move_iterator(later.begin()), std::make_move_iterator(later.end()));
  return all;
}

std::string changes_json(const Definition& since, const Definition& now) {
  json::array changes;
  for (const FormChange& one : form_changes(since, now)) {
    changes.push_back(
        json::object{{"change", to_word(one.kind)}, {"question", one.question}, {"title", to_object(one.title)}});
  }
  return canonical_json(json::object{
      {"service", now.id}, {"since", since.version}, {"now", now.version}, {"changes", std::move(changes)}});
}

}  // namespace qyzmet::catalogue
