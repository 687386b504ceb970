#include "applications/applications.hpp"
#include "applications/replies.hpp"
#include "applications/sight.hpp"

/// What was attached, for those who may read what was filed.
namespace qyzmet::applications {
namespace {

using http::Looked;
using http::Method;
using http::Reply;
using http::Request;
using http::Right;
using http::Scope;

Result<files::Named> named_of(const Applications& applications, const Request& request, db::Snapshot& snapshot,
                              ApplicationId id) {
  if (applications.files() == nullptr) return fail(Code::not_found, "file.not_found");
  return applications.files()->find_named(snapshot, id.value, request.capture("sha256"));
}

/// As what was filed: whoever filed under a mandate reads it until the mandate ends.
Result<Reply> read_own(const Applications& applications, const Clock& clock, const Request& request,
                       db::Snapshot& snapshot) {
  TRY_ASSIGN(const ApplicationId id, id_of(request));
  TRY_ASSIGN(const Application application, applications.find(snapshot, id));
  TRY_ASSIGN(const Sight sight, sight_of(snapshot, application, request.caller, Scope::applications_read, clock.now()));
  if (sight.access < Access::filer) return fail(Code::not_found, "application.not_found");
  if (sight.until) return fail(Code::forbidden, "mandate.ended");
  TRY_ASSIGN(const files::Named named, named_of(applications, request, snapshot, id));
  return applications.files()->hand_out(request, named);
}

Result<Looked> look_at_file(const Applications& applications, const Request& request, db::Snapshot& snapshot) {
  TRY_ASSIGN(const identity::Purpose purpose, purpose_of(request));
  TRY_ASSIGN(const ApplicationId id, id_of(request));
  TRY_ASSIGN(const Application application, applications.find(snapshot, id));
  TRY(applications.check_staff(request.caller, application));
  TRY_ASSIGN(const files::Named named, named_of(applications, request, snapshot, id));
  TRY_ASSIGN(Reply reply, applications.files()->hand_out(request, named));
  identity::Look line{.subjects = {}, .case_id = id.value, .purpose = purpose, .fields = {"file." + named.question}};
  if (application.filer.applicant) line.subjects.push_back(*application.filer.applicant);
  return Looked{.reply = std::move(reply),
                .ledger = [caller = request.caller, line = std::move(line)](db::Tx& tx) -> Result<void> {
                  write_look(tx, caller, line);
                  return {};
                }};
}

}  // namespace

void file_routes(http::Router& router, const Applications& applications, const Clock& clock) {
  router.read(
      Right::citizen_or_reading_client, Method::get, "/api/applications/{id}/files/{sha256}",
      [&](const Request& request, db::Snapshot& snapshot) { return read_own(applications, clock, request, snapshot); });
  router.look(
      Right::operator_or_officer, Method::get, "/api/staff/applications/{id}/files/{sha256}",
      [&](const Request& request, db::Snapshot& snapshot) { return look_at_file(applications, request, snapshot); });
}

}  // namespace qyzmet::applications
