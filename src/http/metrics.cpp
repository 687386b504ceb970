#include "http/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <atomic>
#include <chrono>
#include <deque>

namespace qyzmet::http {
namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Histogram;

/// Seconds: from a reply out of memory (under 100 µs) to a client's own time-out.
const Histogram::BucketBoundaries kBuckets = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                              0.025,  0.05,    0.1,    0.25,  0.5,    1,     2.5};

class Figures final : public RouteFigures {
 public:
  Figures(Family<Counter>& requests, Family<Histogram>& durations, prometheus::Labels labels)
      : requests_(requests), labels_(std::move(labels)), duration_(durations.Add(labels_, kBuckets)) {}

  void count(int status, std::int64_t duration_us) override {
    counter(status).Increment();
    duration_.Observe(static_cast<double>(duration_us) * 1e-6);
  }

 private:
  /// Made when a status is first seen, then found without a lock. Making it twice gives the same one.
  Counter& counter(int status) {
    auto& place = counters_.at(static_cast<std::size_t>(status - 100));
    if (auto* known = place.load(std::memory_order_acquire)) return *known;
    auto labels = labels_;
    labels["status"] = std::to_string(status);
    auto& made = requests_.Add(labels);
    place.store(&made, std::memory_order_release);
    return made;
  }

  Family<Counter>& requests_;
  prometheus::Labels labels_;
  Histogram& duration_;
  std::array<std::atomic<Counter*>, 500> counters_{};
};

prometheus::MetricFamily family(std::string name, std::string help, prometheus::MetricType type, double value) {
  prometheus::ClientMetric metric;
  if (type == prometheus::MetricType::Counter) metric.counter.value = value;
  if (type == prometheus::MetricType::Gauge) metric.gauge.value = value;
  return {std::move(name), std::move(help), type, {metric}};
}

void add_writer(std::vector<prometheus::MetricFamily>& out, const db::Database& database) {
  using enum prometheus::MetricType;
  const auto figures = database.figures();
  const auto add = [&](std::string name, std::string help, prometheus::MetricType type, double value) {
    out.push_back(family("qyzmet_writer_" + name, std::move(help), type, value));
  };
  add("groups_total", "Groups of changes committed.", Counter, static_cast<double>(figures.groups));
  add("changes_total", "Changes committed.", Counter, static_cast<double>(figures.changes));
  add("failed_total", "Changes that failed and rolled back alone.", Counter, static_cast<double>(figures.failed));
  add("unknown_total", "Changes whose commit ended in doubt.", Counter, static_cast<double>(figures.unknown));
  add("busy_seconds_total", "Time the writer was at work.", Counter, static_cast<double>(figures.busy_us) * 1e-6);
  add("longest_change_seconds", "The longest change since the start.", Gauge,
      static_cast<double>(figures.longest_change_us) * 1e-6);
  add("checkpoints_total", "Checkpoints of SQLite's log.", Counter, static_cast<double>(figures.checkpoints));
  add("waits_total", "Round trips in which the writer waited for PostgreSQL.", Counter,
      static_cast<double>(figures.waits));
  add("queued", "Changes waiting.", Gauge, static_cast<double>(figures.queued));
  add("log_bytes", "Size of SQLite's log.", Gauge, static_cast<double>(figures.log_bytes));
  add("up", "1 while changes are taken.", Gauge, database.trouble().empty() ? 1 : 0);
}

}  // namespace

std::int64_t stopwatch_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

struct Metrics::Impl {
  prometheus::Registry registry;
  Family<Counter>& requests = prometheus::BuildCounter()
                                  .Name("qyzmet_http_requests_total")
                                  .Help("Requests answered, by route and status.")
                                  .Register(registry);
  Family<Histogram>& durations = prometheus::BuildHistogram()
                                     .Name("qyzmet_http_request_seconds")
                                     .Help("From the end of a request's header to its reply.")
                                     .Register(registry);
  prometheus::Gauge& connections =
      prometheus::BuildGauge().Name("qyzmet_http_connections").Help("Connections open now.").Register(registry).Add({});
  Counter& refused = prometheus::BuildCounter()
                         .Name("qyzmet_http_connections_refused_total")
                         .Help("Connections over a limit.")
                         .Register(registry)
                         .Add({});
  Counter& dropped = prometheus::BuildCounter()
                         .Name("qyzmet_log_lines_dropped_total")
                         .Help("Log lines dropped because the log could not be written fast enough.")
                         .Register(registry)
                         .Add({});
  std::deque<Figures> routes;
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

RouteFigures& Metrics::route(std::string_view method, std::string_view pattern) {
  return impl_->routes.emplace_back(
      impl_->requests, impl_->durations,
      prometheus::Labels{{"method", std::string(method)}, {"route", std::string(pattern)}});
}

void Metrics::connection_opened() { impl_->connections.Increment(); }
void Metrics::connection_closed() { impl_->connections.Decrement(); }
void Metrics::connection_refused() { impl_->refused.Increment(); }
void Metrics::log_lines_dropped(std::int64_t count) { impl_->dropped.Increment(static_cast<double>(count)); }

std::string Metrics::text(const db::Database& database) const {
  auto families = impl_->registry.Collect();
  add_writer(families, database);
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace qyzmet::http
