#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace qyzmet::exchange {

/// The age from which a person acts alone.
inline constexpr int kGrown = 18;

/// Somebody whom the simulated registers know. Nobody of them exists.
struct SimulatedPerson {
  std::string iin;
  Date born{};
  bool female = false;
  std::string surname;
  std::string given_name;
  std::string patronymic;
  std::string region;
  std::string settlement;
  std::string address;
  std::string spouse;                 ///< IIN; empty: none
  std::vector<std::string> children;  ///< IINs, the eldest first
  std::vector<std::string> parents;   ///< IINs; only those who were met
  json::object values;                ///< by register: what the data say of this person in particular

  std::string name() const { return surname + " " + given_name + (patronymic.empty() ? "" : " " + patronymic); }
  int age(Date today) const;
  /// 0 … below `sides`; the same for the same person and `what`.
  std::uint64_t roll(std::string_view what, std::uint64_t sides) const;
};

/// People who are the same in every register: the demonstration's, and for any other valid IIN somebody made from the
/// number. Relatives of such a person get valid IINs of their own and from then on know each other.
class Population {
 public:
  /// Reads simulated_people.json and the people of demonstration.json. Errors: those of `read_file` and `parse_json`;
  /// invalid "registers.malformed" {file, what}.
  Result<void> load(const std::filesystem::path& country);

  /// The person, made if need be. `iin` is valid.
  const SimulatedPerson& find(std::string_view iin, Date today);

 private:
  struct Place {
    std::string region;
    std::string settlement;
  };
  using Names = std::vector<std::string>;

  Result<void> read(const json::object& object);
  Result<void> read_person(const json::object& object);
  void link_relatives();
  SimulatedPerson made_from(std::string_view iin) const;
  std::string make_spouse(const SimulatedPerson& person) const;
  std::vector<std::string> make_children(const SimulatedPerson& person, Date today) const;
  SimulatedPerson& add_relative(const SimulatedPerson& person, SimulatedPerson relative);

  std::map<std::string, SimulatedPerson, std::less<>> people_;
  Names male_;
  Names female_;
  Names surnames_;
  Names streets_;
  std::vector<Place> places_;
};

/// A valid IIN of somebody born then; `seed` decides on the serial digits.  Source: DOMAIN, "IIN".
std::string make_iin(Date born, bool female, std::uint64_t seed);

/// What register `id` holds of a person: an object whose members are the register's facts. `find` gives relatives.
json::object value_of(std::string_view register_id, const SimulatedPerson& person,
                      const std::function<const SimulatedPerson&(std::string_view)>& find, Date today);
/// What kz.organisations holds of an organisation. `bin` is valid.
json::object organisation_of(std::string_view bin);

}  // namespace qyzmet::exchange
