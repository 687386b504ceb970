#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "applications/access.hpp"
#include "applications/application.hpp"
#include "applications/document.hpp"
#include "applications/document_sign.hpp"
#include "base/json.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/words.hpp"
#include "catalogue/catalogue.hpp"
#include "db/db.hpp"
#include "http/http.hpp"
#include "journal/journal.hpp"

/// Result documents: what an application ends in, on paper and as a file that anybody can check.
///
/// How to issue one, in the change that decides (its `apply`, on the writer):
///
///     Issue issue;                                        // made in `prepare`: texts, facts, people
///     issue.kind = DocumentKind::certificate;
///     issue.title = {"Мекенжай анықтамасы", "Адресная справка", "Address certificate"};
///     issue.people = {{applicant.name, applicant.iin}};   // the first is the holder
///     issue.facts = {{label, address, Basis::stated}, …};
///     issue.decision = {.text = …, .reasons = …, .legal_basis = …, .would_change = …};
///     TRY_ASSIGN(const ResultDocument document, documents.issue(tx, application, issue, filer_of(caller)));
///
/// That is one row and one event ("document.issued", subject: the application). The PDF is made when somebody asks for
/// it, on a reader thread: nothing slow on the writer.
namespace qyzmet::applications {

/// What the decision hands over; number, word, moment, service and agency are added by `issue`.
struct Issue {
  /// A row of the definition that could not be worked out.
  struct LeftOut {
    std::string label;  ///< in English
    std::string fault;  ///< a word key
  };
  DocumentKind kind = DocumentKind::certificate;
  Text title;                          ///< complete
  std::vector<DocumentPerson> people;  ///< the first is the holder; nobody: a refusal to somebody who did not sign in
  std::vector<DocumentFact> facts;
  DocumentDecision decision;
  std::optional<Date> valid_until;
  std::vector<LeftOut> left_out{};  ///< told in the event: whoever keeps the definition mends it
};

/// Why a document no longer counts: all that everybody may know of it.
enum class RevocationReason {
  issued_in_error,  ///< it should not have been issued, or says something wrong
  facts_changed,    ///< what it says is no longer so
  holder_asked,     ///< the holder gave it back
  court,            ///< a court or a higher body set it aside
  replaced,         ///< another one stands in its place
};
/// "issued_in_error", …
std::string_view to_word(RevocationReason reason);
std::optional<RevocationReason> parse_revocation_reason(std::string_view word);

struct Revocation {
  Instant at{};
  RevocationReason reason = RevocationReason::issued_in_error;
  std::int64_t index = 0;  ///< of "document.revoked"; its personal part holds what was said to the holder
};

/// A document as it stands: what it says, and what became of it.
struct KeptDocument {
  ResultDocument document;
  std::string content;  ///< what was signed, byte for byte
  Digest content_sha256{};
  std::int64_t issued_index = 0;  ///< of "document.issued"
  std::optional<Revocation> revocation;
};

/// "valid", "expired" or "revoked"; revoked goes before expired. The last day counts, in the country's time.
std::string_view standing_of(const KeptDocument& kept, Instant now, int utc_offset_minutes);

/// The use cases. Safe to use from every thread.
class Documents {
 public:
  struct Options {
    std::string public_url;      ///< "https://qyzmet.example": stands in the code on paper; empty: no code
    int utc_offset_minutes = 0;  ///< of the country: which day a moment falls on
    bool demo = false;           ///< every document is a specimen
  };
  /// What is given by reference outlives this object.
  Documents(const catalogue::Catalogue& catalogue, const Words& words, Clock& clock, DocumentKey key, Options options)
      : catalogue_(catalogue), words_(words), clock_(clock), key_(std::move(key)), options_(std::move(options)) {}

  /// Issues the result of `application`, in this change. Emits "document.issued" {agency, at, by, channel, document,
  /// document_kind, for?, kind, service, service_version, subject: the application, valid_until?}; personal:
  /// {content_sha256}. Writes two rows, reads nothing. Errors: not_found "service.not_found"; internal
  /// "document.too_large". CHECK: title complete, somebody named (but of a refusal).
  Result<ResultDocument> issue(db::Tx& tx, const Application& application, const Issue& issue, const Filer& by) const;

  Instant now() const { return clock_.now(); }

  /// Whether the content of what would be issued is at most 60 KiB.
  bool fits(const Application& application, const Issue& issue) const;

  /// Takes a document back, for good. Only officers of the agency. Emits "document.revoked" {at, by, channel, document,
  /// kind, reason, service, subject: the application}; personal: {said}, for the holder. Errors: not_found
  /// "document.not_found"; forbidden "right.missing"; conflict "document.already_revoked" {at}.
  Result<KeptDocument> revoke(db::Tx& tx, const http::Caller& caller, DocumentId id, RevocationReason reason,
                              std::string_view said) const;

  /// Errors: not_found "document.not_found".
  Result<KeptDocument> find(db::Snapshot& snapshot, DocumentId id) const;
  /// Newest first, at most 20.
  std::vector<KeptDocument> of_application(db::Snapshot& snapshot, ApplicationId application) const;
  /// What it will ask, for `db::Snapshot::ahead`.
  static db::Question of_application_question(ApplicationId application);
  /// What the officer said to the holder when it was revoked; empty if nothing was said, or if it was erased.
  std::string said_to_holder(db::Snapshot& snapshot, const Revocation& revocation) const;

  /// What everybody may know of a number: {agency, issued_at, kind, number, revoked, service, specimen, standing,
  /// valid_until}.
  json::object standing(const KeptDocument& kept) const;
  /// For who knows the document's word also {digest, people, title}: whom it names, masked, and the digest of what was
  /// issued. Errors: invalid field "word": "document.wrong_word".
  Result<json::object> standing(const KeptDocument& kept, std::string_view word) const;

  /// The file, signed. Slow (tens of milliseconds): on a reader thread. The same bytes each time, as long as server and
  /// fonts are the same. Errors: unavailable "document.no_font" {font}.
  Result<std::string> pdf(const KeptDocument& kept, Lang lang) const;

  /// The agency of a service; empty if the service is no longer there.
  std::string_view agency_of(std::string_view service) const;
  std::string verifier_key() const { return key_.verifier_key(); }

 private:
  const catalogue::Catalogue& catalogue_;
  const Words& words_;
  Clock& clock_;
  DocumentKey key_;
  Options options_;
};

/// The key that signs documents. Made (mode 0600) while no document has been issued. Errors: invalid "journal.bad_key"
/// {file} (cannot be read, or missing though documents were issued), "journal.bad_origin" {origin} (a name that cannot
/// name a key); unavailable "journal.file_not_written".
Result<DocumentKey> open_document_key(db::Database& database, const std::filesystem::path& file, std::string name,
                                      Random& random);

class Applications;

/// GET /api/documents/key, /api/documents/{number}/standing; /api/applications/{id}/documents, /document,
/// /document/receipt; the same for staff as a look; POST /api/staff/documents/{number}/revoke. Everything given
/// outlives the router.
void document_routes(http::Router& router, const Applications& applications, const Documents& documents,
                     const journal::Publisher& publisher);

/// Documents that are not what their events say, and events without their document. For `audit`.
void audit_documents(db::Database& database, journal::AuditReport& report);

}  // namespace qyzmet::applications
