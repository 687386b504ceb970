#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

/// How often somebody may do something: in memory, so that counting turns no read into a write (DESIGN §2).
namespace qyzmet::applications {

/// At most so many in a sliding window, for each key. Safe to use from several threads; a restart forgets.
class Tries {
 public:
  Tries(int most, std::chrono::milliseconds window) : most_(static_cast<std::size_t>(most)), window_(window) {}

  /// Takes one; false if none is left. `monotonic_ms` as `Clock` gives it.
  bool take(std::string_view key, std::int64_t monotonic_ms);
  /// Gives back the newest that was taken: it turned out not to count.
  void give_back(std::string_view key);

 private:
  void forget_old(std::int64_t monotonic_ms);

  const std::size_t most_;
  const std::chrono::milliseconds window_;
  std::mutex mutex_;
  std::map<std::string, std::deque<std::int64_t>, std::less<>> taken_;  ///< moments, rising
};

}  // namespace qyzmet::applications
