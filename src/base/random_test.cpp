#include "base/random.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <thread>
#include <vector>

namespace qyzmet {
namespace {

TEST(SeededRandom, follows_its_seed) {
  // The first outputs of SplitMix64 for the seed 0, as other implementations publish them.
  SeededRandom zero(0);
  EXPECT_EQ(zero.next_u64(), 0xe220a8397b1dcdafU);
  EXPECT_EQ(zero.next_u64(), 0x6e789e6aa1b965f4U);
  SeededRandom a(7);
  SeededRandom b(7);
  SeededRandom c(8);
  const auto bytes = a.next_32();
  EXPECT_EQ(bytes, b.next_32());
  EXPECT_NE(bytes, c.next_32());
}

TEST(SystemRandom, fills_every_byte_whatever_the_size) {
  SystemRandom random;
  for (const std::size_t size : {0U, 1U, 31U, 4095U, 4096U, 4097U, 20'000U}) {
    // A byte that is never written would stay zero through all the rounds.
    std::vector<std::byte> seen(size);
    for (int round = 0; round < 8; ++round) {
      std::vector<std::byte> bytes(size);
      random.fill(bytes);
      for (std::size_t i = 0; i < size; ++i) seen[i] |= bytes[i];
    }
    EXPECT_EQ(std::count(seen.begin(), seen.end(), std::byte{0}), 0) << size;
  }
}

TEST(SystemRandom, never_repeats_also_between_threads) {
  SystemRandom random;
  std::vector<std::vector<std::uint64_t>> drawn(4);
  std::vector<std::thread> threads;
  for (auto& numbers : drawn) {
    threads.emplace_back([&] {
      for (int i = 0; i < 5000; ++i) numbers.push_back(random.next_u64());
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<std::uint64_t> all;
  for (const auto& numbers : drawn) all.insert(numbers.begin(), numbers.end());
  EXPECT_EQ(all.size(), 20'000U);
}

TEST(SystemRandom, a_forked_child_draws_other_bytes) {
  SystemRandom random;
  random.next_u64();  // the block is now half used: the child inherits it
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const std::uint64_t number = random.next_u64();
    _exit(::write(ends[1], &number, sizeof number) == sizeof number ? 0 : 1);
  }
  std::uint64_t in_child = 0;
  ASSERT_EQ(::read(ends[0], &in_child, sizeof in_child), static_cast<ssize_t>(sizeof in_child));
  int status = 0;
  ::waitpid(child, &status, 0);
  ::close(ends[0]);
  ::close(ends[1]);
  EXPECT_EQ(status, 0);
  EXPECT_NE(random.next_u64(), in_child);
}

}  // namespace
}  // namespace qyzmet
