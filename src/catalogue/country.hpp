#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/text.hpp"
#include "catalogue/finder.hpp"

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

/// An agency that stands for another one in one region: the akimat of a region for the local executive bodies.
struct LocalBody {
  std::string id;       ///< of the agency that it is
  std::string part_of;  ///< of the agency that it stands for; that one stands for no other
  std::string region;   ///< KATO
};
/// The one that stands for `agency` in `region`; null if there is none.
const LocalBody* local_body(const std::vector<LocalBody>& all, std::string_view agency, std::string_view region);
/// Is `agency` their own, or does theirs have it as a local body?
bool stands_for(const std::vector<LocalBody>& all, std::string_view theirs, std::string_view agency);
/// The agency that `agency` stands for in its region; itself, if it is no local body.
std::string_view whole_of(const std::vector<LocalBody>& all, std::string_view agency);

/// An agency's system that holds facts.
struct Register {
  std::string id{};  ///< "kz.persons"
  Text title{};
  std::string agency{};                 ///< an id of agencies.json: its days are charged to this agency
  std::vector<std::string> asked_by{};  ///< members that a request may have; empty: not stated
  std::vector<std::string> facts{};     ///< members of the value that it gives; empty: not stated
  std::vector<std::string> notices{};   ///< what it tells of by itself: "birth.reported"
};

/// What forms need to know of the country; all of it data. Source: data/kz (country.json, regions20.json,
/// agencies.json, life_events.json, finder.json, registers.json).
struct Country {
  int utc_offset_minutes = 0;
  Lang default_lang = Lang::kk;
  PhonePlan phone;
  std::vector<Named> regions;           ///< id: KATO, 9 digits; in the file's order
  std::vector<Named> agencies;          ///< id: "kz.mvd"
  std::vector<LocalBody> local_bodies;  ///< in the order of `agencies`, where each is as well
  std::vector<Named> life_events;       ///< id: "birth-of-a-child"; in the order in which they are shown
  std::optional<Finder> finder;         ///< none: the country has none
  std::vector<Register> registers;
  std::map<int, std::int64_t> monthly_index;  ///< year → tenge: of it fees are multiples; empty: not known

  /// Reads the files of `directory`; life_events.json, finder.json and registers.json may be absent. Errors: invalid
  /// "country.malformed" {file, name: what is missing or wrong}.
  static Result<Country> load(const std::filesystem::path& directory);
  const Named* agency(std::string_view id) const;
  /// Null if there is none.
  const Register* find_register(std::string_view id) const;
  /// Some register tells of this by itself.
  bool hears_of(std::string_view notice) const;
};

}  // namespace qyzmet::catalogue
