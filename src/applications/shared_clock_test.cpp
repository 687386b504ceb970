#include "applications/shared_clock.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <numeric>
#include <random>

#include "applications/testing.hpp"

namespace qyzmet::applications {
namespace {

using testing::must;
using Unit = catalogue::Deadline::Unit;
constexpr int kOffset = 300;

const WorkingCalendar& calendar() {
  static const auto loaded =
      must(WorkingCalendar::load(std::filesystem::path(QYZMET_SOURCE_DIR) / "data/kz/calendar_2025_2026.json"));
  return loaded;
}
Date date(std::string_view text) { return must(parse_date(text)); }
Instant at(std::string_view text) { return must(parse_rfc3339(text)); }
const Party kApplicant{.kind = Party::Kind::applicant, .agency = {}};
const Party kFamily{.kind = Party::Kind::agency, .agency = "kz.family"};

int sum(const Charges& charges) {
  return std::accumulate(charges.days.begin(), charges.days.end(), 0,
                         [](int sum, const auto& one) { return sum + one.second; });
}

/// Filed on Thursday 5 March 2026; 9 and 23-25 March are days off.
TEST(SharedClock, ADayBelongsToWhoeverHasTheBallAtItsEnd) {
  const std::vector<Turn> turns = {{kFamily, date("2026-03-05")},
                                   {Party{}, date("2026-03-10")},
                                   {kApplicant, date("2026-03-11")},
                                   {Party{}, date("2026-03-13")}};
  const Charges charges = charge(turns, date("2026-03-05"), date("2026-03-16"), calendar());
  EXPECT_EQ(charges.days, (std::map<std::string, int>{{"agency:kz.family", 1}, {"applicant", 2}, {"office", 3}}));
  EXPECT_EQ(sum(charges), must(calendar().working_days_between(date("2026-03-05"), date("2026-03-16"))));
  EXPECT_EQ(charge(turns, date("2026-03-05"), date("2026-03-05"), calendar()), Charges{}) << "the day of acceptance";
}

TEST(SharedClock, ToAndFroOnOneDayChargesItOnce) {
  const std::vector<Turn> turns = {
      {kApplicant, date("2026-03-06")}, {Party{}, date("2026-03-06")}, {kApplicant, date("2026-03-06")}};
  EXPECT_EQ(charge(turns, date("2026-03-05"), date("2026-03-06"), calendar()).days,
            (std::map<std::string, int>{{"applicant", 1}}));
}

TEST(SharedClock, DaysBeyondTheCalendarAreNotKnown) {
  const Charges charges = charge({}, date("2026-12-30"), date("2027-01-03"), calendar());
  EXPECT_EQ(charges.days, (std::map<std::string, int>{{"office", 1}}));
  EXPECT_EQ(charges.not_known, 3);
}

TEST(SharedClock, APauseMovesTheDeadline) {
  const Instant submitted = at("2026-03-05T05:00:00Z");
  const Due three{.at = {}, .on = date("2026-03-11"), .days = 3};
  const auto moved = [&](const Due& due, Unit unit, std::string_view from, std::string_view until) {
    return after_pause(due, unit, submitted, {at(from), at(until)}, calendar(), kOffset);
  };
  EXPECT_EQ(moved(three, Unit::working_days, "2026-03-06T05:00:00Z", "2026-03-11T05:00:00Z"),
            (Due{.at = {}, .on = date("2026-03-13"), .days = 5}))
      << "Friday and Tuesday; Monday is a day off";
  EXPECT_EQ(moved(three, Unit::working_days, "2026-03-06T05:00:00Z", "2026-03-06T09:00:00Z"), three);
  EXPECT_EQ(moved(three, Unit::working_days, "2026-03-05T06:00:00Z", "2026-03-06T09:00:00Z"), three)
      << "the day of acceptance is nobody's";
  const Due moment{.at = at("2026-03-15T19:00:00Z"), .on = {}, .days = {}};
  EXPECT_EQ(moved(moment, Unit::calendar_days, "2026-03-06T05:00:00Z", "2026-03-11T05:00:00Z").at,
            at("2026-03-20T19:00:00Z"));
  EXPECT_EQ(moved(moment, Unit::hours, "2026-03-06T05:00:00Z", "2026-03-06T05:30:00Z").at, at("2026-03-15T19:30:00Z"));
  EXPECT_EQ(moved(Due{}, Unit::unknown, "2026-03-06T05:00:00Z", "2026-03-11T05:00:00Z"), Due{});
}

TEST(SharedClock, APauseIntoAYearThatIsNotKnown) {
  const Due due{.at = {}, .on = date("2026-12-31"), .days = 2};
  const Due moved = after_pause(due, Unit::working_days, at("2026-12-29T05:00:00Z"),
                                {at("2026-12-30T05:00:00Z"), at("2027-01-09T05:00:00Z")}, calendar(), kOffset);
  EXPECT_EQ(moved.days, 4);
  EXPECT_FALSE(moved.on) << "not known, no error";
}

TEST(SharedClock, AnExtension) {
  const Instant submitted = at("2026-03-05T05:00:00Z");
  const auto more = [&](const Due& due, Unit unit, int count) {
    return extended(due, {unit, count}, submitted, calendar(), kOffset);
  };
  const Due three{.at = {}, .on = date("2026-03-11"), .days = 3};
  EXPECT_EQ(more(three, Unit::working_days, 5), (Due{.at = {}, .on = date("2026-03-18"), .days = 8}));
  EXPECT_EQ(more(three, Unit::calendar_days, 2).at, at("2026-03-13T19:00:00Z"));
  const Due moment{.at = at("2026-03-15T19:00:00Z"), .on = {}, .days = {}};
  EXPECT_EQ(more(moment, Unit::calendar_days, 2).at, at("2026-03-17T19:00:00Z"));
  EXPECT_EQ(more(moment, Unit::working_days, 2).at, at("2026-03-17T19:00:00Z")) << "Monday and Tuesday";
  EXPECT_EQ(more(Due{}, Unit::working_days, 5), Due{});
}

TEST(SharedClock, ATermEndsAtMidnightAndKnowsNoGap) {
  EXPECT_EQ(end_of({Unit::working_days, 2}, at("2026-03-05T05:00:00Z"), calendar(), kOffset),
            at("2026-03-10T19:00:00Z"));
  EXPECT_EQ(end_of({Unit::calendar_days, 2}, at("2026-03-05T05:00:00Z"), calendar(), kOffset),
            at("2026-03-07T19:00:00Z"));
  EXPECT_EQ(end_of({Unit::hours, 24}, at("2026-03-05T05:00:00Z"), calendar(), kOffset), at("2026-03-06T05:00:00Z"));
  EXPECT_EQ(end_of({Unit::working_days, 2}, at("2031-03-06T05:00:00Z"), calendar(), kOffset),
            at("2031-03-10T19:00:00Z"))
      << "Thursday and two weekdays";
}

/// Who has the ball at `moment`, told moment by moment: the slow way.
std::string holder_at(const std::vector<std::pair<Instant, Party>>& events, Instant moment) {
  std::string holder = "office";
  for (const auto& [since, party] : events) {
    if (since <= moment) holder = to_word(party);
  }
  return holder;
}

/// Goal: every working day is charged once, to the one who had the ball at its end. Method: random sequences of events
/// at random moments, against a count day by day that asks for the last moment of each day; and that what a deadline
/// moves by is what the clock charges to the applicant.
TEST(SharedClock, TheSumOfChargesIsTheWorkingDaysElapsed) {
  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  const Party parties[] = {Party{}, kApplicant, kFamily};
  for (int round = 0; round < 500; ++round) {
    const Instant submitted = at("2025-01-03T00:00:00Z") + std::chrono::minutes(random() % 500'000);
    const Date accepted = local_date(submitted, kOffset);
    std::vector<std::pair<Instant, Party>> events;
    std::vector<Turn> turns;
    Due due{.at = {}, .on = accepted, .days = 0};
    Instant now = submitted;
    std::optional<Instant> paused;
    for (int i = static_cast<int>(random() % 12); i > 0; --i) {
      now += std::chrono::minutes(random() % 6000);
      const Party& party = parties[random() % 3];
      events.emplace_back(now, party);
      turns.push_back({party, local_date(now, kOffset)});
      if (paused) due = after_pause(due, Unit::working_days, submitted, {*paused, now}, calendar(), kOffset);
      paused = party == kApplicant ? std::optional(now) : std::nullopt;
    }
    const Date until = local_date(now, kOffset);
    const Charges charges = charge(turns, accepted, until, calendar());
    Charges slow;
    for (Date day = accepted + std::chrono::days(1); day <= until; day += std::chrono::days(1)) {
      const Instant end = Instant(day + std::chrono::days(1)) - std::chrono::minutes(kOffset + 1);
      if (must(calendar().is_working_day(day))) ++slow.days[holder_at(events, std::max(end, submitted))];
    }
    ASSERT_EQ(charges, slow);
    ASSERT_EQ(sum(charges), must(calendar().working_days_between(accepted, until)));
    if (!paused) {
      const auto found = charges.days.find("applicant");
      ASSERT_EQ(due.days.value_or(0), found == charges.days.end() ? 0 : found->second);
    }
  }
}

}  // namespace
}  // namespace qyzmet::applications
