#include "catalogue/store.hpp"

#include <algorithm>

namespace qyzmet::catalogue::store {
namespace {

const db::Sql kInsertVersion(
    "INSERT INTO service_version (service, version, definition, definition_sha256, published_at_ms, published_by, "
    "reason, published_index) VALUES ($service, $version, $definition, $definition_sha256, $published_at_ms, "
    "$published_by, $reason, $published_index)");
const db::Sql kPutRetirement(
    "INSERT INTO service_retirement (service, retired, changed_at_ms, changed_by, reason, changed_index) VALUES "
    "($service, $retired, $changed_at_ms, $changed_by, $reason, $changed_index) ON CONFLICT (service) DO UPDATE SET "
    "retired = $retired, changed_at_ms = $changed_at_ms, changed_by = $changed_by, reason = $reason, "
    "changed_index = $changed_index");
const db::Sql kPublished(
    "SELECT service, version, definition, definition_sha256, published_at_ms, published_by, reason, published_index "
    "FROM service_version WHERE published_index > $after ORDER BY published_index LIMIT $limit");
const db::Sql kFindVersion(
    "SELECT service, version, definition, definition_sha256, published_at_ms, published_by, reason, published_index "
    "FROM service_version WHERE service = $service AND version = $version");
const db::Sql kVersions(
    "SELECT service, version, '', definition_sha256, published_at_ms, published_by, reason, published_index "
    "FROM service_version WHERE service = $service ORDER BY version DESC");
const db::Sql kNewest(
    "SELECT service, version, '', definition_sha256, published_at_ms, published_by, reason, published_index "
    "FROM service_version AS one WHERE version = (SELECT max(version) FROM service_version AS other WHERE "
    "other.service = one.service) ORDER BY service");
const db::Sql kRetirements(
    "SELECT service, retired, changed_at_ms, changed_by, reason, changed_index FROM service_retirement "
    "ORDER BY service");
const db::Sql kIsRetired("SELECT retired FROM service_retirement WHERE service = $service");
const db::Sql kLastPublished("SELECT published_index FROM service_version ORDER BY published_index DESC LIMIT 1");
const db::Sql kLastRetired("SELECT changed_index FROM service_retirement ORDER BY changed_index DESC LIMIT 1");

Published read(const db::Rows& rows) {
  Published version{.service = std::string(rows.text(0)),
                    .version = static_cast<int>(rows.integer(1)),
                    .definition = std::string(rows.text(2)),
                    .digest = {},
                    .at = from_ms(rows.integer(4)),
                    .by = std::string(rows.text(5)),
                    .reason = std::string(rows.text(6)),
                    .journal_index = rows.integer(7)};
  const auto digest = rows.bytes(3);
  if (digest.size() != version.digest.size()) throw db::Broken("service_version: a row is damaged");
  std::ranges::copy(digest, version.digest.begin());
  return version;
}

std::vector<Published> read_all(db::Rows& rows) {
  std::vector<Published> all;
  while (rows.next()) all.push_back(read(rows));
  return all;
}

template <class Reader>
std::int64_t last_of(Reader& reader) {
  std::int64_t last = -1;
  for (const db::Sql* sql : {&kLastPublished, &kLastRetired}) {
    const auto rows = reader.query(*sql);
    if (rows->next()) last = std::max(last, rows->integer(0));
  }
  return last;
}

}  // namespace

void insert(db::Tx& tx, const Published& version) {
  tx.run(kInsertVersion, {{"service", version.service},
                          {"version", version.version},
                          {"definition", version.definition},
                          {"definition_sha256", version.digest},
                          {"published_at_ms", to_ms(version.at)},
                          {"published_by", version.by},
                          {"reason", version.reason},
                          {"published_index", version.journal_index}});
}

void put_retirement(db::Tx& tx, const Retirement& retirement) {
  tx.run(kPutRetirement, {{"service", retirement.service},
                          {"retired", retirement.retired},
                          {"changed_at_ms", to_ms(retirement.at)},
                          {"changed_by", retirement.by},
                          {"reason", retirement.reason},
                          {"changed_index", retirement.journal_index}});
}

std::vector<Published> published(db::Snapshot& snapshot, std::int64_t after, int limit) {
  const auto rows = snapshot.query(kPublished, {{"after", after}, {"limit", limit}});
  return read_all(*rows);
}

std::vector<Published> versions(db::Snapshot& snapshot, std::string_view service) {
  const auto rows = snapshot.query(kVersions, {{"service", service}});
  return read_all(*rows);
}

std::vector<Published> newest(db::Snapshot& snapshot) {
  const auto rows = snapshot.query(kNewest);
  return read_all(*rows);
}

std::optional<Published> find(db::Snapshot& snapshot, std::string_view service, int version) {
  const auto rows = snapshot.query(kFindVersion, {{"service", service}, {"version", version}});
  return rows->next() ? std::optional(read(*rows)) : std::nullopt;
}

std::vector<Retirement> retirements(db::Snapshot& snapshot) {
  std::vector<Retirement> all;
  const auto rows = snapshot.query(kRetirements);
  while (rows->next()) {
    all.push_back({.service = std::string(rows->text(0)),
                   .retired = rows->integer(1) != 0,
                   .at = from_ms(rows->integer(2)),
                   .by = std::string(rows->text(3)),
                   .reason = std::string(rows->text(4)),
                   .journal_index = rows->integer(5)});
  }
  return all;
}

bool is_retired(db::Tx& tx, std::string_view service) {
  const auto rows = tx.query(kIsRetired, {{"service", service}});
  return rows->next() && rows->integer(0) != 0;
}

std::int64_t last_change(db::Snapshot& snapshot) { return last_of(snapshot); }
std::int64_t last_change(db::Tx& tx) { return last_of(tx); }

}  // namespace qyzmet::catalogue::store
