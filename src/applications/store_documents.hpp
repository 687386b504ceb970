#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "applications/documents.hpp"
#include "db/db.hpp"

/// All SQL about the table of result documents.
namespace qyzmet::applications::store {

/// One write; waits for nothing.
void insert(db::Tx& tx, const ResultDocument& document, std::string_view content, const Digest& content_sha256,
            std::int64_t issued_index);
/// One write; waits for nothing.
void set_revoked(db::Tx& tx, DocumentId id, const Revocation& revocation);

std::optional<KeptDocument> find_document(db::Snapshot& snapshot, DocumentId id);
/// As `find_document`, in a change. Waits.
std::optional<KeptDocument> find_document(db::Tx& tx, DocumentId id);
/// Newest first.
std::vector<KeptDocument> documents_of(db::Snapshot& snapshot, ApplicationId application, int limit);
db::Question documents_question(ApplicationId application, int limit);

/// Whether any document was ever issued.
bool any_document(db::Snapshot& snapshot);
/// Index of the event that revoked it, or -1; nothing if there is no such document, readable or not.
std::optional<std::int64_t> find_revocation_index(db::Snapshot& snapshot, DocumentId id);

/// For the audit, which must get past rows that cannot be read: in the order of the ids, after `after`.
struct DocumentRow {
  KeptDocument kept;
  std::string damage;  ///< not empty: the row cannot be read, only its id counts; says why, in English
};
std::vector<DocumentRow> document_page(db::Snapshot& snapshot, DocumentId after, int limit);

}  // namespace qyzmet::applications::store
