#include <gtest/gtest.h>

#include "rules/table.hpp"

namespace qyzmet::rules {
namespace {

Result<Table> read(std::string_view text) {
  const auto json = parse_json(text);
  return json ? table_from_json(*json) : std::unexpected(json.error());
}

/// The faults as "path key", in order.
std::vector<std::string> faults_of(std::string_view text) {
  const auto table = read(text);
  std::vector<std::string> faults;
  if (table) return faults;
  EXPECT_EQ(table.error().key, "request.invalid");
  for (const FieldError& field : table.error().fields) faults.push_back(field.path + " " + field.key);
  return faults;
}

constexpr std::string_view kWhole = R"j({
  "hit": "unique",
  "inputs": ["age", {"expression": "count(children)", "label": "children", "type": "number", "whole": true, "min": 0}],
  "outputs": ["entitled", {"name": "reason", "type": "string", "values": ["too_young", "of_age"], "default": "of_age"}],
  "rules": [[">= 18", "-", true, "of_age", "art. 10 (1)"],
            ["< 18", 4, false, "too_young"],
            ["< 18", "(limit)", false, "if true then \"a\" else null"]]})j";

TEST(table_json, a_table) {
  const auto table = read(kWhole);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->hit, HitPolicy::unique);
  ASSERT_EQ(table->inputs.size(), 2);
  EXPECT_EQ(table->inputs[0].expression, "age");
  EXPECT_EQ(table->inputs[1].values, ">= 0");
  EXPECT_TRUE(table->inputs[1].whole);
  ASSERT_EQ(table->outputs.size(), 2);
  EXPECT_EQ(table->outputs[1].values, "\"too_young\", \"of_age\"");
  EXPECT_EQ(table->outputs[1].fallback, "\"of_age\"");
  EXPECT_EQ(table->annotations, std::vector<std::string>{"article"});
  ASSERT_EQ(table->rules.size(), 3);
  EXPECT_EQ(table->rules[0].annotations, std::vector<std::string>{"art. 10 (1)"});
  EXPECT_EQ(table->rules[1].inputs, (std::vector<std::string>{"< 18", "4"}));
  EXPECT_EQ(table->rules[1].outputs, (std::vector<std::string>{"false", "\"too_young\""}));
  EXPECT_EQ(table->rules[1].annotations, std::vector<std::string>{""});
  EXPECT_EQ(table->rules[2].inputs[1], "(limit)");
}

TEST(table_json, writes_what_it_reads) {
  const auto table = read(kWhole);
  ASSERT_TRUE(table);
  const std::string written = canonical_json(to_json(*table));
  EXPECT_EQ(written,
            R"j({"hit":"unique","inputs":["age",{"expression":"count(children)","label":"children","type":"number",)j"
            R"j("values":">= 0","whole":true}],"outputs":["entitled",{"default":"of_age","name":"reason",)j"
            R"j("type":"string","values":["too_young","of_age"]}],"rules":[[">= 18","-",true,"of_age","art. 10 (1)"],)j"
            R"j(["< 18",4,false,"too_young"],["< 18","(limit)",false,"if true then \"a\" else null"]]})j");
  const auto again = read(written);
  ASSERT_TRUE(again);
  EXPECT_EQ(canonical_json(to_json(*again)), written);
}

TEST(table_json, a_bare_word_is_a_string_and_a_variable_stands_in_brackets) {
  const auto table = read(R"j({"inputs":["a"],"outputs":["b"],"annotations":[],"rules":[["kara_su","Алматы"],
                          ["-","(a)"],["x, y","null"],[null, 1.5],["x1","\"x 1\""]]})j");
  ASSERT_TRUE(table);
  EXPECT_EQ(table->rules[0].inputs[0], "\"kara_su\"");
  EXPECT_EQ(table->rules[0].outputs[0], "\"Алматы\"");
  EXPECT_EQ(table->rules[1].inputs[0], "-");
  EXPECT_EQ(table->rules[1].outputs[0], "(a)");
  EXPECT_EQ(table->rules[2].inputs[0], "x, y");
  EXPECT_EQ(table->rules[2].outputs[0], "null");
  EXPECT_EQ(table->rules[3].inputs[0], "null");
  EXPECT_EQ(table->rules[3].outputs[0], "1.5");
  EXPECT_EQ(table->rules[4].inputs[0], "\"x1\"");
}

TEST(table_json, every_mistake_has_its_place) {
  EXPECT_EQ(faults_of("[]"), std::vector<std::string>{" field.wrong_type"});
  EXPECT_EQ(faults_of("{}"),
            (std::vector<std::string>{"inputs field.missing", "outputs field.missing", "rules field.missing"}));
  EXPECT_EQ(
      faults_of(R"({"hit":"most","inputs":[{"expression":"a","tipe":"number"}, 5, ""],"outputs":[{"label":"x"}],
                      "rules":[["-","-","-"],["-","-","-",1,"a","b"],7,["-",[],"-",{}]]})"),
      (std::vector<std::string>{"hit rules.bad_word", "inputs[0].tipe field.unknown", "inputs[1] field.wrong_type",
                                "inputs[2] field.missing", "outputs[0].name field.missing", "rules[0] rules.row_length",
                                "rules[1] rules.row_length", "rules[2] field.wrong_type",
                                "rules[3][1] field.wrong_type", "rules[3][3] field.wrong_type"}));
}

TEST(table_json, limits) {
  std::string row = "[";
  for (std::size_t i = 0; i <= TableLimits::kColumns; ++i) row += i == 0 ? "\"a\"" : ",\"a\"";
  row += "]";
  EXPECT_EQ(faults_of(R"({"inputs":)" + row + R"(,"outputs":["b"],"rules":[[1]]})")[0], "inputs rules.too_many");
  const std::string cell(TableLimits::kCellBytes + 1, ' ');
  EXPECT_EQ(faults_of(R"({"inputs":["a"],"outputs":["b"],"rules":[["1)" + cell + R"(2",1]]})")[0],
            "rules[0][0] rules.too_many");
}

}  // namespace
}  // namespace qyzmet::rules
