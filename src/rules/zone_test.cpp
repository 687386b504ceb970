#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "base/random.hpp"
#include "base/testing.hpp"
#include "rules/temporal.hpp"
#include "rules/temporal_arithmetic.hpp"
#include "rules/zone_data.hpp"

namespace qyzmet::rules {
namespace {

std::int32_t offset_at(const char* region, const char* local) {
  const auto moment = DateTimeValue::parse(std::string(local) + "@" + region);
  return moment->time.zone.offset_s(moment->local_s()).value();
}

TEST(Zone, KazakhstanHasOneTimeSince2024) {
  EXPECT_EQ(offset_at("Asia/Almaty", "2024-02-29T12:00:00"), 6 * 3600);
  EXPECT_EQ(offset_at("Asia/Almaty", "2024-03-01T12:00:00"), 5 * 3600);
  EXPECT_EQ(offset_at("Asia/Aqtau", "2024-03-01T12:00:00"), 5 * 3600);
}

TEST(Zone, GapsAndOverlaps) {
  EXPECT_EQ(offset_at("Europe/Paris", "2021-03-28T01:59:59"), 3600);
  EXPECT_EQ(offset_at("Europe/Paris", "2021-03-28T02:30:00"), 3600) << "in the gap: the offset before it";
  EXPECT_EQ(offset_at("Europe/Paris", "2021-03-28T03:00:00"), 7200);
  EXPECT_EQ(offset_at("Europe/Paris", "2021-10-31T02:30:00"), 7200) << "in the overlap: the summer's";
  EXPECT_EQ(offset_at("Europe/Paris", "2021-10-31T03:00:00"), 3600);
  EXPECT_EQ(offset_at("Europe/Paris", "2500-07-01T00:00:00"), 7200) << "beyond the listed changes: the rule";
  EXPECT_EQ(offset_at("Australia/Melbourne", "2500-07-01T00:00:00"), 36000);
  EXPECT_EQ(offset_at("Australia/Melbourne", "2500-01-01T00:00:00"), 39600);
}

// Goal: offsets are those that the C library finds in the same data. Method: random moments of two centuries.
TEST(ZoneProperty, AgreesWithTheCLibrary) {
  SeededRandom random(test_seed());
  for (const char* const region : {"Europe/Paris", "Asia/Almaty", "Australia/Lord_Howe", "America/New_York",
                                   "Africa/Casablanca", "Asia/Tehran", "Etc/UTC", "America/Santiago"}) {
    ASSERT_EQ(setenv("TZ", region, 1), 0);
    tzset();
    const auto zone = Zone::of_region(region);
    ASSERT_TRUE(zone) << region;
    for (int i = 0; i < 3'000; ++i) {
      const auto moment = static_cast<std::time_t>(random.next_u64() % 6'000'000'000) - 1'500'000'000;
      std::tm local{};
      ASSERT_NE(localtime_r(&moment, &local), nullptr);
      ASSERT_EQ(zone->offset_at_utc_s(moment), local.tm_gmtoff) << region << " at " << moment;
      // Back from the clock on the wall, wherever that is unambiguous.
      const std::int64_t wall = moment + local.tm_gmtoff;
      const auto before = zone->offset_at_utc_s(wall - *zone->offset_s(wall));
      ASSERT_EQ(before, zone->offset_s(wall)) << region << " at " << moment;
    }
  }
  unsetenv("TZ");
  tzset();
}

TEST(Zone, NamesThatAreNone) {
  for (const char* const name : {"", "Europe", "Europe/", "../etc/passwd", "Europe/../Paris", "/etc/passwd",
                                 "Mars/Base", "Europe//Paris", "tzdata.zi", "zone.tab"}) {
    EXPECT_FALSE(Zone::of_region(name)) << name;
  }
}

TEST(Zone, BrokenDataAreRefused) {
  EXPECT_FALSE(ZoneData::parse(""));
  EXPECT_FALSE(ZoneData::parse("TZif2"));
  std::string file = "TZif2" + std::string(39, '\0');
  EXPECT_FALSE(ZoneData::parse(file));
  file[20] = '\x7F';
  EXPECT_FALSE(ZoneData::parse(file));
}

TEST(Temporal, DaysThereAndBack) {
  SeededRandom random(test_seed());
  EXPECT_EQ((DayValue{1970, 1, 1}).to_days(), 0);
  EXPECT_EQ((DayValue{-1, 12, 31}).to_days() + 1, (DayValue{0, 1, 1}).to_days());
  for (int i = 0; i < 20'000; ++i) {
    const auto days = static_cast<std::int64_t>(random.next_u64() % 700'000'000'000) - 350'000'000'000;
    const auto date = DayValue::from_days(days);
    ASSERT_TRUE(date);
    ASSERT_EQ(date->to_days(), days);
    ASSERT_EQ(DayValue::parse(date->to_text()), date) << date->to_text();
  }
}

TEST(Temporal, TextsThatAreNone) {
  for (const char* const text : {"", "2026-1-1", "2026-02-30", "2025-02-29", "02026-01-01", "26-01-01", "2026-13-01",
                                 "2026-00-10", "2026-01-01Z", "+2026-01-01", "1000000000-01-01"}) {
    EXPECT_FALSE(DayValue::parse(text)) << text;
  }
  for (const char* const text : {"", "24:00:00", "12:60:00", "12:00", "1:00:00", "12:00:00.", "12:00:00+5",
                                 "12:00:00+19:00", "12:00:00Z@Europe/Paris", "12:00:00@No/Where"}) {
    EXPECT_FALSE(TimeValue::parse(text)) << text;
  }
  for (const char* const text : {"", "P", "PT", "P1", "P1H", "PT1D", "P1Y2D", "1D", "P-1D", "PT1M1H", "P1DT"}) {
    EXPECT_FALSE(DaysTimeDuration::parse(text)) << text;
    EXPECT_FALSE(YearsMonthsDuration::parse(text)) << text;
  }
}

TEST(Temporal, WeeksAndMonths) {
  EXPECT_EQ(weekday({2026, 3, 5}), 4);
  EXPECT_EQ(week_of_year({2021, 1, 1}), 53);
  EXPECT_EQ(week_of_year({2020, 12, 31}), 53);
  EXPECT_EQ(week_of_year({2018, 12, 31}), 1);
  EXPECT_EQ(day_of_year({2020, 12, 31}), 366);
  EXPECT_EQ(plus(DayValue{2024, 2, 29}, YearsMonthsDuration{12})->to_text(), "2025-02-28");
  EXPECT_EQ(plus(DayValue{2024, 1, 31}, YearsMonthsDuration{-2})->to_text(), "2023-11-30");
  EXPECT_FALSE(plus(DayValue{999'999'999, 12, 31}, YearsMonthsDuration{1}));
}

}  // namespace
}  // namespace qyzmet::rules
