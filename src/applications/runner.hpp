#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "db/db.hpp"
#include "journal/journal.hpp"

namespace qyzmet::applications {

class Applications;

/// Limits of the work in the background.
inline constexpr int kWorkAttempts = 5;    ///< failures in a row, then the application is stuck
inline constexpr int kWorkAtOnce = 20;     ///< applications in one change
inline constexpr int kMissedAtOnce = 200;  ///< marked in one change
inline constexpr auto kMissedEvery = std::chrono::minutes(1);
inline constexpr auto kStandsAfter = std::chrono::minutes(1);  ///< without a move the runner is in trouble

/// What the runner hears: who was filed, and what registers answered. All it does is to write that there is work.
journal::Consumer runner_consumer();

/// One round of work: prepares what is due on a snapshot (rules, requests, documents), applies it on the writer, behind
/// people. Gives how many applications were looked at. Safe to break off at any moment: whatever was not committed is
/// done again. What cannot be planned, also because the plan threw, is tried again later and then stuck; the others go
/// on. `moved` is called before each look. Errors: those of `Database::change`.
Result<int> carry_on(
    db::Database& database, const Applications& applications, Clock& clock, const std::function<void()>& moved = [] {});

/// Marks what did not come in time. Gives how many. Errors: those of `Database::change`.
Result<int> mark_all_missed(db::Database& database, const Applications& applications, Clock& clock);

/// Carries applications on, and watches their dates, each on a thread of its own: a look that takes long stops no
/// watch.
class Runner {
 public:
  /// Construct before `Database::start`: it hangs on the commits. All three outlive it.
  Runner(db::Database& database, const Applications& applications, Clock& clock);
  ~Runner() { stop(); }
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;
  void start();
  /// Before `Database::stop`. May be called twice.
  void stop();
  /// "application.runner_stands" while one look has taken over a minute; else "".
  std::string trouble() const;

 private:
  struct Bell;
  static constexpr std::int64_t kNotLooking = -1;
  void run();
  void watch();
  /// People first: while many changes wait for the writer, the background waits too, but never for long.
  void give_way();

  db::Database& database_;
  const Applications& applications_;
  Clock& clock_;
  std::shared_ptr<Bell> bell_;
  std::atomic<std::int64_t> looking_since_ms_ = kNotLooking;
  std::thread thread_;
  std::thread watch_thread_;
};

}  // namespace qyzmet::applications
