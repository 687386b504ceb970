#include <gtest/gtest.h>

#include "rules/rules.hpp"

// Goal: no text and no value makes reading or evaluating crash, run away or eat the memory. Method: each limit is hit.
namespace qyzmet::rules {
namespace {

std::string repeated(const char* text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

std::string read(const std::string& text) {
  const auto expression = parse_expression(text, Names());
  return expression ? "" : expression.error().key;
}

std::string first_fault(const std::string& text, EvaluationLimits limits = {}) {
  const auto expression = parse_expression(text, Names());
  if (!expression) return "unread: " + expression.error().key;
  Evaluation evaluation(std::nullopt, limits);
  const Value value = expression->evaluate({}, evaluation);
  if (evaluation.diagnostics().empty()) return "none: " + to_text(value, 100);
  return evaluation.diagnostics()[0].key;
}

TEST(Limits, LongTexts) {
  EXPECT_EQ(read(std::string(70'000, ' ')), "rules.limit_source");
  EXPECT_EQ(read("\xFF"), "rules.not_utf8");
}

TEST(Limits, DeepTexts) {
  for (const char* const open :
       {"(", "[", "{a:", "-", "if ", "not(", "for i in ", "function() ", "1 in (", "1+(", "a.b["}) {
    EXPECT_NE(read(repeated(open, 10'000)), "") << open;
  }
  EXPECT_EQ(read(repeated("(", 200) + "1" + repeated(")", 200)), "rules.limit_nesting");
  EXPECT_EQ(read(repeated("-", 200) + "1"), "rules.limit_nesting");
  EXPECT_EQ(read("null instance of " + repeated("list<", 200) + "Any" + repeated(">", 200)), "rules.limit_nesting");
}

TEST(Limits, LongChains) {
  EXPECT_EQ(read("1" + repeated("+1", 10'000)), "rules.limit_nesting");
  EXPECT_EQ(read("null" + repeated(".a", 10'000)), "rules.limit_nesting");
  EXPECT_EQ(read("null" + repeated("[1]", 10'000)), "rules.limit_nesting");
  EXPECT_EQ(read("true" + repeated(" or true", 5'000)), "rules.limit_nesting");
  EXPECT_EQ(first_fault("1" + repeated("+1", 300)), "none: 301");
}

TEST(Limits, Steps) {
  EXPECT_EQ(first_fault("count(for i in 1..1000, j in 1..1000 return 1)"), "rules.limit_items");
  EXPECT_EQ(first_fault("some i in 1..10000, j in 1..10000 satisfies false"), "rules.limit_steps");
  EXPECT_EQ(first_fault("for i in 1..90000 return count(partial)"), "rules.limit_steps");
  EXPECT_EQ(first_fault("distinct values(for i in 1..90000 return i)"), "rules.limit_steps");
  EXPECT_EQ(first_fault("sum(for i in 1..1000 return i)", {.steps = 500}), "rules.limit_steps");
}

TEST(Limits, RecursionEnds) {
  EXPECT_EQ(first_fault("{f: function(n) f(n + 1), r: f(0)}.r"), "rules.limit_depth");
  EXPECT_EQ(first_fault("{f: function(n) if n = 0 then 0 else 1 + f(n - 1), r: f(100)}.r"), "none: 100");
  EXPECT_EQ(first_fault("{f: function(x) x(x), r: f(f)}.r"), "rules.limit_depth");
  EXPECT_EQ(first_fault("{f: function(a, b) sort([1, 2], f) = null, r: f(1, 2)}.r"), "rules.limit_depth");
}

TEST(Limits, LongLists) {
  EXPECT_EQ(first_fault("for i in 1..1000000000000 return i"), "rules.limit_items");
  EXPECT_EQ(first_fault("for i in -9223372036854775808..9223372036854775807 return i"), "rules.limit_items");
  EXPECT_EQ(first_fault("{a: for i in 1..60000 return 1, b: concatenate(a, a)}.b"), "rules.limit_items");
}

TEST(Limits, LargeValues) {
  const std::string twice = "{a: [1, 1]" + [] {
    std::string out;
    for (char c = 'b'; c <= 'z'; ++c) out += std::string(", ") + c + ": [" + char(c - 1) + ", " + char(c - 1) + "]";
    return out;
  }() + "}.z";
  EXPECT_EQ(first_fault(twice), "rules.limit_weight");
  EXPECT_EQ(first_fault("(for i in 1..300 return if i = 1 then [] else [partial[-1]])[-1]"), "rules.limit_nesting");
  EXPECT_EQ(first_fault("(for i in 1..300 return if i = 1 then 1 else {a: partial[-1]})[-1]"), "rules.limit_nesting");
  EXPECT_EQ(
      first_fault("(for i in 1..300 return if i = 1 then function() 1 else {p: partial[-1], f: function() p}.f)[-1]"),
      "rules.limit_nesting");
}

TEST(Limits, LongStrings) {
  EXPECT_EQ(first_fault("(for i in 1..30 return if i = 1 then \"aa\" else partial[-1] + partial[-1])[-1]"),
            "rules.limit_text");
  EXPECT_EQ(first_fault("string join(for i in 1..50000 return \"aaaaaaaaaaaaaaaaaaaaaaaaa\", \"\")"),
            "rules.limit_text");
  EXPECT_EQ(
      first_fault("replace(string join(for i in 1..50000 return \"a\", \"\"), \"a\", \"aaaaaaaaaaaaaaaaaaaaaaaa\")"),
      "rules.limit_text");
}

/// What goes through a long text or list costs by its length: nothing below may be done a hundred thousand times.
TEST(Limits, LengthIsSpent) {
  const std::string big =
      "{t: (for i in 1..18 return if i = 1 then \"aaaa\" else partial[-1] + partial[-1])[-1], u: t + \"\", "
      "h: substring(t, 1, 200000) + \"b\", l: for i in 1..5000 return i, s: [t], r: ";
  const auto often = [&](const std::string& test) {
    return first_fault(big + "some i in 1..100000 satisfies (" + test + ")}.r");
  };
  for (const char* const test :
       {"contains(t, h)", "contains(t, \"b\")", "substring before(t, h) = \"a\"", "substring after(t, h) = \"a\"",
        "string length(t) = i", "substring(t, 400000) = \"b\"", "starts with(t, u) = false", "ends with(t, u) = false",
        "t != u", "t < u", "list contains(l, 0)", "u in s = false", "index of(s, u) = []",
        "count(distinct values([t, u])) = 2", "(0 in l)"}) {
    EXPECT_EQ(often(test), "rules.limit_steps") << test;
  }
  EXPECT_EQ(first_fault(big + "contains(t, h)}.r"), "none: false") << "once it may be";
  EXPECT_EQ(first_fault(big + "contains(h, \"ab\") and contains(h, \"\") and not(contains(\"\", \"a\"))}.r"),
            "none: true");
}

TEST(Limits, PatternsCannotRunAway) {
  EXPECT_EQ(first_fault("matches(string join(for i in 1..20000 return \"a\", \"\") + \"b\", \"^(a+)+$\")"),
            "none: false");
  EXPECT_EQ(first_fault("matches(\"a\", \"((a{1000}){1000}){1000}\")"), "rules.bad_pattern");
  EXPECT_EQ(first_fault("matches(\"a\", string join(for i in 1..3000 return \"((\", \"\"))"), "rules.bad_pattern");
}

TEST(Limits, AfterTheLastStepEverythingIsNull) {
  const auto expression = parse_expression("[1, 2, 3]", Names());
  Evaluation evaluation(std::nullopt, {.steps = 2});
  EXPECT_TRUE(expression->evaluate({}, evaluation).is_null() || evaluation.reported() == 1);
  EXPECT_TRUE(expression->evaluate({}, evaluation).is_null());
  EXPECT_EQ(evaluation.reported(), 1U) << "said once";
}

TEST(Limits, DiagnosticsAreCountedBeyondThoseKept) {
  Evaluation evaluation(std::nullopt, {.diagnostics = 3});
  parse_expression("for i in 1..10 return 1 / 0", Names())->evaluate({}, evaluation);
  EXPECT_EQ(evaluation.diagnostics().size(), 3U);
  EXPECT_EQ(evaluation.reported(), 10U);
}

}  // namespace
}  // namespace qyzmet::rules
