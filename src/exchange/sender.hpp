#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace qyzmet::exchange {

/// What came of one request.
struct Came {
  std::int64_t id = 0;
  int status = 0;          ///< of HTTP; 0: no answer (no connection, a time-out, broken off)
  bool too_large = false;  ///< more than the limit; `body` is not whole
  std::string body;
};

/// Sends requests over HTTP and takes what comes back: many at once, one thread. Redirects are not followed,
/// certificates are checked, no proxy of the environment is used. libcurl's multi interface.
class Sender {
 public:
  Sender(std::size_t answer_limit, std::string ca_file);
  ~Sender();
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  /// Posts `body` (JSON) to `url`. Gives up after `timeout_ms`, connecting included.
  void send(std::int64_t id, const std::string& url, std::string body, int timeout_ms);
  /// Breaks a request off; nothing comes of it any more.
  void drop(std::int64_t id);
  /// Waits until something has come, `wake` was called, or `at_most_ms` are over; gives what has come.
  std::vector<Came> wait(int at_most_ms);
  /// From any thread.
  void wake();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Errors: invalid "registers.bad_address" {address}: not http or https, without a host, or with a name and password.
Result<void> check_address(std::string_view address);

}  // namespace qyzmet::exchange
