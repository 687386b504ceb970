#pragma once

#include <cstdint>
#include <string_view>

/// Numbers and sums as people write them.
namespace qyzmet::catalogue {

struct Amount {
  std::int64_t value = 0;    ///< only if `wrong` is empty
  std::string_view wrong{};  ///< word key
};

/// A whole number of at most 15 digits; spaces between digits are dropped. Wrong: "number.malformed".
Amount parse_number(std::string_view trimmed);

/// Tenge, with exactly two digits of tiyn or none: "1 234,50", "1234.50", "1234 ₸". Gives tiyn. At most 13 digits of
/// tenge. A comma before three digits is refused: nobody can say what was meant. Wrong: "money.malformed".
Amount parse_money(std::string_view trimmed);

}  // namespace qyzmet::catalogue
