#include "catalogue/identifiers.hpp"

#include <gtest/gtest.h>

namespace qyzmet::catalogue {
namespace {

struct Case {
  std::string_view given;
  std::string_view normal;  ///< empty: refused
  std::string_view wrong;
};

TEST(Identifiers, Iin) {
  constexpr Case kCases[] = {
      {"900315400007", "900315400007", ""},
      {"900315 400007", "900315400007", ""},
      {"900315-4000-07", "900315400007", ""},
      {"900315400804", "900315400804", ""},    // the first weights give 10, the second decide
      {"000229500008", "000229500008", ""},    // 29 February 2000 existed
      {"000229300005", "", "iin.birth_date"},  // 29 February 1900 did not
      {"000229400000", "", "iin.birth_date"},
      {"900315400008", "", "iin.check_digit"},
      {"900315400806", "", "iin.check_digit"},
      {"900315400830", "", "iin.check_digit"},  // both weights give 10: such a number is never given
      {"160440007161", "", "iin.birth_date"},   // a real BIN: the day would be 40
      {"901315400007", "", "iin.birth_date"},
      {"900315000007", "", "iin.birth_date"},  // no such century
      {"900315700007", "", "iin.birth_date"},
      {"90031540000", "", "iin.not_12_digits"},
      {"9003154000071", "", "iin.not_12_digits"},
      {"90031540000a", "", "iin.not_12_digits"},
      {"٩00315400007", "", "iin.not_12_digits"},
      {"000000000000", "", "iin.birth_date"},
  };
  for (const Case& c : kCases) {
    const Normal normal = normal_iin(c.given);
    EXPECT_EQ(normal.text, c.normal) << c.given;
    EXPECT_EQ(normal.wrong, c.wrong) << c.given;
  }
}

TEST(Identifiers, Bin) {
  constexpr Case kCases[] = {
      {"160440007161", "160440007161", ""},  // a real one
      {"1604 4000-7161", "160440007161", ""},
      {"160440007162", "", "bin.check_digit"},
      {"160440017161", "", "bin.check_digit"},
      {"161340007161", "", "bin.malformed"},  // no such month
      {"160040007161", "", "bin.malformed"},
      {"900315400007", "", "bin.malformed"},  // a person's number: the type would be 1
      {"160470007161", "", "bin.malformed"},
      {"16044000716", "", "bin.not_12_digits"},
      {"16044000716a", "", "bin.not_12_digits"},
  };
  for (const Case& c : kCases) {
    const Normal normal = normal_bin(c.given);
    EXPECT_EQ(normal.text, c.normal) << c.given;
    EXPECT_EQ(normal.wrong, c.wrong) << c.given;
  }
}

TEST(Identifiers, Iban) {
  constexpr Case kCases[] = {
      {"KZ86125KZT5004100100", "KZ86125KZT5004100100", ""},  // the example of the SWIFT register
      {"kz86 125k zt50 0410 0100", "KZ86125KZT5004100100", ""},
      {"GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819", ""},
      {"KZ87125KZT5004100100", "", "iban.check_digits"},
      {"KZ86125KZT5004100101", "", "iban.check_digits"},
      {"KZ86125KZT500410010", "", "iban.malformed"},  // 19 characters
      {"KZ86125KZT50041001000", "", "iban.malformed"},
      {"8612 5KZT 5004 1001 00", "", "iban.malformed"},
      {"KZ8612КZT5004100100", "", "iban.malformed"},  // a Cyrillic letter
      {"", "", "iban.malformed"},
  };
  for (const Case& c : kCases) {
    const Normal normal = normal_iban(c.given);
    EXPECT_EQ(normal.text, c.normal) << c.given;
    EXPECT_EQ(normal.wrong, c.wrong) << c.given;
  }
}

/// ISO 7064 MOD 97-10 finds every single wrong character and every exchange of neighbours.
TEST(Identifiers, IbanFindsEveryWrongCharacterAndExchange) {
  const std::string good = "KZ86125KZT5004100100";
  for (std::size_t i = 2; i < good.size(); ++i) {
    for (char c = '0'; c <= '9'; ++c) {
      std::string bad = good;
      bad[i] = c;
      EXPECT_EQ(normal_iban(bad).wrong.empty(), bad == good) << bad;
    }
    if (i + 1 < good.size() && good[i] != good[i + 1]) {
      std::string bad = good;
      std::swap(bad[i], bad[i + 1]);
      EXPECT_FALSE(normal_iban(bad).wrong.empty()) << bad;
    }
  }
}

}  // namespace
}  // namespace qyzmet::catalogue
