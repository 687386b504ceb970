#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace qyzmet {

/// Working days of a country, from data (data/kz/calendar_2025_2026.json): holidays, substituted days off, working
/// weekends.
/// A year that the data do not hold is not known: an error that names it, never a guess.
class WorkingCalendar {
 public:
  /// Errors: malformed "calendar.malformed" {where: the file, the year or the date that is wrong}, or "json.…".
  static Result<WorkingCalendar> load(const std::filesystem::path& file);
  static Result<WorkingCalendar> parse(std::string_view json);

  /// Errors: not_known "calendar.year_not_known" {year}.
  Result<bool> is_working_day(Date date) const;
  /// The `count`-th working day after `from`; `from` itself never counts (the day of acceptance does not count).
  /// `count` 0 gives `from`. Errors: not_known "calendar.year_not_known" {year}; invalid "calendar.negative_count".
  Result<Date> add_working_days(Date from, int count) const;
  /// Working days after `from` up to and including `to`; with the days changed round, the same number below zero.
  /// Errors: not_known "calendar.year_not_known" {year}.
  Result<int> working_days_between(Date from, Date to) const;

 private:
  struct Year {
    std::set<Date> days_off;         ///< weekdays that are not worked, and holidays at weekends
    std::set<Date> working_weekend;  ///< Saturdays and Sundays that are worked
  };
  std::map<int, Year> years_;
};

}  // namespace qyzmet
