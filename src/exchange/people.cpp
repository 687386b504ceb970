#include "exchange/people.hpp"

#include <algorithm>
#include <chrono>

#include "base/bytes.hpp"
#include "base/check.hpp"
#include "base/file.hpp"
#include "catalogue/catalogue.hpp"
#include "identity/identity.hpp"

namespace qyzmet::exchange {
namespace {

using std::chrono::year_month_day;

/// The same number for the same text, whatever the machine.
std::uint64_t number_of(std::string_view text) {
  const Digest digest = sha256(text);
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < sizeof number; ++i) number = number << 8 | std::to_integer<std::uint64_t>(digest[i]);
  return number;
}

/// The birth date and sex that an IIN tells.
void read_iin(std::string_view iin, SimulatedPerson& person) {
  const auto two = [&](std::size_t at) { return (iin[at] - '0') * 10 + (iin[at + 1] - '0'); };
  const int century = iin[6] - '0';
  person.iin = iin;
  person.female = century % 2 == 0;
  person.born = year_month_day{std::chrono::year{1800 + (century - 1) / 2 * 100 + two(0)},
                               std::chrono::month(static_cast<unsigned>(two(2))),
                               std::chrono::day(static_cast<unsigned>(two(4)))};
}

/// "Қасымова Гүлнар Серікқызы".
void set_name(SimulatedPerson& person, std::string_view name) {
  const auto word = [&name] {
    const auto end = std::min(name.find(' '), name.size());
    std::string first(name.substr(0, end));
    name.remove_prefix(std::min(end + 1, name.size()));
    return first;
  };
  person.surname = word();
  person.given_name = word();
  person.patronymic = name;
}

Result<std::vector<std::string>> names_of(const json::object& object, std::string_view name) {
  std::vector<std::string> all;
  TRY_ASSIGN(const json::array* array, get_array(object, name));
  for (const json::value& one : *array) {
    if (!one.is_string()) return fail_field(std::string(name), "field.wrong_type", {{"expected", "string"}});
    all.emplace_back(one.get_string());
  }
  return all;
}

Result<json::object> read_object(const std::filesystem::path& file) {
  TRY_ASSIGN(const std::string text, read_file(file, 4 << 20));
  TRY_ASSIGN(json::value value, parse_json(text));
  if (!value.is_object()) return fail_field("", "field.wrong_type", {{"expected", "object"}});
  return std::move(value.get_object());
}

void add_once(std::vector<std::string>& all, const std::string& one) {
  if (std::ranges::find(all, one) == all.end()) all.push_back(one);
}

}  // namespace

int SimulatedPerson::age(Date today) const {
  const year_month_day from{born};
  const year_month_day to{today};
  const int years = static_cast<int>(to.year()) - static_cast<int>(from.year());
  const bool before_birthday = to.month() < from.month() || (to.month() == from.month() && to.day() < from.day());
  return years - (before_birthday ? 1 : 0);
}

std::uint64_t SimulatedPerson::roll(std::string_view what, std::uint64_t sides) const {
  return number_of(iin + "|" + std::string(what)) % sides;
}

std::string make_iin(Date born, bool female, std::uint64_t seed) {
  constexpr std::uint64_t kSerials = 10'000;
  const year_month_day date{born};
  const int year = static_cast<int>(date.year());
  const auto padded = [](std::uint64_t number, std::size_t width) {
    std::string digits = std::to_string(number);
    return std::string(width - std::min(width, digits.size()), '0') + digits;
  };
  const std::string head = padded(static_cast<unsigned>(year % 100), 2) + padded(unsigned{date.month()}, 2) +
                           padded(unsigned{date.day()}, 2) + std::to_string((year / 100 - 18) * 2 + (female ? 2 : 1));
  for (std::uint64_t serial = seed % kSerials;; serial = (serial + 1) % kSerials) {
    for (char check = '0'; check <= '9'; ++check) {
      const auto normal = catalogue::normal_iin(head + padded(serial, 4) + check);
      if (normal.wrong.empty()) return normal.text;
    }
  }
}

Result<void> Population::load(const std::filesystem::path& country) {
  const auto malformed = [](const std::filesystem::path& file, const Error& error) {
    const std::string what = error.fields.empty() ? error.key : error.fields[0].path;
    return fail(Code::invalid, "registers.malformed", {{"file", file.string()}, {"what", what}});
  };
  const auto demonstration = country / "demonstration.json";
  const auto demo = identity::Demonstration::load(demonstration);
  if (!demo) return malformed(demonstration, demo.error());
  const auto file = country / "simulated_people.json";
  const auto object = read_object(file);
  if (!object) return malformed(file, object.error());
  for (const auto& one : demo->people) {
    read_iin(one.iin, people_[one.iin]);
    set_name(people_[one.iin], one.name);
  }
  if (const auto read_in = read(*object); !read_in) return malformed(file, read_in.error());
  link_relatives();
  return {};
}

Result<void> Population::read(const json::object& object) {
  TRY_ASSIGN(const json::object* names, get_object(object, "names"));
  TRY_ASSIGN(male_, names_of(*names, "male"));
  TRY_ASSIGN(female_, names_of(*names, "female"));
  TRY_ASSIGN(surnames_, names_of(*names, "surnames"));
  TRY_ASSIGN(streets_, names_of(*names, "streets"));
  TRY_ASSIGN(const json::array* places, get_array(object, "places"));
  for (const json::value& one : *places) {
    if (!one.is_object()) return fail_field("places", "field.wrong_type", {{"expected", "object"}});
    Place place;
    TRY_ASSIGN(place.region, get_string(one.get_object(), "region", "places"));
    TRY_ASSIGN(place.settlement, get_string(one.get_object(), "settlement", "places"));
    places_.push_back(std::move(place));
  }
  if (male_.empty() || female_.empty() || surnames_.empty() || streets_.empty() || places_.empty())
    return fail_field("names", "field.missing");
  TRY_ASSIGN(const json::array* people, get_array(object, "people"));
  for (const json::value& one : *people) {
    if (!one.is_object()) return fail_field("people", "field.wrong_type", {{"expected", "object"}});
    TRY(read_person(one.get_object()));
  }
  return {};
}

Result<void> Population::read_person(const json::object& object) {
  TRY(only_fields(object, {"iin", "name", "spouse", "children", "region", "settlement", "address", "values"},
                  "people"));
  TRY_ASSIGN(const std::string_view iin, get_string(object, "iin", "people"));
  if (!catalogue::normal_iin(iin).wrong.empty()) return fail_field("people.iin", std::string("iin.check_digit"));
  const auto known = people_.find(iin);
  SimulatedPerson person = made_from(iin);
  if (known != people_.end()) set_name(person, known->second.name());
  const auto maybe = [&object](std::string_view name, std::string& place) -> Result<void> {
    if (!object.contains(name)) return {};
    TRY_ASSIGN(place, get_string(object, name, "people"));
    return {};
  };
  std::string name;
  TRY(maybe("name", name));
  if (!name.empty()) set_name(person, name);
  TRY(maybe("spouse", person.spouse));
  TRY(maybe("region", person.region));
  TRY(maybe("settlement", person.settlement));
  TRY(maybe("address", person.address));
  if (object.contains("children")) {
    TRY_ASSIGN(person.children, names_of(object, "children"));
  }
  if (object.contains("values")) {
    TRY_ASSIGN(const json::object* values, get_object(object, "values", "people"));
    person.values = *values;
  }
  people_[person.iin] = std::move(person);
  return {};
}

/// A child's parents are whoever names the child, and their spouse; children live where the one who names them does.
void Population::link_relatives() {
  for (auto& [iin, person] : people_) {
    const auto spouse = people_.find(person.spouse);
    if (spouse != people_.end()) {
      spouse->second.spouse = iin;
      for (const auto& child : person.children) add_once(spouse->second.children, child);
      if (spouse->second.address != person.address && !person.children.empty()) {
        spouse->second.region = person.region;
        spouse->second.settlement = person.settlement;
        spouse->second.address = person.address;
      }
    }
  }
  constexpr int kNewOn = 2007;  // younger people live where their parents do
  for (auto& [iin, person] : people_) {
    for (const auto& name : person.children) {
      const auto child = people_.find(name);
      if (child == people_.end()) continue;
      add_once(child->second.parents, iin);
      if (year_month_day{child->second.born}.year() < std::chrono::year{kNewOn}) continue;
      child->second.region = person.region;
      child->second.settlement = person.settlement;
      child->second.address = person.address;
    }
  }
}

SimulatedPerson Population::made_from(std::string_view iin) const {
  SimulatedPerson person;
  read_iin(iin, person);
  const auto pick = [&person](std::string_view what, const auto& from) -> const auto& {
    return from[person.roll(what, from.size())];
  };
  person.surname = pick("surname", surnames_) + (person.female ? "а" : "");
  person.given_name = pick("given_name", person.female ? female_ : male_);
  person.patronymic = pick("patronymic", male_) + (person.female ? "қызы" : "ұлы");
  const Place& place = pick("place", places_);
  person.region = place.region;
  person.settlement = place.settlement;
  person.address = pick("street", streets_) + ", " + std::to_string(1 + person.roll("house", 150)) + ", " +
                   std::to_string(1 + person.roll("flat", 90)) + "-пәтер";
  return person;
}

const SimulatedPerson& Population::find(std::string_view iin, Date today) {
  if (const auto known = people_.find(iin); known != people_.end()) return known->second;
  SimulatedPerson person = made_from(iin);
  if (person.age(today) < kGrown) return people_.emplace(person.iin, std::move(person)).first->second;
  person.spouse = make_spouse(person);
  if (people_.contains(person.spouse)) person.spouse.clear();  // somebody else's already
  person.children = make_children(person, today);
  SimulatedPerson spouse = person.spouse.empty() ? SimulatedPerson{} : made_from(person.spouse);
  const std::string father = person.female ? spouse.given_name : person.given_name;
  for (const auto& name : person.children) {
    SimulatedPerson child = made_from(name);
    if (!father.empty()) child.patronymic = father + (child.female ? "қызы" : "ұлы");
    auto& parents = add_relative(person, std::move(child)).parents;
    add_once(parents, person.iin);
    if (!person.spouse.empty()) add_once(parents, person.spouse);
  }
  if (!person.spouse.empty()) {
    spouse.spouse = person.iin;
    spouse.children = person.children;
    add_relative(person, std::move(spouse));
  }
  return people_.emplace(person.iin, std::move(person)).first->second;
}

/// Lives at the person's address, under the person's family name. Whoever is known already stays as they are.
SimulatedPerson& Population::add_relative(const SimulatedPerson& person, SimulatedPerson relative) {
  std::string family = person.surname;
  if (person.female) family.resize(family.size() - std::string_view("а").size());
  relative.surname = family + (relative.female ? "а" : "");
  relative.region = person.region;
  relative.settlement = person.settlement;
  relative.address = person.address;
  std::string iin = relative.iin;
  return people_.try_emplace(std::move(iin), std::move(relative)).first->second;
}

/// An IIN of the other sex and about the same age; empty for those who live alone.
std::string Population::make_spouse(const SimulatedPerson& person) const {
  if (person.roll("married", 10) >= 6) return "";
  const auto days = static_cast<int>(person.roll("spouse_born", 2000)) - 1000;
  return make_iin(person.born + std::chrono::days(days), !person.female, person.roll("spouse", 10'000));
}

/// Up to four, born while the person was between 21 and 38, two years or more apart, none in the future.
std::vector<std::string> Population::make_children(const SimulatedPerson& person, Date today) const {
  constexpr std::uint64_t kMostChildren = 5;
  std::vector<std::string> children;
  const std::uint64_t count = person.roll("children", kMostChildren);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::string which = "child" + std::to_string(i);
    const auto days = 21 * 365 + static_cast<int>(i) * 4 * 365 + static_cast<int>(person.roll(which, 700));
    const Date born = person.born + std::chrono::days(days);
    if (born > today) break;
    children.push_back(make_iin(born, person.roll(which + "sex", 2) == 0, person.roll(which + "serial", 10'000)));
  }
  return children;
}

}  // namespace qyzmet::exchange
