#include "applications/store_not_listed.hpp"

namespace qyzmet::applications::store {
namespace {

const db::Sql kInsertReport(
    "INSERT INTO not_listed (id, what, place, agency, lang, at_ms, reported_by, reported_index) VALUES "
    "($id, $what, $place, $agency, $lang, $at_ms, $reported_by, $reported_index)");

const db::Sql kCountReports("SELECT count(*) FROM not_listed");

const db::Sql kNewestReports(
    "SELECT id, what, place, agency, lang, at_ms FROM not_listed WHERE id < $before ORDER BY id DESC LIMIT $limit");

}  // namespace

void insert(db::Tx& tx, const NotListed& report, std::string_view reported_by, std::int64_t reported_index) {
  tx.run(kInsertReport, {{"id", report.id.value},
                         {"what", report.what},
                         {"place", report.where},
                         {"agency", report.agency},
                         {"lang", to_code(report.lang)},
                         {"at_ms", to_ms(report.at)},
                         {"reported_by", reported_by},
                         {"reported_index", reported_index}});
}

std::int64_t report_count(db::Snapshot& snapshot) {
  const auto rows = snapshot.query(kCountReports);
  return rows->next() ? rows->integer(0) : 0;
}

std::vector<NotListed> reports(db::Snapshot& snapshot, ReportId before, int limit) {
  std::vector<NotListed> all;
  const auto rows = snapshot.query(kNewestReports, {{"before", before.value}, {"limit", limit}});
  while (rows->next()) {
    const auto lang = parse_lang(rows->text(4));
    if (!lang) throw db::Broken("not_listed: a row is damaged");
    all.push_back({.id = {rows->integer(0)},
                   .what = std::string(rows->text(1)),
                   .where = std::string(rows->text(2)),
                   .agency = std::string(rows->text(3)),
                   .lang = *lang,
                   .at = from_ms(rows->integer(5))});
  }
  return all;
}

}  // namespace qyzmet::applications::store
