#include <algorithm>

#include "rules/builtin.hpp"
#include "rules/parser.hpp"
#include "rules/temporal_arithmetic.hpp"

namespace qyzmet::rules {

namespace {

Value string(const Arguments& arguments) {
  const Value& value = arguments.at(0);
  if (value.is_null()) return arguments.wrong(0, "Any");
  const auto text = to_string(value, arguments.evaluation.limits().text_bytes);
  if (!text && value.is_function()) return arguments.wrong(0, "Any");
  if (!text) {
    return arguments.evaluation.report("rules.limit_text",
                                       {{"limit", std::to_string(arguments.evaluation.limits().text_bytes)}});
  }
  return arguments.evaluation.spend(text->size() / 16) ? Value(*text) : Value();
}

/// One of the signs that may group digits or stand before the fraction; "" when none is given.
std::optional<std::string_view> separator(const Arguments& arguments, std::size_t index, std::string_view allowed) {
  if (arguments.at(index).is_null()) return "";
  const auto given = arguments.text(index);
  if (!given) return std::nullopt;
  if (given->size() == 1 && allowed.contains((*given)[0])) return given;
  arguments.refused(index);
  return std::nullopt;
}

Value number(const Arguments& arguments) {
  if (arguments.size() == 1 && arguments.single(0).is_number()) return arguments.single(0);
  const auto from = arguments.text(0);
  const auto grouping = from ? separator(arguments, 1, " .,") : std::nullopt;
  const auto decimal = grouping ? separator(arguments, 2, ".,") : std::nullopt;
  if (!decimal) return {};
  if (!grouping->empty() && *grouping == *decimal) return arguments.refused(2);
  std::string text;
  for (const char c : *from) {
    if (!grouping->empty() && c == (*grouping)[0]) continue;
    text += !decimal->empty() && c == (*decimal)[0] ? '.' : !decimal->empty() && c == '.' ? '?' : c;
  }
  const auto out = text.starts_with('+') ? std::nullopt : Number::parse(text);
  return out ? Value(*out) : arguments.refused(0);
}

Value date(const Arguments& arguments) {
  if (arguments.signature.names.size() > 1) {
    const auto year = arguments.whole(0);
    const auto month = year ? arguments.whole(1) : std::nullopt;
    const auto day = month ? arguments.whole(2) : std::nullopt;
    if (!day) return {};
    const auto out = DayValue::of(*year, *month, *day);
    return out ? Value(*out) : arguments.refused(2);
  }
  const Value& from = arguments.single(0);
  if (from.kind() == Kind::date) return from;
  if (from.kind() == Kind::date_time) return from.as_date_time().date;
  const auto text = arguments.text(0);
  if (!text) return {};
  const auto out = DayValue::parse(*text);
  return out ? Value(*out) : arguments.refused(0);
}

/// Seconds may have a fraction.
std::optional<TimeValue> time_of(const Arguments& arguments, std::size_t first, Zone zone) {
  const auto hour = arguments.whole(first);
  const auto minute = hour ? arguments.whole(first + 1) : std::nullopt;
  const Number* const second = minute ? arguments.number(first + 2) : nullptr;
  if (second == nullptr) return std::nullopt;
  const auto whole = round(*second, 0, Rounding::floor);
  const auto fraction = whole ? subtract(*second, *whole) : std::nullopt;
  const auto nanoseconds = fraction ? multiply(*fraction, Number(INT64_C(1'000'000'000))) : std::nullopt;
  const auto cut = nanoseconds ? round(*nanoseconds, 0, Rounding::down) : std::nullopt;
  if (!cut || !whole->to_int64() || !cut->to_int64()) {
    arguments.refused(first + 2);
    return std::nullopt;
  }
  const auto out = TimeValue::of(*hour, *minute, *whole->to_int64(), *cut->to_int64(), zone);
  if (!out) arguments.refused(first);
  return out;
}

/// A duration as an offset, a string as a region; null is no zone.
std::optional<Zone> zone(const Arguments& arguments, std::size_t index) {
  const Value& given = arguments.single(index);
  if (given.is_null()) return Zone();
  std::optional<Zone> out;
  if (given.is_string()) out = Zone::of_region(given.as_string());
  if (given.kind() == Kind::days_time_duration) {
    const __int128 seconds = given.as_days_time_duration().nanoseconds / second_ns;
    if (seconds > -100'000 && seconds < 100'000) out = Zone::of_offset(static_cast<std::int32_t>(seconds));
  }
  if (!given.is_string() && given.kind() != Kind::days_time_duration) {
    arguments.wrong(index, "days and time duration");
  } else if (!out) {
    arguments.refused(index);
  }
  return out;
}

Value time(const Arguments& arguments) {
  if (arguments.signature.names.size() > 1) {
    const auto offset = zone(arguments, 3);
    return offset ? Value(time_of(arguments, 0, *offset)) : Value();
  }
  const Value& from = arguments.single(0);
  if (from.kind() == Kind::time) return from;
  if (from.kind() == Kind::date_time) return from.as_date_time().time;
  if (from.kind() == Kind::date) return at_midnight_utc(from.as_date()).time;
  const auto text = arguments.text(0);
  if (!text) return {};
  const auto out = TimeValue::parse(*text);
  return out ? Value(*out) : arguments.refused(0);
}

Value date_and_time(const Arguments& arguments) {
  const std::size_t count = arguments.signature.names.size();
  if (count == 1) {
    const Value& from = arguments.single(0);
    if (from.kind() == Kind::date_time) return from;
    if (from.kind() == Kind::date) return at_midnight_utc(from.as_date());
    const auto text = arguments.text(0);
    if (!text) return {};
    const auto out = DateTimeValue::parse(*text);
    return out ? Value(*out) : arguments.refused(0);
  }
  if (count == 2) {
    const Value& day = arguments.single(0);
    const Value& time = arguments.single(1);
    if (day.kind() != Kind::date && day.kind() != Kind::date_time) return arguments.wrong(0, "date");
    if (time.kind() != Kind::time) return arguments.wrong(1, "time");
    return DateTimeValue{day.kind() == Kind::date ? day.as_date() : day.as_date_time().date, time.as_time()};
  }
  const auto year = arguments.whole(0);
  const auto month = year ? arguments.whole(1) : std::nullopt;
  const auto day = month ? arguments.whole(2) : std::nullopt;
  const auto offset = day ? zone(arguments, 6) : std::nullopt;
  if (!offset) return {};
  const auto date = DayValue::of(*year, *month, *day);
  if (!date) return arguments.refused(2);
  const auto time = time_of(arguments, 3, *offset);
  return time ? Value(DateTimeValue{*date, *time}) : Value();
}

Value duration(const Arguments& arguments) {
  const Value& from = arguments.single(0);
  if (from.kind() == Kind::days_time_duration || from.kind() == Kind::years_months_duration) return from;
  const auto text = arguments.text(0);
  if (!text) return {};
  if (const auto out = YearsMonthsDuration::parse(*text)) return *out;
  const auto out = DaysTimeDuration::parse(*text);
  return out ? Value(*out) : arguments.refused(0);
}

/// Of moments the days count, not the time.
Value years_and_months(const Arguments& arguments) {
  const auto day = [&](std::size_t index) -> std::optional<DayValue> {
    const Value& value = arguments.single(index);
    if (value.kind() == Kind::date_time) return value.as_date_time().date;
    if (value.kind() == Kind::date) return value.as_date();
    arguments.wrong(index, "date");
    return std::nullopt;
  };
  const auto from = day(0);
  const auto to = from ? day(1) : std::nullopt;
  return to ? Value(months_between(*from, *to)) : Value();
}

/// Its ends must be literals, and in order.
Value range(const Arguments& arguments) {
  const auto text = arguments.text(0);
  if (!text || !arguments.evaluation.spend(text->size())) return {};
  const auto program = Parser(*text, Names(), ParseLimits{4096, 20}).expression();
  if (!program || (*program)->root->op != Op::range) return arguments.refused(0);
  const Node& node = *(*program)->root;
  Range out{node.parts[0]->value, node.parts[1]->value, node.low_included, node.high_included};
  for (const NodePtr& part : node.parts) {
    if (part->op != Op::constant) return arguments.refused(0);
  }
  const bool half_open = (out.low.is_null() && !out.low_included && !out.high.is_null()) ||
                         (out.high.is_null() && !out.high_included && !out.low.is_null());
  const auto found = order(out.low, out.high);
  if (!half_open && (!found || *found > 0)) return arguments.refused(0);
  return Value::range(std::move(out));
}

}  // namespace

std::vector<BuiltinRow> conversion_builtins() {
  return {
      {"string", {"from"}, string},
      {"number", {"from", "from,grouping separator,decimal separator"}, number},
      {"date", {"from", "year,month,day"}, date},
      {"time", {"from", "hour,minute,second,offset?"}, time},
      {"date and time",
       {"from", "date,time", "year,month,day,hour,minute,second,offset?",
        "year,month,day,hour,minute,second,timezone?"},
       date_and_time},
      {"duration", {"from"}, duration},
      {"years and months duration", {"from,to"}, years_and_months},
      {"range", {"from"}, range},
  };
}

}  // namespace qyzmet::rules
