#include "base/fair_threads.hpp"

#include <utility>

namespace qyzmet {

FairThreads::FairThreads(Limits limits) : limits_(limits) {
  for (int i = 0; i < limits_.threads; ++i) threads_.emplace_back([this] { run(); });
}

FairThreads::~FairThreads() { stop(); }

bool FairThreads::queue(std::string_view network, std::move_only_function<void()> job) {
  const std::lock_guard lock(mutex_);
  if (stopping_ || waiting_ >= limits_.waiting) return false;
  const auto found = jobs_.find(network);
  if (found != jobs_.end() && found->second.size() >= limits_.waiting_each) return false;
  if (found == jobs_.end()) turns_.emplace_back(network);
  jobs_[std::string(network)].push_back(std::move(job));
  ++waiting_;
  changed_.notify_one();
  return true;
}

void FairThreads::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

/// Of whose turn it is; a network with more to do stands at the end again.
std::move_only_function<void()> FairThreads::next() {
  const auto mine = jobs_.find(turns_.front());
  turns_.pop_front();
  auto job = std::move(mine->second.front());
  mine->second.pop_front();
  --waiting_;
  if (mine->second.empty()) {
    jobs_.erase(mine);
  } else {
    turns_.push_back(mine->first);
  }
  return job;
}

void FairThreads::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || waiting_ > 0; });
    if (waiting_ == 0) return;
    auto job = next();
    lock.unlock();
    job();
    job = nullptr;  // what it held goes without the lock
    lock.lock();
  }
}

}  // namespace qyzmet
