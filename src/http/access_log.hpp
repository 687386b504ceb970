#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "base/time.hpp"

namespace qyzmet::http {

/// One request, answered. Neither path nor query nor body nor key: they can hold what is personal or secret.
struct LogLine {
  Instant at{};
  std::string_view method;
  std::string_view route;  ///< the pattern
  int status = 0;
  std::size_t bytes = 0;  ///< of the reply with its header
  std::int64_t duration_us = 0;
  std::string_view trace_id;
  std::string_view client;
};

/// JSON lines, written by a thread of its own so that a slow disk or pipe holds nobody up: what does not fit is counted
/// and dropped.
class AccessLog {
 public:
  explicit AccessLog(int fd);
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  void write(const LogLine& line);
  /// What broke while a request was answered: {"at", "level": "error", "what", "trace_id"}.
  void write_failure(Instant at, std::string_view what, std::string_view trace_id);
  /// Lines dropped since the last call.
  std::int64_t take_dropped() { return dropped_.exchange(0); }

 private:
  void add(std::string_view line);
  void run();

  int fd_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::string waiting_;
  bool stop_ = false;
  std::atomic<std::int64_t> dropped_ = 0;
  std::thread thread_;
};

}  // namespace qyzmet::http
