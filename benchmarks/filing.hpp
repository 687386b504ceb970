#pragma once

#include <fmt/format.h>

#include <array>
#include <random>
#include <string>

/// Filings as citizens make them: all different, all accepted by the address certificate's form.
namespace bench {

using Dice = std::mt19937_64;

/// One of `choices`, each as likely.
template <class Choices>
const auto& one_of(const Choices& choices, Dice& dice) {
  return choices[dice() % std::size(choices)];
}

/// An individual identification number whose birth date exists and whose check digit fits.
inline std::string iin(Dice& dice) {
  for (;;) {
    auto digits = fmt::format("{:02}{:02}{:02}{}{:04}", dice() % 100, 1 + dice() % 12, 1 + dice() % 28, 3 + dice() % 2,
                              dice() % 10000);
    const auto check = [&](int shift) {
      int sum = 0;
      for (int i = 0; i < 11; ++i) sum += (digits[static_cast<std::size_t>(i)] - '0') * ((i + shift) % 11 + 1);
      return sum % 11;
    };
    int digit = check(0);
    if (digit == 10) digit = check(2);
    if (digit < 10) return digits + static_cast<char>('0' + digit);
  }
}

/// The body of POST /api/applications.
inline std::string filing(Dice& dice) {
  static constexpr std::array regions = {"100000000", "110000000", "150000000", "190000000",
                                         "230000000", "710000000", "750000000"};
  static constexpr std::array settlements = {"Алматы қаласы", "Талдықорған қаласы", "село Узынагаш", "г. Караганда",
                                             "Шымкент"};
  static constexpr std::array streets = {"Абай даңғылы", "Достық көшесі", "улица Сатпаева", "проспект Назарбаева",
                                         "Тәуелсіздік көшесі"};
  static constexpr std::array purposes = {"bank", "school_or_kindergarten", "employer", "other"};
  static constexpr std::array languages = {"kk", "ru"};
  return fmt::format(
      R"({{"service":"kz.address-certificate","answers":{{"iin":"{}","region":"{}","settlement":"{}",)"
      R"("address":"{}, {}, {}","purpose":"{}","phone":"+7 7{:02} {:03} {:02} {:02}","certificate_language":"{}",)"
      R"("data_are_right":true}}}})",
      iin(dice), one_of(regions, dice), one_of(settlements, dice), one_of(streets, dice), 1 + dice() % 200,
      1 + dice() % 120, one_of(purposes, dice), dice() % 100, dice() % 1000, dice() % 100, dice() % 100,
      one_of(languages, dice));
}

}  // namespace bench
