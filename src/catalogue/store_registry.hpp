#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/registry_entry.hpp"
#include "catalogue/registry_share.hpp"
#include "db/db.hpp"

/// All SQL of the registry.
namespace qyzmet::catalogue::store {

/// The row follows the entry; its newest passage, too. A stage that was entered anew closes the passage before it.
void put_new(db::Tx& tx, const Entry& entry);
void put(db::Tx& tx, const Entry& before, const Entry& after);
std::optional<Entry> find(db::Snapshot& snapshot, EntryId id);
std::optional<Entry> find(db::Tx& tx, EntryId id);
/// Is there an entry, be it a dismissed one, that is filed by this service?
bool lists_service(db::Tx& tx, std::string_view service);
/// The entries that are filed by this service and not dismissed, in the order of their ids.
std::vector<Entry> of_service(db::Snapshot& snapshot, std::string_view service);
std::vector<Entry> of_service(db::Tx& tx, std::string_view service);
/// The services of entries that are online only.
std::vector<std::string> online_only_services(db::Tx& tx);

/// Where a list goes on: after this entry. Sorted by what is due first; what is not due comes last.
struct ListedAfter {
  std::string due_on;
  std::int64_t id = 0;
};
struct EntriesWanted {
  std::string stage;                ///< empty: any; "dismissed": those alone
  std::string kind;                 ///< empty: any
  std::vector<std::string> owners;  ///< none: any
  std::string late;                 ///< empty: any; a day: only what was due before it
  ListedAfter after;
};
std::vector<Entry> entries(db::Snapshot& snapshot, const EntriesWanted& wanted, int limit);
/// By stage, and "dismissed"; "late" counts what was due before `today`. `of`: these owners, or of all if there is
/// none.
std::map<std::string, std::int64_t> counts(db::Snapshot& snapshot, const std::vector<std::string>& of,
                                           std::string_view today);
/// The key under which an entry stands in a list.
ListedAfter place_of(const Entry& entry);

/// Of one entry, in order; of all of them, in no order.
std::vector<Passage> passages(db::Snapshot& snapshot, EntryId id);
std::vector<Passage> all_passages(db::Snapshot& snapshot);

/// A row as the audit reads it.
struct EntryRow {
  EntryId id;
  std::string stage;
  std::string kind;
  std::string owner;
  std::string due_on;
  bool dismissed = false;
  std::string service;
  std::string content;
};
std::vector<EntryRow> rows(db::Snapshot& snapshot, EntryId after, int limit);
/// What the columns of an entry hold.
EntryRow row_of(const Entry& entry);

enum class ReportState { fresh, linked, dismissed };
/// "new", "linked", "dismissed".
std::string_view to_word(ReportState state);
std::optional<ReportState> parse_report_state(std::string_view word);
struct ReportRow {
  std::int64_t id = 0;
  Instant at{};
  std::int64_t index = 0;  ///< of the event in which it was reported
  ReportState state = ReportState::fresh;
  std::optional<EntryId> entry;
};
/// Hearing it again changes nothing.
void put_report(db::Tx& tx, const ReportRow& report);
void settle_report(db::Tx& tx, std::int64_t id, ReportState state, std::optional<EntryId> entry);
std::optional<ReportRow> report(db::Tx& tx, std::int64_t id);
/// Newest first, before `before`, at most `limit`.
std::vector<ReportRow> reports(db::Snapshot& snapshot, ReportState state, std::int64_t before, int limit);
std::int64_t report_count(db::Snapshot& snapshot, ReportState state);

}  // namespace qyzmet::catalogue::store
