#include "base/money.hpp"

#include <fmt/format.h>

#include <limits>
#include <string_view>

namespace qyzmet {

Result<Money> add(Money a, Money b) {
  Money sum;
  if (__builtin_add_overflow(a.tiyn, b.tiyn, &sum.tiyn)) return fail(Code::invalid, "money.overflow");
  return sum;
}

Result<Money> times_milli(Money unit, std::int64_t multiple_milli) {
  const __int128 thousandths = static_cast<__int128>(unit.tiyn) * multiple_milli + 500;
  // Division cuts towards zero; half up means down to the next whole one, also below zero.
  const __int128 tiyn = thousandths / 1000 - (thousandths % 1000 < 0 ? 1 : 0);
  if (tiyn > std::numeric_limits<std::int64_t>::max() || tiyn < std::numeric_limits<std::int64_t>::min()) {
    return fail(Code::invalid, "money.overflow");
  }
  return Money{static_cast<std::int64_t>(tiyn)};
}

std::string to_display(Money money, Lang lang) {
  constexpr std::string_view kNoBreakSpace = "\u00a0";
  const std::string_view group = lang == Lang::en ? "," : kNoBreakSpace;
  // Unsigned, because the smallest sum has no positive twin.
  const auto tiyn =
      money.tiyn < 0 ? 0 - static_cast<std::uint64_t>(money.tiyn) : static_cast<std::uint64_t>(money.tiyn);
  const std::string tenge = std::to_string(tiyn / 100);
  std::string text = money.tiyn < 0 ? "\u2212" : "";
  for (std::size_t i = 0; i < tenge.size(); ++i) {
    if (i != 0 && (tenge.size() - i) % 3 == 0) text += group;
    text += tenge[i];
  }
  if (tiyn % 100 != 0) text += fmt::format("{}{:02}", lang == Lang::en ? '.' : ',', tiyn % 100);
  text += kNoBreakSpace;
  text += "₸";
  return text;
}

}  // namespace qyzmet
