#include "rules/dmn_model.hpp"

#include <gtest/gtest.h>

#include "rules/dmn.hpp"

namespace qyzmet::rules::dmn {
namespace {

std::string text_of(std::string_view space, std::string_view inside) {
  return "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"" +
         std::string(space) + "\">\n" + std::string(inside) + "\n</definitions>";
}

Definitions defined(std::string_view inside, std::string_view space = "urn:m") {
  auto definitions = read(text_of(space, inside), "m.dmn");
  EXPECT_TRUE(definitions) << (definitions ? "" : definitions.error().key);
  return *std::move(definitions);
}

Model model_of(std::string_view inside) {
  auto model = Model::compile({defined(inside)});
  EXPECT_TRUE(model);
  return *std::move(model);
}

/// The value, and after it the keys of what was reported.
std::string decided(const Model& model, std::string_view decision, const std::vector<Given>& given = {}) {
  Evaluation evaluation;
  const auto answer = model.decide(decision, given, evaluation);
  if (!answer) return answer.error().key;
  std::string text = to_text(answer->value);
  for (const auto& one : evaluation.diagnostics()) text += " " + one.key;
  return text;
}

std::string literal(std::string_view text) {
  return "<literalExpression><text>" + std::string(text) + "</text></literalExpression>";
}

std::vector<std::string> faults_of(const Model& model) {
  std::vector<std::string> all;
  for (const Fault& fault : model.faults()) all.push_back(fault.node + " " + fault.error.key);
  return all;
}

constexpr std::string_view kDishes = R"(
  <inputData id="s" name="Season"><variable name="Season" typeRef="string"/></inputData>
  <decision id="d" name="Dish"><variable name="Dish" typeRef="string"/>
    <informationRequirement><requiredInput href="#s"/></informationRequirement>
    <decisionTable hitPolicy="UNIQUE">
      <input label="season"><inputExpression typeRef="string"><text>Season</text></inputExpression></input>
      <output name="dish"/><annotation name="article"/>
      <rule><inputEntry><text>"Winter"</text></inputEntry><outputEntry><text>"Roast"</text></outputEntry>
        <annotationEntry><text>art. 1</text></annotationEntry></rule>
      <rule><inputEntry><text>not("Winter")</text></inputEntry><outputEntry><text>"Salad"</text></outputEntry>
        <annotationEntry><text>art. 2</text></annotationEntry></rule>
    </decisionTable></decision>
  <decision id="m" name="Menu"><variable name="Menu"/>
    <informationRequirement><requiredDecision href="urn:m#d"/></informationRequirement>
    <literalExpression><text>"We have " + Dish</text></literalExpression></decision>)";

TEST(dmn_model, an_answer_and_the_table_it_came_from) {
  const Model model = model_of(kDishes);
  EXPECT_TRUE(model.faults().empty());
  Evaluation evaluation;
  const std::vector<Given> given = {{"", "Season", "Summer"}};
  const auto answer = model.decide("Menu", given, evaluation);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->value.as_string(), "We have Salad");
  ASSERT_EQ(answer->tables.size(), 1);
  const TableRun& run = answer->tables[0];
  EXPECT_EQ(run.node, "Dish");
  EXPECT_EQ(run.result.rules, std::vector<std::size_t>{1});
  EXPECT_EQ(to_text(run.result.inputs.at(0)), "\"Summer\"");
  EXPECT_EQ(run.table.table().rules[1].annotations.at(0), "art. 2");
  EXPECT_EQ(evaluation.reported(), 0);
}

TEST(dmn_model, what_is_given_must_be_of_the_declared_type) {
  const Model model = model_of(kDishes);
  EXPECT_EQ(decided(model, "Dish", {{"", "Season", 5}}), "\"Salad\" rules.wrong_type");  // null is not "Winter"
  EXPECT_EQ(decided(model, "Menu", {{"", "Dish", "Plov"}}), "\"We have Plov\"");
  EXPECT_EQ(decided(model, "Nothing"), "dmn.no_decision");
}

TEST(dmn_model, allowed_values_hold_inside_lists_and_contexts) {
  const Model model = model_of(R"(
    <itemDefinition name="tKind"><typeRef>string</typeRef><allowedValues><text>"a","b"</text></allowedValues>
      </itemDefinition>
    <itemDefinition name="tKinds" isCollection="true"><typeRef>tKind</typeRef></itemDefinition>
    <itemDefinition name="tBox"><itemComponent name="kinds"><typeRef>tKinds</typeRef></itemComponent></itemDefinition>
    <itemDefinition name="tFew" isCollection="true"><typeRef>number</typeRef>
      <typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>
    <decision name="good"><variable name="good" typeRef="tBox"/>)" +
                               literal("{kinds: [\"a\", \"b\"]}") + R"(</decision>
    <decision name="bad"><variable name="bad" typeRef="tBox"/>)" +
                               literal("{kinds: [\"a\", \"c\"]}") + R"(</decision>
    <decision name="few"><variable name="few" typeRef="tFew"/>)" +
                               literal("[1, 2]") + R"(</decision>
    <decision name="many"><variable name="many" typeRef="tFew"/>)" +
                               literal("[1, 2, 3]") + "</decision>");
  EXPECT_EQ(faults_of(model), std::vector<std::string>{});
  EXPECT_EQ(decided(model, "good"), "{kinds: [\"a\", \"b\"]}");
  EXPECT_EQ(decided(model, "bad"), "null rules.not_allowed");
  EXPECT_EQ(decided(model, "few"), "[1, 2]");
  EXPECT_EQ(decided(model, "many"), "null rules.not_allowed");
}

TEST(dmn_model, boxed_expressions) {
  const Model model =
      model_of(R"(
    <decision name="context"><variable name="context"/><context>
      <contextEntry><variable name="two words"/>)" +
               literal("2") + R"(</contextEntry>
      <contextEntry><variable name="twice"/><functionDefinition><formalParameter name="x" typeRef="number"/>)" +
               literal("x * two words") + R"(</functionDefinition></contextEntry>
      <contextEntry>)" +
               literal("twice(21)") + R"(</contextEntry></context></decision>
    <decision name="list"><variable name="list"/><list>)" +
               literal("1") + literal("1 + 1") + R"(</list></decision>
    <decision name="relation"><variable name="relation"/><relation><column name="a b"/><column name="c"/>
      <row>)" + literal("1") +
               literal("2") + "</row><row>" + literal("3") + literal("4") + R"(</row></relation></decision>
    <decision name="some"><variable name="some"/><some iteratorVariable="i"><in>)" +
               literal("[1,2]") + "</in><satisfies>" + literal("i > 1") + R"(</satisfies></some></decision>
    <decision name="every"><variable name="every"/><every iteratorVariable="i"><in>)" +
               literal("[1,2]") + "</in><satisfies>" + literal("i > 1") + R"(</satisfies></every></decision>
    <decision name="for"><variable name="for"/><for iteratorVariable="i"><in>)" +
               literal("[1,2]") + "</in><return>" + literal("i * i") + R"(</return></for></decision>
    <decision name="filter"><variable name="filter"/><filter><in>)" +
               literal("[{a b: 1}, {a b: 2}]") + "</in><match>" + literal("a b > 1") +
               R"(</match></filter></decision>
    <decision name="if"><variable name="if"/><conditional><if>)" +
               literal("1 = 1") + "</if><then>" + literal("\"yes\"") + "</then><else>" + literal("\"no\"") +
               R"(</else></conditional></decision>
    <decision name="wrong if"><variable name="wrong if"/><conditional><if>)" +
               literal("1") + "</if><then>" + literal("1") + "</then><else>" + literal("2") +
               "</else></conditional></decision>");
  EXPECT_EQ(faults_of(model), std::vector<std::string>{});
  EXPECT_EQ(decided(model, "context"), "42");
  EXPECT_EQ(decided(model, "list"), "[1, 2]");
  EXPECT_EQ(decided(model, "relation"), "[{a b: 1, c: 2}, {a b: 3, c: 4}]");
  EXPECT_EQ(decided(model, "some"), "true");
  EXPECT_EQ(decided(model, "every"), "false");
  EXPECT_EQ(decided(model, "for"), "[1, 4]");
  EXPECT_EQ(decided(model, "if"), "\"yes\"");
  EXPECT_EQ(decided(model, "wrong if"), "null rules.wrong_type");
}

constexpr std::string_view kKnowledge = R"(
  <businessKnowledgeModel id="k" name="fact"><variable name="fact"/>
    <encapsulatedLogic><formalParameter name="n" typeRef="number"/>
      <literalExpression><text>if n &lt; 2 then 1 else n * fact(n - 1)</text></literalExpression></encapsulatedLogic>
    <knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement></businessKnowledgeModel>
  <decision id="a" name="called"><variable name="called"/>
    <knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
    <invocation><literalExpression><text>fact</text></literalExpression>
      <binding><parameter name="n"/><literalExpression><text>5</text></literalExpression></binding></invocation>
        </decision>
  <decision id="b" name="badly called"><variable name="badly called"/>
    <knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
    <invocation><literalExpression><text>fact</text></literalExpression>
      <binding><parameter name="m"/><literalExpression><text>5</text></literalExpression></binding></invocation>
        </decision>
  <decision id="c" name="wrongly called"><variable name="wrongly called"/>
    <knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
    <literalExpression><text>fact("five")</text></literalExpression></decision>
  <decision id="e" name="for ever"><variable name="for ever"/>
    <knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
    <literalExpression><text>fact(100000)</text></literalExpression></decision>)";

TEST(dmn_model, knowledge_models_are_functions_and_may_call_themselves) {
  const Model model = model_of(kKnowledge);
  EXPECT_EQ(faults_of(model), std::vector<std::string>{});
  EXPECT_EQ(decided(model, "called"), "120");
  EXPECT_EQ(decided(model, "badly called"), "null rules.no_parameter");
  EXPECT_EQ(decided(model, "wrongly called").substr(0, 10), "null rules");
  EXPECT_EQ(decided(model, "for ever").substr(0, 16), "null rules.limit");
  Evaluation evaluation;
  const auto answer = model.call("fact", std::vector<Given>{{"", "n", 4}}, evaluation);
  ASSERT_TRUE(answer);
  EXPECT_EQ(to_text(answer->value), "24");
}

TEST(dmn_model, a_service_takes_input_data_then_decisions) {
  const Model model = model_of(R"(
    <inputData id="i" name="i"><variable name="i" typeRef="number"/></inputData>
    <decision id="d" name="d"><variable name="d" typeRef="number"/><literalExpression><text>100</text>
      </literalExpression>
    </decision>
    <decision id="o" name="o"><variable name="o"/>
      <informationRequirement><requiredInput href="#i"/></informationRequirement>
      <informationRequirement><requiredDecision href="#d"/></informationRequirement>
      <literalExpression><text>10 * i + d</text></literalExpression></decision>
    <decisionService id="s" name="s"><variable name="s"/><outputDecision href="#o"/><inputDecision href="#d"/>
      <inputData href="#i"/></decisionService>
    <decision name="user"><variable name="user"/>
      <knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>
      <literalExpression><text>[s(1, 2), s(d: 3, i: 4)]</text></literalExpression></decision>)");
  EXPECT_EQ(faults_of(model), std::vector<std::string>{});
  EXPECT_EQ(decided(model, "user"), "[12, 43]");
  EXPECT_EQ(decided(model, "o", {{"", "i", 1}}), "110");
  Evaluation evaluation;
  const auto answer = model.serve("s", std::vector<Given>{{"", "i", 1}, {"", "d", 5}}, evaluation);
  ASSERT_TRUE(answer);
  EXPECT_EQ(to_text(answer->value), "15");
}

TEST(dmn_model, imports_under_a_name_and_without_one) {
  const Definitions lower = defined(R"(
    <itemDefinition name="tAge"><typeRef>number</typeRef><allowedValues><text>&gt;= 0</text></allowedValues>
      </itemDefinition>
    <inputData id="p" name="person"><variable name="person" typeRef="string"/></inputData>
    <decision id="g" name="greet"><variable name="greet"/>
      <informationRequirement><requiredInput href="#p"/></informationRequirement>
      <literalExpression><text>"Hello, " + person</text></literalExpression></decision>
    <businessKnowledgeModel id="k" name="twice"><variable name="twice"/><encapsulatedLogic>
      <formalParameter name="x"/><literalExpression><text>x + x</text></literalExpression></encapsulatedLogic>
    </businessKnowledgeModel>)",
                                    "urn:lower");
  const auto upper = [&](std::string_view name, std::string_view expression) {
    const std::string prefix = name.empty() ? "" : std::string(name) + ".";
    return defined("<import name=\"" + std::string(name) + R"(" namespace="urn:lower"
      importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>
      <inputData id="a" name="age"><variable name="age" typeRef=")" +
                   prefix + R"(tAge"/></inputData>
      <decision name="said"><variable name="said"/>
      <informationRequirement><requiredInput href="#a"/></informationRequirement>
      <informationRequirement><requiredDecision href="urn:lower#g"/></informationRequirement>
      <knowledgeRequirement><requiredKnowledge href="urn:lower#k"/></knowledgeRequirement>)" +
                   literal(expression) + "</decision>");
  };
  const std::vector<Given> given = {{"urn:lower", "person", "Aizhan"}, {"", "age", 7}};
  const auto named = Model::compile({upper("low er", "low er.twice(low er.greet) + string(age)"), lower});
  ASSERT_TRUE(named);
  EXPECT_EQ(faults_of(*named), std::vector<std::string>{});
  EXPECT_EQ(decided(*named, "said", given), "\"Hello, AizhanHello, Aizhan7\"");
  const auto plain = Model::compile({upper("", "twice(greet)"), lower});
  ASSERT_TRUE(plain);
  EXPECT_EQ(decided(*plain, "said", given), "\"Hello, AizhanHello, Aizhan\"");
  EXPECT_EQ(decided(*plain, "said", {{"", "age", -1}}).substr(0, 22), "null rules.not_allowed");
  EXPECT_EQ(Model::compile({upper("low er", "1")}).error().key, "dmn.no_import");
}

TEST(dmn_model, faults_are_named_and_break_only_their_own_node) {
  const Model model = model_of(R"(
    <decision id="a" name="a"><variable name="a"/><informationRequirement><requiredDecision href="#b"/>
      </informationRequirement><literalExpression><text>b + 1</text></literalExpression></decision>
    <decision id="b" name="b"><variable name="b"/><informationRequirement><requiredDecision href="#a"/>
      </informationRequirement><literalExpression><text>a + 1</text></literalExpression></decision>
    <decision id="c" name="c"><variable name="c" typeRef="tNothing"/><informationRequirement>
      <requiredDecision href="#nowhere"/></informationRequirement><literalExpression><text>1 +</text>
        </literalExpression>
      </decision>
    <decision id="d" name="d"><variable name="d"/></decision>
    <decision id="e" name="e"><variable name="e"/><literalExpression expressionLanguage="urn:python"><text>1</text>
      </literalExpression></decision>
    <decision id="f" name="f"><variable name="f"/><literalExpression><text>c</text></literalExpression></decision>
    <decision id="g" name="g"><variable name="g"/><literalExpression><text>1 + 1</text></literalExpression>
      </decision>)");
  EXPECT_EQ(faults_of(model),
            (std::vector<std::string>{"c rules.unknown_type", "c dmn.no_node", "b dmn.circle", "c rules.ends_too_early",
                                      "e rules.unsupported_language", "f rules.unknown_name"}));
  EXPECT_EQ(decided(model, "a").substr(0, 15), "null dmn.circle");
  EXPECT_EQ(decided(model, "c"), "null rules.ends_too_early");
  EXPECT_EQ(decided(model, "d"), "null dmn.no_logic");
  EXPECT_EQ(decided(model, "f"), "null rules.unknown_name");
  EXPECT_EQ(decided(model, "g"), "2");
  EXPECT_EQ(Model::compile({defined("<inputData id='a' name='a'/><inputData id='a' name='b'/>")}).error().key,
            "dmn.duplicate");
}

TEST(dmn_model, a_type_made_of_itself_and_a_long_chain_of_types) {
  std::string types =
      "<itemDefinition name=\"t0\"><itemComponent name=\"next\"><typeRef>t0</typeRef></itemComponent>"
      "</itemDefinition>";
  for (int i = 1; i < 3000; ++i) {
    types += "<itemDefinition name=\"t" + std::to_string(i) + "\"><typeRef>t" + std::to_string(i + 1) +
             "</typeRef></itemDefinition>";
  }
  const Model model = model_of(types + "<decision name=\"d\"><variable name=\"d\" typeRef=\"t0\"/>" +
                               literal("{next: {next: null}}") + "</decision>");
  EXPECT_EQ(decided(model, "d"), "{next: {next: null}}");
}

TEST(dmn_model, a_long_chain_of_decisions_stops_at_the_limit) {
  std::string chain = "<decision id=\"d0\" name=\"d0\"><variable name=\"d0\"/>" + literal("0") + "</decision>";
  for (int i = 1; i < 4000; ++i) {
    const std::string name = "d" + std::to_string(i);
    const std::string before = "d" + std::to_string(i - 1);
    chain += "<decision id=\"" + name + "\" name=\"" + name + "\"><variable name=\"" + name +
             "\"/><informationRequirement><requiredDecision href=\"#" + before + "\"/></informationRequirement>" +
             literal(before + " + 1") + "</decision>";
  }
  const Model model = model_of(chain);
  EXPECT_EQ(decided(model, "d100"), "100");
  EXPECT_EQ(decided(model, "d3999").substr(0, 22), "null rules.limit_depth");
}

}  // namespace
}  // namespace qyzmet::rules::dmn
