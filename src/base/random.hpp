#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>

namespace qyzmet {

/// Where unpredictable bytes come from. Passed in; safe to call from several threads.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::byte> out) = 0;

  std::uint64_t next_u64() {
    std::uint64_t value = 0;
    fill(std::as_writable_bytes(std::span(&value, 1)));
    return value;
  }
  std::array<std::byte, 32> next_32() {
    std::array<std::byte, 32> value{};
    fill(value);
    return value;
  }
};

/// The operating system's generator (getrandom), read in blocks of 4 KiB for each thread; bytes handed out are wiped.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::byte> out) override;
};

/// The same bytes for the same seed: for tests and rehearsals only. Tests print their seed.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::byte> out) override;

 private:
  std::mutex mutex_;
  std::uint64_t state_;
};

}  // namespace qyzmet
