#pragma once

#include <cstdint>
#include <optional>

#include "rules/temporal.hpp"

namespace qyzmet::rules {

/// A day that the month lacks becomes its last (2026-01-31 and a month is 2026-02-28). nullopt beyond FEEL's years.
std::optional<DayValue> plus(const DayValue& date, YearsMonthsDuration duration);
/// The local clock moves by months; the zone stays.
std::optional<DateTimeValue> plus(const DateTimeValue& moment, YearsMonthsDuration duration);
/// Time passes: over a change of a region's offset the clock shows another hour.
std::optional<DateTimeValue> plus(const DateTimeValue& moment, DaysTimeDuration duration);
/// Around the clock.
TimeValue plus(const TimeValue& time, DaysTimeDuration duration);
/// Nanoseconds from `b` to `a`; nullopt when one has a zone and the other has none.
std::optional<DaysTimeDuration> minus(const DateTimeValue& a, const DateTimeValue& b);
std::optional<DaysTimeDuration> minus(const TimeValue& a, const TimeValue& b);
/// Midnight at the day's beginning, UTC.
DateTimeValue at_midnight_utc(const DayValue& date);
/// Whole months from `from` to `to`, towards zero.
YearsMonthsDuration months_between(const DayValue& from, const DayValue& to);
/// 1 Monday … 7 Sunday.
int weekday(const DayValue& date);
/// 1 … 366.
int day_of_year(const DayValue& date);
/// ISO 8601: 1 … 53.
int week_of_year(const DayValue& date);
/// Days, as FEEL's date - date.
DaysTimeDuration days_between(const DayValue& a, const DayValue& b);

}  // namespace qyzmet::rules
