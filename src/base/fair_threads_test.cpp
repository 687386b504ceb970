#include "base/fair_threads.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <mutex>
#include <string>
#include <vector>

namespace qyzmet {
namespace {

TEST(FairThreads, TheQueueIsFairAndBounded) {
  std::mutex mutex;
  std::vector<std::string> done;
  std::promise<void> begun;
  std::promise<void> go_on;
  const auto note = [&](std::string name) {
    return [&, name = std::move(name)] {
      const std::lock_guard lock(mutex);
      done.push_back(name);
    };
  };
  FairThreads hashing({.threads = 1, .waiting = 6, .waiting_each = 4});
  ASSERT_TRUE(hashing.queue("flood", [&] {
    begun.set_value();
    go_on.get_future().wait();
  }));
  begun.get_future().wait();
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(hashing.queue("flood", note("flood " + std::to_string(i))));
  EXPECT_FALSE(hashing.queue("flood", note("one too many of its own")));
  EXPECT_TRUE(hashing.queue("a", note("a")));
  EXPECT_TRUE(hashing.queue("b", note("b")));
  EXPECT_FALSE(hashing.queue("c", note("one too many")));
  go_on.set_value();
  hashing.stop();
  EXPECT_EQ(done, (std::vector<std::string>{"flood 0", "a", "b", "flood 1", "flood 2", "flood 3"}));
  EXPECT_FALSE(hashing.queue("a", note("too late")));
}

}  // namespace
}  // namespace qyzmet
