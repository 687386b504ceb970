#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "base/result.hpp"
#include "base/text.hpp"

namespace qyzmet {

/// A sum in tiyn (1 ₸ = 100 tiyn). Never a floating-point number.
struct Money {
  std::int64_t tiyn = 0;
  auto operator<=>(const Money&) const = default;
};

/// Errors: invalid "money.overflow".
Result<Money> add(Money a, Money b);
/// `multiple_milli` thousandths of `unit` (0.2 МРП is 200), rounded half up to a whole tiyn. Errors: invalid
/// "money.overflow".
Result<Money> times_milli(Money unit, std::int64_t multiple_milli);

/// As people write it: "1 234 567,50 ₸" (kk, ru: no-break spaces, comma), "1,234,567.50 ₸" (en: commas, point);
/// tiyn only if there are any; a no-break space before ₸ and a minus sign (U+2212) below zero in all three.
std::string to_display(Money money, Lang lang);

}  // namespace qyzmet
