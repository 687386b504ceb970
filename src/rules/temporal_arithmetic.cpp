#include "rules/temporal_arithmetic.hpp"

namespace qyzmet::rules {

namespace {

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

TimeValue time_of_day(std::int64_t second, std::uint32_t nanosecond, Zone zone) {
  return {static_cast<std::uint8_t>(second / 3600), static_cast<std::uint8_t>(second / 60 % 60),
          static_cast<std::uint8_t>(second % 60), nanosecond, zone};
}

/// Seconds (rounded down) and the nanoseconds over them.
std::pair<std::int64_t, std::uint32_t> seconds_and_rest(__int128 nanoseconds) {
  __int128 seconds = nanoseconds / second_ns;
  __int128 rest = nanoseconds % second_ns;
  if (rest < 0) {
    rest += second_ns;
    --seconds;
  }
  return {static_cast<std::int64_t>(seconds), static_cast<std::uint32_t>(rest)};
}

bool same_zoning(const Zone& a, const Zone& b) {
  return (a.kind() == Zone::Kind::none) == (b.kind() == Zone::Kind::none);
}

}  // namespace

std::optional<DayValue> plus(const DayValue& date, YearsMonthsDuration duration) {
  const __int128 months = static_cast<__int128>(date.year) * 12 + date.month - 1 + duration.months;
  if (months > INT64_C(20'000'000'000) || months < -INT64_C(20'000'000'000)) return std::nullopt;
  const std::int64_t year = floor_divide(static_cast<std::int64_t>(months), 12);
  const std::int64_t month = static_cast<std::int64_t>(months) - year * 12 + 1;
  for (std::int64_t day = date.day; day >= 28; --day) {
    if (const auto out = DayValue::of(year, month, day)) return out;
  }
  return DayValue::of(year, month, date.day);
}

std::optional<DateTimeValue> plus(const DateTimeValue& moment, YearsMonthsDuration duration) {
  const auto date = plus(moment.date, duration);
  if (!date) return std::nullopt;
  return DateTimeValue{*date, moment.time};
}

std::optional<DateTimeValue> plus(const DateTimeValue& moment, DaysTimeDuration duration) {
  const auto [seconds, nanosecond] = seconds_and_rest(duration.nanoseconds + moment.time.nanosecond);
  std::int64_t local = 0;
  if (__builtin_add_overflow(moment.utc_s(), seconds, &local)) return std::nullopt;
  constexpr std::int64_t most = INT64_C(40'000'000'000'000'000);  // a billion years and more
  if (local > most || local < -most) return std::nullopt;
  local += moment.time.zone.offset_at_utc_s(local).value_or(0);
  const std::int64_t day = floor_divide(local, day_s);
  const auto date = DayValue::from_days(day);
  if (!date) return std::nullopt;
  return DateTimeValue{*date, time_of_day(local - day * day_s, nanosecond, moment.time.zone)};
}

TimeValue plus(const TimeValue& time, DaysTimeDuration duration) {
  constexpr __int128 day_ns = day_s * second_ns;
  const auto [seconds, nanosecond] = seconds_and_rest(duration.nanoseconds % day_ns + time.nanosecond);
  std::int64_t second = (time.second_of_day() + seconds) % day_s;
  if (second < 0) second += day_s;
  return time_of_day(second, nanosecond, time.zone);
}

std::optional<DaysTimeDuration> minus(const DateTimeValue& a, const DateTimeValue& b) {
  if (!same_zoning(a.time.zone, b.time.zone)) return std::nullopt;
  const __int128 seconds = static_cast<__int128>(a.utc_s()) - b.utc_s();
  return DaysTimeDuration{seconds * second_ns + a.time.nanosecond - b.time.nanosecond};
}

std::optional<DaysTimeDuration> minus(const TimeValue& a, const TimeValue& b) {
  constexpr DayValue epoch;
  return minus(DateTimeValue{epoch, a}, DateTimeValue{epoch, b});
}

DateTimeValue at_midnight_utc(const DayValue& date) {
  return {date, TimeValue{0, 0, 0, 0, Zone::of_offset(0).value()}};
}

YearsMonthsDuration months_between(const DayValue& from, const DayValue& to) {
  std::int64_t months = (static_cast<std::int64_t>(to.year) - from.year) * 12 + to.month - from.month;
  if (months > 0 && to.day < from.day) --months;
  if (months < 0 && to.day > from.day) ++months;
  return {months};
}

int weekday(const DayValue& date) {
  const std::int64_t days = date.to_days() + 3;  // 1970-01-01 was a Thursday
  return static_cast<int>(days - floor_divide(days, 7) * 7) + 1;
}

int day_of_year(const DayValue& date) {
  return static_cast<int>(date.to_days() - DayValue{date.year, 1, 1}.to_days()) + 1;
}

int week_of_year(const DayValue& date) {
  // The week belongs to the year that has its Thursday.
  const auto thursday = DayValue::from_days(date.to_days() + 4 - weekday(date));
  return thursday ? (day_of_year(*thursday) - 1) / 7 + 1 : 1;
}

DaysTimeDuration days_between(const DayValue& a, const DayValue& b) {
  return {(static_cast<__int128>(a.to_days()) - b.to_days()) * day_s * second_ns};
}

}  // namespace qyzmet::rules
