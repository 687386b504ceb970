#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.hpp"
#include "base/json.hpp"
#include "rules/number.hpp"
#include "rules/temporal.hpp"
#include "rules/type.hpp"

namespace qyzmet::rules {

class Value;
class Evaluation;
struct List;
struct Context;
struct Range;
struct Function;

/// What kind of value this is; FEEL compares only within a kind.
enum class Kind : std::uint8_t {
  null,
  boolean,
  number,
  date,
  time,
  date_time,
  days_time_duration,
  years_months_duration,
  string,  // from here on shared in memory
  list,
  context,
  range,
  function,
};

/// What is shared between values: counted, unchangeable once made.
struct Shared {
  virtual ~Shared() = default;
  mutable std::atomic<std::uint32_t> owners{1};
};

/// A FEEL value. Small and cheap to copy: numbers and times are inside, strings, lists and the rest are shared and
/// never change. Safe to read from several threads.
class Value {
 public:
  Value() : kind_(Kind::null) {}
  Value(bool value) : kind_(Kind::boolean) { payload_.boolean = value; }                                     // NOLINT
  Value(const Number& value) : kind_(Kind::number) { payload_.number = value; }                              // NOLINT
  Value(std::int64_t value) : Value(Number(value)) {}                                                        // NOLINT
  Value(int value) : Value(Number(value)) {}                                                                 // NOLINT
  Value(const DayValue& value) : kind_(Kind::date) { payload_.date = value; }                                // NOLINT
  Value(const TimeValue& value) : kind_(Kind::time) { payload_.time = value; }                               // NOLINT
  Value(const DateTimeValue& value) : kind_(Kind::date_time) { payload_.date_time = value; }                 // NOLINT
  Value(const DaysTimeDuration& value);                                                                      // NOLINT
  Value(const YearsMonthsDuration& value) : kind_(Kind::years_months_duration) { payload_.months = value; }  // NOLINT
  Value(std::string_view value);                                                                             // NOLINT
  Value(const char* value) : Value(std::string_view(value)) {}                                               // NOLINT
  Value(const std::string& value) : Value(std::string_view(value)) {}                                        // NOLINT
  /// nullopt is null.
  template <class T>
  Value(const std::optional<T>& value) : Value() {  // NOLINT
    if (value) *this = Value(*value);
  }
  /// Lists and contexts keep the order given. Values nest at most `max_nesting` deep (CHECK): when the depth comes from
  /// data, make them by `Evaluation::make_list` and `make_context`, which report instead.
  static Value list(std::vector<Value> items);
  /// Later entries of the same name replace earlier ones.
  static Value context(std::vector<std::pair<std::string, Value>> entries);
  static Value range(Range range);
  static Value function(Function function);

  Value(const Value& other) : payload_(other.payload_), kind_(other.kind_) {
    if (shared()) payload_.shared->owners.fetch_add(1, std::memory_order_relaxed);
  }
  Value(Value&& other) noexcept : payload_(other.payload_), kind_(other.kind_) { other.kind_ = Kind::null; }
  Value& operator=(const Value& other) {
    if (this != &other) *this = Value(other);
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    std::swap(payload_, other.payload_);
    std::swap(kind_, other.kind_);
    return *this;
  }
  ~Value() {
    if (shared()) release();
  }

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::null; }
  bool is_boolean() const { return kind_ == Kind::boolean; }
  bool is_number() const { return kind_ == Kind::number; }
  bool is_string() const { return kind_ == Kind::string; }
  bool is_list() const { return kind_ == Kind::list; }
  bool is_context() const { return kind_ == Kind::context; }
  bool is_range() const { return kind_ == Kind::range; }
  bool is_function() const { return kind_ == Kind::function; }
  bool is_true() const { return kind_ == Kind::boolean && payload_.boolean; }
  bool is_false() const { return kind_ == Kind::boolean && !payload_.boolean; }

  /// Each is a programmer error (CHECK) on a value of another kind.
  bool as_boolean() const { return CHECK(is_boolean()), payload_.boolean; }
  const Number& as_number() const { return CHECK(is_number()), payload_.number; }
  const DayValue& as_date() const { return CHECK(kind_ == Kind::date), payload_.date; }
  const TimeValue& as_time() const { return CHECK(kind_ == Kind::time), payload_.time; }
  const DateTimeValue& as_date_time() const { return CHECK(kind_ == Kind::date_time), payload_.date_time; }
  DaysTimeDuration as_days_time_duration() const;
  YearsMonthsDuration as_years_months_duration() const {
    return CHECK(kind_ == Kind::years_months_duration), payload_.months;
  }
  std::string_view as_string() const;
  std::span<const Value> as_list() const;
  const Context& as_context() const;
  const Range& as_range() const;
  const Function& as_function() const;

  /// How deep lists, contexts, ranges and captured values nest in it: 0 for a number, 1 for a list of numbers.
  std::uint32_t nesting() const;
  /// How large it is when written out: one for each value inside, and one for each 16 bytes of text. A list that holds
  /// one long list twice counts it twice.
  std::uint64_t weight() const;
  static constexpr std::uint32_t max_nesting = 256;

 private:
  union Payload {
    Payload() : boolean(false) {}
    bool boolean;
    Number number;
    DayValue date;
    TimeValue time;
    DateTimeValue date_time;
    std::uint64_t nanoseconds[2];  // of an __int128, which would ask for an alignment of 16
    YearsMonthsDuration months;
    Shared* shared;
  };
  bool shared() const { return kind_ >= Kind::string; }
  void release() noexcept;
  Value(Kind kind, Shared* shared) : kind_(kind) { payload_.shared = shared; }

  Payload payload_;
  Kind kind_;
};

/// Names with values, in the order they were written.
struct Context final : Shared {
  std::vector<std::pair<std::string, Value>> entries;
  std::uint32_t nesting = 1;
  std::uint64_t weight = 1;

  /// nullptr: no such entry.
  const Value* find(std::string_view name) const;
};

/// An interval. A comparison (`< 5`) is one without a low end: its `low` is null. `(null..5)` looks alike but is none:
/// it does not equal `< 5`, and whether a value lies in it is not known.
struct Range {
  enum class Form : std::uint8_t { interval, comparison, different };  ///< different: `!= 5`, both ends are the 5
  Value low;
  Value high;
  bool low_included = false;
  bool high_included = false;
  Form form = Form::interval;
};

/// One parameter of a function.
struct Parameter {
  std::string name;
  TypeRef type;  ///< never null
};

/// A function: of FEEL, or any C++ function that is given values in the order of `parameters`. Missing arguments arrive
/// as null. What `call` returns is coerced to `result`.
struct Function {
  std::vector<Parameter> parameters;
  std::function<Value(std::span<const Value> arguments, Evaluation& evaluation)> call;
  TypeRef result;             ///< null: any
  bool any_count = false;     ///< takes any number of arguments, as FEEL's own functions do
  std::uint32_t nesting = 1;  ///< one more than that of the values it captured
  std::uint64_t weight = 1;   ///< of the values it captured
};

/// FEEL's `=`: true, false, or nullopt when the two cannot be compared (then FEEL says null). null = null is true.
std::optional<bool> equal(const Value& a, const Value& b);
/// FEEL's `<`: less, equal, greater, or nullopt when the two have no order.
std::optional<std::strong_ordering> order(const Value& a, const Value& b);
/// Whether `value` lies in `range`; nullopt when they cannot be compared or an end is null that no comparison left
/// open.
std::optional<bool> contains(const Range& range, const Value& value);
/// The same kind and the same value, zones included: FEEL's `is`, total; null is null.
bool same(const Value& a, const Value& b);

/// As FEEL writes it: strings in quotes, `{"a": 1}`, `date("2026-03-05")`. At most `max_bytes`, then cut with "…".
std::string to_text(const Value& value, std::size_t max_bytes = 4096);
/// As FEEL's function string() writes it: a string as it is, times without quotes. nullopt for null, functions and
/// when it would be longer than `max_bytes`.
std::optional<std::string> to_string(const Value& value, std::size_t max_bytes);

/// Booleans, strings, lists and contexts as they are; numbers as JSON integers within ±(2^53-1), else as the nearest
/// double; dates, times and durations as the text in their quotes; ranges and functions as `to_text`.
json::value to_json(const Value& value);
/// JSON as values: every string stays a string (coerce it to make it a date). Errors: invalid "rules.limit_nesting".
Result<Value> from_json(const json::value& value);

/// Whether the value is one of `type`: FEEL's `instance of` (null is an instance of Null alone, yet fits as an item or
/// member of any type).
bool instance_of(const Value& value, const Type& type);
/// The value as one of `type` (DMN 1.5, 10.3.2.9.4): itself if it is null or an instance; a list of one for its item
/// and an item for a list of one; a date for the date and time at its midnight UTC. nullopt if none of these holds:
/// then DMN says null, and an error is to be reported.
std::optional<Value> coerce(const Value& value, const Type& type);

}  // namespace qyzmet::rules
