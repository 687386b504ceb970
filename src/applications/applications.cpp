#include "applications/applications.hpp"

#include <algorithm>

#include "applications/signers.hpp"
#include "applications/store.hpp"
#include "applications/store_flow.hpp"

namespace qyzmet::applications {
namespace {

/// How many rows one page of staff's list looks through at most: finding few must not cost much.
constexpr int kMostRows = 2000;

Result<Application> found(std::optional<Application> application) {
  if (!application) return fail(Code::not_found, "application.not_found");
  return *std::move(application);
}

/// A mandate and a draft belong to a person; most services want to know who asks.
Result<void> check_filer(const catalogue::Definition& definition, const Filing& filing, const Filer& filer) {
  if (!definition.files_here) return fail_field("service", "service.not_filed_here");
  if (filing.draft && !is_draft_id(*filing.draft)) return fail_field("draft", "draft.malformed_id");
  const bool by_client = filer.by.starts_with("client:");
  if (by_client && filing.draft) return fail(Code::forbidden, "right.missing");  // drafts are the person's alone
  if (filer.applicant || !(definition.needs_sign_in || filing.mandate || filing.draft)) return {};
  if (filer.by == Filer().by) return fail(Code::unauthenticated, "session.needed");
  return fail(Code::forbidden, "right.missing");
}

Result<void> check_not_retired(const catalogue::Catalogue& catalogue, std::string_view service) {
  if (!catalogue.is_retired(service)) return {};
  return fail(Code::conflict, "service.retired", {{"service", std::string(service)}});
}

}  // namespace

Result<Prepared> Applications::prepare(const Filing& filing, const Filer& filer) const {
  const catalogue::Service* service = catalogue_.find(filing.service);
  if (service == nullptr) return fail_field("service", "service.not_found");
  const catalogue::Definition& definition = service->definition;
  TRY(check_filer(definition, filing, filer));
  // A part belongs to an application that goes on, whatever becomes of its service.
  if (filer.by != system_itself().by) TRY(check_not_retired(catalogue_, definition.id));
  TRY(catalogue::check_channel(catalogue_.gate(definition.id).get(), filer.channel, filing.exception, today()));
  if (filing.version.value_or(definition.version) != definition.version) {
    return std::unexpected(form_changed(catalogue_, definition.id, *filing.version));
  }
  TRY_ASSIGN(catalogue::Answers answers, service->form.check(filing.answers, today()));
  std::string content = filed_content(answers.canonical, definition.id, definition.version);
  const Digest content_sha256 = sha256(content);
  std::string local_body = local_body_of(definition, answers.canonical, catalogue_.local_bodies());
  SubmittedFacts facts(definition, answers, filer, local_body, filing.exception);
  return Prepared{.service = definition.id,
                  .service_version = definition.version,
                  .deadline = definition.deadline,
                  .filer = filer,
                  .content = std::move(content),
                  .content_sha256 = content_sha256,
                  .local_body = std::move(local_body),
                  .facts = std::move(facts),
                  .personal = submitted_personal(content_sha256),
                  .answers = std::move(answers),
                  .mandate = filing.mandate,
                  .draft = filing.draft,
                  .says_version = filing.version.has_value(),
                  .exception = filing.exception};
}

Result<Application> Applications::file(db::Tx& tx, const http::Caller& caller, const Drafts& drafts,
                                       const Prepared& prepared) const {
  TRY(check_not_retired(catalogue_, prepared.service));
  TRY(catalogue::check_channel(catalogue_.gate(prepared.service).get(), prepared.filer.channel, prepared.exception,
                               local_date(tx.now(), utc_offset_minutes_)));
  if (prepared.draft) {
    const auto version = prepared.says_version ? std::nullopt : std::optional(prepared.service_version);
    TRY(drafts.check_not_sent(tx, caller.person, *prepared.draft, prepared.service, version));
  }
  Application application;
  if (prepared.mandate) {
    TRY_ASSIGN(const auto use, identity::use_mandate(tx, caller, *prepared.mandate, prepared.service));
    const Way& way = processes_.of(prepared.service, prepared.service_version);
    TRY(check_others_sign(way.process, prepared.content, use.giver.iin));
    Prepared for_another = prepared;
    for_another.filer.applicant = use.giver.id;
    for_another.filer.mandate = use.mandate;
    // Of the version that was filled in: a newer one may have been published a moment ago.
    const auto& definition = version_of(catalogue_, prepared.service, prepared.service_version)->definition;
    for_another.facts =
        SubmittedFacts(definition, prepared.answers, for_another.filer, prepared.local_body, prepared.exception);
    application = submit(tx, for_another);
  } else {
    application = submit(tx, prepared);
  }
  TRY(name_files(tx, application.id, prepared.files));
  if (prepared.draft) drafts.sent(tx, caller.person, *prepared.draft, application.id);
  return application;
}

Result<std::vector<files::Named>> Applications::check_files(db::Snapshot& snapshot,
                                                            std::span<const catalogue::FileAnswer> meant,
                                                            const files::Holder& holder) const {
  std::vector<files::Wanted> wanted;
  for (const catalogue::FileAnswer& answer : meant) {
    TRY_ASSIGN(const std::string digest, from_hex(answer.sha256));
    files::Wanted one{.path = answer.path,
                      .question = answer.question,
                      .name = answer.name,
                      .type = answer.type,
                      .size = answer.size};
    std::ranges::copy(as_bytes(digest), one.sha256.begin());
    wanted.push_back(std::move(one));
  }
  if (wanted.empty()) return std::vector<files::Named>();
  if (files_ == nullptr) return fail_field(wanted.front().path, "file.not_kept", {{"name", wanted.front().name}});
  return files_->check(snapshot, holder, wanted);
}

Result<void> Applications::name_files(db::Tx& tx, ApplicationId application,
                                      const std::vector<files::Named>& all) const {
  return all.empty() ? Result<void>() : files_->name(tx, application.value, all);
}

Application Applications::submit(db::Tx& tx, const Prepared& prepared) const {
  const Instant at = tx.now();
  Application application{.id = tx.new_id<ApplicationTag>(),
                          .service = prepared.service,
                          .service_version = prepared.service_version,
                          .state = State::submitted,
                          .submitted_at = at,
                          .due = due_after(prepared.deadline, at, calendar_, utc_offset_minutes_),
                          .filer = prepared.filer,
                          .local_body = prepared.local_body,
                          .content_sha256 = prepared.content_sha256};
  const std::string facts = prepared.facts.text(at, application.due, application.id);
  application.submitted_index = journal::append(tx, {.kind = "application.submitted",
                                                     .subject = application.id.value,
                                                     .facts = facts,
                                                     .personal = prepared.personal});
  store::insert(tx, application, prepared.content);
  return application;
}

Result<Application> Applications::withdraw(db::Tx& tx, const http::Caller& caller, ApplicationId id,
                                           std::string_view reason) const {
  TRY_ASSIGN(Application application, found(store::find(tx, id)));
  const Access access = access_of(application, caller, http::Scope::applications_file);
  if (access == Access::filer) return fail(Code::forbidden, "right.missing");
  if (access != Access::applicant) return fail(Code::not_found, "application.not_found");
  Said said = said_of(caller);
  if (!reason.empty()) said.personal["reason"] = reason;
  TRY(take_back(tx, application, said));
  return application;
}

/// With its parts: nobody waits for them any more.
Result<void> Applications::take_back(db::Tx& tx, Application& application, const Said& said) const {
  const EvidenceStates nothing;
  const auto around = processes_.around(processes_.of(application), nothing);
  TRY_ASSIGN(const auto moves, next(around, application.standing(), {Happening::Kind::withdrawal, {}}));
  const bool has_part = application.flow.awaits == Awaits::part;
  carry(tx, processes_, application, {}, moves, said);
  if (!has_part) return {};
  if (auto part = store::open_part(tx, application.id)) TRY(take_back(tx, *part, said));
  return {};
}

Result<Application> Applications::find(db::Snapshot& snapshot, ApplicationId id) const {
  return found(store::find(snapshot, id));
}

Result<Application> Applications::find_only(db::Snapshot& snapshot, ApplicationId id) const {
  return found(store::find_only(snapshot, id));
}

db::Question Applications::finding_only(ApplicationId id) { return store::finding(id); }

Result<std::string> Applications::content_as_filed(db::Snapshot& snapshot, ApplicationId id) const {
  auto content = store::content(snapshot, id);
  if (!content) return fail(Code::not_found, "application.not_found");
  return *std::move(content);
}

Result<std::string> Applications::content(db::Snapshot& snapshot, ApplicationId id) const {
  auto content = store::current_content(snapshot, id);
  if (!content) return fail(Code::not_found, "application.not_found");
  return *std::move(content);
}

std::vector<Application> Applications::mine(db::Snapshot& snapshot, const http::Caller& caller, ApplicationId before,
                                            int limit) const {
  const std::string by = filer_of(caller).by;
  if (caller.client != 0) return store::of_applicant_filed_by(snapshot, caller.person, by, before, limit);
  auto all = store::of_applicant(snapshot, caller.person, before, limit);
  auto others = store::under_mandate(snapshot, by, before, limit);
  all.insert(all.end(), others.begin(), others.end());
  std::ranges::sort(all, std::greater(), &Application::id);
  if (std::ssize(all) > limit) all.resize(static_cast<std::size_t>(limit));
  return all;
}

Applications::Page Applications::for_staff(db::Snapshot& snapshot, const http::Caller& caller, const Wanted& wanted,
                                           int limit) const {
  const auto rows = store::newest(snapshot, wanted.before, kMostRows);
  Page page;
  for (const Application& row : rows) {
    if (std::ssize(page.applications) == limit) {
      page.next = page.applications.back().id;
      return page;
    }
    const bool fits = (wanted.service.empty() || row.service == wanted.service) &&
                      (!wanted.state || row.state == *wanted.state) && check_staff(caller, row);
    if (fits) page.applications.push_back(row);
  }
  if (std::ssize(rows) == kMostRows) page.next = rows.back().id;
  return page;
}

Result<void> Applications::check_staff(const http::Caller& caller, const Application& application) const {
  return applications::check_staff(caller, processes_.agency_of(application), catalogue_.local_bodies());
}

}  // namespace qyzmet::applications
