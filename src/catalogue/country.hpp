#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/text.hpp"

namespace qyzmet::catalogue {

/// How telephone numbers of the country are written (ITU-T E.164): "8 701 …" inside it is "+7701…" to the world.
struct PhonePlan {
  std::string country_code;  ///< "7"
  std::string trunk_prefix;  ///< "8"; what people dial inside the country instead of the code
  int national_digits = 0;   ///< digits after the code
};

/// A place or body with a name in three languages.
struct Named {
  std::string id;
  Text title;
};

/// What forms need to know of the country; all of it data. Source: data/kz (country.json, regions20.json,
/// agencies.json).
struct Country {
  int utc_offset_minutes = 0;
  Lang default_lang = Lang::kk;
  PhonePlan phone;
  std::vector<Named> regions;   ///< id: KATO, 9 digits; in the file's order
  std::vector<Named> agencies;  ///< id: "kz.mvd"

  /// Reads the three files of `directory`. Errors: invalid "country.malformed" {file, reason key}.
  static Result<Country> load(const std::filesystem::path& directory);
  const Named* agency(std::string_view id) const;
};

}  // namespace qyzmet::catalogue
