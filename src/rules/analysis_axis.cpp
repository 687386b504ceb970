#include "rules/analysis_axis.hpp"

#include <algorithm>

#include "rules/temporal.hpp"

namespace qyzmet::rules {
namespace {

/// `null`: not an interval without ends, but the value itself.
bool is_null_test(const Range& range) {
  return range.low.is_null() && range.high.is_null() && range.low_included && range.high_included;
}

/// What a constant of an ordered kind is on a line of numbers; and the way back.
class Line {
 public:
  /// Nothing if `kind` has no order, or its values no common line.
  static std::optional<Line> of(Kind kind, const Value& one) {
    Line line;
    line.kind_ = kind;
    switch (kind) {
      case Kind::number:
        break;
      case Kind::date:
      case Kind::years_months_duration:
        line.whole_ = true;
        break;
      case Kind::days_time_duration:
        line.whole_ = true;
        break;
      case Kind::time:
        line.zone_ = one.as_time().zone;
        line.whole_ = true;
        break;
      case Kind::date_time:
        line.zone_ = one.as_date_time().time.zone;
        line.whole_ = true;
        break;
      default:
        return std::nullopt;
    }
    // A region's clock goes back once a year: its local times are no line.
    if (line.zone_.kind() == Zone::Kind::region) return std::nullopt;
    return line;
  }

  bool whole() const { return whole_; }

  std::optional<Number> place(const Value& value) const {
    if (value.kind() != kind_) return std::nullopt;
    switch (kind_) {
      case Kind::number:
        return value.as_number();
      case Kind::date:
        return Number(value.as_date().to_days());
      case Kind::years_months_duration:
        return Number(value.as_years_months_duration().months);
      case Kind::days_time_duration: {
        const __int128 nanoseconds = value.as_days_time_duration().nanoseconds;
        if (nanoseconds % second_ns != 0) return std::nullopt;
        return Number(static_cast<std::int64_t>(nanoseconds / second_ns));
      }
      case Kind::time: {
        const TimeValue& time = value.as_time();
        if (!(time.zone == zone_) || time.nanosecond != 0) return std::nullopt;
        return Number(time.second_of_day());
      }
      case Kind::date_time: {
        const DateTimeValue& moment = value.as_date_time();
        if (!(moment.time.zone == zone_) || moment.time.nanosecond != 0) return std::nullopt;
        return Number(moment.local_s());
      }
      default:
        return std::nullopt;
    }
  }

  /// Null if nothing lies there.
  Value back(const Number& place) const {
    if (kind_ == Kind::number) return place;
    const auto whole = place.to_int64();
    if (!whole) return {};
    switch (kind_) {
      case Kind::date:
        return DayValue::from_days(*whole);
      case Kind::years_months_duration:
        return YearsMonthsDuration{*whole};
      case Kind::days_time_duration:
        return DaysTimeDuration{static_cast<__int128>(*whole) * second_ns};
      case Kind::time:
        return *whole < 0 || *whole >= day_s ? Value() : Value(time_at(*whole));
      case Kind::date_time: {
        const std::int64_t second = ((*whole % day_s) + day_s) % day_s;
        const auto day = DayValue::from_days((*whole - second) / day_s);
        const auto time = time_at(second);
        return day && time ? Value(DateTimeValue{*day, *time}) : Value();
      }
      default:
        return {};
    }
  }

 private:
  std::optional<TimeValue> time_at(std::int64_t second) const {
    return TimeValue::of(second / 3600, second / 60 % 60, second % 60, 0, zone_);
  }

  Kind kind_ = Kind::number;
  Zone zone_;
  bool whole_ = false;
};

/// A number above `low` (or without an end there) and below `high`; nothing if `whole` and there is none.
std::optional<Number> between(const std::optional<Number>& low, const std::optional<Number>& high, bool whole) {
  if (!low && !high) return Number(0);
  if (low) {
    const auto floor = round(*low, 0, Rounding::floor);
    const auto next = floor ? add(*floor, Number(1)) : std::nullopt;
    if (next && (!high || *next < *high)) return next;
    if (whole || !high) return std::nullopt;
    const auto sum = add(*low, *high);
    return sum ? divide(*sum, Number(2)) : std::nullopt;
  }
  const auto ceiling = round(*high, 0, Rounding::ceiling);
  return ceiling ? subtract(*ceiling, Number(1)) : std::nullopt;
}

struct Constants {
  std::vector<Value> values;
  bool with_null = false;
};

Constants constants_of(const std::vector<const SimpleTests*>& tests, const SimpleTests* allowed) {
  Constants found;
  const auto take = [&](const SimpleTests& one) {
    for (const SimpleTest& test : one.tests) {
      if (is_null_test(test.interval)) {
        found.with_null = true;
        continue;
      }
      if (!test.interval.low.is_null()) found.values.push_back(test.interval.low);
      if (!test.interval.high.is_null()) found.values.push_back(test.interval.high);
    }
  };
  for (const SimpleTests* one : tests) take(*one);
  if (allowed != nullptr) take(*allowed);
  return found;
}

/// Every part of a line: below the first constant, on it, between it and the next …
std::optional<std::vector<Value>> parts_of_line(const std::vector<Value>& constants, bool whole) {
  const auto line = Line::of(constants.front().kind(), constants.front());
  if (!line) return std::nullopt;
  std::vector<Number> places;
  for (const Value& constant : constants) {
    const auto place = line->place(constant);
    if (!place) return std::nullopt;
    places.push_back(*place);
  }
  std::ranges::sort(places);
  places.erase(std::ranges::unique(places).begin(), places.end());
  std::vector<Value> parts;
  const auto add = [&](const std::optional<Number>& place) {
    if (!place) return;
    if (Value value = line->back(*place); !value.is_null()) parts.push_back(std::move(value));
  };
  const bool whole_only = whole || line->whole();
  add(between(std::nullopt, places.front(), whole_only));
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!whole || places[i].is_whole()) add(places[i]);
    const auto next = i + 1 < places.size() ? std::optional(places[i + 1]) : std::nullopt;
    add(between(places[i], next, whole_only));
  }
  return parts;
}

/// Every word that is named, and one that is not.
std::vector<Value> parts_of_words(const std::vector<Value>& constants) {
  std::vector<Value> parts;
  for (const Value& constant : constants) {
    const bool known = std::ranges::any_of(parts, [&](const Value& one) { return same(one, constant); });
    if (!known) parts.push_back(constant);
  }
  std::string other = "other";
  while (std::ranges::any_of(parts, [&](const Value& one) { return one.as_string() == other; })) other += "_";
  parts.emplace_back(other);
  return parts;
}

/// Nullopt: null has no place in an interval.
std::optional<bool> passes(const Range& range, const Value& value) {
  if (is_null_test(range)) return value.is_null();
  const bool is_value = range.low_included && range.high_included && same(range.low, range.high);
  if (range.form == Range::Form::different) return !equal(range.low, value).value_or(true);
  if (is_value) return equal(range.low, value).value_or(false);
  return value.is_null() ? std::nullopt : contains(range, value);
}

bool passes(const SimpleTests& tests, const Value& value) {
  if (tests.any) return true;
  bool unknown = false;
  for (const SimpleTest& test : tests.tests) {
    const auto passed = passes(test.interval, value);
    if (passed.value_or(false)) return !tests.negated;
    unknown = unknown || !passed;
  }
  return tests.negated && !unknown;
}

}  // namespace

Stretches intersection(const Stretches& a, const Stretches& b) {
  Stretches both;
  for (auto left = a.begin(), right = b.begin(); left != a.end() && right != b.end();) {
    const Stretch common{std::max(left->first, right->first), std::min(left->last, right->last)};
    if (common.first < common.last) both.push_back(common);
    left->last < right->last ? ++left : ++right;
  }
  return both;
}

std::optional<Axis> Axis::cut(const std::vector<const SimpleTests*>& tests, const SimpleTests* allowed, bool whole,
                              const Value& some) {
  const Constants constants = constants_of(tests, allowed);
  Axis axis;
  if (!constants.values.empty()) {
    const Kind kind = constants.values.front().kind();
    if (!std::ranges::all_of(constants.values, [&](const Value& one) { return one.kind() == kind; })) {
      return std::nullopt;
    }
    if (kind == Kind::boolean) {
      axis.values_ = {true, false};
    } else if (kind == Kind::string) {
      axis.values_ = parts_of_words(constants.values);
    } else if (auto parts = parts_of_line(constants.values, whole)) {
      axis.values_ = *std::move(parts);
    } else {
      return std::nullopt;
    }
  } else if (!constants.with_null) {
    axis.values_ = {Value()};  // nothing is asked here: one part, whose value does not matter
    return axis;
  } else {
    axis.values_ = {some};
  }
  if (allowed != nullptr) std::erase_if(axis.values_, [&](const Value& one) { return !passes(*allowed, one); });
  if (constants.with_null) axis.values_.emplace_back();
  if (axis.values_.empty()) return std::nullopt;
  return axis;
}

Stretches Axis::passing(const SimpleTests& tests) const {
  Stretches stretches;
  for (std::uint32_t part = 0; part < values_.size(); ++part) {
    if (!passes(tests, values_[part])) continue;
    if (!stretches.empty() && stretches.back().last == part) {
      ++stretches.back().last;
    } else {
      stretches.push_back({part, part + 1});
    }
  }
  return stretches;
}

}  // namespace qyzmet::rules
