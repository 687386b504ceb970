#include "rules/temporal.hpp"

namespace qyzmet::rules {

namespace {

constexpr std::int64_t max_year = 999'999'999;

bool is_leap(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

std::int64_t month_days(std::int64_t year, std::int64_t month) {
  constexpr std::uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

}  // namespace

std::optional<DayValue> DayValue::of(std::int64_t year, std::int64_t month, std::int64_t day) {
  if (year < -max_year || year > max_year || month < 1 || month > 12 || day < 1) return std::nullopt;
  if (day > month_days(year, month)) return std::nullopt;
  return DayValue{static_cast<std::int32_t>(year), static_cast<std::uint8_t>(month), static_cast<std::uint8_t>(day)};
}

// Both ways of counting begin the year in March, so that the leap day is its last (Hinnant, "chrono-compatible
// low-level date algorithms"); the same rules hold for negative years.
std::int64_t DayValue::to_days() const {
  const std::int64_t y = month <= 2 ? year - std::int64_t{1} : year;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const std::int64_t year_of_era = y - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

std::optional<DayValue> DayValue::from_days(std::int64_t days) {
  constexpr std::int64_t most = 400'000'000'000;  // beyond FEEL's years, and far from overflow
  if (days < -most || days > most) return std::nullopt;
  const std::int64_t z = days + 719468;
  const std::int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  const std::int64_t day_of_era = z - era * 146097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted = (5 * day_of_year + 2) / 153;
  const std::int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
  return of(year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day_of_year - (153 * shifted + 2) / 5 + 1);
}

std::optional<TimeValue> TimeValue::of(std::int64_t hour, std::int64_t minute, std::int64_t second,
                                       std::int64_t nanosecond, Zone zone) {
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return std::nullopt;
  if (nanosecond < 0 || nanosecond > 999'999'999) return std::nullopt;
  TimeValue out;
  out.hour = static_cast<std::uint8_t>(hour);
  out.minute = static_cast<std::uint8_t>(minute);
  out.second = static_cast<std::uint8_t>(second);
  out.nanosecond = static_cast<std::uint32_t>(nanosecond);
  out.zone = zone;
  return out;
}

std::int64_t DateTimeValue::local_s() const { return date.to_days() * day_s + time.second_of_day(); }

std::int64_t DateTimeValue::utc_s() const {
  const std::int64_t local = local_s();
  return local - time.zone.offset_s(local).value_or(0);
}

}  // namespace qyzmet::rules
