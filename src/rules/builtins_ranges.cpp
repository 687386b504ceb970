#include "rules/builtin.hpp"

namespace qyzmet::rules {

namespace {

/// A point as an interval of itself, so that most functions need one case.
struct Interval {
  Value low;
  Value high;
  bool low_included = true;
  bool high_included = true;
  bool is_point = false;
};

std::optional<Interval> interval(const Arguments& arguments, std::size_t index) {
  const Value& value = arguments.single(index);
  if (value.is_range()) {
    const Range& range = value.as_range();
    if (range.form == Range::Form::different) {
      arguments.refused(index);
      return std::nullopt;
    }
    return Interval{range.low, range.high, range.low_included, range.high_included, false};
  }
  if (value.is_null() || !order(value, value)) {
    arguments.wrong(index, "range");
    return std::nullopt;
  }
  return Interval{value, value, true, true, true};
}

/// How two ends stand; an open end of a comparison has no order with anything.
struct Ends {
  bool known = false;
  std::strong_ordering order = std::strong_ordering::equal;
};

Ends ends(const Value& a, const Value& b) {
  const auto found = order(a, b);
  return found ? Ends{true, *found} : Ends{};
}

bool less(const Ends& ends) { return ends.known && ends.order < 0; }
bool same_place(const Ends& ends) { return ends.known && ends.order == 0; }

/// `a` ends before `b` begins.
bool before(const Interval& a, const Interval& b) {
  const Ends gap = ends(a.high, b.low);
  return less(gap) || (same_place(gap) && (!a.high_included || !b.low_included));
}

bool meets(const Interval& a, const Interval& b) {
  return same_place(ends(a.high, b.low)) && a.high_included && b.low_included;
}

/// The two have at least a point in common.
bool touch(const Interval& a, const Interval& b) {
  return !before(a, b) && !before(b, a) && ends(a.high, b.low).known && ends(b.high, a.low).known;
}

/// a's low end lies before b's, or at it and more is included.
bool begins_before(const Interval& a, const Interval& b) {
  const Ends low = ends(a.low, b.low);
  return less(low) || (same_place(low) && a.low_included && !b.low_included);
}

bool ends_before(const Interval& a, const Interval& b) {
  const Ends high = ends(a.high, b.high);
  return less(high) || (same_place(high) && !a.high_included && b.high_included);
}

bool includes(const Interval& a, const Interval& b) {
  return ends(a.low, b.low).known && ends(a.high, b.high).known && !begins_before(b, a) && !ends_before(a, b);
}

bool same_low(const Interval& a, const Interval& b) {
  return same_place(ends(a.low, b.low)) && a.low_included == b.low_included;
}

bool same_high(const Interval& a, const Interval& b) {
  return same_place(ends(a.high, b.high)) && a.high_included == b.high_included;
}

bool after(const Interval& a, const Interval& b) { return before(b, a); }
bool met_by(const Interval& a, const Interval& b) { return meets(b, a); }
bool during(const Interval& a, const Interval& b) { return includes(b, a); }
bool coincides(const Interval& a, const Interval& b) { return same_low(a, b) && same_high(a, b); }
bool starts(const Interval& a, const Interval& b) { return same_low(a, b) && !ends_before(b, a); }
bool started_by(const Interval& a, const Interval& b) { return starts(b, a); }
bool finishes(const Interval& a, const Interval& b) { return same_high(a, b) && !begins_before(a, b); }
bool finished_by(const Interval& a, const Interval& b) { return finishes(b, a); }

bool overlaps_before(const Interval& a, const Interval& b) {
  return touch(a, b) && begins_before(a, b) && !ends_before(b, a);
}

bool overlaps_after(const Interval& a, const Interval& b) { return overlaps_before(b, a); }

enum class Takes { any, ranges, second_range, first_range };

template <bool (*relation)(const Interval&, const Interval&), Takes takes>
Value related(const Arguments& arguments) {
  const auto a = interval(arguments, 0);
  const auto b = a ? interval(arguments, 1) : std::nullopt;
  if (!b) return {};
  if ((takes == Takes::ranges || takes == Takes::first_range) && a->is_point) return arguments.wrong(0, "range");
  if ((takes == Takes::ranges || takes == Takes::second_range) && b->is_point) return arguments.wrong(1, "range");
  const Value& left = a->low.is_null() ? a->high : a->low;
  const Value& right = b->low.is_null() ? b->high : b->low;
  if (left.kind() != right.kind()) return arguments.wrong(1, "range");
  return relation(*a, *b);
}

}  // namespace

std::vector<BuiltinRow> range_builtins() {
  return {
      {"before", {"point1,point2", "point,range", "range,point", "range1,range2"}, related<before, Takes::any>},
      {"after", {"point1,point2", "point,range", "range,point", "range1,range2"}, related<after, Takes::any>},
      {"meets", {"range1,range2"}, related<meets, Takes::ranges>},
      {"met by", {"range1,range2"}, related<met_by, Takes::ranges>},
      {"overlaps", {"range1,range2"}, related<touch, Takes::ranges>},
      {"overlaps before", {"range1,range2"}, related<overlaps_before, Takes::ranges>},
      {"overlaps after", {"range1,range2"}, related<overlaps_after, Takes::ranges>},
      {"finishes", {"point,range", "range1,range2"}, related<finishes, Takes::second_range>},
      {"finished by", {"range,point", "range1,range2"}, related<finished_by, Takes::first_range>},
      {"includes", {"range,point", "range1,range2"}, related<includes, Takes::first_range>},
      {"during", {"point,range", "range1,range2"}, related<during, Takes::second_range>},
      {"starts", {"point,range", "range1,range2"}, related<starts, Takes::second_range>},
      {"started by", {"range,point", "range1,range2"}, related<started_by, Takes::first_range>},
      {"coincides", {"point1,point2", "range1,range2"}, related<coincides, Takes::any>},
  };
}

}  // namespace qyzmet::rules
