#include "catalogue/registry_json.hpp"

#include <algorithm>
#include <array>

#include "catalogue/catalogue.hpp"
#include "catalogue/store_registry.hpp"

namespace qyzmet::catalogue {
namespace {

constexpr int kMostHistory = 200;

/// {kk, ru, en}, or null for the keepers and for agencies that the country no longer has.
json::value agency_title(const Registry& registry, std::string_view id) {
  const Named* agency = registry.catalogue().agency(id);
  if (agency == nullptr) return nullptr;
  return to_object(agency->title);
}

json::array passages_of(const Registry& registry, const std::vector<Passage>& passages) {
  json::array all;
  for (const Passage& passage : passages) {
    json::object one{{"due_on", to_json(passage.post.due_on)},
                     {"entered_at", to_rfc3339(passage.entered)},
                     {"left_at", nullptr},
                     {"owner", passage.post.owner},
                     {"owner_title", agency_title(registry, passage.post.owner)},
                     {"stage", to_word(passage.stage)}};
    if (passage.left) one["left_at"] = to_rfc3339(*passage.left);
    all.push_back(std::move(one));
  }
  return all;
}

/// Of each event what was said, and which agency's officer did it; never which person.
json::array history_of(const Registry& registry, db::Snapshot& snapshot, const Entry& entry) {
  constexpr std::array members = {"duplicate_of", "due_on", "form", "from", "listed_service", "note", "owner", "reason",
                                  "report",       "stage",  "to",   "why"};
  json::array all;
  for (const journal::Stored& event : journal::history(snapshot, entry.id.value, -1, kMostHistory)) {
    const auto facts = parse_json(event.facts);
    if (!facts || !facts->is_object()) continue;
    json::object said;
    for (const char* member : members) {
      if (const auto* value = facts->get_object().if_contains(member)) said[member] = *value;
    }
    std::string agency;
    if (const auto by = get_string(facts->get_object(), "by_agency")) agency = *by;
    all.push_back(json::object{{"at", to_rfc3339(event.at)},
                               {"by_agency_title", agency_title(registry, agency)},
                               {"index", event.index},
                               {"kind", event.kind},
                               {"said", std::move(said)}});
  }
  return all;
}

/// Where it may go, with who has it then and until when, unless it is said otherwise.
json::array ways_of(const Registry& registry, const Entry& entry, bool decides, Instant now) {
  json::array all;
  for (int rank = 0; rank <= static_cast<int>(Stage::retired); ++rank) {
    const auto to = static_cast<Stage>(rank);
    if (!check_move(entry, to)) continue;
    const bool keepers = to == Stage::registered || to == Stage::online_only || to == Stage::retired;
    if (keepers && !decides) continue;
    const Post post = registry.usual_post(entry, to, now);
    const StageTerm& term = registry.terms().stages.at(to);
    json::object one{{"due_on", to_json(post.due_on)},
                     {"owner", post.owner},
                     {"owner_title", agency_title(registry, post.owner)},
                     {"to", to_word(to)},
                     {"working_days", nullptr}};
    if (term.working_days) one["working_days"] = *term.working_days;
    all.push_back(std::move(one));
  }
  return all;
}

json::value dismissed_of(const Entry& entry) {
  if (!entry.dismissed) return nullptr;
  json::object object{{"duplicate_of", nullptr}, {"note", entry.dismissed->note}, {"why", entry.dismissed->why}};
  if (entry.dismissed->duplicate_of) object["duplicate_of"] = id_to_decimal(entry.dismissed->duplicate_of->value);
  return object;
}

}  // namespace

json::object to_line(const Registry& registry, const Entry& entry, Date today) {
  const bool late = !entry.dismissed && entry.post.due_on && *entry.post.due_on < today;
  return {{"agency", entry.agency},
          {"agency_title", agency_title(registry, entry.agency)},
          {"dismissed", dismissed_of(entry)},
          {"due_on", to_json(entry.post.due_on)},
          {"id", id_to_decimal(entry.id.value)},
          {"kind", to_word(entry.kind)},
          {"late", late},
          {"number", id_to_display(entry.id.value)},
          {"owner", entry.post.owner},
          {"owner_title", agency_title(registry, entry.post.owner)},
          {"service", entry.service()},
          {"service_retired", registry.catalogue().is_retired(entry.service())},
          {"since", to_rfc3339(entry.since)},
          {"stage", to_word(entry.stage)},
          {"title", to_object(entry.title)}};
}

json::object to_page(const Registry& registry, db::Snapshot& snapshot, const http::Caller& caller, const Entry& entry,
                     Instant now) {
  json::object page = to_line(registry, entry, registry.today(now));
  const EntryRights rights = registry.rights(caller, entry);
  page["gate"] = nullptr;
  if (const auto gate = registry.catalogue().gate(entry.service())) page["gate"] = to_object(*gate);
  page["history"] = history_of(registry, snapshot, entry);
  page["listed_service"] = entry.listed_service;
  page["notice_days"] = registry.terms().notice_days;
  page["passages"] = passages_of(registry, store::passages(snapshot, entry.id));
  page["retired_from"] = nullptr;
  if (entry.retired_from) page["retired_from"] = to_word(*entry.retired_from);
  page["terms_assumed"] = registry.terms().assumed;
  page["ways"] = rights.move ? ways_of(registry, entry, rights.decide, now) : json::array();
  page["may"] = json::object{{"decide", rights.decide},
                             {"dismiss", rights.dismiss},
                             {"move", rights.move},
                             {"take_back", rights.decide && back_from(entry).has_value()}};
  json::object& forms = page["forms"].emplace_object();
  for (const auto& [stage, form] : entry.forms) forms[to_word(stage)] = form;
  return page;
}

json::object share_json(const Registry& registry, const std::vector<SharePoint>& points) {
  const auto to_object = [](const SharePoint& point) {
    return json::object{{"digitised", point.digitised}, {"known", point.known}, {"on", to_iso(point.on)}};
  };
  json::array months;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) months.emplace_back(to_object(points[i]));
  json::array published;
  for (const PublishedShare& share : registry.terms().published) {
    json::object one{{"of", share.of},
                     {"percent", share.percent},
                     {"rest_percent", nullptr},
                     {"source", share.source},
                     {"year", nullptr}};
    if (share.rest_percent) one["rest_percent"] = *share.rest_percent;
    if (share.year) one["year"] = *share.year;
    published.emplace_back(std::move(one));
  }
  return {{"months", std::move(months)}, {"now", to_object(points.back())}, {"published", std::move(published)}};
}

}  // namespace qyzmet::catalogue
