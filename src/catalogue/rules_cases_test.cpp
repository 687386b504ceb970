// Random rules over random answers, evaluated here and written to a file for web/src/rules/evaluate.test.ts, which
// holds the browser's evaluator against it. Method: expressions are grown from the grammar that forms may use
// (in_forms.cpp), three-valued and with wrong kinds now and then; the answers are of a form with every kind of
// question.
//   QYZMET_RULES_CASES  the file; without it the cases are made and checked to be of the forms' subset, and forgotten
//   QYZMET_SEED         to make the same cases again; printed
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <random>

#include "base/json.hpp"
#include "catalogue/definition.hpp"
#include "catalogue/in_forms.hpp"
#include "catalogue/scope.hpp"
#include "catalogue/testing.hpp"

namespace qyzmet::catalogue {
namespace {

using testing::kToday;

constexpr int kCases = 4000;
constexpr std::string_view kCity = "city";

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  int below(int limit) { return static_cast<int>(engine_() % static_cast<unsigned>(limit)); }
  bool one_in(int many) { return below(many) == 0; }
  template <class T>
  const T& of(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(below(static_cast<int>(all.size())))];
  }

 private:
  std::mt19937 engine_;
};

Question question(std::string id, Kind kind) {
  Question question;
  question.id = std::move(id);
  question.kind = kind;
  question.required = false;
  question.max_length = 100;
  question.min = kind == Kind::number ? -1000 : 0;
  question.max = 1'000'000'00;
  if (kind == Kind::choice || kind == Kind::choices) {
    question.options = {{std::string(kCity), {"a", "b", "c"}}, {"village", {"a", "b", "c"}}};
  }
  return question;
}

std::vector<Page> pages() {
  Page page;
  page.id = "all";
  page.questions = {question("married", Kind::yes_no), question("place", Kind::choice),
                    question("rooms", Kind::number),   question("income", Kind::money),
                    question("born", Kind::date),      question("name", Kind::text),
                    question("iin", Kind::iin),        question("languages", Kind::choices)};
  Question child = question("child", Kind::repeat);
  child.min = 0;
  child.max = 9;
  child.fields = {question("iin", Kind::iin), question("studies", Kind::yes_no), question("cost", Kind::money)};
  page.questions.push_back(std::move(child));
  return {page};
}

/// Grows FEEL of a wanted kind.
class Grammar {
 public:
  explicit Grammar(Dice& dice) : dice_(dice) {}

  std::string boolean(int depth) {
    if (depth <= 0) return dice_.of<std::string>({"married", "true", "false", "null", "married = true"});
    switch (dice_.below(14)) {
      case 0:
      case 1:
        return fmt::format("({} and {})", boolean(depth - 1), boolean(depth - 1));
      case 2:
      case 3:
        return fmt::format("({} or {})", boolean(depth - 1), boolean(depth - 1));
      case 4:
        return fmt::format("not({})", boolean(depth - 1));
      case 5:
      case 6:
        return fmt::format("{} {} {}", number(depth - 1), comparison(), number(depth - 1));
      case 7:
        return fmt::format("{} {} {}", date(depth - 1), comparison(), date(depth - 1));
      case 8:
        return fmt::format("{} {} {}", text(depth - 1), comparison(), text(depth - 1));
      case 9:
        return in(depth - 1);
      case 10:
        return fmt::format("{} between {} and {}", number(depth - 1), number(0), number(0));
      case 11:
        return fmt::format("{} {} in child satisfies {}", dice_.one_in(2) ? "some" : "every", "c", item("c."));
      case 12:
        return fmt::format("list contains(languages, {})", text(0));
      default:
        return fmt::format("(if {} then {} else {})", boolean(0), boolean(depth - 1), boolean(depth - 1));
    }
  }

 private:
  std::string comparison() { return dice_.of<std::string>({"=", "!=", "<", "<=", ">", ">="}); }

  std::string number(int depth) {
    if (depth <= 0 || dice_.one_in(4)) {
      return dice_.of<std::string>({"rooms", "income", "0", "1", "3", "0.1", "2.50", "1000000", "-7", "age(iin)",
                                    "age(born)", "count(child)", "sum(child.cost)", "born.year", "null",
                                    "string length(name)", "count(languages)"});
    }
    switch (dice_.below(7)) {
      case 0:
        return fmt::format("({} + {})", number(depth - 1), number(depth - 1));
      case 1:
        return fmt::format("({} - {})", number(depth - 1), number(depth - 1));
      case 2:
        return fmt::format("({} * {})", number(depth - 1), number(depth - 1));
      case 3:
        return fmt::format("({} / {})", number(depth - 1), number(depth - 1));
      case 4:
        return fmt::format("count(child[{}])", item(""));
      case 5:
        return fmt::format("{}({}, {})", dice_.one_in(2) ? "max" : "min", number(depth - 1), number(depth - 1));
      default:
        return fmt::format("-{}", number(depth - 1));
    }
  }

  std::string date(int depth) {
    const std::string leaf = dice_.of<std::string>(
        {"born", "today", "date(\"2000-02-29\")", "date(2026, 3, 31)", "@\"2026-03-05\"", "null", "name"});
    if (depth <= 0) return leaf;
    return fmt::format("({} {} {})", leaf, dice_.one_in(2) ? "+" : "-",
                       dice_.of<std::string>({"duration(\"P30D\")", "duration(\"P1Y\")", "duration(\"P1M\") * 5",
                                              "duration(\"PT36H\")", "@\"P1M\"", "duration(\"P10D\") / 3"}));
  }

  std::string text(int depth) {
    const std::string leaf =
        dice_.of<std::string>({"place", "name", "iin", "\"city\"", "\"village\"", "\"Әлия\"", "\"\"", "null", "rooms"});
    return depth > 0 && dice_.one_in(4) ? fmt::format("({} + {})", leaf, text(0)) : leaf;
  }

  std::string in(int depth) {
    switch (dice_.below(5)) {
      case 0:
        return fmt::format("place in ({}, {})", text(0), text(0));
      case 1:
        return fmt::format("{} in [{}..{}]", number(depth), number(0), number(0));
      case 2:
        return fmt::format("{} in ({} {}, > {})", number(depth), dice_.of<std::string>({"<", "<=", ">="}), number(0),
                           number(0));
      case 3:
        return fmt::format("born in (@\"2000-01-01\"..{}]", date(0));
      default:
        return fmt::format("{} in languages", text(0));
    }
  }

  /// Over one child.
  std::string item(std::string_view of) {
    return fmt::format(
        fmt::runtime(dice_.of<std::string>({"{0}studies = true", "age({0}iin) < 18", "{0}cost > 1000.5",
                                            "age({0}iin) >= 18 and not({0}studies)", "{0}cost = null", "{0}studies"})),
        of);
  }

  Dice& dice_;
};

/// Answers twice: as the server has them in normal form, and as a browser has them typed.
struct Both {
  json::object normal;
  json::object typed;

  void add(std::string_view id, json::value value, std::string text) {
    normal[id] = std::move(value);
    typed[id] = std::move(text);
  }
};

std::string some_iin(Dice& dice) {
  return dice.of<std::string>({"900315400007", "900315400804", "150101500011", "040229600011"});
}

Both item_answers(Dice& dice) {
  Both item;
  if (!dice.one_in(4)) {
    const std::string iin = some_iin(dice);
    if (to_value(Kind::iin, json::value(iin)).is_string()) item.add("iin", json::value(iin), iin);
  }
  if (!dice.one_in(3)) {
    const bool studies = dice.one_in(2);
    item.add("studies", studies, studies ? "true" : "false");
  }
  if (!dice.one_in(3)) {
    const int tiyn = dice.below(200'000);
    item.add("cost", tiyn, fmt::format("{}.{:02}", tiyn / 100, tiyn % 100));
  }
  return item;
}

Both answers(Dice& dice) {
  Both all;
  const auto given = [&] { return !dice.one_in(4); };
  if (const bool married = dice.one_in(2); given()) all.add("married", married, married ? "true" : "false");
  if (const std::string place(dice.one_in(2) ? kCity : "village"); given()) all.add("place", json::value(place), place);
  if (const int rooms = dice.below(12) - 3; given()) all.add("rooms", rooms, std::to_string(rooms));
  if (const int tiyn = dice.below(300) * 50; given()) {
    all.add("income", tiyn, fmt::format("{},{:02}", tiyn / 100, tiyn % 100));
  }
  const std::string born = dice.of<std::string>({"2000-02-29", "2008-03-05", "2008-03-06", "2026-03-05", "1999-12-31"});
  if (given()) all.add("born", json::value(born), born);
  const std::string name = dice.of<std::string>({"Әлия", "city", "x", "2026-03-05"});
  if (given()) all.add("name", json::value(name), "  " + name);
  if (const std::string iin = some_iin(dice); given()) all.add("iin", json::value(iin), iin);
  if (given()) {
    json::array chosen;
    if (dice.one_in(2)) chosen.emplace_back(kCity);
    chosen.emplace_back("village");
    all.normal["languages"] = chosen;
    all.typed["languages"] = json::array(chosen.rbegin(), chosen.rend());
  }
  json::array normal;
  json::array typed;
  for (int children = dice.below(4); children > 0; --children) {
    const Both item = item_answers(dice);
    normal.emplace_back(item.normal);
    typed.emplace_back(item.typed);
  }
  all.normal["child"] = std::move(normal);
  all.typed["child"] = std::move(typed);
  return all;
}

TEST(RulesCases, AreWrittenForTheBrowser) {
  const char* wanted = std::getenv("QYZMET_SEED");
  const unsigned seed = wanted != nullptr ? static_cast<unsigned>(std::stoul(wanted)) : std::random_device()();
  RecordProperty("seed", std::to_string(seed));
  fmt::print("seed {}\n", seed);
  Dice dice(seed);
  Grammar grammar(dice);
  Definition definition;
  definition.pages = pages();
  const Scope scope(definition.pages);
  json::array cases;
  std::map<std::string, int> outcomes;
  for (int i = 0; i < kCases; ++i) {
    const std::string feel = grammar.boolean(3);
    const auto expression = rules::parse_expression(feel, scope.names());
    ASSERT_TRUE(expression) << feel << ": " << expression.error().key << " (seed " << seed << ")";
    const json::value compiled = rules::to_json(*expression);
    ASSERT_FALSE(beyond_forms(compiled)) << feel << ": " << *beyond_forms(compiled);
    const Both given = answers(dice);
    rules::Evaluation evaluation(moment(kToday));
    const rules::Value value = expression->evaluate(scope.values(given.normal, kToday), evaluation);
    const std::string outcome = value.is_boolean() ? (value.as_boolean() ? "true" : "false") : "null";
    ++outcomes[outcome];
    cases.push_back(json::object{{"feel", feel}, {"rule", compiled}, {"answers", given.typed}, {"value", outcome}});
  }
  for (const std::string outcome : {"true", "false", "null"}) EXPECT_GT(outcomes[outcome], kCases / 20) << outcome;
  const char* file = std::getenv("QYZMET_RULES_CASES");
  if (file == nullptr) return;
  const json::value service = *parse_json(to_json(definition));
  const json::object out = {{"seed", std::to_string(seed)},
                            {"today", to_iso(kToday)},
                            {"questions", service.at("pages").at(0).at("questions")},
                            {"cases", std::move(cases)}};
  std::ofstream(file) << json::serialize(out);
}

}  // namespace
}  // namespace qyzmet::catalogue
