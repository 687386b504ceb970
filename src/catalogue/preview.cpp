#include "catalogue/preview.hpp"

#include "catalogue/differences.hpp"
#include "catalogue/form_changes.hpp"

namespace qyzmet::catalogue {
namespace {

constexpr std::size_t kMostChanges = 1000;

/// A text that this program wrote itself.
json::object read_back(const std::string& text) { return json::parse(text).as_object(); }

json::array changes_of(const json::object& definition, const json::object& process, const Definition& last) {
  json::object before = read_back(to_process_json(last));
  json::object after = process;
  for (const auto& member : read_back(to_json(last))) before[member.key()] = member.value();
  for (const auto& member : definition) after[member.key()] = member.value();
  json::array changes;
  for (const Difference& one : differences(before, after, kMostChanges)) {
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
    preview["changes"] = changes_of(shown, process, *last);
    preview["form_changes"] = read_back(changes_json(*last, definition)).at("changes");
  }
  preview["definition"] = std::move(shown);
  preview["process"] = std::move(process);
  return preview;
}

}  // namespace qyzmet::catalogue
