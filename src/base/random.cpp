#include "base/random.hpp"

#include <pthread.h>
#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace qyzmet {
namespace {

void read_system(std::span<std::byte> out) {
  while (!out.empty()) {
    const ssize_t got = ::getrandom(out.data(), out.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) throw std::system_error(errno, std::generic_category(), "getrandom");
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

struct Block {
  std::array<std::byte, 4096> bytes{};
  std::size_t used = bytes.size();
};

thread_local Block block;

}  // namespace

void SystemRandom::fill(std::span<std::byte> out) {
  // A forked child must not hand out what its parent hands out.
  [[maybe_unused]] static const int at_fork =
      ::pthread_atfork(nullptr, nullptr, [] { block.used = block.bytes.size(); });
  if (out.size() > block.bytes.size()) return read_system(out);
  if (block.bytes.size() - block.used < out.size()) {
    read_system(block.bytes);
    block.used = 0;
  }
  std::byte* from = block.bytes.data() + block.used;
  std::copy_n(from, out.size(), out.data());
  ::explicit_bzero(from, out.size());
  block.used += out.size();
}

void SeededRandom::fill(std::span<std::byte> out) {
  const std::lock_guard lock(mutex_);
  while (!out.empty()) {
    // SplitMix64. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    z ^= z >> 31U;
    const std::size_t count = std::min(out.size(), sizeof z);
    std::memcpy(out.data(), &z, count);
    out = out.subspan(count);
  }
}

}  // namespace qyzmet
