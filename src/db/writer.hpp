#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "db/group.hpp"
#include "db/lock_file.hpp"
#include "db/queue.hpp"
#include "db/session.hpp"

namespace qyzmet::db {

/// The one thread that writes: takes waiting changes in groups, and survives faults of the disk or of PostgreSQL.
///
///   taking ──Broken or unknown──▶ recovering ──new session, same writer word──▶ taking
///      └────────Fenced───────────────▶ fenced (for good)
class Writer {
 public:
  using OpenSession = std::function<std::unique_ptr<Session>()>;

  Writer(const Options& options, OpenSession open, LockFile* lock, Clock& clock, Random& random);
  ~Writer();

  void on_commit(std::function<void(const Committed&)> listener) { listeners_.push_back(std::move(listener)); }
  /// `hold` keeps whoever else copies the log from doing so as long as what it gives lives: SQLite's RESTART fails at
  /// once beside another checkpoint. Before `start`.
  void restart_log_alone(std::function<std::unique_lock<std::timed_mutex>()> hold) { hold_copying_ = std::move(hold); }
  /// Takes the office with `session` and starts. Throws Broken.
  void start(std::unique_ptr<Session> session, Stream& stream);
  void stop();
  void submit(Change change);

  WriterFigures figures() const;
  std::string trouble() const;
  /// SQLite's log after the newest commit; on the writer thread.
  std::int64_t log_bytes_now() const { return session_ ? session_->log_bytes() : 0; }

 private:
  enum class State { stopped, taking, behind, recovering, fenced };

  void loop();
  void run_group();
  void fill(Group& group);
  void after_commit(Group& group);
  void take_office();
  void tell_listeners();
  void recover();
  void refuse_waiting();
  bool clock_behind();
  static const char* word_of(State state);

  const Options options_;
  OpenSession open_;
  LockFile* lock_;
  Clock& clock_;
  Random& random_;
  ChangeQueue queue_;
  std::vector<std::function<void(const Committed&)>> listeners_;
  std::function<std::unique_lock<std::timed_mutex>()> hold_copying_;  ///< null: nobody else copies
  std::string word_;  ///< names this process in stream_head.writer
  std::unique_ptr<Session> session_;
  Stream* stream_ = nullptr;
  IdSource ids_;
  Head head_;
  std::atomic<std::int64_t> head_at_ms_{0};
  std::int64_t restart_again_at_ = 0;  ///< bytes of log; after a restart that a reader prevented
  std::atomic<State> state_{State::stopped};
  std::atomic<bool> stopping_{false};
  std::thread thread_;

  std::atomic<std::int64_t> groups_{0}, changes_{0}, failed_{0}, unknown_{0}, busy_us_{0}, longest_us_{0},
      checkpoints_{0}, waits_{0}, log_bytes_{0};
};

}  // namespace qyzmet::db
