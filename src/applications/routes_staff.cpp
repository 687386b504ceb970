#include <algorithm>
#include <charconv>
#include <limits>
#include <map>
#include <memory>

#include "applications/fee.hpp"
#include "applications/others.hpp"
#include "applications/replies.hpp"
#include "applications/told.hpp"
#include "applications/tries.hpp"

namespace qyzmet::applications {
namespace {

using http::Looked;
using http::Method;
using http::Reply;
using http::Request;
using http::Right;

constexpr int kMostLooks = 1000;  ///< lines of one page of the ledger

/// Counts looks by member of staff.
class LookTries {
 public:
  explicit LookTries(LookLimits limits)
      : limits_(limits),
        minute_(limits.a_minute, std::chrono::minutes(1)),
        hour_(limits.an_hour, std::chrono::hours(1)) {}

  Result<void> take(const http::Caller& caller, std::int64_t monotonic_ms) {
    if (minute_.take(caller.id, monotonic_ms) && hour_.take(caller.id, monotonic_ms)) return {};
    return fail(Code::too_many, "look.too_many", {{"limit", std::to_string(limits_.an_hour)}});
  }

 private:
  const LookLimits limits_;
  Tries minute_;
  Tries hour_;
};

Result<Reply> list_for_staff(const Applications& applications, const Request& request, db::Snapshot& snapshot) {
  Applications::Wanted wanted{.service = request.parameter("service")};
  TRY_ASSIGN(wanted.before.value, before_of(request));
  if (const std::string state = request.parameter("state"); !state.empty()) {
    wanted.state = parse_state(state);
    if (!wanted.state) return fail_field("state", "field.not_a_choice");
  }
  const auto page = applications.for_staff(snapshot, request.caller, wanted, kPage);
  json::array all;
  for (const Application& application : page.applications) {
    json::object one = status_of(application, applications.processes());
    one.erase("digest");  // the same content has the same: it would tell who is behind two numbers
    all.push_back(std::move(one));
  }
  json::value next = nullptr;
  if (page.next) next = id_to_decimal(page.next->value);
  return http::json_reply(200, json::serialize(json::object{{"applications", std::move(all)}, {"next", next}}));
}

/// Nobody signed for it, so there is no person in whose ledger the look could stand: it stands in the application's own
/// history.
void looked_at_nobodys(db::Tx& tx, const http::Caller& caller, const identity::Look& look) {
  const std::string subject = id_to_decimal(look.case_id);
  const json::object facts{{"agency", caller.agency},
                           {"at", to_rfc3339(tx.now())},
                           {"by", caller.id},
                           {"channel", filer_of(caller).channel},
                           {"fields", json::array(look.fields.begin(), look.fields.end())},
                           {"kind", "application.looked"},
                           {"office", caller.office},
                           {"purpose", identity::to_word(look.purpose)},
                           {"subject", subject}};
  journal::append(
      tx, {.kind = "application.looked", .subject = look.case_id, .facts = canonical_json(facts), .personal = {}});
}

/// Who is named in what staff see: the applicant, and who filed for them under a mandate.
struct Named {
  std::string iin;  ///< the applicant's; empty: nobody signed for it
  json::value applicant = nullptr;
  json::value filed_by = nullptr;
  std::vector<std::int64_t> ids;
};

Result<json::object> name_one(db::Snapshot& snapshot, std::int64_t person, Named& named) {
  TRY_ASSIGN(const auto found, identity::person(snapshot, person));
  named.ids.push_back(person);
  return json::object{{"iin", found.iin}, {"name", found.name}};
}

Result<Named> name_all(db::Snapshot& snapshot, const Filer& filer) {
  Named named;
  if (!filer.applicant) return named;
  TRY_ASSIGN(const json::object applicant, name_one(snapshot, *filer.applicant, named));
  named.iin = applicant.at("iin").as_string();
  named.applicant = applicant;
  constexpr std::string_view lead = "person:";
  if (filer.mandate && filer.by.starts_with(lead)) {
    TRY_ASSIGN(const std::int64_t holder, parse_id(std::string_view(filer.by).substr(lead.size())));
    TRY_ASSIGN(named.filed_by, name_one(snapshot, holder, named));
  }
  return named;
}

/// The file as those who decide see it: its way, evidence beside answers, what was said, what they may do now.
void add_file(json::object& object, const Applications& applications, const http::Caller& caller,
              const Application& application, std::span<const RegisterAnswer> answers, db::Snapshot& snapshot,
              Instant now) {
  const Processes& processes = applications.processes();
  add_timeline(object, snapshot, application, processes, now, TellWhom::staff);
  object["evidence"] = evidence_of(snapshot, application, processes, answers);
  object["lane"] = to_word(lane_of(application));
  add_hand(object, application, processes, caller);
}

/// A line for everybody else of whom registers told this application something.
std::vector<identity::Look> looks_at_others(std::span<const RegisterAnswer> answers, std::string_view own,
                                            db::Snapshot& snapshot, const identity::Look& line) {
  std::vector<identity::Look> all;
  for (const Other& other : others_of(answers, own)) {
    const auto person = identity::person_of_iin(snapshot, other.iin);
    if (!person || other.answered.empty() || std::ranges::find(line.subjects, person->id) != line.subjects.end())
      continue;
    identity::Look& look = all.emplace_back(
        identity::Look{.subjects = {person->id}, .case_id = line.case_id, .purpose = line.purpose, .fields = {}});
    for (const std::string& evidence : other.answered) look.fields.push_back("evidence." + evidence);
  }
  return all;
}

Result<Looked> look_at_application(const Applications& applications, LookTries& tries, const Clock& clock,
                                   const Request& request, db::Snapshot& snapshot) {
  TRY_ASSIGN(const identity::Purpose purpose, purpose_of(request));
  TRY_ASSIGN(const ApplicationId id, id_of(request));
  TRY_ASSIGN(const Application application, applications.find(snapshot, id));
  TRY(applications.check_staff(request.caller, application));
  TRY(tries.take(request.caller, clock.monotonic_ms()));
  ask_ahead(snapshot, application);
  TRY_ASSIGN(const std::string filed, applications.content(snapshot, id));
  TRY_ASSIGN(json::value content, parse_json(filed));
  TRY_ASSIGN(Named named, name_all(snapshot, application.filer));

  identity::Look line{.subjects = named.ids, .case_id = id.value, .purpose = purpose, .fields = {}};
  if (!named.ids.empty()) line.fields = {"name", "iin"};
  TRY_ASSIGN(const json::object* answers, get_object(content.as_object(), "answers"));
  for (const auto& answer : *answers) line.fields.emplace_back(answer.key());

  json::object object = status_of(application, applications.processes());
  object["applicant"] = std::move(named.applicant);
  object["filed_by"] = std::move(named.filed_by);
  object["answers"] = *answers;
  TRY_ASSIGN(object["fee"], fee_of(snapshot, applications.processes(), application));
  const auto told = applications.processes().doors.answers_of(snapshot, id);
  add_file(object, applications, request.caller, application, told, snapshot, clock.now());
  for (const auto& evidence : object.at("evidence").as_array()) {
    if (evidence.at("found").as_bool()) line.fields.push_back("evidence." + std::string(evidence.at("id").as_string()));
  }
  if (!object.at("messages").as_array().empty()) line.fields.emplace_back("messages");
  auto others = looks_at_others(told, named.iin, snapshot, line);
  return Looked{.reply = http::json_reply(200, json::serialize(object)),
                .ledger = [caller = request.caller, line = std::move(line),
                           others = std::move(others)](db::Tx& tx) -> Result<void> {
                  write_look(tx, caller, line);
                  for (const identity::Look& one : others) write_look(tx, caller, one);
                  return {};
                }};
}

json::object to_object(const Applications& applications, const identity::LedgerLine& line) {
  json::object object{{"index", line.index},
                      {"at", to_rfc3339(line.at)},
                      {"who", json::object{{"name", line.name},
                                           {"agency", line.agency},
                                           {"agency_title", title_of_agency(applications.processes(), line.agency)},
                                           {"office", line.office}}},
                      {"purpose", identity::to_word(line.purpose)},
                      {"case", id_to_display(line.case_id)},
                      {"fields", json::array(line.fields.begin(), line.fields.end())},
                      {"objected_at", nullptr}};
  if (line.objected_at) object["objected_at"] = to_rfc3339(*line.objected_at);
  return object;
}

bool read_index(std::string_view text, std::int64_t& index) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  return error == std::errc() && end == text.data() + text.size();
}

/// The services of the applications that were opened, asked for once each.
class CaseServices {
 public:
  CaseServices(const Applications& applications, db::Snapshot& snapshot)
      : applications_(applications), snapshot_(snapshot) {}
  json::value of(std::int64_t case_id) {
    const auto [entry, is_new] = known_.try_emplace(case_id);
    if (!is_new) return entry->second;
    if (const auto found = applications_.find(snapshot_, {case_id})) entry->second = json::value(found->service);
    return entry->second;
  }

 private:
  const Applications& applications_;
  db::Snapshot& snapshot_;
  std::map<std::int64_t, json::value> known_;
};

Result<Reply> looks(const Applications& applications, const Request& request, db::Snapshot& snapshot) {
  std::int64_t before = std::numeric_limits<std::int64_t>::max();
  if (const std::string after = request.parameter("after"); !after.empty() && !read_index(after, before))
    return fail(Code::malformed, "http.malformed_cursor");
  json::array all;
  CaseServices services(applications, snapshot);
  for (const auto& line : identity::looks(snapshot, request.caller.person, before, kMostLooks)) {
    json::object object = to_object(applications, line);
    object["service"] = services.of(line.case_id);
    all.push_back(std::move(object));
  }
  return http::json_reply(200, json::serialize(json::object{{"looks", std::move(all)}}));
}

Result<std::int64_t> index_of(const Request& request) {
  std::int64_t index = 0;
  if (read_index(request.capture("index"), index)) return index;
  return fail(Code::not_found, "look.not_found");
}

struct Objection {
  std::string reason;
  identity::LedgerLine line;
};

Result<Objection> parse_objection(const Request& request) {
  TRY_ASSIGN(const json::value body, body_of(request));
  TRY(only_fields(body.get_object(), {"reason"}));
  TRY_ASSIGN(const std::string_view reason, get_string(body.get_object(), "reason"));
  return Objection{std::string(reason), {}};
}

}  // namespace

Result<identity::Purpose> purpose_of(const Request& request) {
  const std::string word = request.parameter("purpose");
  if (word.empty()) return fail_field("purpose", "field.missing");
  const auto purpose = identity::parse_purpose(word);
  if (!purpose) return fail_field("purpose", "field.not_a_choice");
  return *purpose;
}

void write_look(db::Tx& tx, const http::Caller& caller, const identity::Look& look) {
  if (look.subjects.empty()) {
    looked_at_nobodys(tx, caller, look);
  } else {
    identity::looked(tx, caller, look);
  }
}

void staff_routes(http::Router& router, const Applications& applications, Clock& clock, LookLimits limits) {
  router.read(Right::operator_or_officer, Method::get, "/api/staff/applications",
              [&applications](const Request& request, db::Snapshot& snapshot) {
                return list_for_staff(applications, request, snapshot);
              });
  router.look(Right::operator_or_officer, Method::get, "/api/staff/applications/{id}",
              [&applications, &clock, tries = std::make_shared<LookTries>(limits)](const Request& request,
                                                                                   db::Snapshot& snapshot) {
                return look_at_application(applications, *tries, clock, request, snapshot);
              });
}

void look_routes(http::Router& router, const Applications& applications) {
  router.read(Right::citizen, Method::get, "/api/looks",
              [&applications](const Request& request, db::Snapshot& snapshot) {
                return looks(applications, request, snapshot);
              });
  router.change<Objection, Objection>(
      Right::citizen, Method::post, "/api/looks/{index}/object",
      {.parse = parse_objection,
       .prepare = [](const Request& request, Objection&& objection, db::Snapshot& snapshot) -> Result<Objection> {
         TRY_ASSIGN(const std::int64_t index, index_of(request));
         TRY_ASSIGN(objection.line, identity::look(snapshot, request.caller.person, index));
         return std::move(objection);
       },
       .apply = [&applications](db::Tx& tx, const Request& request, const Objection& objection) -> Result<Reply> {
         TRY(identity::object_to_look(tx, request.caller.person, objection.line.index, objection.reason));
         identity::LedgerLine line = objection.line;
         line.objected_at = tx.now();
         return http::json_reply(200, json::serialize(to_object(applications, line)));
       }});
}

}  // namespace qyzmet::applications
