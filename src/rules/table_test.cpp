#include <gtest/gtest.h>

#include "rules/rules.hpp"

namespace qyzmet::rules {
namespace {

struct Said {
  std::string value;
  std::vector<std::size_t> rules;
  std::vector<std::string> reported;
  friend bool operator==(const Said&, const Said&) = default;
};

std::ostream& operator<<(std::ostream& out, const Said& said) {
  out << said.value << " by";
  for (const auto rule : said.rules) out << ' ' << rule;
  for (const auto& key : said.reported) out << ' ' << key;
  return out;
}

CompiledTable compiled(std::string_view text, const Names& names) {
  const auto table = table_from_json(*parse_json(text));
  EXPECT_TRUE(table);
  auto made = CompiledTable::compile(*table, names);
  if (!made) {
    for (const auto& field : made.error().fields) ADD_FAILURE() << field.path << " " << field.key;
  }
  return *std::move(made);
}

/// `rules` (JSON) in a table of the policy `hit` with the inputs a and b, asked with `values`.
class Asked {
 public:
  Asked(std::string_view hit, std::string_view outputs, std::string_view rules)
      : table_(compiled(R"({"hit":")" + std::string(hit) + R"(","inputs":["a","b"],"outputs":)" + std::string(outputs) +
                            R"(,"rules":)" + std::string(rules) + "}",
                        names())) {}
  Said operator()(const Value& a, const Value& b) const {
    Evaluation evaluation;
    const std::vector<Value> scope = {a, b};
    const TableResult result = table_.evaluate(scope, evaluation);
    Said said{to_text(result.value), result.rules, {}};
    for (const auto& one : evaluation.diagnostics()) said.reported.push_back(one.key);
    return said;
  }
  static Names names() {
    Names names;
    names.add("a");
    names.add("b");
    return names;
  }

 private:
  CompiledTable table_;
};

TEST(table, unique) {
  const Asked asked("unique", R"(["o"])", R"([["< 5","-",1],[">= 5",true,"a + 1"],[">= 7","-",3]])");
  EXPECT_EQ(asked(3, true), (Said{"1", {0}, {}}));
  EXPECT_EQ(asked(5, true), (Said{"6", {1}, {}}));
  EXPECT_EQ(asked(5, false), (Said{"null", {}, {}}));
  EXPECT_EQ(asked(8, true), (Said{"null", {1, 2}, {"rules.several_rules"}}));
}

TEST(table, any) {
  const Asked asked("any", R"(["o"])", R"([["< 5","-",1],["< 3","-","2 - 1"],["< 2","-",3]])");
  EXPECT_EQ(asked(4, 0), (Said{"1", {0}, {}}));
  EXPECT_EQ(asked(2, 0), (Said{"1", {0, 1}, {}}));
  EXPECT_EQ(asked(1, 0), (Said{"null", {0, 1, 2}, {"rules.rules_disagree"}}));
}

TEST(table, first) {
  const Asked asked("first", R"(["o"])", R"([["< 5","-",1],["< 9","-",2],["-","-",3]])");
  EXPECT_EQ(asked(4, 0), (Said{"1", {0}, {}}));
  EXPECT_EQ(asked(8, 0), (Said{"2", {1}, {}}));
  EXPECT_EQ(asked(10, 0), (Said{"3", {2}, {}}));
}

TEST(table, priority_goes_by_the_values_of_the_output) {
  const Asked asked("priority", R"([{"name":"o","values":["high","middle","low"]}])",
                    R"([["-","-","low"],["> 5","-","middle"],["> 8","-","high"]])");
  EXPECT_EQ(asked(1, 0), (Said{"\"low\"", {0}, {}}));
  EXPECT_EQ(asked(6, 0), (Said{"\"middle\"", {1}, {}}));
  EXPECT_EQ(asked(9, 0), (Said{"\"high\"", {2}, {}}));
}

TEST(table, orders) {
  const std::string outputs = R"([{"name":"o","values":["high","middle","low"]},{"name":"p","values":[2,1]}])";
  const std::string rules = R"([["-","-","low",1],["> 5","-","high",1],["> 8","-","high",2]])";
  EXPECT_EQ(Asked("output_order", outputs, rules)(9, 0),
            (Said{R"([{o: "high", p: 2}, {o: "high", p: 1}, {o: "low", p: 1}])", {2, 1, 0}, {}}));
  EXPECT_EQ(Asked("rule_order", outputs, rules)(6, 0), (Said{R"([{o: "low", p: 1}, {o: "high", p: 1}])", {0, 1}, {}}));
  EXPECT_EQ(Asked("rule_order", outputs, rules)(1, 0), (Said{R"([{o: "low", p: 1}])", {0}, {}}));
}

TEST(table, collect) {
  const std::string rules = R"([["-","-",10],["> 5","-",20],["> 8","-",20]])";
  EXPECT_EQ(Asked("collect", R"(["o"])", rules)(9, 0), (Said{"[10, 20, 20]", {0, 1, 2}, {}}));
  EXPECT_EQ(Asked("collect_sum", R"(["o"])", rules)(9, 0), (Said{"50", {0, 1, 2}, {}}));
  EXPECT_EQ(Asked("collect_count", R"(["o"])", rules)(9, 0), (Said{"3", {0, 1, 2}, {}}));
  EXPECT_EQ(Asked("collect_min", R"(["o"])", rules)(9, 0), (Said{"10", {0, 1, 2}, {}}));
  EXPECT_EQ(Asked("collect_max", R"(["o"])", rules)(6, 0), (Said{"20", {0, 1}, {}}));
  EXPECT_EQ(Asked("collect_sum", R"(["o"])", R"([[1,"-",5]])")(2, 0), (Said{"null", {}, {}}));
  EXPECT_EQ(Asked("collect_count", R"(["o"])", R"([[1,"-",5]])")(2, 0), (Said{"0", {}, {}}));
}

TEST(table, falls_back_if_no_rule_matches) {
  const Asked asked("unique", R"([{"name":"o","default":"none"},{"name":"p"}])", R"([[1,"-","one",1]])");
  EXPECT_EQ(asked(1, 0), (Said{R"({o: "one", p: 1})", {0}, {}}));
  EXPECT_EQ(asked(2, 0), (Said{R"({o: "none", p: null})", {}, {}}));
}

TEST(table, values_that_are_not_allowed_are_errors) {
  const auto table = compiled(R"({"inputs":[{"expression":"a","type":"number","values":"[0..10]"}],
      "outputs":[{"name":"o","values":["x"]}],"rules":[["< 5","x"],["> 5","y"],["null","x"]]})",
                              Asked::names());
  const auto ask = [&](const Value& a) {
    Evaluation evaluation;
    const TableResult result = table.evaluate(std::vector<Value>{a, {}}, evaluation);
    return Said{
        to_text(result.value), result.rules,
        evaluation.diagnostics().empty() ? std::vector<std::string>{} : std::vector{evaluation.diagnostics()[0].key}};
  };
  EXPECT_EQ(ask(1), (Said{"\"x\"", {0}, {}}));
  EXPECT_EQ(ask(6), (Said{"null", {1}, {"rules.not_allowed"}}));
  EXPECT_EQ(ask(11), (Said{"null", {}, {"rules.not_allowed"}}));
  EXPECT_EQ(ask("six"), (Said{"null", {}, {"rules.wrong_type"}}));
  EXPECT_EQ(ask({}), (Said{"\"x\"", {2}, {}}));
}

TEST(table, explains_itself) {
  const auto table = compiled(R"({"inputs":["a * 2"],"outputs":["o"],"rules":[["< 5",1,"art. 1"],["-",2,"art. 2"]],
                              "hit":"first"})",
                              Asked::names());
  Evaluation evaluation;
  const TableResult result = table.evaluate(std::vector<Value>{2, {}}, evaluation);
  ASSERT_EQ(result.inputs.size(), 1);
  EXPECT_EQ(to_text(result.inputs[0]), "4");
  EXPECT_EQ(table.table().rules[result.rules.at(0)].annotations[0], "art. 1");
  EXPECT_EQ(table.names(), std::vector<std::string>{"a"});
}

TEST(table, compiled_form) {
  const auto table = compiled(R"({"inputs":[{"expression":"a","label":"A","type":"number","values":"[0..9]"},"b"],
      "outputs":[{"name":"o","type":"string","values":["x","y"],"default":"y"}],"rules":[["< 5","-","x","art. 1"]]})",
                              Asked::names());
  const json::value form = to_json(table);
  const json::value x = to_json(*parse_expression("\"x\"", {}));
  EXPECT_EQ(form.at("feel"), 1);
  EXPECT_EQ(form.at("hit"), "unique");
  EXPECT_EQ(form.at("aggregation"), "list");
  EXPECT_EQ(form.at_pointer("/inputs/0/type"), "number");
  EXPECT_EQ(form.at_pointer("/inputs/0/values"), to_json(*parse_unary_tests("[0..9]", {})));
  EXPECT_EQ(form.at_pointer("/inputs/1/values"), nullptr);
  EXPECT_EQ(form.at_pointer("/outputs/0/name"), "o");
  EXPECT_EQ(form.at_pointer("/outputs/0/default"), to_json(*parse_expression("\"y\"", {})));
  EXPECT_EQ(form.at_pointer("/rules/0/inputs"), (json::array{to_json(*parse_unary_tests("< 5", {})), nullptr}));
  EXPECT_EQ(form.at_pointer("/rules/0/outputs"), json::array{x});
  EXPECT_EQ(form.at_pointer("/rules/0/annotations"), (json::array{"art. 1"}));
}

TEST(table, faults_have_row_and_column) {
  const auto faults = [](std::string_view text) {
    std::vector<std::string> all;
    const auto made = CompiledTable::compile(*table_from_json(*parse_json(text)), Asked::names());
    if (made) return all;
    for (const auto& field : made.error().fields) all.push_back(field.path + " " + field.key);
    return all;
  };
  EXPECT_EQ(faults(R"j({"inputs":["c",{"expression":"b","type":"numbr","values":"[0..)"}],"outputs":["o"],
                   "rules":[["< ","-",1],["-","-","a +"]]})j"),
            (std::vector<std::string>{"inputs[0].expression rules.unknown_name", "inputs[1].type rules.unknown_type",
                                      "inputs[1].values rules.syntax", "rules[0][0] rules.ends_too_early",
                                      "rules[1][2] rules.ends_too_early"}));
  EXPECT_EQ(faults(R"({"hit":"collect_sum","inputs":["a"],"outputs":["o","p"],"rules":[[1,1,1]]})"),
            std::vector<std::string>{"hit rules.aggregation"});
  EXPECT_EQ(faults(R"({"hit":"priority","inputs":["a"],"outputs":["o"],"rules":[[1,1]]})"),
            std::vector<std::string>{"outputs[0].values rules.no_order"});
  EXPECT_EQ(faults(R"({"inputs":["a"],"outputs":["o","o"],"rules":[[1,1,1]]})"),
            std::vector<std::string>{"outputs[1].name rules.output_name"});
}

}  // namespace
}  // namespace qyzmet::rules
