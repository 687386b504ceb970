#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>

#include "db/db.hpp"

namespace qyzmet::db {

/// The changes that wait for the writer. Bounded; interactive ones go first, background work gets at most a quarter of
/// the turns while both wait. Safe from several threads.
class ChangeQueue {
 public:
  explicit ChangeQueue(std::size_t limit) : limit_(limit) {}

  /// Takes the change over, or leaves it with the caller and says why not: "db.queue_full", "db.stopped".
  const char* push(Change& change);
  /// The next one, at once; none if nothing waits.
  std::optional<Change> pop();
  /// Waits until something waits, `wake` is called, or the queue is closed; false once closed and empty.
  bool wait();
  /// As `wait`, but at most so long; for a writer that tries to recover.
  void wait_at_most(int ms);
  /// Takes no more.
  void close();
  std::size_t size() const;

 private:
  static constexpr int turns_for_one_background = 3;

  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<Change> interactive_;
  std::deque<Change> background_;
  std::size_t limit_;
  int interactive_turns_ = 0;
  bool waiting_ = false;
  bool closed_ = false;
};

}  // namespace qyzmet::db
