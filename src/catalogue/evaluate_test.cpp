#include "catalogue/evaluate.hpp"

#include <gtest/gtest.h>

#include <map>
#include <stdexcept>

#include "base/file.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/compiled_rules.hpp"
#include "catalogue/scope.hpp"
#include "catalogue/testing.hpp"

namespace qyzmet::catalogue {
namespace {

using testing::kNow;
using testing::kSource;
using testing::object;

const Definition& good(const std::string& file) {
  static const Country country = *Country::load(kSource / "data/kz");
  static std::map<std::string, Definition> read;
  if (!read.contains(file)) {
    const auto text = read_file(kSource / "tests/definitions/good" / file, kMostBytes);
    auto definition = parse_definition(text.value(), file, country);
    if (!definition) throw std::runtime_error(definition.error().key);
    read.emplace(file, *std::move(definition));
  }
  return read.at(file);
}

const Definition& everything() { return good("everything.yaml"); }

const Catalogue& services() {
  static const Country country = *Country::load(kSource / "data/kz");
  static const Catalogue catalogue = *Catalogue::load(kSource / "services", country);
  return catalogue;
}

json::object facts() {
  return object(R"({"applicant": {"age": 36, "birth_date": "1990-03-15", "iin": "900315400007", "name": "Әлия"},
      "iin": "900315400007", "place": "city", "region": "750000000", "married": true, "spouse_iin": "900315400804",
      "home": {"region": "750000000", "text": "Абай 10"}, "income": 3932050, "since": "2019-05-01", "rooms": 3,
      "child": [{"iin": "900315400007", "studies": true}, {"iin": "900315400804"}], "account": "KZ86125KZT5004100100",
      "evidence": {"family": {"children": [], "marital_status": "married"}, "taxes": null},
      "decided": {"entitled": {"entitled": true, "reason": "four_or_more"}}, "submitted_on": "2026-03-01",
      "mrp": 4325})");
}

/// "outcome rows article", or the key of what went wrong.
std::string said(const Result<Decided>& decided) {
  if (!decided) return decided.error().key;
  std::string text = decided->outcome;
  for (const int row : decided->rows) text += " " + std::to_string(row);
  return text + " " + decided->article;
}

TEST(Evaluate, ADecisionSaysWhichRuleMatchedAndWhy) {
  const auto decided = decide(everything(), "entitled", facts(), kNow);
  EXPECT_EQ(said(decided), "false 2 art. 10 (1)");
  ASSERT_TRUE(decided);
  EXPECT_EQ(canonical_json(decided->outputs), R"({"entitled":false,"reason":"fewer_than_four"})");
  ASSERT_TRUE(decided->reason);
  EXPECT_EQ(decided->reason->en, "There are fewer than four children.");
  json::object nothing_known = facts();
  nothing_known["evidence"].get_object()["family"] = nullptr;
  EXPECT_EQ(said(decide(everything(), "entitled", nothing_known, kNow)), "false 3 ");
  EXPECT_EQ(said(decide(everything(), "nothing", facts(), kNow)), "decision.not_found");
}

TEST(Evaluate, AGroupWithoutItemsCountsNone) {
  json::object none = facts();
  none.erase("child");
  EXPECT_EQ(said(decide(everything(), "entitled", none, kNow)), "false 2 art. 10 (1)");
}

TEST(Evaluate, SumsAndDatesAreOfTheirKinds) {
  const Definition& part = good("part.yaml");
  EXPECT_EQ(said(decide(part, "points", facts(), kNow)), "3 1 2 ");
  json::object later = facts();
  later["since"] = "2020-01-01";
  EXPECT_EQ(said(decide(part, "points", later, kNow)), "1 1 ");
  EXPECT_EQ(*fee_mrp_milli(part, facts(), kNow), 3000);
}

TEST(Evaluate, MoneyIsInTenge) {
  // 39,320.50 tenge are 9.09… monthly indexes of 4,325.
  EXPECT_EQ(*fee_mrp_milli(everything(), facts(), kNow), 250);
  json::object rich = facts();
  rich["income"] = 4'325'000;  // exactly ten
  EXPECT_EQ(*fee_mrp_milli(everything(), rich, kNow), 500);
  rich["place"] = "village";
  EXPECT_EQ(*fee_mrp_milli(everything(), rich, kNow), 0);
  rich.erase("place");
  EXPECT_EQ(fee_mrp_milli(everything(), rich, kNow).error().key, "decision.no_rule");
  EXPECT_EQ(*fee_mrp_milli(services().find("kz.address-certificate")->definition, {}, kNow), 0);
}

TEST(Evaluate, ARuleThatCannotBeWorkedOutIsSaid) {
  json::object free = facts();
  free["mrp"] = 0;
  const auto divided = decide(everything(), "price", free, kNow);
  EXPECT_EQ(said(divided), "decision.failed");
  ASSERT_FALSE(divided);
  EXPECT_EQ(divided.error().details.at(1).second, "rules.division_by_zero");
}

TEST(Evaluate, ARequestIsCanonicalJson) {
  const Step* pay = everything().process.step("pay");
  EXPECT_EQ(*request_json(everything(), pay->ask, facts(), kNow),
            R"({"act":"assign","iban":"KZ86125KZT5004100100","iin":"900315400007"})");
  const std::vector<std::pair<std::string, std::string>> ask = {
      {"day", "since"}, {"sum", "income"}, {"now", "today"}, {"years", "age(applicant.birth_date)"}};
  EXPECT_EQ(*request_json(everything(), ask, facts(), kNow),
            R"({"day":"2019-05-01","now":"2026-03-05","sum":39320.5,"years":35})");
  EXPECT_EQ(*request_json(std::vector{ask[0]}, facts(), kNow), R"({"day":"2019-05-01"})");
  const std::vector<std::pair<std::string, std::string>> wrong = {{"a", "iin"}, {"b", "rooms / 0"}};
  const auto failed = request_json(everything(), wrong, facts(), kNow);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().key, "decision.failed");
  EXPECT_EQ(failed.error().details.at(0).second, "b");
}

/// FEEL's numbers and days go further than JSON's numbers and a document's days: an error, whatever a definition says.
TEST(Evaluate, WhatCannotBeWrittenIsAnError) {
  const auto failed = [](const auto& result) {
    return result ? std::string() : result.error().key + " " + result.error().details.at(1).second;
  };
  const std::vector<std::pair<std::string, std::string>> ask = {{"iin", "10**300*10**300"}};
  EXPECT_EQ(failed(request_json(everything(), ask, facts(), kNow)), "decision.failed decision.limit_number");
  const std::vector<std::pair<std::string, std::string>> inside = {{"a", "[{b: -10**300*10**300}]"}, {"c", "1"}};
  EXPECT_EQ(failed(request_json(everything(), inside, facts(), kNow)), "decision.failed decision.limit_number");
  const auto nested = [](std::size_t times) {
    return std::vector{std::pair(std::string("a"), std::string(times, '[') + "1" + std::string(times, ']'))};
  };
  EXPECT_TRUE(parse_json(*request_json(everything(), nested(16), facts(), kNow)));
  EXPECT_EQ(failed(request_json(everything(), nested(17), facts(), kNow)), "decision.failed rules.limit_nesting");
  Definition huge = everything();
  huge.rules = nullptr;
  for (Decision& decision : huge.process.decisions) {
    for (Rule& rule : decision.rules) {
      if (decision.id == "price") rule.results.front() = "10**300*10**300";
    }
  }
  EXPECT_EQ(failed(decide(huge, "price", facts(), kNow)), "decision.failed decision.limit_number");
  EXPECT_EQ(failed(fee_mrp_milli(huge, facts(), kNow)), "decision.failed decision.limit_number");
  huge.process.document->rows.resize(1);
  huge.process.document->rows[0].value = "10**300*10**300";
  EXPECT_EQ(std::get<std::string>(document_lines(huge, facts(), kNow).at(0).value), "1E+600");
  huge.process.document->rows[0].value = "date(999999999, 1, 1)";
  const auto line = document_lines(huge, facts(), kNow).at(0);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(line.value));
  EXPECT_EQ(line.fault, "date.malformed");
}

TEST(Evaluate, NumbersOnADocumentAreWrittenAsPeopleDo) {
  Definition numbers = everything();
  const auto said = [&](const std::string& feel) {
    numbers.process.document->rows[0].value = feel;
    return document_lines(numbers, facts(), kNow).at(0).value;
  };
  EXPECT_EQ(std::get<Text>(said("10 / 3")).kk, "3,333");
  EXPECT_EQ(std::get<Text>(said("10 / 3")).en, "3.333");
  EXPECT_EQ(std::get<Text>(said("-1 / 2")).ru, "-0,5");
  EXPECT_EQ(std::get<Text>(said("2 / 3")).ru, "0,667");
  EXPECT_EQ(std::get<std::string>(said("6 / 3")), "2");
}

TEST(Evaluate, ARowThatCannotBeWorkedOutSpoilsNoOther) {
  Definition broken = everything();
  broken.process.document->rows[0].value = "1 / 0";
  const auto lines = document_lines(broken, facts(), kNow);
  ASSERT_EQ(lines.size(), 6u);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(lines[0].value));
  EXPECT_EQ(lines[0].fault, "rules.division_by_zero");
  EXPECT_EQ(std::get<Text>(lines[1].value).ru, "город Алматы, Абай 10");
  for (std::size_t i = 1; i < lines.size(); ++i) EXPECT_EQ(lines[i].fault, "");
}

TEST(Evaluate, TheDocumentShowsTitlesDaysAndSums) {
  const auto lines = document_lines(everything(), facts(), kNow);
  ASSERT_EQ(lines.size(), 6u);
  EXPECT_EQ(std::get<std::string>(lines.at(0).value), "Әлия");
  EXPECT_FALSE(lines.at(0).stated);
  EXPECT_EQ(std::get<Text>(lines.at(1).value).ru, "город Алматы, Абай 10");
  EXPECT_TRUE(lines.at(1).stated);
  EXPECT_EQ(std::get<Text>(lines.at(2).value).en, "In a city");
  EXPECT_EQ(std::get<Money>(lines.at(3).value).tiyn, 3932050);
  EXPECT_EQ(std::get<std::string>(lines.at(4).value), "married");
  EXPECT_EQ(std::get<Text>(lines.at(5).value).en, "Four children or more.");
  json::object bare = facts();
  bare["applicant"] = nullptr;
  EXPECT_TRUE(std::holds_alternative<std::monostate>(document_lines(everything(), bare, kNow).at(0).value));
}

TEST(Evaluate, AgeIsInWholeYears) {
  EXPECT_EQ(to_iso(*birth_date("900315400007")), "1990-03-15");
  EXPECT_EQ(to_iso(*birth_date("040229600014")), "2004-02-29");
  EXPECT_FALSE(birth_date("040230600014"));
  EXPECT_FALSE(birth_date("9003154000"));
  const auto age = [](std::string_view born, std::string_view today) {
    rules::Evaluation evaluation(moment(*parse_date(today)));
    const rules::Value value = rules::call(age_function(), std::vector<rules::Value>{rules::Value(born)}, evaluation);
    return value.is_number() ? value.as_number().to_text() : "null";
  };
  EXPECT_EQ(age("900315400007", "2026-03-14"), "35");
  EXPECT_EQ(age("900315400007", "2026-03-15"), "36");
  EXPECT_EQ(age("040229600014", "2026-02-28"), "21");
  EXPECT_EQ(age("040229600014", "2026-03-01"), "22");
  EXPECT_EQ(age("900315400007", "1990-03-14"), "null");  // not born yet
  EXPECT_EQ(age("x", "2026-03-14"), "null");
}

// The rules of the services that can be filed here, case by case.
TEST(Evaluate, TheAddressCertificate) {
  const Definition& definition = services().find("kz.address-certificate")->definition;
  const auto outcome = [&](const std::string& text) {
    return said(decide(definition, "registered", object(text), kNow));
  };
  const std::string known = R"("evidence": {"residence": {"address": "Абай 10", "region": "750000000"}}})";
  EXPECT_EQ(outcome(R"({"applicant": {"iin": "1"}, "iin": "1", "region": "750000000", )" + known), "registered 1 ");
  EXPECT_EQ(outcome(R"({"applicant": {"iin": "1"}, "iin": "1", "region": "710000000", )" + known), "another_region 2 ");
  EXPECT_EQ(outcome(R"({"applicant": {"iin": "2"}, "iin": "1", "region": "750000000", )" + known), "somebody_else 4 ");
  EXPECT_EQ(outcome(R"({"applicant": null, "iin": "1", "region": "750000000", )" + known), "somebody_else 4 ");
  EXPECT_EQ(outcome(R"({"applicant": {"iin": "1"}, "iin": "1", "evidence": {"residence": null}})"), "not_found 3 ");
}

TEST(Evaluate, TheAddressCertificateSaysWhatTheRegisterHolds) {
  const Definition& definition = services().find("kz.address-certificate")->definition;
  const auto lines_of = [&](std::string_view since) {
    const std::string text = R"({"region": "710000000", "purpose": "bank", "evidence": {"residence": )";
    const std::string said = R"({"region": "750000000", "address_since": )" + std::string(since) + "}";
    return document_lines(definition, object(text + said + "}}"), kNow);
  };
  const auto lines = lines_of(R"("2019-05-01")");
  EXPECT_EQ(std::get<Text>(lines.at(2).value).ru, "город Алматы") << "not the applicant's word";
  EXPECT_FALSE(lines.at(2).stated);
  EXPECT_EQ(std::get<Date>(lines.at(5).value), *parse_date("2019-05-01"));
  const auto unknown = lines_of("null");
  EXPECT_TRUE(std::holds_alternative<std::monostate>(unknown.at(5).value));
}

TEST(Evaluate, TheLargeFamilyAllowance) {
  const Definition& definition = services().find("kz.large-family-allowance")->definition;
  // Two minors, one of 19 who studies, one of 22 who does not, one of 35 who studies.
  const std::string children = R"([{"iin": "150101500012"}, {"iin": "160101500012"}, {"full_time_student": true,
      "iin": "060601500012"}, {"full_time_student": false, "iin": "040101500012"},
      {"full_time_student": true, "iin": "910101300012"})";
  const std::string register_of = R"("evidence": {"family": {"children": [{"iin": "150101500012"},
      {"iin": "160101500012"}, {"iin": "060601500012"}, {"iin": "040101500012"}, {"iin": "910101300012"},
      {"iin": "170101500012"}]}})";
  const auto outcome = [&](const std::string& more, const std::string& evidence) {
    const std::string text = R"({"children": )" + children + more + "], " + evidence + "}";
    return said(decide(definition, "entitled", object(text), kNow));
  };
  EXPECT_EQ(outcome("", register_of), "fewer_than_four 3 art. 10 (1), unverified");
  EXPECT_EQ(outcome(R"(, {"iin": "170101500012"})", register_of), "four_or_more 1 art. 10 (1), unverified");
  EXPECT_EQ(outcome(R"(, {"iin": "180101500012"})", register_of), "not_confirmed 2 ");
  EXPECT_EQ(outcome(R"(, {"iin": "170101500012"})", R"("evidence": {"family": null})"), "not_confirmed 2 ");
  EXPECT_EQ(outcome(R"(, {"iin": "150101500012"})", register_of), "named_twice 4 ") << "one child counts once";
}

TEST(Evaluate, TheLargeFamilyAllowancesNoticeCountsTheRegistersChildren) {
  const Definition& definition = services().find("kz.large-family-allowance")->definition;
  const auto lines_with = [&](const std::string& family) {
    const std::string given = R"({"children": [{"iin": "150101500012"}], "evidence": {"family": )" + family + "}}";
    return document_lines(definition, object(given), kNow);
  };
  const auto lines = lines_with(R"({"children": [{"iin": "150101500012"}, {"iin": "160101500012"}]})");
  EXPECT_EQ(std::get<std::string>(lines.at(2).value), "2");
  EXPECT_FALSE(lines.at(2).stated);
  const auto unknown = lines_with("null");
  EXPECT_TRUE(std::holds_alternative<std::monostate>(unknown.at(2).value)) << "not known is not none";
}

TEST(Evaluate, TheKindergartenPlace) {
  const Definition& definition = services().find("kz.kindergarten-place")->definition;
  const std::string child = R"("child_iin": "220101500012", "evidence": {"family": {"children": [
      {"iin": "220101500012", "birth_date": "2022-01-01"}, {"iin": "190306500012", "birth_date": "2019-03-06"}]}})";
  const auto outcome = [&](const std::string& answers, const std::string& known) {
    return said(decide(definition, "priority", object("{" + answers + ", " + known + "}"), kNow));
  };
  EXPECT_EQ(outcome(R"("birth_date": "2022-01-01")", child), "ordinary 4 ");
  EXPECT_EQ(outcome(R"("birth_date": "2022-01-01", "benefit_kind": "military")", child), "first_in_turn 3 ");
  EXPECT_EQ(outcome(R"("birth_date": "2022-01-01", "benefit_kind": "without_parents")", child), "out_of_turn 2 ");
  EXPECT_EQ(outcome(R"("birth_date": "2019-03-05", "benefit_kind": "military")", child), "too_old 1 ");
  EXPECT_EQ(outcome(R"("birth_date": "2027-01-01")", child), "not_born 6 ");
  EXPECT_EQ(outcome(R"("birth_date": "2022-01-02")", child), "not_confirmed 5 ") << "born on another day";
  EXPECT_EQ(outcome(R"("birth_date": "2019-03-06")", child), "not_confirmed 5 ") << "another child's day";
  const std::string second = R"("child_iin": "190306500012")" + child.substr(child.find(','));
  EXPECT_EQ(outcome(R"("birth_date": "2019-03-06")", second), "ordinary 4 ") << "seven tomorrow";
  const std::string stranger = R"("child_iin": "220102500012")" + child.substr(child.find(','));
  EXPECT_EQ(outcome(R"("birth_date": "2022-01-01")", stranger), "not_confirmed 5 ") << "not the applicant's child";
  const std::string unknown = R"("child_iin": "220101500012", "evidence": {"family": null})";
  EXPECT_EQ(outcome(R"("birth_date": "2022-01-01")", unknown), "not_confirmed 5 ");
}

}  // namespace
}  // namespace qyzmet::catalogue
