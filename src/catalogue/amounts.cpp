#include "catalogue/amounts.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "base/text.hpp"

namespace qyzmet::catalogue {
namespace {

/// Space, no-break space and narrow no-break space: what stands between thousands.
std::string without_spaces(std::string_view text) {
  constexpr std::array<std::string_view, 3> kSpaces = {" ", "\xc2\xa0", "\xe2\x80\xaf"};
  std::string kept;
  while (!text.empty()) {
    const auto space = std::ranges::find_if(kSpaces, [&](std::string_view one) { return text.starts_with(one); });
    if (space == kSpaces.end()) kept += text.front();
    text.remove_prefix(space == kSpaces.end() ? 1 : space->size());
  }
  return kept;
}

/// Decimal digits, at most `most`; nothing else.
bool are_digits(std::string_view text, std::size_t most) {
  return !text.empty() && text.size() <= most && std::ranges::all_of(text, is_digit);
}

std::int64_t value_of(std::string_view digits) {
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

}  // namespace

Amount parse_number(std::string_view trimmed) {
  const std::string text = without_spaces(trimmed);
  std::string_view digits = text;
  const bool negative = digits.starts_with('-');
  if (negative) digits.remove_prefix(1);
  if (!are_digits(digits, 15)) return {.wrong = "number.malformed"};
  const std::int64_t value = value_of(digits);
  return {.value = negative ? -value : value};
}

Amount parse_money(std::string_view trimmed) {
  constexpr std::string_view kTenge = "₸";
  std::string text = without_spaces(trimmed);
  if (text.ends_with(kTenge)) text.resize(text.size() - kTenge.size());
  const auto separator = text.find_first_of(".,");
  const std::string_view tenge = std::string_view(text).substr(0, separator);
  const std::string_view tiyn = separator == std::string::npos ? "00" : std::string_view(text).substr(separator + 1);
  if (!are_digits(tenge, 13) || tiyn.size() != 2 || !are_digits(tiyn, 2)) return {.wrong = "money.malformed"};
  return {.value = value_of(tenge) * 100 + value_of(tiyn)};
}

}  // namespace qyzmet::catalogue
