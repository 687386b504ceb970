#include <fmt/format.h>

#include <algorithm>

#include "applications/applicants.hpp"
#include "applications/replies.hpp"
#include "applications/signers.hpp"
#include "applications/told.hpp"
#include "base/said.hpp"

namespace qyzmet::applications {
namespace {

using http::Method;
using http::Reply;
using http::Request;
using http::Right;
using http::Scope;

constexpr int kMostText = 4000;
constexpr int kMostComment = 1000;
constexpr std::size_t kMostAttached = 10;  // of one answer or message
constexpr std::size_t kMostActionId = 40;

/// Everything that an applicant may send about an application of theirs.
struct Act {
  std::string text;
  std::string action;
  std::string digest;
  std::int64_t rating = 0;
  json::object answers;
  std::vector<catalogue::FileAnswer> attached;
  // Found in `prepare`.
  std::vector<files::Named> files;            ///< what is attached
  std::optional<identity::Person> applicant;  ///< for the reply
  std::string iin;                            ///< the caller's
  std::int64_t written = 0;
  std::optional<CorrectionPrepared> correction;
};

using ParseAct = std::function<Result<void>(const json::object&, Act&)>;
using PrepareAct = std::function<Result<void>(const Request&, const Application&, db::Snapshot&, Act&)>;
using ApplyAct =
    std::function<Result<Application>(const Applicants&, db::Tx&, const Request&, ApplicationId, const Act&)>;

Result<void> read_text(const json::object& body, Act& act) {
  TRY_ASSIGN(act.text, get_said(body, "text", kMostText));
  return {};
}

Result<void> read_attached(const json::object& body, Act& act) {
  if (!body.contains("files")) return {};
  TRY_ASSIGN(const json::array* records, get_array(body, "files"));
  if (records->size() > kMostAttached)
    return fail_field("files", "field.too_many", {{"max", std::to_string(kMostAttached)}});
  for (std::size_t i = 0; i < records->size(); ++i) {
    const std::string path = fmt::format("files[{}]", i);
    TRY_ASSIGN(auto one, catalogue::read_file_record((*records)[i], path, files::kLargestFile));
    const auto same = std::ranges::find(act.attached, one.sha256, &catalogue::FileAnswer::sha256);
    if (same != act.attached.end()) return fail_field(path, "field.twice");
    act.attached.push_back(std::move(one));
  }
  return {};
}

/// What the applicant has sent, or what their application names already.
Result<void> find_attached(const Applications& applications, const Request& request, ApplicationId id,
                           db::Snapshot& snapshot, Act& act) {
  const files::Holder holder{.person = request.caller.person, .application = id.value};
  TRY_ASSIGN(act.files, applications.check_files(snapshot, act.attached, holder));
  return {};
}

/// A change of one application by its applicant; the reply is its status.
void act_route(http::Router& router, const Applications& applications, std::string_view path, ParseAct parse,
               PrepareAct prepare, ApplyAct apply) {
  router.change<Act, Act>(Right::citizen_or_filing_client, Method::post, path,
                          {.parse = [parse = std::move(parse)](const Request& request) -> Result<Act> {
                             TRY_ASSIGN(const json::value body, body_of(request));
                             Act act;
                             TRY(parse(body.get_object(), act));
                             return act;
                           },
                           .prepare = [&applications, prepare = std::move(prepare)](
                                          const Request& request, Act&& act, db::Snapshot& snapshot) -> Result<Act> {
                             TRY_ASSIGN(const ApplicationId id, id_of(request));
                             TRY_ASSIGN(const Application application, applications.find(snapshot, id));
                             // Who may not know of it is told so by `apply`, and nothing is read for them.
                             if (access_of(application, request.caller, Scope::applications_file) != Access::applicant)
                               return std::move(act);
                             TRY_ASSIGN(act.applicant, applicant_of(snapshot, application));
                             if (prepare) TRY(prepare(request, application, snapshot, act));
                             return std::move(act);
                           },
                           .apply = [&applications, apply = std::move(apply)](db::Tx& tx, const Request& request,
                                                                              const Act& act) -> Result<Reply> {
                             TRY_ASSIGN(const ApplicationId id, id_of(request));
                             TRY_ASSIGN(const Application done, apply(Applicants(applications), tx, request, id, act));
                             return http::json_reply(200, json::serialize(status_for(done, applications.processes(),
                                                                                     request.caller, act.applicant)));
                           }});
}

void answering_routes(http::Router& router, const Applications& applications) {
  act_route(
      router, applications, "/api/applications/{id}/answer",
      [](const json::object& body, Act& act) -> Result<void> {
        TRY(only_fields(body, {"action", "files", "text"}));
        if (body.contains("action")) {
          TRY_ASSIGN(act.action, get_string(body, "action"));
        }
        if (act.action.size() > kMostActionId)
          return fail_field("action", "field.too_long", {{"limit", std::to_string(kMostActionId)}});
        TRY(read_attached(body, act));
        return read_text(body, act);
      },
      [&applications](const Request& request, const Application& application, db::Snapshot& snapshot, Act& act) {
        return find_attached(applications, request, application.id, snapshot, act);
      },
      [](const Applicants& applicants, db::Tx& tx, const Request& request, ApplicationId id, const Act& act) {
        return applicants.answer(tx, request.caller, id, {.text = act.text, .action = act.action, .files = act.files});
      });
  act_route(
      router, applications, "/api/applications/{id}/correct",
      [](const json::object& body, Act& act) -> Result<void> {
        TRY(only_fields(body, {"answers", "text"}));
        TRY_ASSIGN(const json::object* answers, get_object(body, "answers"));
        act.answers = *answers;
        return read_text(body, act);
      },
      [&applications](const Request& request, const Application& application, db::Snapshot& snapshot,
                      Act& act) -> Result<void> {
        TRY_ASSIGN(CorrectionPrepared prepared,
                   Applicants(applications).prepare_correction(application, act.answers, act.text));
        TRY(check_signers(snapshot, applications, request.caller, application, prepared.content));
        // What was filed before is kept already: also what somebody else attached under a mandate.
        act.attached = prepared.answers.files;
        TRY(find_attached(applications, request, application.id, snapshot, act));
        prepared.files = act.files;
        act.correction = std::move(prepared);
        return {};
      },
      [](const Applicants& applicants, db::Tx& tx, const Request& request, ApplicationId id,
         const Act& act) -> Result<Application> {
        return applicants.correct(tx, request.caller, id, act.correction.value_or(CorrectionPrepared()));
      });
}

void telling_routes(http::Router& router, const Applications& applications) {
  act_route(
      router, applications, "/api/applications/{id}/messages",
      [](const json::object& body, Act& act) -> Result<void> {
        TRY(only_fields(body, {"files", "text"}));
        TRY(read_attached(body, act));
        return read_text(body, act);
      },
      [&applications](const Request& request, const Application& application, db::Snapshot& snapshot,
                      Act& act) -> Result<void> {
        TRY(find_attached(applications, request, application.id, snapshot, act));
        const auto timeline = timeline_of(snapshot, application, applications.processes().utc_offset_minutes());
        for (const Message& message : timeline.messages) act.written += message.from == "applicant" ? 1 : 0;
        return {};
      },
      [](const Applicants& applicants, db::Tx& tx, const Request& request, ApplicationId id, const Act& act) {
        return applicants.write(tx, request.caller, id, {.text = act.text, .files = act.files}, act.written);
      });
  act_route(
      router, applications, "/api/applications/{id}/rating",
      [](const json::object& body, Act& act) -> Result<void> {
        TRY(only_fields(body, {"comment", "rating"}));
        TRY_ASSIGN(act.rating, get_integer(body, "rating"));
        TRY_ASSIGN(act.text, get_said(body, "comment", kMostComment));
        return {};
      },
      {},
      [](const Applicants& applicants, db::Tx& tx, const Request& request, ApplicationId id, const Act& act) {
        return applicants.rate(tx, request.caller, id, act.rating, act.text);
      });
}

/// What somebody shall sign, as they must see it: whose application, what for, and all that was answered.
Result<json::object> to_sign_entry(const Applications& applications, const Application& application,
                                   db::Snapshot& snapshot) {
  json::object entry = status_of(application, applications.processes());
  TRY_ASSIGN(const auto applicant, applicant_of(snapshot, application));
  entry["applicant"] = nullptr;
  if (applicant) entry["applicant"] = applicant->name;
  const auto content = store::current_content(snapshot, application.id);
  if (!content) return fail(Code::not_found, "application.not_found");
  TRY_ASSIGN(const json::value filed, parse_json(*content));
  entry["answers"] = filed.as_object().at("answers");
  entry["digest"] = to_hex(sha256(*content));  // of what counts now: it is what they sign
  return entry;
}

Result<Reply> to_sign(const Applications& applications, const Request& request, db::Snapshot& snapshot) {
  TRY_ASSIGN(const auto caller, identity::person(snapshot, request.caller.person));
  TRY_ASSIGN(const std::int64_t before, before_of(request));
  const auto found = Applicants(applications).to_sign(snapshot, caller.iin, {before}, kPage + 1);
  json::array all;
  json::value next = nullptr;
  for (const Application& one : found) {
    if (std::ssize(all) == kPage) break;
    TRY_ASSIGN(json::object entry, to_sign_entry(applications, one, snapshot));
    if (std::ssize(found) > kPage) next = entry.at("id");
    all.push_back(std::move(entry));
  }
  return http::json_reply(200, json::serialize(json::object{{"applications", std::move(all)}, {"next", next}}));
}

void signing_route(http::Router& router, const Applications& applications, std::string_view path, bool signs) {
  router.change<Act, Act>(
      Right::citizen, Method::post, path,
      {.parse = [](const Request& request) -> Result<Act> {
         TRY_ASSIGN(const json::value body, body_of(request));
         TRY(only_fields(body.get_object(), {"digest"}));
         Act act;
         TRY_ASSIGN(act.digest, get_string(body.get_object(), "digest"));
         return act;
       },
       .prepare = [](const Request& request, Act&& act, db::Snapshot& snapshot) -> Result<Act> {
         TRY_ASSIGN(const auto caller, identity::person(snapshot, request.caller.person));
         act.iin = caller.iin;
         return std::move(act);
       },
       .apply = [&applications, signs](db::Tx& tx, const Request& request, const Act& act) -> Result<Reply> {
         TRY_ASSIGN(const ApplicationId id, id_of(request));
         TRY_ASSIGN(const Application done,
                    Applicants(applications).sign(tx, request.caller, id, act.iin, signs, act.digest));
         return http::json_reply(
             200, json::serialize(json::object{{"id", id_to_decimal(id.value)}, {"state", to_word(done.state)}}));
       }});
}

}  // namespace

void applicant_routes(http::Router& router, const Applications& applications) {
  answering_routes(router, applications);
  telling_routes(router, applications);
  router.read(Right::citizen, Method::get, "/api/to-sign",
              [&applications](const Request& request, db::Snapshot& snapshot) {
                return to_sign(applications, request, snapshot);
              });
  signing_route(router, applications, "/api/applications/{id}/sign", true);
  signing_route(router, applications, "/api/applications/{id}/decline", false);
}

}  // namespace qyzmet::applications
