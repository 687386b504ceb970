#include <fmt/format.h>

#include <limits>

#include "applications/audit.hpp"
#include "applications/documents.hpp"
#include "applications/history.hpp"
#include "applications/store_documents.hpp"

/// Every document must be the one that its event tells of, and the other way round.
namespace qyzmet::applications {
namespace {

/// The facts of the event at `index`, if it is of this kind and about this document.
std::optional<json::object> facts_at(db::Snapshot& snapshot, std::int64_t index, std::string_view kind,
                                     const KeptDocument& kept, std::string& personal) {
  const auto events = journal::events(snapshot, index, index + 1);
  if (events.empty() || events.front().kind != kind) return std::nullopt;
  if (events.front().subject != kept.document.application.value) return std::nullopt;
  const auto facts = parse_json(events.front().facts);
  if (!facts || !facts->is_object()) return std::nullopt;
  if (text_of(facts->get_object(), "document") != id_to_decimal(kept.document.id.value)) return std::nullopt;
  personal = events.front().personal.value_or("");
  return facts->get_object();
}

void check_issued(db::Snapshot& snapshot, const KeptDocument& kept, Findings& findings) {
  const ResultDocument& document = kept.document;
  const auto wrong = [&](std::string_view what) { findings.add(kept.issued_index, document.id, what); };
  if (sha256(kept.content) != kept.content_sha256) wrong("its content is not what its digest stands for");
  std::string personal;
  const auto facts = facts_at(snapshot, kept.issued_index, "document.issued", kept, personal);
  if (!facts) return wrong("the journal has no such issue");
  if (!personal.empty() && personal != submitted_personal(kept.content_sha256)) {
    wrong("its digest is not the one in its event");
  }
  const std::string until = document.valid_until ? to_iso(*document.valid_until) : "";
  for (const auto& [name, value] : {std::pair{"agency", document.agency.id},
                                    {"at", to_rfc3339(document.issued_at)},
                                    {"document_kind", std::string(to_word(document.kind))},
                                    {"service", document.service},
                                    {"valid_until", until}}) {
    if (text_of(*facts, name) != value) wrong(fmt::format("the row and the event differ in {}", name));
  }
}

void check_revoked(db::Snapshot& snapshot, const KeptDocument& kept, Findings& findings) {
  if (!kept.revocation) return;
  std::string personal;
  const auto facts = facts_at(snapshot, kept.revocation->index, "document.revoked", kept, personal);
  const bool follows = facts && text_of(*facts, "at") == to_rfc3339(kept.revocation->at) &&
                       text_of(*facts, "reason") == to_word(kept.revocation->reason);
  if (!follows)
    findings.add(kept.revocation->index, kept.document.id, "its revocation does not follow from its events");
}

void check_documents(db::Database& database, Findings& findings) {
  DocumentId after{std::numeric_limits<std::int64_t>::min()};
  for (std::size_t count = kAuditChunk; count == kAuditChunk && !findings.full();) {
    database.read([&](db::Snapshot& snapshot) {
      const auto page = store::document_page(snapshot, after, kAuditChunk);
      count = page.size();
      for (const auto& [kept, damage] : page) {
        after = kept.document.id;
        if (!damage.empty()) {
          findings.add(-1, after, damage);
          continue;
        }
        check_issued(snapshot, kept, findings);
        check_revoked(snapshot, kept, findings);
      }
    });
  }
}

void check_document_event(db::Snapshot& snapshot, const journal::Stored& event, Findings& findings) {
  const bool issued = event.kind == "document.issued";
  if (!issued && event.kind != "document.revoked") return;
  const auto facts = parse_json(event.facts);
  const auto id = facts && facts->is_object() ? parse_id(text_of(facts->get_object(), "document")) : parse_id("");
  const auto row = id ? store::find_revocation_index(snapshot, {*id}) : std::nullopt;
  if (!row) {
    findings.add(event.index, DocumentId{id.value_or(0)}, "there is an event about it, but no such document");
  } else if (!issued && *row != event.index) {
    findings.add(event.index, DocumentId{*id}, "it was revoked, but its row does not say so");
  }
}

}  // namespace

void audit_documents(db::Database& database, journal::AuditReport& report) {
  Findings findings(report);
  check_documents(database, findings);
  each_event(database, findings, [&](db::Snapshot& snapshot, const journal::Stored& event) {
    check_document_event(snapshot, event, findings);
  });
}

}  // namespace qyzmet::applications
