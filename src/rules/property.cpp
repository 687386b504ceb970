#include "rules/evaluate.hpp"
#include "rules/temporal_arithmetic.hpp"

namespace qyzmet::rules {

namespace {

std::optional<Value> of_date(const DayValue& date, std::string_view name) {
  if (name == "year") return Value(date.year);
  if (name == "month") return Value(date.month);
  if (name == "day") return Value(date.day);
  if (name == "weekday") return Value(weekday(date));
  return std::nullopt;
}

std::optional<Value> of_time(const TimeValue& time, std::int64_t local_s, std::string_view name) {
  if (name == "hour") return Value(time.hour);
  if (name == "minute") return Value(time.minute);
  if (name == "second") return Value(time.second);
  if (name == "time offset") {
    const auto offset = time.zone.offset_s(local_s);
    return offset ? Value(DaysTimeDuration{*offset * second_ns}) : Value();
  }
  if (name == "timezone") return time.zone.region().empty() ? Value() : Value(time.zone.region());
  return std::nullopt;
}

std::optional<Value> of_days_time(DaysTimeDuration duration, std::string_view name) {
  const auto seconds = static_cast<std::int64_t>(duration.nanoseconds / second_ns);
  if (name == "days") return Value(seconds / 86400);
  if (name == "hours") return Value(seconds / 3600 % 24);
  if (name == "minutes") return Value(seconds / 60 % 60);
  if (name == "seconds") return Value(seconds % 60);
  return std::nullopt;
}

std::optional<Value> of_range(const Range& range, std::string_view name) {
  if (name == "start") return range.low;
  if (name == "end") return range.high;
  if (name == "start included") return Value(range.low_included);
  if (name == "end included") return Value(range.high_included);
  return std::nullopt;
}

}  // namespace

std::optional<Value> property(const Value& value, std::string_view name) {
  switch (value.kind()) {
    case Kind::context: {
      const Value* const entry = value.as_context().find(name);
      return entry != nullptr ? std::optional(*entry) : std::nullopt;
    }
    case Kind::date:
      return of_date(value.as_date(), name);
    case Kind::time:
      return of_time(value.as_time(), value.as_time().second_of_day(), name);
    case Kind::date_time: {
      const DateTimeValue& moment = value.as_date_time();
      auto found = of_date(moment.date, name);
      return found ? found : of_time(moment.time, moment.local_s(), name);
    }
    case Kind::days_time_duration:
      return of_days_time(value.as_days_time_duration(), name);
    case Kind::years_months_duration: {
      const std::int64_t months = value.as_years_months_duration().months;
      if (name == "years") return Value(months / 12);
      if (name == "months") return Value(months % 12);
      return std::nullopt;
    }
    case Kind::range:
      return of_range(value.as_range(), name);
    default:
      return std::nullopt;
  }
}

}  // namespace qyzmet::rules
