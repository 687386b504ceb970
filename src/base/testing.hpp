#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "base/random.hpp"

namespace qyzmet {

/// For tests alone: the seed of a random test, new at every run and printed, so that a failure can be replayed with
/// QYZMET_SEED=<seed> in the environment.
inline std::uint64_t test_seed() {
  const char* const given = std::getenv("QYZMET_SEED");
  const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : SystemRandom().next_u64();
  std::printf("QYZMET_SEED=%llu\n", static_cast<unsigned long long>(seed));
  return seed;
}

}  // namespace qyzmet
