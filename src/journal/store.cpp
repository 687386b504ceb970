#include "journal/store.hpp"

#include <algorithm>

namespace qyzmet::journal::store {
namespace {

using db::Sql;

const Sql insert_row{
    "INSERT INTO journal (idx, at_ms, kind, subject, facts, salt_1, personal, salt_2, entry) "
    "VALUES ($idx, $at_ms, $kind, $subject, $facts, $salt_1, $personal, $salt_2, $entry)"};
const Sql erase_personal{
    "UPDATE journal SET personal = NULL, salt_2 = NULL, personal_digest = $personal_digest WHERE idx = $idx"};
const Sql upsert_tile{
    "INSERT INTO journal_tile (level, number, hashes) VALUES ($level, $number, $hashes) "
    "ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes"};

const Sql select_rows{
    "SELECT idx, at_ms, kind, subject, facts, personal, personal_digest, salt_1, salt_2, entry FROM journal "
    "WHERE idx >= $from ORDER BY idx LIMIT $limit"};
const Sql select_history{
    "SELECT idx, at_ms, kind, subject, facts, personal, personal_digest FROM journal "
    "WHERE subject = $subject AND idx > $cursor ORDER BY idx LIMIT $limit"};
const Sql select_events{
    "SELECT idx, at_ms, kind, subject, facts, personal, personal_digest FROM journal "
    "WHERE idx >= $from AND idx < $to ORDER BY idx"};
const Sql select_entries{"SELECT entry FROM journal WHERE idx >= $from AND idx < $to ORDER BY idx"};
const Sql select_tile{"SELECT hashes FROM journal_tile WHERE level = $level AND number = $number"};
const Sql select_size{"SELECT idx + 1 FROM journal ORDER BY idx DESC LIMIT 1"};
const Sql select_newest{
    "SELECT idx, at_ms, kind, subject, facts, personal, personal_digest FROM journal "
    "WHERE subject = $subject AND idx < $before AND kind = $kind ORDER BY idx DESC LIMIT $limit"};
const Sql select_newest_facts{
    "SELECT facts FROM journal WHERE subject = $subject AND kind = $kind ORDER BY idx DESC LIMIT 1"};
// The head's size and state are the journal's own, kept by db/ in the row with which it fences.
const Sql select_head{"SELECT size, state FROM stream_head WHERE id = 1"};
const Sql select_tile_counts{
    "SELECT level, count(*), min(number), max(number) FROM journal_tile GROUP BY level ORDER BY level"};

const Sql select_cursor{"SELECT next, attempts FROM journal_cursor WHERE consumer = $consumer"};
const Sql upsert_cursor{
    "INSERT INTO journal_cursor (consumer, next, attempts) VALUES ($consumer, $next, $attempts) "
    "ON CONFLICT (consumer) DO UPDATE SET next = excluded.next, attempts = excluded.attempts"};
const Sql insert_stuck{
    "INSERT INTO journal_stuck (consumer, idx, attempts, error, at_ms) VALUES ($consumer, $idx, $attempts, $error, "
    "$at_ms)"};
const Sql select_stuck{
    "SELECT consumer, idx, attempts, error, at_ms FROM journal_stuck ORDER BY at_ms DESC, idx DESC, consumer LIMIT "
    "$limit"};
const Sql select_erased{
    "SELECT idx FROM journal WHERE idx >= $from AND idx < $to AND personal_digest IS NOT NULL ORDER BY idx"};

/// A digest as stored. One of another length (only tampering makes it) is cut or filled up, so that it fits nothing.
Digest digest(std::span<const std::byte> bytes) {
  Digest out{};
  std::ranges::copy(bytes.first(std::min(bytes.size(), out.size())), out.begin());
  if (bytes.size() > out.size()) out.fill(std::byte{0});
  return out;
}

/// From the columns idx, at_ms, kind, subject, facts, personal, personal_digest.
Stored stored(const db::Rows& rows) {
  return {.index = rows.integer(0),
          .at = from_ms(rows.integer(1)),
          .kind = std::string(rows.text(2)),
          .subject = rows.integer(3),
          .facts = std::string(rows.text(4)),
          .personal = rows.text_or_none(5),
          .erased = !rows.null(6)};
}

Row row(const db::Rows& rows) {
  Row out{.event = stored(rows),
          .salt_1 = digest(rows.bytes(7)),
          .salt_2 = {},
          .personal_digest = {},
          .entry = digest(rows.bytes(9))};
  if (!rows.null(6)) out.personal_digest = digest(rows.bytes(6));
  if (!rows.null(8)) out.salt_2 = digest(rows.bytes(8));
  return out;
}

template <class Source>
std::optional<Row> find_in(Source& source, std::int64_t index) {
  auto found = source.query(select_rows, {{"from", index}, {"limit", 1}});
  if (!found->next() || found->integer(0) != index) return std::nullopt;
  return row(*found);
}

template <class Source>
std::vector<Digest> entries_in(Source& source, std::int64_t from, std::int64_t to) {
  std::vector<Digest> out;
  out.reserve(static_cast<std::size_t>(to - from));
  for (auto found = source.query(select_entries, {{"from", from}, {"to", to}}); found->next();) {
    out.push_back(digest(found->bytes(0)));
  }
  return out;
}

template <class Source>
std::vector<Digest> tile_in(Source& source, int level, std::int64_t number) {
  auto found = source.query(select_tile, {{"level", level}, {"number", number}});
  if (!found->next()) return {};
  auto bytes = found->bytes(0);
  std::vector<Digest> out;
  for (; bytes.size() >= sizeof(Digest); bytes = bytes.subspan(sizeof(Digest))) {
    out.push_back(digest(bytes.first(sizeof(Digest))));
  }
  return out;
}

}  // namespace

void insert(db::Tx& tx, const NewRow& row) {
  std::optional<std::string_view> personal;
  if (!row.event.personal.empty()) personal = row.event.personal;
  tx.run(insert_row, {{"idx", row.index},
                      {"at_ms", to_ms(row.at)},
                      {"kind", row.event.kind},
                      {"subject", row.event.subject},
                      {"facts", row.event.facts},
                      {"salt_1", row.salt_1},
                      {"personal", personal},
                      {"salt_2", row.salt_2},
                      {"entry", row.entry}});
}

void erase(db::Tx& tx, std::int64_t index, const Digest& personal_digest) {
  tx.run(erase_personal, {{"personal_digest", personal_digest}, {"idx", index}});
}

void put_tile(db::Tx& tx, int level, std::int64_t number, const std::vector<Digest>& hashes) {
  tx.run(upsert_tile, {{"level", level}, {"number", number}, {"hashes", std::as_bytes(std::span(hashes))}});
}

std::optional<Row> find(db::Tx& tx, std::int64_t index) { return find_in(tx, index); }
std::optional<Row> find(db::Snapshot& snapshot, std::int64_t index) { return find_in(snapshot, index); }

std::vector<Row> rows(db::Snapshot& snapshot, std::int64_t from, int limit) {
  std::vector<Row> out;
  for (auto found = snapshot.query(select_rows, {{"from", from}, {"limit", limit}}); found->next();)
    out.push_back(row(*found));
  return out;
}

std::vector<Digest> entries(db::Tx& tx, std::int64_t from, std::int64_t to) { return entries_in(tx, from, to); }
std::vector<Digest> entries(db::Snapshot& snapshot, std::int64_t from, std::int64_t to) {
  return entries_in(snapshot, from, to);
}
std::vector<Digest> tile(db::Tx& tx, int level, std::int64_t number) { return tile_in(tx, level, number); }
std::vector<Digest> tile(db::Snapshot& snapshot, int level, std::int64_t number) {
  return tile_in(snapshot, level, number);
}

std::int64_t size(db::Snapshot& snapshot) {
  auto found = snapshot.query(select_size);
  return found->next() ? found->integer(0) : 0;
}

db::Question history_question(std::int64_t subject, std::int64_t cursor, int limit) {
  return {.sql = &select_history, .wholes = {{{"subject", subject}, {"cursor", cursor}, {"limit", limit}}}};
}

std::vector<Stored> history(db::Snapshot& snapshot, std::int64_t subject, std::int64_t cursor, int limit) {
  std::vector<Stored> out;
  auto found = snapshot.query(select_history, {{"subject", subject}, {"cursor", cursor}, {"limit", limit}});
  while (found->next()) out.push_back(stored(*found));
  return out;
}

std::vector<Stored> newest(db::Snapshot& snapshot, std::int64_t subject, std::string_view kind, std::int64_t before,
                           int limit) {
  std::vector<Stored> out;
  auto found =
      snapshot.query(select_newest, {{"subject", subject}, {"before", before}, {"kind", kind}, {"limit", limit}});
  while (found->next()) out.push_back(stored(*found));
  return out;
}

std::optional<std::string> newest_facts(db::Snapshot& snapshot, std::int64_t subject, std::string_view kind) {
  auto found = snapshot.query(select_newest_facts, {{"subject", subject}, {"kind", kind}});
  if (!found->next()) return std::nullopt;
  return std::string(found->text(0));
}

Head head(db::Snapshot& snapshot) {
  auto found = snapshot.query(select_head);
  if (!found->next()) throw db::Broken("the head of the stream is missing");
  return {found->integer(0), std::string(found->text(1))};
}

std::vector<TileCount> count_tiles(db::Snapshot& snapshot) {
  std::vector<TileCount> out;
  for (auto found = snapshot.query(select_tile_counts); found->next();) {
    out.push_back({static_cast<int>(found->integer(0)), found->integer(1), found->integer(2), found->integer(3)});
  }
  return out;
}

Cursor cursor(db::Snapshot& snapshot, std::string_view consumer) {
  auto found = snapshot.query(select_cursor, {{"consumer", consumer}});
  if (!found->next()) return {};
  return {found->integer(0), static_cast<int>(found->integer(1))};
}

void put_cursor(db::Tx& tx, std::string_view consumer, const Cursor& cursor) {
  tx.run(upsert_cursor, {{"consumer", consumer}, {"next", cursor.next}, {"attempts", cursor.attempts}});
}

void put_stuck(db::Tx& tx, const Stuck& stuck) {
  tx.run(insert_stuck, {{"consumer", stuck.consumer},
                        {"idx", stuck.index},
                        {"attempts", stuck.attempts},
                        {"error", stuck.error},
                        {"at_ms", to_ms(stuck.at)}});
}

std::vector<Stuck> stuck(db::Snapshot& snapshot, int limit) {
  std::vector<Stuck> out;
  for (auto found = snapshot.query(select_stuck, {{"limit", limit}}); found->next();) {
    out.push_back({.consumer = std::string(found->text(0)),
                   .index = found->integer(1),
                   .attempts = static_cast<int>(found->integer(2)),
                   .error = std::string(found->text(3)),
                   .at = from_ms(found->integer(4))});
  }
  return out;
}

std::vector<Stored> events(db::Snapshot& snapshot, std::int64_t from, std::int64_t to) {
  std::vector<Stored> out;
  for (auto found = snapshot.query(select_events, {{"from", from}, {"to", to}}); found->next();)
    out.push_back(stored(*found));
  return out;
}

std::vector<std::int64_t> erased(db::Tx& tx, std::int64_t from, std::int64_t to) {
  std::vector<std::int64_t> out;
  for (auto found = tx.query(select_erased, {{"from", from}, {"to", to}}); found->next();)
    out.push_back(found->integer(0));
  return out;
}

}  // namespace qyzmet::journal::store
