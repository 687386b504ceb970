#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.hpp"
#include "exchange/answer.hpp"
#include "exchange/exchange.hpp"

/// All SQL of this module.
namespace qyzmet::exchange::store {

void insert(db::Tx& tx, std::int64_t id, const Question& question);

std::optional<Lookup> find(db::Snapshot& snapshot, std::int64_t id);
std::optional<Lookup> find(db::Tx& tx, std::int64_t id);
std::vector<Lookup> of_subject(db::Snapshot& snapshot, std::int64_t subject, int limit);
std::vector<Lookup> of_subject(db::Tx& tx, std::int64_t subject, int limit);
db::Question subject_question(std::int64_t subject, int limit);
/// The newest kept value that a register gave to this request at `not_before` or later.
std::optional<Lookup> newest_kept(db::Snapshot& snapshot, std::string_view register_id, std::string_view request,
                                  Instant not_before);
std::optional<Lookup> newest_kept(db::Tx& tx, std::string_view register_id, std::string_view request,
                                  Instant not_before);

/// A lookup that waits, and how old a value it takes.
struct Asked {
  Lookup lookup;
  std::int64_t keep_s = 0;
};
/// What waits with an id above `after`, in the order of ids.
std::vector<Asked> asked_after(db::Snapshot& snapshot, std::int64_t after, int limit);
std::optional<Asked> asked(db::Snapshot& snapshot, std::int64_t id);

void answer(db::Tx& tx, std::int64_t id, const Answer& answer, Instant got_at, bool kept);
void refuse(db::Tx& tx, std::int64_t id, std::string_view reason);
void expire(db::Tx& tx, std::int64_t id);

/// One freeze of one register.
struct FreezeRow {
  std::string register_id;
  Instant since{};
  std::int64_t frozen_index = 0;
  std::optional<Instant> until;
  std::int64_t waiting = 0;
  std::int64_t thawed_index = 0;
};
/// The freeze that goes on now, if the register is frozen.
std::optional<FreezeRow> open_freeze(db::Tx& tx, std::string_view register_id);
void begin_freeze(db::Tx& tx, const FreezeRow& freeze);
void end_freeze(db::Tx& tx, const FreezeRow& freeze);
/// All that go on now, by the order of their beginnings.
std::vector<FreezeRow> open_freezes(db::Snapshot& snapshot);
/// Those whose beginning, or whose end, has an index above `cursor`; the earliest `limit` of each.
std::vector<FreezeRow> begun_after(db::Snapshot& snapshot, std::int64_t cursor, int limit);
std::vector<FreezeRow> ended_after(db::Snapshot& snapshot, std::int64_t cursor, int limit);

}  // namespace qyzmet::exchange::store
