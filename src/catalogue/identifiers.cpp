#include "catalogue/identifiers.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/text.hpp"

namespace qyzmet::catalogue {
namespace {

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

int weighted(std::string_view digits, const std::array<int, 11>& weights) {
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) sum += (digits[i] - '0') * weights[i];
  return sum % 11;
}

/// Does the last digit follow from the eleven before it? Some numbers have no check digit at all and are never given.
bool check_digit_fits(std::string_view digits) {
  constexpr std::array<int, 11> kFirst = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  constexpr std::array<int, 11> kSecond = {3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2};
  int check = weighted(digits, kFirst);
  if (check == 10) check = weighted(digits, kSecond);
  return check == digits[11] - '0';
}

bool birth_date_exists(std::string_view digits) {
  const auto two = [&](std::size_t at) { return (digits[at] - '0') * 10 + (digits[at + 1] - '0'); };
  const int century = digits[6] - '0';
  if (century < 1 || century > 6) return false;
  const std::chrono::year year{1800 + (century - 1) / 2 * 100 + two(0)};
  const std::chrono::year_month_day date{year, std::chrono::month(static_cast<unsigned>(two(2))),
                                         std::chrono::day(static_cast<unsigned>(two(4)))};
  return date.ok();
}

/// The remainder by 97 of the number that an account number stands for: its first four characters go to the end, a
/// letter counts as two digits (A is 10).
int remainder_97(std::string_view iban) {
  int remainder = 0;
  for (std::size_t i = 0; i < iban.size(); ++i) {
    const char c = iban[(i + 4) % iban.size()];
    remainder = is_digit(c) ? (remainder * 10 + (c - '0')) % 97 : (remainder * 100 + (c - 'A' + 10)) % 97;
  }
  return remainder;
}

}  // namespace

Normal normal_iin(std::string_view trimmed) {
  std::string digits = without(trimmed, " -");
  if (digits.size() != 12 || !std::ranges::all_of(digits, is_digit)) return {.wrong = "iin.not_12_digits"};
  if (!birth_date_exists(digits)) return {.wrong = "iin.birth_date"};
  if (!check_digit_fits(digits)) return {.wrong = "iin.check_digit"};
  return {.text = std::move(digits)};
}

Normal normal_bin(std::string_view trimmed) {
  std::string digits = without(trimmed, " -");
  if (digits.size() != 12 || !std::ranges::all_of(digits, is_digit)) return {.wrong = "bin.not_12_digits"};
  const int month = (digits[2] - '0') * 10 + (digits[3] - '0');
  if (month < 1 || month > 12 || digits[4] < '4' || digits[4] > '6') return {.wrong = "bin.malformed"};
  if (!check_digit_fits(digits)) return {.wrong = "bin.check_digit"};
  return {.text = std::move(digits)};
}

Normal normal_iban(std::string_view trimmed) {
  constexpr std::string_view kCountry = "KZ";
  constexpr std::size_t kLength = 20;
  std::string iban = without(trimmed, " -");
  for (char& c : iban) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  const auto fits = [](char c) { return is_digit(c) || is_capital(c); };
  const bool shaped = iban.size() >= 15 && iban.size() <= 34 && is_capital(iban[0]) && is_capital(iban[1]) &&
                      is_digit(iban[2]) && is_digit(iban[3]) && std::ranges::all_of(iban, fits);
  if (!shaped || (iban.starts_with(kCountry) && iban.size() != kLength)) return {.wrong = "iban.malformed"};
  const std::string_view check = std::string_view(iban).substr(2, 2);  // 02-98; the others would fit by chance alone
  if (check == "00" || check == "01" || check == "99" || remainder_97(iban) != 1) return {.wrong = "iban.check_digits"};
  return {.text = std::move(iban)};
}

}  // namespace qyzmet::catalogue
