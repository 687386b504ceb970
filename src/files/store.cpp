#include "files/store.hpp"

#include <algorithm>
#include <cstdint>

namespace qyzmet::files::store {
namespace {

std::string select(std::string_view where) {
  std::string text = "SELECT id, person, size, sha256, type, begun_at_ms, received, kept_at_ms, place FROM file WHERE ";
  return text.append(where);
}

const db::Sql kFind(select("id = $id"));
const db::Sql kKeptOf(
    select("person = $person AND sha256 = $sha256 AND kept_at_ms IS NOT NULL ORDER BY place DESC LIMIT 1"));
const db::Sql kInsert(
    "INSERT INTO file (place, id, person, size, sha256, type, begun_at_ms, received) VALUES ($place, $id, $person, "
    "$size, $sha256, $type, $begun_at_ms, 0)");
const db::Sql kSetPerson("UPDATE file SET person = $person WHERE place = $place");
const db::Sql kSetReceived("UPDATE file SET received = $received, kept_at_ms = $kept_at_ms WHERE place = $place");
const db::Sql kRemove("DELETE FROM file WHERE place = $place");
const db::Sql kBegun(
    "SELECT CAST(coalesce(sum(size), 0) AS BIGINT), count(*) - count(kept_at_ms) FROM file WHERE person = $person AND "
    "begun_at_ms > $since_ms");
const db::Sql kNobodysBegun(
    "SELECT CAST(coalesce(sum(size), 0) AS BIGINT), 0 FROM file WHERE person IS NULL AND begun_at_ms > $since_ms");
const db::Sql kName(
    "INSERT INTO file_named (application, sha256, place, question, name) VALUES ($application, $sha256, $place, "
    "$question, $name) ON CONFLICT (application, sha256) DO NOTHING");
const db::Sql kExists("SELECT 1 FROM file WHERE place = $place");
const db::Sql kIsNamed("SELECT 1 FROM file_named WHERE place = $place LIMIT 1");
const db::Sql kNamed(
    "SELECT n.place, n.sha256, n.question, n.name, f.type, f.size FROM file_named n JOIN file f ON f.place = n.place "
    "WHERE n.application = $application AND n.sha256 = $sha256");
const db::Sql kNamedBy(
    "SELECT n.place, n.sha256, n.question, n.name, f.type, f.size FROM file_named n JOIN file f ON f.place = n.place "
    "WHERE n.application = $application ORDER BY n.sha256");
const db::Sql kPageOfNamed(
    "SELECT n.place, n.sha256, n.question, n.name, coalesce(f.type, ''), coalesce(f.size, 0), n.application "
    "FROM file_named n LEFT JOIN file f ON f.place = n.place WHERE (n.application, n.sha256) > ($application, $sha256) "
    "ORDER BY n.application, n.sha256 LIMIT $limit");
const db::Sql kUnnamed(
    select("begun_at_ms < $before_ms AND (begun_at_ms, place) > ($after_ms, $after_place) AND NOT EXISTS "
           "(SELECT 1 FROM file_named n WHERE n.place = file.place) ORDER BY begun_at_ms, place LIMIT $limit"));

Digest digest_of(std::span<const std::byte> bytes) {
  Digest digest{};
  if (bytes.size() != digest.size()) throw db::Broken("file: a digest is damaged");
  std::ranges::copy(bytes, digest.begin());
  return digest;
}

Upload read(const db::Rows& rows) {
  Upload upload{.id = std::string(rows.text(0)),
                .place = rows.integer(8),
                .person = rows.integer_or_none(1),
                .size = rows.integer(2),
                .sha256 = digest_of(rows.bytes(3)),
                .type = std::string(rows.text(4)),
                .begun_at = from_ms(rows.integer(5)),
                .received = rows.integer(6)};
  if (const auto at = rows.integer_or_none(7)) upload.kept_at = from_ms(*at);
  return upload;
}

std::optional<Upload> read_one(db::Rows& rows) { return rows.next() ? std::optional(read(rows)) : std::nullopt; }

Named read_named(const db::Rows& rows) {
  return {.place = rows.integer(0),
          .sha256 = digest_of(rows.bytes(1)),
          .question = std::string(rows.text(2)),
          .name = std::string(rows.text(3)),
          .type = std::string(rows.text(4)),
          .size = rows.integer(5)};
}

}  // namespace

std::optional<Upload> find(db::Snapshot& snapshot, std::string_view id) {
  return read_one(*snapshot.query(kFind, {{"id", id}}));
}

std::optional<Upload> find(db::Tx& tx, std::string_view id) { return read_one(*tx.query(kFind, {{"id", id}})); }

void insert(db::Tx& tx, const Upload& upload) {
  tx.run(kInsert, {{"place", upload.place},
                   {"id", upload.id},
                   {"person", upload.person},
                   {"size", upload.size},
                   {"sha256", upload.sha256},
                   {"type", upload.type},
                   {"begun_at_ms", to_ms(upload.begun_at)}});
}

void set_person(db::Tx& tx, std::int64_t place, std::int64_t person) {
  tx.run(kSetPerson, {{"person", person}, {"place", place}});
}

void set_received(db::Tx& tx, const Upload& upload) {
  std::optional<std::int64_t> kept_at;
  if (upload.kept_at) kept_at = to_ms(*upload.kept_at);
  tx.run(kSetReceived, {{"received", upload.received}, {"kept_at_ms", kept_at}, {"place", upload.place}});
}

void remove(db::Tx& tx, std::int64_t place) { tx.run(kRemove, {{"place", place}}); }

std::optional<Upload> kept_of(db::Snapshot& snapshot, std::int64_t person, const Digest& sha256) {
  return read_one(*snapshot.query(kKeptOf, {{"person", person}, {"sha256", sha256}}));
}

Begun begun_since(db::Tx& tx, std::optional<std::int64_t> person, Instant since) {
  const auto rows = person ? tx.query(kBegun, {{"person", *person}, {"since_ms", to_ms(since)}})
                           : tx.query(kNobodysBegun, {{"since_ms", to_ms(since)}});
  if (!rows->next()) return {};
  return {.bytes = rows->integer(0), .under_way = static_cast<int>(rows->integer(1))};
}

void name(db::Tx& tx, std::int64_t application, const Named& named) {
  tx.run(kName, {{"application", application},
                 {"sha256", named.sha256},
                 {"place", named.place},
                 {"question", named.question},
                 {"name", named.name}});
}

bool is_named(db::Tx& tx, std::int64_t place) { return tx.query(kIsNamed, {{"place", place}})->next(); }

bool exists(db::Snapshot& snapshot, std::int64_t place) { return snapshot.query(kExists, {{"place", place}})->next(); }

bool exists(db::Tx& tx, std::int64_t place) { return tx.query(kExists, {{"place", place}})->next(); }

std::optional<Named> named(db::Snapshot& snapshot, std::int64_t application, const Digest& sha256) {
  const auto rows = snapshot.query(kNamed, {{"application", application}, {"sha256", sha256}});
  return rows->next() ? std::optional(read_named(*rows)) : std::nullopt;
}

std::vector<Named> named_by(db::Snapshot& snapshot, std::int64_t application) {
  std::vector<Named> all;
  const auto rows = snapshot.query(kNamedBy, {{"application", application}});
  while (rows->next()) all.push_back(read_named(*rows));
  return all;
}

std::vector<NamedRow> page_of_named(db::Snapshot& snapshot, std::int64_t application, const Digest& sha256, int limit) {
  std::vector<NamedRow> all;
  const auto rows = snapshot.query(kPageOfNamed, {{"application", application}, {"sha256", sha256}, {"limit", limit}});
  while (rows->next()) all.push_back({rows->integer(6), read_named(*rows)});
  return all;
}

std::vector<Upload> unnamed(db::Snapshot& snapshot, Instant before, Instant after, std::int64_t after_place,
                            int limit) {
  std::vector<Upload> all;
  const auto rows = snapshot.query(
      kUnnamed,
      {{"before_ms", to_ms(before)}, {"after_ms", to_ms(after)}, {"after_place", after_place}, {"limit", limit}});
  while (rows->next()) all.push_back(read(*rows));
  return all;
}

}  // namespace qyzmet::files::store
