#include "rules/tck.hpp"

#include <gtest/gtest.h>

namespace qyzmet::rules::tck {
namespace {

constexpr std::string_view kModel = R"(<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m"
    namespace="urn:m">
  <inputData id="i" name="i"><variable name="i"/></inputData>
  <decision name="same"><variable name="same"/><informationRequirement><requiredInput href="#i"/>
    </informationRequirement><literalExpression><text>i</text></literalExpression></decision>
  <decision name="null"><variable name="null"/><literalExpression><text>null</text></literalExpression></decision>
  <decision name="error"><variable name="error"/><literalExpression><text>1 / 0</text></literalExpression></decision>
  <decision name="third"><variable name="third"/><literalExpression><text>1 / 3</text></literalExpression></decision>
  <decision name="python"><variable name="python"/><literalExpression expressionLanguage="urn:python">
    <text>null</text></literalExpression></decision>
</definitions>)";

File tests_of(std::string_view cases, std::string_view model = "m.dmn") {
  return {"m-test-01.xml",
          "<testCases xmlns=\"http://www.omg.org/spec/DMN/20160719/testcase\" "
          "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><modelName>" +
              std::string(model) + "</modelName>" + std::string(cases) + "</testCases>"};
}

std::vector<Outcome> outcomes(std::string_view cases) {
  const File model{"m.dmn", std::string(kModel)};
  const auto results = run(tests_of(cases), {&model, 1}, *DateTimeValue::parse("2026-03-05T09:30:00Z"));
  EXPECT_TRUE(results);
  std::vector<Outcome> all;
  for (const NodeResult& result : *results) {
    all.push_back(result.outcome);
    EXPECT_EQ(result.why.empty(), result.outcome == Outcome::passed) << result.why;
  }
  return all;
}

/// One test: decision `name` is asked for `expected` (XML), with `input` given for i.
Outcome outcome(std::string_view name, std::string_view expected, bool error = false, std::string_view input = "") {
  const std::string given = input.empty() ? "" : "<inputNode name=\"i\">" + std::string(input) + "</inputNode>";
  const auto all = outcomes("<testCase id=\"1\">" + given + "<resultNode name=\"" + std::string(name) +
                            "\" errorResult=\"" + (error ? "true" : "false") + "\"><expected>" + std::string(expected) +
                            "</expected></resultNode></testCase>");
  return all.at(0);
}

std::string value(std::string_view type, std::string_view text) {
  return "<value xsi:type=\"xsd:" + std::string(type) + "\">" + std::string(text) + "</value>";
}

constexpr std::string_view kNil = "<value xsi:nil=\"true\"/>";

TEST(tck, an_expected_error_passes_only_if_one_was_reported) {
  EXPECT_EQ(outcome("error", kNil, true), Outcome::passed);
  EXPECT_EQ(outcome("error", kNil, false), Outcome::passed);
  EXPECT_EQ(outcome("null", kNil, true), Outcome::failed);
  EXPECT_EQ(outcome("null", kNil, false), Outcome::passed);
  EXPECT_EQ(outcome("third", kNil, true), Outcome::failed);
}

TEST(tck, what_is_unsupported_never_passes) {
  EXPECT_EQ(outcome("python", kNil, true), Outcome::unsupported);
  EXPECT_EQ(outcome("python", kNil, false), Outcome::unsupported);
}

TEST(tck, numbers_are_near_and_everything_else_is_the_same) {
  EXPECT_EQ(outcome("third", value("decimal", "0.333333333")), Outcome::passed);
  EXPECT_EQ(outcome("third", value("decimal", "0.3333")), Outcome::failed);
  EXPECT_EQ(outcome("third", value("string", "0.3333333333333333333333333333333333")), Outcome::failed);
  for (const auto& [type, text] :
       std::initializer_list<std::pair<std::string_view, std::string_view>>{{"boolean", "true"},
                                                                            {"string", " a "},
                                                                            {"date", "2026-03-05"},
                                                                            {"time", "10:00:00+05:00"},
                                                                            {"dateTime", "2026-03-05T10:00:00Z"},
                                                                            {"duration", "P1Y"},
                                                                            {"duration", "PT1H"},
                                                                            {"double", "1e3"}}) {
    EXPECT_EQ(outcome("same", value(type, text), false, value(type, text)), Outcome::passed) << type;
    EXPECT_EQ(outcome("same", value("string", "other"), false, value(type, text)), Outcome::failed) << type;
    EXPECT_EQ(outcome("same", kNil, false, value(type, text)), Outcome::failed) << type;
  }
}

TEST(tck, lists_and_components_have_the_same_members) {
  const std::string one = "<list><item>" + value("decimal", "1") + "</item></list>";
  const std::string two =
      "<list><item>" + value("decimal", "1") + "</item><item>" + std::string(kNil) + "</item></list>";
  EXPECT_EQ(outcome("same", one, false, one), Outcome::passed);
  EXPECT_EQ(outcome("same", two, false, two), Outcome::passed);
  EXPECT_EQ(outcome("same", one, false, two), Outcome::failed);
  const std::string a = "<component name=\"a\">" + value("decimal", "1") + "</component>";
  const std::string b = "<component name=\"b\">" + one + "</component>";
  EXPECT_EQ(outcome("same", a + b, false, b + a), Outcome::passed);
  EXPECT_EQ(outcome("same", a, false, a + b), Outcome::failed);
  EXPECT_EQ(outcome("same", a + b, false, a), Outcome::failed);
}

TEST(tck, a_model_that_cannot_be_used_fails_its_tests) {
  const auto now = *DateTimeValue::parse("2026-03-05T09:30:00Z");
  const std::string cases = "<testCase id=\"1\"><resultNode name=\"a\"/><resultNode name=\"b\"/></testCase>";
  const auto missing = run(tests_of(cases), {}, now);
  ASSERT_TRUE(missing);
  EXPECT_EQ(missing->size(), 2);
  EXPECT_EQ(missing->at(0).outcome, Outcome::failed);
  const File model{"m.dmn", "<definitions/>"};
  const auto broken = run(tests_of(cases), {&model, 1}, now);
  ASSERT_TRUE(broken);
  EXPECT_EQ(broken->at(1).outcome, Outcome::failed);
  EXPECT_EQ(run({"x.xml", "<a/>"}, {}, now).error().key, "tck.not_tests");
}

}  // namespace
}  // namespace qyzmet::rules::tck
