#include <algorithm>
#include <charconv>

#include "applications/desk.hpp"
#include "applications/replies.hpp"
#include "applications/store.hpp"
#include "applications/told.hpp"
#include "base/said.hpp"

namespace qyzmet::applications {
namespace {

using http::Method;
using http::Reply;
using http::Request;
using http::Right;

constexpr int kInboxPage = 50;
constexpr int kMostArticle = 200;
constexpr int kMostStuck = 200;

/// "1772700000000.371927012345678901": the last entry's moment and id.
Result<store::After> after_of(const Request& request) {
  store::After after;
  const std::string text = request.parameter("after");
  if (text.empty()) return after;
  const auto dot = text.find('.');
  const char* end = text.data() + std::min(dot, text.size());
  const auto [read, error] = std::from_chars(text.data(), end, after.next_at_ms);
  const auto id = dot == std::string::npos ? Result<std::int64_t>(0) : parse_id(std::string_view(text).substr(dot + 1));
  if (error != std::errc() || read != end || !id || *id == 0) return fail(Code::malformed, "http.malformed_cursor");
  after.id = *id;
  return after;
}

std::string to_cursor(const store::After& after) {
  return std::to_string(after.next_at_ms) + "." + id_to_decimal(after.id);
}

Result<bool> flag_of(const Request& request, std::string_view name) {
  const std::string word = request.parameter(name);
  if (word.empty() || word == "no") return false;
  if (word == "yes") return true;
  return fail_field(std::string(name), "field.not_a_choice");
}

Result<InboxWanted> wanted_of(const Request& request) {
  InboxWanted wanted{.desk = request.parameter("desk"),
                     .service = request.parameter("service"),
                     .step = request.parameter("step"),
                     .number = {}};
  if (!wanted.step.empty() && wanted.service.empty()) return fail_field("service", "field.missing");
  const std::string whose = request.parameter("whose");
  if (whose == "mine") wanted.whose = InboxWanted::Whose::mine;
  if (whose == "free") wanted.whose = InboxWanted::Whose::free;
  if (!whose.empty() && whose != "all" && wanted.whose == InboxWanted::Whose::all)
    return fail_field("whose", "field.not_a_choice");
  TRY_ASSIGN(wanted.overdue, flag_of(request, "overdue"));
  TRY_ASSIGN(wanted.waiting, flag_of(request, "waiting"));
  TRY_ASSIGN(wanted.after, after_of(request));
  if (const std::string number = request.parameter("number"); !number.empty()) {
    const auto id = parse_id(number);
    if (!id) return fail_field("number", id.error().key);
    wanted.number = ApplicationId{*id};
  }
  return wanted;
}

/// Operators serve whoever comes; the desk is for those who decide.
Result<void> check_is_officer(const Request& request) {
  if (request.caller.has(http::Role::officer)) return {};
  return fail(Code::forbidden, "right.missing");
}

json::object entry_of(const Application& application, const Processes& processes, const http::Caller& caller) {
  json::object entry = status_of(application, processes);
  entry.erase("digest");  // the same content has the same: it would tell who is behind two numbers
  entry["lane"] = to_word(lane_of(application));
  add_hand(entry, application, processes, caller);
  return entry;
}

Result<Reply> inbox(const Applications& applications, Clock& clock, const Request& request, db::Snapshot& snapshot) {
  TRY(check_is_officer(request));
  TRY_ASSIGN(const InboxWanted wanted, wanted_of(request));
  const Desk desk(applications);
  const Instant now = clock.now();
  const Inbox found = desk.inbox(snapshot, request.caller, wanted, now, kInboxPage);
  const InboxCounts counts = desk.counts(snapshot, request.caller, wanted, now);
  json::array all;
  for (const Application& one : found.applications)
    all.push_back(entry_of(one, applications.processes(), request.caller));
  json::value next = nullptr;
  if (found.next) next = to_cursor(*found.next);
  const json::object counted{{"elsewhere", counts.elsewhere}, {"free", counts.free},  {"held", counts.held},
                             {"mine", counts.mine},           {"most", kMostCounted}, {"overdue", counts.overdue},
                             {"waiting", counts.waiting}};
  json::array desks;
  for (const catalogue::Named* one : desk.desks(request.caller))
    desks.push_back(json::object{{"id", one->id}, {"title", to_object(one->title)}});
  const std::string_view whole = whole_of(applications.catalogue().local_bodies(), request.caller.agency);
  return http::json_reply(200, json::serialize(json::object{{"agency", whole},
                                                            {"applications", std::move(all)},
                                                            {"counts", counted},
                                                            {"desks", std::move(desks)},
                                                            {"next", next}}));
}

/// For those who look after the whole: what did not come in time, of every agency.
Result<Reply> overdue(const Applications& applications, const Clock& clock, const Request& request,
                      db::Snapshot& snapshot) {
  if (!request.caller.has(http::Role::keeper) && !request.caller.has(http::Role::administrator))
    return fail(Code::forbidden, "right.missing");
  TRY_ASSIGN(const store::After after, after_of(request));
  auto found = store::overdue(snapshot, after, kInboxPage + 1);
  json::value next = nullptr;
  if (std::ssize(found) > kInboxPage) {
    found.resize(kInboxPage);
    next = to_cursor({to_ms(*found.back().flow.overdue_since), found.back().id.value});
  }
  json::array all;
  for (const Application& one : found) {
    json::object entry = entry_of(one, applications.processes(), request.caller);
    entry["agency"] = one.flow.desk;
    entry["agency_title"] = title_of_agency(applications.processes(), one.flow.desk);
    entry["overdue_since"] = moment_or_null(one.flow.overdue_since);
    const auto due = legal_moment(applications.processes(), one);
    entry["reason"] = due && *due <= clock.now() ? kDueMissed : "term";
    all.push_back(std::move(entry));
  }
  return http::json_reply(200, json::serialize(json::object{{"applications", std::move(all)}, {"next", next}}));
}

/// {kk, ru, en} of an error that was kept as "KEY NAME=VALUE … PATH:KEY …", or null if its key has no words.
json::value why_of(const Words& words, std::string_view error) {
  const std::string_view key = error.substr(0, error.find(' '));
  if (!words.has(key)) return nullptr;
  Details details;
  for (std::size_t at = key.size(); at < error.size();) {
    const std::size_t next = std::min(error.find(' ', at + 1), error.size());
    const std::string_view part = error.substr(at + 1, next - at - 1);
    at = next;
    if (const auto equals = part.find('='); equals != std::string_view::npos) {
      details.emplace_back(part.substr(0, equals), part.substr(equals + 1));
    } else if (!details.empty() && part.find(':') == std::string_view::npos) {
      details.back().second += " " + std::string(part);
    }
  }
  return to_object(
      Text{words.say(Lang::kk, key, details), words.say(Lang::ru, key, details), words.say(Lang::en, key, details)});
}

Result<Reply> stuck(const Applications& applications, const Words& words, db::Snapshot& snapshot) {
  json::array all;
  for (const Work& work : store::stuck_work(snapshot, kMostStuck)) {
    json::object entry{{"id", id_to_decimal(work.application.value)},
                       {"number", id_to_display(work.application.value)},
                       {"attempts", work.attempts},
                       {"error", work.error},
                       {"service", nullptr},
                       {"service_title", nullptr},
                       {"step", nullptr},
                       {"stuck_at", moment_or_null(work.stuck_at)},
                       {"why", why_of(words, work.error)}};
    if (const auto application = store::find(snapshot, work.application)) {
      json::object told = status_of(*application, applications.processes());
      for (const std::string_view name : {"service", "service_title", "step"}) entry[name] = std::move(told.at(name));
    }
    all.push_back(std::move(entry));
  }
  json::array events;
  for (const journal::Stuck& one : journal::stuck(snapshot, kMostStuck)) {
    const auto event = journal::events(snapshot, one.index, one.index + 1);
    events.push_back(json::object{{"consumer", one.consumer},
                                  {"index", one.index},
                                  {"kind", event.empty() ? json::value(nullptr) : json::value(event.front().kind)},
                                  {"why", why_of(words, one.error)},
                                  {"attempts", one.attempts},
                                  {"error", one.error},
                                  {"stuck_at", to_rfc3339(one.at)}});
  }
  return http::json_reply(
      200, json::serialize(json::object{{"applications", std::move(all)}, {"events", std::move(events)}}));
}

Result<OfficersAct> read_act(const json::object& body) {
  OfficersAct act;
  TRY_ASSIGN(act.reason, get_said(body, "reason", kMostSaid));
  TRY_ASSIGN(act.remedy, get_said(body, "remedy", kMostSaid));
  TRY_ASSIGN(act.article, get_said(body, "article", kMostArticle));
  return act;
}

struct Bulk {
  std::vector<ApplicationId> ids;
  OfficersAct act;
};

Result<Bulk> parse_bulk(const Request& request) {
  TRY_ASSIGN(const json::value body, body_of(request));
  const json::object& object = body.get_object();
  TRY(only_fields(object, {"action", "article", "ids", "reason", "remedy"}));
  Bulk bulk;
  TRY_ASSIGN(const json::array* ids, get_array(object, "ids"));
  if (ids->empty()) return fail_field("ids", "field.missing");
  if (std::ssize(*ids) > kMostBulk) return fail_field("ids", "field.too_many", {{"max", std::to_string(kMostBulk)}});
  for (const json::value& id : *ids) {
    const auto read = id.is_string() ? parse_id(id.get_string()) : Result<std::int64_t>(0);
    if (!read || *read == 0) return fail_field("ids", "id.malformed");
    bulk.ids.push_back({*read});
  }
  TRY_ASSIGN(bulk.act, read_act(object));
  TRY_ASSIGN(bulk.act.action, get_string(object, "action"));
  return bulk;
}

/// "take" and "give-back" are not a step's actions, and are done in bulk all the same.
Result<Application> act_on(const Desk& desk, db::Tx& tx, const http::Caller& caller, ApplicationId id,
                           const OfficersAct& act) {
  if (act.action == "take") return desk.take(tx, caller, id);
  if (act.action == "give-back") return desk.give_back(tx, caller, id);
  return desk.act(tx, caller, id, act);
}

json::object result_of(ApplicationId id, const Result<Application>& result) {
  json::object one{{"id", id_to_decimal(id.value)}, {"state", nullptr}, {"error", nullptr}};
  if (result) {
    one["state"] = to_word(result->state);
    return one;
  }
  json::object error{{"key", result.error().key}, {"field", nullptr}};
  if (!result.error().fields.empty()) {
    error["key"] = result.error().fields.front().key;
    error["field"] = result.error().fields.front().path;
  }
  one["error"] = std::move(error);
  return one;
}

/// One result for each; what one refuses does not keep the others from being done.
Reply apply_bulk(const Desk& desk, db::Tx& tx, const http::Caller& caller, const Bulk& bulk) {
  json::array all;
  for (const ApplicationId id : bulk.ids) all.push_back(result_of(id, act_on(desk, tx, caller, id, bulk.act)));
  return http::json_reply(200, json::serialize(json::object{{"results", std::move(all)}}));
}

using DeskAct =
    std::function<Result<Application>(const Desk&, db::Tx&, const Request&, ApplicationId, const OfficersAct&)>;

/// How many letters its office wrote to the applicant until now.
Result<std::int64_t> letters_of_office(const Applications& applications, const Request& request,
                                       db::Snapshot& snapshot) {
  TRY_ASSIGN(const ApplicationId id, id_of(request));
  TRY_ASSIGN(const Application application, applications.find(snapshot, id));
  const auto timeline = timeline_of(snapshot, application, applications.processes().utc_offset_minutes());
  return std::ranges::count_if(
      timeline.messages, [](const Message& message) { return message.kind == "message" && message.from == "office"; });
}

/// A change of one application by an officer; the reply is its entry of the inbox.
void desk_route(http::Router& router, const Applications& applications, std::string_view path,
                std::initializer_list<std::string_view> fields, DeskAct act) {
  const bool writes = std::ranges::find(fields, "text") != fields.end();
  router.change<OfficersAct, OfficersAct>(
      Right::operator_or_officer, Method::post, path,
      {.parse = [known = std::vector<std::string_view>(fields), writes](const Request& request) -> Result<OfficersAct> {
         TRY(check_is_officer(request));
         TRY_ASSIGN(const json::value body, request.body.empty() ? json::value(json::object()) : body_of(request));
         for (const auto& member : body.get_object()) {
           if (std::ranges::find(known, std::string_view(member.key())) == known.end())
             return fail_field(std::string(member.key()), "field.unknown");
         }
         TRY_ASSIGN(OfficersAct read, read_act(body.get_object()));
         if (writes) {
           TRY_ASSIGN(read.reason, get_said(body.get_object(), "text", kMostSaid));
         }
         return read;
       },
       .prepare = [&applications, writes](const Request& request, OfficersAct&& read,
                                          db::Snapshot& snapshot) -> Result<OfficersAct> {
         if (writes) {
           TRY_ASSIGN(read.written, letters_of_office(applications, request, snapshot));
         }
         return std::move(read);
       },
       .apply = [&applications, act = std::move(act)](db::Tx& tx, const Request& request,
                                                      const OfficersAct& read) -> Result<Reply> {
         TRY_ASSIGN(const ApplicationId id, id_of(request));
         TRY_ASSIGN(const Application done, act(Desk(applications), tx, request, id, read));
         return http::json_reply(200, json::serialize(entry_of(done, applications.processes(), request.caller)));
       }});
}

void acting_routes(http::Router& router, const Applications& applications) {
  const auto route = [&](std::string_view path, std::initializer_list<std::string_view> fields, DeskAct act) {
    desk_route(router, applications, path, fields, std::move(act));
  };
  route("/api/desk/applications/{id}/take", {},
        [](const Desk& desk, db::Tx& tx, const Request& request, ApplicationId id, const OfficersAct&) {
          return desk.take(tx, request.caller, id);
        });
  route("/api/desk/applications/{id}/give-back", {},
        [](const Desk& desk, db::Tx& tx, const Request& request, ApplicationId id, const OfficersAct&) {
          return desk.give_back(tx, request.caller, id);
        });
  route("/api/desk/applications/{id}/actions/{action}", {"article", "reason", "remedy"},
        [](const Desk& desk, db::Tx& tx, const Request& request, ApplicationId id, const OfficersAct& read) {
          OfficersAct act = read;
          act.action = request.capture("action");
          return desk.act(tx, request.caller, id, act);
        });
  route("/api/desk/applications/{id}/messages", {"text"},
        [](const Desk& desk, db::Tx& tx, const Request& request, ApplicationId id, const OfficersAct& read) {
          return desk.write(tx, request.caller, id, read.reason, read.written);
        });
  route("/api/desk/applications/{id}/extend", {"reason"},
        [](const Desk& desk, db::Tx& tx, const Request& request, ApplicationId id, const OfficersAct& read) {
          return desk.extend(tx, request.caller, id, read.reason);
        });
}

/// What is stuck is tried again; what a register refused to do, or was silent about until it was late, is asked anew.
Result<Reply> retry(db::Tx& tx, const Request& request) {
  TRY_ASSIGN(const ApplicationId id, id_of(request));
  const bool stuck = store::is_stuck(tx, id);
  const auto application = store::find(tx, id);
  const bool late = application && application->flow.awaits == Awaits::register_ && application->flow.overdue_since;
  if (!stuck && !late) return fail(Code::not_found, "application.not_found");
  if (!store::forget_unanswered(tx, id) && !stuck) return fail(Code::conflict, "application.still_asked");
  store::add_work(tx, id);
  return http::json_reply(200, "{}");
}

}  // namespace

void desk_routes(http::Router& router, const Applications& applications, const Words& words, Clock& clock) {
  router.read(Right::operator_or_officer, Method::get, "/api/desk/inbox",
              [&applications, &clock](const Request& request, db::Snapshot& snapshot) {
                return inbox(applications, clock, request, snapshot);
              });
  router.read(Right::staff, Method::get, "/api/desk/overdue",
              [&applications, &clock](const Request& request, db::Snapshot& snapshot) {
                return overdue(applications, clock, request, snapshot);
              });
  router.read(
      Right::administrator, Method::get, "/api/desk/stuck",
      [&applications, &words](const Request&, db::Snapshot& snapshot) { return stuck(applications, words, snapshot); });
  struct Nothing {};
  router.change<Nothing, Nothing>(
      Right::administrator, Method::post, "/api/desk/stuck/{id}/retry",
      {.parse = [](const Request&) -> Result<Nothing> { return Nothing(); },
       .prepare = [](const Request&, Nothing&&, db::Snapshot&) -> Result<Nothing> { return Nothing(); },
       .apply = [](db::Tx& tx, const Request& request, const Nothing&) { return retry(tx, request); }});
  acting_routes(router, applications);
  router.change<Bulk, Bulk>(
      Right::operator_or_officer, Method::post, "/api/desk/bulk",
      {.parse = [](const Request& request) -> Result<Bulk> {
         TRY(check_is_officer(request));
         return parse_bulk(request);
       },
       .prepare = [](const Request&, Bulk&& bulk, db::Snapshot&) -> Result<Bulk> { return std::move(bulk); },
       .apply = [&applications](db::Tx& tx, const Request& request, const Bulk& bulk) -> Result<Reply> {
         return apply_bulk(Desk(applications), tx, request.caller, bulk);
       }});
}

}  // namespace qyzmet::applications
