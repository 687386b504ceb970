#include <fmt/format.h>

#include <algorithm>

#include "catalogue/registry.hpp"
#include "catalogue/store_registry.hpp"

/// Every row of the registry must follow from its events, and every finding must have its row.
namespace qyzmet::catalogue {
namespace {

constexpr int kEntriesAtOnce = 200;
constexpr int kHistory = 1000;
constexpr std::size_t kMostFindings = 1000;

void add(journal::AuditReport& report, std::int64_t index, EntryId id, std::string_view what) {
  if (report.findings.size() < kMostFindings)
    report.findings.push_back({index, fmt::format("registry entry {}: {}", id.value, what)});
}

/// What happened to an entry: where it stands, and the stages it was in.
struct Replayed {
  std::optional<Entry> entry;
  std::vector<Passage> passages;
};

void note_passage(Replayed& replayed, const std::optional<Entry>& before, Instant at) {
  const Entry& entry = *replayed.entry;
  auto& passages = replayed.passages;
  if (!before || entry.passages != before->passages) {
    if (!passages.empty() && !passages.back().left) passages.back().left = at;
    passages.push_back({.number = entry.passages, .stage = entry.stage, .entered = at});
  } else if (entry.dismissed && !passages.back().left) {
    passages.back().left = at;
  }
  passages.back().post = entry.post;
}

Replayed replay(journal::AuditReport& report, EntryId id, const std::vector<journal::Stored>& history) {
  Replayed replayed;
  for (const journal::Stored& event : history) {
    const auto facts = parse_json(event.facts);
    const auto before = replayed.entry;
    std::optional<Entry> entry;
    if (facts && facts->is_object())
      entry = follow(before, id, {event.kind, &facts->get_object(), event.at, event.index});
    if (!entry) {
      add(report, event.index, id, fmt::format("the event {} cannot follow what was before it", event.kind));
      continue;
    }
    replayed.entry = std::move(entry);
    note_passage(replayed, before, event.at);
  }
  return replayed;
}

bool same(const Passage& one, const Passage& other) {
  return one.number == other.number && one.stage == other.stage && one.post.owner == other.post.owner &&
         one.post.due_on == other.post.due_on && one.entered == other.entered && one.left == other.left;
}

void check_row(db::Snapshot& snapshot, const store::EntryRow& row, journal::AuditReport& report) {
  const Replayed replayed = replay(report, row.id, journal::history(snapshot, row.id.value, -1, kHistory));
  if (!replayed.entry) return add(report, -1, row.id, "the journal does not know how it began");
  const store::EntryRow wanted = store::row_of(*replayed.entry);
  if (wanted.content != row.content)
    add(report, replayed.entry->index, row.id, "its content is not that of its events");
  const bool same_columns = wanted.stage == row.stage && wanted.kind == row.kind && wanted.owner == row.owner &&
                            wanted.due_on == row.due_on && wanted.dismissed == row.dismissed &&
                            wanted.service == row.service;
  if (!same_columns) add(report, replayed.entry->index, row.id, "its columns are not those of its events");
  if (!std::ranges::equal(replayed.passages, store::passages(snapshot, row.id), same))
    add(report, replayed.entry->index, row.id, "its passages are not those of its events");
}

void check_rows(db::Database& database, journal::AuditReport& report) {
  EntryId after{0};
  for (std::size_t count = kEntriesAtOnce; count == kEntriesAtOnce;) {
    database.read([&](db::Snapshot& snapshot) {
      const auto page = store::rows(snapshot, after, kEntriesAtOnce);
      count = page.size();
      for (const store::EntryRow& row : page) {
        check_row(snapshot, row, report);
        after = row.id;
      }
    });
  }
}

void check_events(db::Database& database, journal::AuditReport& report) {
  std::int64_t from = 0;
  for (bool more = true; more;) {
    database.read([&](db::Snapshot& snapshot) {
      const auto events = journal::events(snapshot, from, from + kEntriesAtOnce);
      more = !events.empty();
      if (more) from = events.back().index + 1;
      for (const journal::Stored& event : events) {
        if (event.kind == "registry.found" && !store::find(snapshot, {event.subject}))
          add(report, event.index, {event.subject}, "found, but there is no such entry");
      }
    });
  }
}

}  // namespace

void audit_registry(db::Database& database, journal::AuditReport& report) {
  check_rows(database, report);
  check_events(database, report);
}

}  // namespace qyzmet::catalogue
