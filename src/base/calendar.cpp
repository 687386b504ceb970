#include "base/calendar.hpp"

#include <fstream>
#include <sstream>
#include <string>

#include "base/json.hpp"

namespace qyzmet {
namespace {

using std::chrono::days;

std::unexpected<Error> malformed(std::string_view where) {
  return fail(Code::malformed, "calendar.malformed", {{"where", std::string(where)}});
}

int year_of(Date date) { return static_cast<int>(std::chrono::year_month_day{date}.year()); }

bool is_weekend(Date date) {
  const std::chrono::weekday day{date};
  return day == std::chrono::Saturday || day == std::chrono::Sunday;
}

/// A date of the data, which must lie in the year under which it stands.
Result<Date> date_in(int year, std::string_view text) {
  const auto date = parse_date(text);
  if (!date || year_of(*date) != year) return malformed(text);
  return *date;
}

/// The dates of one list of a year ("substitute_off", "working_weekend").
Result<std::set<Date>> dates_in(int year, const json::object& object, std::string_view name) {
  const json::value* list = object.if_contains(name);
  if (list == nullptr || !list->is_array()) return malformed(std::to_string(year));
  std::set<Date> dates;
  for (const auto& element : list->get_array()) {
    if (!element.is_string()) return malformed(std::to_string(year));
    TRY_ASSIGN(const Date date, date_in(year, element.get_string()));
    dates.insert(date);
  }
  return dates;
}

Result<std::set<Date>> holidays_in(int year, const json::object& object) {
  const json::value* holidays = object.if_contains("holidays");
  if (holidays == nullptr || !holidays->is_object()) return malformed(std::to_string(year));
  std::set<Date> dates;
  for (const auto& member : holidays->get_object()) {
    TRY_ASSIGN(const Date date, date_in(year, member.key()));
    dates.insert(date);
  }
  return dates;
}

Result<int> year_from(std::string_view text) {
  const auto first_day = parse_date(std::string(text) + "-01-01");
  if (!first_day) return malformed(text);
  return year_of(*first_day);
}

}  // namespace

Result<WorkingCalendar> WorkingCalendar::load(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return malformed(file.string());
  std::ostringstream content;
  content << stream.rdbuf();
  return parse(content.view());
}

Result<WorkingCalendar> WorkingCalendar::parse(std::string_view json) {
  TRY_ASSIGN(const json::value root, parse_json(json));
  const json::value* years = root.is_object() ? root.get_object().if_contains("years") : nullptr;
  if (years == nullptr || !years->is_object()) return malformed("years");
  WorkingCalendar calendar;
  for (const auto& member : years->get_object()) {
    TRY_ASSIGN(const int number, year_from(member.key()));
    const json::object* object = member.value().if_object();
    if (object == nullptr) return malformed(std::to_string(number));
    Year year;
    TRY_ASSIGN(year.days_off, holidays_in(number, *object));
    TRY_ASSIGN(const auto substitutes, dates_in(number, *object, "substitute_off"));
    year.days_off.insert(substitutes.begin(), substitutes.end());
    TRY_ASSIGN(year.working_weekend, dates_in(number, *object, "working_weekend"));
    for (const Date date : year.working_weekend) {
      if (!is_weekend(date) || year.days_off.contains(date)) return malformed(to_iso(date));
    }
    calendar.years_.emplace(number, std::move(year));
  }
  return calendar;
}

Result<bool> WorkingCalendar::is_working_day(Date date) const {
  const auto found = years_.find(year_of(date));
  if (found == years_.end()) {
    return fail(Code::not_known, "calendar.year_not_known", {{"year", std::to_string(year_of(date))}});
  }
  const Year& year = found->second;
  return is_weekend(date) ? year.working_weekend.contains(date) : !year.days_off.contains(date);
}

Result<Date> WorkingCalendar::add_working_days(Date from, int count) const {
  if (count < 0) return fail(Code::invalid, "calendar.negative_count");
  Date date = from;
  while (count > 0) {
    date += days{1};
    TRY_ASSIGN(const bool works, is_working_day(date));
    if (works) --count;
  }
  return date;
}

Result<int> WorkingCalendar::working_days_between(Date from, Date to) const {
  const int sign = to < from ? -1 : 1;
  if (to < from) std::swap(from, to);
  int count = 0;
  while (from < to) {
    from += days{1};
    TRY_ASSIGN(const bool works, is_working_day(from));
    if (works) ++count;
  }
  return sign * count;
}

}  // namespace qyzmet
