#include "catalogue/amounts.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace qyzmet::catalogue {
namespace {

struct Case {
  std::string_view given;
  std::optional<std::int64_t> value;  ///< none: refused
};

TEST(Amounts, Number) {
  constexpr Case kCases[] = {{"0", 0},
                             {"007", 7},
                             {"-12", -12},
                             {"-0", 0},
                             {"1 000 000", 1'000'000},
                             {"1\xc2\xa0"
                              "000",
                              1000},
                             {"1\xe2\x80\xaf"
                              "000",
                              1000},
                             {"999999999999999", 999'999'999'999'999},
                             {"9999999999999999", {}},
                             {"", {}},
                             {"-", {}},
                             {"+5", {}},
                             {"5.0", {}},
                             {"5,0", {}},
                             {"1e3", {}},
                             {"٣", {}},
                             {"--1", {}}};
  for (const Case& c : kCases) {
    const Amount amount = parse_number(c.given);
    EXPECT_EQ(amount.wrong, c.value ? "" : "number.malformed") << c.given;
    EXPECT_EQ(amount.value, c.value.value_or(0)) << c.given;
  }
}

TEST(Amounts, MoneyIsInTenge) {
  constexpr Case kCases[] = {{"1234", 123'400},
                             {"1 234,50", 123'450},
                             {"1234.05", 123'405},
                             {"1\xc2\xa0"
                              "234,50\xc2\xa0₸",
                              123'450},
                             {"0", 0},
                             {"9999999999999", 999'999'999'999'900},
                             {"99999999999999", {}},
                             {"1,234", {}},  // thousands or tiyn? nobody can say
                             {"1,5", {}},
                             {"1,", {}},
                             {",50", {}},
                             {"1.2.3", {}},
                             {"-5", {}},
                             {"₸", {}},
                             {"", {}}};
  for (const Case& c : kCases) {
    const Amount amount = parse_money(c.given);
    EXPECT_EQ(amount.wrong, c.value ? "" : "money.malformed") << c.given;
    EXPECT_EQ(amount.value, c.value.value_or(0)) << c.given;
  }
}

}  // namespace
}  // namespace qyzmet::catalogue
