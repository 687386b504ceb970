#include "exchange/freeze.hpp"

#include <algorithm>

namespace qyzmet::exchange {

void Freeze::restore(Instant since) {
  since_ = since;
  next_probe_ms_ = 0;
}

bool Freeze::silent(const Moment& at) {
  next_probe_ms_ = at.monotonic_ms + rule_.probe_s * 1000LL;
  if (frozen()) return false;
  row_.push_back(at);
  if (row_.size() > static_cast<std::size_t>(rule_.silent)) row_.pop_front();
  const bool enough = row_.size() == static_cast<std::size_t>(rule_.silent);
  if (!enough || at.monotonic_ms - row_.front().monotonic_ms > rule_.within_s * 1000LL) return false;
  since_ = row_.front().now;
  return true;
}

bool Freeze::answered() {
  row_.clear();
  const bool was = frozen();
  since_.reset();
  return was;
}

void Ramp::restart() {
  allowed_ = 1;
  answered_ = 0;
}

void Ramp::answered() {
  if (++answered_ < allowed_) return;
  allowed_ = std::min(allowed_ * 2, limit_);
  answered_ = 0;
}

void Ramp::silent() {
  allowed_ = std::max(1, allowed_ / 2);
  answered_ = 0;
}

}  // namespace qyzmet::exchange
