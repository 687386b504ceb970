#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "applications/application.hpp"
#include "applications/standing.hpp"
#include "base/calendar.hpp"
#include "base/time.hpp"
#include "catalogue/process.hpp"

/// The shared clock: every working day of an application is charged to exactly one party. Pure.  Source: DOMAIN,
/// "Shared clock".
///
/// A day belongs to whoever had the ball at its end, so that no day is counted twice and none is lost, however often
/// the ball goes to and fro. The day of acceptance belongs to nobody. The day on which it ended belongs to whoever had
/// the ball then. Why the end and not the beginning: who gives the ball away in the morning has not used the day.
namespace qyzmet::applications {

/// From `since` on, `party` has the ball.
struct Turn {
  Party party;
  Date since{};
};

/// Who used how many working days.
struct Charges {
  std::map<std::string, int> days;  ///< by the party's word; those with none do not occur
  int not_known = 0;                ///< calendar days of years that the calendar does not hold: nobody's
  bool operator==(const Charges&) const = default;
};

/// Charges the days after `accepted` up to and including `until`. `turns` in the order in which they happened; before
/// the first the ball is the office's. Source: as above.
Charges charge(std::span<const Turn> turns, Date accepted, Date until, const WorkingCalendar& calendar);

/// What stops and moves a legal deadline.
struct Pause {
  Instant from{};  ///< the applicant got the ball
  Instant until{};
};

/// The deadline after `pause`: as many units later as the applicant had the ball. In days they are those that `charge`
/// would charge to the applicant; in minutes and hours the time itself. A year that the calendar lacks: the days are
/// counted as far as they are known, and the date is not known.
Due after_pause(const Due& due, catalogue::Deadline::Unit unit, Instant submitted, const Pause& pause,
                const WorkingCalendar& calendar, int utc_offset_minutes);

/// The deadline, extended by `by`. An unknown one stays so.
Due extended(const Due& due, const catalogue::Term& by, Instant submitted, const WorkingCalendar& calendar,
             int utc_offset_minutes);

/// When the legal deadline ends; its last day ends at midnight. Nothing: not known.
std::optional<Instant> end_of(const Due& due, int utc_offset_minutes);

/// When `term` ends that begins at `from`: for reminders, not for rights. Days end at midnight; the day on which it
/// begins does not count. In a year that the calendar lacks Monday to Friday are taken for working days.
Instant end_of(const catalogue::Term& term, Instant from, const WorkingCalendar& calendar, int utc_offset_minutes);

}  // namespace qyzmet::applications
