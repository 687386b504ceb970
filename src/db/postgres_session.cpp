#include <endian.h>
#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <utility>
#include <vector>

#include "base/check.hpp"
#include "db/postgres_ahead.hpp"
#include "db/session.hpp"

namespace qyzmet::db {
namespace {

constexpr Oid int8_type = 20;
constexpr Oid text_type = 25;
constexpr Oid bytea_type = 17;
constexpr int binary = 1;
constexpr int answer_limit_ms = 15'000;

/// Connects with limits on every silence; what the URL itself says goes first.
PGconn* connect(const std::string& url) {
  const char* names[] = {"connect_timeout", "tcp_user_timeout", "keepalives_idle", "dbname", nullptr};
  const char* values[] = {"5", "15000", "15", url.c_str(), nullptr};
  return PQconnectdbParams(names, values, 1);
}

const char* const begin_read_text = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
const char* const begin_group_text = "BEGIN ISOLATION LEVEL READ COMMITTED";

Oid type_of(const Value& value) {
  return value.type() == Type::integer ? int8_type : value.type() == Type::text ? text_type : bytea_type;
}

/// One connection in pipeline mode: what is sent waits in `pending_` until its answer is drained, in order.
class PostgresSession final : public Session {
 public:
  PostgresSession(const Options& options, Purpose purpose) {
    connection_ = connect(options.postgres_url);
    if (PQstatus(connection_) != CONNECTION_OK) {
      std::string reason = PQerrorMessage(connection_);
      PQfinish(connection_);
      throw Broken("PostgreSQL cannot be reached: " + reason);
    }
    PQsetNoticeProcessor(connection_, [](void*, const char*) {}, nullptr);
    try {
      if (purpose == Purpose::reader) {
        execute_script("SET statement_timeout = " + std::to_string(options.snapshot_limit_ms) +
                       "; SET idle_in_transaction_session_timeout = " + std::to_string(10 * options.snapshot_limit_ms));
      } else {
        insist("fsync", {"on"});
        insist("synchronous_commit", {"on", "remote_apply"});
        insist("full_page_writes", {"on"});
        lock_office();
      }
      if (!PQenterPipelineMode(connection_)) throw Broken("PostgreSQL: no pipeline mode");
    } catch (...) {
      PQfinish(connection_);
      throw;
    }
  }
  ~PostgresSession() override { PQfinish(connection_); }
  PostgresSession(const PostgresSession&) = delete;
  PostgresSession& operator=(const PostgresSession&) = delete;

  Engine engine() const override { return Engine::postgres; }
  void begin_read() override { reading_ = Reading::asked; }
  void end_read() noexcept override {
    ahead_.leave(false);
    // The answer is not waited for: the next query drains it.
    try {
      if (reading_ == Reading::open && usable()) {
        send_own("COMMIT");
        send_sync();
      }
    } catch (const Broken&) {
      broken_ = true;
    }
    reading_ = Reading::none;
  }

  std::unique_ptr<Rows> query(const Sql& sql, Params params) override {
    if (reading_ == Reading::asked) {
      send_own(begin_read_text);
      reading_ = Reading::open;
    }
    CHECK(reading_ != Reading::spent);
    if (auto* asked = ahead_.find(sql, params, false)) return std::make_unique<PostgresRows>(answer_of(*asked));
    send(sql, params, any_rows);
    if (reading_ == Reading::none && !in_group_) send_sync();
    return std::make_unique<PostgresRows>(answer_of_last());
  }
  std::unique_ptr<Rows> query_only(const Sql& sql, Params params) override {
    CHECK(reading_ == Reading::asked);
    reading_ = Reading::spent;
    if (auto* asked = ahead_.find(sql, params, true)) return std::make_unique<PostgresRows>(answer_of(*asked));
    send(sql, params, any_rows);
    send_sync();
    return std::make_unique<PostgresRows>(answer_of_last());
  }
  void ahead(const Question& question) override {
    CHECK(reading_ == Reading::asked || reading_ == Reading::open);
    if (reading_ == Reading::asked) {
      send_own(begin_read_text);
      reading_ = Reading::open;
    }
    send_ahead(question, false);
    flush_wanted_ = true;
  }
  void ask_only_ahead(const Question& question) override {
    try {
      send_ahead(question, true);
      send_sync();  // each fails alone
    } catch (const Broken&) {
      broken_ = true;  // the jobs get another session, and ask it themselves
    }
  }
  void forget_only() noexcept override { ahead_.leave(true); }
  bool ended() const override { return broken_; }

  void begin_group() override {
    CHECK(pending_.empty());
    changes_ = 0;
    in_group_ = true;
    failure_.reset();
    send_own(begin_group_text);
  }
  void begin_change() override {
    current_change_ = changes_++;
    send_own("SAVEPOINT change");
  }
  // Without a Sync: it would flush a packet and wake both sides for every change, a fifth of the rate. What comes after
  // an error is then skipped up to the next Sync, which settle and commit send.
  void keep_change() override { send_own("RELEASE SAVEPOINT change"); }
  void drop_change() override {
    auto dropped = current_change_;
    send_sync();
    drain();
    if (failure_ && failure_->change < dropped) throw EarlierFailed{};
    failure_.reset();
    roll_back_change();
  }
  void run(const Sql& sql, Params params, std::int64_t expected) override { send(sql, params, expected); }
  std::int64_t run_counted(const Sql& sql, Params params) override {
    send(sql, params, any_rows);
    auto result = answer_of_last();
    return std::atoll(PQcmdTuples(result.get()));
  }
  std::optional<ChangeFailure> settle() override {
    send_sync();
    drain();
    return std::exchange(failure_, std::nullopt);
  }
  void undo_failed() override { roll_back_change(); }

  CommitEnd commit() override {
    send_own("COMMIT");
    send_sync();
    in_group_ = false;
    try {
      drain();
    } catch (const Broken&) {
      return CommitEnd::unknown;
    }
    // COMMIT of a transaction that had failed answers ROLLBACK.
    return !failure_ && last_tag_ == "COMMIT" ? CommitEnd::committed : CommitEnd::unknown;
  }
  void abandon() noexcept override {
    in_group_ = false;
    if (!usable()) return;
    try {
      send_sync();
      drain();
      send_own("ROLLBACK");
      send_sync();
      drain();
      failure_.reset();
    } catch (const Broken&) {
      broken_ = true;  // said by usable(): the owner opens a new session
    }
  }

  void execute_script(const std::string& script) override {
    bool piping = PQpipelineStatus(connection_) != PQ_PIPELINE_OFF;
    if (piping) {
      drain();
      if (!PQexitPipelineMode(connection_)) lost("leaving the pipeline");
    }
    ResultPtr result(PQexec(connection_, script.c_str()), &PQclear);
    auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
      std::string reason = PQresultErrorMessage(result.get());
      ResultPtr undo(PQexec(connection_, "ROLLBACK"), &PQclear);
      if (piping) PQenterPipelineMode(connection_);
      throw Broken("PostgreSQL, running a script: " + reason);
    }
    if (piping && !PQenterPipelineMode(connection_)) lost("entering the pipeline");
  }

  std::string describe_schema() override;
  bool usable() const override {
    // An ended session shows only to who reads: first the server's last words, then the end. Without this, the first
    // job after PostgreSQL has been away would fail.
    for (int i = 0; i < 2 && !broken_ && PQconsumeInput(connection_); ++i) {
    }
    return !broken_ && PQstatus(connection_) == CONNECTION_OK;
  }
  std::int64_t waits() const override { return waits_; }

 private:
  enum class Reading { none, asked, open, spent };
  enum class What { statement, prepare, sync };
  struct Pending {
    What what;
    std::size_t change;
    const Sql* sql;
    std::int64_t expected;
    Ahead::One* ahead = nullptr;
  };

  [[noreturn]] void lost(std::string_view doing) {
    broken_ = true;
    throw Broken("PostgreSQL, " + std::string(doing) + ": " + PQerrorMessage(connection_));
  }

  void insist(const char* setting, std::initializer_list<std::string_view> good) {
    ResultPtr result(PQexec(connection_, ("SHOW " + std::string(setting)).c_str()), &PQclear);
    if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) lost("asking for a setting");
    std::string_view value = PQgetvalue(result.get(), 0, 0);
    if (std::find(good.begin(), good.end(), value) == good.end()) {
      throw NotDurable(std::string(setting) + "=" + std::string(value));
    }
  }

  void lock_office() {
    // The number is "qyzmet" in ASCII; the lock ends with the connection.
    ResultPtr result(PQexec(connection_, "SELECT pg_try_advisory_lock(124931562627444)"), &PQclear);
    if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) lost("locking");
    if (std::string_view(PQgetvalue(result.get(), 0, 0)) != "t") throw Locked("PostgreSQL advisory lock");
  }

  void send_own(const std::string& text) {
    auto& name = own_[text];
    if (name.empty()) {
      name = "own" + std::to_string(++own_names_);
      if (!PQsendPrepare(connection_, name.c_str(), text.c_str(), 0, nullptr)) lost("sending");
      pending_.push_back({What::prepare, current_change_, nullptr, any_rows});
    }
    if (!PQsendQueryPrepared(connection_, name.c_str(), 0, nullptr, nullptr, nullptr, binary)) lost("sending");
    pending_.push_back({What::statement, current_change_, nullptr, any_rows});
  }

  void prepare(const Sql& sql, Params params) {
    if (sql.slot() >= prepared_.size()) prepared_.resize(sql.slot() + 1, false);
    if (prepared_[sql.slot()]) return;
    std::vector<Oid> types;
    for (std::size_t i = 0; i < sql.names().size(); ++i) types.push_back(type_of(value_of(sql, params, i)));
    auto name = "s" + std::to_string(sql.slot());
    if (!PQsendPrepare(connection_, name.c_str(), sql.numbered().c_str(), static_cast<int>(types.size()),
                       types.data())) {
      lost("sending");
    }
    pending_.push_back({What::prepare, current_change_, &sql, any_rows});
    prepared_[sql.slot()] = true;
  }

  void send(const Sql& sql, Params params, std::int64_t expected) {
    check_params(sql, params);
    prepare(sql, params);
    constexpr std::size_t most = 32;
    std::size_t count = sql.names().size();
    CHECK(count <= most);
    const char* values[most];
    int lengths[most];
    int formats[most];
    std::int64_t integers[most];
    for (std::size_t i = 0; i < count; ++i) {
      const auto& value = value_of(sql, params, i);
      formats[i] = binary;
      if (value.null()) {
        values[i] = nullptr;
        lengths[i] = 0;
      } else if (value.type() == Type::integer) {
        integers[i] = static_cast<std::int64_t>(htobe64(static_cast<std::uint64_t>(value.integer())));
        values[i] = reinterpret_cast<const char*>(&integers[i]);
        lengths[i] = 8;
      } else {
        values[i] = value.data().empty() ? "" : value.data().data();
        lengths[i] = static_cast<int>(value.data().size());
      }
    }
    char name[32];
    std::snprintf(name, sizeof name, "s%zu", sql.slot());
    if (!PQsendQueryPrepared(connection_, name, static_cast<int>(count), values, lengths, formats, binary))
      lost("sending");
    pending_.push_back({What::statement, current_change_, &sql, expected});
  }

  void send_sync() {
    if (!PQpipelineSync(connection_)) lost("sending");
    pending_.push_back({What::sync, current_change_, nullptr, any_rows});
  }

  void send_ahead(const Question& question, bool only) {
    const auto param = [&question](std::size_t i) { return Param{question.wholes[i].name, question.wholes[i].value}; };
    switch (question.count()) {
      case 0:
        send(*question.sql, {}, any_rows);
        break;
      case 1:
        send(*question.sql, {param(0)}, any_rows);
        break;
      case 2:
        send(*question.sql, {param(0), param(1)}, any_rows);
        break;
      default:
        send(*question.sql, {param(0), param(1), param(2)}, any_rows);
    }
    pending_.back().ahead = &ahead_.add(question, only);
  }

  /// Of what was asked ahead.
  ResultPtr answer_of(Ahead::One& asked) {
    if (!asked.arrived) {
      if (std::exchange(flush_wanted_, false) && !PQsendFlushRequest(connection_)) lost("sending");
      ++waits_;
    }
    while (!asked.arrived) take_one();
    ResultPtr result = ahead_.take(asked);
    if (!failure_ && PQresultStatus(result.get()) == PGRES_TUPLES_OK) return result;
    broken_ = true;
    throw Broken("PostgreSQL: " + (failure_ ? failure_->message : PQresultErrorMessage(result.get())));
  }

  /// Waits until everything sent before the last statement, and that statement, has been answered; gives its rows.
  ResultPtr answer_of_last() {
    if (pending_.back().what != What::sync && !PQsendFlushRequest(connection_)) lost("sending");
    auto left_behind = pending_.back().what == What::sync ? 1u : 0u;
    auto change = current_change_;
    ++waits_;
    ResultPtr result(nullptr, &PQclear);
    while (pending_.size() > left_behind) result = take_one();
    if (left_behind) take_one();
    if (!failure_) return result;
    if (reading_ != Reading::none || !in_group_) {
      broken_ = true;
      throw Broken("PostgreSQL: " + failure_->message);
    }
    if (failure_->change < change) throw EarlierFailed{};
    auto failure = *failure_;
    if (failure.refusal) throw Refused{*failure.refusal};
    throw std::runtime_error("PostgreSQL: " + failure.message);
  }

  void drain() {
    if (!pending_.empty()) ++waits_;
    while (!pending_.empty()) take_one();
  }

  /// A server that is silent is as good as gone: nobody may wait for it without end, least of all the writer.
  void await_answer() {
    if (PQflush(connection_) < 0) lost("sending");
    while (PQisBusy(connection_)) {
      pollfd socket{PQsocket(connection_), POLLIN, 0};
      int ready = ::poll(&socket, 1, answer_limit_ms);
      if (ready == 0) {
        broken_ = true;
        throw Broken("PostgreSQL has been silent for too long");
      }
      if ((ready < 0 && errno != EINTR) || !PQconsumeInput(connection_)) lost("waiting");
    }
  }

  /// Takes the answer of the oldest pending item.
  ResultPtr take_one() {
    auto item = pending_.front();
    await_answer();
    ResultPtr result(PQgetResult(connection_), &PQclear);
    if (!result || PQstatus(connection_) != CONNECTION_OK) {
      if (result) remember_message(result.get());
      lost("waiting");
    }
    pending_.pop_front();
    auto status = PQresultStatus(result.get());
    if (item.what == What::sync) {
      if (status != PGRES_PIPELINE_SYNC) lost("out of step");
      return result;
    }
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
      last_tag_ = PQcmdStatus(result.get());
      if (item.expected != any_rows && std::atoll(PQcmdTuples(result.get())) != item.expected) fenced_ = true;
    } else if (item.ahead == nullptr || !item.ahead->only) {
      note_failure(item, status, result.get());
    }
    // Each statement's results end with a null pointer.
    await_answer();
    ResultPtr end(PQgetResult(connection_), &PQclear);
    CHECK(!end);
    if (std::exchange(fenced_, false)) throw Fenced{};
    if (item.ahead == nullptr) return result;
    ahead_.arrive(*item.ahead, std::move(result));
    return {nullptr, &PQclear};
  }

  void note_failure(const Pending& item, ExecStatusType status, const PGresult* result) {
    if (item.what == What::prepare && item.sql) prepared_[item.sql->slot()] = false;
    if (item.what == What::prepare && !item.sql) own_.clear();
    if (status == PGRES_PIPELINE_ABORTED || failure_) return;
    std::string_view state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    std::string message = PQresultErrorMessage(result);
    if (state == "57014" && reading_ == Reading::open) {
      broken_ = true;
      throw SnapshotTooOld();
    }
    if (state.starts_with("08") || state.starts_with("57") || state.starts_with("53") || state.starts_with("58") ||
        state.starts_with("XX")) {
      broken_ = true;
      throw Broken("PostgreSQL: " + message);
    }
    failure_ = ChangeFailure{item.change, std::nullopt, message};
    auto refuse = [&](Refusal::Kind kind) { failure_->refusal = Refusal{kind, item.sql ? item.sql->table() : ""}; };
    if (state == "23505") refuse(Refusal::Kind::unique);
    if (state == "23514") refuse(Refusal::Kind::check);
    if (state == "23503") refuse(Refusal::Kind::foreign_key);
    if (state == "23502") refuse(Refusal::Kind::not_null);
  }

  /// After everything is drained: back to the savepoint that lives, that of the change which failed or is dropped.
  void roll_back_change() {
    send_own("ROLLBACK TO SAVEPOINT change");
    send_own("RELEASE SAVEPOINT change");
    send_sync();
    drain();
    if (failure_) throw Broken("PostgreSQL cannot roll back a change: " + failure_->message);
  }

  void remember_message(const PGresult* result) { last_tag_ = PQresultErrorMessage(result); }

  PGconn* connection_ = nullptr;
  bool broken_ = false;
  bool in_group_ = false;
  Reading reading_ = Reading::none;
  std::deque<Pending> pending_;
  Ahead ahead_;
  bool flush_wanted_ = false;  ///< the server may still hold back answers to what was asked ahead
  std::vector<bool> prepared_;
  std::map<std::string, std::string> own_;
  int own_names_ = 0;
  bool fenced_ = false;
  std::size_t changes_ = 0;
  std::size_t current_change_ = 0;
  std::optional<ChangeFailure> failure_;
  std::string last_tag_;
  std::int64_t waits_ = 0;
};

std::string PostgresSession::describe_schema() {
  static const Sql columns{
      "SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || "
      "CASE WHEN a.attcollation <> 0 THEN ' collate ' || co.collname ELSE '' END || "
      "CASE WHEN a.attnotnull THEN ' not null' ELSE '' END "
      "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid LEFT JOIN pg_collation co ON co.oid = a.attcollation "
      "WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public') AND c.relkind = 'r' "
      "AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum"};
  static const Sql indexes{"SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexdef"};
  static const Sql constraints{
      "SELECT t.relname || ': ' || pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_class t ON t.oid = "
      "c.conrelid "
      "WHERE c.connamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'public') ORDER BY 1"};
  std::string out;
  for (const auto* part : {&columns, &indexes, &constraints}) {
    for (auto rows = query(*part, {}); rows->next();) out += std::string(rows->text(0)) + "\n";
    out += "\n";
  }
  return out;
}

}  // namespace

std::unique_ptr<Session> open_postgres(const Options& options, Purpose purpose) {
  return std::make_unique<PostgresSession>(options, purpose);
}

}  // namespace qyzmet::db
