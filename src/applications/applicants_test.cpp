// What applicants, and those who sign for them, do with an application under way; over real HTTP.
#include "applications/applicants.hpp"

#include <gtest/gtest.h>

#include "applications/signers.hpp"
#include "applications/testing.hpp"

namespace qyzmet::applications {
namespace {

using testing::must;
using testing::object_of;
using testing::problem_of;

class ApplicantsTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  ApplicantsTest() : site(QYZMET_SOURCE_DIR, GetParam()) {}
  ~ApplicantsTest() override { site.stop(); }

  std::string reviewed() {
    const ApplicationId id = site.world.file();
    for (const std::string name : {"family", "income", "address"}) site.world.answers(id, name);
    return id_to_decimal(id.value);
  }
  http::testing::Answer office(const std::string& id, const std::string& what, std::string_view body = "{}") {
    auto answer = site.post("officer", "/api/desk/applications/" + id + "/" + what, body);
    site.world.settle();
    return answer;
  }
  http::testing::Answer act(std::string_view caller, const std::string& id, const std::string& what,
                            std::string_view body) {
    auto answer = site.post(caller, "/api/applications/" + id + "/" + what, body);
    site.world.settle();
    return answer;
  }
  json::object status(std::string_view caller, const std::string& id) {
    return object_of(site.get(caller, "/api/applications/" + id));
  }
  std::string asked() {
    std::string id = reviewed();
    EXPECT_EQ(office(id, "take").status, 200);
    EXPECT_EQ(office(id, "actions/ask", R"({"reason":"which car?"})").status, 200);
    return id;
  }
  std::string to_sign() {
    std::string id = reviewed();
    EXPECT_EQ(office(id, "take").status, 200);
    EXPECT_EQ(office(id, "actions/grant").status, 200);
    return id;
  }

  testing::Site site;
};

TEST_P(ApplicantsTest, TheyKnowWhoHasTheBallAndUntilWhen) {
  const std::string id = id_to_decimal(site.world.file().value);
  const json::object waits = status("mother", id);
  EXPECT_EQ(waits.at("ball").at("party").as_string(), "agency");
  EXPECT_EQ(waits.at("ball").at("agency").as_string(), "kz.family");
  EXPECT_EQ(waits.at("ball").at("until").as_string(), to_rfc3339(site.bench.clock.now() + std::chrono::hours(24)));
  EXPECT_EQ(waits.at("step").at("id").as_string(), "check");
  EXPECT_EQ(json::serialize(waits.at("actions")), R"(["withdraw","write"])");
  EXPECT_EQ(site.get("stranger", "/api/applications/" + id).status, 404);
}

TEST_P(ApplicantsTest, AQuestionIsAnswered) {
  const std::string id = asked();
  const json::object told = status("mother", id);
  EXPECT_EQ(told.at("state").as_string(), "waiting_for_applicant");
  EXPECT_EQ(told.at("messages").as_array().at(0).at("text").as_string(), "which car?");
  EXPECT_EQ(told.at("messages").as_array().at(0).at("kind").as_string(), "question");
  EXPECT_EQ(problem_of(act("mother", id, "answer", "{}")), "request.invalid text field.missing");
  EXPECT_EQ(act("stranger", id, "answer", R"({"text":"mine"})").status, 404);
  EXPECT_EQ(act("mother", id, "answer", R"({"text":"the red one"})").status, 200);
  EXPECT_EQ(problem_of(act("mother", id, "answer", R"({"text":"and blue"})")), "application.action_not_allowed");
  EXPECT_EQ(status("mother", id).at("messages").as_array().at(1).at("text").as_string(), "the red one");
}

TEST_P(ApplicantsTest, ACorrectionKeepsBoth) {
  const std::string id = asked();
  EXPECT_EQ(problem_of(act("mother", id, "correct", R"({"answers":{"iin":"1","has_car":false}})")),
            "request.invalid answers.iin iin.not_12_digits");
  EXPECT_EQ(act("mother", id, "correct",
                R"({"answers":{"iin":"900315400007","has_car":true,"plate":"A 123"},"text":"I have one"})")
                .status,
            200);
  EXPECT_EQ(problem_of(act("mother", id, "correct", R"({"answers":{"iin":"900315400007","has_car":false}})")),
            "application.action_not_allowed");
  const auto now = object_of(site.get("mother", "/api/applications/" + id + "/content"));
  EXPECT_EQ(now.at("answers").at("plate").as_string(), "A 123");
  const auto filed = object_of(site.get("mother", "/api/applications/" + id + "/content?as=filed"));
  EXPECT_FALSE(filed.at("answers").as_object().contains("plate"));
  const json::object told = status("mother", id);
  EXPECT_EQ(told.at("corrections").as_int64(), 1);
  EXPECT_EQ(told.at("state").as_string(), "in_progress");
  const auto looked = object_of(site.get("officer", "/api/staff/applications/" + id + "?purpose=decide"));
  EXPECT_EQ(looked.at("answers").at("plate").as_string(), "A 123") << "officers see what counts";
  journal::AuditReport report;
  audit(*site.bench.database, report);
  EXPECT_TRUE(report.findings.empty()) << report.findings[0].what;
}

/// Signed, found and answered was for other answers: none of it stands for these.
TEST_P(ApplicantsTest, OtherAnswersAreLookedAtAndSignedAnew) {
  site.world.outcomes["entitled"] = "true";
  const std::string id = reviewed();
  const ApplicationId number{must(parse_id(id))};
  const auto signing = object_of(site.get("daughter", "/api/to-sign"));
  const std::string digest(signing.at("applications").as_array().at(0).at("digest").as_string());
  EXPECT_EQ(act("daughter", id, "sign", R"({"digest":")" + digest + "\"}").status, 200);
  site.world.answers(number, "step.assign", R"({"outcome":"rejected"})");
  EXPECT_EQ(office(id, "take").status, 200);
  EXPECT_EQ(office(id, "actions/ask", R"({"reason":"whose?"})").status, 200);
  EXPECT_EQ(act("mother", id, "correct", R"({"answers":{"iin":"850101300005","has_car":false}})").status, 200);
  EXPECT_EQ(site.world.stands(number), "in_progress check evidence agency:kz.family");
  EXPECT_TRUE(status("mother", id).at("checks").as_array().empty()) << "of other answers";
  for (const std::string name : {"family", "income", "address"}) site.world.answers(number, name, "");
  EXPECT_EQ(site.world.stands(number), "in_progress consent signature applicant");
  EXPECT_TRUE(object_of(site.get("daughter", "/api/to-sign")).at("applications").as_array().empty());
  EXPECT_EQ(object_of(site.get("stranger", "/api/to-sign")).at("applications").as_array().size(), 1u);
  json::object ruled;
  bool told = false;
  for (const auto& event : site.history(number.value)) {
    if (event.kind == "application.corrected") told = must(parse_json(event.facts)).as_object().contains("anew");
    if (event.kind == "application.rule_applied") ruled = must(parse_json(event.personal.value_or("{}"))).as_object();
  }
  EXPECT_TRUE(told);
  EXPECT_TRUE(ruled.at("outputs").at("seen").at("family").is_null()) << "what the register said of other answers";
  EXPECT_EQ(testing::findings(*site.bench.database), "");
}

TEST_P(ApplicantsTest, TheSameAnswersAgainChangeNothing) {
  const std::string id = asked();
  EXPECT_EQ(act("mother", id, "correct", R"({"answers":{"iin":"900315400007","has_car":false}})").status, 200);
  EXPECT_EQ(status("mother", id).at("step").at("id").as_string(), "review");
  EXPECT_EQ(office(id, "actions/grant").status, 200) << "still in the same hand";
}

TEST_P(ApplicantsTest, BothWriteToEachOther) {
  const std::string id = reviewed();
  EXPECT_EQ(act("mother", id, "messages", R"({"text":"when?"})").status, 200);
  EXPECT_EQ(problem_of(act("mother", id, "messages", "{}")), "request.invalid text field.missing");
  EXPECT_EQ(act("stranger", id, "messages", R"({"text":"when?"})").status, 404);
  EXPECT_EQ(office(id, "take").status, 200);
  EXPECT_EQ(office(id, "messages", R"({"text":"soon"})").status, 200);
  const auto told = status("mother", id);
  const auto& messages = told.at("messages").as_array();
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[0].at("from").as_string(), "applicant");
  EXPECT_EQ(messages[1].at("from").as_string(), "office");
  for (int i = 1; i < kMostMessages; ++i)
    (void)site.post("mother", "/api/applications/" + id + "/messages", R"({"text":"when?"})");
  EXPECT_EQ(problem_of(act("mother", id, "messages", R"({"text":"when?"})")), "application.too_many_messages");
}

TEST_P(ApplicantsTest, TheOtherOneSignsWhatTheySee) {
  const std::string id = to_sign();
  EXPECT_TRUE(object_of(site.get("mother", "/api/to-sign")).at("applications").as_array().empty());
  const auto theirs = object_of(site.get("daughter", "/api/to-sign"));
  const auto& entry = theirs.at("applications").as_array().at(0).as_object();
  EXPECT_EQ(entry.at("id").as_string(), id);
  EXPECT_EQ(entry.at("applicant").as_string(), testing::kMother.name);
  EXPECT_EQ(entry.at("answers").at("iin").as_string(), testing::kDaughter.iin);
  const std::string digest = R"({"digest":")" + std::string(entry.at("digest").as_string()) + "\"}";
  EXPECT_EQ(act("stranger", id, "sign", digest).status, 404);
  EXPECT_EQ(problem_of(act("daughter", id, "sign", R"({"digest":"00"})")), "application.content_changed");
  EXPECT_EQ(act("daughter", id, "sign", digest).status, 200);
  EXPECT_EQ(act("daughter", id, "sign", digest).status, 404) << "nothing is left to sign";
  EXPECT_TRUE(object_of(site.get("daughter", "/api/to-sign")).at("applications").as_array().empty());
  EXPECT_EQ(status("mother", id).at("step").at("id").as_string(), "assign");
}

std::string filing_with(std::string_view signer) {
  return R"({"service":"kz.signed","answers":{"iin":")" + std::string(signer) + R"(","has_car":false}})";
}

/// Neither when it is filed, for oneself or under a mandate, nor when it is corrected; nor what was filed before.
TEST_P(ApplicantsTest, NobodySignsTheirOwn) {
  const std::string own = "request.invalid answers.iin application.signer_is_applicant";
  const std::string mothers(testing::kMother.iin);
  std::string for_her = filing_with(mothers);
  for_her.insert(for_her.size() - 1, R"(,"mandate":"201")");
  std::string of_hers = filing_with(testing::kDaughter.iin);
  of_hers.insert(of_hers.size() - 1, R"(,"mandate":"201")");
  const std::vector<std::pair<std::string, std::string>> filings = {{"mother", filing_with(mothers)},
                                                                    {"bank", filing_with(mothers)},
                                                                    {"daughter", for_her},
                                                                    {"daughter", of_hers}};
  for (const auto& [caller, body] : filings)
    EXPECT_EQ(problem_of(site.post(caller, "/api/applications", body)), own) << caller << body;
  EXPECT_EQ(
      problem_of(act("mother", asked(), "correct", R"({"answers":{"iin":")" + mothers + R"(","has_car":false}})")),
      own);
  site.world.outcomes["entitled"] = "true";
  const ApplicationId id = site.world.file("kz.signed", R"({"iin":")" + mothers + R"(","has_car":false})");
  for (const std::string name : {"family", "income", "address"}) site.world.answers(id, name);
  const auto hers = object_of(site.get("mother", "/api/to-sign"));
  const std::string digest(hers.at("applications").as_array().at(0).at("digest").as_string());
  EXPECT_EQ(problem_of(act("mother", id_to_decimal(id.value), "sign", R"({"digest":")" + digest + "\"}")),
            "application.own_signature");
}

TEST_P(ApplicantsTest, NobodyBuriesAnother) {
  for (int i = 0; i < kMostToSign; ++i)
    EXPECT_EQ(site.post("mother", "/api/applications", filing_with(testing::kDaughter.iin)).status, 201);
  EXPECT_EQ(problem_of(site.post("mother", "/api/applications", filing_with(testing::kDaughter.iin))),
            "request.invalid answers.iin application.too_many_to_sign");
  EXPECT_EQ(site.post("mother", "/api/applications", filing_with(testing::kStranger.iin)).status, 201);
  EXPECT_EQ(site.post("stranger", "/api/applications", filing_with(testing::kDaughter.iin)).status, 201);
}

TEST_P(ApplicantsTest, WhatWaitsForASignatureIsPaged) {
  std::vector<std::string> ids;
  for (int i = 0; i < 23; ++i) ids.insert(ids.begin(), to_sign());
  std::vector<std::string> seen;
  json::value next = "";
  for (int page = 0; page < 2; ++page) {
    const std::string after = page == 0 ? "" : "?after=" + std::string(next.as_string());
    const json::object found = object_of(site.get("daughter", "/api/to-sign" + after));
    for (const auto& one : found.at("applications").as_array()) seen.emplace_back(one.at("id").as_string());
    next = found.at("next");
  }
  EXPECT_TRUE(next.is_null());
  EXPECT_EQ(seen, ids) << "each once, the newest first";
}

TEST_P(ApplicantsTest, OrDeclines) {
  const std::string id = to_sign();
  const auto theirs = object_of(site.get("daughter", "/api/to-sign"));
  const std::string digest(theirs.at("applications").as_array().at(0).at("digest").as_string());
  EXPECT_EQ(act("daughter", id, "decline", R"({"digest":")" + digest + "\"}").status, 200);
  EXPECT_EQ(status("mother", id).at("outcome").as_string(), "refused");
}

TEST_P(ApplicantsTest, TheyRateItOnceAtTheEnd) {
  const std::string id = reviewed();
  EXPECT_EQ(problem_of(act("mother", id, "rating", R"({"rating":5})")), "application.not_decided");
  EXPECT_EQ(office(id, "take").status, 200);
  EXPECT_EQ(office(id, "actions/refuse", R"({"reason":"r","remedy":"m"})").status, 200);
  EXPECT_EQ(json::serialize(status("mother", id).at("actions")), R"(["rate"])");
  EXPECT_EQ(problem_of(act("mother", id, "rating", R"({"rating":6})")),
            "request.invalid rating application.rating_range");
  EXPECT_EQ(act("mother", id, "rating", R"({"rating":2,"comment":"slow"})").status, 200);
  EXPECT_EQ(problem_of(act("mother", id, "rating", R"({"rating":5})")), "application.rated_already");
  EXPECT_EQ(status("mother", id).at("rating").as_int64(), 2);
}

/// Facts of all its events are free of what the personal parts hold.
TEST_P(ApplicantsTest, WhatIsPersonalStaysApart) {
  const std::string id = asked();
  EXPECT_EQ(act("mother", id, "answer", R"({"text":"the red one"})").status, 200);
  EXPECT_EQ(office(id, "actions/refuse", R"({"reason":"too few","remedy":"a fourth"})").status, 200);
  for (const auto& event : site.history(must(parse_id(id)))) {
    for (const std::string_view personal : {"which car", "red one", "too few", "a fourth", "900315400007"})
      EXPECT_EQ(event.facts.find(personal), std::string::npos) << event.facts;
  }
}

TEST_P(ApplicantsTest, LiveEventsTellOfTheWay) {
  const std::string id = asked();
  http::testing::Wire wire(site.server->port());
  wire.send(http::testing::request("GET", "/api/applications/" + id + "/events", "X-Caller: mother\r\n"));
  const std::string seen = wire.receive_until("\"state\":\"waiting_for_applicant\"");
  EXPECT_NE(seen.find("application.asked"), std::string::npos) << seen;
  EXPECT_EQ(seen.find("which car"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(engines, ApplicantsTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

}  // namespace
}  // namespace qyzmet::applications
