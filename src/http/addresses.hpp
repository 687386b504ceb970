#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "http/http.hpp"

namespace qyzmet::http {

/// One client address: how many connections it holds and how many requests it may still send at once. IPv6 addresses
/// are taken together by /64, the smallest part of the net that one customer gets.
class Address {
 public:
  /// Takes one request from the allowance (a token bucket). False: over the rate.
  bool take(const ServerOptions& options, std::int64_t now_ms);

 private:
  friend class Addresses;
  std::mutex mutex_;
  double tokens_ = -1;  ///< -1: no request yet, full
  std::int64_t refilled_ms_ = 0;
  std::size_t connections_ = 0;
};

/// All addresses with a connection, or with an allowance that is not full again.
class Addresses {
 public:
  explicit Addresses(const ServerOptions& options) : options_(options) {}

  /// Counts a connection in. Null: over a limit, nothing was counted. A trusted proxy's are as many as all may be.
  std::shared_ptr<Address> enter(const std::string& address, bool trusted_proxy, std::int64_t now_ms);
  /// Without a connection of its own: who stands behind a proxy.
  std::shared_ptr<Address> of(const std::string& address, std::int64_t now_ms);
  void leave(const std::shared_ptr<Address>& address);
  std::size_t connections() const;

 private:
  void forget_idle(std::int64_t now_ms);

  const ServerOptions& options_;
  mutable std::mutex mutex_;
  std::size_t connections_ = 0;
  std::int64_t swept_ms_ = 0;
  std::unordered_map<std::string, std::shared_ptr<Address>> all_;
};

}  // namespace qyzmet::http
