#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"

/// How often something may be tried. In memory, bounded, safe to use from every thread.
namespace qyzmet::identity {

/// Counts tries by key in windows of time: "login:aigul", "client:17", "address:10.0.0.1".
class Rates {
 public:
  /// One more try under `key`. False: there were `limit` in this window already.
  bool take(std::string_view key, int limit, std::chrono::milliseconds window, Instant now);

 private:
  struct Window {
    Instant ends{};
    int taken = 0;
  };
  std::mutex mutex_;
  std::unordered_map<std::string, Window> windows_;
};

/// Who tries to sign in, whether the login exists or not.
struct Try {
  Digest login{};
  Digest here{};  ///< the login from this network
};
Try try_of(std::string_view login, std::string_view network);

/// Sign-ins that failed. Ten in a row from one network lock the login for that network for 15 minutes: others go on.
/// A hundred from everywhere lock it for all but those networks from which it has signed in lately. Rows in the
/// database make locks outlast a restart. Source: issue 3.
class LockOuts {
 public:
  static constexpr int kFailures = 10;
  static constexpr int kFailuresEverywhere = 100;
  static constexpr std::chrono::minutes kLock{15};
  static constexpr std::chrono::days kKnown{30};  ///< "lately"

  bool locked(const Try& one, Instant now);
  /// Has the login signed in from this network lately?
  bool known(const Try& one, Instant now);
  /// What is locked until when, if this failure locks it.
  struct Lock {
    Digest what{};
    bool everywhere = false;
    Instant until{};
  };
  std::vector<Lock> failed(const Try& one, Instant now);
  void succeeded(const Try& one, Instant now);
  /// As stored, at the start.
  void load(const Digest& what, Instant until);

 private:
  struct State {
    int failures = 0;
    Instant last{};
    Instant until{};
    Instant known_until{};
  };
  /// True if this failure locks it.
  bool count(const Digest& what, int most, Instant now);
  State* find(const Digest& what);
  void forget_old(Instant now);
  std::mutex mutex_;
  std::unordered_map<std::string, State> states_;
};

}  // namespace qyzmet::identity
