#include "rules/number.hpp"

#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>

#include "base/random.hpp"
#include "base/testing.hpp"

// Goal: what Number computes is what decimal128 says: the exact result, rounded once to 34 digits, half to even.
// Method: random operands of every size, held against whole numbers of any size (boost's cpp_int), which share no code
// with Number.
namespace qyzmet::rules {
namespace {

using Big = boost::multiprecision::cpp_int;

Big ten_to(int power) { return boost::multiprecision::pow(Big(10), static_cast<unsigned>(power)); }

Big big(const Number& number) {
  const unsigned __int128 c = number.coefficient();
  Big out = (Big(static_cast<std::uint64_t>(c >> 64)) << 64) + static_cast<std::uint64_t>(c);
  return number.is_negative() ? Big(-out) : out;
}

/// A quotient of whole numbers, times a power of ten.
struct Exact {
  Big top;
  Big bottom = 1;
  int exponent = 0;
};

Exact exact(const Number& number) { return {big(number), 1, number.exponent()}; }

/// The one number of at most 34 digits that lies nearest, an even last digit in the middle.
Exact nearest(Exact value) {
  const bool negative = value.top < 0;
  Big top = abs(value.top);
  if (top == 0) return {0, 1, 0};
  int exponent = value.exponent;
  while (top >= value.bottom * ten_to(34)) {
    value.bottom *= 10;
    ++exponent;
  }
  while (top * 10 < value.bottom * ten_to(34)) {
    top *= 10;
    --exponent;
  }
  Big quotient = top / value.bottom;
  const Big twice = (top % value.bottom) * 2;
  if (twice > value.bottom || (twice == value.bottom && quotient % 2 == 1)) ++quotient;
  return {negative ? Big(-quotient) : quotient, 1, exponent};
}

bool equals(const Number& number, const Exact& wanted) {
  const Exact given = exact(number);
  const int least = std::min(given.exponent, wanted.exponent);
  return given.top * ten_to(given.exponent - least) == wanted.top * ten_to(wanted.exponent - least);
}

class Operands {
 public:
  Operands() : random_(test_seed()) {}

  Number next() {
    const int size = static_cast<int>(random_.next_u64() % 35);
    unsigned __int128 coefficient = 0;
    const bool nines = random_.next_u64() % 5 == 0;
    for (int i = 0; i < size; ++i) {
      const unsigned digit = nines                         ? 9
                             : random_.next_u64() % 3 == 0 ? 0
                                                           : static_cast<unsigned>(random_.next_u64() % 10);
      coefficient = coefficient * 10 + digit;
    }
    const std::int64_t spread = random_.next_u64() % 4 == 0 ? 60 : 12;
    const auto exponent =
        static_cast<std::int64_t>(random_.next_u64() % static_cast<std::uint64_t>(spread)) - spread / 2;
    return Number::of(random_.next_u64() % 2 == 0, coefficient, exponent).value();
  }
  std::uint64_t below(std::uint64_t most) { return random_.next_u64() % most; }

 private:
  SeededRandom random_;
};

std::string both(const Number& a, const Number& b) { return a.to_text() + " and " + b.to_text(); }

TEST(NumberProperty, SumsAndProductsAreRoundedOnce) {
  Operands operands;
  for (int i = 0; i < 20'000; ++i) {
    const Number a = operands.next();
    const Number b = operands.next();
    const int least = std::min(a.exponent(), b.exponent());
    const Big sum = big(a) * ten_to(a.exponent() - least) + big(b) * ten_to(b.exponent() - least);
    ASSERT_TRUE(equals(*add(a, b), nearest({sum, 1, least}))) << both(a, b);
    const Big difference = big(a) * ten_to(a.exponent() - least) - big(b) * ten_to(b.exponent() - least);
    ASSERT_TRUE(equals(*subtract(a, b), nearest({difference, 1, least}))) << both(a, b);
    ASSERT_TRUE(equals(*multiply(a, b), nearest({big(a) * big(b), 1, a.exponent() + b.exponent()}))) << both(a, b);
  }
}

TEST(NumberProperty, QuotientsAreRoundedOnce) {
  Operands operands;
  for (int i = 0; i < 20'000; ++i) {
    const Number a = operands.next();
    const Number b = operands.next();
    if (b.is_zero()) {
      ASSERT_FALSE(divide(a, b));
      continue;
    }
    Exact wanted{big(a), abs(big(b)), a.exponent() - b.exponent()};
    if (b.is_negative()) wanted.top = -wanted.top;
    ASSERT_TRUE(equals(*divide(a, b), nearest(wanted))) << both(a, b);
  }
}

TEST(NumberProperty, OrderIsThatOfTheExactValues) {
  Operands operands;
  for (int i = 0; i < 20'000; ++i) {
    const Number a = operands.next();
    const Number b = operands.below(4) == 0 ? *add(a, Number(0)) : operands.next();
    const int least = std::min(a.exponent(), b.exponent());
    const Big x = big(a) * ten_to(a.exponent() - least);
    const Big y = big(b) * ten_to(b.exponent() - least);
    ASSERT_EQ(a < b, x < y) << both(a, b);
    ASSERT_EQ(a == b, x == y) << both(a, b);
  }
}

TEST(NumberProperty, ModuloIsWhatTheFlooredQuotientLeaves) {
  Operands operands;
  for (int i = 0; i < 20'000; ++i) {
    const Number a = operands.next();
    const Number b = operands.next();
    if (b.is_zero()) continue;
    const int least = std::min(a.exponent(), b.exponent());
    const Big x = big(a) * ten_to(a.exponent() - least);
    const Big y = big(b) * ten_to(b.exponent() - least);
    Big rest = x % y;
    if (rest != 0 && (rest < 0) != (y < 0)) rest += y;
    ASSERT_TRUE(equals(*modulo(a, b), nearest({rest, 1, least}))) << both(a, b);
  }
}

TEST(NumberProperty, WhatIsWrittenIsReadBack) {
  Operands operands;
  for (int i = 0; i < 20'000; ++i) {
    const Number a = operands.next();
    ASSERT_EQ(Number::parse(a.to_text()), a) << a.to_text();
  }
}

TEST(NumberProperty, RoundingToAScaleKeepsTheWay) {
  Operands operands;
  for (int i = 0; i < 20'000; ++i) {
    const Number a = operands.next();
    const auto scale = static_cast<std::int64_t>(operands.below(20)) - 5;
    const Number down = *round(a, scale, Rounding::floor);
    const Number up = *round(a, scale, Rounding::ceiling);
    ASSERT_LE(down, a);
    ASSERT_GE(up, a);
    const Number half = *round(a, scale, Rounding::half_even);
    ASSERT_TRUE(half == down || half == up) << a.to_text() << " to " << scale;
    ASSERT_EQ(*round(-a, scale, Rounding::floor), -up);
    const auto left = *subtract(a, down);
    const auto right = *subtract(up, a);
    if (left != right) {
      ASSERT_EQ(half, left < right ? down : up) << a.to_text();
    }
  }
}

TEST(NumberProperty, LongerTextsAreRoundedAsTheyStand) {
  Operands operands;
  for (int i = 0; i < 5'000; ++i) {
    std::string text = std::to_string(operands.below(9) + 1);
    const std::size_t size = 30 + operands.below(20);
    while (text.size() < size) text += operands.below(3) == 0 ? "5" : operands.below(2) == 0 ? "0" : "9";
    ASSERT_TRUE(equals(*Number::parse(text), nearest({Big(text), 1, 0}))) << text;
  }
}

TEST(Number, TextsThatAreNumbers) {
  const std::pair<const char*, const char*> cases[] = {
      {"0", "0"},
      {"-0", "0"},
      {"007", "7"},
      {"1.50", "1.5"},
      {".5", "0.5"},
      {"1e3", "1000"},
      {"1.5E-3", "0.0015"},
      {"+7", "7"},
      {"-12.50", "-12.5"},
      {"1e40", "1E+40"},
      {"1e-50", "1E-50"},
      {"123e38", "1.23E+40"},
      {"9999999999999999999999999999999999", "9999999999999999999999999999999999"},
      {"99999999999999999999999999999999999", "100000000000000000000000000000000000"},
  };
  for (const auto& [given, wanted] : cases) {
    ASSERT_TRUE(Number::parse(given)) << given;
    EXPECT_EQ(Number::parse(given)->to_text(), wanted) << given;
  }
}

TEST(Number, TextsThatAreNone) {
  for (const char* const text : {"", "-", ".", "1.", "1e", "1e+", "1.2.3", "0x10", "1,5", " 1", "1 ", "--1", "1e5.5"}) {
    EXPECT_FALSE(Number::parse(text)) << text;
  }
}

TEST(Number, BeyondTheRangeIsNone) {
  EXPECT_TRUE(Number::parse("9.999999999999999999999999999999999e6144"));
  EXPECT_FALSE(Number::parse("1e6145"));
  EXPECT_FALSE(multiply(*Number::parse("1e6000"), *Number::parse("1e200")));
  EXPECT_FALSE(power(Number(10), Number(7000)));
  EXPECT_EQ(Number::parse("1e-6176")->to_text(), "1E-6176");
  EXPECT_TRUE(Number::parse("4e-6177")->is_zero());
  EXPECT_EQ(Number::parse("6e-6177"), Number::parse("1e-6176"));
  EXPECT_TRUE(Number::parse("1e-999999")->is_zero());
}

TEST(Number, WholeNumbersComeBack) {
  for (const std::int64_t value : {INT64_MIN, INT64_MIN + 1, INT64_C(-1), INT64_C(0), INT64_C(42), INT64_MAX}) {
    EXPECT_EQ(Number(value).to_int64(), value);
    EXPECT_EQ(Number(value).to_text(), std::to_string(value));
  }
  EXPECT_EQ(Number::parse("2.00")->to_int64(), 2);
  EXPECT_EQ(Number::parse("1e3")->to_int64(), 1000);
  EXPECT_EQ(Number::parse("2.5")->to_int64(), std::nullopt);
  EXPECT_EQ(Number::parse("9223372036854775808")->to_int64(), std::nullopt);
}

TEST(Number, PowersRootsAndLogarithms) {
  const auto number = [](const char* text) { return Number::parse(text).value(); };
  EXPECT_EQ(power(number("1.1"), Number(3)), number("1.331"));
  EXPECT_EQ(power(Number(2), Number(100)), number("1267650600228229401496703205376"));
  EXPECT_EQ(power(Number(2), Number(-2)), number("0.25"));
  EXPECT_EQ(power(Number(-2), Number(3)), Number(-8));
  EXPECT_EQ(power(Number(9), number("0.5")), Number(3));
  EXPECT_EQ(power(Number(-8), number("0.5")), std::nullopt);
  EXPECT_EQ(power(Number(0), Number(-1)), std::nullopt);
  EXPECT_EQ(power(Number(0), Number(0)), Number(1));
  EXPECT_EQ(square_root(Number(2)), number("1.414213562373095048801688724209698"));
  EXPECT_EQ(square_root(Number(96576)), number("310.7667935928805119285906113129859")) << "rounded once";
  EXPECT_EQ(square_root(Number(-1)), std::nullopt);
  EXPECT_EQ(power(number("1.0005"), Number(360)), number("1.197163507503355206782799918866054"));
  EXPECT_EQ(exponential(Number(1)), number("2.718281828459045235360287471352662"));
  EXPECT_EQ(logarithm(Number(10)), number("2.302585092994045684017991454684364"));
  EXPECT_EQ(logarithm(Number(0)), std::nullopt);
  EXPECT_EQ(exponential(Number(20000)), std::nullopt);
  EXPECT_EQ(exponential(Number(-20000)), Number(0));
}

}  // namespace
}  // namespace qyzmet::rules
