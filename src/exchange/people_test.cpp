// The people of the simulated registers are the same people in each register, whoever is asked first.
#include "exchange/people.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/testing.hpp"
#include "exchange/testing.hpp"

namespace qyzmet::exchange {
namespace {

using testing::must;

constexpr Date kToday = std::chrono::year{2026} / std::chrono::March / 5;

class PeopleTest : public ::testing::Test {
 protected:
  PeopleTest() { must(people.load(QYZMET_SOURCE_DIR "/data/kz")); }

  json::object value(std::string_view register_id, std::string_view iin) {
    const auto find = [this](std::string_view one) -> const SimulatedPerson& { return people.find(one, kToday); };
    return value_of(register_id, find(iin), find, kToday);
  }
  std::string text(const json::object& object, std::string_view name) { return json::serialize(object.at(name)); }

  Population people;
};

bool names(const json::value& list, std::string_view iin) {
  return std::ranges::any_of(list.as_array(), [&](const json::value& one) { return one.at("iin").as_string() == iin; });
}

TEST_F(PeopleTest, TheDemonstrationsFatherOfFiveHasFiveChildrenWhoKnowTheirParents) {
  const json::object family = value("kz.family", "850903390030");
  ASSERT_EQ(family.at("children").as_array().size(), 5U);
  const std::string spouse(family.at("spouse").at("iin").as_string());
  for (const json::value& child : family.at("children").as_array()) {
    const auto parents = value("kz.family", std::string_view(child.at("iin").as_string())).at("parents");
    EXPECT_TRUE(names(parents, "850903390030") && names(parents, spouse)) << child;
  }
  EXPECT_EQ(value("kz.family", spouse).at("spouse").at("iin"), "850903390030");
  EXPECT_EQ(value("kz.persons", "850903390030").at("name"), "Ахметов Данияр Болатұлы");
}

TEST_F(PeopleTest, WhoIsOnTheDataKeepsWhatTheDataSay) {
  EXPECT_EQ(value("kz.disability", "880115490049").at("group"), "1");
  EXPECT_EQ(value("kz.family", "640812490019").at("marital_status"), "widowed");
  EXPECT_EQ(value("kz.tax", "850903390030").at("monthly_income_tiyn"), 24'500'000);
}

TEST_F(PeopleTest, AnswersHaveExactlyTheMembersThatTheRegistersName) {
  const auto country = must(catalogue::Country::load(QYZMET_SOURCE_DIR "/data/kz"));
  const auto registers = must(Registers::load(QYZMET_SOURCE_DIR "/data/kz/registers.json", country));
  for (const Register& one : registers.all()) {
    const json::object given =
        one.id == "kz.organisations" ? organisation_of("160440007161") : value(one.id, "850903390030");
    for (const auto& member : given) {
      EXPECT_TRUE(std::ranges::find(one.facts, std::string_view(member.key()), &Fact::id) != one.facts.end())
          << one.id << " answers " << member.key();
    }
    for (const Fact& fact : one.facts) {
      const bool of_acts = fact.id == "outcome" || fact.id == "reference";
      EXPECT_TRUE(of_acts || given.contains(fact.id)) << one.id << " does not answer " << fact.id;
    }
  }
}

// Any valid IIN: relatives have valid IINs, know each other, share surname and address, and no child is older than its
// parents. Asked twice, in whatever order, everything is the same.
TEST_F(PeopleTest, AnybodyElseIsMadeFromTheirNumberAndFitsTheirRelatives) {
  std::mt19937_64 random(test_seed());
  for (int round = 0; round < 300; ++round) {
    const Date born = Date{std::chrono::year{1950} / 1 / 1} + std::chrono::days(random() % (70 * 365));
    const std::string iin = make_iin(born, random() % 2 == 0, random());
    const json::object family = value("kz.family", iin);
    const json::object person = value("kz.persons", iin);
    ASSERT_EQ(text(person, "birth_date"), "\"" + to_iso(born) + "\"");
    for (const json::value& child : family.at("children").as_array()) {
      const std::string name(child.at("iin").as_string());
      EXPECT_TRUE(catalogue::normal_iin(name).wrong.empty()) << name;
      EXPECT_TRUE(names(value("kz.family", name).at("parents"), iin)) << iin << " " << name;
      EXPECT_LT(person.at("birth_date").as_string(), child.at("birth_date").as_string());
      EXPECT_EQ(value("kz.persons", name).at("address"), person.at("address"));
    }
    if (family.at("spouse").is_object()) {
      const auto other = value("kz.family", std::string_view(family.at("spouse").at("iin").as_string()));
      EXPECT_EQ(other.at("spouse").at("iin").as_string(), iin);
      EXPECT_EQ(other.at("married_on"), family.at("married_on"));
      EXPECT_EQ(other.at("children"), family.at("children"));
    }
    EXPECT_EQ(value("kz.family", iin), family);
  }
}

}  // namespace
}  // namespace qyzmet::exchange
