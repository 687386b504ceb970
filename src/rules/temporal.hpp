#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rules/number.hpp"

namespace qyzmet::rules {

/// A day in seconds (FEEL knows no leap seconds), a second in nanoseconds.
inline constexpr std::int64_t day_s = 86400;
inline constexpr __int128 second_ns = 1'000'000'000;

/// The zone of a time: none, an offset from UTC, or a region of the IANA data base ("Asia/Almaty").
class Zone {
 public:
  enum class Kind : std::uint8_t { none, offset, region };

  constexpr Zone() = default;
  /// Seconds east of Greenwich, within ±14 h (nullopt beyond).
  static std::optional<Zone> of_offset(std::int32_t seconds);
  /// "Asia/Almaty"; nullopt if the system's time zone data have no such region. Read once a region from the tzdata
  /// package and kept for the process's life.
  static std::optional<Zone> of_region(std::string_view name);
  /// "", "Z", "+05:00", "+05:00:30" or "@Asia/Almaty".
  static std::optional<Zone> parse(std::string_view text);

  Kind kind() const { return kind_; }
  /// What `parse` reads; an offset of zero is "Z".
  std::string to_text() const;
  /// The region's name; "" for the other kinds.
  std::string_view region() const;
  /// Seconds east of Greenwich when the local clock shows `local_s` (seconds from 1970-01-01T00:00 local). In a gap the
  /// offset before it, in an overlap the earlier (summer) one. nullopt without a zone.
  std::optional<std::int32_t> offset_s(std::int64_t local_s) const;
  /// The same at a moment, `utc_s` seconds from 1970 UTC.
  std::optional<std::int32_t> offset_at_utc_s(std::int64_t utc_s) const;

  friend bool operator==(const Zone&, const Zone&) = default;

 private:
  Kind kind_ = Kind::none;
  std::int32_t value_ = 0;  // seconds, or the region's place in the process's table
};

/// A day, without a zone. FEEL's years go from -999999999 to 999999999 (the project's own `Date` from base/ does not).
struct DayValue {
  std::int32_t year = 1970;
  std::uint8_t month = 1;
  std::uint8_t day = 1;

  static std::optional<DayValue> of(std::int64_t year, std::int64_t month, std::int64_t day);
  /// `days` from 1970-01-01; nullopt beyond FEEL's years.
  static std::optional<DayValue> from_days(std::int64_t days);
  /// "2026-03-05"; years of more than four digits have no leading zero; nothing else is read.
  static std::optional<DayValue> parse(std::string_view text);
  std::int64_t to_days() const;
  std::string to_text() const;
  friend auto operator<=>(const DayValue&, const DayValue&) = default;
};

/// A time of day.
struct TimeValue {
  std::uint8_t hour = 0;
  std::uint8_t minute = 0;
  std::uint8_t second = 0;
  std::uint32_t nanosecond = 0;
  Zone zone;

  static std::optional<TimeValue> of(std::int64_t hour, std::int64_t minute, std::int64_t second,
                                     std::int64_t nanosecond, Zone zone);
  /// "09:30:00", "09:30:00.5+05:00", "09:30:00@Asia/Almaty".
  static std::optional<TimeValue> parse(std::string_view text);
  std::int32_t second_of_day() const { return hour * 3600 + minute * 60 + second; }
  std::string to_text() const;
};

/// A day and a time of day.
struct DateTimeValue {
  DayValue date;
  TimeValue time;

  /// "2026-03-05T09:30:00" and whatever TimeValue reads; "2026-03-05" alone is midnight.
  static std::optional<DateTimeValue> parse(std::string_view text);
  /// Seconds from 1970-01-01T00:00, local or UTC.
  std::int64_t local_s() const;
  std::int64_t utc_s() const;  ///< without a zone: as if it were UTC
  std::string to_text() const;
};

/// Days and time: a signed number of nanoseconds, within ±2^63 seconds.
struct DaysTimeDuration {
  __int128 nanoseconds = 0;

  /// "P1DT2H3M4.5S", "-PT20M".
  static std::optional<DaysTimeDuration> parse(std::string_view text);
  std::string to_text() const;
  friend auto operator<=>(const DaysTimeDuration&, const DaysTimeDuration&) = default;
};

/// Years and months: a signed number of months.
struct YearsMonthsDuration {
  std::int64_t months = 0;

  /// "P1Y2M", "-P3M".
  static std::optional<YearsMonthsDuration> parse(std::string_view text);
  std::string to_text() const;
  friend auto operator<=>(const YearsMonthsDuration&, const YearsMonthsDuration&) = default;
};

}  // namespace qyzmet::rules
