#include "applications/store_drafts.hpp"

namespace qyzmet::applications::store {
namespace {

const db::Sql kFindDraft(
    "SELECT id, service, service_version, lang, page, revision, updated_at_ms, sent_application, answers FROM draft "
    "WHERE person = $person AND id = $id");

const db::Sql kList(
    "SELECT id, service, service_version, lang, page, revision, updated_at_ms, sent_application FROM draft "
    "WHERE person = $person AND sent_application IS NULL ORDER BY updated_at_ms DESC, id DESC");

const db::Sql kCountDrafts("SELECT count(*) FROM draft WHERE person = $person AND sent_application IS NULL");

const db::Sql kSaveDraft(
    "INSERT INTO draft (person, id, service, service_version, lang, page, revision, updated_at_ms, answers) VALUES "
    "($person, $id, $service, $service_version, $lang, $page, $revision, $updated_at_ms, $answers) "
    "ON CONFLICT (person, id) DO UPDATE SET service = excluded.service, service_version = excluded.service_version, "
    "lang = excluded.lang, page = excluded.page, revision = excluded.revision, updated_at_ms = excluded.updated_at_ms, "
    "answers = excluded.answers");

const db::Sql kRemove("DELETE FROM draft WHERE person = $person AND id = $id");

const db::Sql kMarkSent(
    "INSERT INTO draft (person, id, service, service_version, lang, page, revision, updated_at_ms, sent_application, "
    "answers) VALUES ($person, $id, '', 0, 'kk', '', 0, $updated_at_ms, $application, '{}') "
    "ON CONFLICT (person, id) DO UPDATE SET updated_at_ms = excluded.updated_at_ms, page = '', answers = '{}', "
    "sent_application = excluded.sent_application, code_sha256 = NULL, code_expires_at_ms = NULL");

const db::Sql kSetCode(
    "UPDATE draft SET code_sha256 = $code, code_expires_at_ms = $expires_at_ms WHERE person = $person AND id = $id");

const db::Sql kClearCode(
    "UPDATE draft SET code_sha256 = NULL, code_expires_at_ms = NULL WHERE person = $person AND id = $id");

const db::Sql kOfCode(
    "SELECT id, service, service_version, lang, page, revision, updated_at_ms, sent_application, answers FROM draft "
    "WHERE person = $person AND code_sha256 = $code AND code_expires_at_ms > $now_ms AND sent_application IS NULL");

/// A digest's 64 digits stand in an answer of kind file and, but for people who type such things, nowhere else.
const db::Sql kNames(
    "SELECT 1 FROM draft WHERE person = $person AND sent_application IS NULL AND answers LIKE '%' || $sha256 || '%' "
    "LIMIT 1");

const db::Sql kRemoveOld(
    "DELETE FROM draft WHERE (person, id) IN (SELECT person, id FROM draft WHERE updated_at_ms < $before_ms AND "
    "sent_application IS NULL ORDER BY updated_at_ms LIMIT $limit)");

/// All but the answers, which a list does not hold.
Draft read_draft(const db::Rows& rows) {
  Draft draft;
  draft.id = rows.text(0);
  draft.service = rows.text(1);
  draft.service_version = static_cast<int>(rows.integer(2));
  const auto lang = parse_lang(rows.text(3));
  if (!lang) throw db::Broken("draft: a row is damaged");
  draft.lang = *lang;
  draft.page = rows.text(4);
  draft.revision = rows.integer(5);
  draft.updated_at = from_ms(rows.integer(6));
  draft.sent_application = rows.integer_or_none(7);
  return draft;
}

std::optional<Draft> read_whole_draft(db::Rows& rows) {
  if (!rows.next()) return std::nullopt;
  Draft draft = read_draft(rows);
  draft.answers = rows.text(8);
  return draft;
}

}  // namespace

std::optional<Draft> draft(db::Snapshot& snapshot, std::int64_t person, std::string_view id) {
  return read_whole_draft(*snapshot.query(kFindDraft, {{"person", person}, {"id", id}}));
}

std::optional<Draft> draft(db::Tx& tx, std::int64_t person, std::string_view id) {
  return read_whole_draft(*tx.query(kFindDraft, {{"person", person}, {"id", id}}));
}

std::vector<Draft> drafts(db::Snapshot& snapshot, std::int64_t person) {
  std::vector<Draft> all;
  const auto rows = snapshot.query(kList, {{"person", person}});
  while (rows->next()) all.push_back(read_draft(*rows));
  return all;
}

int draft_count(db::Tx& tx, std::int64_t person) {
  const auto rows = tx.query(kCountDrafts, {{"person", person}});
  return rows->next() ? static_cast<int>(rows->integer(0)) : 0;
}

void save_draft(db::Tx& tx, std::int64_t person, const Draft& draft) {
  tx.run(kSaveDraft, {{"person", person},
                      {"id", draft.id},
                      {"service", draft.service},
                      {"service_version", draft.service_version},
                      {"lang", to_code(draft.lang)},
                      {"page", draft.page},
                      {"revision", draft.revision},
                      {"updated_at_ms", to_ms(draft.updated_at)},
                      {"answers", draft.answers}});
}

void remove_draft(db::Tx& tx, std::int64_t person, std::string_view id) {
  tx.run(kRemove, {{"person", person}, {"id", id}});
}

void mark_sent(db::Tx& tx, std::int64_t person, std::string_view id, ApplicationId application, Instant now) {
  tx.run(kMarkSent,
         {{"person", person}, {"id", id}, {"updated_at_ms", to_ms(now)}, {"application", application.value}});
}

void set_code(db::Tx& tx, std::int64_t person, std::string_view id, const Digest& code, Instant expires) {
  tx.run(kSetCode, {{"code", code}, {"expires_at_ms", to_ms(expires)}, {"person", person}, {"id", id}});
}

void clear_code(db::Tx& tx, std::int64_t person, std::string_view id) {
  tx.run(kClearCode, {{"person", person}, {"id", id}});
}

std::optional<Draft> draft_of_code(db::Snapshot& snapshot, std::int64_t person, const Digest& code, Instant now) {
  return read_whole_draft(*snapshot.query(kOfCode, {{"person", person}, {"code", code}, {"now_ms", to_ms(now)}}));
}

std::optional<Draft> draft_of_code(db::Tx& tx, std::int64_t person, const Digest& code, Instant now) {
  return read_whole_draft(*tx.query(kOfCode, {{"person", person}, {"code", code}, {"now_ms", to_ms(now)}}));
}

bool draft_names(db::Tx& tx, std::int64_t person, std::string_view sha256) {
  return tx.query(kNames, {{"person", person}, {"sha256", sha256}})->next();
}

std::int64_t remove_old_drafts(db::Tx& tx, Instant before, int limit) {
  return tx.run_counted(kRemoveOld, {{"before_ms", to_ms(before)}, {"limit", limit}});
}

}  // namespace qyzmet::applications::store
