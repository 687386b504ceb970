#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "db/session.hpp"

namespace qyzmet::db {

/// Reader threads, each with a session of its own. A job runs with a Snapshot; a session that broke is replaced before
/// the next job.
class Readers {
 public:
  struct Job {
    std::move_only_function<void(Snapshot&)> run;
    std::optional<Question> only{};  ///< all that it will ask
  };
  using OpenSession = std::function<std::unique_ptr<Session>()>;

  Readers(int threads, std::size_t queue_limit, OpenSession open);
  ~Readers();
  /// Errors: unavailable "db.queue_full", "db.stopped".
  Result<void> submit(Job job);
  /// Finishes what waits, then ends the threads.
  void stop();
  /// Runs `job` on the calling thread.
  void run_now(const std::function<void(Snapshot&)>& job);

 private:
  /// With `mutex_` held: whether a thread is to be told that there are jobs.
  bool must_wake();
  /// With `mutex_` held: the next job, or several that ask one question each.
  std::vector<Job> take();
  void loop();
  static void run(Session& session, std::move_only_function<void(Snapshot&)>& job);

  OpenSession open_;
  const int thread_count_;
  std::size_t queue_limit_;
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<Job> jobs_;
  int waiting_ = 0;
  bool waking_ = false;  ///< a waiting thread has been told and has not come yet: it tells the next one
  bool stopped_ = false;
  std::mutex own_mutex_;
  std::unique_ptr<Session> own_session_;
  std::vector<std::thread> threads_;
};

}  // namespace qyzmet::db
