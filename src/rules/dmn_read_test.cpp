#include <gtest/gtest.h>

#include "rules/dmn.hpp"

namespace qyzmet::rules::dmn {
namespace {

constexpr std::string_view kHead =
    "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"m\" "
    "namespace=\"urn:m\">\n";

Result<Definitions> read_inside(std::string_view inside) {
  return read(std::string(kHead) + std::string(inside) + "\n</definitions>", "m.dmn");
}

std::string fault_of(std::string_view inside) {
  const auto definitions = read_inside(inside);
  if (definitions) return "";
  std::string text = definitions.error().key;
  for (const auto& [name, value] : definitions.error().details) text += " " + name + "=" + value;
  return text;
}

TEST(dmn_read, all_versions_and_nothing_else) {
  for (const char* space :
       {"http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/", "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/"}) {
    const auto read_it = read("<d:definitions xmlns:d='" + std::string(space) + "' name='m'/>", "m.dmn");
    ASSERT_TRUE(read_it) << space;
    EXPECT_EQ(read_it->name, "m");
  }
  EXPECT_EQ(read("<definitions/>", "m.dmn").error().key, "dmn.not_dmn");
  EXPECT_EQ(read("<decision xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/'/>", "m.dmn").error().key,
            "dmn.not_dmn");
  EXPECT_EQ(read("<", "m.dmn").error().details, (Details{{"file", "m.dmn"}, {"line", "1"}}));
}

TEST(dmn_read, types_of_all_shapes) {
  const auto read_it = read_inside(R"(
    <itemDefinition name="a" isCollection="true"><typeRef>string</typeRef><allowedValues><text>"x"</text>
      </allowedValues>
      <typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>
    <itemDefinition name="b"><itemComponent name="c"><typeRef>number</typeRef></itemComponent></itemDefinition>
    <itemDefinition name="d"><functionItem outputTypeRef="number"><parameters name="p" typeRef="b"/></functionItem>
    </itemDefinition>)");
  ASSERT_TRUE(read_it);
  ASSERT_EQ(read_it->types.size(), 3);
  EXPECT_TRUE(read_it->types[0].collection);
  EXPECT_EQ(read_it->types[0].allowed_values, "\"x\"");
  EXPECT_EQ(read_it->types[0].type_constraint, "count(?) < 3");
  EXPECT_EQ(read_it->types[1].components.at(0).type, "number");
  EXPECT_TRUE(read_it->types[2].function);
  EXPECT_EQ(read_it->types[2].parameters.at(0).type, "b");
}

TEST(dmn_read, mistakes_name_file_and_line) {
  EXPECT_EQ(fault_of("<decision/>"), "dmn.missing file=m.dmn line=2 name=name");
  EXPECT_EQ(fault_of("<decision name='d'>\n<context>\n<contextEntry/></context></decision>"),
            "dmn.missing file=m.dmn line=4 name=literalExpression");
  EXPECT_EQ(fault_of("<decision name='d'>\n<list><magic/></list></decision>"),
            "dmn.unknown file=m.dmn line=3 name=magic");
  EXPECT_EQ(fault_of("<decision name='d'><conditional><if/></conditional></decision>"),
            "dmn.missing file=m.dmn line=2 name=literalExpression");
  EXPECT_EQ(fault_of("<decision name='d'><decisionTable hitPolicy='BEST'/></decision>"),
            "dmn.unknown file=m.dmn line=2 name=BEST");
  EXPECT_EQ(fault_of("<decision name='d'><decisionTable/></decision>"), "dmn.missing file=m.dmn line=2 name=output");
  EXPECT_EQ(fault_of("<decision name='d'><decisionTable><output/>\n<rule><outputEntry/><outputEntry/></rule>"
                     "</decisionTable></decision>"),
            "dmn.row_length file=m.dmn line=3 expected=1 found=2");
  EXPECT_EQ(fault_of("<decision name='d'><relation><column name='a'/>\n<row/></relation></decision>"),
            "dmn.row_length file=m.dmn line=3 expected=1 found=0");
}

TEST(dmn_read, limits) {
  std::string rules = "<decision name='d'><decisionTable><output/>";
  for (std::size_t i = 0; i <= TableLimits::kRules; ++i) rules += "<rule><outputEntry/></rule>";
  EXPECT_EQ(fault_of(rules + "</decisionTable></decision>"), "dmn.too_many file=m.dmn line=2 name=rule limit=5000");
  std::string nodes;
  for (int i = 0; i < 5001; ++i) nodes += "<inputData name='a'/>";
  EXPECT_EQ(fault_of(nodes), "dmn.too_many file=m.dmn line=1 name=definitions limit=5000");
}

}  // namespace
}  // namespace qyzmet::rules::dmn
