#include "applications/store_documents.hpp"

#include <algorithm>

namespace qyzmet::applications::store {
namespace {

std::string select_documents(std::string_view where) {
  std::string text =
      "SELECT id, application, content, content_sha256, issued_index, revoked_at_ms, revocation_reason, "
      "revoked_index FROM document WHERE ";
  return text.append(where);
}

const db::Sql kInsertDocument(
    "INSERT INTO document (id, application, content, content_sha256, issued_index) VALUES ($id, $application, "
    "$content, $content_sha256, $issued_index)");
const db::Sql kSetRevoked(
    "UPDATE document SET revoked_at_ms = $at_ms, revocation_reason = $reason, revoked_index = $index WHERE id = $id");
const db::Sql kFindDocument(select_documents("id = $id"));
const db::Sql kDocumentsOf(select_documents("application = $application ORDER BY id DESC LIMIT $limit"));
const db::Sql kDocumentPage(select_documents("id > $after ORDER BY id LIMIT $limit"));
const db::Sql kAny("SELECT id FROM document LIMIT 1");
const db::Sql kRevocationIndex("SELECT revoked_index FROM document WHERE id = $id");

/// The row in `kept`, or what is wrong with it.
std::string_view take_document(const db::Rows& rows, KeptDocument& kept) {
  kept.document.id = {rows.integer(0)};
  kept.document.application = {rows.integer(1)};
  kept.content = rows.text(2);
  const auto digest = rows.bytes(3);
  if (digest.size() != kept.content_sha256.size()) return "its digest is damaged";
  std::ranges::copy(digest, kept.content_sha256.begin());
  kept.issued_index = rows.integer(4);
  if (const auto at = rows.integer_or_none(5)) {
    const auto reason = parse_revocation_reason(rows.null(6) ? "" : rows.text(6));
    const auto index = rows.integer_or_none(7);
    if (!reason || !index) return "its revocation is damaged";
    kept.revocation = {.at = from_ms(*at), .reason = *reason, .index = *index};
  }
  auto document = parse_content(kept.content);
  if (!document) return "its content cannot be read";
  if (document->id != kept.document.id || document->application != kept.document.application) {
    return "its content is another document's";
  }
  kept.document = *std::move(document);
  return {};
}

KeptDocument read_document(const db::Rows& rows) {
  KeptDocument kept;
  if (const auto damage = take_document(rows, kept); !damage.empty())
    throw db::Broken("document " + id_to_decimal(kept.document.id.value) + ": " + std::string(damage));
  return kept;
}

}  // namespace

void insert(db::Tx& tx, const ResultDocument& document, std::string_view content, const Digest& content_sha256,
            std::int64_t issued_index) {
  tx.run(kInsertDocument, {{"id", document.id.value},
                           {"application", document.application.value},
                           {"content", content},
                           {"content_sha256", content_sha256},
                           {"issued_index", issued_index}});
}

void set_revoked(db::Tx& tx, DocumentId id, const Revocation& revocation) {
  tx.run(kSetRevoked, {{"at_ms", to_ms(revocation.at)},
                       {"reason", to_word(revocation.reason)},
                       {"index", revocation.index},
                       {"id", id.value}});
}

std::optional<KeptDocument> find_document(db::Snapshot& snapshot, DocumentId id) {
  const auto rows = snapshot.query(kFindDocument, {{"id", id.value}});
  return rows->next() ? std::optional(read_document(*rows)) : std::nullopt;
}

std::optional<KeptDocument> find_document(db::Tx& tx, DocumentId id) {
  const auto rows = tx.query(kFindDocument, {{"id", id.value}});
  return rows->next() ? std::optional(read_document(*rows)) : std::nullopt;
}

std::vector<KeptDocument> documents_of(db::Snapshot& snapshot, ApplicationId application, int limit) {
  std::vector<KeptDocument> all;
  const auto rows = snapshot.query(kDocumentsOf, {{"application", application.value}, {"limit", limit}});
  while (rows->next()) all.push_back(read_document(*rows));
  return all;
}

db::Question documents_question(ApplicationId application, int limit) {
  return {.sql = &kDocumentsOf, .wholes = {{{"application", application.value}, {"limit", limit}}}};
}

bool any_document(db::Snapshot& snapshot) { return snapshot.query(kAny)->next(); }

std::optional<std::int64_t> find_revocation_index(db::Snapshot& snapshot, DocumentId id) {
  const auto rows = snapshot.query(kRevocationIndex, {{"id", id.value}});
  if (!rows->next()) return std::nullopt;
  return rows->integer_or_none(0).value_or(-1);
}

std::vector<DocumentRow> document_page(db::Snapshot& snapshot, DocumentId after, int limit) {
  std::vector<DocumentRow> all;
  const auto rows = snapshot.query(kDocumentPage, {{"after", after.value}, {"limit", limit}});
  while (rows->next()) {
    DocumentRow& row = all.emplace_back();
    row.damage = take_document(*rows, row.kept);
  }
  return all;
}

}  // namespace qyzmet::applications::store
