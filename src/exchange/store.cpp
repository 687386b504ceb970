#include "exchange/store.hpp"

namespace qyzmet::exchange::store {
namespace {

/// What `read_lookup` reads; keep_s comes last.
std::string select(std::string_view rest) {
  std::string text =
      "SELECT id, register, evidence, subject, person, purpose, request, state, asked_at_ms, deadline_ms, "
      "answered_at_ms, found, value, as_of_ms, got_at_ms, kept, synthetic, reason, keep_s FROM lookup WHERE ";
  return text.append(rest);
}

const db::Sql kInsert(
    "INSERT INTO lookup (id, register, evidence, subject, person, purpose, request, request_sha256, keep_s, state, "
    "asked_at_ms, deadline_ms) VALUES ($id, $register, $evidence, $subject, $person, $purpose, $request, "
    "$request_sha256, $keep_s, 'asked', $asked_at_ms, $deadline_ms)");
const db::Sql kFind(select("id = $id"));
const db::Sql kOfSubject(select("subject = $subject AND subject <> 0 ORDER BY id LIMIT $limit"));
const db::Sql kAskedAfter(select("state = 'asked' AND id > $after ORDER BY id LIMIT $limit"));
const db::Sql kAsked(select("state = 'asked' AND id = $id"));
const db::Sql kNewestKept(
    select("request_sha256 = $request_sha256 AND state = 'answered' AND keep_s > 0 AND kept = 0 AND register = "
           "$register AND got_at_ms >= $not_before_ms ORDER BY got_at_ms DESC NULLS LAST LIMIT 1"));
const db::Sql kAnswer(
    "UPDATE lookup SET state = 'answered', answered_at_ms = $answered_at_ms, found = $found, value = $value, "
    "as_of_ms = $as_of_ms, got_at_ms = $got_at_ms, kept = $kept, synthetic = $synthetic WHERE id = $id");
const db::Sql kRefuse(
    "UPDATE lookup SET state = 'failed', answered_at_ms = $answered_at_ms, reason = $reason WHERE id = $id");
const db::Sql kExpire("UPDATE lookup SET state = 'expired' WHERE id = $id");

std::string select_freeze(std::string_view rest) {
  std::string text = "SELECT register, since_ms, frozen_index, until_ms, waiting, thawed_index FROM register_freeze ";
  return text.append(rest);
}

const db::Sql kOpenFreeze(select_freeze("WHERE register = $register AND until_ms IS NULL"));
const db::Sql kOpenFreezes(select_freeze("WHERE until_ms IS NULL ORDER BY frozen_index"));
const db::Sql kBegunAfter(select_freeze("WHERE frozen_index > $cursor ORDER BY frozen_index LIMIT $limit"));
const db::Sql kEndedAfter(
    select_freeze("WHERE thawed_index IS NOT NULL AND thawed_index > $cursor ORDER BY thawed_index ASC NULLS LAST "
                  "LIMIT $limit"));
const db::Sql kBeginFreeze(
    "INSERT INTO register_freeze (id, register, since_ms, frozen_index) VALUES ($id, $register, $since_ms, "
    "$frozen_index)");
const db::Sql kEndFreeze(
    "UPDATE register_freeze SET until_ms = $until_ms, waiting = $waiting, thawed_index = $thawed_index WHERE register "
    "= $register AND until_ms IS NULL");

std::optional<Instant> instant_or_none(const db::Rows& rows, int column) {
  return rows.integer_or_none(column).transform(from_ms);
}

Lookup read_lookup(const db::Rows& rows) {
  Lookup lookup;
  lookup.id = rows.integer(0);
  lookup.register_id = rows.text(1);
  lookup.evidence = rows.text(2);
  lookup.subject = rows.integer(3);
  lookup.person = rows.integer(4);
  lookup.purpose = rows.text(5);
  lookup.request = rows.text(6);
  const auto state = parse_lookup_state(rows.text(7));
  if (!state) throw db::Broken("lookup " + std::to_string(lookup.id) + ": its row is damaged");
  lookup.state = *state;
  lookup.asked_at = from_ms(rows.integer(8));
  lookup.deadline = from_ms(rows.integer(9));
  lookup.answered_at = instant_or_none(rows, 10);
  lookup.found = rows.integer(11) != 0;
  lookup.value = rows.text_or_none(12);
  lookup.as_of = instant_or_none(rows, 13);
  lookup.got_at = instant_or_none(rows, 14);
  lookup.kept = rows.integer(15) != 0;
  lookup.synthetic = rows.integer(16) != 0;
  lookup.reason = rows.text(17);
  return lookup;
}

Asked read_asked(const db::Rows& rows) { return {read_lookup(rows), rows.integer(18)}; }

template <class Where>
std::optional<Lookup> find_in(Where& where, std::int64_t id) {
  const auto rows = where.query(kFind, {{"id", id}});
  return rows->next() ? std::optional(read_lookup(*rows)) : std::nullopt;
}

template <class Where>
std::vector<Lookup> of_subject_in(Where& where, std::int64_t subject, int limit) {
  std::vector<Lookup> all;
  const auto rows = where.query(kOfSubject, {{"subject", subject}, {"limit", limit}});
  while (rows->next()) all.push_back(read_lookup(*rows));
  return all;
}

template <class Where>
std::optional<Lookup> newest_kept_in(Where& where, std::string_view register_id, std::string_view request,
                                     Instant not_before) {
  const auto rows = where.query(
      kNewestKept,
      {{"request_sha256", sha256(request)}, {"register", register_id}, {"not_before_ms", to_ms(not_before)}});
  return rows->next() ? std::optional(read_lookup(*rows)) : std::nullopt;
}

FreezeRow read_freeze(const db::Rows& rows) {
  return {.register_id = std::string(rows.text(0)),
          .since = from_ms(rows.integer(1)),
          .frozen_index = rows.integer(2),
          .until = instant_or_none(rows, 3),
          .waiting = rows.integer_or_none(4).value_or(0),
          .thawed_index = rows.integer_or_none(5).value_or(0)};
}

std::vector<FreezeRow> read_freezes(db::Rows& rows) {
  std::vector<FreezeRow> all;
  while (rows.next()) all.push_back(read_freeze(rows));
  return all;
}

}  // namespace

void insert(db::Tx& tx, std::int64_t id, const Question& question) {
  tx.run(kInsert, {{"id", id},
                   {"register", question.register_id},
                   {"evidence", question.evidence},
                   {"subject", question.subject},
                   {"person", question.person},
                   {"purpose", question.purpose},
                   {"request", question.request},
                   {"request_sha256", sha256(question.request)},
                   {"keep_s", question.keep_s},
                   {"asked_at_ms", to_ms(tx.now())},
                   {"deadline_ms", to_ms(question.deadline)}});
}

std::optional<Lookup> find(db::Snapshot& snapshot, std::int64_t id) { return find_in(snapshot, id); }
std::optional<Lookup> find(db::Tx& tx, std::int64_t id) { return find_in(tx, id); }

std::vector<Lookup> of_subject(db::Snapshot& snapshot, std::int64_t subject, int limit) {
  return of_subject_in(snapshot, subject, limit);
}
db::Question subject_question(std::int64_t subject, int limit) {
  return {.sql = &kOfSubject, .wholes = {{{"subject", subject}, {"limit", limit}}}};
}
std::vector<Lookup> of_subject(db::Tx& tx, std::int64_t subject, int limit) {
  return of_subject_in(tx, subject, limit);
}

std::optional<Lookup> newest_kept(db::Snapshot& snapshot, std::string_view register_id, std::string_view request,
                                  Instant not_before) {
  return newest_kept_in(snapshot, register_id, request, not_before);
}
std::optional<Lookup> newest_kept(db::Tx& tx, std::string_view register_id, std::string_view request,
                                  Instant not_before) {
  return newest_kept_in(tx, register_id, request, not_before);
}

std::vector<Asked> asked_after(db::Snapshot& snapshot, std::int64_t after, int limit) {
  std::vector<Asked> all;
  const auto rows = snapshot.query(kAskedAfter, {{"after", after}, {"limit", limit}});
  while (rows->next()) all.push_back(read_asked(*rows));
  return all;
}

std::optional<Asked> asked(db::Snapshot& snapshot, std::int64_t id) {
  const auto rows = snapshot.query(kAsked, {{"id", id}});
  return rows->next() ? std::optional(read_asked(*rows)) : std::nullopt;
}

void answer(db::Tx& tx, std::int64_t id, const Answer& answer, Instant got_at, bool kept) {
  tx.run(kAnswer, {{"id", id},
                   {"answered_at_ms", to_ms(tx.now())},
                   {"found", answer.value.has_value()},
                   {"value", answer.value},
                   {"as_of_ms", to_ms(answer.as_of)},
                   {"got_at_ms", to_ms(got_at)},
                   {"kept", kept},
                   {"synthetic", answer.synthetic}});
}

void refuse(db::Tx& tx, std::int64_t id, std::string_view reason) {
  tx.run(kRefuse, {{"id", id}, {"answered_at_ms", to_ms(tx.now())}, {"reason", reason}});
}

void expire(db::Tx& tx, std::int64_t id) { tx.run(kExpire, {{"id", id}}); }

std::optional<FreezeRow> open_freeze(db::Tx& tx, std::string_view register_id) {
  const auto rows = tx.query(kOpenFreeze, {{"register", register_id}});
  return rows->next() ? std::optional(read_freeze(*rows)) : std::nullopt;
}

void begin_freeze(db::Tx& tx, const FreezeRow& freeze) {
  tx.run(kBeginFreeze, {{"id", tx.new_id()},
                        {"register", freeze.register_id},
                        {"since_ms", to_ms(freeze.since)},
                        {"frozen_index", freeze.frozen_index}});
}

void end_freeze(db::Tx& tx, const FreezeRow& freeze) {
  tx.run(kEndFreeze, {{"register", freeze.register_id},
                      {"until_ms", freeze.until.transform(to_ms)},
                      {"waiting", freeze.waiting},
                      {"thawed_index", freeze.thawed_index}});
}

std::vector<FreezeRow> open_freezes(db::Snapshot& snapshot) { return read_freezes(*snapshot.query(kOpenFreezes)); }

std::vector<FreezeRow> begun_after(db::Snapshot& snapshot, std::int64_t cursor, int limit) {
  return read_freezes(*snapshot.query(kBegunAfter, {{"cursor", cursor}, {"limit", limit}}));
}

std::vector<FreezeRow> ended_after(db::Snapshot& snapshot, std::int64_t cursor, int limit) {
  return read_freezes(*snapshot.query(kEndedAfter, {{"cursor", cursor}, {"limit", limit}}));
}

}  // namespace qyzmet::exchange::store
