#include <algorithm>

#include "base/text.hpp"
#include "rules/number.hpp"
#include "rules/wide.hpp"

namespace qyzmet::rules {

namespace {

constexpr std::size_t plain_digits = 40;

/// The exponent after "e"; nullopt when it is no whole number. Far beyond the range it stays far beyond.
std::optional<std::int64_t> parse_exponent(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text.empty()) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    value = std::min<std::int64_t>(value * 10 + (c - '0'), 1'000'000);
  }
  return negative ? -value : value;
}

std::string decimal_digits(u128 value) {
  std::string out;
  for (; value != 0; value /= 10) out += static_cast<char>('0' + static_cast<int>(value % 10));
  std::reverse(out.begin(), out.end());
  return out.empty() ? "0" : out;
}

}  // namespace

std::optional<Number> Number::parse(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  std::int64_t exponent = 0;
  if (const auto mark = text.find_first_of("eE"); mark != text.npos) {
    const auto given = parse_exponent(text.substr(mark + 1));
    if (!given) return std::nullopt;
    exponent = *given;
    text = text.substr(0, mark);
  }
  u128 coefficient = 0;
  int kept = 0;
  bool seen = false;
  bool after_point = false;
  bool beyond = false;  // a non-zero digit behind the 37 that are kept: enough to know which way to round
  for (const char c : text) {
    if (c == '.' && !after_point) {
      after_point = true;
      continue;
    }
    if (!is_digit(c)) return std::nullopt;
    seen = true;
    if (kept < 37) {
      coefficient = coefficient * 10 + static_cast<u128>(c - '0');
      if (coefficient != 0) ++kept;
      if (after_point) --exponent;
    } else {
      beyond = beyond || c != '0';
      if (!after_point) ++exponent;
    }
  }
  if (!seen || text.back() == '.') return std::nullopt;
  if (beyond && coefficient % 5 == 0) ++coefficient;  // no longer on a half or on the whole
  return of(negative, coefficient, exponent);
}

std::string Number::to_text() const {
  std::string digits_text = decimal_digits(coefficient());
  if (digits_text == "0") return "0";
  std::int64_t point = static_cast<std::int64_t>(digits_text.size()) + exponent_;  // digits before the point
  while (digits_text.size() > 1 && digits_text.back() == '0') digits_text.pop_back();
  const auto size = static_cast<std::int64_t>(digits_text.size());
  std::string out = negative_ ? "-" : "";
  constexpr auto most = static_cast<std::int64_t>(plain_digits);
  if (point > most || size - point > most) {
    out += digits_text[0];
    if (size > 1) out += "." + digits_text.substr(1);
    return out + (point > 0 ? "E+" : "E-") + std::to_string(point > 0 ? point - 1 : 1 - point);
  }
  if (point <= 0) return out + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits_text;
  if (point >= size) return out + digits_text + std::string(static_cast<std::size_t>(point - size), '0');
  return out + digits_text.substr(0, static_cast<std::size_t>(point)) + "." +
         digits_text.substr(static_cast<std::size_t>(point));
}

}  // namespace qyzmet::rules
