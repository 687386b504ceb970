#include <fmt/format.h>

#include <charconv>
#include <map>
#include <set>

#include "applications/applications.hpp"
#include "applications/fee.hpp"
#include "applications/replies.hpp"
#include "applications/sight.hpp"
#include "applications/signers.hpp"
#include "applications/told.hpp"
#include "base/said.hpp"

namespace qyzmet::applications {
namespace {

using http::Caller;
using http::Reply;
using http::Request;
using http::Scope;

constexpr int kMostReason = 500;
constexpr std::size_t kMostUploads = 100;  ///< that one filing may name by their ids
constexpr int kHistoryPage = 1000;         ///< events

Result<std::vector<std::string>> read_file_ids(const json::object& object) {
  TRY_ASSIGN(const json::array* list, get_array(object, "files"));
  if (list->size() > kMostUploads) {
    return fail_field("files", "field.too_many", {{"max", std::to_string(kMostUploads)}});
  }
  std::vector<std::string> ids;
  for (const json::value& one : *list) {
    if (!one.is_string() || !files::is_file_id(one.get_string())) return fail_field("files", "file.malformed_id");
    ids.emplace_back(one.get_string());
  }
  return ids;
}

Result<Filing> parse_filing(const Request& request) {
  TRY_ASSIGN(json::value body, body_of(request));
  json::object& object = body.get_object();
  TRY(only_fields(object, {"answers", "draft", "exception", "files", "mandate", "service", "version"}));
  TRY_ASSIGN(const std::string_view service, get_string(object, "service"));
  TRY(get_object(object, "answers"));
  // Moved while it is made: what is assigned would be copied out of the body's memory.
  Filing filing{.service = std::string(service), .answers = std::move(object.at("answers").get_object())};
  if (object.contains("draft")) {
    TRY_ASSIGN(filing.draft, get_string(object, "draft"));
  }
  if (object.contains("files")) {
    TRY_ASSIGN(filing.files, read_file_ids(object));
  }
  if (object.contains("version")) {
    TRY_ASSIGN(const std::int64_t version, get_integer(object, "version"));
    if (version < 1 || version > INT32_MAX) return fail_field("version", "field.not_a_choice");
    filing.version = static_cast<int>(version);
  }
  if (object.contains("exception")) {
    TRY_ASSIGN(const std::int64_t exception, get_integer(object, "exception"));
    if (exception < 1 || exception > INT32_MAX) return fail_field("exception", "field.not_a_choice");
    filing.exception = static_cast<int>(exception);
  }
  if (object.contains("mandate")) {
    TRY_ASSIGN(const std::string_view mandate, get_string(object, "mandate"));
    const auto id = parse_id(mandate);
    if (!id) return fail(Code::not_found, "mandate.not_found");
    filing.mandate = *id;
  }
  return filing;
}

Result<Prepared> prepare(const Applications& applications, const Request& request, const Filing& filing,
                         db::Snapshot& snapshot) {
  TRY(http::check_scope(request.caller, Scope::applications_file));
  // At a counter: those who help applicants, never those who decide.
  if (request.caller.staff != 0 && !request.caller.has(http::Role::operator_))
    return fail(Code::forbidden, "right.missing");
  TRY_ASSIGN(Prepared prepared, applications.prepare(filing, filer_of(request.caller)));
  const files::Holder holder{.person = request.caller.person, .ids = filing.files};
  TRY_ASSIGN(prepared.files, applications.check_files(snapshot, prepared.answers.files, holder));
  Application application;
  application.service = prepared.service;
  application.service_version = prepared.service_version;
  application.filer = prepared.filer;
  TRY(check_signers(snapshot, applications, request.caller, application, prepared.content));
  return prepared;
}

Reply submitted_reply(const Application& application) {
  const std::string id = id_to_decimal(application.id.value);
  Reply reply = http::json_reply(
      201, fmt::format(
               R"({{"id":"{}","number":"{}","state":"{}","submitted_at":"{}","digest":"{}","journal_index":{}}})", id,
               id_to_display(application.id.value), to_word(application.state), to_rfc3339(application.submitted_at),
               to_hex(application.content_sha256), application.submitted_index));
  reply.headers.push_back({"Location", "/api/applications/" + id});
  return reply;
}

/// What the routes that read stand on.
struct Reading {
  const Applications& applications;
  const journal::Publisher& publisher;
  const Clock& clock;
};

struct Seen {
  Application application;  ///< in the state in which the caller sees it
  Sight sight;
};

/// The application, if the caller is at least so much to it; else there is none.
Result<Seen> allowed(const Reading& reading, db::Snapshot& snapshot, Result<Application> found, const Caller& caller,
                     Access least) {
  TRY_ASSIGN(Application application, std::move(found));
  TRY_ASSIGN(const Sight sight, sight_of(snapshot, application, caller, Scope::applications_read, reading.clock.now()));
  if (sight.access < least) return fail(Code::not_found, "application.not_found");
  TRY_ASSIGN(application, as_seen(snapshot, std::move(application), sight));
  return Seen{std::move(application), sight};
}

Result<Seen> allowed(const Reading& reading, const Request& request, db::Snapshot& snapshot, Access least) {
  TRY_ASSIGN(const ApplicationId id, id_of(request));
  return allowed(reading, snapshot, reading.applications.find(snapshot, id), request.caller, least);
}

json::object status_for(const Reading& reading, const Seen& seen, const Caller& caller,
                        const std::optional<identity::Person>& applicant) {
  json::object object = status_for(seen.application, reading.applications.processes(), caller, applicant);
  if (seen.sight.until) object["seen_until"] = to_rfc3339(*seen.sight.until);
  return object;
}

Result<Reply> one(const Reading& reading, const Request& request, db::Snapshot& snapshot) {
  TRY_ASSIGN(const ApplicationId id, id_of(request));
  const Applications& applications = reading.applications;
  const Caller& caller = request.caller;
  // Whoever is nobody can only follow what nobody signed for: a single question, and nothing that was said.
  const bool known = caller.person != 0;
  TRY_ASSIGN(const Seen seen,
             allowed(reading, snapshot, known ? applications.find(snapshot, id) : applications.find_only(snapshot, id),
                     caller, Access::follower));
  std::optional<identity::Person> applicant;
  if (known) {
    TRY_ASSIGN(applicant, applicant_of(snapshot, seen.application));
  }
  const Processes& processes = applications.processes();
  json::object status = status_for(reading, seen, caller, applicant);
  if (seen.sight.access < Access::filer || seen.sight.until) {
    Reply reply = http::json_reply(200, json::serialize(status));
    return seen.application.filer.applicant ? std::move(reply) : http::with_etag(request, std::move(reply));
  }
  ask_ahead(snapshot, seen.application);
  add_timeline(status, snapshot, seen.application, processes, reading.clock.now(), TellWhom::applicant);
  status["evidence"] = evidence_asked(snapshot, seen.application, processes);
  TRY_ASSIGN(status["fee"], fee_of(snapshot, processes, seen.application));
  status["choices"] = to_json(applicants_choices(processes.of(seen.application).process, seen.application.standing()));
  return http::json_reply(200, json::serialize(status));
}

Result<Reply> list_own(const Reading& reading, const Request& request, db::Snapshot& snapshot) {
  TRY_ASSIGN(const std::int64_t before, before_of(request));
  const auto found = reading.applications.mine(snapshot, request.caller, {before}, kPage + 1);
  std::map<std::int64_t, identity::Person> people;
  json::array all;
  for (const Application& application : found) {
    if (std::ssize(all) == kPage) break;
    TRY_ASSIGN(const Seen seen, allowed(reading, snapshot, application, request.caller, Access::none));
    const auto person = people.find(application.filer.applicant.value_or(0));
    std::optional<identity::Person> applicant;
    if (person != people.end()) {
      applicant = person->second;
    } else {
      TRY_ASSIGN(applicant, applicant_of(snapshot, application));
      if (applicant) people[applicant->id] = *applicant;
    }
    all.push_back(status_for(reading, seen, request.caller, applicant));
  }
  json::value next = nullptr;
  if (found.size() > all.size()) next = all.back().at("id");
  return http::json_reply(200, json::serialize(json::object{{"applications", std::move(all)}, {"next", next}}));
}

Result<Reply> content(const Reading& reading, const Request& request, db::Snapshot& snapshot) {
  TRY_ASSIGN(const Seen seen, allowed(reading, request, snapshot, Access::filer));
  if (seen.sight.until) return fail(Code::forbidden, "mandate.ended");
  const std::string as = request.parameter("as");
  if (!as.empty() && as != "filed" && as != "corrected") return fail_field("as", "field.not_a_choice");
  const ApplicationId id = seen.application.id;
  TRY_ASSIGN(std::string content, as == "filed" ? reading.applications.content_as_filed(snapshot, id)
                                                : reading.applications.content(snapshot, id));
  return http::json_reply(200, std::move(content));
}

/// "person:7" → 7, if the word begins so.
std::optional<std::int64_t> id_after(std::string_view lead, std::string_view word) {
  if (!word.starts_with(lead)) return std::nullopt;
  const auto id = parse_id(word.substr(lead.size()));
  return id ? std::optional(*id) : std::nullopt;
}

/// The names that `caller` may read: their own, under a mandate those of both sides, who know each other, and that of
/// the client that filed.
Result<Names> names_for(db::Snapshot& snapshot, const Application& application, const http::Caller& caller) {
  Names names;
  if (caller.person == 0) return names;
  const std::string& by = application.filer.by;
  if (const auto client = id_after("client:", by)) {
    TRY_ASSIGN(names[by], identity::client_name(snapshot, *client));
  }
  std::set<std::int64_t> known = {caller.person};
  if (application.filer.mandate) {
    if (application.filer.applicant) known.insert(*application.filer.applicant);
    if (const auto filer = id_after("person:", by)) known.insert(*filer);
  }
  for (const std::int64_t one : known) {
    TRY_ASSIGN(auto person, identity::person(snapshot, one));
    names.emplace(person_word(one), std::move(person.name));
  }
  return names;
}

/// What the event is about, in words: the step it came to, the register that was asked.
void add_matter(json::object& event, const json::object& facts, const Application& application,
                const Processes& processes) {
  if (const auto step = get_string(facts, "step")) {
    if (json::value told = step_of(application, processes, *step); !told.is_null()) event["step"] = std::move(told);
  }
  if (const auto asked = get_string(facts, "register"))
    event["register_title"] = to_object(processes.doors.title_of_register(*asked));
}

/// The place in the journal after which the page begins.
Result<std::int64_t> cursor_of(const Request& request) {
  const std::string after = request.parameter("after");
  if (after.empty()) return -1;
  std::int64_t index = 0;
  const auto [end, error] = std::from_chars(after.data(), after.data() + after.size(), index);
  if (error == std::errc() && end == after.data() + after.size() && index >= 0) return index;
  return fail(Code::malformed, "http.malformed_cursor");
}

Result<Reply> history(const Reading& reading, const Request& request, db::Snapshot& snapshot) {
  TRY_ASSIGN(const std::int64_t cursor, cursor_of(request));
  TRY_ASSIGN(const Seen seen, allowed(reading, request, snapshot, Access::follower));
  TRY_ASSIGN(const Names names, names_for(snapshot, seen.application, request.caller));
  const auto page = journal::history(snapshot, seen.application.id.value, cursor, kHistoryPage);
  json::value next = nullptr;
  if (std::ssize(page) == kHistoryPage && seen.sight.sees(page.back().at)) next = std::to_string(page.back().index);
  json::array events;
  for (const journal::Stored& stored : page) {
    if (!seen.sight.sees(stored.at)) break;
    json::object event{{"index", stored.index}, {"kind", stored.kind}, {"at", to_rfc3339(stored.at)}};
    TRY_ASSIGN(const json::value facts, parse_json(stored.facts));
    add_actors(event, facts.as_object(), names);
    add_matter(event, facts.as_object(), seen.application, reading.applications.processes());
    events.push_back(std::move(event));
  }
  return http::json_reply(200, json::serialize(json::object{{"events", std::move(events)}, {"next", std::move(next)}}));
}

/// Of the filing: whoever filed keeps it.
Result<Reply> filing_receipt(const Reading& reading, const Request& request, db::Snapshot& snapshot) {
  TRY_ASSIGN(const Seen seen, allowed(reading, request, snapshot, Access::follower));
  const Application& application = seen.application;
  TRY_ASSIGN(std::string receipt, reading.publisher.receipt(snapshot, application.submitted_index));
  Reply reply = http::json_reply(200, std::move(receipt));
  reply.headers.push_back({"Content-Disposition", fmt::format("attachment; filename=\"{}.receipt.json\"",
                                                              id_to_display(application.id.value))});
  return reply;
}

Result<std::vector<http::LiveEvent>> events(const Reading& reading, const Request& request, std::int64_t cursor,
                                            int limit, db::Snapshot& snapshot) {
  TRY_ASSIGN(const Seen seen, allowed(reading, request, snapshot, Access::follower));
  std::vector<http::LiveEvent> live;
  for (journal::Stored& event : journal::history(snapshot, seen.application.id.value, cursor, limit)) {
    if (!seen.sight.sees(event.at)) break;
    TRY_ASSIGN(const json::value facts, parse_json(event.facts));
    live.push_back({event.index, std::move(event.kind), public_facts(facts.as_object())});
  }
  return live;
}

struct Withdrawal {
  std::string reason;
  std::optional<identity::Person> applicant;  ///< for the reply
};

Result<Withdrawal> parse_withdrawal(const Request& request) {
  TRY_ASSIGN(const json::value body, body_of(request));
  TRY(only_fields(body.get_object(), {"reason"}));
  Withdrawal withdrawal;
  TRY_ASSIGN(withdrawal.reason, get_said(body.get_object(), "reason", kMostReason));
  return withdrawal;
}

void filing_routes(http::Router& router, const Applications& applications, const Drafts& drafts) {
  router.change<Filing, Prepared>(
      http::Right::everyone, http::Method::post, "/api/applications",
      {.parse = parse_filing,
       .prepare = [&applications](const Request& request, Filing&& filing,
                                  db::Snapshot& snapshot) { return prepare(applications, request, filing, snapshot); },
       .apply = [&applications, &drafts](db::Tx& tx, const Request& request,
                                         const Prepared& prepared) -> Result<Reply> {
         TRY_ASSIGN(const Application application, applications.file(tx, request.caller, drafts, prepared));
         return submitted_reply(application);
       }});

  router.change<Withdrawal, Withdrawal>(
      http::Right::citizen_or_filing_client, http::Method::post, "/api/applications/{id}/withdraw",
      {.parse = parse_withdrawal,
       .prepare = [&applications](const Request& request, Withdrawal&& withdrawal,
                                  db::Snapshot& snapshot) -> Result<Withdrawal> {
         TRY_ASSIGN(const ApplicationId id, id_of(request));
         TRY_ASSIGN(const Application application, applications.find(snapshot, id));
         if (access_of(application, request.caller, Scope::applications_file) == Access::applicant) {
           TRY_ASSIGN(withdrawal.applicant, applicant_of(snapshot, application));
         }
         return std::move(withdrawal);
       },
       .apply = [&applications](db::Tx& tx, const Request& request, const Withdrawal& withdrawal) -> Result<Reply> {
         TRY_ASSIGN(const ApplicationId id, id_of(request));
         TRY_ASSIGN(const Application application, applications.withdraw(tx, request.caller, id, withdrawal.reason));
         return http::json_reply(200, json::serialize(status_for(application, applications.processes(), request.caller,
                                                                 withdrawal.applicant)));
       }});
}

void reading_routes(http::Router& router, const Reading& reading) {
  using http::Method;
  using http::Right;
  const auto read = [&](Right right, std::string_view path, auto answer) {
    router.read(right, Method::get, path, [reading, answer](const Request& request, db::Snapshot& snapshot) {
      return answer(reading, request, snapshot);
    });
  };
  read(Right::citizen_or_reading_client, "/api/applications", list_own);
  router.read(
      Right::number_holder, Method::get, "/api/applications/{id}",
      [reading](const Request& request, db::Snapshot& snapshot) { return one(reading, request, snapshot); },
      [](const Request& request) -> std::optional<db::Question> {
        const auto id = id_of(request);
        return id && request.caller.person == 0 ? std::optional(Applications::finding_only(*id)) : std::nullopt;
      });
  read(Right::citizen_or_reading_client, "/api/applications/{id}/content", content);
  read(Right::number_holder, "/api/applications/{id}/history", history);
  read(Right::number_holder, "/api/applications/{id}/receipt", filing_receipt);
  router.live(Right::number_holder, "/api/applications/{id}/events",
              [reading](const Request& request, std::int64_t cursor, int limit, db::Snapshot& snapshot) {
                return events(reading, request, cursor, limit, snapshot);
              });
}

}  // namespace

void routes(http::Router& router, const Applications& applications, Drafts& drafts, Reports& reports,
            const journal::Publisher& publisher, const Words& words, Clock& clock, LookLimits look_limits) {
  filing_routes(router, applications, drafts);
  reading_routes(router, {applications, publisher, clock});
  applicant_routes(router, applications);
  draft_routes(router, drafts);
  report_routes(router, reports);
  fee_routes(router, applications, clock);
  file_routes(router, applications, clock);
  staff_routes(router, applications, clock, look_limits);
  desk_routes(router, applications, words, clock);
  look_routes(router, applications);
}

}  // namespace qyzmet::applications
