#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "base/time.hpp"
#include "exchange/registers.hpp"

/// Pure: when a register counts as frozen, and how fast it is asked again when it is not any more.
namespace qyzmet::exchange {

/// One moment on both clocks: the calendar's for what is said, the other for durations.
struct Moment {
  Instant now{};
  std::int64_t monotonic_ms = 0;
};

/// Whether a register answers. Silence is an attempt without an answer: no connection, a time-out, or that the register
/// itself says that it cannot (5xx, 429).
class Freeze {
 public:
  explicit Freeze(const FreezeRule& rule) : rule_(rule) {}

  /// Frozen since then, as an earlier process found; it may be tried at once.
  void restore(Instant since);
  /// True: with this silence the register is frozen. `since` is that of the first silence of the row.
  bool silent(const Moment& at);
  /// True: it was frozen until now.
  bool answered();
  /// While frozen: may one lookup go out? Told when one went.
  bool may_probe(std::int64_t monotonic_ms) const { return monotonic_ms >= next_probe_ms_; }

  bool frozen() const { return since_.has_value(); }
  std::optional<Instant> since() const { return since_; }

 private:
  FreezeRule rule_;
  std::deque<Moment> row_;  ///< silences since the last answer, at most as many as the rule counts
  std::optional<Instant> since_;
  std::int64_t next_probe_ms_ = 0;
};

/// How many may be on their way at once. After a freeze it begins at one and doubles with each round that is answered,
/// so that a register that comes back is not run down by all who waited.
class Ramp {
 public:
  explicit Ramp(int limit) : limit_(limit), allowed_(limit) {}

  int allowed() const { return allowed_; }
  void restart();
  void answered();
  /// Half of it, when it falls silent on the way up.
  void silent();

 private:
  int limit_;
  int allowed_;
  int answered_ = 0;  ///< of this round
};

}  // namespace qyzmet::exchange
