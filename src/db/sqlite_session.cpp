#include <sqlite3.h>

#include <cstring>
#include <vector>

#include "base/check.hpp"
#include "db/session.hpp"

namespace qyzmet::db {
namespace {

constexpr int minimum_version = 3'051'003;  // before it, a checkpoint beside a writer can corrupt the database
constexpr std::int64_t frame_overhead = 24;
constexpr int restart_patience_ms = 20;
constexpr int progress_steps = 10'000;  // about a millisecond of work between two looks at the clock

[[noreturn]] void broken(sqlite3* db, std::string_view doing) {
  throw Broken("SQLite, " + std::string(doing) + ": " + sqlite3_errmsg(db) + " (" +
               std::to_string(sqlite3_extended_errcode(db)) + ")");
}

std::optional<Refusal::Kind> refusal_kind(sqlite3* db) {
  switch (sqlite3_extended_errcode(db)) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return Refusal::Kind::unique;
    case SQLITE_CONSTRAINT_CHECK:
      return Refusal::Kind::check;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return Refusal::Kind::foreign_key;
    case SQLITE_CONSTRAINT_NOTNULL:
      return Refusal::Kind::not_null;
    default:
      return std::nullopt;
  }
}

void bind(sqlite3_stmt* statement, const Sql& sql, Params params, sqlite3_destructor_type lifetime) {
  check_params(sql, params);
  for (std::size_t i = 0; i < sql.names().size(); ++i) {
    const auto& value = value_of(sql, params, i);
    int at = static_cast<int>(i) + 1;
    // SQLite takes a null pointer for NULL, and an empty view may hold one.
    const char* data = value.data().empty() ? "" : value.data().data();
    int rc = SQLITE_OK;
    if (value.null()) {
      rc = sqlite3_bind_null(statement, at);
    } else if (value.type() == Type::integer) {
      rc = sqlite3_bind_int64(statement, at, value.integer());
    } else if (value.type() == Type::text) {
      rc = sqlite3_bind_text64(statement, at, data, value.data().size(), lifetime, SQLITE_UTF8);
    } else {
      rc = sqlite3_bind_blob64(statement, at, data, value.data().size(), lifetime);
    }
    CHECK(rc == SQLITE_OK);
  }
}

class SqliteRows final : public Rows {
 public:
  SqliteRows(sqlite3* db, sqlite3_stmt* statement, const bool& too_old)
      : db_(db), statement_(statement), too_old_(too_old) {}
  ~SqliteRows() override { sqlite3_reset(statement_); }
  bool next() override {
    int rc = sqlite3_step(statement_);
    if (rc == SQLITE_ROW) return true;
    if (rc == SQLITE_DONE) return false;
    if (rc == SQLITE_INTERRUPT && too_old_) throw SnapshotTooOld();
    broken(db_, "reading");
  }
  bool null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
  std::string_view text(int column) const override {
    const void* data = sqlite3_column_blob(statement_, column);
    if (data == nullptr) return {};
    return {static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  sqlite3* db_;
  sqlite3_stmt* statement_;
  const bool& too_old_;
};

class SqliteSession final : public Session {
 public:
  SqliteSession(const Options& options, Purpose purpose, Clock& clock) : options_(options), clock_(clock) {
    auto path = options.directory / "qyzmet.db";
    const char* vfs = options.sqlite_vfs.empty() ? nullptr : options.sqlite_vfs.c_str();
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (purpose == Purpose::writer ? SQLITE_OPEN_CREATE : 0);
    int rc = sqlite3_open_v2(path.c_str(), &db_, flags, vfs);
    if (rc != SQLITE_OK) {
      std::string reason = db_ ? sqlite3_errmsg(db_) : "out of memory";
      sqlite3_close(db_);
      throw Broken("SQLite cannot open " + path.string() + ": " + reason);
    }
    try {
      configure(purpose);
    } catch (...) {
      close();
      throw;
    }
  }
  ~SqliteSession() override { close(); }
  SqliteSession(const SqliteSession&) = delete;
  SqliteSession& operator=(const SqliteSession&) = delete;

  Engine engine() const override { return Engine::sqlite; }
  void begin_read() override { reading_ = Reading::asked; }
  void end_read() noexcept override {
    if (reading_ == Reading::open && sqlite3_step(commit_) != SQLITE_DONE) usable_ = false;
    sqlite3_reset(commit_);
    reading_ = Reading::none;
  }

  std::unique_ptr<Rows> query(const Sql& sql, Params params) override {
    if (reading_ == Reading::asked) {
      execute(begin_read_);
      reading_ = Reading::open;
      read_since_ms_ = clock_.monotonic_ms();
    } else if (reading_ != Reading::none && over_time()) {
      throw SnapshotTooOld();
    }
    auto* statement = prepared(sql);
    bind(statement, sql, params, SQLITE_TRANSIENT);
    return std::make_unique<SqliteRows>(db_, statement, too_old_);
  }

  std::unique_ptr<Rows> query_only(const Sql& sql, Params params) override {
    CHECK(reading_ == Reading::asked);
    reading_ = Reading::spent;
    read_since_ms_ = clock_.monotonic_ms();
    auto* statement = prepared(sql);
    bind(statement, sql, params, SQLITE_TRANSIENT);
    return std::make_unique<SqliteRows>(db_, statement, too_old_);
  }

  void begin_group() override { execute(begin_group_); }
  void begin_change() override { execute(savepoint_); }
  void keep_change() override { execute(release_); }
  void drop_change() override {
    // Some errors end the whole transaction; then there is nothing left to go back to.
    if (sqlite3_get_autocommit(db_)) throw Broken("SQLite ended the transaction");
    execute(rollback_to_);
    execute(release_);
  }
  void run(const Sql& sql, Params params, std::int64_t expected) override {
    auto touched = run_counted(sql, params);
    if (expected != any_rows && touched != expected) throw Fenced{};
  }
  std::int64_t run_counted(const Sql& sql, Params params) override {
    auto* statement = prepared(sql);
    bind(statement, sql, params, SQLITE_STATIC);
    std::int64_t rows = 0;
    int rc = 0;
    while ((rc = sqlite3_step(statement)) == SQLITE_ROW) ++rows;
    if (rc == SQLITE_DONE) {
      if (!sqlite3_stmt_readonly(statement)) rows = sqlite3_changes64(db_);
      sqlite3_reset(statement);
      return rows;
    }
    auto kind = refusal_kind(db_);
    std::string reason = sqlite3_errmsg(db_);
    sqlite3_reset(statement);
    if (kind) throw Refused{{*kind, sql.table()}};
    throw Broken("SQLite, writing to " + sql.table() + ": " + reason);
  }
  std::optional<ChangeFailure> settle() override { return std::nullopt; }
  void undo_failed() override { CHECK(false); }

  CommitEnd commit() override {
    int rc = sqlite3_step(commit_);
    sqlite3_reset(commit_);
    return rc == SQLITE_DONE ? CommitEnd::committed : CommitEnd::unknown;
  }
  void abandon() noexcept override {
    if (!sqlite3_get_autocommit(db_)) sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
  }

  void execute_script(const std::string& script) override {
    if (sqlite3_exec(db_, script.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
      std::string reason = sqlite3_errmsg(db_);
      abandon();
      throw Broken("SQLite, running a script: " + reason);
    }
  }

  std::string describe_schema() override {
    static const Sql objects{
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC, name"};
    std::string out;
    for (auto rows = query(objects, {}); rows->next();) out += std::string(rows->text(0)) + ";\n\n";
    return out;
  }

  bool usable() const override { return usable_; }
  std::int64_t log_bytes() const override { return log_pages_ * (page_size_ + frame_overhead); }
  bool restart_log() override {
    sqlite3_busy_timeout(db_, restart_patience_ms);
    int in_log = 0;
    int copied = 0;
    int rc = sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_RESTART, &in_log, &copied);
    // A reader that holds its snapshot too long postpones it to the next group; anything else is a fault.
    sqlite3_busy_timeout(db_, 2 * options_.snapshot_limit_ms);
    if (rc != SQLITE_OK && rc != SQLITE_BUSY) broken(db_, "checkpointing");
    if (rc == SQLITE_OK) log_pages_ = 0;
    return rc == SQLITE_OK;
  }
  void copy_log() override {
    int rc = sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    if (rc != SQLITE_OK && rc != SQLITE_BUSY) broken(db_, "copying the log");
  }

 private:
  enum class Reading { none, asked, open, spent };

  void configure(Purpose purpose) {
    sqlite3_extended_result_codes(db_, 1);
    sqlite3_busy_timeout(db_, 2 * options_.snapshot_limit_ms);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    execute_script(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=" + std::string(options_.synchronous) +
        "; PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=0; PRAGMA temp_store=MEMORY; PRAGMA cache_size=" +
        (purpose == Purpose::writer ? "-16000" : "-4000"));
    page_size_ = pragma("PRAGMA page_size");
    begin_read_ = prepare("BEGIN");
    commit_ = prepare("COMMIT");
    if (purpose == Purpose::reader) {
      execute_script("PRAGMA query_only=ON");
      sqlite3_progress_handler(db_, progress_steps, &SqliteSession::progress, this);
    } else {
      begin_group_ = prepare("BEGIN IMMEDIATE");
      savepoint_ = prepare("SAVEPOINT change");
      release_ = prepare("RELEASE change");
      rollback_to_ = prepare("ROLLBACK TO change");
      sqlite3_wal_hook(db_, &SqliteSession::committed, this);
    }
  }

  void close() {
    for (auto* statement : statements_) sqlite3_finalize(statement);
    for (auto* statement : own_) sqlite3_finalize(statement);
    sqlite3_close(db_);
  }

  std::int64_t pragma(const char* text) {
    auto* statement = prepare(text);
    if (sqlite3_step(statement) != SQLITE_ROW) broken(db_, text);
    auto value = sqlite3_column_int64(statement, 0);
    sqlite3_reset(statement);
    return value;
  }

  sqlite3_stmt* prepare(const char* text) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(db_, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
      broken(db_, text);
    own_.push_back(statement);
    return statement;
  }

  sqlite3_stmt* prepared(const Sql& sql) {
    if (sql.slot() >= statements_.size()) statements_.resize(sql.slot() + 1, nullptr);
    auto*& statement = statements_[sql.slot()];
    if (statement == nullptr &&
        sqlite3_prepare_v3(db_, sql.named().c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
      broken(db_, sql.named());
    }
    CHECK(!sqlite3_stmt_busy(statement));
    return statement;
  }

  void execute(sqlite3_stmt* statement) {
    int rc = sqlite3_step(statement);
    sqlite3_reset(statement);
    if (rc != SQLITE_DONE) broken(db_, sqlite3_sql(statement));
  }

  bool over_time() { return clock_.monotonic_ms() - read_since_ms_ > options_.snapshot_limit_ms; }

  static int progress(void* self) {
    auto* session = static_cast<SqliteSession*>(self);
    session->too_old_ = session->reading_ >= Reading::open && session->over_time();
    return session->too_old_ ? 1 : 0;
  }
  static int committed(void* self, sqlite3*, const char*, int pages) {
    static_cast<SqliteSession*>(self)->log_pages_ = pages;
    return SQLITE_OK;
  }

  Options options_;
  Clock& clock_;
  sqlite3* db_ = nullptr;
  std::vector<sqlite3_stmt*> statements_;
  std::vector<sqlite3_stmt*> own_;
  sqlite3_stmt* begin_read_ = nullptr;
  sqlite3_stmt* commit_ = nullptr;
  sqlite3_stmt* begin_group_ = nullptr;
  sqlite3_stmt* savepoint_ = nullptr;
  sqlite3_stmt* release_ = nullptr;
  sqlite3_stmt* rollback_to_ = nullptr;
  Reading reading_ = Reading::none;
  bool too_old_ = false;
  bool usable_ = true;
  std::int64_t read_since_ms_ = 0;
  std::int64_t page_size_ = 4096;
  std::int64_t log_pages_ = 0;
};

}  // namespace

std::unique_ptr<Session> open_sqlite(const Options& options, Purpose purpose, Clock& clock) {
  if (sqlite3_libversion_number() < minimum_version) {
    throw EngineTooOld(sqlite3_libversion());
  }
  return std::make_unique<SqliteSession>(options, purpose, clock);
}

}  // namespace qyzmet::db
