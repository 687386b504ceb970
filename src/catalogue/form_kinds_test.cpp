#include <gtest/gtest.h>

#include <map>

#include "catalogue/form.hpp"
#include "catalogue/testing.hpp"

namespace qyzmet::catalogue {
namespace {

using testing::kToday;

const std::string kDigest(64, 'a');

Question question(std::string id, Kind kind, bool required = false) {
  Question question;
  question.id = std::move(id);
  question.kind = kind;
  question.required = required;
  question.max_length = 20;
  question.max = 1000;
  return question;
}

std::vector<Option> options(std::initializer_list<std::string> values) {
  std::vector<Option> all;
  for (const std::string& value : values) all.push_back({value, {}});
  return all;
}

/// One question of each of the kinds that are more than a text.
Definition every_kind() {
  Page page;
  page.questions.push_back(question("amount", Kind::money));
  page.questions.back().max = 100'000;
  page.questions.push_back(question("count", Kind::number));
  page.questions.back().min = -5;
  page.questions.push_back(question("days", Kind::choices));
  page.questions.back().options = options({"tue", "mon", "sun"});
  page.questions.push_back(question("home", Kind::address));
  page.questions.back().options = options({"750000000", "710000000"});
  page.questions.push_back(question("paper", Kind::file));
  page.questions.back().types = {"application/pdf", "image/png"};
  page.questions.back().max_size = 5 << 20;
  page.questions.push_back(question("story", Kind::long_text));
  page.questions.push_back(question("firm", Kind::bin));
  page.questions.push_back(question("account", Kind::iban));
  Definition definition;
  definition.pages = {page};
  return definition;
}

When equals(std::string question, std::variant<bool, std::string> value) {
  When when;
  when.all.push_back({std::move(question), std::move(value)});
  return when;
}

Result<Answers> check(const Definition& definition, std::string_view answers) {
  const Form form(definition, {"7", "8", 10});
  const auto value = parse_json(answers);
  EXPECT_TRUE(value) << answers;
  return form.check(value->get_object(), kToday);
}

/// The normal form, or "path key" of everything that is wrong, with the first detail's value.
std::string outcome(const Definition& definition, std::string_view answers) {
  const auto checked = check(definition, answers);
  if (checked) {
    const auto again = check(definition, checked->canonical);
    EXPECT_TRUE(again && again->canonical == checked->canonical) << checked->canonical;
    return checked->canonical;
  }
  std::string all;
  for (const FieldError& field : checked.error().fields) {
    all += (all.empty() ? "" : "; ") + field.path + " " + field.key;
    if (!field.details.empty()) all += " " + field.details.at(0).second;
  }
  return all;
}

std::string of_every_kind(std::string_view answers) { return outcome(every_kind(), answers); }

TEST(FormKinds, Amounts) {
  EXPECT_EQ(of_every_kind(R"({"count": 7})"), R"({"count":7})");
  EXPECT_EQ(of_every_kind(R"({"count": " 1 000 "})"), R"({"count":1000})");
  EXPECT_EQ(of_every_kind(R"({"count": "-5"})"), R"({"count":-5})");
  EXPECT_EQ(of_every_kind(R"({"count": "-6"})"), "answers.count number.too_small -5");
  EXPECT_EQ(of_every_kind(R"({"count": 1001})"), "answers.count number.too_large 1000");
  EXPECT_EQ(of_every_kind(R"({"count": 1.5})"), "answers.count number.malformed");
  EXPECT_EQ(of_every_kind(R"({"count": "1,5"})"), "answers.count number.malformed");
  EXPECT_EQ(of_every_kind(R"({"count": true})"), "answers.count field.wrong_type integer");
  EXPECT_EQ(of_every_kind(R"({"count": []})"), "answers.count field.wrong_type integer");
  EXPECT_EQ(of_every_kind(R"({"amount": "1 000,00"})"), R"({"amount":100000})");
  EXPECT_EQ(of_every_kind(R"({"amount": 12345})"), R"({"amount":12345})");  // tiyn
  EXPECT_EQ(of_every_kind(R"({"amount": "1000,01"})"), "answers.amount money.too_large 1000");
  EXPECT_EQ(of_every_kind(R"({"amount": -1})"), "answers.amount money.too_small 0");
  EXPECT_EQ(of_every_kind(R"({"amount": "ten"})"), "answers.amount money.malformed");
  EXPECT_EQ(of_every_kind(R"({"amount": 0.5})"), "answers.amount money.malformed");
}

TEST(FormKinds, TextsOfSeveralLinesAndNumbersOfOrganisations) {
  EXPECT_EQ(of_every_kind(R"({"story": " a\r\nb \n"})"), R"({"story":"a\nb"})");
  EXPECT_EQ(of_every_kind(R"({"story": "123456789012345678901"})"), "answers.story field.too_long 20");
  EXPECT_EQ(of_every_kind(R"({"firm": "1604 4000 7161"})"), R"({"firm":"160440007161"})");
  EXPECT_EQ(of_every_kind(R"({"firm": "160440007162"})"), "answers.firm bin.check_digit");
  EXPECT_EQ(of_every_kind(R"({"account": "kz86 125k zt50 0410 0100"})"), R"({"account":"KZ86125KZT5004100100"})");
  EXPECT_EQ(of_every_kind(R"({"account": "KZ86125KZT5004100101"})"), "answers.account iban.check_digits");
}

TEST(FormKinds, Choices) {
  EXPECT_EQ(of_every_kind(R"({"days": ["tue", " mon "]})"), R"({"days":["mon","tue"]})");
  EXPECT_EQ(of_every_kind(R"({"days": []})"), "{}");
  EXPECT_EQ(of_every_kind(R"({"days": ["tue", "tue"]})"), "answers.days field.twice");
  EXPECT_EQ(of_every_kind(R"({"days": ["wed"]})"), "answers.days field.not_a_choice");
  EXPECT_EQ(of_every_kind(R"({"days": ["zzz"]})"), "answers.days field.not_a_choice");
  EXPECT_EQ(of_every_kind(R"({"days": "tue"})"), "answers.days field.wrong_type array");
  EXPECT_EQ(of_every_kind(R"({"days": [1]})"), "answers.days field.wrong_type array");
}

TEST(FormKinds, Address) {
  EXPECT_EQ(of_every_kind(R"({"home": {"text": " Абай, 10 ", "region": "750000000"}})"),
            R"({"home":{"region":"750000000","text":"Абай, 10"}})");
  EXPECT_EQ(of_every_kind(R"({"home": {"text": "", "region": null}})"), "{}");
  EXPECT_EQ(of_every_kind(R"({"home": {"text": "a"}})"), "answers.home.region field.missing");
  EXPECT_EQ(of_every_kind(R"({"home": {"region": "750000000"}})"), "answers.home.text field.missing");
  EXPECT_EQ(of_every_kind(R"({"home": {"region": "750000000", "text": "\u3164"}})"), "answers.home.text field.missing");
  EXPECT_EQ(of_every_kind(R"({"home": {"region": null, "text": "\u200b"}, "story": "\u2800", "days": []})"), "{}");
  EXPECT_EQ(of_every_kind(R"({"home": {"region": "1", "text": "a"}})"), "answers.home.region field.not_a_choice");
  EXPECT_EQ(of_every_kind(R"({"home": {"region": "750000000", "text": 5}})"),
            "answers.home.text field.wrong_type string");
  EXPECT_EQ(of_every_kind(R"({"home": {"region": "750000000", "text": "a\tb"}})"),
            "answers.home.text field.control_character 20");
  EXPECT_EQ(of_every_kind(R"({"home": {"region": "750000000", "text": "a", "flat": "5"}})"),
            "answers.home field.unknown");
  EXPECT_EQ(of_every_kind(R"({"home": "Абай, 10"})"), "answers.home field.wrong_type object");
}

/// A record of a file, one member of it changed.
std::string paper(std::string_view name, std::string_view value) {
  std::map<std::string, std::string, std::less<>> record = {
      {"name", R"("a.pdf")"}, {"sha256", '"' + kDigest + '"'}, {"size", "1000"}, {"type", R"("application/pdf")"}};
  record[std::string(name)] = value;
  std::string text;
  for (const auto& [member, json] : record) text += (text.empty() ? "{\"" : ",\"") + member + "\":" + json;
  return R"({"paper":)" + text + "}}";
}

TEST(FormKinds, FilesAreRecords) {
  EXPECT_EQ(of_every_kind(paper("size", "1")), paper("size", "1"));
  EXPECT_EQ(of_every_kind(paper("size", "5242880")), paper("size", "5242880"));
  EXPECT_EQ(of_every_kind(paper("size", "5242881")), "answers.paper field.file_size 5 MB");
  EXPECT_EQ(of_every_kind(paper("size", "0")), "answers.paper field.file_empty");
  EXPECT_EQ(of_every_kind(paper("size", R"("1")")), "answers.paper.size field.wrong_type integer");
  EXPECT_EQ(of_every_kind(paper("type", R"("text/html")")), "answers.paper field.file_type PDF, PNG");
  EXPECT_EQ(of_every_kind(paper("type", "null")), "answers.paper field.file_type PDF, PNG");
  EXPECT_EQ(of_every_kind(paper("name", R"("../a.pdf")")), "answers.paper field.file_name");
  EXPECT_EQ(of_every_kind(paper("name", R"(" ")")), "answers.paper field.file_name");
  EXPECT_EQ(of_every_kind(paper("sha256", R"("AA")")), "answers.paper.sha256 field.file_digest");
  EXPECT_EQ(of_every_kind(paper("bytes", R"("AA")")), "answers.paper field.unknown");
  EXPECT_EQ(of_every_kind(R"({"paper": "a.pdf"})"), "answers.paper field.wrong_type object");
}

/// Children: IIN, and for those who study the year.
Definition family(int min) {
  Question children = question("children", Kind::repeat, min > 0);
  children.min = min;
  children.max = 3;
  children.fields = {question("iin", Kind::iin, true), question("studies", Kind::yes_no),
                     question("year", Kind::number, true)};
  children.fields[2].when = equals("studies", true);
  Page page;
  page.questions = {children};
  Definition definition;
  definition.pages = {page};
  return definition;
}

TEST(FormKinds, GroupsNameTheItemThatIsWrong) {
  EXPECT_EQ(outcome(family(1), R"({"children": [{"iin": "900315 400007"}, {"year": "2", "studies": true,
                                  "iin": "900315400804"}]})"),
            R"({"children":[{"iin":"900315400007"},{"iin":"900315400804","studies":true,"year":2}]})");
  EXPECT_EQ(outcome(family(1), R"({"children": [{"iin": "900315400007"}, {"iin": "1"}, {"iin": null}]})"),
            "answers.children[1].iin iin.not_12_digits; answers.children[2].iin field.missing");
  EXPECT_EQ(outcome(family(1), R"({"children": [{"iin": "900315400007", "studies": true}]})"),
            "answers.children[0].year field.missing");
  EXPECT_EQ(outcome(family(1), R"({"children": [{"iin": "900315400007", "year": 2}]})"),
            "answers.children[0].year field.not_asked");
  EXPECT_EQ(outcome(family(1), R"({"children": [{"iin": "900315400007", "name": "x"}, 5]})"),
            "answers.children[0].name field.unknown; answers.children[1] field.wrong_type object");
  EXPECT_EQ(outcome(family(2), R"({"children": [{"iin": "900315400007"}]})"), "answers.children field.too_few 2");
  EXPECT_EQ(outcome(family(0), R"({"children": [{}, {}, {}, {}]})"), "answers.children field.too_many 3");
  EXPECT_EQ(outcome(family(1), R"({"children": []})"), "answers.children field.missing");
  EXPECT_EQ(outcome(family(0), R"({"children": []})"), "{}");
  EXPECT_EQ(outcome(family(0), R"({"children": {"iin": "900315400007"}})"), "answers.children field.wrong_type array");
}

/// Married? If so: by whom, and if by law: when; on a page of its own, where.
Definition wedding() {
  Page first;
  first.questions = {question("a_year", Kind::number, true), question("by", Kind::choice, true),
                     question("married", Kind::yes_no, true)};
  std::swap(first.questions[0], first.questions[2]);  // in the order of asking; ids rise otherwise
  first.questions[1].options = options({"law", "mullah"});
  first.questions[1].when = equals("married", true);
  first.questions[2].when = equals("by", std::string("law"));
  Page second;
  second.when = equals("by", std::string("law"));
  second.questions = {question("where", Kind::text, true), question("witness", Kind::yes_no, true),
                      question("witness_name", Kind::text, true)};
  second.questions[2].when = equals("witness", true);
  Definition definition;
  definition.figures = {"by"};
  definition.pages = {first, second};
  return definition;
}

TEST(FormKinds, WhatIsNotAskedIsNotKept) {
  EXPECT_EQ(outcome(wedding(), R"({"married": false})"), R"({"married":false})");
  EXPECT_EQ(outcome(wedding(), R"({"married": true, "by": "mullah"})"), R"({"by":"mullah","married":true})");
  EXPECT_EQ(outcome(wedding(), R"({"married": true, "by": " law ", "a_year": 1, "where": "x", "witness": false})"),
            R"({"a_year":1,"by":"law","married":true,"where":"x","witness":false})");
  EXPECT_EQ(outcome(wedding(), R"({"married": true, "by": "law"})"),
            "answers.a_year field.missing; answers.where field.missing; answers.witness field.missing");
  // The answer that a condition looks at does not count if it was not asked for itself.
  EXPECT_EQ(outcome(wedding(), R"({"married": false, "by": "law", "a_year": 1, "where": "x", "witness": true,
                                  "witness_name": "y"})"),
            "answers.a_year field.not_asked; answers.by field.not_asked; answers.where field.not_asked; "
            "answers.witness field.not_asked; answers.witness_name field.not_asked");
  EXPECT_EQ(outcome(wedding(), R"({"married": false, "by": null, "a_year": "", "where": " "})"),
            R"({"married":false})");
  EXPECT_EQ(outcome(wedding(), R"({"married": "true", "by": "law"})"),
            "answers.by field.not_asked; answers.married field.wrong_type boolean");
  EXPECT_EQ(outcome(wedding(), "{}"), "answers.married field.missing");
}

TEST(FormKinds, FiguresOfWhatIsNotAskedAreNone) {
  EXPECT_EQ(check(wedding(), R"({"married": true, "by": "mullah"})")->figures.size(), 1u);
  EXPECT_EQ(check(wedding(), R"({"married": false})")->figures.size(), 0u);
}

TEST(FormKinds, WhatIsWrongIsNamedButNotWithoutEnd) {
  Definition definition = family(0);
  definition.pages[0].questions[0].max = 1000;
  std::string items;
  for (int i = 0; i < 1000; ++i) items += std::string(i > 0 ? "," : "") + R"({"a":1,"b":2})";
  const auto checked = check(definition, R"({"children":[)" + items + "]}");
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().fields.size(), 200u);
  const auto unknown = std::ranges::count(checked.error().fields, "field.unknown", &FieldError::key);
  EXPECT_EQ(unknown, 10);
}

}  // namespace
}  // namespace qyzmet::catalogue
