#include "catalogue/pages.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"
#include "catalogue/definition.hpp"

namespace qyzmet::catalogue {
namespace {

const Country& country_of_pages() {
  static const Country country = [] {
    Country country;
    country.agencies = {{"kz.mvd", {"a", "b", "c"}}};
    country.regions = {{"750000000", {"a", "b", "c"}}, {"710000000", {"a", "b", "c"}}};
    return country;
  }();
  return country;
}

constexpr int kFirstLine = 9;

/// A service whose pages begin in line 9; the letter T stands for a title.
std::string service(std::string_view pages) {
  std::string yaml =
      "service: kz.a\nversion: 1\ncode: null\ntitle: {kk: a, ru: b, en: c}\nagency: kz.mvd\n"
      "deadline: {unknown: yes}\nfee: {unknown: yes}\nresult: {kk: a, ru: b, en: c}\npages:";
  const std::string steps =
      "\nsteps: [{id: s, by: officer, T, within: {hours: 1}, actions: [{id: a, T, to: granted}]}]\n";
  for (const char c : std::string(pages) + steps) {
    if (c == 'T') {
      yaml += "title: {kk: a, ru: b, en: c}";
    } else {
      yaml += c;
    }
  }
  return yaml;
}

/// "key line" with the line counted from `pages:` as 0; "" if it is accepted.
std::string refusal(const std::string& pages) {
  const auto definition = parse_definition(service(pages), "a.yaml", country_of_pages());
  if (definition) return "";
  return definition.error().key + " " + std::to_string(std::stoi(definition.error().details.at(1).second) - kFirstLine);
}

/// One page with one question.
std::string one(const std::string& question) { return " [{id: p, T, questions: [{id: q, T, " + question + "}]}]"; }

Question read(const std::string& question) {
  const auto definition = parse_definition(service(one(question)), "a.yaml", country_of_pages());
  EXPECT_TRUE(definition) << definition.error().key << " in " << question;
  return definition ? definition->pages.at(0).questions.at(0) : Question();
}

TEST(Pages, EveryKindHasItsOwnKeys) {
  for (const std::string kind : {"iin", "bin", "iban", "phone", "email", "date", "yes_no", "region", "statement"}) {
    EXPECT_EQ(to_word(read("kind: " + kind).kind), kind);
    EXPECT_EQ(refusal(one("kind: " + kind + ", max_length: 5")), "definition.unknown 0") << kind;
    EXPECT_EQ(refusal(one("kind: " + kind + ", min: 5")), "definition.unknown 0") << kind;
  }
  EXPECT_TRUE(read("kind: iin, prefill: own_iin").prefill_own_iin);
  EXPECT_FALSE(read("kind: iin").prefill_own_iin);
  EXPECT_EQ(refusal(one("kind: iin, prefill: own_name")), "definition.bad_value 0");
  EXPECT_EQ(refusal(one("kind: bin, prefill: own_iin")), "definition.unknown 0");
  EXPECT_EQ(refusal(one("repeat: {min: 0, max: 2, fields: [{id: f, T, kind: iin, prefill: own_iin}]}")),
            "definition.unknown 0");
  EXPECT_EQ(read("kind: long_text, max_length: 500").max_length, 500);
  EXPECT_EQ(refusal(one("kind: long_text")), "definition.missing 0");
  EXPECT_EQ(read("kind: address").max_length, 300);
  EXPECT_EQ(read("kind: address, max_length: 100").max_length, 100);
  EXPECT_EQ(read("kind: address").options.size(), 2u);
  EXPECT_EQ(read("kind: choices, options: [{value: a, T}]").options.size(), 1u);
  EXPECT_EQ(refusal(one("kind: choices")), "definition.missing 0");
  EXPECT_EQ(refusal(one("kind: yes_no, options: [{value: a, T}]")), "definition.unknown 0");
  EXPECT_EQ(refusal(one("kind: repeat")), "definition.bad_value 0");
  EXPECT_EQ(refusal(one("kind: text, max_length: 5, repeat: {}")), "definition.unknown 0");
}

TEST(Pages, NumbersAndSumsHaveBounds) {
  EXPECT_EQ(read("kind: number").max, 1'000'000'000);
  EXPECT_EQ(read("kind: number, min: -5, max: 5").min, -5);
  EXPECT_EQ(read("kind: money, max: 1000").max, 100'000);  // tiyn
  EXPECT_EQ(refusal(one("kind: number, min: 5, max: 4")), "definition.bad_value 0");
  EXPECT_EQ(refusal(one("kind: money, min: -1")), "definition.bad_value 0");
  EXPECT_EQ(refusal(one("kind: number, max: 1.5")), "definition.bad_value 0");
}

TEST(Pages, FilesHaveTypesAndASize) {
  const Question file = read("kind: file, max_size: 10 MB, types: [application/pdf, image/png]");
  EXPECT_EQ(file.max_size, 10 << 20);
  EXPECT_EQ(file.types.size(), 2u);
  EXPECT_EQ(read("kind: file, max_size: 500 KB, types: [image/png]").max_size, 500 << 10);
  EXPECT_EQ(read("kind: file, max_size: 20000, types: [image/png]").max_size, 20000);
  for (const std::string size : {"0", "-1 MB", "101 MB", "10MB", "10 GB", "1.5 MB", "x"}) {
    EXPECT_EQ(refusal(one("kind: file, types: [image/png], max_size: " + size)), "definition.bad_value 0") << size;
  }
  EXPECT_EQ(refusal(one("kind: file, max_size: 1 MB")), "definition.missing 0");
  EXPECT_EQ(refusal(one("kind: file, max_size: 1 MB, types: [text/html]")), "definition.bad_value 0");
  EXPECT_EQ(refusal(one("kind: file, max_size: 1 MB, types: [image/png, image/png]")), "definition.duplicate 0");
}

TEST(Pages, GroupsAreRepeated) {
  const Question group = read("repeat: {min: 1, max: 9, fields: [{id: q, kind: iin, T}, {id: at, kind: date, T}]}");
  EXPECT_EQ(group.kind, Kind::repeat);
  EXPECT_TRUE(group.required);
  EXPECT_EQ(group.fields.size(), 2u);  // names inside are of the group's own
  EXPECT_FALSE(read("repeat: {min: 0, max: 9, fields: [{id: q, kind: iin, T}]}").required);
  EXPECT_EQ(refusal(one("required: no, repeat: {min: 0, max: 9, fields: [{id: q, kind: iin, T}]}")),
            "definition.unknown 0");
  EXPECT_EQ(refusal(one("repeat: {min: 3, max: 2, fields: [{id: q, kind: iin, T}]}")), "definition.bad_value 0");
  EXPECT_EQ(refusal(one("repeat: {min: 0, max: 101, fields: [{id: q, kind: iin, T}]}")), "definition.bad_value 0");
  EXPECT_EQ(refusal(one("repeat: {min: 0, max: 2, fields: []}")), "definition.wrong_type 0");
  EXPECT_EQ(refusal(one("repeat: {min: 0, max: 2, fields: [{id: q, kind: iin, T}, {id: q, kind: iin, T}]}")),
            "definition.duplicate 0");
  EXPECT_EQ(refusal(one("repeat: {min: 0, max: 2, fields: [{id: q, T, repeat: {min: 0, max: 1, fields: []}}]}")),
            "definition.missing 0");  // a group in a group
}

const std::string kConditional = R"(
  - {id: a, T, questions: [{id: wed, kind: yes_no, T}, {id: home, kind: region, T}]}
  - {id: b, T, when: wed = true, questions: [{id: by, kind: choice, T, options: [{value: law, T}]}]}
  - {id: c, T, questions: [{id: at, kind: date, T, when: by = "law"}]}
)";

std::string changed(std::string_view from, std::string_view to) {
  std::string text = kConditional;
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Pages, ConditionsLookBack) {
  EXPECT_EQ(refusal(kConditional), "");
  EXPECT_EQ(refusal(changed("wed = true", "home = \"750000000\"")), "");
  EXPECT_EQ(refusal(changed("wed = true", "home = \"1\"")), "definition.bad_value 2");
  EXPECT_EQ(refusal(changed("wed = true", "wed = \"maybe\"")), "definition.bad_value 2");
  EXPECT_EQ(refusal(changed("by = \"law\"", "by = \"love\"")), "definition.bad_value 3");
  EXPECT_EQ(refusal(changed("by = \"law\"", "by = law")), "definition.nobody_asks 3");
  EXPECT_EQ(refusal(changed("by = \"law\"", "at = today")), "definition.asked_later 3");  // itself
  EXPECT_EQ(refusal(changed("wed = true", "by = \"law\"")), "definition.asked_later 2");  // on that very page
  EXPECT_EQ(refusal(changed("wed = true", "at > today")), "definition.asked_later 2");
  EXPECT_EQ(refusal(changed("wed = true", "never = true")), "definition.nobody_asks 2");
  EXPECT_EQ(refusal(changed("wed = true", "wed.length = 1")), "definition.nobody_asks 2");
  EXPECT_EQ(refusal(changed("wed = true", "evidence = true")), "definition.not_known_yet 2");
  EXPECT_EQ(refusal(changed("wed = true", "wed =")), "definition.not_feel 2");
  EXPECT_EQ(refusal(changed("wed = true", "{question: wed, equals: yes}")), "definition.wrong_type 2");
}

TEST(Pages, EqualitiesNeedNoRules) {
  const auto read_when = [](const std::string& when) {
    const auto definition = parse_definition(service(changed("wed = true", when)), "a.yaml", country_of_pages());
    EXPECT_TRUE(definition) << when;
    return definition ? *definition->pages.at(1).when : When();
  };
  EXPECT_EQ(read_when("wed = true").all.size(), 1u);
  EXPECT_EQ(read_when("wed=true and  home = \"750000000\"").all.size(), 2u);
  EXPECT_FALSE(read_when("wed = true and home = \"750000000\"").rule);
  for (const std::string other : {"wed = true or home = \"750000000\"", "not(wed)", "wed != false", "(wed = true)",
                                  "home in (\"750000000\", \"710000000\")", "wed = true and today > @\"2026-01-01\""}) {
    EXPECT_TRUE(read_when("'" + other + "'").rule) << other;
    EXPECT_TRUE(read_when("'" + other + "'").all.empty()) << other;
  }
}

TEST(Pages, NothingIsUnreachable) {
  // `at` is asked if somebody was wed by law, so never of those who said that they are not.
  EXPECT_EQ(refusal(changed("{id: c, T,", "{id: c, T, when: wed = false,")), "definition.unreachable 3");
  EXPECT_EQ(refusal(changed("{id: c, T,", "{id: c, T, when: wed = true,")), "");
  EXPECT_EQ(refusal(changed("wed = true", "wed = true and wed = false")), "definition.unreachable 2");
}

TEST(Pages, AQuestionIsNotCalledAsRulesCallSomethingElse) {
  for (const std::string taken : {"today", "age", "evidence", "not", "count", "sum"}) {
    EXPECT_EQ(refusal(changed("id: wed", "id: " + taken)), "definition.name_taken 1") << taken;
  }
}

TEST(Pages, JsonSaysWhatAFrontEndMustKnow) {
  const auto definition = parse_definition(service(kConditional), "a.yaml", country_of_pages());
  ASSERT_TRUE(definition);
  const json::object object = parse_json(to_json(*definition))->get_object();
  const auto& pages = object.at("pages").as_array();
  EXPECT_EQ(canonical_json(pages[1].at("when")), R"({"equals":true,"question":"wed"})");
  EXPECT_EQ(canonical_json(pages[2].at("questions").at(0).at("when")), R"({"equals":"law","question":"by"})");
  const auto group = parse_definition(
      service(one("repeat: {min: 0, max: 2, fields: [{id: x, kind: file, max_size: 1 MB, types: [image/png], T}]}")),
      "a.yaml", country_of_pages());
  ASSERT_TRUE(group);
  const json::value question = parse_json(to_json(*group))->at("pages").at(0).at("questions").at(0);
  EXPECT_EQ(question.at("kind"), "repeat");
  EXPECT_EQ(question.at("min"), 0);
  EXPECT_EQ(question.at("max"), 2);
  EXPECT_EQ(question.at("required"), false);
  EXPECT_EQ(question.at("fields").at(0).at("max_size"), 1 << 20);
  EXPECT_EQ(canonical_json(question.at("fields").at(0).at("types")), R"(["image/png"])");
}

}  // namespace
}  // namespace qyzmet::catalogue
