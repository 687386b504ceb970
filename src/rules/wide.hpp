#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <utility>

namespace qyzmet::rules {

/// Unsigned arithmetic wider than the machine's, for Number alone.
using u128 = unsigned __int128;

/// 10^0 … 10^38: what fits 128 bits.
inline constexpr auto powers_of_ten = [] {
  std::array<u128, 39> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

inline constexpr std::uint64_t low_half(u128 value) { return static_cast<std::uint64_t>(value); }
inline constexpr std::uint64_t high_half(u128 value) { return static_cast<std::uint64_t>(value >> 64); }

inline constexpr int bit_length(u128 value) {
  return high_half(value) != 0 ? 128 - std::countl_zero(high_half(value)) : 64 - std::countl_zero(low_half(value));
}

/// Decimal digits; 0 has none.
inline constexpr int digit_count(u128 value) {
  const int guess = bit_length(value) * 1233 >> 12;  // log10(2) ≈ 1233 / 4096
  return guess + (value >= powers_of_ten[static_cast<std::size_t>(guess)] ? 1 : 0);
}

/// 256 bits, lowest first.
struct Wide {
  std::array<std::uint64_t, 4> limbs{};

  bool fits_128() const { return (limbs[2] | limbs[3]) == 0; }
  u128 low() const { return static_cast<u128>(limbs[1]) << 64 | limbs[0]; }
  int bits() const {
    const u128 top = static_cast<u128>(limbs[3]) << 64 | limbs[2];
    return top != 0 ? 128 + bit_length(top) : bit_length(low());
  }
};

inline Wide multiply_wide(u128 a, u128 b) {
  const std::array<std::uint64_t, 2> x{low_half(a), high_half(a)};
  const std::array<std::uint64_t, 2> y{low_half(b), high_half(b)};
  Wide out;
  for (std::size_t i = 0; i < 2; ++i) {
    std::uint64_t carry = 0;
    for (std::size_t j = 0; j < 2; ++j) {
      const u128 sum = static_cast<u128>(x[i]) * y[j] + out.limbs[i + j] + carry;
      out.limbs[i + j] = low_half(sum);
      carry = high_half(sum);
    }
    out.limbs[i + 2] = carry;
  }
  return out;
}

/// Divides in place; returns the remainder.
inline std::uint64_t divide_short(Wide& value, std::uint64_t divisor) {
  std::uint64_t rest = 0;
  for (std::size_t i = 4; i-- > 0;) {
    const u128 part = static_cast<u128>(rest) << 64 | value.limbs[i];
    value.limbs[i] = low_half(part / divisor);
    rest = low_half(part % divisor);
  }
  return rest;
}

/// Quotient and remainder. The quotient must fit 128 bits, `divisor` must not be zero. One bit at a time: this is the
/// path of long coefficients alone.
inline std::pair<u128, u128> divide_wide(const Wide& value, u128 divisor) {
  u128 rest = static_cast<u128>(value.limbs[3]) << 64 | value.limbs[2];
  u128 low = value.low();
  for (int i = 0; i < 128; ++i) {
    const bool carry = (rest >> 127) != 0;
    rest = rest << 1 | low >> 127;
    low <<= 1;
    if (carry || rest >= divisor) {
      rest -= divisor;
      low |= 1;
    }
  }
  return {low, rest};
}

}  // namespace qyzmet::rules
