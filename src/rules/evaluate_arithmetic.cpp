#include "rules/evaluate.hpp"
#include "rules/temporal_arithmetic.hpp"

namespace qyzmet::rules {

namespace {

constexpr __int128 max_duration_ns = second_ns * INT64_MAX;

/// FEEL has the operation for these kinds; nullopt inside: the result is beyond a limit.
using Outcome = std::optional<std::optional<Value>>;

template <class T>
Outcome found(const std::optional<T>& value) {
  return Outcome(value ? std::optional(Value(*value)) : std::nullopt);
}

Outcome found(DaysTimeDuration value) {
  const bool fits = value.nanoseconds <= max_duration_ns && value.nanoseconds >= -max_duration_ns;
  return Outcome(fits ? std::optional(Value(value)) : std::nullopt);
}

Outcome found_months(__int128 value) {
  constexpr __int128 most = static_cast<__int128>(1'000'000'000) * 1'000'000;
  const bool fits = value <= most && value >= -most;
  return Outcome(fits ? std::optional(Value(YearsMonthsDuration{static_cast<std::int64_t>(value)})) : std::nullopt);
}

Outcome of_numbers(Op op, const Number& a, const Number& b) {
  switch (op) {
    case Op::add:
      return found(add(a, b));
    case Op::subtract:
      return found(subtract(a, b));
    case Op::multiply:
      return found(multiply(a, b));
    case Op::divide:
      return found(divide(a, b));
    default:
      return found(power(a, b));
  }
}

DaysTimeDuration opposite(DaysTimeDuration duration) { return {-duration.nanoseconds}; }

/// A point in time plus or minus a duration.
Outcome moved(const Value& point, const Value& by, bool back) {
  if (by.kind() == Kind::years_months_duration) {
    YearsMonthsDuration duration = by.as_years_months_duration();
    if (back) duration.months = -duration.months;
    if (point.kind() == Kind::date) return found(plus(point.as_date(), duration));
    if (point.kind() == Kind::date_time) return found(plus(point.as_date_time(), duration));
    return std::nullopt;
  }
  if (by.kind() != Kind::days_time_duration) return std::nullopt;
  const DaysTimeDuration duration = back ? opposite(by.as_days_time_duration()) : by.as_days_time_duration();
  if (point.kind() == Kind::time) return found(std::optional(plus(point.as_time(), duration)));
  if (point.kind() == Kind::date_time) return found(plus(point.as_date_time(), duration));
  if (point.kind() != Kind::date) return std::nullopt;
  const auto moment = plus(DateTimeValue{point.as_date(), TimeValue()}, duration);
  return found(moment ? std::optional(moment->date) : std::nullopt);
}

Outcome added(const Value& a, const Value& b, Evaluation& evaluation) {
  if (a.kind() == Kind::string && b.kind() == Kind::string) {
    const std::size_t size = a.as_string().size() + b.as_string().size();
    if (!evaluation.spend(size / 64)) return Outcome(Value());
    return found(std::optional(evaluation.make_string(std::string(a.as_string()) + std::string(b.as_string()))));
  }
  if (a.kind() == b.kind() && a.kind() == Kind::days_time_duration) {
    return found(DaysTimeDuration{a.as_days_time_duration().nanoseconds + b.as_days_time_duration().nanoseconds});
  }
  if (a.kind() == b.kind() && a.kind() == Kind::years_months_duration) {
    return found_months(static_cast<__int128>(a.as_years_months_duration().months) +
                        b.as_years_months_duration().months);
  }
  const bool duration_first = a.kind() == Kind::days_time_duration || a.kind() == Kind::years_months_duration;
  return duration_first ? moved(b, a, false) : moved(a, b, false);
}

Outcome subtracted(const Value& a, const Value& b) {
  if (a.kind() == Kind::date && b.kind() == Kind::date) return found(days_between(a.as_date(), b.as_date()));
  if (a.kind() == Kind::time && b.kind() == Kind::time) return found(minus(a.as_time(), b.as_time()));
  const auto moment = [](const Value& value) -> std::optional<DateTimeValue> {
    if (value.kind() == Kind::date_time) return value.as_date_time();
    if (value.kind() == Kind::date) return at_midnight_utc(value.as_date());
    return std::nullopt;
  };
  const auto from = moment(a);
  const auto to = moment(b);
  if (from && to) return found(minus(*from, *to));
  if (a.kind() == b.kind() && a.kind() == Kind::days_time_duration) {
    return found(DaysTimeDuration{a.as_days_time_duration().nanoseconds - b.as_days_time_duration().nanoseconds});
  }
  if (a.kind() == b.kind() && a.kind() == Kind::years_months_duration) {
    return found_months(static_cast<__int128>(a.as_years_months_duration().months) -
                        b.as_years_months_duration().months);
  }
  return moved(a, b, true);
}

/// A duration's length in its own unit, nanoseconds or months.
std::optional<Number> length_of(const Value& value) {
  if (value.kind() == Kind::years_months_duration) return Number(value.as_years_months_duration().months);
  const __int128 size = value.as_days_time_duration().nanoseconds;
  return Number::of(size < 0, static_cast<unsigned __int128>(size < 0 ? -size : size), 0);
}

/// The duration of that length, cut towards zero.
Outcome of_length(Kind kind, const std::optional<Number>& length) {
  const auto whole = length ? round(*length, 0, Rounding::down) : std::nullopt;
  if (!whole) return Outcome(std::optional<Value>());
  if (kind == Kind::years_months_duration) {
    const auto count = whole->to_int64();
    return count ? found_months(*count) : Outcome(std::optional<Value>());
  }
  // Nanoseconds go beyond 64 bits: by seconds and the rest.
  const auto seconds = divide(*whole, Number(INT64_C(1'000'000'000)));
  const auto full = seconds ? round(*seconds, 0, Rounding::down) : std::nullopt;
  const auto count = full ? full->to_int64() : std::nullopt;
  if (!count) return Outcome(std::optional<Value>());
  const auto rest = subtract(*whole, multiply(*full, Number(INT64_C(1'000'000'000))).value());
  return found(DaysTimeDuration{*count * second_ns + rest->to_int64().value_or(0)});
}

Outcome scaled(Op op, const Value& a, const Value& b) {
  const auto is_duration = [](const Value& value) {
    return value.kind() == Kind::days_time_duration || value.kind() == Kind::years_months_duration;
  };
  if (is_duration(a) && is_duration(b)) {
    if (op != Op::divide || a.kind() != b.kind()) return std::nullopt;
    return found(divide(*length_of(a), *length_of(b)));
  }
  if (is_duration(a) && b.is_number()) {
    const Number& factor = b.as_number();
    return of_length(a.kind(), op == Op::divide ? divide(*length_of(a), factor) : multiply(*length_of(a), factor));
  }
  if (op == Op::multiply && a.is_number() && is_duration(b)) {
    return of_length(b.kind(), multiply(*length_of(b), a.as_number()));
  }
  return std::nullopt;
}

/// What a power costs in steps: whole exponents by multiplication, the others by logarithm.
std::uint64_t power_steps(const Value& exponent) {
  if (!exponent.is_number() || !exponent.as_number().is_whole()) return 2'000;
  return exponent.as_number() > 34 || exponent.as_number() < 0 ? 200 : 5;
}

bool is_zero(const Value& value) {
  return (value.is_number() && value.as_number().is_zero()) ||
         (value.kind() == Kind::days_time_duration && value.as_days_time_duration().nanoseconds == 0) ||
         (value.kind() == Kind::years_months_duration && value.as_years_months_duration().months == 0);
}

}  // namespace

Value arithmetic(Op op, const Value& a, const Value& b, Evaluation& evaluation) {
  Outcome outcome;
  if (op == Op::power && !evaluation.spend(power_steps(b))) return {};
  if (a.is_number() && b.is_number()) {
    outcome = of_numbers(op, a.as_number(), b.as_number());
  } else if (a.is_null() || b.is_null()) {
    return evaluation.report("rules.null_operand");
  } else if (op == Op::add) {
    outcome = added(a, b, evaluation);
  } else if (op == Op::subtract) {
    outcome = subtracted(a, b);
  } else if (op != Op::power) {
    outcome = scaled(op, a, b);
  }
  if (!outcome) return evaluation.report("rules.no_such_operation");
  if (*outcome) return std::move(**outcome);
  return evaluation.report(op == Op::divide && is_zero(b) ? "rules.division_by_zero" : "rules.out_of_range");
}

Value negated(const Value& value, Evaluation& evaluation) {
  switch (value.kind()) {
    case Kind::number:
      return -value.as_number();
    case Kind::days_time_duration:
      return opposite(value.as_days_time_duration());
    case Kind::years_months_duration:
      return YearsMonthsDuration{-value.as_years_months_duration().months};
    case Kind::null:
      return evaluation.report("rules.null_operand");
    default:
      return evaluation.report("rules.no_such_operation");
  }
}

}  // namespace qyzmet::rules
