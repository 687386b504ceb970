#include <algorithm>
#include <boost/multiprecision/cpp_dec_float.hpp>
#include <cmath>

#include "rules/number.hpp"
#include "rules/wide.hpp"

namespace qyzmet::rules {

namespace {

// 34 digits are asked for, more than 50 carried: what these functions lose in their last places is never seen.
using Long = boost::multiprecision::cpp_dec_float_50;

Long to_long(const Number& number) {
  const u128 coefficient = number.coefficient();
  Long out = static_cast<std::uint64_t>(coefficient >> 64);
  out = out * Long("18446744073709551616") + static_cast<std::uint64_t>(coefficient);
  out *= pow(Long(10), number.exponent());
  return number.is_negative() ? Long(-out) : out;
}

std::optional<Number> from_long(const Long& value) {
  if (!isfinite(value)) return std::nullopt;
  const auto number = Number::parse(value.str(48, std::ios_base::scientific));
  if (!number) return std::nullopt;
  // str() leaves zeros behind every short result.
  u128 coefficient = number->coefficient();
  std::int64_t exponent = number->exponent();
  while (exponent < 0 && coefficient != 0 && coefficient % 10 == 0) {
    coefficient /= 10;
    ++exponent;
  }
  return Number::of(number->is_negative(), coefficient, exponent);
}

double log10_of(const Number& number) {
  return std::log10(static_cast<double>(number.coefficient())) + number.exponent();
}

bool rounds_up(Rounding rounding, bool negative, bool odd, int against_half, bool inexact) {
  switch (rounding) {
    case Rounding::half_even:
      return against_half > 0 || (against_half == 0 && odd);
    case Rounding::half_up:
      return against_half >= 0;
    case Rounding::half_down:
      return against_half > 0;
    case Rounding::up:
      return inexact;
    case Rounding::down:
      return false;
    case Rounding::floor:
      return negative && inexact;
    case Rounding::ceiling:
      return !negative && inexact;
  }
  return false;
}

}  // namespace

std::optional<Number> round(const Number& a, std::int64_t scale, Rounding rounding) {
  if (scale < -Number::max_exponent || scale > -Number::min_exponent) return std::nullopt;
  const std::int64_t target = -scale;
  if (a.exponent() >= target || a.is_zero()) return a;
  const std::int64_t drop = target - a.exponent();
  u128 quotient = 0;
  int against_half = -1;
  bool inexact = true;
  if (drop < 38) {
    const u128 power = powers_of_ten[static_cast<std::size_t>(drop)];
    quotient = a.coefficient() / power;
    const u128 rest = a.coefficient() % power;
    against_half = rest > power / 2 ? 1 : rest == power / 2 ? 0 : -1;
    inexact = rest != 0;
  }
  if (rounds_up(rounding, a.is_negative(), (quotient & 1) != 0, against_half, inexact)) ++quotient;
  return Number::of(a.is_negative(), quotient, target);
}

std::optional<Number> modulo(const Number& a, const Number& b) {
  if (b.is_zero()) return std::nullopt;
  // With both on one exponent it is the remainder of whole numbers; apart by more than fits, the quotient has no end
  // in 34 digits either.
  const std::int64_t exponent = std::min(a.exponent(), b.exponent());
  const std::int64_t a_shift = a.is_zero() ? 0 : a.exponent() - exponent;
  const std::int64_t b_shift = b.exponent() - exponent;
  if (b_shift + digit_count(b.coefficient()) > 37) {
    if ((a < 0) == (b < 0) || a.is_zero()) return a;  // |a| < |b|
    return add(a, b);
  }
  const u128 y = b.coefficient() * powers_of_ten[static_cast<std::size_t>(b_shift)];
  u128 rest = a.coefficient() % y;
  for (std::int64_t left = a_shift; left > 0 && rest != 0; --left) {
    // rest < y < 10^37, so ten times it still fits.
    rest = rest * 10 % y;
  }
  if (rest != 0 && a.is_negative() != b.is_negative()) rest = y - rest;
  return Number::of(b.is_negative(), rest, exponent);
}

std::optional<Number> power(const Number& a, const Number& b) {
  if (b.is_zero() || a == 1) return Number(1);
  if (b == 1) return a;
  if (b == 2) return multiply(a, a);
  if (a.is_zero()) return b.is_negative() ? std::nullopt : std::optional(Number(0));
  if (!b.is_whole() && a.is_negative()) return std::nullopt;
  const auto whole = b.to_int64();
  if (whole && *whole > 0 && *whole * digit_count(a.coefficient()) <= Number::digits) {
    // Nothing is rounded on the way.
    std::optional<Number> out = a;
    for (std::int64_t i = 1; i < *whole && out; ++i) out = multiply(*out, a);
    return out;
  }
  const double digits_of_result = b.to_double() * log10_of(a);
  if (digits_of_result > 6200) return std::nullopt;
  if (digits_of_result < -6250) return Number(0);
  const Long base = to_long(a);
  if (whole && *whole >= -1'000'000'000 && *whole <= 1'000'000'000) {
    Long out = 1;
    Long square = *whole < 0 ? Long(1 / base) : base;
    for (std::int64_t left = std::abs(*whole); left != 0; left >>= 1) {
      if ((left & 1) != 0) out *= square;
      if (left > 1) square *= square;
    }
    return from_long(out);
  }
  const Long out = exp(to_long(b) * log(abs(base)));
  const bool odd = b.is_whole() && !multiply(b, Number::parse("0.5").value())->is_whole();
  return from_long(a.is_negative() && odd ? Long(-out) : out);
}

std::optional<Number> square_root(const Number& a) {
  if (a.is_negative()) return std::nullopt;
  if (a.is_zero()) return Number(0);
  return from_long(sqrt(to_long(a)));
}

std::optional<Number> exponential(const Number& a) {
  if (a > Number(14150)) return std::nullopt;  // e^14150 is beyond 10^6145
  if (a < Number(-14250)) return Number(0);
  return from_long(exp(to_long(a)));
}

std::optional<Number> logarithm(const Number& a) {
  if (a.is_negative() || a.is_zero()) return std::nullopt;
  return from_long(log(to_long(a)));
}

}  // namespace qyzmet::rules
