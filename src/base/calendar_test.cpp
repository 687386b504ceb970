#include "base/calendar.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "base/testing.hpp"

namespace qyzmet {
namespace {

Date day(std::string_view text) { return parse_date(text).value(); }

WorkingCalendar kazakhstan() {
  return WorkingCalendar::load(std::filesystem::path(QYZMET_SOURCE_DIR) / "data/kz/calendar_2025_2026.json").value();
}

std::string added(const WorkingCalendar& calendar, std::string_view from, int count) {
  const auto date = calendar.add_working_days(day(from), count);
  return date ? to_iso(*date) : date.error().key;
}

TEST(Calendar, knows_holidays_substitutes_and_worked_weekends) {
  const auto calendar = kazakhstan();
  const std::pair<std::string_view, bool> days[] = {
      {"2025-01-01", false}, {"2025-01-03", false}, {"2025-01-04", false}, {"2025-01-05", true},
      {"2025-01-06", true},  {"2025-01-07", false}, {"2025-03-10", false}, {"2025-03-25", false},
      {"2025-03-26", true},  {"2026-03-07", false}, {"2026-03-08", false}, {"2026-03-09", false},
      {"2026-03-10", true},  {"2026-05-11", false}, {"2026-12-16", false}, {"2026-12-31", true}};
  for (const auto& [date, works] : days) EXPECT_EQ(calendar.is_working_day(day(date)), works) << date;
}

TEST(Calendar, the_day_of_acceptance_does_not_count) {
  const auto calendar = kazakhstan();
  EXPECT_EQ(added(calendar, "2026-03-05", 0), "2026-03-05");
  EXPECT_EQ(added(calendar, "2026-03-05", 1), "2026-03-06");
  EXPECT_EQ(added(calendar, "2026-03-05", 2), "2026-03-10");  // a weekend and a substitute day off lie between
  EXPECT_EQ(added(calendar, "2026-03-07", 1), "2026-03-10");  // accepted on a Saturday
  EXPECT_EQ(added(calendar, "2026-03-20", 1), "2026-03-26");  // Nauryz
  EXPECT_EQ(added(calendar, "2025-12-31", 1), "2026-01-05");
  EXPECT_EQ(added(calendar, "2025-01-03", 1), "2025-01-05");  // a Sunday that is worked
}

TEST(Calendar, a_year_that_is_not_known_is_named_and_never_guessed) {
  const auto calendar = kazakhstan();
  const auto beyond = calendar.add_working_days(day("2026-12-31"), 1);
  ASSERT_FALSE(beyond);
  EXPECT_EQ(beyond.error().code, Code::not_known);
  EXPECT_EQ(beyond.error().key, "calendar.year_not_known");
  EXPECT_EQ(beyond.error().details, (Details{{"year", "2027"}}));
  EXPECT_EQ(added(calendar, "2026-12-30", 1), "2026-12-31");
  EXPECT_EQ(added(calendar, "2031-05-05", 0), "2031-05-05");  // nothing needs to be known
  EXPECT_EQ(calendar.is_working_day(day("2024-06-03")).error().details, (Details{{"year", "2024"}}));
  EXPECT_EQ(calendar.working_days_between(day("2026-12-30"), day("2027-01-01")).error().details,
            (Details{{"year", "2027"}}));
  EXPECT_EQ(calendar.add_working_days(day("2026-03-05"), 2'000'000'000).error().details, (Details{{"year", "2027"}}));
}

TEST(Calendar, a_count_below_zero_is_refused) {
  const auto date = kazakhstan().add_working_days(day("2026-03-05"), -1);
  ASSERT_FALSE(date);
  EXPECT_EQ(date.error().code, Code::invalid);
  EXPECT_EQ(date.error().key, "calendar.negative_count");
}

TEST(Calendar, counts_working_days_between_two_days) {
  const auto calendar = kazakhstan();
  EXPECT_EQ(calendar.working_days_between(day("2026-03-05"), day("2026-03-05")), 0);
  EXPECT_EQ(calendar.working_days_between(day("2026-03-05"), day("2026-03-10")), 2);
  EXPECT_EQ(calendar.working_days_between(day("2026-03-10"), day("2026-03-05")), -2);
  EXPECT_EQ(calendar.working_days_between(day("2024-12-31"), day("2025-01-05")), 1);
}

TEST(Calendar, adding_and_counting_undo_each_other) {
  const auto calendar = kazakhstan();
  SeededRandom random(test_seed());
  for (int i = 0; i < 500; ++i) {
    const Date from = day("2025-01-01") + std::chrono::days{random.next_u64() % 500};
    const int count = static_cast<int>(random.next_u64() % 100) + 1;
    const Date to = calendar.add_working_days(from, count).value();
    ASSERT_EQ(calendar.working_days_between(from, to), count) << to_iso(from);
    ASSERT_EQ(calendar.working_days_between(to, from), -count) << to_iso(from);
    ASSERT_TRUE(calendar.is_working_day(to).value()) << to_iso(to);
  }
}

TEST(Calendar, wrong_data_are_refused_with_the_place) {
  const auto refused_at = [](std::string_view text) {
    const auto calendar = WorkingCalendar::parse(text);
    if (calendar) return std::string("accepted");
    return calendar.error().key == "calendar.malformed" ? calendar.error().details.at(0).second : calendar.error().key;
  };
  const auto year = [](std::string_view name, std::string_view holidays, std::string_view off,
                       std::string_view working) {
    return std::string(R"({"years": {")")
        .append(name)
        .append(R"(": {"holidays": {)")
        .append(holidays)
        .append(R"(}, "substitute_off": [)")
        .append(off)
        .append(R"(], "working_weekend": [)")
        .append(working)
        .append("]}}}");
  };
  EXPECT_EQ(refused_at(year("2026", R"("2026-01-01": "x")", R"("2026-01-02")", R"("2026-01-03")")), "accepted");
  EXPECT_EQ(refused_at(year("2026", R"("2025-01-01": "x")", "", "")), "2025-01-01");
  EXPECT_EQ(refused_at(year("2026", "", R"("2026-02-30")", "")), "2026-02-30");
  EXPECT_EQ(refused_at(year("2026", "", "5", "")), "2026");
  EXPECT_EQ(refused_at(year("2026", "", "", R"("2026-01-05")")), "2026-01-05");  // a Monday
  EXPECT_EQ(refused_at(year("2026", R"("2026-01-03": "x")", "", R"("2026-01-03")")), "2026-01-03");
  EXPECT_EQ(refused_at(year("26", "", "", "")), "26");
  EXPECT_EQ(refused_at(R"({"years": {"2026": {"holidays": {}, "substitute_off": []}}})"), "2026");
  EXPECT_EQ(refused_at(R"({"years": {"2026": []}})"), "2026");
  EXPECT_EQ(refused_at(R"({"years": []})"), "years");
  EXPECT_EQ(refused_at("[]"), "years");
  EXPECT_EQ(refused_at("{"), "json.malformed");
  EXPECT_EQ(WorkingCalendar::load("/no/such/file").error().key, "calendar.malformed");
}

}  // namespace
}  // namespace qyzmet
