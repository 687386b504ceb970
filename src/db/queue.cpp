#include "db/queue.hpp"

#include <chrono>
#include <utility>

namespace qyzmet::db {
namespace {

std::optional<Change> take(std::deque<Change>& from) {
  std::optional<Change> change(std::move(from.front()));
  from.pop_front();
  return change;
}

}  // namespace

const char* ChangeQueue::push(Change& change) {
  bool wake = false;
  {
    std::lock_guard lock(mutex_);
    if (closed_) return "db.stopped";
    if (interactive_.size() + background_.size() >= limit_) return "db.queue_full";
    (change.priority == Priority::interactive ? interactive_ : background_).push_back(std::move(change));
    wake = std::exchange(waiting_, false);
  }
  if (wake) filled_.notify_one();
  return nullptr;
}

std::optional<Change> ChangeQueue::pop() {
  std::lock_guard lock(mutex_);
  bool background_turn = interactive_.empty() || interactive_turns_ >= turns_for_one_background;
  if (!background_.empty() && background_turn) {
    interactive_turns_ = 0;
    return take(background_);
  }
  if (interactive_.empty()) return std::nullopt;
  ++interactive_turns_;
  return take(interactive_);
}

bool ChangeQueue::wait() {
  std::unique_lock lock(mutex_);
  auto ready = [&] { return closed_ || !interactive_.empty() || !background_.empty(); };
  while (!ready()) {
    waiting_ = true;
    filled_.wait(lock);
  }
  return !interactive_.empty() || !background_.empty();
}

void ChangeQueue::wait_at_most(int ms) {
  std::unique_lock lock(mutex_);
  if (closed_) return;
  waiting_ = true;
  filled_.wait_for(lock, std::chrono::milliseconds(ms));
}

void ChangeQueue::close() {
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }
  filled_.notify_all();
}

std::size_t ChangeQueue::size() const {
  std::lock_guard lock(mutex_);
  return interactive_.size() + background_.size();
}

}  // namespace qyzmet::db
