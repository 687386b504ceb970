#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "base/json.hpp"
#include "rules/rules.hpp"

// Goal: FEEL means what DMN 1.5 says. Method: feel_cases.txt, one expression a line with its result.
namespace qyzmet::rules {
namespace {

struct Known {
  Names names;
  std::vector<Value> scope;

  void add(const char* name, Value value, TypeRef type = nullptr) {
    names.add(name, std::move(type));
    scope.push_back(std::move(value));
  }
};

const DateTimeValue& moment() {
  static const DateTimeValue now = *DateTimeValue::parse("2026-03-05T10:00:00+05:00");
  return now;
}

const Known& known() {
  static const Known made = [] {
    Known out;
    const auto item = [](int qty, const char* tag) { return Value::context({{"qty", qty}, {"tag", tag}}); };
    out.add("n", 5, type_of(Type::Kind::number));
    out.add("price list", Value::context({{"unit price", *Number::parse("2.5")}, {"a-b", 7}}),
            context_of({{"unit price", type_of(Type::Kind::number)}, {"a-b", type_of(Type::Kind::number)}}));
    out.add("items", Value::list({item(1, "a"), item(3, "b")}));
    out.add("name", "Айгүл");
    out.add("born", *DayValue::parse("1990-05-17"));
    out.add("nothing", Value());
    return out;
  }();
  return made;
}

/// Whether the words of `key` can be filled in.
void expect_details(const std::string& key, const Details& details) {
  static const auto words = [] {
    std::ifstream file(QYZMET_SOURCE_DIR "/data/words.json");
    return parse_json(std::string(std::istreambuf_iterator<char>(file), {})).value();
  }();
  const auto* const found = words.as_object().if_contains(key);
  ASSERT_NE(found, nullptr) << key;
  const std::string text(found->as_object().at("en").as_string());
  for (auto at = text.find('{'); at != text.npos; at = text.find('{', at + 1)) {
    const std::string name = text.substr(at + 1, text.find('}', at) - at - 1);
    EXPECT_TRUE(std::ranges::any_of(details, [&](const auto& d) { return d.first == name; }))
        << key << " lacks " << name;
  }
}

std::string outcome(std::string_view text) {
  const auto expression = parse_expression(text, known().names);
  if (!expression) {
    expect_details(expression.error().key, expression.error().details);
    return "X " + expression.error().key;
  }
  Evaluation evaluation(moment());
  const Value value = expression->evaluate(known().scope, evaluation);
  for (const Diagnostic& diagnostic : evaluation.diagnostics()) expect_details(diagnostic.key, diagnostic.details);
  if (!value.is_null()) return to_text(value);
  return evaluation.diagnostics().empty() ? "?" : "! " + evaluation.diagnostics()[0].key;
}

TEST(Feel, CasesHaveTheirResults) {
  std::ifstream file(QYZMET_SOURCE_DIR "/src/rules/feel_cases.txt");
  ASSERT_TRUE(file);
  int count = 0;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    const auto arrow = line.rfind(" => ");
    if (line.empty() || line[0] == '#' || arrow == line.npos) continue;
    // A comment that runs to the end of the line must not swallow the arrow.
    EXPECT_EQ(outcome(line.substr(0, arrow)), line.substr(arrow + 4)) << "line " << number << ": " << line;
    ++count;
  }
  EXPECT_GT(count, 250);
}

TEST(Feel, FaultsSayWhere) {
  const auto fault = parse_expression("1 +\n  \"қ\" + oops", Names());
  ASSERT_FALSE(fault);
  EXPECT_EQ(fault.error().key, "rules.unknown_name");
  const Details where(fault.error().details.begin(), fault.error().details.begin() + 2);
  EXPECT_EQ(where, (Details{{"line", "2"}, {"column", "9"}}));

  Evaluation evaluation;
  parse_expression("1 +\n 2 / 0", Names())->evaluate({}, evaluation);
  ASSERT_EQ(evaluation.diagnostics().size(), 2U);
  EXPECT_EQ(evaluation.diagnostics()[0].key, "rules.division_by_zero");
  EXPECT_EQ(evaluation.diagnostics()[0].at, (Position{2, 4}));
}

TEST(Feel, NullAndAnErrorAreTold) {
  Evaluation quiet;
  EXPECT_TRUE(parse_expression("null and true", Names())->evaluate({}, quiet).is_null());
  EXPECT_EQ(quiet.reported(), 0U);
  Evaluation loud;
  EXPECT_TRUE(parse_expression("1 / 0", Names())->evaluate({}, loud).is_null());
  EXPECT_EQ(loud.reported(), 1U);
}

TEST(Feel, NamesAreThoseUsedWithTheirPaths) {
  const auto expression =
      parse_expression("price list.unit price * n + (function(k) k + born.year)(n) + {n: 1}.n", known().names);
  ASSERT_TRUE(expression);
  EXPECT_EQ(expression->names(), (std::vector<std::string>{"born.year", "n", "price list.unit price"}));
  EXPECT_EQ(expression->slots(), (std::vector<std::size_t>{0, 1, 4}));
}

TEST(Feel, ConstantsAreSeen) {
  const auto constant = [](const char* text) { return parse_expression(text, known().names)->constant(); };
  EXPECT_TRUE(equal(*constant("-12.5"), Value(*Number::parse("-12.5"))).value());
  EXPECT_EQ(to_text(*constant("date(\"2026-03-05\")")), "@\"2026-03-05\"");
  EXPECT_FALSE(constant("date(\"2026-02-30\")"));
  EXPECT_FALSE(constant("n"));
  EXPECT_FALSE(constant("now()"));
}

std::string cell(const char* text, const Value& input) {
  const auto tests = parse_unary_tests(text, known().names);
  if (!tests) return "X " + tests.error().key;
  Evaluation evaluation;
  return to_text(tests->evaluate(input, known().scope, evaluation));
}

TEST(UnaryTests, CellsPassOrNot) {
  EXPECT_EQ(cell("-", 1), "true");
  EXPECT_EQ(cell("", 1), "true");
  EXPECT_EQ(cell("< 5", 4), "true");
  EXPECT_EQ(cell("< n", 5), "false");
  EXPECT_EQ(cell("1, 3, [5..7]", 6), "true");
  EXPECT_EQ(cell("not(1, 3)", 3), "false");
  EXPECT_EQ(cell("not(< 3)", 3), "true");
  EXPECT_EQ(cell("\"a\", \"b\"", "b"), "true");
  EXPECT_EQ(cell("true", false), "false");
  EXPECT_EQ(cell("false", false), "true");
  EXPECT_EQ(cell("null", Value()), "true");
  EXPECT_EQ(cell("not(null)", Value()), "false");
  EXPECT_EQ(cell("not(\"a\")", Value()), "true");
  EXPECT_EQ(cell("< 5", Value()), "null");
  EXPECT_EQ(cell("not(< 5)", Value()), "null");
  EXPECT_EQ(cell("\"a\"", Value()), "false");
  EXPECT_EQ(cell("< 5", "x"), "null");
  EXPECT_EQ(cell("? > 3 and ? < 5", 4), "true");
  EXPECT_EQ(cell("not(? > 3)", 4), "false");
  EXPECT_EQ(cell("not(true) or ? = 4", 4), "true");
  EXPECT_EQ(cell("contains(?, \"oo\")", "foo"), "true");
  EXPECT_EQ(cell("[1, 2, n]", 5), "true");
  EXPECT_EQ(cell("n + 1", 6), "true");
  EXPECT_EQ(cell("n > 1", "x"), "true");
  EXPECT_EQ(cell("< date(\"2026-03-05\")", *DayValue::parse("2026-03-04")), "true");
  EXPECT_EQ(cell("5)", 5), "X rules.syntax");
  EXPECT_EQ(cell("5,", 5), "X rules.ends_too_early");
}

TEST(UnaryTests, WhatIsConstantIsSimple) {
  const auto simple = [](const char* text) { return parse_unary_tests(text, known().names)->simple(); };
  EXPECT_FALSE(simple("for i in 1 return n")) << "a loop lacks the end of its range";
  ASSERT_TRUE(simple("not(< 5, [7..9), \"a\")"));
  EXPECT_TRUE(simple("not(< 5, [7..9), \"a\")")->negated);
  EXPECT_EQ(simple("not(< 5, [7..9), \"a\")")->tests.size(), 3U);
  EXPECT_TRUE(simple("-")->any);
  EXPECT_TRUE(simple("> date(\"2026-03-05\")"));
  EXPECT_FALSE(simple("< n"));
  EXPECT_FALSE(simple("? > 5"));
}

TEST(CompiledForm, IsStable) {
  const auto form = [](const char* text) {
    return json::serialize(to_json(*parse_expression(text, known().names)).as_object().at("root"));
  };
  EXPECT_EQ(form("n + 1.50 > 2"), R"([">",["+",["name","n"],["number","1.5"]],["number","2"]])");
  EXPECT_EQ(form("if n = null then \"a\" else price list.unit price"),
            R"(["if",["=",["name","n"],null],["string","a"],["path",["name","price list"],"unit price"]])");
  EXPECT_EQ(form("items[qty > 1]"),
            R"(["filter",["name","items"],0,[">",["member","qty",["local",0]],["number","1"]]])");
  EXPECT_EQ(form("for i in 1..n return i"), R"(["for",[[0,["number","1"],["name","n"]]],["local",0],1])");
  EXPECT_EQ(form("sum([n, 2])"), R"(["builtin","sum",[["list",["name","n"],["number","2"]]],[]])");
  EXPECT_EQ(form("n in (< 3, [5..7))"),
            R"(["in",["name","n"],["compare","<",["number","3"]],["range",true,["number","5"],["number","7"],false]])");
  EXPECT_EQ(form("function(x: number) x + n"),
            R"(["function",[["x","number"]],2,[["name","n",1]],["+",["local",0],["local",1]]])");
  EXPECT_EQ(form("@\"P1D\""), R"(["duration","P1D"])");
  const auto tests = parse_unary_tests("not(? > 5)", known().names);
  EXPECT_EQ(json::serialize(to_json(*tests)),
            R"({"feel":1,"frame":1,"negated":true,"tests":[["ask",[">",["local",0],["number","5"]]]]})");
}

}  // namespace
}  // namespace qyzmet::rules
