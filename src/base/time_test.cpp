#include "base/time.hpp"

#include <gtest/gtest.h>

#include "base/testing.hpp"

namespace qyzmet {
namespace {

using std::chrono::milliseconds;
using std::chrono::year;

Instant at(std::string_view text) { return parse_rfc3339(text).value(); }

constexpr std::int64_t kFirstMs = to_ms(Instant{Date{year{0} / 1 / 1}});
constexpr std::int64_t kEndMs = to_ms(Instant{Date{year{10000} / 1 / 1}});

TEST(Time, is_written_in_utc_with_milliseconds) {
  EXPECT_EQ(to_rfc3339(from_ms(0)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_rfc3339(from_ms(1'772'701'621'250)), "2026-03-05T09:07:01.250Z");
  EXPECT_EQ(to_rfc3339(from_ms(-1)), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(to_rfc3339(from_ms(kFirstMs)), "0000-01-01T00:00:00.000Z");
}

TEST(Time, what_is_written_is_read_back) {
  SeededRandom random(test_seed());
  for (int i = 0; i < 20'000; ++i) {
    const auto span = static_cast<std::uint64_t>(kEndMs - kFirstMs);
    const Instant instant = from_ms(kFirstMs + static_cast<std::int64_t>(random.next_u64() % span));
    const std::string text = to_rfc3339(instant);
    ASSERT_EQ(parse_rfc3339(text), instant) << text;
    const Date date = std::chrono::floor<std::chrono::days>(instant);
    ASSERT_EQ(parse_date(to_iso(date)), date) << text;
  }
}

TEST(Time, any_offset_and_fraction_is_read) {
  const Instant expected = at("2026-03-05T09:07:01.250Z");
  EXPECT_EQ(at("2026-03-05T14:07:01.250+05:00"), expected);
  EXPECT_EQ(at("2026-03-04T22:37:01.25-10:30"), expected);
  EXPECT_EQ(at("2026-03-05t09:07:01.250999999z"), expected);
  EXPECT_EQ(at("2026-03-05T09:07:01-00:00"), expected - milliseconds{250});
  EXPECT_EQ(at("1969-12-31T23:59:59.9Z"), from_ms(-100));
}

TEST(Time, a_leap_second_is_the_first_second_of_the_next_day) {
  EXPECT_EQ(at("2016-12-31T23:59:60Z"), at("2017-01-01T00:00:00Z"));
  EXPECT_EQ(at("1990-12-31T15:59:60-08:00"), at("1991-01-01T00:00:00Z"));  // RFC 3339 §5.8
  EXPECT_FALSE(parse_rfc3339("2016-12-31T23:58:60Z"));
  EXPECT_FALSE(parse_rfc3339("2016-12-31T23:59:60+05:00"));
}

TEST(Time, what_is_not_a_time_is_refused) {
  for (const std::string_view text :
       {"", "2026-03-05", "2026-03-05T09:07Z", "2026-03-05T09:07:01", "2026-03-05T09:07:01.Z", "2026-03-05 09:07:01Z",
        "2026-03-05T24:00:00Z", "2026-03-05T09:60:00Z", "2026-03-05T09:07:61Z", "2026-02-30T09:07:01Z",
        "2026-03-05T09:07:01+0500", "2026-03-05T09:07:01+24:00", "2026-03-05T09:07:01+05:60", "2026-03-05T09:07:01Z ",
        " 2026-03-05T09:07:01Z", "+026-03-05T09:07:01Z", "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:00-00:01",
        "9999-12-31T23:59:60Z"}) {
    const auto instant = parse_rfc3339(text);
    ASSERT_FALSE(instant) << text;
    EXPECT_EQ(instant.error().code, Code::invalid);
    EXPECT_EQ(instant.error().key, "time.malformed");
  }
}

TEST(Date, is_read_and_written_as_iso_8601) {
  EXPECT_EQ(parse_date("2026-03-05"), Date{year{2026} / 3 / 5});
  EXPECT_EQ(to_iso(Date{year{2026} / 3 / 5}), "2026-03-05");
  EXPECT_TRUE(parse_date("2024-02-29"));
}

TEST(Date, what_is_not_a_date_is_refused) {
  for (const std::string_view text :
       {"", "2026", "2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-3-5", "05.03.2026",
        "2026-03-05Z", "2026-03-0a", "-026-03-05", "20260305"}) {
    const auto date = parse_date(text);
    ASSERT_FALSE(date) << text;
    EXPECT_EQ(date.error().key, "date.malformed");
  }
}

TEST(Date, the_local_day_begins_at_local_midnight) {
  EXPECT_EQ(to_iso(local_date(at("2026-03-05T18:59:59.999Z"), 300)), "2026-03-05");
  EXPECT_EQ(to_iso(local_date(at("2026-03-05T19:00:00Z"), 300)), "2026-03-06");
  EXPECT_EQ(to_iso(local_date(at("1969-12-31T18:59:59Z"), 300)), "1969-12-31");
  EXPECT_EQ(to_iso(local_date(at("2026-03-01T00:59:59Z"), -60)), "2026-02-28");
}

TEST(Clock, of_tests_stands_still_until_it_is_set) {
  TestClock clock(at("2026-03-05T09:00:00Z"));
  EXPECT_EQ(clock.now(), at("2026-03-05T09:00:00Z"));
  clock.advance(milliseconds{1500});
  EXPECT_EQ(to_rfc3339(clock.now()), "2026-03-05T09:00:01.500Z");
  clock.set(at("2026-03-01T00:00:00Z"));
  EXPECT_EQ(to_rfc3339(clock.now()), "2026-03-01T00:00:00.000Z");
}

TEST(Clock, of_the_system_knows_the_century_and_never_goes_back) {
  const SystemClock clock;
  EXPECT_GT(clock.now(), at("2025-01-01T00:00:00Z"));
  EXPECT_LT(clock.now(), at("2125-01-01T00:00:00Z"));
  const std::int64_t before = clock.monotonic_ms();
  EXPECT_LE(before, clock.monotonic_ms());
}

}  // namespace
}  // namespace qyzmet
