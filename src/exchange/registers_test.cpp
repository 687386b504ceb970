#include "exchange/registers.hpp"

#include <gtest/gtest.h>

#include "exchange/addresses.hpp"
#include "exchange/testing.hpp"

namespace qyzmet::exchange {
namespace {

using testing::must;

const std::string kGood(testing::kRegisters);

class RegistersTest : public ::testing::Test {
 protected:
  Result<Registers> load(const std::string& text) {
    std::ofstream(folder.path() / "registers.json") << text;
    return Registers::load(folder.path() / "registers.json", country);
  }
  /// The good file with `what` in place of the first `part`.
  static std::string with(std::string_view part, std::string_view what) {
    std::string text = kGood;
    return text.replace(text.find(part), part.size(), what);
  }

  static std::string fact_with(const std::string& more) {
    return R"("facts": [{"id": "f", "title": {"kk": "a", "ru": "b", "en": "c"}, )" + more + "}]";
  }

  db::testing::TempFolder folder;
  catalogue::Country country = must(catalogue::Country::load(QYZMET_SOURCE_DIR "/data/kz"));
};

TEST_F(RegistersTest, TheCountrysOwnAreRead) {
  const auto registers = must(Registers::load(QYZMET_SOURCE_DIR "/data/kz/registers.json", country));
  EXPECT_GE(registers.all().size(), 12U);
  const Register* family = registers.find("kz.family");
  ASSERT_NE(family, nullptr);
  EXPECT_EQ(family->agency, "kz.adilet");
  EXPECT_EQ(family->freeze.silent, 5);
  EXPECT_EQ(registers.find("kz.nowhere"), nullptr);
}

TEST_F(RegistersTest, WhatClosedValuesMeanIsRead) {
  const auto registers = must(Registers::load(QYZMET_SOURCE_DIR "/data/kz/registers.json", country));
  const auto fact = [](const std::vector<Fact>& facts, std::string_view id) {
    return *std::ranges::find(facts, id, &Fact::id);
  };
  const auto& persons = registers.find("kz.persons")->facts;
  const auto sex = fact(persons, "sex").values;
  ASSERT_EQ(sex.size(), 2U);
  EXPECT_EQ(sex.at(0).first, "female");
  EXPECT_EQ(sex.at(0).second.en, "female");
  EXPECT_EQ(fact(persons, "region").values.size(), country.regions.size()) << "the country's own";
  EXPECT_TRUE(fact(persons, "name").values.empty());
  const auto documents = fact(registers.find("kz.documents")->facts, "documents");
  EXPECT_EQ(fact(documents.members, "kind").values.at(0).first, "identity_card");
}

TEST_F(RegistersTest, ACountryMayHaveNone) {
  EXPECT_TRUE(must(Registers::load(folder.path() / "nothing.json", country)).all().empty());
}

TEST_F(RegistersTest, AFaultIsNamed) {
  ASSERT_TRUE(load(kGood));
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"{}", "[]"},
      {"[1]", "[0]"},
      {with("kz.adilet", "kz.nobody"), "[0].agency"},
      {with("kz.tax", "kz.family"), "[1].id"},
      {with("\"ru\": \"b\"", "\"ru\": \"\""), "[0].title"},
      {with("assumed", "sure"), "[0].certainty"},
      {with("assumed", "sourced"), "[0].source"},
      {with("\"limit\": 4", "\"limit\": 0"), "[0].limit"},
      {with("\"silent\": 3", "\"silent\": \"3\""), "[0].silent"},
      {with("\"timeout_ms\"", "\"time_out_ms\""), "[0].time_out_ms"},
      {with("\"facts\": []", "\"facts\": [{\"id\": \"a\"}]"), "[0].title"},
      {with("\"facts\": []", fact_with(R"("values": {"x": {"kk": "a", "ru": "b"}})")), "[0].x.en"},
      {with("\"facts\": []", fact_with(R"("values": {"x": {"kk": "a", "ru": "b", "en": ""}})")), "[0].x"},
      {with("\"facts\": []", fact_with(R"("values": "countries")")), "[0].values"},
      {with("\"facts\": []", fact_with(R"("members": [{"id": "m", "title": {"kk": "a", "ru": "b", "en": "c"},
                                                       "members": []}])")),
       "[0].members"},
  };
  for (const auto& [text, what] : cases) {
    const auto registers = load(text);
    ASSERT_FALSE(registers) << what;
    EXPECT_EQ(registers.error().key, "registers.malformed");
    EXPECT_EQ(registers.error().details.at(1).second, what);
  }
}

TEST_F(RegistersTest, AddressesAreAUrlForAllOrAFileWithOneForEach) {
  const auto registers = must(load(kGood));
  EXPECT_TRUE(must(read_addresses("", registers)).empty());
  for (const std::string base : {"http://127.0.0.1:8090", "http://127.0.0.1:8090/"}) {
    EXPECT_EQ(must(read_addresses(base, registers)).at("kz.tax"), "http://127.0.0.1:8090/registers/kz.tax/lookup");
  }
  const std::string file = folder.path() / "addresses.json";
  std::ofstream(file) << R"({"kz.tax": "https://tax.example/lookup"})";
  const auto some = must(read_addresses(file, registers));
  EXPECT_EQ(some.at("kz.tax"), "https://tax.example/lookup");
  EXPECT_FALSE(some.contains("kz.family"));
  std::ofstream(file) << R"({"kz.nowhere": "https://tax.example/lookup"})";
  EXPECT_EQ(read_addresses(file, registers).error().key, "registers.malformed");
  for (const std::string bad : {"ftp://a.example", "file:///etc/passwd", "http://", "http://name:word@a.example"}) {
    const auto addresses = read_addresses(bad, registers);
    ASSERT_FALSE(addresses) << bad;
    EXPECT_EQ(addresses.error().key, "registers.bad_address");
  }
}

}  // namespace
}  // namespace qyzmet::exchange
