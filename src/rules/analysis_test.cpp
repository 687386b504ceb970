#include "rules/analysis.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.hpp"
#include "base/testing.hpp"
#include "rules/rules.hpp"

namespace qyzmet::rules {
namespace {

Names names() {
  Names names;
  for (const char* name : {"a", "b", "c"}) names.add(name);
  return names;
}

CompiledTable compiled(const std::string& text) {
  const auto table = table_from_json(*parse_json(text));
  EXPECT_TRUE(table) << text;
  auto made = CompiledTable::compile(*table, names());
  EXPECT_TRUE(made) << text;
  return *std::move(made);
}

std::vector<std::string> found(const std::string& text, const AnalysisLimits& limits = {}) {
  std::vector<std::string> all;
  const Analysis analysis = analyse(compiled(text), limits);
  for (const Finding& finding : analysis.findings) {
    std::string line = finding.key;
    for (const auto& [name, value] : finding.details) {
      if (!value.empty()) line += fmt::format(" {}: {};", name, value);
    }
    all.push_back(std::move(line));
  }
  EXPECT_EQ(analysis.finished, std::ranges::none_of(all, [](const std::string& one) {
              return one.starts_with("rules.not_") || one.starts_with("rules.column_") ||
                     one.starts_with("rules.analysis_");
            }));
  return all;
}

using Lines = std::vector<std::string>;

TEST(analysis, nothing_to_mend) {
  EXPECT_EQ(found(R"({"inputs":["a","b"],"outputs":["o"],
      "rules":[["< 5","-",1],["[5..9]",true,2],["[5..9]",false,3],["> 9","-",4]]})"),
            Lines{});
}

TEST(analysis, a_gap_has_an_example) {
  EXPECT_EQ(found(R"({"inputs":[{"expression":"a","label":"children","whole":true},"b"],"outputs":["o"],
      "rules":[["< 4","-",1],["> 4","-",2],["4","\"city\"",3]]})"),
            Lines{"rules.gap example: children = 4, b = \"other\";"});
}

TEST(analysis, whole_numbers_have_nothing_between_them) {
  const std::string rules = R"("outputs":["o"],"rules":[["<= 4",1],[">= 5",2]]})";
  EXPECT_EQ(found(R"({"inputs":["a"],)" + rules), Lines{"rules.gap example: a = 4.5;"});
  EXPECT_EQ(found(R"({"inputs":[{"expression":"a","whole":true}],)" + rules), Lines{});
}

TEST(analysis, days_have_nothing_between_them) {
  EXPECT_EQ(found(R"j({"inputs":["a"],"outputs":["o"],"rules":[["< date(\"2026-01-01\")",1],
      ["[date(\"2026-01-01\")..date(\"2026-01-31\")]",2],[">= date(\"2026-02-01\")",3]]})j"),
            Lines{});
  EXPECT_EQ(found(R"({"inputs":["a"],"outputs":["o"],"rules":[["<= @\"2026-01-01\"",1],["> @\"2026-01-02\"",3]]})"),
            Lines{"rules.gap example: a = @\"2026-01-02\";"});
}

TEST(analysis, an_overlap_names_both_rules) {
  EXPECT_EQ(found(R"({"inputs":["a","b"],"outputs":["o"],
      "rules":[["< 5","-",1],["[3..9]","true",2],["[5..9]","false",3],["> 9","-",4]]})"),
            Lines{"rules.overlap rules: 1, 2; example: a = 3, b = true;"});
}

TEST(analysis, rules_of_an_any_table_may_overlap_if_they_agree) {
  EXPECT_EQ(found(R"({"hit":"any","inputs":["a"],"outputs":["o"],"rules":[["< 5",1],["> 3",1],["> 8","2 - 1"]]})"),
            (Lines{"rules.overlap_differs rules: 2, 3; example: a = 9;"}));
}

TEST(analysis, a_rule_of_a_first_table_that_comes_too_late) {
  EXPECT_EQ(found(R"({"hit":"first","inputs":["a","b"],"outputs":["o"],
      "rules":[["< 5","-",1],[">= 5",true,2],["> 7","-",3],["< 9",true,4],["-","-",5]]})"),
            Lines{"rules.never_first rules: 4;"});
}

TEST(analysis, values_of_an_input_are_all_there_are) {
  const std::string rules = R"("outputs":["o"],"rules":[["city",1],["village",2]]})";
  EXPECT_EQ(found(R"({"inputs":["a"],)" + rules), Lines{"rules.gap example: a = \"other\";"});
  EXPECT_EQ(found(R"({"inputs":[{"expression":"a","values":["city","village"]}],)" + rules), Lines{});
  EXPECT_EQ(found(R"({"inputs":[{"expression":"a","values":["city","village","town"]}],)" + rules),
            Lines{"rules.gap example: a = \"town\";"});
  EXPECT_EQ(found(R"({"inputs":[{"expression":"a","min":0,"max":9}],"outputs":["o"],"rules":[["[0..9]",1]]})"),
            Lines{});
}

TEST(analysis, what_cannot_be_analysed_is_named) {
  EXPECT_EQ(found(R"({"inputs":["a","b"],"outputs":["o"],"rules":[["< 5","-",1],["? > c","-",2]]})"),
            (Lines{"rules.not_analysed rules: 2; column: a;", "rules.gap_unless rules: 2; example: a = 5;"}));
  EXPECT_EQ(found(R"({"inputs":["a"],"outputs":["o"],"rules":[["< 5",1],["\"x\"",2]]})"),
            (Lines{"rules.column_not_analysed column: a;", "rules.gap_unless rules: 1, 2;"}));
}

TEST(analysis, null_counts_where_it_is_named) {
  EXPECT_EQ(found(R"j({"inputs":["a","b"],"outputs":["o"],"rules":[["null",true,1],["not(null)","-",2]]})j"),
            Lines{"rules.gap example: a = null, b = false;"});
  EXPECT_EQ(found(R"({"inputs":["a"],"outputs":["o"],"rules":[["null",1],["< 5",2],[">= 5",2]]})"), Lines{});
}

TEST(analysis, inputs_with_one_expression_are_one) {
  EXPECT_EQ(found(R"({"inputs":["a","a"],"outputs":["o"],"rules":[[">= 0","< 5",1],["< 0","-",2],["-",">= 5",3]]})"),
            Lines{});
}

TEST(analysis, no_gap_where_several_answers_or_a_fallback_are_given) {
  EXPECT_EQ(found(R"({"hit":"collect","inputs":["a"],"outputs":["o"],"rules":[["< 5",1],["< 3",2]]})"), Lines{});
  EXPECT_EQ(found(R"({"inputs":["a"],"outputs":[{"name":"o","default":0}],"rules":[["< 5",1]]})"), Lines{});
}

TEST(analysis, says_when_it_was_stopped) {
  // Each rule leaves out one value of one input, so that nearly every combination has to be looked at.
  std::string inputs;
  std::string rules;
  for (int i = 0; i < 12; ++i) {
    inputs += fmt::format("{}\"a + {}\"", i == 0 ? "" : ",", i);
    for (int value = 0; value < 4; ++value) {
      rules += rules.empty() ? "[" : ",[";
      for (int j = 0; j < 12; ++j)
        rules += i == j ? fmt::format("\"{}\",", value) : j == (i + 5) % 12 ? "\"> 2\"," : "\"-\",";
      rules += "1]";
    }
  }
  const auto lines = found(R"({"hit":"any","inputs":[)" + inputs + R"(],"outputs":["o"],"rules":[)" + rules + "]}",
                           {.steps = 20'000, .findings = 1'000'000});
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines.back(), "rules.analysis_unfinished limit: 20000;");
}

// ---- against brute force ----

/// A random table of up to three inputs over the values 0 to 4 (whole), x, y and others, true and false.
class RandomTable {
 public:
  explicit RandomTable(Random& random) : random_(random) {
    kinds_.resize(1 + below(3));
    for (auto& kind : kinds_) kind = below(3);
    const std::size_t count = below(6);
    text_ = fmt::format(R"({{"hit":"{}","inputs":[)", below(3) == 0 ? "any" : below(2) == 0 ? "first" : "unique");
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
      text_ += fmt::format(R"({}{{"expression":"{}","whole":true}})", i == 0 ? "" : ",", std::string(1, "abc"[i]));
    }
    text_ += R"(],"outputs":["o"],"rules":[)";
    for (std::size_t rule = 0; rule <= count; ++rule) {
      text_ += rule == 0 ? "[" : ",[";
      for (const std::size_t kind : kinds_) text_ += json::serialize(json::value(cell(kind))) + ",";
      text_ += fmt::format("{}]", below(2));
    }
    text_ += "]}";
  }

  const std::string& text() const { return text_; }

  /// Every combination of values that the cells can tell apart.
  std::vector<std::vector<Value>> grid() const {
    std::vector<std::vector<Value>> all = {{}};
    for (const std::size_t kind : kinds_) {
      std::vector<std::vector<Value>> more;
      for (const auto& one : all) {
        for (const Value& value : values(kind)) {
          more.push_back(one);
          more.back().push_back(value);
        }
      }
      all = std::move(more);
    }
    for (auto& one : all) one.resize(3);
    return all;
  }

 private:
  std::size_t below(std::size_t limit) { return random_.next_u64() % limit; }

  std::string cell(std::size_t kind) {
    if (below(4) == 0) return "-";
    if (kind == 1) return below(2) == 0 ? "true" : "false";
    if (kind == 2) {
      constexpr const char* kCells[] = {"\"x\"", "\"y\"", "not(\"x\")", "\"x\",\"y\"", "not(\"x\",\"y\")"};
      return kCells[below(5)];
    }
    const std::size_t low = below(5);
    const std::size_t high = low + below(4);
    switch (below(6)) {
      case 0:
        return fmt::format("{}", low);
      case 1:
        return fmt::format("< {}", low);
      case 2:
        return fmt::format(">= {}", low);
      case 3:
        return fmt::format("[{}..{}]", low, high);
      case 4:
        return fmt::format("({}..{}]", low, high + 1);
      default:
        return fmt::format("not({},{})", low, high);
    }
  }

  static std::vector<Value> values(std::size_t kind) {
    if (kind == 1) return {true, false};
    if (kind == 2) return {"x", "y", "other"};
    std::vector<Value> numbers;
    for (int i = -2; i < 12; ++i) numbers.emplace_back(i);
    return numbers;
  }

  Random& random_;
  std::vector<std::size_t> kinds_;
  std::string text_;
};

std::vector<std::size_t> matching(const CompiledTable& table, const std::vector<Value>& inputs) {
  std::vector<std::size_t> rules;
  Evaluation evaluation;
  for (std::size_t rule = 0; rule < table.table().rules.size(); ++rule) {
    bool matches = true;
    for (std::size_t i = 0; i < table.table().inputs.size(); ++i) {
      const auto& cell = table.input_cell(rule, i);
      matches = matches && (!cell || cell->matches(inputs[i], inputs, evaluation));
    }
    if (matches) rules.push_back(rule);
  }
  return rules;
}

/// What a finding claims, tried out: its example, with any value for the inputs that it leaves out.
void expect_true(const CompiledTable& table, const Finding& finding, const std::string& text) {
  std::vector<Value> inputs = {1, 1, 1};
  for (const auto& [name, value] : finding.example) inputs[static_cast<std::size_t>(name[0] - 'a')] = value;
  const auto rules = matching(table, inputs);
  if (finding.key == "rules.gap") {
    EXPECT_TRUE(rules.empty()) << text;
  }
  if (finding.key.starts_with("rules.overlap")) {
    EXPECT_TRUE(std::ranges::includes(rules, finding.rules)) << text;
  }
}

TEST(analysis, agrees_with_trying_everything) {
  // Goal: no gap or overlap is missed, none is invented. Method: small random tables over a few values; the analysis
  // against every combination of them.
  SeededRandom random(test_seed());
  for (int i = 0; i < 3000; ++i) {
    const RandomTable written(random);
    const CompiledTable table = compiled(written.text());
    const Analysis analysis = analyse(table, {.findings = 1000});
    ASSERT_TRUE(analysis.finished) << written.text();
    bool gap = false;
    std::set<std::vector<std::size_t>> overlaps;
    std::set<std::size_t> first;
    for (const auto& inputs : written.grid()) {
      const auto rules = matching(table, inputs);
      gap = gap || rules.empty();
      if (!rules.empty()) first.insert(rules[0]);
      for (const auto a : rules) {
        for (const auto b : rules) {
          const bool differ = table.table().rules[a].outputs != table.table().rules[b].outputs;
          if (a < b && (table.table().hit == HitPolicy::unique || differ)) overlaps.insert({a, b});
        }
      }
    }
    bool found_gap = false;
    std::set<std::vector<std::size_t>> found_overlaps;
    for (const Finding& finding : analysis.findings) {
      expect_true(table, finding, written.text());
      found_gap = found_gap || finding.key == "rules.gap";
      if (finding.key.starts_with("rules.overlap")) found_overlaps.insert(finding.rules);
      if (finding.key == "rules.never_first") {
        EXPECT_FALSE(first.contains(finding.rules[0])) << written.text();
      }
    }
    EXPECT_EQ(found_gap, gap) << written.text();
    if (table.table().hit != HitPolicy::first) {
      EXPECT_EQ(found_overlaps, overlaps) << written.text();
    }
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace qyzmet::rules
