// Whatever bytes stand in a DMN file: an error that names it, or a model that is evaluated within its limits, and that
// is the same after it was written and read again.
// modules: rules
// seed: <decision name="d"><literalExpression><text>for i in 1..3 return i * 2</text></literalExpression></decision>
// seed: <decision name="d"><list><literalExpression><text>"a" + 1</text></literalExpression></list></decision>
// seed: <decision name="d"><context><contextEntry><variable name="a"/><list/></contextEntry></context></decision>
// seed: <decision name="d"><filter><in><list/></in><match><invocation/></match></filter></decision>
// seed: <decision name="d"><conditional><if><list/></if><then><list/></then></conditional></decision>
// seed: <itemDefinition name="t"><allowedValues><text>1,2</text></allowedValues></itemDefinition>
// seed: <itemDefinition name="t" isCollection="true"><typeRef>t</typeRef></itemDefinition>
// seed: <decisionService name="s"><outputDecision href="#u"/><inputData href="#i"/></decisionService>
// seed: <decision name="d"><every><in><list/></in><satisfies><list/></satisfies></every></decision>
#include <cstdint>
#include <string>

#include "base/check.hpp"
#include "rules/rules.hpp"

using namespace qyzmet;
using namespace qyzmet::rules;

namespace {

/// One decision of each shape, so that what the input changes has something to act on.
constexpr std::string_view kNodes = R"(
  <inputData id="i" name="i"><variable name="i" typeRef="t"/></inputData>
  <businessKnowledgeModel id="k" name="k"><variable name="k"/><encapsulatedLogic><formalParameter name="x" typeRef="t"/>
    <literalExpression><text>x</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
  <decision id="u" name="u"><variable name="u"/><informationRequirement><requiredInput href="#i"/>
    </informationRequirement><knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>
    <literalExpression><text>k(i)</text></literalExpression></decision>
  <decision id="w" name="w"><variable name="w"/><informationRequirement><requiredInput href="#i"/>
    </informationRequirement><decisionTable hitPolicy="ANY"><input><inputExpression typeRef="t"><text>i</text>
    </inputExpression></input><output name="o"/><rule><inputEntry><text>&lt; 3, 5</text></inputEntry><outputEntry>
    <text>i</text></outputEntry></rule><rule><inputEntry><text>not(3)</text></inputEntry><outputEntry>
    <text>1</text></outputEntry></rule></decisionTable></decision>)";

void evaluate_all(const dmn::Definitions& definitions) {
  const std::string written = dmn::write(definitions);
  const auto again = dmn::read(written, "b.dmn");
  CHECK(again.has_value() && dmn::write(*again) == written);
  const auto model = dmn::Model::compile({definitions});
  if (!model) return;
  const std::vector<dmn::Given> given = {{"", "i", 1}, {"", "d", "a"}};
  for (const dmn::Node& node : definitions.nodes) {
    EvaluationLimits limits;
    limits.steps = 20'000;
    limits.depth = 100;
    Evaluation evaluation(std::nullopt, limits);
    const std::string& name = node.name;
    if (node.kind == dmn::NodeKind::decision) {
      const auto answer = model->decide(name, {given.data(), 1}, evaluation);
      for (const dmn::TableRun& run : answer ? answer->tables : std::vector<dmn::TableRun>()) {
        (void)analyse(run.table, {.steps = 10'000, .findings = 5});
      }
    } else if (node.kind == dmn::NodeKind::service) {
      (void)model->serve(name, given, evaluation);
    } else if (node.kind == dmn::NodeKind::knowledge_model) {
      (void)model->call(name, given, evaluation);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::string head =
      "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" namespace=\"urn:m\">";
  // Few inputs are a whole model by chance: each is tried as it is, and inside one.
  for (const std::string& xml : {text, head + text + std::string(kNodes) + "</definitions>"}) {
    const auto definitions = dmn::read(xml, "a.dmn");
    if (definitions) {
      evaluate_all(*definitions);
    } else {
      CHECK(!definitions.error().details.empty() && definitions.error().details[0].second == "a.dmn");
    }
  }
  return 0;
}
