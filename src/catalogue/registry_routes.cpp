#include <algorithm>
#include <functional>
#include <limits>

#include "base/json.hpp"
#include "catalogue/registry.hpp"
#include "catalogue/registry_json.hpp"
#include "catalogue/store_registry.hpp"

namespace qyzmet::catalogue {
namespace {

using http::Method;
using http::Reply;
using http::Request;
using http::Right;

constexpr int kPage = 50;

Reply ok(const json::object& object) { return http::json_reply(200, json::serialize(object)); }

Result<EntryId> id_of(const Request& request) {
  const auto id = parse_id(request.capture("id"));
  if (!id) return fail(Code::not_found, "registry.not_found");
  return EntryId{*id};
}

/// "2026-03-05_371927012345678901"
std::string to_cursor(const store::ListedAfter& after) { return after.due_on + "_" + id_to_decimal(after.id); }

Result<store::ListedAfter> after_of(const Request& request) {
  const std::string cursor = request.parameter("after");
  if (cursor.empty()) return store::ListedAfter{};
  const auto cut = cursor.find('_');
  if (cut == std::string::npos) return fail(Code::malformed, "http.malformed_cursor");
  const auto day = parse_date(std::string_view(cursor).substr(0, cut));
  const auto id = parse_id(std::string_view(cursor).substr(cut + 1));
  if (!day || !id) return fail(Code::malformed, "http.malformed_cursor");
  return store::ListedAfter{to_iso(*day), *id};
}

Result<store::EntriesWanted> wanted_of(const Registry& registry, const Request& request, Instant now) {
  store::EntriesWanted wanted{.stage = request.parameter("stage"), .kind = request.parameter("kind")};
  if (!wanted.stage.empty() && wanted.stage != "dismissed" && !parse_stage(wanted.stage))
    return fail_field("stage", "field.not_a_choice");
  if (!wanted.kind.empty() && !parse_service_kind(wanted.kind)) return fail_field("kind", "field.not_a_choice");
  if (const std::string late = request.parameter("late"); late == "yes") {
    wanted.late = to_iso(registry.today(now));
  } else if (!late.empty()) {
    return fail_field("late", "field.not_a_choice");
  }
  TRY_ASSIGN(wanted.owners, registry.sees(request.caller));
  const bool is_keeper = wanted.owners.empty();
  if (const std::string owner = request.parameter("owner"); is_keeper && !owner.empty()) wanted.owners = {owner};
  if (!is_keeper && wanted.stage == "dismissed") return fail(Code::forbidden, "right.missing");
  TRY_ASSIGN(wanted.after, after_of(request));
  return wanted;
}

Result<Reply> list(const Registry& registry, const Request& request, db::Snapshot& snapshot, Instant now) {
  TRY_ASSIGN(const store::EntriesWanted wanted, wanted_of(registry, request, now));
  TRY_ASSIGN(const std::vector<std::string> sees, registry.sees(request.caller));
  auto found = store::entries(snapshot, wanted, kPage + 1);
  json::value next = nullptr;
  if (std::ssize(found) > kPage) {
    found.resize(kPage);
    next = to_cursor(store::place_of(found.back()));
  }
  const Date today = registry.today(now);
  json::array all;
  for (const Entry& entry : found) all.emplace_back(to_line(registry, entry, today));
  json::object counts;
  for (const auto& [name, count] : store::counts(snapshot, sees, to_iso(today))) counts[name] = count;
  return ok({{"counts", std::move(counts)},
             {"entries", std::move(all)},
             {"keeper", request.caller.has(http::Role::keeper)},
             {"new_reports", sees.empty() ? store::report_count(snapshot, store::ReportState::fresh) : 0},
             {"next", next}});
}

/// The words of a report, from the event in which it was made: erased there, they are gone here.
json::object report_json(db::Snapshot& snapshot, const store::ReportRow& report) {
  json::object object{{"at", to_rfc3339(report.at)},
                      {"entry", nullptr},
                      {"id", id_to_decimal(report.id)},
                      {"said", nullptr},
                      {"state", to_word(report.state)}};
  if (report.entry) object["entry"] = id_to_decimal(report.entry->value);
  for (const journal::Stored& event : journal::events(snapshot, report.index, report.index + 1)) {
    if (!event.personal) continue;
    if (auto said = parse_json(*event.personal)) object["said"] = *std::move(said);
  }
  return object;
}

Result<Reply> list_reports(const Request& request, db::Snapshot& snapshot) {
  const std::string word = request.parameter("state");
  const auto state = store::parse_report_state(word.empty() ? "new" : word);
  if (!state) return fail_field("state", "field.not_a_choice");
  std::int64_t before = std::numeric_limits<std::int64_t>::max();
  if (const std::string after = request.parameter("after"); !after.empty()) {
    const auto id = parse_id(after);
    if (!id) return fail(Code::malformed, "http.malformed_cursor");
    before = *id;
  }
  const auto found = store::reports(snapshot, *state, before, kPage + 1);
  json::array all;
  for (const store::ReportRow& report : found) {
    if (std::ssize(all) == kPage) break;
    all.emplace_back(report_json(snapshot, report));
  }
  json::value next = nullptr;
  if (found.size() > all.size()) next = all.back().at("id");
  json::object counts;
  for (const auto one : {store::ReportState::fresh, store::ReportState::linked, store::ReportState::dismissed})
    counts[store::to_word(one)] = store::report_count(snapshot, one);
  return ok({{"counts", std::move(counts)}, {"next", next}, {"reports", std::move(all)}});
}

using Act = std::function<Result<Reply>(db::Tx&, const Request&, const json::object&)>;

/// A change whose body is an object of at most these members.
void act_route(http::Router& router, const Registry& registry, Right right, std::string_view path,
               std::vector<std::string_view> members, Act act) {
  router.change<json::object, json::object>(
      right, Method::post, path,
      {.parse = [members = std::move(members)](const Request& request) -> Result<json::object> {
         TRY_ASSIGN(json::value body, parse_json(request.body, {.max_bytes = 64 << 10, .max_depth = 8}));
         if (!body.is_object()) return fail_field("", "field.wrong_type", {{"expected", "object"}});
         for (const auto& member : body.get_object()) {
           if (std::ranges::find(members, std::string_view(member.key())) == members.end())
             return fail_field(std::string(member.key()), "field.unknown");
         }
         return std::move(body.get_object());
       },
       .prepare = [&registry](const Request& request, json::object&& body, db::Snapshot&) -> Result<json::object> {
         TRY(registry.sees(request.caller));
         return std::move(body);
       },
       .apply = [act = std::move(act)](db::Tx& tx, const Request& request,
                                       const json::object& body) { return act(tx, request, body); }});
}

std::vector<std::string_view> with_forms(std::vector<std::string_view> members) {
  for (int rank = static_cast<int>(Stage::described); rank <= static_cast<int>(Stage::retired); ++rank) {
    const auto& more = form_members(static_cast<Stage>(rank));
    members.insert(members.end(), more.begin(), more.end());
  }
  return members;
}

void entry_acts(http::Router& router, const Registry& registry, Clock& clock) {
  using Use = Result<Entry> (Registry::*)(db::Tx&, const http::Caller&, EntryId, const json::object&) const;
  const auto route = [&](std::string_view path, std::vector<std::string_view> members, Use use) {
    act_route(router, registry, Right::staff, path, std::move(members),
              [&registry, &clock, use](db::Tx& tx, const Request& request, const json::object& body) -> Result<Reply> {
                TRY_ASSIGN(const EntryId id, id_of(request));
                TRY_ASSIGN(const Entry entry, (registry.*use)(tx, request.caller, id, body));
                return ok(to_line(registry, entry, registry.today(clock.now())));
              });
  };
  route("/api/registry/entries/{id}/move", with_forms({"due_on", "owner", "to"}), &Registry::move);
  route("/api/registry/entries/{id}/correct", with_forms({"due_on", "owner", "stage"}), &Registry::correct);
  route("/api/registry/entries/{id}/take-back", {"due_on", "owner", "reason"}, &Registry::take_back);
  route("/api/registry/entries/{id}/dismiss", {"duplicate_of", "note", "why"}, &Registry::dismiss);
}

void report_acts(http::Router& router, const Registry& registry) {
  using Use = Result<void> (Registry::*)(db::Tx&, const http::Caller&, std::int64_t, const json::object&) const;
  const auto route = [&](std::string_view path, std::vector<std::string_view> members, Use use) {
    act_route(router, registry, Right::keeper, path, std::move(members),
              [&registry, use](db::Tx& tx, const Request& request, const json::object& body) -> Result<Reply> {
                const auto id = parse_id(request.capture("id"));
                if (!id) return fail(Code::not_found, "registry.no_report");
                TRY((registry.*use)(tx, request.caller, *id, body));
                return ok({});
              });
  };
  route("/api/registry/reports/{id}/link", {"entry"}, &Registry::link_report);
  route("/api/registry/reports/{id}/dismiss", {"reason"}, &Registry::dismiss_report);
}

}  // namespace

void registry_routes(http::Router& router, const Registry& registry, Clock& clock) {
  router.read(Right::everyone, Method::get, "/api/registry/share",
              [&registry, &clock](const Request&, db::Snapshot& snapshot) -> Result<Reply> {
                return ok(share_json(registry, registry.share(snapshot, clock.now())));
              });
  router.read(Right::staff, Method::get, "/api/registry/entries",
              [&registry, &clock](const Request& request, db::Snapshot& snapshot) {
                return list(registry, request, snapshot, clock.now());
              });
  router.read(Right::staff, Method::get, "/api/registry/entries/{id}",
              [&registry, &clock](const Request& request, db::Snapshot& snapshot) -> Result<Reply> {
                TRY_ASSIGN(const EntryId id, id_of(request));
                TRY_ASSIGN(const Entry entry, registry.find(snapshot, request.caller, id));
                return ok(to_page(registry, snapshot, request.caller, entry, clock.now()));
              });
  act_route(router, registry, Right::keeper, "/api/registry/entries",
            {"agency", "due_on", "kind", "owner", "report", "title"},
            [&registry, &clock](db::Tx& tx, const Request& request, const json::object& body) -> Result<Reply> {
              TRY_ASSIGN(const Entry entry, registry.create(tx, request.caller, body));
              return http::json_reply(201, json::serialize(to_line(registry, entry, registry.today(clock.now()))));
            });
  entry_acts(router, registry, clock);
  router.read(Right::keeper, Method::get, "/api/registry/reports", list_reports);
  report_acts(router, registry);
}

}  // namespace qyzmet::catalogue
