#include "applications/written.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.hpp"

namespace qyzmet::applications {
namespace {

constexpr Lang kAll[] = {Lang::kk, Lang::ru, Lang::en};

json::object table() {
  const auto text = read_file(std::filesystem::path(QYZMET_SOURCE_DIR) / "tests/written.json", 1 << 20);
  return parse_json(*text)->as_object();
}

// Goal: documents and portal write values in the same way.  Method: one table, read here and by base.test.ts.
TEST(Written, dates_moments_and_sums_are_those_of_the_table) {
  const json::object all = table();
  int checked = 0;
  for (const Lang lang : kAll) {
    const auto expected = [&](const json::value& row) { return std::string(row.at(to_code(lang)).as_string()); };
    for (const json::value& row : all.at("dates").as_array()) {
      EXPECT_EQ(date_text(*parse_date(row.at("date").as_string()), lang), expected(row));
      ++checked;
    }
    for (const json::value& row : all.at("moments").as_array()) {
      const auto offset = static_cast<int>(row.at("utc_offset_minutes").as_int64());
      EXPECT_EQ(moment_text(*parse_rfc3339(row.at("at").as_string()), offset, lang), expected(row));
      ++checked;
    }
    for (const json::value& row : all.at("sums").as_array()) {
      EXPECT_EQ(to_display(Money{row.at("tiyn").as_int64()}, lang), expected(row));
      ++checked;
    }
  }
  EXPECT_EQ(checked, 3 * 20);
}

TEST(Written, an_address_goes_from_the_region_down_and_in_english_up) {
  const Address address{{.kk = "Алматы қаласы", .ru = "город Алматы", .en = "Almaty city"}, "Алматы", "Абай, 10"};
  EXPECT_EQ(address_text(address, Lang::kk), "Алматы қаласы, Алматы, Абай, 10");
  EXPECT_EQ(address_text(address, Lang::ru), "город Алматы, Алматы, Абай, 10");
  EXPECT_EQ(address_text(address, Lang::en), "Абай, 10, Алматы, Almaty city");
  EXPECT_EQ(address_text({address.region, "", "Абай, 10"}, Lang::en), "Абай, 10, Almaty city");
}

TEST(Written, each_kind_of_value_is_written_in_its_way) {
  const Text text{.kk = "иә", .ru = "да", .en = "yes"};
  EXPECT_EQ(value_text(std::string("A 123"), 300, Lang::kk), "A 123");
  EXPECT_EQ(value_text(text, 300, Lang::ru), "да");
  EXPECT_EQ(value_text(*parse_date("2026-03-05"), 300, Lang::en), "5\u00a0March 2026");
  EXPECT_EQ(value_text(*parse_rfc3339("2026-03-05T20:07:01Z"), 300, Lang::en), "6\u00a0March 2026, 01:07");
  EXPECT_EQ(value_text(Money{150}, 300, Lang::en), "1.50\u00a0₸");
}

}  // namespace
}  // namespace qyzmet::applications
