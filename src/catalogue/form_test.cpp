#include "catalogue/form.hpp"

#include <gtest/gtest.h>

#include <map>

#include "catalogue/catalogue.hpp"
#include "catalogue/testing.hpp"

namespace qyzmet::catalogue {
namespace {

using testing::kSource;
using testing::kToday;

const Service& address_certificate() {
  static const Country country = *Country::load(kSource / "data/kz");
  static const Catalogue catalogue = *Catalogue::load(kSource / "services", country);
  return *catalogue.find("kz.address-certificate");
}

json::object good_answers() {
  return parse_json(
             R"({"iin": "900315400007", "region": "750000000", "settlement": "Алматы", "address": "Абай даңғылы, 10",
      "purpose": "bank", "phone": "8 701 123 45 67", "certificate_language": "kk", "data_are_right": true})")
      ->get_object();
}

/// Which field is wrong, and how.
std::map<std::string, std::string> wrong_of(const json::object& answers) {
  const auto checked = address_certificate().form.check(answers, kToday);
  std::map<std::string, std::string> wrong;
  if (checked) return wrong;
  EXPECT_EQ(checked.error().code, Code::invalid);
  EXPECT_EQ(checked.error().key, "request.invalid");
  for (const FieldError& field : checked.error().fields) wrong[field.path] = field.key;
  return wrong;
}

TEST(Form, GoodAnswersBecomeCanonical) {
  const auto checked = address_certificate().form.check(good_answers(), kToday);
  ASSERT_TRUE(checked);
  EXPECT_EQ(checked->canonical,
            R"({"address":"Абай даңғылы, 10","certificate_language":"kk","data_are_right":true,"iin":"900315400007",)"
            R"("phone":"+77011234567","purpose":"bank","region":"750000000","settlement":"Алматы"})");
  EXPECT_EQ(checked->canonical, canonical_json(*parse_json(checked->canonical)));
  ASSERT_EQ(checked->figures.size(), 3u);
  EXPECT_EQ(checked->figures[0], (std::pair<std::string_view, std::string>("certificate_language", "\"kk\"")));
  EXPECT_EQ(checked->figures[1], (std::pair<std::string_view, std::string>("purpose", "\"bank\"")));
  EXPECT_EQ(checked->figures[2], (std::pair<std::string_view, std::string>("region", "\"750000000\"")));
}

TEST(Form, TheSameAnswersWrittenOtherwiseAreTheSame) {
  auto answers = good_answers();
  const std::string canonical = address_certificate().form.check(answers, kToday)->canonical;
  answers["iin"] = " 900315 400007\n";
  answers["phone"] = "+7 (701) 123-45-67";
  answers["settlement"] = "Алматы ";
  EXPECT_EQ(address_certificate().form.check(answers, kToday)->canonical, canonical);
}

TEST(Form, CanonicalEscapesWhatItMust) {
  auto answers = good_answers();
  answers["address"] = R"(«Нұр» "A" \ /)";
  const auto checked = address_certificate().form.check(answers, kToday);
  ASSERT_TRUE(checked);
  EXPECT_EQ(checked->canonical, canonical_json(*parse_json(checked->canonical)));
}

TEST(Form, AbsentNullAndBlankAreTheSame) {
  auto answers = good_answers();
  answers.erase("phone");
  const std::string canonical = address_certificate().form.check(answers, kToday)->canonical;
  EXPECT_EQ(canonical.find("phone"), std::string::npos);
  answers["phone"] = nullptr;
  EXPECT_EQ(address_certificate().form.check(answers, kToday)->canonical, canonical);
  answers["phone"] = "  ";
  EXPECT_EQ(address_certificate().form.check(answers, kToday)->canonical, canonical);

  answers["settlement"] = " ";
  answers["iin"] = nullptr;
  answers.erase("purpose");
  const std::map<std::string, std::string> expected = {
      {"answers.iin", "field.missing"}, {"answers.purpose", "field.missing"}, {"answers.settlement", "field.missing"}};
  EXPECT_EQ(wrong_of(answers), expected);
}

TEST(Form, AllErrorsAtOnce) {
  const json::object answers = {{"iin", "160440007161"},
                                {"region", "Алматы"},
                                {"settlement", std::string(121, 'a')},
                                {"address", 5},
                                {"purpose", "none"},
                                {"phone", "12"},
                                {"data_are_right", false},
                                {"granted", true}};
  const std::map<std::string, std::string> expected = {{"answers.iin", "iin.birth_date"},
                                                       {"answers.region", "field.not_a_choice"},
                                                       {"answers.settlement", "field.too_long"},
                                                       {"answers.address", "field.wrong_type"},
                                                       {"answers.purpose", "field.not_a_choice"},
                                                       {"answers.phone", "phone.malformed"},
                                                       {"answers.data_are_right", "field.must_agree"},
                                                       {"answers.certificate_language", "field.missing"},
                                                       {"answers.granted", "field.unknown"}};
  EXPECT_EQ(wrong_of(answers), expected);
}

TEST(Form, AStatementIsTrueAndNothingElse) {
  for (const json::value& forged : {json::value("true"), json::value(1), json::value(json::array{true})}) {
    auto answers = good_answers();
    answers["data_are_right"] = forged;
    EXPECT_EQ(wrong_of(answers)["answers.data_are_right"], "field.wrong_type");
  }
}

TEST(Form, UnknownAnswersAreNamedButNotAllOfThem) {
  auto answers = good_answers();
  for (int i = 0; i < 1000; ++i) answers["forged_" + std::to_string(i)] = i;
  EXPECT_EQ(wrong_of(answers).size(), 10u);
}

/// Goal: no answers hold up a reader for long. Method: conditions that each look at every three of a group's entries.
TEST(Form, AllConditionsShareOneBudget) {
  std::string yaml =
      "service: kz.a\nversion: 1\ncode: null\ntitle: {kk: a, ru: b, en: c}\nagency: kz.mvd\n"
      "deadline: {unknown: yes}\nfee: {unknown: yes}\nresult: {kk: a, ru: b, en: c}\n"
      "steps: [{id: s, by: officer, title: {kk: a, ru: b, en: c}, within: {hours: 1}, "
      "actions: [{id: a, title: {kk: a, ru: b, en: c}, to: granted}]}]\n"
      "pages:\n  - id: p\n    title: {kk: a, ru: b, en: c}\n    questions:\n"
      "      - id: g\n        title: {kk: a, ru: b, en: c}\n"
      "        repeat: {min: 1, max: 100, fields: [{id: a, kind: number, title: {kk: a, ru: b, en: c}}]}\n"
      "  - id: q\n    title: {kk: a, ru: b, en: c}\n    questions:\n";
  for (int i = 0; i < 20; ++i) {
    yaml += "      - {id: q" + std::to_string(i) +
            ", kind: yes_no, required: no, title: {kk: a, ru: b, en: c}, when: \"some x in g satisfies some y in g "
            "satisfies some z in g satisfies x.a + y.a + z.a > " +
            std::to_string(10000 + i) + "\"}\n";
  }
  const auto definition = parse_definition(yaml, "a.yaml", testing::kazakhstan());
  ASSERT_TRUE(definition) << definition.error().key;
  const Form form(*definition, testing::kazakhstan().phone);
  const auto answers = [](int entries) {
    json::array all;
    for (int i = 0; i < entries; ++i) all.push_back(json::object{{"a", 1}});
    return json::object{{"g", std::move(all)}};
  };
  EXPECT_TRUE(form.check(answers(10), kToday));
  const auto refused = form.check(answers(100), kToday);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().key, "form.too_costly");
}

}  // namespace
}  // namespace qyzmet::catalogue
