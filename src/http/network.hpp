#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "http/core.hpp"

namespace qyzmet::http {

class Connection;

/// One network thread with the connections that live on it.
class Network {
 public:
  virtual ~Network() = default;

  /// From any thread: `connection`'s reply is ready. Many are handed over with one wake-up.
  virtual void deliver(std::shared_ptr<Connection> connection) = 0;

  /// On the network thread only: a connection ends.
  virtual void forget(Connection& connection) = 0;

  /// From any thread: idle connections close now, the others when their reply is out.
  virtual void wind_down() = 0;
  /// From any thread: closes all and lets the thread end.
  virtual void abort() = 0;
  virtual void join() = 0;
};

/// The network threads and the door.
class Networks {
 public:
  virtual ~Networks() = default;
  /// Binds and starts. Errors: unavailable "http.cannot_listen" {address, reason}, "http.bad_certificate" {reason}.
  static Result<std::unique_ptr<Networks>> start(const std::shared_ptr<Core>& core);
  virtual std::uint16_t port() const = 0;
  /// Closes the door, finishes what is in hand for at most `grace_ms`, then ends.
  virtual void stop(int grace_ms) = 0;
};

}  // namespace qyzmet::http
