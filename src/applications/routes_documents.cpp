#include <fmt/format.h>

#include "applications/applications.hpp"
#include "applications/documents.hpp"
#include "applications/replies.hpp"
#include "applications/sight.hpp"
#include "base/said.hpp"

namespace qyzmet::applications {
namespace {

using http::Looked;
using http::Method;
using http::Reply;
using http::Request;
using http::Right;
using http::Scope;

constexpr int kMostSaidToHolder = 500;

/// A number that cannot be read is no document's: one answer for both.
Result<DocumentId> document_of(std::string_view number) {
  const auto id = parse_id(number);
  if (!id) return fail(Code::not_found, "document.not_found");
  return DocumentId{*id};
}

Result<Reply> standing(const Documents& documents, const Request& request, db::Snapshot& snapshot) {
  TRY_ASSIGN(const DocumentId id, document_of(request.capture("number")));
  TRY_ASSIGN(const KeptDocument kept, documents.find(snapshot, id));
  const std::string word = request.parameter("word");
  if (word.empty()) return http::json_reply(200, canonical_json(documents.standing(kept)));
  TRY_ASSIGN(const json::object known, documents.standing(kept, word));
  return http::json_reply(200, canonical_json(known));
}

/// What a list says of one: nothing personal.
json::object summary_of(const Documents& documents, const KeptDocument& kept) {
  json::object object = documents.standing(kept);
  object["id"] = id_to_decimal(kept.document.id.value);
  object.erase("agency");
  object.erase("service");
  return object;
}

/// For those who may read what was filed.
Result<Sight> sight_on(const Documents& documents, const Request& request, db::Snapshot& snapshot,
                       const Application& application) {
  TRY_ASSIGN(const Sight sight,
             sight_of(snapshot, application, request.caller, Scope::applications_read, documents.now()));
  if (sight.access < Access::filer) return fail(Code::not_found, "application.not_found");
  return sight;
}

/// The application, for those who may read all of it: whoever filed under a mandate, until the mandate ends.
Result<Application> readable(const Applications& applications, const Documents& documents, const Request& request,
                             db::Snapshot& snapshot) {
  TRY_ASSIGN(const ApplicationId id, id_of(request));
  TRY_ASSIGN(Application application, applications.find(snapshot, id));
  TRY_ASSIGN(const Sight sight, sight_on(documents, request, snapshot, application));
  if (sight.until) return fail(Code::forbidden, "mandate.ended");
  return application;
}

/// Which of an application's documents is wanted: `?number=`, else the newest.
Result<KeptDocument> wanted(const Documents& documents, const Request& request, db::Snapshot& snapshot,
                            ApplicationId application) {
  auto all = documents.of_application(snapshot, application);
  const std::string number = request.parameter("number");
  if (number.empty()) {
    if (all.empty()) return fail(Code::not_found, "document.none_yet");
    return std::move(all.front());
  }
  TRY_ASSIGN(const DocumentId id, document_of(number));
  for (KeptDocument& kept : all) {
    if (kept.document.id == id) return std::move(kept);
  }
  return fail(Code::not_found, "document.not_found");
}

Result<Reply> file_of(const Documents& documents, const Request& request, const KeptDocument& kept) {
  TRY_ASSIGN(std::string pdf, documents.pdf(kept, request.lang));
  Reply reply{.content_type = "application/pdf", .body = std::move(pdf)};
  reply.headers.push_back(
      {"Content-Disposition", fmt::format("attachment; filename=\"{}.{}.pdf\"", id_to_display(kept.document.id.value),
                                          to_code(request.lang))});
  return reply;
}

Result<Reply> list_documents(const Applications& applications, const Documents& documents, const Request& request,
                             db::Snapshot& snapshot) {
  TRY_ASSIGN(const ApplicationId id, id_of(request));
  TRY_ASSIGN(const Application application, applications.find(snapshot, id));
  TRY_ASSIGN(const Sight sight, sight_on(documents, request, snapshot, application));
  json::array all;
  for (const KeptDocument& kept : documents.of_application(snapshot, id)) {
    if (!sight.sees(kept.document.issued_at)) continue;
    json::object object = summary_of(documents, kept);
    const Text& title = kept.document.title;
    object["title"] = to_object(title);
    if (kept.revocation) {
      json::object& revoked = object["revoked"].as_object();
      revoked["said"] = sight.sees(kept.revocation->at) ? documents.said_to_holder(snapshot, *kept.revocation) : "";
    }
    all.push_back(std::move(object));
  }
  return http::json_reply(200, json::serialize(json::object{{"documents", std::move(all)}}));
}

Result<Reply> list_documents_for_staff(const Applications& applications, const Documents& documents,
                                       const Request& request, db::Snapshot& snapshot) {
  TRY_ASSIGN(const ApplicationId id, id_of(request));
  TRY_ASSIGN(const Application application, applications.find(snapshot, id));
  TRY(applications.check_staff(request.caller, application));
  json::array all;
  for (const KeptDocument& kept : documents.of_application(snapshot, id)) all.push_back(summary_of(documents, kept));
  return http::json_reply(200, json::serialize(json::object{{"documents", std::move(all)}}));
}

Result<Reply> document_receipt(const Applications& applications, const Documents& documents,
                               const journal::Publisher& publisher, const Request& request, db::Snapshot& snapshot) {
  TRY_ASSIGN(const Application application, readable(applications, documents, request, snapshot));
  TRY_ASSIGN(const KeptDocument kept, wanted(documents, request, snapshot, application.id));
  TRY_ASSIGN(std::string receipt, publisher.receipt(snapshot, kept.issued_index));
  Reply reply = http::json_reply(200, std::move(receipt));
  reply.headers.push_back({"Content-Disposition", fmt::format("attachment; filename=\"{}.receipt.json\"",
                                                              id_to_display(kept.document.id.value))});
  return reply;
}

Result<Looked> look_at_document(const Applications& applications, const Documents& documents, const Request& request,
                                db::Snapshot& snapshot) {
  TRY_ASSIGN(const identity::Purpose purpose, purpose_of(request));
  TRY_ASSIGN(const ApplicationId id, id_of(request));
  TRY_ASSIGN(const Application application, applications.find(snapshot, id));
  TRY(applications.check_staff(request.caller, application));
  TRY_ASSIGN(const KeptDocument kept, wanted(documents, request, snapshot, id));
  TRY_ASSIGN(Reply reply, file_of(documents, request, kept));
  identity::Look line{.subjects = {}, .case_id = id.value, .purpose = purpose, .fields = {"document"}};
  if (application.filer.applicant) line.subjects.push_back(*application.filer.applicant);
  return Looked{.reply = std::move(reply),
                .ledger = [caller = request.caller, line = std::move(line)](db::Tx& tx) -> Result<void> {
                  write_look(tx, caller, line);
                  return {};
                }};
}

struct Revoking {
  RevocationReason reason = RevocationReason::issued_in_error;
  std::string said;
};

Result<Revoking> parse_revoking(const Request& request) {
  TRY_ASSIGN(const json::value body, body_of(request));
  const json::object& object = body.get_object();
  TRY(only_fields(object, {"reason", "said"}));
  Revoking revoking;
  TRY_ASSIGN(const std::string_view reason, get_string(object, "reason"));
  const auto known = parse_revocation_reason(reason);
  if (!known) return fail_field("reason", "field.not_a_choice");
  revoking.reason = *known;
  TRY_ASSIGN(revoking.said, get_said(object, "said", kMostSaidToHolder));
  return revoking;
}

void staff_document_routes(http::Router& router, const Applications& applications, const Documents& documents) {
  router.read(Right::operator_or_officer, Method::get, "/api/staff/applications/{id}/documents",
              [&](const Request& request, db::Snapshot& snapshot) {
                return list_documents_for_staff(applications, documents, request, snapshot);
              });
  router.look(Right::operator_or_officer, Method::get, "/api/staff/applications/{id}/document",
              [&](const Request& request, db::Snapshot& snapshot) {
                return look_at_document(applications, documents, request, snapshot);
              });
  router.change<Revoking, Revoking>(
      Right::operator_or_officer, Method::post, "/api/staff/documents/{number}/revoke",
      {.parse = parse_revoking,
       .prepare = [](const Request&, Revoking&& revoking, db::Snapshot&) -> Result<Revoking> {
         return std::move(revoking);
       },
       .apply = [&documents](db::Tx& tx, const Request& request, const Revoking& revoking) -> Result<Reply> {
         TRY_ASSIGN(const DocumentId id, document_of(request.capture("number")));
         TRY_ASSIGN(const KeptDocument kept, documents.revoke(tx, request.caller, id, revoking.reason, revoking.said));
         return http::json_reply(200, json::serialize(summary_of(documents, kept)));
       }});
}

}  // namespace

void document_routes(http::Router& router, const Applications& applications, const Documents& documents,
                     const journal::Publisher& publisher) {
  router.memory(Right::everyone, Method::get, "/api/documents/key",
                [key = documents.verifier_key() + "\n"](const Request&) -> Result<Reply> {
                  return Reply{.content_type = "text/plain; charset=utf-8", .body = key};
                });
  router.read(
      Right::everyone, Method::get, "/api/documents/{number}/standing",
      [&documents](const Request& request, db::Snapshot& snapshot) { return standing(documents, request, snapshot); });
  router.read(Right::citizen_or_reading_client, Method::get, "/api/applications/{id}/documents",
              [&](const Request& request, db::Snapshot& snapshot) {
                return list_documents(applications, documents, request, snapshot);
              });
  router.read(Right::citizen_or_reading_client, Method::get, "/api/applications/{id}/document",
              [&](const Request& request, db::Snapshot& snapshot) -> Result<Reply> {
                TRY_ASSIGN(const Application application, readable(applications, documents, request, snapshot));
                TRY_ASSIGN(const KeptDocument kept, wanted(documents, request, snapshot, application.id));
                return file_of(documents, request, kept);
              });
  router.read(Right::citizen_or_reading_client, Method::get, "/api/applications/{id}/document/receipt",
              [&](const Request& request, db::Snapshot& snapshot) {
                return document_receipt(applications, documents, publisher, request, snapshot);
              });
  staff_document_routes(router, applications, documents);
}

}  // namespace qyzmet::applications
