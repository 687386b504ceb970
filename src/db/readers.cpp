#include "db/readers.hpp"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace qyzmet::db {
namespace {

constexpr std::size_t kMostAtOnce = 8;  ///< questions that one thread asks together: the last waits for the first

/// Stands in for a session that cannot be opened: every query fails, so that the job itself says so to whoever asked.
/// For a moment no other is tried: a database that is coming up is not helped by a knock with every request.
class BrokenSession final : public Session {
 public:
  explicit BrokenSession(std::string reason) : reason_(std::move(reason)) {}
  Engine engine() const override { return Engine::sqlite; }
  void begin_read() override {}
  void end_read() noexcept override {}
  std::unique_ptr<Rows> query(const Sql&, Params) override { throw Broken(reason_); }
  std::unique_ptr<Rows> query_only(const Sql&, Params) override { throw Broken(reason_); }
  void begin_group() override { throw Broken(reason_); }
  void begin_change() override { throw Broken(reason_); }
  void keep_change() override { throw Broken(reason_); }
  void drop_change() override { throw Broken(reason_); }
  void run(const Sql&, Params, std::int64_t) override { throw Broken(reason_); }
  std::int64_t run_counted(const Sql&, Params) override { throw Broken(reason_); }
  std::optional<ChangeFailure> settle() override { throw Broken(reason_); }
  void undo_failed() override { throw Broken(reason_); }
  CommitEnd commit() override { throw Broken(reason_); }
  void abandon() noexcept override {}
  void execute_script(const std::string&) override { throw Broken(reason_); }
  std::string describe_schema() override { throw Broken(reason_); }
  bool usable() const override { return std::chrono::steady_clock::now() < until_; }

 private:
  std::string reason_;
  std::chrono::steady_clock::time_point until_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
};

std::unique_ptr<Session> open_or_stand_in(const Readers::OpenSession& open) {
  try {
    return open();
  } catch (const Broken& reason) {
    return std::make_unique<BrokenSession>(reason.what());
  }
}

}  // namespace

Readers::Readers(int threads, std::size_t queue_limit, OpenSession open)
    : open_(std::move(open)), thread_count_(std::max(1, threads)), queue_limit_(queue_limit) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { loop(); });
}

Readers::~Readers() { stop(); }

Result<void> Readers::submit(Job job) {
  bool wake = false;
  {
    std::lock_guard lock(mutex_);
    if (stopped_) return fail(Code::unavailable, "db.stopped");
    if (jobs_.size() >= queue_limit_) return fail(Code::unavailable, "db.queue_full");
    jobs_.push_back(std::move(job));
    wake = must_wake();
  }
  if (wake) filled_.notify_one();
  return {};
}

bool Readers::must_wake() { return waiting_ > 0 && !std::exchange(waking_, true); }

void Readers::stop() {
  {
    std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  filled_.notify_all();
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void Readers::run_now(const std::function<void(Snapshot&)>& job) {
  std::lock_guard lock(own_mutex_);
  if (!own_session_ || !own_session_->usable()) own_session_ = open_();
  std::move_only_function<void(Snapshot&)> once = std::cref(job);
  run(*own_session_, once);
}

void Readers::run(Session& session, std::move_only_function<void(Snapshot&)>& job) {
  struct Ending {
    Session& session;
    ~Ending() { session.end_read(); }
  };
  session.begin_read();
  Ending ending{session};
  Snapshot snapshot(session);
  job(snapshot);
}

std::vector<Readers::Job> Readers::take() {
  std::vector<Job> taken;
  const std::size_t fair = 1 + jobs_.size() / static_cast<std::size_t>(thread_count_);
  do {
    taken.push_back(std::move(jobs_.front()));
    jobs_.pop_front();
  } while (taken.back().only && taken.size() < std::min(fair, kMostAtOnce) && !jobs_.empty() && jobs_.front().only);
  return taken;
}

void Readers::loop() {
  ::pthread_setname_np(::pthread_self(), "reader");
  std::unique_ptr<Session> session;
  while (true) {
    std::vector<Job> jobs;
    bool wake = false;
    {
      std::unique_lock lock(mutex_);
      while (!stopped_ && jobs_.empty()) {
        ++waiting_;
        filled_.wait(lock);
        --waiting_;
        waking_ = false;
      }
      if (jobs_.empty()) return;
      jobs = take();
      wake = !jobs_.empty() && must_wake();
    }
    if (wake) filled_.notify_one();
    if (!session || !session->usable()) session = open_or_stand_in(open_);
    if (jobs.size() > 1) {
      for (const Job& job : jobs) session->ask_only_ahead(*job.only);
    }
    for (Job& job : jobs) {
      if (session->ended()) session = open_or_stand_in(open_);
      run(*session, job.run);
      job.run = {};  // what it holds may end here, not when all have run
    }
    session->forget_only();
  }
}

}  // namespace qyzmet::db
