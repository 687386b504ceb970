#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "db/db.hpp"

namespace qyzmet::http {

/// Microseconds that only rise, for durations. The injected Clock counts whole milliseconds, which is right for
/// time-outs and too coarse for a request; nothing decides on this value.
std::int64_t stopwatch_us();

/// Counts of one route. Safe from all threads.
class RouteFigures {
 public:
  virtual ~RouteFigures() = default;
  virtual void count(int status, std::int64_t duration_us) = 0;
};

/// What Prometheus asks for. Requests by route and status, durations by route, connections, dropped log lines.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  /// Lives as long as this. A route is its pattern, never a request's own path: a path could hold a person's number.
  RouteFigures& route(std::string_view method, std::string_view pattern);
  void connection_opened();
  void connection_closed();
  void connection_refused();
  void log_lines_dropped(std::int64_t count);

  /// All of it with the writer's figures, as Prometheus text (format 0.0.4).
  std::string text(const db::Database& database) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace qyzmet::http
