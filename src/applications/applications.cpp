#include "applications/applications.hpp"

#include "applications/store.hpp"

namespace qyzmet::applications {

Result<Prepared> Applications::prepare(const Filing& filing) const {
  const catalogue::Service* service = catalogue_.find(filing.service);
  if (service == nullptr) return fail_field("service", "service.not_found");
  TRY_ASSIGN(const catalogue::Answers answers, service->form.check(filing.answers));
  const catalogue::Definition& definition = service->definition;
  std::string content = filed_content(answers.canonical, definition.id, definition.version);
  const Digest content_sha256 = sha256(content);
  return Prepared{.service = definition.id,
                  .service_version = definition.version,
                  .deadline = definition.deadline,
                  .content = std::move(content),
                  .content_sha256 = content_sha256,
                  .facts = SubmittedFacts(definition, answers),
                  .personal = submitted_personal(content_sha256)};
}

Application Applications::submit(db::Tx& tx, const Prepared& prepared) const {
  const Instant at = tx.now();
  Application application{.id = tx.new_id<ApplicationTag>(),
                          .service = prepared.service,
                          .service_version = prepared.service_version,
                          .state = State::submitted,
                          .submitted_at = at,
                          .due = due_after(prepared.deadline, at, calendar_, utc_offset_minutes_),
                          .content_sha256 = prepared.content_sha256};
  const std::string facts = prepared.facts.text(at, application.id);
  application.submitted_index = journal::append(tx, {.kind = "application.submitted",
                                                     .subject = application.id.value,
                                                     .facts = facts,
                                                     .personal = prepared.personal});
  store::insert(tx, application, prepared.content);
  return application;
}

namespace {

Result<Application> found(std::optional<Application> application) {
  if (!application) return fail(Code::not_found, "application.not_found");
  return *std::move(application);
}

}  // namespace

Result<Application> Applications::find(db::Snapshot& snapshot, ApplicationId id) const {
  return found(store::find(snapshot, id));
}

Result<Application> Applications::find_only(db::Snapshot& snapshot, ApplicationId id) const {
  return found(store::find_only(snapshot, id));
}

}  // namespace qyzmet::applications
