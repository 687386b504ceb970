#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "db/session.hpp"

namespace qyzmet::db {

/// Copies SQLite's log into the database behind the writer's back (PASSIVE), so that the writer's own RESTART, which
/// everybody waits for, finds little left to do. Safe beside a writer from SQLite 3.51.3 on.
class Checkpointer {
 public:
  using OpenSession = std::function<std::unique_ptr<Session>()>;

  explicit Checkpointer(OpenSession open);
  ~Checkpointer();
  /// The log is so long now; called after each commit.
  void log_is(std::int64_t bytes);
  /// Copies nothing while the lock is held. Waits for a copy that is on its way, at most so long; then it holds
  /// nothing.
  std::unique_lock<std::timed_mutex> hold(std::chrono::milliseconds at_most);
  void stop();

 private:
  static constexpr std::int64_t step_bytes = 1 << 20;
  void loop();

  OpenSession open_;
  std::timed_mutex copying_;
  std::mutex mutex_;
  std::condition_variable grown_;
  std::int64_t bytes_ = 0;
  std::int64_t copied_at_ = 0;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace qyzmet::db
