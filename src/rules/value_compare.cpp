#include <algorithm>

#include "rules/value.hpp"

namespace qyzmet::rules {

namespace {

/// Seconds from midnight UTC. FEEL compares whole seconds. A region's offset is that of the epoch's day, so that two
/// times always compare in the same way.
std::int64_t utc_second(const TimeValue& time) {
  const std::int64_t local = time.second_of_day();
  return local - time.zone.offset_s(local).value_or(0);
}

bool has_zone(const TimeValue& time) { return time.zone.kind() != Zone::Kind::none; }

std::optional<std::strong_ordering> order_times(const TimeValue& a, const TimeValue& b) {
  if (has_zone(a) != has_zone(b)) return std::nullopt;
  return utc_second(a) <=> utc_second(b);
}

std::optional<std::strong_ordering> order_date_times(const DateTimeValue& a, const DateTimeValue& b) {
  if (has_zone(a.time) != has_zone(b.time)) return std::nullopt;
  return a.utc_s() <=> b.utc_s();
}

std::optional<bool> equal_lists(std::span<const Value> a, std::span<const Value> b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto same_item = equal(a[i], b[i]);
    if (!same_item.value_or(false)) return same_item.has_value() ? same_item : std::optional(false);
  }
  return true;
}

std::optional<bool> equal_contexts(const Context& a, const Context& b) {
  if (&a == &b) return true;
  if (a.entries.size() != b.entries.size()) return false;
  for (std::size_t i = 0; i < a.entries.size(); ++i) {
    const auto& [name, value] = a.entries[i];
    // Mostly the two were written in one order.
    const Value* const other = b.entries[i].first == name ? &b.entries[i].second : b.find(name);
    if (other == nullptr || !equal(value, *other).value_or(false)) return false;
  }
  return true;
}

std::optional<bool> equal_ranges(const Range& a, const Range& b) {
  if (a.form != b.form || a.low_included != b.low_included || a.high_included != b.high_included) return false;
  return equal(a.low, b.low).value_or(false) && equal(a.high, b.high).value_or(false);
}

std::optional<bool> is(std::optional<std::strong_ordering> order) {
  return order ? *order == 0 : false;  // one with a zone, one without: different
}

/// Below the high end, or above the low one.
std::optional<bool> within(const Value& less, const Value& more, bool included, bool open) {
  if (less.is_null() || more.is_null()) return open ? std::optional(true) : std::nullopt;
  const auto found = order(less, more);
  if (!found) return std::nullopt;
  return *found < 0 || (included && *found == 0);
}

}  // namespace

std::optional<bool> equal(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return a.is_null() && b.is_null();
  if (a.kind() != b.kind()) return std::nullopt;
  switch (a.kind()) {
    case Kind::null:
      return true;
    case Kind::boolean:
      return a.as_boolean() == b.as_boolean();
    case Kind::number:
      return a.as_number() == b.as_number();
    case Kind::string:
      return a.as_string() == b.as_string();
    case Kind::date:
      return a.as_date() == b.as_date();
    case Kind::time:
      return is(order_times(a.as_time(), b.as_time()));
    case Kind::date_time:
      return is(order_date_times(a.as_date_time(), b.as_date_time()));
    case Kind::days_time_duration:
      return a.as_days_time_duration() == b.as_days_time_duration();
    case Kind::years_months_duration:
      return a.as_years_months_duration() == b.as_years_months_duration();
    case Kind::list:
      return equal_lists(a.as_list(), b.as_list());
    case Kind::context:
      return equal_contexts(a.as_context(), b.as_context());
    case Kind::range:
      return equal_ranges(a.as_range(), b.as_range());
    case Kind::function:
      return &a.as_function() == &b.as_function();
  }
  return std::nullopt;
}

std::optional<std::strong_ordering> order(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return std::nullopt;
  switch (a.kind()) {
    case Kind::number:
      return a.as_number() <=> b.as_number();
    case Kind::string:
      return a.as_string() <=> b.as_string();  // bytes of UTF-8 are in the order of code points
    case Kind::date:
      return a.as_date() <=> b.as_date();
    case Kind::time:
      return order_times(a.as_time(), b.as_time());
    case Kind::date_time:
      return order_date_times(a.as_date_time(), b.as_date_time());
    case Kind::days_time_duration:
      return a.as_days_time_duration() <=> b.as_days_time_duration();
    case Kind::years_months_duration:
      return a.as_years_months_duration() <=> b.as_years_months_duration();
    default:
      return std::nullopt;
  }
}

std::optional<bool> contains(const Range& range, const Value& value) {
  if (range.form == Range::Form::different) {
    const auto found = equal(value, range.low);
    return found ? std::optional(!*found) : std::nullopt;
  }
  const bool open = range.form == Range::Form::comparison;
  if (open && range.low_included && range.high_included) return equal(value, range.low);  // `= 5`, of any kind
  if (value.is_null()) return std::nullopt;
  const auto above = within(range.low, value, range.low_included, open);
  const auto below = within(value, range.high, range.high_included, open);
  if (!above || !below) return std::nullopt;
  return *above && *below;
}

bool same(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  const auto same_time = [](const TimeValue& x, const TimeValue& y) {
    return x.second_of_day() == y.second_of_day() && x.nanosecond == y.nanosecond && x.zone == y.zone;
  };
  switch (a.kind()) {
    case Kind::time:
      return same_time(a.as_time(), b.as_time());
    case Kind::date_time:
      return a.as_date_time().date == b.as_date_time().date && same_time(a.as_date_time().time, b.as_date_time().time);
    case Kind::list:
      return std::ranges::equal(a.as_list(), b.as_list(), same);
    case Kind::context: {
      const auto& entries = a.as_context().entries;
      return entries.size() == b.as_context().entries.size() && std::ranges::all_of(entries, [&](const auto& entry) {
               const Value* const other = b.as_context().find(entry.first);
               return other != nullptr && same(entry.second, *other);
             });
    }
    default:
      return equal(a, b).value_or(false);
  }
}

}  // namespace qyzmet::rules
