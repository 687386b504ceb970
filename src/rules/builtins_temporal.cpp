#include "rules/builtin.hpp"
#include "rules/temporal_arithmetic.hpp"

namespace qyzmet::rules {

namespace {

constexpr std::string_view weekdays[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
constexpr std::string_view month_names[] = {"January", "February", "March",     "April",   "May",      "June",
                                            "July",    "August",   "September", "October", "November", "December"};

const DayValue* day(const Arguments& arguments) {
  const Value& value = arguments.single(0);
  if (value.kind() == Kind::date) return &value.as_date();
  if (value.kind() == Kind::date_time) return &value.as_date_time().date;
  arguments.wrong(0, "date");
  return nullptr;
}

Value of_year(const Arguments& arguments) {
  const DayValue* const date = day(arguments);
  return date != nullptr ? Value(day_of_year(*date)) : Value();
}

Value of_week(const Arguments& arguments) {
  const DayValue* const date = day(arguments);
  return date != nullptr ? Value(weekdays[weekday(*date) - 1]) : Value();
}

Value month(const Arguments& arguments) {
  const DayValue* const date = day(arguments);
  return date != nullptr ? Value(month_names[date->month - 1]) : Value();
}

Value week(const Arguments& arguments) {
  const DayValue* const date = day(arguments);
  return date != nullptr ? Value(week_of_year(*date)) : Value();
}

Value now(const Arguments& arguments) {
  const auto& moment = arguments.evaluation.now();
  return moment ? Value(*moment) : arguments.evaluation.report("rules.no_moment");
}

Value today(const Arguments& arguments) {
  const auto& moment = arguments.evaluation.now();
  return moment ? Value(moment->date) : arguments.evaluation.report("rules.no_moment");
}

}  // namespace

std::vector<BuiltinRow> temporal_builtins() {
  return {
      {"day of year", {"date"}, of_year},
      {"day of week", {"date"}, of_week},
      {"month of year", {"date"}, month},
      {"week of year", {"date"}, week},
      {"now", {""}, now},
      {"today", {""}, today},
      {"is", {"value1?,value2?"}, [](const Arguments& a) { return Value(same(a.at(0), a.at(1))); }},
  };
}

}  // namespace qyzmet::rules
