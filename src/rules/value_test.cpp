#include <gtest/gtest.h>

#include "base/json.hpp"
#include "base/random.hpp"
#include "base/testing.hpp"
#include "rules/rules.hpp"

namespace qyzmet::rules {
namespace {

/// Values of every kind but functions.
class Values {
 public:
  Values() : random_(test_seed()) {}

  std::uint64_t below(std::uint64_t most) { return random_.next_u64() % most; }

  Value next(int depth) {
    switch (below(depth > 0 ? 13 : 10)) {
      case 0:
        return {};
      case 1:
        return below(2) == 0;
      case 2:
      case 3:
        return number();
      case 4:
      case 5:
        return text();
      case 6:
        return day();
      case 7:
        return time();
      case 8:
        return DateTimeValue{day(), time()};
      case 9:
        return duration();
      case 10:
        return list(depth);
      case 11:
        return context(depth);
      default:
        return range();
    }
  }

 private:
  Number number() {
    const auto size = static_cast<std::int64_t>(below(20));
    return Number::of(below(2) == 0, below(UINT64_C(1) << (below(60) + 1)), size - 10).value();
  }

  std::string text() {
    static const char* const parts[] = {"a", "\"", "\\", "\n", "\t", "қ", "🐎", " ", "\\u0041", "}", "'", "\r", "1"};
    std::string out;
    for (std::uint64_t i = below(8); i > 0; --i) out += parts[below(std::size(parts))];
    return out;
  }

  DayValue day() { return DayValue::from_days(static_cast<std::int64_t>(below(2'000'000)) - 1'000'000).value(); }

  TimeValue time() {
    static const char* const zones[] = {"", "Z", "+05:00", "-11:30:15", "@Asia/Almaty", "@Europe/Paris"};
    const auto at = static_cast<std::int64_t>(below(86400));
    const std::int64_t fraction = below(2) == 0 ? 0 : static_cast<std::int64_t>(below(1'000'000'000));
    return TimeValue::of(at / 3600, at / 60 % 60, at % 60, fraction, *Zone::parse(zones[below(std::size(zones))]))
        .value();
  }

  Value duration() {
    const auto size = static_cast<std::int64_t>(below(1'000'000'000'000)) - 500'000'000'000;
    if (below(2) == 0) return YearsMonthsDuration{size / 1'000'000};
    return DaysTimeDuration{static_cast<__int128>(size) * 1'000'003};
  }

  Value list(int depth) {
    std::vector<Value> items;
    for (std::uint64_t i = below(4); i > 0; --i) items.push_back(next(depth - 1));
    return Value::list(std::move(items));
  }

  Value context(int depth) {
    std::vector<std::pair<std::string, Value>> entries;
    for (std::uint64_t i = below(4); i > 0; --i) entries.emplace_back(text(), next(depth - 1));
    return Value::context(std::move(entries));
  }

  Value range() {
    const Number low = number();
    if (below(3) == 0) {
      Range out{low, low, true, true, below(2) == 0 ? Range::Form::comparison : Range::Form::different};
      return Value::range(std::move(out));
    }
    if (below(2) == 0) return Value::range({Value(), low, false, below(2) == 0, Range::Form::comparison});
    return Value::range({low, number(), below(2) == 0, below(2) == 0, Range::Form::interval});
  }

  SeededRandom random_;
};

// Goal: what a value is written as is FEEL for the same value. Method: random values, written, read, evaluated.
TEST(ValueProperty, TextsReadBackAsTheSameValue) {
  Values values;
  for (int i = 0; i < 20'000; ++i) {
    const Value value = values.next(4);
    const std::string text = to_text(value, 100'000);
    const auto expression = parse_expression(text, Names());
    ASSERT_TRUE(expression) << text << ": " << expression.error().key;
    Evaluation evaluation;
    const Value read = expression->evaluate({}, evaluation);
    ASSERT_EQ(evaluation.reported(), 0U) << text;
    ASSERT_TRUE(same(value, read)) << text << " became " << to_text(read);
  }
}

TEST(ValueProperty, EqualityAndOrderAgree) {
  Values values;
  for (int i = 0; i < 20'000; ++i) {
    const Value a = values.next(2);
    const Value b = values.below(3) == 0 ? a : values.next(2);
    ASSERT_EQ(equal(a, b), equal(b, a)) << to_text(a) << " and " << to_text(b);
    ASSERT_EQ(equal(a, a), true) << to_text(a);
    ASSERT_TRUE(same(a, a)) << to_text(a);
    if (same(a, b)) {
      ASSERT_EQ(equal(a, b), true);
    }
    const auto forth = order(a, b);
    const auto back = order(b, a);
    ASSERT_EQ(forth.has_value(), back.has_value());
    if (forth) {
      ASSERT_EQ(*forth == 0, *equal(a, b)) << to_text(a) << " and " << to_text(b);
      ASSERT_EQ(*forth < 0, *back > 0);
    }
  }
}

TEST(Value, LongTextsAreCut) {
  EXPECT_EQ(to_text("қққққ", 6), "\"ққ…");
  EXPECT_EQ(to_string("abc", 2), std::nullopt);
  EXPECT_EQ(to_string("abc", 3), "abc");
}

TEST(Value, LaterEntriesOfOneNameWin) {
  const Value value = Value::context({{"a", 1}, {"b", 2}, {"a", 3}});
  EXPECT_EQ(to_text(value), "{a: 3, b: 2}");
}

TEST(Value, JsonThereAndBack) {
  const auto json = parse_json(R"({"a": [1, 2.5, "x", null, true], "b": {"c": -3}})");
  const auto value = from_json(*json);
  ASSERT_TRUE(value);
  EXPECT_EQ(to_text(*value), R"({a: [1, 2.5, "x", null, true], b: {c: -3}})");
  EXPECT_EQ(canonical_json(to_json(*value)), canonical_json(*json));
  EXPECT_EQ(to_text(*from_json(json::value(0.1))), "0.1");
  EXPECT_EQ(json::serialize(to_json(Value(*DayValue::parse("2026-03-05")))), "\"2026-03-05\"");
}

TEST(Value, CoercionIsThatOfDmn) {
  const auto number = type_of(Type::Kind::number);
  EXPECT_EQ(to_text(*coerce(Value::list({5}), *number)), "5");
  EXPECT_EQ(to_text(*coerce(5, *list_of(number))), "[5]");
  EXPECT_EQ(to_text(*coerce(*DayValue::parse("2026-03-05"), *type_of(Type::Kind::date_time))),
            "@\"2026-03-05T00:00:00Z\"");
  EXPECT_TRUE(coerce(Value(), *number)->is_null());
  EXPECT_FALSE(coerce("5", *number));
  EXPECT_FALSE(coerce(Value::list({1, 2}), *number));
  EXPECT_FALSE(coerce(Value::list({"a"}), *list_of(number)));
}

TEST(Type, TextsReadBack) {
  for (const char* const text :
       {"number", "list<string>", "context<a: number, b c: list<date>>", "range<date and time>",
        "function<number, string> -> Any", "years and months duration", "Any", "context"}) {
    const auto type = parse_type(text);
    ASSERT_TRUE(type) << text;
    EXPECT_EQ(to_text(**type), text);
  }
  EXPECT_FALSE(parse_type("numbers"));
  EXPECT_FALSE(parse_type("list<"));
  EXPECT_FALSE(parse_type("list<number"));
  Names names;
  names.add_type("t price - list", list_of(type_of(Type::Kind::number)));
  for (const char* const text : {"t price-list", "t  price - list"}) {
    ASSERT_TRUE(parse_type(text, names)) << text;
    EXPECT_EQ(to_text(**parse_type(text, names)), "list<number>");
  }
  EXPECT_FALSE(parse_type("t price-lists", names));
}

}  // namespace
}  // namespace qyzmet::rules
