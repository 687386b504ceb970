#include "base/time.hpp"

#include <fmt/format.h>

#include <optional>

namespace qyzmet {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// Takes `count` digits off the front of `text`; nothing if they are not all digits.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (char c : text.substr(0, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Date> take_date(std::string_view& text) {
  const auto year = take_digits(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return Date{date};
}

struct TimeOfDay {
  seconds since_midnight;
  bool leap_second;  ///< it ended in :60
};

std::optional<TimeOfDay> take_time_of_day(std::string_view& text) {
  const auto hour = take_digits(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || *minute > 59 || !take(text, ':')) return std::nullopt;
  const auto second = take_digits(text, 2);
  if (!second || *second > 60) return std::nullopt;
  return TimeOfDay{hours{*hour} + minutes{*minute} + seconds{*second}, *second == 60};
}

/// The part after the second, cut (never rounded up into a moment that has not been) to whole milliseconds.
std::optional<milliseconds> take_fraction(std::string_view& text) {
  if (!take(text, '.')) return milliseconds{0};
  int value = 0;
  int digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    if (digits < 3) value = value * 10 + (text.front() - '0');
    ++digits;
    text.remove_prefix(1);
  }
  if (digits == 0) return std::nullopt;
  for (; digits < 3; ++digits) value *= 10;
  return milliseconds{value};
}

std::optional<minutes> take_offset(std::string_view& text) {
  if (take(text, 'Z') || take(text, 'z')) return minutes{0};
  const bool west = text.starts_with('-');
  if (!take(text, '-') && !take(text, '+')) return std::nullopt;
  const auto hour = take_digits(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  const minutes offset = hours{*hour} + minutes{*minute};
  return west ? -offset : offset;
}

std::optional<Instant> read_rfc3339(std::string_view text) {
  const auto date = take_date(text);
  if (!date || (!take(text, 'T') && !take(text, 't'))) return std::nullopt;
  const auto time_of_day = take_time_of_day(text);
  if (!time_of_day) return std::nullopt;
  const auto fraction = take_fraction(text);
  if (!fraction) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;

  const auto whole_second = *date + time_of_day->since_midnight - *offset;
  // A leap second ends a day of UTC; it is read as the first second of the next day, as POSIX time counts it.
  if (time_of_day->leap_second && floor<days>(whole_second) != whole_second) return std::nullopt;
  // An offset can push the first and last day of the four-digit years out of what `to_rfc3339` can write.
  const std::chrono::year_month_day day{floor<days>(whole_second)};
  if (day.year() < std::chrono::year{0} || day.year() > std::chrono::year{9999}) return std::nullopt;
  return whole_second + *fraction;
}

}  // namespace

std::string to_rfc3339(Instant instant) {
  const Date date = floor<days>(instant);
  const std::chrono::year_month_day day{date};
  const std::chrono::hh_mm_ss time{instant - date};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

Result<Instant> parse_rfc3339(std::string_view text) {
  if (const auto instant = read_rfc3339(text)) return *instant;
  return fail(Code::invalid, "time.malformed");
}

std::string to_iso(Date date) {
  const std::chrono::year_month_day day{date};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

Result<Date> parse_date(std::string_view text) {
  const auto date = take_date(text);
  if (!date || !text.empty()) return fail(Code::invalid, "date.malformed");
  return *date;
}

Date local_date(Instant instant, int utc_offset_minutes) { return floor<days>(instant + minutes{utc_offset_minutes}); }

Instant SystemClock::now() const { return floor<milliseconds>(std::chrono::system_clock::now()); }

std::int64_t SystemClock::monotonic_ms() const {
  return floor<milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace qyzmet
