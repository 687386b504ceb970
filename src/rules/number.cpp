#include "rules/number.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/check.hpp"
#include "rules/wide.hpp"

namespace qyzmet::rules {

namespace {

constexpr u128 limit = powers_of_ten[Number::digits];  // coefficients are below it

struct Parts {
  u128 coefficient;
  std::int64_t exponent;
};

/// Cuts to 34 digits, half to even; `sticky` says that non-zero digits were cut before.
Parts cut(u128 coefficient, std::int64_t exponent, bool sticky) {
  int drop = coefficient >= limit ? digit_count(coefficient) - Number::digits : 0;
  // Below the smallest exponent digits go, too: IEEE's subnormal numbers.
  if (exponent + drop < Number::min_exponent) {
    drop = static_cast<int>(std::min<std::int64_t>(Number::min_exponent - exponent, 39));
    exponent = std::max<std::int64_t>(exponent, Number::min_exponent - 39);
    if (drop == 39) return {0, Number::min_exponent};
  }
  if (drop <= 0) return {coefficient, exponent};
  const u128 power = powers_of_ten[static_cast<std::size_t>(drop)];
  u128 quotient = coefficient / power;
  const u128 rest = coefficient % power;
  const u128 half = power / 2;
  if (rest > half || (rest == half && (sticky || (quotient & 1) != 0))) ++quotient;
  exponent += drop;
  if (quotient == limit) {
    quotient /= 10;
    ++exponent;
  }
  return {quotient, exponent};
}

std::optional<Number> rounded(bool negative, u128 coefficient, std::int64_t exponent, bool sticky) {
  const Parts parts = cut(coefficient, exponent, sticky);
  return Number::of(negative, parts.coefficient, parts.exponent);
}

/// a + b for the same sign, a - b otherwise, with a's exponent the larger and a not zero.
std::optional<Number> add_aligned(bool negative, u128 a, std::int64_t a_exponent, bool other_sign, u128 b,
                                  std::int64_t b_exponent) {
  const std::int64_t apart = a_exponent - b_exponent;
  const std::int64_t shift = std::min<std::int64_t>(apart, 38 - digit_count(a));
  a *= powers_of_ten[static_cast<std::size_t>(shift)];
  const std::int64_t cut_off = apart - shift;
  bool sticky = false;
  if (cut_off > 0) {
    const u128 power = cut_off < 39 ? powers_of_ten[static_cast<std::size_t>(cut_off)] : 0;
    sticky = power == 0 ? b != 0 : b % power != 0;
    b = power == 0 ? 0 : b / power;
  }
  const std::int64_t exponent = a_exponent - shift;
  if (!other_sign) return rounded(negative, a + b, exponent, sticky);
  if (sticky) ++b;  // the difference lies just above a - b - 1, never on it
  return a >= b ? rounded(negative, a - b, exponent, sticky) : rounded(!negative, b - a, exponent, sticky);
}

}  // namespace

std::optional<Number> Number::of(bool negative, u128 coefficient, std::int64_t exponent) {
  if (coefficient >= limit || exponent < min_exponent) {
    const Parts parts = cut(coefficient, exponent, false);
    coefficient = parts.coefficient;
    exponent = parts.exponent;
  }
  if (exponent > max_exponent) {
    if (coefficient == 0) {
      exponent = max_exponent;
    } else {
      const std::int64_t pad = exponent - max_exponent;
      if (pad + digit_count(coefficient) > digits) return std::nullopt;
      coefficient *= powers_of_ten[static_cast<std::size_t>(pad)];
      exponent = max_exponent;
    }
  }
  Number out;
  out.low_ = low_half(coefficient);
  out.high_ = high_half(coefficient);
  out.exponent_ = static_cast<std::int32_t>(exponent);
  out.negative_ = negative && coefficient != 0;
  return out;
}

std::optional<Number> Number::from_double(double value) {
  if (!std::isfinite(value)) return std::nullopt;
  char text[40];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return parse({text, static_cast<std::size_t>(end - text)});
}

bool Number::is_whole() const {
  if (exponent_ >= 0 || is_zero()) return true;
  if (-exponent_ > digits) return false;
  return coefficient() % powers_of_ten[static_cast<std::size_t>(-exponent_)] == 0;
}

std::optional<std::int64_t> Number::to_int64() const {
  if (!is_whole()) return std::nullopt;
  u128 value = coefficient();
  if (value == 0) return 0;
  if (exponent_ < 0) {
    value /= powers_of_ten[static_cast<std::size_t>(-exponent_)];
  } else if (exponent_ > 0) {
    if (exponent_ + digit_count(value) > 20) return std::nullopt;
    value *= powers_of_ten[static_cast<std::size_t>(exponent_)];
  }
  constexpr u128 most = static_cast<u128>(1) << 63;
  if (value > most || (value == most && !negative_)) return std::nullopt;
  return static_cast<std::int64_t>(negative_ ? 0 - low_half(value) : low_half(value));
}

double Number::to_double() const {
  const std::string text = to_text();
  double value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end.ec == std::errc::result_out_of_range) return exponent_ > 0 ? (negative_ ? -HUGE_VAL : HUGE_VAL) : 0.0;
  return value;
}

Number Number::operator-() const {
  Number out = *this;
  out.negative_ = !negative_ && !is_zero();
  return out;
}

std::strong_ordering Number::compare(const Number& a, const Number& b) {
  const int a_sign = a.is_zero() ? 0 : a.negative_ ? -1 : 1;
  const int b_sign = b.is_zero() ? 0 : b.negative_ ? -1 : 1;
  if (a_sign != b_sign || a_sign == 0) return a_sign <=> b_sign;
  u128 x = a.coefficient();
  u128 y = b.coefficient();
  const int x_size = digit_count(x) + a.exponent_;
  const int y_size = digit_count(y) + b.exponent_;
  auto order = x_size <=> y_size;
  if (order == 0) {
    // Of one size: the exponents are less than 34 apart, and aligning makes no number longer than the longer one.
    const int apart = a.exponent_ - b.exponent_;
    (apart > 0 ? x : y) *= powers_of_ten[static_cast<std::size_t>(std::abs(apart))];
    order = x <=> y;
  }
  return a_sign > 0 ? order : 0 <=> order;
}

std::optional<Number> add(const Number& a, const Number& b) {
  if (a.exponent_ == b.exponent_ && ((a.high_ | b.high_) == 0) && ((a.low_ | b.low_) >> 62) == 0) [[likely]] {
    const std::int64_t x = static_cast<std::int64_t>(a.negative_ ? 0 - a.low_ : a.low_);
    const std::int64_t y = static_cast<std::int64_t>(b.negative_ ? 0 - b.low_ : b.low_);
    Number out(x + y);
    out.exponent_ = a.exponent_;
    return out;
  }
  if (a.is_zero() || b.is_zero()) {
    const Number& other = a.is_zero() ? b : a;
    const int apart = other.exponent_ - std::min(a.exponent_, b.exponent_);
    const int room = std::min(apart, Number::digits - digit_count(other.coefficient()));
    return Number::of(other.negative_, other.coefficient() * powers_of_ten[static_cast<std::size_t>(room)],
                      other.exponent_ - room);
  }
  const bool apart = a.negative_ != b.negative_;
  if (a.exponent_ >= b.exponent_) {
    return add_aligned(a.negative_, a.coefficient(), a.exponent_, apart, b.coefficient(), b.exponent_);
  }
  return add_aligned(b.negative_, b.coefficient(), b.exponent_, apart, a.coefficient(), a.exponent_);
}

std::optional<Number> multiply(const Number& a, const Number& b) {
  const bool negative = a.negative_ != b.negative_;
  const std::int64_t exponent = static_cast<std::int64_t>(a.exponent_) + b.exponent_;
  if ((a.high_ | b.high_) == 0) return rounded(negative, static_cast<u128>(a.low_) * b.low_, exponent, false);
  Wide product = multiply_wide(a.coefficient(), b.coefficient());
  int drop = std::max(0, (product.bits() * 1233 >> 12) + 1 - 37);  // leaves 36 or 37 digits
  bool sticky = false;
  std::int64_t dropped = 0;
  while (drop > 0) {
    const int step = std::min(drop, 19);
    if (divide_short(product, low_half(powers_of_ten[static_cast<std::size_t>(step)])) != 0) sticky = true;
    drop -= step;
    dropped += step;
  }
  CHECK(product.fits_128());
  return rounded(negative, product.low(), exponent + dropped, sticky);
}

std::optional<Number> divide(const Number& a, const Number& b) {
  if (b.is_zero()) return std::nullopt;
  const bool negative = a.negative_ != b.negative_;
  const std::int64_t ideal = static_cast<std::int64_t>(a.exponent_) - b.exponent_;
  const u128 x = a.coefficient();
  const u128 y = b.coefficient();
  if (x % y == 0) return Number::of(negative, x / y, ideal);
  // The quotient gets 35 to 37 digits; what is left over is only "more than nothing".
  const int shift = 36 - digit_count(x) + digit_count(y);
  const int second = std::min(shift, 38);
  const u128 longer = x * powers_of_ten[static_cast<std::size_t>(shift - second)];  // at most 32 digits, or x itself
  const Wide scaled = multiply_wide(longer, powers_of_ten[static_cast<std::size_t>(second)]);
  auto [quotient, rest] = divide_wide(scaled, y);
  std::int64_t exponent = ideal - shift;
  if (rest == 0) {
    while (exponent < ideal && quotient % 10 == 0) {
      quotient /= 10;
      ++exponent;
    }
  }
  return rounded(negative, quotient, exponent, rest != 0);
}

}  // namespace qyzmet::rules
