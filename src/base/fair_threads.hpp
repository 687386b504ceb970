#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace qyzmet {

/// Threads for slow work (passwords, files), so that reading goes on meanwhile, and the short queue before them. It is
/// fair: those who wait are taken in turn by network, so that one that sends much keeps nobody else waiting long.
class FairThreads {
 public:
  /// Units: jobs.
  struct Limits {
    int threads = 1;
    std::size_t waiting = 32;      ///< in all
    std::size_t waiting_each = 8;  ///< of one network
  };
  explicit FairThreads(Limits limits);
  /// Does what still waits, then ends.
  ~FairThreads();
  FairThreads(const FairThreads&) = delete;
  FairThreads& operator=(const FairThreads&) = delete;

  /// Runs `job` on one of the threads when its turn comes. False: there is no room, and it will not be run.
  bool queue(std::string_view network, std::move_only_function<void()> job);
  /// Does what still waits; takes nothing more. May be called twice.
  void stop();

 private:
  using Jobs = std::deque<std::move_only_function<void()>>;
  void run();
  std::move_only_function<void()> next();

  const Limits limits_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::size_t waiting_ = 0;
  std::map<std::string, Jobs, std::less<>> jobs_;  ///< by network; none is empty
  std::deque<std::string> turns_;                  ///< the networks in jobs_, whose turn is next first
  std::vector<std::thread> threads_;
};

}  // namespace qyzmet
