#include "applications/documents.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "applications/document_pdf.hpp"
#include "applications/processes.hpp"
#include "applications/store_documents.hpp"
#include "base/check.hpp"
#include "journal/journal.hpp"

namespace qyzmet::applications {
namespace {

constexpr std::size_t kMostContent = 60 << 10;  ///< a signed note may have 64 KiB
constexpr int kMostDocuments = 20;              ///< of one application, that are told
constexpr std::size_t kMostName = 200;          ///< of the key: the file's signature has a place of one size

constexpr std::array kReasons = {std::pair{RevocationReason::issued_in_error, std::string_view("issued_in_error")},
                                 std::pair{RevocationReason::facts_changed, std::string_view("facts_changed")},
                                 std::pair{RevocationReason::holder_asked, std::string_view("holder_asked")},
                                 std::pair{RevocationReason::court, std::string_view("court")},
                                 std::pair{RevocationReason::replaced, std::string_view("replaced")}};

/// What every event about a document says.
json::object document_facts(const ResultDocument& document, std::string_view kind, const Filer& by,
                            const std::optional<std::int64_t>& applicant, Instant at) {
  json::object facts{{"at", to_rfc3339(at)},
                     {"by", by.by},
                     {"channel", by.channel},
                     {"document", id_to_decimal(document.id.value)},
                     {"kind", kind},
                     {"service", document.service},
                     {"subject", id_to_decimal(document.application.value)}};
  if (const auto other = acts_for(by.by, applicant)) facts["for"] = *other;
  return facts;
}

std::string issued_facts(const ResultDocument& document, const Application& application, const Issue& issue,
                         const Filer& by) {
  json::object facts = document_facts(document, "document.issued", by, application.filer.applicant, document.issued_at);
  facts["agency"] = document.agency.id;
  facts["document_kind"] = to_word(document.kind);
  facts["service_version"] = document.service_version;
  if (document.valid_until) facts["valid_until"] = to_iso(*document.valid_until);
  json::array left_out;
  for (const auto& [label, fault] : issue.left_out) left_out.push_back(json::object{{"fault", fault}, {"row", label}});
  if (!left_out.empty()) facts["left_out"] = std::move(left_out);
  return canonical_json(facts);
}

/// All but what is known in the change that issues it: number, moment and word have one length.
ResultDocument made_of(const Application& application, const Issue& issue, const catalogue::Definition& definition,
                       const catalogue::Catalogue& catalogue) {
  const auto* local_body = application.local_body.empty() ? nullptr : catalogue.agency(application.local_body);
  return {.id = {std::numeric_limits<std::int64_t>::max()},
          .application = application.id,
          .service = application.service,
          .service_version = application.service_version,
          .service_title = definition.title,
          .kind = issue.kind,
          .title = issue.title,
          .agency = local_body != nullptr ? *local_body : definition.agency,
          .people = issue.people,
          .facts = issue.facts,
          .decision = issue.decision,
          .valid_until = issue.valid_until,
          .word = document_word(std::array<std::byte, 10>{})};
}

std::string new_word(db::Tx& tx) {
  std::array<std::byte, 10> bits{};
  tx.random().fill(bits);
  return document_word(bits);
}

/// As long, and of the same bytes; takes as long whatever differs.
bool same_word(std::string_view a, std::string_view b) {
  unsigned char difference = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) difference |= static_cast<unsigned char>(a[i] ^ b[i]);
  return difference == 0;
}

}  // namespace

std::string_view to_word(RevocationReason reason) {
  return std::ranges::find(kReasons, reason, &decltype(kReasons)::value_type::first)->second;
}

std::optional<RevocationReason> parse_revocation_reason(std::string_view word) {
  const auto found = std::ranges::find(kReasons, word, &decltype(kReasons)::value_type::second);
  return found == kReasons.end() ? std::nullopt : std::optional(found->first);
}

std::string_view standing_of(const KeptDocument& kept, Instant now, int utc_offset_minutes) {
  if (kept.revocation) return "revoked";
  const auto& until = kept.document.valid_until;
  return until && local_date(now, utc_offset_minutes) > *until ? "expired" : "valid";
}

Result<ResultDocument> Documents::issue(db::Tx& tx, const Application& application, const Issue& issue,
                                        const Filer& by) const {
  CHECK(issue.title.complete() && (issue.kind == DocumentKind::refusal || !issue.people.empty()));
  const auto* service = version_of(catalogue_, application.service, application.service_version);
  if (service == nullptr) return fail(Code::not_found, "service.not_found");
  ResultDocument document = made_of(application, issue, service->definition, catalogue_);
  document.id = tx.new_id<DocumentTag>();
  document.issued_at = tx.now();
  document.word = new_word(tx);
  document.specimen = options_.demo;
  const std::string content = to_content(document);
  if (content.size() > kMostContent) return fail(Code::internal, "document.too_large");
  const Digest digest = sha256(content);
  const std::string facts = issued_facts(document, application, issue, by);
  const std::string personal = submitted_personal(digest);
  const auto index = journal::append(
      tx, {.kind = "document.issued", .subject = application.id.value, .facts = facts, .personal = personal});
  store::insert(tx, document, content, digest, index);
  return document;
}

bool Documents::fits(const Application& application, const Issue& issue) const {
  const auto* service = version_of(catalogue_, application.service, application.service_version);
  if (service == nullptr) return true;
  return to_content(made_of(application, issue, service->definition, catalogue_)).size() <= kMostContent;
}

Result<KeptDocument> Documents::revoke(db::Tx& tx, const http::Caller& caller, DocumentId id, RevocationReason reason,
                                       std::string_view said) const {
  auto kept = store::find_document(tx, id);
  if (!kept) return fail(Code::not_found, "document.not_found");
  const bool theirs =
      caller.has(http::Role::officer) && stands_for(catalogue_.local_bodies(), caller.agency, kept->document.agency.id);
  if (!theirs) return fail(Code::forbidden, "right.missing");
  if (kept->revocation) {
    return fail(Code::conflict, "document.already_revoked", {{"at", to_rfc3339(kept->revocation->at)}});
  }
  json::object facts = document_facts(kept->document, "document.revoked", filer_of(caller), std::nullopt, tx.now());
  facts["reason"] = to_word(reason);
  const std::string text = canonical_json(facts);
  const std::string personal = said.empty() ? std::string() : canonical_json(json::object{{"said", said}});
  const auto index = journal::append(
      tx,
      {.kind = "document.revoked", .subject = kept->document.application.value, .facts = text, .personal = personal});
  kept->revocation = {.at = tx.now(), .reason = reason, .index = index};
  store::set_revoked(tx, id, *kept->revocation);
  return *std::move(kept);
}

Result<KeptDocument> Documents::find(db::Snapshot& snapshot, DocumentId id) const {
  auto kept = store::find_document(snapshot, id);
  if (!kept) return fail(Code::not_found, "document.not_found");
  return *std::move(kept);
}

std::vector<KeptDocument> Documents::of_application(db::Snapshot& snapshot, ApplicationId application) const {
  return store::documents_of(snapshot, application, kMostDocuments);
}

db::Question Documents::of_application_question(ApplicationId application) {
  return store::documents_question(application, kMostDocuments);
}

std::string Documents::said_to_holder(db::Snapshot& snapshot, const Revocation& revocation) const {
  const auto events = journal::events(snapshot, revocation.index, revocation.index + 1);
  if (events.empty() || !events.front().personal) return {};
  const auto personal = parse_json(*events.front().personal);
  if (!personal || !personal->is_object()) return {};
  return std::string(get_string(personal->get_object(), "said").value_or(""));
}

json::object Documents::standing(const KeptDocument& kept) const {
  const ResultDocument& document = kept.document;
  const catalogue::Named& agency = document.agency;
  json::object object{{"agency", json::object{{"id", agency.id}, {"title", to_object(agency.title)}}},
                      {"issued_at", to_rfc3339(document.issued_at)},
                      {"kind", to_word(document.kind)},
                      {"number", id_to_display(document.id.value)},
                      {"revoked", nullptr},
                      {"service", json::object{{"id", document.service}, {"title", to_object(document.service_title)}}},
                      {"specimen", document.specimen},
                      {"standing", standing_of(kept, clock_.now(), options_.utc_offset_minutes)},
                      {"valid_until", nullptr}};
  if (document.valid_until) object["valid_until"] = to_iso(*document.valid_until);
  if (const auto& revocation = kept.revocation) {
    object["revoked"] = json::object{{"at", to_rfc3339(revocation->at)}, {"reason", to_word(revocation->reason)}};
  }
  return object;
}

Result<json::object> Documents::standing(const KeptDocument& kept, std::string_view word) const {
  if (!same_word(normal_word(word), kept.document.word)) return fail_field("word", "document.wrong_word");
  json::object object = standing(kept);
  json::array people;
  for (const DocumentPerson& one : kept.document.people) {
    people.push_back(json::object{{"iin", masked_iin(one.iin)}, {"name", masked_name(one.name)}});
  }
  object["people"] = std::move(people);
  object["title"] = to_object(kept.document.title);
  object["digest"] = to_hex(kept.content_sha256);
  return object;
}

Result<std::string> Documents::pdf(const KeptDocument& kept, Lang lang) const {
  return make_pdf({.document = kept.document,
                   .lang = lang,
                   .words = words_,
                   .public_url = options_.public_url,
                   .utc_offset_minutes = options_.utc_offset_minutes,
                   .signer = key_.name},
                  key_, kept.content);
}

std::string_view Documents::agency_of(std::string_view service) const {
  const auto* known = catalogue_.find(service);
  return known == nullptr ? std::string_view() : known->definition.agency.id;
}

Result<DocumentKey> open_document_key(db::Database& database, const std::filesystem::path& file, std::string name,
                                      Random& random) {
  if (!journal::is_key_name(name) || name.size() > kMostName) {
    return fail(Code::invalid, "journal.bad_origin", {{"origin", name}});
  }
  bool issued = false;
  database.read([&](db::Snapshot& snapshot) { issued = store::any_document(snapshot); });
  TRY_ASSIGN(journal::Signer signer, journal::open_key(file, !issued, random));
  return DocumentKey{.signer = std::move(signer), .name = std::move(name)};
}

}  // namespace qyzmet::applications
