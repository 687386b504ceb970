#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.hpp"
#include "journal/journal.hpp"
#include "journal/receipt.hpp"
#include "journal/tile.hpp"

/// All SQL of the journal. No other module touches its tables.
namespace qyzmet::journal::store {

// Writing.

struct NewRow {
  std::int64_t index;
  Instant at;
  const Event& event;
  const Digest& salt_1;
  const Digest& salt_2;
  const Digest& entry;
};
void insert(db::Tx& tx, const NewRow& row);
/// Drops the personal part and its salt, keeping their digest.
void erase(db::Tx& tx, std::int64_t index, const Digest& personal_digest);
/// Level 0: a full tile, once. Higher levels: the tile as far as it goes, again and again.
void put_tile(db::Tx& tx, int level, std::int64_t number, const std::vector<Digest>& hashes);

// Reading, from a change or a snapshot.

/// One row with all that its entry is made of.
struct Row {
  Stored event;
  Digest salt_1{};
  std::optional<Digest> salt_2;
  std::optional<Digest> personal_digest;
  Digest entry{};
};
std::optional<Row> find(db::Tx& tx, std::int64_t index);
std::optional<Row> find(db::Snapshot& snapshot, std::int64_t index);
/// Rows from `from` on, at most `limit`, in order.
std::vector<Row> rows(db::Snapshot& snapshot, std::int64_t from, int limit);
/// Entries of rows [from, to), in order; shorter if rows are missing.
std::vector<Digest> entries(db::Tx& tx, std::int64_t from, std::int64_t to);
std::vector<Digest> entries(db::Snapshot& snapshot, std::int64_t from, std::int64_t to);
/// A tile's row: its hashes, however many; empty if there is no such row.
std::vector<Digest> tile(db::Tx& tx, int level, std::int64_t number);
std::vector<Digest> tile(db::Snapshot& snapshot, int level, std::int64_t number);

/// How many rows there are if none is missing: the highest index and one.
std::int64_t size(db::Snapshot& snapshot);
std::vector<Stored> history(db::Snapshot& snapshot, std::int64_t subject, std::int64_t cursor, int limit);
db::Question history_question(std::int64_t subject, std::int64_t cursor, int limit);
std::vector<Stored> newest(db::Snapshot& snapshot, std::int64_t subject, std::string_view kind, std::int64_t before,
                           int limit);
/// Facts of the newest event of this kind and subject.
std::optional<std::string> newest_facts(db::Snapshot& snapshot, std::int64_t subject, std::string_view kind);

/// The committed head as db/ keeps it.
struct Head {
  std::int64_t size = 0;
  std::string state;
};
Head head(db::Snapshot& snapshot);

struct TileCount {
  int level = 0;
  std::int64_t count = 0;
  std::int64_t lowest = 0;
  std::int64_t highest = 0;
};
/// What tiles there are, for the audit; level by level.
std::vector<TileCount> count_tiles(db::Snapshot& snapshot);

// Cursors.

struct Cursor {
  std::int64_t next = 0;
  int attempts = 0;
};
/// A consumer without a row is at the beginning.
Cursor cursor(db::Snapshot& snapshot, std::string_view consumer);
void put_cursor(db::Tx& tx, std::string_view consumer, const Cursor& cursor);
void put_stuck(db::Tx& tx, const Stuck& stuck);
std::vector<Stuck> stuck(db::Snapshot& snapshot, int limit);
/// Events [from, to), in order.
std::vector<Stored> events(db::Snapshot& snapshot, std::int64_t from, std::int64_t to);
/// The events of [from, to) whose personal part has been erased.
std::vector<std::int64_t> erased(db::Tx& tx, std::int64_t from, std::int64_t to);

}  // namespace qyzmet::journal::store
