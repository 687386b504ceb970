#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "db/db.hpp"
#include "db/sql.hpp"

namespace qyzmet::db {

/// Thrown inside a change when a constraint refused a row; the group rolls the change back alone.
struct Refused {
  Refusal refusal;
};

/// Thrown inside a change (PostgreSQL) when an earlier change of the group turns out to have failed: `settle` says
/// which.
struct EarlierFailed {};

/// Thrown by opening a writer's session.
struct Locked : Broken {
  using Broken::Broken;
};
struct NotDurable : Broken {
  using Broken::Broken;
};
struct EngineTooOld : Broken {
  using Broken::Broken;
};

/// Thrown when the head of the stream is not what this writer left: another writer lives.
struct Fenced {};

/// A change of the group that the engine refused after it had been queued.
struct ChangeFailure {
  std::size_t change;              ///< how many changes of this group were begun before it
  std::optional<Refusal> refusal;  ///< none: another error of this change alone
  std::string message;
};

enum class CommitEnd { committed, unknown };

constexpr std::int64_t any_rows = -1;

/// One connection of one engine, used by one thread at a time. All members throw `Broken` when the machinery fails.
class Session {
 public:
  virtual ~Session() = default;
  virtual Engine engine() const = 0;

  /// Reading. `begin_read` fixes the moment with the first query after it; `end_read` is harmless without one, and a
  /// fault in it only makes the session unusable.
  virtual void begin_read() = 0;
  virtual void end_read() noexcept = 0;
  virtual std::unique_ptr<Rows> query(const Sql& sql, Params params) = 0;
  /// The one query between `begin_read` and `end_read`: needs no transaction around it.
  virtual std::unique_ptr<Rows> query_only(const Sql& sql, Params params) = 0;
  /// See `Snapshot::ahead`; SQLite has no round trips to save.
  virtual void ahead(const Question&) {}
  /// Before `begin_read`: asks what later snapshots' `query_only` will ask, in their order.
  virtual void ask_only_ahead(const Question&) {}
  /// Throws away what was asked by `ask_only_ahead` and not taken.
  virtual void forget_only() noexcept {}

  /// Writing: one group is one transaction; begin, keep and drop make a change a savepoint in it.
  virtual void begin_group() = 0;
  virtual void begin_change() = 0;
  virtual void keep_change() = 0;
  /// Rolls the open change back to its beginning.
  virtual void drop_change() = 0;
  /// Queues a write; if `expected` is not any_rows, another number of rows touched (or read) throws Fenced, at the
  /// latest in settle.
  virtual void run(const Sql& sql, Params params, std::int64_t expected) = 0;
  virtual std::int64_t run_counted(const Sql& sql, Params params) = 0;
  /// Waits for all that is queued. The first change that failed, if any; those begun after it have left no trace.
  virtual std::optional<ChangeFailure> settle() = 0;
  /// After `settle` reported a failure: rolls that change back to its savepoint, so that those after it can run again.
  virtual void undo_failed() = 0;
  /// Makes the group durable. `unknown`: it may or may not be kept.
  virtual CommitEnd commit() = 0;
  /// Ends the transaction without keeping it; never throws.
  virtual void abandon() noexcept = 0;

  /// Runs statements outside any transaction of ours (migrations bring their own).
  virtual void execute_script(const std::string& script) = 0;
  /// The schema in the engine's own words.
  virtual std::string describe_schema() = 0;
  /// False when only a new session can help.
  virtual bool usable() const = 0;
  /// As far as this side knows, without looking at the connection.
  virtual bool ended() const { return !usable(); }
  /// Round trips waited for (PostgreSQL).
  virtual std::int64_t waits() const { return 0; }
  /// Bytes in the write-ahead log after the last commit (SQLite).
  virtual std::int64_t log_bytes() const { return 0; }
  /// Copies the log into the database and lets it start anew (SQLite). False if a reader prevents it.
  virtual bool restart_log() { return true; }
  /// Copies what it can of the log without making anybody wait (SQLite).
  virtual void copy_log() {}
};

/// The value for each name of `sql`, in the order of its names. CHECKs that none is missing and none is left over.
const Value& value_of(const Sql& sql, Params params, std::size_t position);
void check_params(const Sql& sql, Params params);

/// The macros of migrations, filled for the engine.
std::string expand_macros(std::string_view script, Engine engine);

enum class Purpose { writer, reader, checkpointer };
std::unique_ptr<Session> open_sqlite(const Options& options, Purpose purpose, Clock& clock);
std::unique_ptr<Session> open_postgres(const Options& options, Purpose purpose);

}  // namespace qyzmet::db
