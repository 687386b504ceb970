#include "http/addresses.hpp"

#include <algorithm>

namespace qyzmet::http {

bool Address::take(const ServerOptions& options, std::int64_t now_ms) {
  if (options.requests_per_second <= 0) return true;
  const std::lock_guard lock(mutex_);
  if (tokens_ < 0)
    tokens_ = options.request_burst;
  else
    tokens_ += static_cast<double>(now_ms - refilled_ms_) * 1e-3 * options.requests_per_second;
  tokens_ = std::min(tokens_, options.request_burst);
  refilled_ms_ = now_ms;
  if (tokens_ < 1) return false;
  tokens_ -= 1;
  return true;
}

std::shared_ptr<Address> Addresses::enter(const std::string& address, bool trusted_proxy, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  forget_idle(now_ms);
  if (connections_ >= options_.connection_limit) return nullptr;
  auto& entry = all_[address];
  if (!entry) entry = std::make_shared<Address>();
  if (!trusted_proxy && entry->connections_ >= options_.connections_per_address) return nullptr;
  ++entry->connections_;
  ++connections_;
  return entry;
}

std::shared_ptr<Address> Addresses::of(const std::string& address, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  forget_idle(now_ms);
  auto& entry = all_[address];
  if (!entry) entry = std::make_shared<Address>();
  return entry;
}

void Addresses::leave(const std::shared_ptr<Address>& address) {
  const std::lock_guard lock(mutex_);
  --address->connections_;
  --connections_;
}

std::size_t Addresses::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

/// Without this, everybody who ever called would stay in memory; without the wait, calling again would refill the
/// allowance.
void Addresses::forget_idle(std::int64_t now_ms) {
  constexpr std::int64_t kEveryMs = 60'000;
  if (now_ms - swept_ms_ < kEveryMs) return;
  swept_ms_ = now_ms;
  const double rate = options_.requests_per_second;
  const auto full_after_ms = rate > 0 ? static_cast<std::int64_t>(options_.request_burst / rate * 1e3) + 1 : 0;
  std::erase_if(all_, [&](const auto& item) {
    return item.second->connections_ == 0 && now_ms - item.second->refilled_ms_ >= full_after_ms;
  });
}

}  // namespace qyzmet::http
