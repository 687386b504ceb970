#include <atomic>
#include <chrono>
#include <thread>

#include "base/check.hpp"
#include "db/checkpointer.hpp"
#include "db/db.hpp"
#include "db/lock_file.hpp"
#include "db/migrate.hpp"
#include "db/readers.hpp"
#include "db/session.hpp"
#include "db/writer.hpp"

namespace qyzmet::db {
namespace {

std::unique_ptr<Session> open_session(const Options& options, Purpose purpose, Clock& clock) {
  return options.postgres_url.empty() ? open_sqlite(options, purpose, clock) : open_postgres(options, purpose);
}

/// The writer's first session. PostgreSQL may need a moment to see that a server which was killed is gone: until then
/// the lock is still that one's, and its successor would be refused as a second writer.
std::unique_ptr<Session> open_writer(const Options& options, Clock& clock) {
  constexpr int kTries = 15;
  constexpr std::chrono::milliseconds kPause{200};
  for (int tries = 1;; ++tries) {
    try {
      return open_session(options, Purpose::writer, clock);
    } catch (const Locked&) {
      if (tries == kTries) throw;
    }
    std::this_thread::sleep_for(kPause);
  }
}

constexpr std::chrono::milliseconds kHoldMost{50};  ///< everybody waits meanwhile

class DatabaseOnSessions final : public Database {
 public:
  DatabaseOnSessions(Options options, std::unique_ptr<LockFile> lock, std::unique_ptr<Session> session, Clock& clock,
                     Random& random)
      : options_(std::move(options)),
        lock_(std::move(lock)),
        clock_(clock),
        session_(std::move(session)),
        writer_(options_, opener(Purpose::writer), lock_.get(), clock, random),
        readers_(options_.readers, options_.reader_queue_limit, opener(Purpose::reader)) {
    if (engine() != Engine::sqlite || options_.reading_only) return;
    checkpointer_ = std::make_unique<Checkpointer>(opener(Purpose::checkpointer));
    writer_.on_commit([this](const Committed&) { checkpointer_->log_is(writer_.log_bytes_now()); });
    writer_.restart_log_alone([this] { return checkpointer_->hold(kHoldMost); });
  }
  ~DatabaseOnSessions() override { DatabaseOnSessions::stop(); }

  Result<int> migrate() override {
    CHECK(session_);
    return db::migrate(*session_, engine(), clock_.now());
  }
  std::string describe_schema() override {
    CHECK(session_);
    return session_->describe_schema();
  }
  Result<void> start(Stream& stream) override {
    CHECK(session_);
    try {
      writer_.start(std::move(session_), stream);
    } catch (const Broken& reason) {
      return fail(Code::unavailable, "db.broken", {{"reason", reason.what()}});
    }
    return {};
  }
  void stop() override {
    writer_.stop();
    readers_.stop();
    if (checkpointer_) checkpointer_->stop();
  }
  void submit(Change change) override { writer_.submit(std::move(change)); }
  Result<void> read_later(std::move_only_function<void(Snapshot&)> job, std::optional<Question> only) override {
    return readers_.submit({std::move(job), only});
  }
  void read(const std::function<void(Snapshot&)>& job) override { readers_.run_now(job); }
  void on_commit(std::function<void(const Committed&)> listener) override { writer_.on_commit(std::move(listener)); }
  Engine engine() const override { return options_.postgres_url.empty() ? Engine::sqlite : Engine::postgres; }
  WriterFigures figures() const override { return writer_.figures(); }
  std::string trouble() const override { return writer_.trouble(); }

 private:
  std::function<std::unique_ptr<Session>()> opener(Purpose purpose) {
    return [this, purpose] { return open_session(options_, purpose, clock_); };
  }

  Options options_;
  std::unique_ptr<LockFile> lock_;
  Clock& clock_;
  std::unique_ptr<Session> session_;  ///< before the writer starts; then it is the writer's
  Writer writer_;
  Readers readers_;
  std::unique_ptr<Checkpointer> checkpointer_;
};

}  // namespace

Result<std::unique_ptr<Database>> Database::open(Options options, Clock& clock, Random& random) {
  std::unique_ptr<LockFile> lock;
  std::error_code error;
  if (!options.directory.empty() && !options.reading_only)
    std::filesystem::create_directories(options.directory, error);
  if (error) return fail(Code::unavailable, "db.unreachable", {{"reason", error.message()}});
  if (options.postgres_url.empty() && !options.reading_only) {
    TRY_ASSIGN(lock, LockFile::take(options.directory / "writer.lock"));
  }
  try {
    std::unique_ptr<Session> session;
    if (options.reading_only) {
      const auto reader = open_session(options, Purpose::reader, clock);
      TRY(expect_current(*reader));
    } else {
      session = open_writer(options, clock);
    }
    return std::make_unique<DatabaseOnSessions>(std::move(options), std::move(lock), std::move(session), clock, random);
  } catch (const Locked& by) {
    return fail(Code::unavailable, "db.locked", {{"by", by.what()}});
  } catch (const NotDurable& setting) {
    return fail(Code::unavailable, "db.not_durable", {{"setting", setting.what()}});
  } catch (const EngineTooOld& version) {
    return fail(Code::unavailable, "db.engine_too_old", {{"version", version.what()}});
  } catch (const Broken& reason) {
    return fail(Code::unavailable, "db.unreachable", {{"reason", reason.what()}});
  }
}

Result<void> Database::change(std::move_only_function<Result<void>(Tx&)> apply, Priority priority) {
  struct Waiting {
    std::atomic_flag ended;
    Result<void> result;
  } waiting;
  submit({.priority = priority, .apply = std::move(apply), .refused = {}, .done = [&](Result<void> result) {
            waiting.result = std::move(result);
            waiting.ended.test_and_set();
            waiting.ended.notify_one();
          }});
  waiting.ended.wait(false);
  return waiting.result;
}

}  // namespace qyzmet::db
