#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "rules/rules.hpp"
#include "rules/xml.hpp"

namespace qyzmet::rules::dmn {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEverything = R"(<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"
    name="all &amp; everything" namespace="urn:all" id="all"><description>two
lines</description>
  <import name="low" namespace="urn:low" locationURI="low.dmn"
    importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>
  <itemDefinition name="t" isCollection="true"><typeRef>string</typeRef>
    <allowedValues><text>"a", "b"</text></allowedValues><typeConstraint><text>count(?) &lt; 3</text></typeConstraint>
  </itemDefinition>
  <itemDefinition name="u"><itemComponent name="c d"><typeRef>t</typeRef></itemComponent></itemDefinition>
  <itemDefinition name="f"><functionItem outputTypeRef="t"><parameters name="p" typeRef="u"/></functionItem>
    </itemDefinition>
  <inputData name="i" id="i"><variable name="i" typeRef="u"/></inputData>
  <decision name="d" id="d"><question>why?</question><allowedAnswers>because</allowedAnswers><variable name="d"/>
    <informationRequirement><requiredInput href="#i"/></informationRequirement>
    <informationRequirement><requiredDecision href="#e"/></informationRequirement>
    <knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
    <context typeRef="t">
      <contextEntry><variable name="x" typeRef="t"/><list><literalExpression><text>1</text></literalExpression></list>
      </contextEntry>
      <contextEntry><variable name="g"/><functionDefinition kind="FEEL"><formalParameter name="q" typeRef="t"/>
        <conditional><if><literalExpression><text>q &lt; 1</text></literalExpression></if>
          <then><literalExpression><text>1</text></literalExpression></then>
          <else><literalExpression><text>2</text></literalExpression></else></conditional></functionDefinition>
      </contextEntry>
      <contextEntry><filter><in><relation><column name="a" typeRef="t"/><row><literalExpression><text>1</text>
        </literalExpression></row></relation></in><match><some iteratorVariable="s"><in typeRef="t"><literalExpression>
        <text>[1]</text></literalExpression></in><satisfies><literalExpression><text>true</text></literalExpression>
        </satisfies></some></match></filter></contextEntry></context></decision>
  <decision name="e" id="e"><variable name="e"/><decisionTable hitPolicy="COLLECT" aggregation="SUM" outputLabel="sum">
    <input xmlns:q="urn:qyzmet:dmn" q:whole="true" label="in"><inputExpression typeRef="number"><text>1</text>
      </inputExpression><inputValues><text>[0..9]</text></inputValues></input>
    <output name="o" label="out" typeRef="number"><outputValues><text>1, 2</text></outputValues>
      <defaultOutputEntry><text>1</text></defaultOutputEntry></output><annotation name="article"/>
    <rule><description>first</description><inputEntry><text>&lt; 3</text></inputEntry>
      <outputEntry><text>1</text></outputEntry><annotationEntry><text>art. 1</text></annotationEntry></rule>
    </decisionTable></decision>
  <decision name="h" id="h"><variable name="h"/><invocation><literalExpression><text>k</text></literalExpression>
    <binding><parameter name="p"/><for iteratorVariable="v"><in><literalExpression><text>[1]</text></literalExpression>
    </in><return><literalExpression><text>v</text></literalExpression></return></for></binding></invocation></decision>
  <businessKnowledgeModel name="k" id="k"><variable name="k" typeRef="f"/><encapsulatedLogic>
    <formalParameter name="p" typeRef="u"/><literalExpression expressionLanguage="urn:other"><text>p</text>
    </literalExpression></encapsulatedLogic></businessKnowledgeModel>
  <decisionService name="s" id="s"><variable name="s"/><outputDecision href="#d"/><encapsulatedDecision href="#e"/>
    <inputDecision href="#h"/><inputData href="#i"/></decisionService>
</definitions>)";

TEST(dmn_write, keeps_everything_that_is_read) {
  const auto first = read(kEverything, "a.dmn");
  ASSERT_TRUE(first) << first.error().key;
  const std::string written = write(*first);
  for (const char* kept : {"name=\"all &amp; everything\"", "two\nlines", "locationURI=\"low.dmn\"", "count(?) &lt; 3",
                           "outputTypeRef=\"t\"", "why?", "because", "<requiredKnowledge href=\"#k\"/>",
                           "<in typeRef=\"t\">", "aggregation=\"SUM\"", "q:whole=\"true\"", "<defaultOutputEntry>",
                           "art. 1", "<description>first", "iteratorVariable=\"v\"", "expressionLanguage=\"urn:other\"",
                           "<inputDecision href=\"#h\"/>", "outputLabel=\"sum\"", "kind=\"FEEL\""}) {
    EXPECT_NE(written.find(kept), std::string::npos) << kept;
  }
  const auto again = read(written, "b.dmn");
  ASSERT_TRUE(again) << again.error().key << "\n" << written;
  EXPECT_EQ(write(*again), written);
}

TEST(dmn_write, a_table_of_our_own) {
  const auto table = table_from_json(*parse_json(R"({"hit":"output_order",
      "inputs":[{"expression":"age","type":"number","whole":true}],
      "outputs":[{"name":"o","values":["b","a"]}],"rules":[["< 18","a","art. 1"],["< 20","b","art. 2"]]})"));
  ASSERT_TRUE(table);
  const std::string xml = write(*table, "entitled", {{"age", "number"}});
  auto definitions = read(xml, "entitled.dmn");
  ASSERT_TRUE(definitions) << xml;
  const Box& box = *definitions->nodes.back().logic;
  EXPECT_EQ(canonical_json(to_json(std::get<Table>(box.what))), canonical_json(to_json(*table)));
  const auto model = Model::compile({*std::move(definitions)});
  ASSERT_TRUE(model);
  EXPECT_TRUE(model->faults().empty());
  Evaluation evaluation;
  const std::vector<Given> given = {{"", "age", 17}};
  const auto answer = model->decide("entitled", given, evaluation);
  ASSERT_TRUE(answer);
  EXPECT_EQ(to_text(answer->value), R"(["b", "a"])");
  EXPECT_EQ(answer->tables.at(0).result.rules, (std::vector<std::size_t>{1, 0}));
}

// ---- the conformance kit's models ----

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<tck::File> files_in(const fs::path& folder, std::string_view extension) {
  std::vector<tck::File> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == extension) {
      files.push_back({entry.path().filename().string(), text_of(entry.path())});
    }
  }
  return files;
}

std::string outcomes(const tck::File& tests, const std::vector<tck::File>& models) {
  const auto results = tck::run(tests, models, *DateTimeValue::parse("2026-03-05T09:30:00Z"));
  if (!results) return results.error().key;
  std::string all;
  for (const auto& one : *results) {
    all += one.test_case + " " + one.node + " " + std::to_string(static_cast<int>(one.outcome)) + " " + one.why + "\n";
  }
  return all;
}

TEST(dmn_write, every_model_of_the_kit_evaluates_the_same_after_it) {
  const char* given = std::getenv("QYZMET_CONFORMANCE");
  const fs::path kit =
      (given != nullptr ? fs::path(given) : fs::path(QYZMET_SOURCE_DIR) / "../shared/conformance") / "dmn-tck";
  if (!fs::is_directory(kit)) GTEST_SKIP() << kit << " is not there";
  std::size_t count = 0;
  for (const char* level : {"compliance-level-2", "compliance-level-3"}) {
    for (const auto& folder : fs::directory_iterator(kit / level)) {
      const auto models = files_in(folder, ".dmn");
      std::vector<tck::File> rewritten;
      for (const tck::File& model : models) {
        const auto definitions = read(model.text, model.name);
        ASSERT_TRUE(definitions) << model.name << " " << definitions.error().key;
        rewritten.push_back({model.name, write(*definitions)});
        ++count;
      }
      for (const tck::File& tests : files_in(folder, ".xml")) {
        EXPECT_EQ(outcomes(tests, rewritten), outcomes(tests, models)) << folder.path();
      }
    }
  }
  EXPECT_GT(count, 80U);
}

}  // namespace
}  // namespace qyzmet::rules::dmn
