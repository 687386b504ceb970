#pragma once

#include <filesystem>
#include <string_view>

#include "base/json.hpp"
#include "base/time.hpp"
#include "catalogue/country.hpp"

/// For tests only: the project's own data, and a day on which they are read.
namespace qyzmet::catalogue::testing {

inline const std::filesystem::path kSource = QYZMET_SOURCE_DIR;
inline constexpr Date kToday = std::chrono::sys_days(std::chrono::year(2026) / 3 / 5);
inline const Instant kNow = *parse_rfc3339("2026-03-04T20:00:00Z");  ///< 5 March in the country

/// Kazakhstan as `data/kz` tells it.
inline const Country& kazakhstan() {
  static const Country country = *Country::load(kSource / "data/kz");
  return country;
}

/// An object in JSON; throws if it is none.
inline json::object object(std::string_view text) { return parse_json(text).value().as_object(); }

}  // namespace qyzmet::catalogue::testing
