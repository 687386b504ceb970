#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace qyzmet::rules {

/// How a quotient or a number with too many digits is cut. The names are those of FEEL's functions.
enum class Rounding { half_even, up, down, half_up, half_down, floor, ceiling };

/// A decimal number: IEEE 754-2008 decimal128, 34 digits, round half to even, exponents -6176 to 6111. It has no
/// infinity and no NaN: what would be one is `nullopt`. 0.1 + 0.2 is 0.3. Trailing zeros of results are kept inside
/// (1.10 + 1 is 2.10) and dropped when written, as FEEL wants. Source: DMN 1.5, 10.3.2.3.1.
class Number {
 public:
  static constexpr int digits = 34;
  static constexpr std::int32_t min_exponent = -6176;
  static constexpr std::int32_t max_exponent = 6111;

  constexpr Number() = default;
  constexpr Number(std::int64_t whole)  // NOLINT: a whole number is a number
      : low_(whole < 0 ? 0 - static_cast<std::uint64_t>(whole) : static_cast<std::uint64_t>(whole)),
        negative_(whole < 0) {}
  constexpr Number(int whole) : Number(static_cast<std::int64_t>(whole)) {}  // NOLINT: as above
  /// `coefficient` × 10^`exponent`, rounded to 34 digits; nullopt beyond the range.
  static std::optional<Number> of(bool negative, unsigned __int128 coefficient, std::int64_t exponent);
  /// A decimal literal: "-12.50", ".5", "1e3", "+7" (sign and exponent are read); nullopt for anything else.
  static std::optional<Number> parse(std::string_view text);
  /// The decimal number nearest to `value` that has at most 17 digits; nullopt for infinity and NaN.
  static std::optional<Number> from_double(double value);

  bool is_zero() const { return (low_ | high_) == 0; }
  bool is_negative() const { return negative_ && !is_zero(); }
  /// No fraction: 2.00 is whole.
  bool is_whole() const;
  /// The whole number, if it is one and fits.
  std::optional<std::int64_t> to_int64() const;
  double to_double() const;
  /// Plain decimal notation without needless zeros: "1000", "0.3"; with an exponent ("1E+40") when the plain one would
  /// have more than 40 digits.
  std::string to_text() const;

  Number operator-() const;
  friend std::optional<Number> add(const Number& a, const Number& b);
  friend std::optional<Number> subtract(const Number& a, const Number& b) { return add(a, -b); }
  friend std::optional<Number> multiply(const Number& a, const Number& b);
  /// nullopt also for division by zero.
  friend std::optional<Number> divide(const Number& a, const Number& b);
  /// a - b × floor(a ÷ b): the sign is that of `b`. nullopt also for b = 0.
  friend std::optional<Number> modulo(const Number& a, const Number& b);
  /// a to the power b. Whole b by multiplication, others through `exp` and `log`. nullopt: no real result, or beyond
  /// the range.
  friend std::optional<Number> power(const Number& a, const Number& b);
  /// `scale` digits after the point (negative: tens, hundreds …). nullopt beyond the range.
  friend std::optional<Number> round(const Number& a, std::int64_t scale, Rounding rounding);
  friend std::optional<Number> square_root(const Number& a);
  friend std::optional<Number> exponential(const Number& a);
  friend std::optional<Number> logarithm(const Number& a);

  friend std::strong_ordering operator<=>(const Number& a, const Number& b) {
    if (a.exponent_ == b.exponent_ && (a.high_ | b.high_) == 0 && !a.negative_ && !b.negative_) {
      return a.low_ <=> b.low_;
    }
    return compare(a, b);
  }
  friend bool operator==(const Number& a, const Number& b) { return (a <=> b) == 0; }

  unsigned __int128 coefficient() const { return static_cast<unsigned __int128>(high_) << 64 | low_; }
  std::int32_t exponent() const { return exponent_; }

 private:
  static std::strong_ordering compare(const Number& a, const Number& b);

  std::uint64_t low_ = 0;   // of the coefficient, below 10^34
  std::uint64_t high_ = 0;  //
  std::int32_t exponent_ = 0;
  bool negative_ = false;
};

/// The friends above, for those who look for them here.
std::optional<Number> add(const Number& a, const Number& b);
std::optional<Number> multiply(const Number& a, const Number& b);
std::optional<Number> divide(const Number& a, const Number& b);
std::optional<Number> modulo(const Number& a, const Number& b);
std::optional<Number> power(const Number& a, const Number& b);
std::optional<Number> round(const Number& a, std::int64_t scale, Rounding rounding);
std::optional<Number> square_root(const Number& a);
std::optional<Number> exponential(const Number& a);
std::optional<Number> logarithm(const Number& a);

}  // namespace qyzmet::rules
