#include "catalogue/store_registry.hpp"

#include <array>

namespace qyzmet::catalogue::store {
namespace {

constexpr std::string_view kNever = "9999-12-31";
constexpr std::array<std::string_view, 3> kReportStates = {"new", "linked", "dismissed"};

const db::Sql kInsertEntry(
    "INSERT INTO registry_entry (id, stage, kind, owner, due_on, dismissed, service, content) VALUES "
    "($id, $stage, $kind, $owner, $due_on, $dismissed, $service, $content)");
const db::Sql kUpdate(
    "UPDATE registry_entry SET stage = $stage, owner = $owner, due_on = $due_on, dismissed = $dismissed, "
    "service = $service, content = $content WHERE id = $id");
const db::Sql kFindEntry("SELECT content FROM registry_entry WHERE id = $id");
const db::Sql kLists("SELECT id FROM registry_entry WHERE service = $service AND service <> '' LIMIT 1");
const db::Sql kOfService(
    "SELECT id, content FROM registry_entry WHERE service = $service AND service <> '' AND dismissed = 0 ORDER BY id");
const db::Sql kOnlineOnly(
    "SELECT DISTINCT service FROM registry_entry WHERE stage = 'online_only' AND service <> '' AND dismissed = 0 "
    "ORDER BY service");
const db::Sql kEntries(
    "SELECT id, content FROM registry_entry WHERE (due_on > $after_due OR (due_on = $after_due AND id > $after_id)) "
    "AND dismissed = $dismissed AND ($stage = '' OR stage = $stage) AND ($kind = '' OR kind = $kind) "
    "AND ($owners = '' OR $owners LIKE '% ' || owner || ' %') AND ($late = '' OR due_on < $late) "
    "ORDER BY due_on, id LIMIT $limit");
const db::Sql kCounts(
    "SELECT stage, dismissed, count(*), sum(CASE WHEN due_on < $today THEN 1 ELSE 0 END) FROM registry_entry "
    "WHERE ($owners = '' OR $owners LIKE '% ' || owner || ' %') GROUP BY stage, dismissed");
const db::Sql kRows(
    "SELECT id, stage, kind, owner, due_on, dismissed, service, content FROM registry_entry WHERE id > $after "
    "ORDER BY id LIMIT $limit");

const db::Sql kEnter(
    "INSERT INTO registry_passage (entry, number, stage, owner, due_on, entered_at_ms) VALUES "
    "($entry, $number, $stage, $owner, $due_on, $at_ms)");
const db::Sql kLeave(
    "UPDATE registry_passage SET left_at_ms = $at_ms WHERE entry = $entry AND number = $number AND left_at_ms IS NULL");
const db::Sql kHandOver(
    "UPDATE registry_passage SET owner = $owner, due_on = $due_on WHERE entry = $entry AND number = $number");
const db::Sql kPassages(
    "SELECT number, stage, owner, due_on, entered_at_ms, left_at_ms FROM registry_passage WHERE entry = $entry "
    "ORDER BY number");
const db::Sql kAllPassages("SELECT number, stage, owner, due_on, entered_at_ms, left_at_ms FROM registry_passage");

const db::Sql kInsertReport(
    "INSERT INTO registry_report (id, at_ms, reported_index, state) VALUES ($id, $at_ms, $index, 'new') "
    "ON CONFLICT DO NOTHING");
const db::Sql kSettleReport("UPDATE registry_report SET state = $state, entry = $entry WHERE id = $id");
const db::Sql kReport("SELECT id, at_ms, reported_index, state, entry FROM registry_report WHERE id = $id");
const db::Sql kReports(
    "SELECT id, at_ms, reported_index, state, entry FROM registry_report WHERE state = $state AND id < $before "
    "ORDER BY id DESC LIMIT $limit");
const db::Sql kReportCount("SELECT count(*) FROM registry_report WHERE state = $state");

std::string due_text(const Post& post) { return post.due_on ? to_iso(*post.due_on) : std::string(kNever); }

/// " a b ", for a query to look for one of them; empty: any.
std::string words_of(const std::vector<std::string>& owners) {
  std::string words;
  for (const std::string& owner : owners) words.append(words.empty() ? " " : "").append(owner).append(" ");
  return words;
}

Entry read(std::int64_t id, std::string_view content) {
  auto entry = parse_content({id}, content);
  if (!entry) throw db::Broken("registry_entry: a row is damaged");
  return *std::move(entry);
}

template <class Source>
std::optional<Entry> find_in(Source& source, EntryId id) {
  const auto rows = source.query(kFindEntry, {{"id", id.value}});
  if (!rows->next()) return {};
  return read(id.value, rows->text(0));
}

template <class Source>
std::vector<Entry> of_service_in(Source& source, std::string_view service) {
  std::vector<Entry> all;
  const auto rows = source.query(kOfService, {{"service", service}});
  while (rows->next()) all.push_back(read(rows->integer(0), rows->text(1)));
  return all;
}

void enter(db::Tx& tx, const Entry& entry) {
  const std::string due_on = due_text(entry.post);
  tx.run(kEnter, {{"entry", entry.id.value},
                  {"number", entry.passages},
                  {"stage", catalogue::to_word(entry.stage)},
                  {"owner", entry.post.owner},
                  {"due_on", due_on},
                  {"at_ms", to_ms(entry.since)}});
}

void leave(db::Tx& tx, const Entry& entry, Instant at) {
  tx.run(kLeave, {{"at_ms", to_ms(at)}, {"entry", entry.id.value}, {"number", entry.passages}});
}

Passage passage_of(const db::Rows& rows) {
  const auto stage = parse_stage(rows.text(1));
  const auto due_on = parse_date(rows.text(3));
  if (!stage || !due_on) throw db::Broken("registry_passage: a row is damaged");
  Passage passage{.number = static_cast<int>(rows.integer(0)),
                  .stage = *stage,
                  .post = {.owner = std::string(rows.text(2)), .due_on = {}},
                  .entered = from_ms(rows.integer(4)),
                  .left = rows.integer_or_none(5).transform(from_ms)};
  if (rows.text(3) != kNever) passage.post.due_on = *due_on;
  return passage;
}

ReportRow report_of(const db::Rows& rows) {
  const auto state = parse_report_state(rows.text(3));
  if (!state) throw db::Broken("registry_report: a row is damaged");
  ReportRow report{
      .id = rows.integer(0), .at = from_ms(rows.integer(1)), .index = rows.integer(2), .state = *state, .entry = {}};
  if (const auto entry = rows.integer_or_none(4)) report.entry = EntryId{*entry};
  return report;
}

}  // namespace

EntryRow row_of(const Entry& entry) {
  return {.id = entry.id,
          .stage = std::string(catalogue::to_word(entry.stage)),
          .kind = std::string(catalogue::to_word(entry.kind)),
          .owner = entry.post.owner,
          .due_on = entry.dismissed ? std::string(kNever) : due_text(entry.post),
          .dismissed = entry.dismissed.has_value(),
          .service = entry.service(),
          .content = to_content(entry)};
}

void put_new(db::Tx& tx, const Entry& entry) {
  const EntryRow row = row_of(entry);
  tx.run(kInsertEntry, {{"id", row.id.value},
                        {"stage", row.stage},
                        {"kind", row.kind},
                        {"owner", row.owner},
                        {"due_on", row.due_on},
                        {"dismissed", row.dismissed},
                        {"service", row.service},
                        {"content", row.content}});
  enter(tx, entry);
}

void put(db::Tx& tx, const Entry& before, const Entry& after) {
  const EntryRow row = row_of(after);
  tx.run(kUpdate, {{"stage", row.stage},
                   {"owner", row.owner},
                   {"due_on", row.due_on},
                   {"dismissed", row.dismissed},
                   {"service", row.service},
                   {"content", row.content},
                   {"id", row.id.value}});
  if (after.passages != before.passages) {
    leave(tx, before, tx.now());
    enter(tx, after);
  } else if (after.dismissed) {
    leave(tx, after, tx.now());
  } else {
    const std::string due_on = due_text(after.post);
    tx.run(kHandOver,
           {{"owner", after.post.owner}, {"due_on", due_on}, {"entry", after.id.value}, {"number", after.passages}});
  }
}

std::optional<Entry> find(db::Snapshot& snapshot, EntryId id) { return find_in(snapshot, id); }
std::optional<Entry> find(db::Tx& tx, EntryId id) { return find_in(tx, id); }

bool lists_service(db::Tx& tx, std::string_view service) { return tx.query(kLists, {{"service", service}})->next(); }

std::vector<Entry> of_service(db::Snapshot& snapshot, std::string_view service) {
  return of_service_in(snapshot, service);
}
std::vector<Entry> of_service(db::Tx& tx, std::string_view service) { return of_service_in(tx, service); }

std::vector<std::string> online_only_services(db::Tx& tx) {
  std::vector<std::string> all;
  const auto rows = tx.query(kOnlineOnly);
  while (rows->next()) all.emplace_back(rows->text(0));
  return all;
}

std::vector<Entry> entries(db::Snapshot& snapshot, const EntriesWanted& wanted, int limit) {
  const std::string owners = words_of(wanted.owners);
  std::vector<Entry> all;
  const bool dismissed = wanted.stage == "dismissed";
  const std::string stage = dismissed ? "" : wanted.stage;
  const auto rows = snapshot.query(kEntries, {{"after_due", wanted.after.due_on},
                                              {"after_id", wanted.after.id},
                                              {"dismissed", dismissed},
                                              {"stage", stage},
                                              {"kind", wanted.kind},
                                              {"owners", owners},
                                              {"late", wanted.late},
                                              {"limit", limit}});
  while (rows->next()) all.push_back(read(rows->integer(0), rows->text(1)));
  return all;
}

std::map<std::string, std::int64_t> counts(db::Snapshot& snapshot, const std::vector<std::string>& of,
                                           std::string_view today) {
  const std::string owners = words_of(of);
  std::map<std::string, std::int64_t> counts = {{"dismissed", 0}, {"late", 0}};
  const auto rows = snapshot.query(kCounts, {{"today", today}, {"owners", owners}});
  while (rows->next()) {
    const bool dismissed = rows->integer(1) != 0;
    counts[dismissed ? "dismissed" : std::string(rows->text(0))] += rows->integer(2);
    if (!dismissed) counts["late"] += rows->integer(3);
  }
  return counts;
}

ListedAfter place_of(const Entry& entry) { return {row_of(entry).due_on, entry.id.value}; }

std::vector<Passage> passages(db::Snapshot& snapshot, EntryId id) {
  std::vector<Passage> all;
  const auto rows = snapshot.query(kPassages, {{"entry", id.value}});
  while (rows->next()) all.push_back(passage_of(*rows));
  return all;
}

std::vector<Passage> all_passages(db::Snapshot& snapshot) {
  std::vector<Passage> all;
  const auto rows = snapshot.query(kAllPassages);
  while (rows->next()) all.push_back(passage_of(*rows));
  return all;
}

std::vector<EntryRow> rows(db::Snapshot& snapshot, EntryId after, int limit) {
  std::vector<EntryRow> all;
  const auto found = snapshot.query(kRows, {{"after", after.value}, {"limit", limit}});
  while (found->next()) {
    all.push_back({.id = {found->integer(0)},
                   .stage = std::string(found->text(1)),
                   .kind = std::string(found->text(2)),
                   .owner = std::string(found->text(3)),
                   .due_on = std::string(found->text(4)),
                   .dismissed = found->integer(5) != 0,
                   .service = std::string(found->text(6)),
                   .content = std::string(found->text(7))});
  }
  return all;
}

std::string_view to_word(ReportState state) { return kReportStates[static_cast<std::size_t>(state)]; }

std::optional<ReportState> parse_report_state(std::string_view word) {
  for (std::size_t i = 0; i < kReportStates.size(); ++i) {
    if (kReportStates[i] == word) return static_cast<ReportState>(i);
  }
  return {};
}

void put_report(db::Tx& tx, const ReportRow& report) {
  tx.run(kInsertReport, {{"id", report.id}, {"at_ms", to_ms(report.at)}, {"index", report.index}});
}

void settle_report(db::Tx& tx, std::int64_t id, ReportState state, std::optional<EntryId> entry) {
  std::optional<std::int64_t> of;
  if (entry) of = entry->value;
  tx.run(kSettleReport, {{"state", to_word(state)}, {"entry", of}, {"id", id}});
}

std::optional<ReportRow> report(db::Tx& tx, std::int64_t id) {
  const auto rows = tx.query(kReport, {{"id", id}});
  if (!rows->next()) return {};
  return report_of(*rows);
}

std::vector<ReportRow> reports(db::Snapshot& snapshot, ReportState state, std::int64_t before, int limit) {
  std::vector<ReportRow> all;
  const auto rows = snapshot.query(kReports, {{"state", to_word(state)}, {"before", before}, {"limit", limit}});
  while (rows->next()) all.push_back(report_of(*rows));
  return all;
}

std::int64_t report_count(db::Snapshot& snapshot, ReportState state) {
  const auto rows = snapshot.query(kReportCount, {{"state", to_word(state)}});
  return rows->next() ? rows->integer(0) : 0;
}

}  // namespace qyzmet::catalogue::store
