#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "db/migrations.hpp"
#include "db/sql.hpp"

/// One writer, many readers, on SQLite or PostgreSQL; the only module that knows the engines.  Source: DESIGN §2,
/// docs/decisions.
namespace qyzmet::db {

class Session;

/// A view of the database at one moment. Opens its read transaction with its first query, so that work which turns out
/// to need nothing costs nothing. Lives at most `Options::snapshot_limit_ms`; a query after that throws
/// `SnapshotTooOld`.
class Snapshot {
 public:
  explicit Snapshot(Session& session) : session_(&session) {}
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  std::unique_ptr<Rows> query(const Sql& sql, Params params = {});
  /// For a snapshot that asks a single query: cheaper, because that query is its own moment. Any query before or after
  /// it in the same snapshot is a programmer's error.
  std::unique_ptr<Rows> query_only(const Sql& sql, Params params = {});
  /// Says that `query` will be asked exactly this, so that PostgreSQL works on it meanwhile: several in a row cost one
  /// round trip, not one each. Changes nothing else; what is not asked for after all is thrown away.
  void ahead(const Question& question);

 private:
  Session* session_;
};

/// What mirrors the head of the ordered stream in memory: the journal's tree. Called on the writer thread only.
class Stream {
 public:
  virtual ~Stream() = default;
  /// Takes up the committed head: at start, and again whenever the writer threw its memory away.
  virtual void load(std::int64_t size, std::string_view state) = 0;
  /// How long the stream is, counting what this group has appended so far.
  virtual std::int64_t size() const = 0;
  /// Takes back all that this group appended at `size` and after: a change rolled back.
  virtual void rewind(std::int64_t size) = 0;
  /// End of a group: writes what belongs to it into `tx` and gives the new head's state. Called once a group; nothing
  /// is rewound after it.
  virtual std::string seal(class Tx& tx) = 0;
};

/// The one transaction that writes. Given to `Change::apply`, valid only inside it.
class Tx {
 public:
  Tx(Session& session, IdSource& ids, Random& random, Stream& stream, Instant now)
      : session_(&session), ids_(&ids), random_(&random), stream_(&stream), now_(now) {}
  Tx(const Tx&) = delete;
  Tx& operator=(const Tx&) = delete;

  /// Queues a write. PostgreSQL does not wait for it. A row that a constraint refuses ends the change: it rolls back
  /// alone.
  void run(const Sql& sql, Params params);
  /// Writes and tells how many rows it touched. Waits for the answer: dearer than `run`.
  std::int64_t run_counted(const Sql& sql, Params params);
  /// Reads, seeing this transaction's own writes. Waits.
  std::unique_ptr<Rows> query(const Sql& sql, Params params = {});

  /// The group's time: read once a group, never before an earlier group's.
  Instant now() const { return now_; }
  /// A new id, above all others ever given. Ids of changes that fail are not given again.
  std::int64_t new_id() { return ids_->next(now_, *random_); }
  template <class Tag>
  Id<Tag> new_id() {
    return Id<Tag>{new_id()};
  }

  /// Runs after the group is durable, on the writer thread: must be quick. Forgotten if the change or the commit fails.
  void after_commit(std::move_only_function<void()> action) { after_commit_.push_back(std::move(action)); }

  Stream& stream() { return *stream_; }
  Random& random() { return *random_; }

 private:
  friend class Group;
  Session* session_;
  IdSource* ids_;
  Random* random_;
  Stream* stream_;
  Instant now_;
  std::size_t writes_ = 0;  ///< of the change that runs
  std::vector<std::move_only_function<void()>> after_commit_;
};

/// A row that a constraint refused.
struct Refusal {
  enum class Kind { unique, check, foreign_key, not_null } kind;
  std::string table;
};

enum class Priority { interactive, background };

/// One change: a function run on the writer thread, in order, inside a group's transaction.
struct Change {
  Priority priority = Priority::interactive;
  /// Does the work. May run more than once (a neighbour's failure repeats it): changes nothing in memory but its own
  /// result. An error rolls this change back and nothing else.
  std::move_only_function<Result<void>(Tx&)> apply;
  /// Called instead of failing when a constraint refused a row; runs in a savepoint of its own. Without it, the change
  /// fails with conflict "db.refused" {table}.
  std::move_only_function<Result<void>(Tx&, const Refusal&)> refused;
  /// Told the end exactly once, on the writer thread, after the durable commit (or the failure). Quick: it hands over
  /// and returns. Errors besides apply's own: unavailable "db.queue_full", "db.stopped", "db.fenced",
  /// "db.clock_behind", "db.broken"; outcome_unknown "db.outcome_unknown".
  std::move_only_function<void(Result<void>)> done;
};

enum class Engine { sqlite, postgres };

struct Options {
  std::filesystem::path directory;         ///< holds qyzmet.db (SQLite), keys and files; created if missing
  std::string postgres_url;                ///< libpq connection string; empty: SQLite
  bool reading_only = false;               ///< an existing database, without the writer's lock: beside a server too
  int node = 0;                            ///< 0-15, part of every id
  int readers = 2;                         ///< reader threads, each with a session of its own
  std::size_t queue_limit = 4096;          ///< waiting changes; one more is refused with db.queue_full
  std::size_t reader_queue_limit = 4096;   ///< waiting reads
  int group_limit_ms = 10;                 ///< a group takes no further change after this
  std::size_t postgres_group_limit = 200;  ///< changes in a group
  int snapshot_limit_ms = 1000;
  std::int64_t wal_limit_bytes = 48 << 20;  ///< SQLite's log: over this the writer pauses for a RESTART checkpoint
  std::string sqlite_vfs;                   ///< tests: a VFS that loses power
  const char* synchronous = "FULL";         ///< tests only: that the power-loss test fails with OFF
};

/// Figures of the writer since the start, for metrics. All monotonic except the last two.
struct WriterFigures {
  std::int64_t groups = 0;
  std::int64_t changes = 0;
  std::int64_t failed = 0;
  std::int64_t unknown = 0;
  std::int64_t busy_us = 0;
  std::int64_t longest_change_us = 0;
  std::int64_t checkpoints = 0;
  std::int64_t waits = 0;  ///< round trips in which the writer waited for PostgreSQL
  std::int64_t queued = 0;
  std::int64_t log_bytes = 0;
};

/// What a commit tells those who follow the stream.
struct Committed {
  std::int64_t size = 0;  ///< of the stream
  std::string state;      ///< as `Stream::seal` gave it
  Instant at{};
};

/// A database and its one writer: opened, migrated, started, stopped.
class Database {
 public:
  /// Opens and locks the database; refuses a second writer. Does not start the writer yet. With `reading_only` it
  /// takes no lock, makes nothing, wants the schema at its head, and only `read` and `read_later` may be called.
  /// Errors: unavailable "db.locked" {by}, "db.unreachable" {reason}, "db.engine_too_old" {version},
  /// "db.not_durable" {setting}, conflict "db.schema_newer" {number}, "db.schema_older" {number}, "db.schema_changed"
  /// {file}.
  static Result<std::unique_ptr<Database>> open(Options options, Clock& clock, Random& random);
  virtual ~Database() = default;

  /// Brings the schema up to the head; each migration in a transaction of its own. Gives how many ran.
  virtual Result<int> migrate() = 0;
  /// The schema as the engine itself describes it, for the golden files. Sorted, one object a paragraph.
  virtual std::string describe_schema() = 0;

  /// Starts the writer thread on the committed head. `stream` outlives the database's writer.
  /// If stored time is more than 60 s ahead of the clock, changes are refused with db.clock_behind until the clock has
  /// caught up. Errors: unavailable "db.broken" {reason}.
  virtual Result<void> start(Stream& stream) = 0;
  /// Finishes what is queued, then ends writer and readers. Changes submitted later fail with db.stopped.
  virtual void stop() = 0;

  /// Hands a change to the writer. Never waits; `done` may be called at once if it cannot be queued.
  virtual void submit(Change change) = 0;
  /// As `submit`, and waits for the end: for start-up, tools and tests, never for request handlers.
  Result<void> change(std::move_only_function<Result<void>(Tx&)> apply, Priority priority = Priority::interactive);

  /// Runs `job` on a reader thread with a snapshot. Errors: unavailable "db.queue_full" or "db.stopped", given at once.
  /// `only`: what `query_only` of that snapshot will ask; then PostgreSQL is asked for several jobs at once.
  virtual Result<void> read_later(std::move_only_function<void(Snapshot&)> job, std::optional<Question> only = {}) = 0;
  /// Runs `job` now, on this thread, with a session of its own kind. For start-up, tools and tests.
  virtual void read(const std::function<void(Snapshot&)>& job) = 0;

  /// `listener` is called on the writer thread after every durable group: quick, no throwing. Register before `start`.
  virtual void on_commit(std::function<void(const Committed&)> listener) = 0;

  virtual Engine engine() const = 0;
  virtual WriterFigures figures() const = 0;
  /// Empty when changes are taken; otherwise the word key of why not (db.fenced, db.broken, db.clock_behind,
  /// db.stopped).
  virtual std::string trouble() const = 0;
};

/// Thrown by reads: broken machinery, caught once in http/.
struct Broken : std::runtime_error {
  using std::runtime_error::runtime_error;
};
struct SnapshotTooOld : Broken {
  SnapshotTooOld() : Broken("the snapshot lived longer than its limit") {}
};

}  // namespace qyzmet::db
