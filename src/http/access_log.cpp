#include "http/access_log.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

#include "base/json.hpp"

namespace qyzmet::http {
namespace {

constexpr std::size_t kMaxWaiting = 4 << 20;

/// Lines are gathered for so long: a wake-up and a system call for many of them.
constexpr std::chrono::milliseconds kGather{20};

}  // namespace

AccessLog::AccessLog(int fd) : fd_(fd), thread_([this] { run(); }) {}

AccessLog::~AccessLog() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void AccessLog::write(const LogLine& line) {
  // Every value is of our own making (patterns, addresses, hex): none needs escaping. Not format_to: each file that
  // calls it compiles all of fmt anew.
  add(fmt::format(R"({{"at":"{}","method":"{}","route":"{}","status":{},"bytes":{},"duration_us":{},"trace_id":"{}",)"
                  "\"client\":\"{}\"}}\n",
                  to_rfc3339(line.at), line.method, line.route, line.status, line.bytes, line.duration_us,
                  line.trace_id, line.client));
}

void AccessLog::write_failure(Instant at, std::string_view what, std::string_view trace_id) {
  auto line = fmt::format(R"({{"at":"{}","level":"error","what":)", to_rfc3339(at));
  append_canonical_string(line, what);
  line += fmt::format(",\"trace_id\":\"{}\"}}\n", trace_id);
  add(line);
}

void AccessLog::add(std::string_view line) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() + line.size() > kMaxWaiting) {
      ++dropped_;
      return;
    }
    first = waiting_.empty();
    waiting_ += line;
  }
  if (first) wake_.notify_one();
}

void AccessLog::run() {
  std::string batch;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
      if (!stop_) wake_.wait_for(lock, kGather, [this] { return stop_; });
      batch.clear();
      std::swap(batch, waiting_);
      if (batch.empty() && stop_) return;
    }
    std::string_view rest = batch;
    while (!rest.empty()) {
      const auto written = ::write(fd_, rest.data(), rest.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) break;  // nowhere to write to: the service goes on without a log
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
  }
}

}  // namespace qyzmet::http
