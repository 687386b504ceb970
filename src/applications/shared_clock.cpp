#include "applications/shared_clock.hpp"

#include <algorithm>
#include <chrono>

namespace qyzmet::applications {
namespace {

using Unit = catalogue::Deadline::Unit;
using std::chrono::days;

/// Nothing if that year is not known.
std::optional<bool> is_working(Date date, const WorkingCalendar& calendar) {
  const auto known = calendar.is_working_day(date);
  return known ? std::optional(*known) : std::nullopt;
}

/// What a reminder takes for a working day.
bool probably_works(Date date, const WorkingCalendar& calendar) {
  const auto known = is_working(date, calendar);
  return known.value_or(std::chrono::weekday(date).iso_encoding() <= 5);
}

Instant midnight_after(Date date, int utc_offset_minutes) {
  return Instant(date + days(1)) - std::chrono::minutes(utc_offset_minutes);
}

/// The last day of a deadline that ends at midnight.
Date last_day(Instant at, int utc_offset_minutes) {
  return local_date(at - std::chrono::milliseconds(1), utc_offset_minutes);
}

Due with_days(const Due& due, int more, Instant submitted, const WorkingCalendar& calendar, int utc_offset_minutes) {
  Due moved = due;
  moved.days = due.days.value_or(0) + more;
  const auto on = calendar.add_working_days(local_date(submitted, utc_offset_minutes), *moved.days);
  moved.on = on ? std::optional(*on) : std::nullopt;
  return moved;
}

}  // namespace

Charges charge(std::span<const Turn> turns, Date accepted, Date until, const WorkingCalendar& calendar) {
  Charges charges;
  Party holder;
  std::size_t next = 0;
  for (Date day = accepted; day <= until; day += days(1)) {
    for (; next < turns.size() && turns[next].since <= day; ++next) holder = turns[next].party;
    if (day == accepted) continue;
    const auto working = is_working(day, calendar);
    if (!working) ++charges.not_known;
    if (working.value_or(false)) ++charges.days[to_word(holder)];
  }
  return charges;
}

Due after_pause(const Due& due, Unit unit, Instant submitted, const Pause& pause, const WorkingCalendar& calendar,
                int utc_offset_minutes) {
  Due moved = due;
  if (unit == Unit::minutes || unit == Unit::hours) {
    if (due.at) moved.at = *due.at + std::max(pause.until - pause.from, std::chrono::milliseconds(0));
    return moved;
  }
  const Date accepted = local_date(submitted, utc_offset_minutes);
  // A day belongs to whoever has the ball at its end: the day on which it came counts, that on which it went does not.
  const Date first = std::max(local_date(pause.from, utc_offset_minutes), accepted + days(1));
  const Date end = local_date(pause.until, utc_offset_minutes);
  if (unit == Unit::calendar_days) {
    if (due.at && end > first) moved.at = *due.at + (end - first);
    return moved;
  }
  if (unit != Unit::working_days) return moved;
  int more = 0;
  for (Date day = first; day < end; day += days(1)) more += is_working(day, calendar).value_or(false) ? 1 : 0;
  return more == 0 ? moved : with_days(due, more, submitted, calendar, utc_offset_minutes);
}

Due extended(const Due& due, const catalogue::Term& by, Instant submitted, const WorkingCalendar& calendar,
             int utc_offset_minutes) {
  if (due.days && by.unit == Unit::working_days)
    return with_days(due, by.count, submitted, calendar, utc_offset_minutes);
  Due moved = due;
  if (due.days) {
    // Working days that are extended by calendar days end at a moment from then on.
    if (!due.on) return due;
    moved = {.at = midnight_after(*due.on, utc_offset_minutes), .on = {}, .days = {}};
  }
  if (!moved.at) return moved;
  if (by.unit == Unit::minutes) moved.at = *moved.at + std::chrono::minutes(by.count);
  if (by.unit == Unit::hours) moved.at = *moved.at + std::chrono::hours(by.count);
  if (by.unit == Unit::calendar_days) moved.at = *moved.at + days(by.count);
  if (by.unit == Unit::working_days)
    moved.at = end_of(
        by, midnight_after(last_day(*moved.at, utc_offset_minutes), utc_offset_minutes) - std::chrono::milliseconds(1),
        calendar, utc_offset_minutes);
  return moved;
}

std::optional<Instant> end_of(const Due& due, int utc_offset_minutes) {
  return due.on ? midnight_after(*due.on, utc_offset_minutes) : due.at;
}

Instant end_of(const catalogue::Term& term, Instant from, const WorkingCalendar& calendar, int utc_offset_minutes) {
  Date day = local_date(from, utc_offset_minutes);
  switch (term.unit) {
    case Unit::minutes:
      return from + std::chrono::minutes(term.count);
    case Unit::hours:
      return from + std::chrono::hours(term.count);
    case Unit::working_days:
      for (int left = term.count; left > 0;) {
        day += days(1);
        if (probably_works(day, calendar)) --left;
      }
      return midnight_after(day, utc_offset_minutes);
    case Unit::calendar_days:
    case Unit::unknown:
      break;
  }
  return midnight_after(day + days(term.count), utc_offset_minutes);
}

}  // namespace qyzmet::applications
