#include "db/checkpointer.hpp"

#include <pthread.h>

#include <utility>

namespace qyzmet::db {

Checkpointer::Checkpointer(OpenSession open) : open_(std::move(open)), thread_([this] { loop(); }) {}

Checkpointer::~Checkpointer() { stop(); }

void Checkpointer::log_is(std::int64_t bytes) {
  bool enough = false;
  {
    std::lock_guard lock(mutex_);
    if (bytes < bytes_) copied_at_ = 0;  // the log began anew
    bytes_ = bytes;
    enough = bytes_ - copied_at_ >= step_bytes;
  }
  if (enough) grown_.notify_one();
}

std::unique_lock<std::timed_mutex> Checkpointer::hold(std::chrono::milliseconds at_most) {
  return {copying_, at_most};
}

void Checkpointer::stop() {
  {
    std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  grown_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Checkpointer::loop() {
  ::pthread_setname_np(::pthread_self(), "checkpointer");
  std::unique_ptr<Session> session;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      grown_.wait(lock, [&] { return stopped_ || bytes_ - copied_at_ >= step_bytes; });
      if (stopped_) return;
      copied_at_ = bytes_;
    }
    try {
      if (!session) session = open_();
      const std::lock_guard copying(copying_);
      session->copy_log();
    } catch (const Broken&) {
      session.reset();  // the writer meets the same fault, and it is the one who reports it
    }
  }
}

}  // namespace qyzmet::db
