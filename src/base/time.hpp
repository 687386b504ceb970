#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace qyzmet {

/// A moment, UTC, whole milliseconds. In the database and on the wire of events: `at_ms`, milliseconds since 1970.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// A day as people name it: no time zone. In JSON and the database: "2026-03-05".
using Date = std::chrono::sys_days;

/// Milliseconds since 1970-01-01T00:00Z, and back.
constexpr std::int64_t to_ms(Instant instant) { return instant.time_since_epoch().count(); }
/// See `to_ms`.
constexpr Instant from_ms(std::int64_t ms) { return Instant{std::chrono::milliseconds{ms}}; }

/// RFC 3339, UTC, always with milliseconds: "2026-03-05T09:07:01.250Z".
std::string to_rfc3339(Instant instant);
/// Reads what `to_rfc3339` writes, and any RFC 3339 time with an offset. Errors: invalid "time.malformed".
Result<Instant> parse_rfc3339(std::string_view text);

/// ISO 8601 calendar date, "2026-03-05".
std::string to_iso(Date date);
/// Errors: invalid "date.malformed" (also for 2026-02-30).
Result<Date> parse_date(std::string_view text);

/// The day it is at `utc_offset_minutes` east of Greenwich (Kazakhstan: 300 since 01.03.2024; configuration, not code).
Date local_date(Instant instant, int utc_offset_minutes);

/// Where time comes from. Passed in; nothing else in the project reads a clock.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
  /// For durations and time-outs: never goes back, unrelated to the calendar. Units: milliseconds.
  virtual std::int64_t monotonic_ms() const = 0;
};

/// The machine's own.
class SystemClock final : public Clock {
 public:
  Instant now() const override;
  std::int64_t monotonic_ms() const override;
};

/// A clock that tests set. Safe to read and set from several threads.
class TestClock final : public Clock {
 public:
  explicit TestClock(Instant start) : now_ms_(to_ms(start)) {}
  Instant now() const override { return from_ms(__atomic_load_n(&now_ms_, __ATOMIC_SEQ_CST)); }
  std::int64_t monotonic_ms() const override { return __atomic_load_n(&now_ms_, __ATOMIC_SEQ_CST); }
  void set(Instant now) { __atomic_store_n(&now_ms_, to_ms(now), __ATOMIC_SEQ_CST); }
  void advance(std::chrono::milliseconds by) { __atomic_add_fetch(&now_ms_, by.count(), __ATOMIC_SEQ_CST); }

 private:
  std::int64_t now_ms_;
};

}  // namespace qyzmet
