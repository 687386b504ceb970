#include <gtest/gtest.h>

#include <thread>

#include "applications/applications.hpp"
#include "applications/testing.hpp"

namespace qyzmet::applications {
namespace {

using http::testing::Answer;
using testing::kDaughter;
using testing::kGoodAnswers;
using testing::kMother;
using testing::must;
using testing::object_of;
using testing::problem_of;

constexpr std::string_view kDraftId = "0195a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b";
constexpr std::string_view kAnonymous = "";

std::string filing(std::string_view service, std::string_view answers, std::string_view more = "") {
  return R"({"service":")" + std::string(service) + R"(","answers":)" + std::string(answers) + std::string(more) + "}";
}
std::string signed_filing(std::string_view more = "") { return filing("kz.signed", testing::kSignedByStranger, more); }
std::string under(std::int64_t mandate) { return signed_filing(R"(,"mandate":")" + std::to_string(mandate) + "\""); }

class RoutesTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  RoutesTest() : site(QYZMET_SOURCE_DIR, GetParam()) {}

  /// Files and gives the id; fails the test if it is not accepted.
  std::string filed(std::string_view caller, std::string_view body) {
    const Answer answer = site.post(caller, "/api/applications", body);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return std::string(must(get_string(object_of(answer), "id")));
  }
  json::object facts_of(const std::string& id, std::size_t number) {
    const auto history = site.history(must(parse_id(id)));
    EXPECT_GT(history.size(), number);
    return must(parse_json(history.at(number).facts)).as_object();
  }
  std::int64_t applications() {
    static const db::Sql kCount("SELECT count(*) FROM application");
    return site.count(kCount);
  }
  std::vector<journal::Finding> findings() {
    journal::AuditReport report;
    audit(*site.bench.database, report);
    return report.findings;
  }

  testing::Site site;
};

TEST_P(RoutesTest, WhoIsSignedInIsTheApplicant) {
  const std::string id = filed("daughter", signed_filing());
  const json::object facts = facts_of(id, 0);
  EXPECT_EQ(facts.at("by"), "person:102");
  EXPECT_FALSE(facts.contains("for"));
  EXPECT_EQ(facts.at("channel"), "portal");

  const json::object own = object_of(site.get("daughter", "/api/applications/" + id));
  EXPECT_EQ(own.at("applicant"), (json::value{{"name", kDaughter.name}, {"you", true}}));
  EXPECT_EQ(own.at("actions"), json::array({"withdraw", "write"}));
  EXPECT_EQ(own.at("mandate"), nullptr);
  EXPECT_TRUE(findings().empty());
}

/// Goal: of an application with an applicant nobody else learns so much as that it is there.
TEST_P(RoutesTest, SomebodyElsesDoesNotExist) {
  const std::string id = filed("daughter", signed_filing());
  for (const std::string_view caller : {"", "stranger", "operator", "keeper", "bank"}) {
    for (const std::string_view what : {"", "/history", "/receipt", "/events"}) {
      const Answer answer = site.get(caller, "/api/applications/" + id + std::string(what));
      EXPECT_EQ(answer.status, 404) << caller << what;
      EXPECT_EQ(problem_of(answer), "application.not_found") << caller << what;
    }
  }
  EXPECT_EQ(problem_of(site.get("stranger", "/api/applications/" + id + "/content")), "application.not_found");
  EXPECT_EQ(problem_of(site.post("stranger", "/api/applications/" + id + "/withdraw", "{}")), "application.not_found");
  EXPECT_EQ(site.get("daughter", "/api/applications/" + id + "/content").status, 200);
  EXPECT_EQ(site.get("daughter", "/api/applications/" + id + "/history").status, 200);
}

TEST_P(RoutesTest, WhatNobodySignedForIsAsItWas) {
  const std::string id = filed(kAnonymous, filing("kz.address-certificate", kGoodAnswers));
  const json::object status = object_of(site.get(kAnonymous, "/api/applications/" + id));
  EXPECT_EQ(status.at("applicant"), nullptr);
  EXPECT_EQ(status.at("actions"), json::array());
  const json::object history = object_of(site.get(kAnonymous, "/api/applications/" + id + "/history"));
  EXPECT_EQ(history.at("events").at(0).at("by"), (json::value{{"kind", "anonymous"}}));
  EXPECT_EQ(site.get(kAnonymous, "/api/applications/" + id + "/content").status, 401);
  EXPECT_EQ(problem_of(site.get("stranger", "/api/applications/" + id + "/content")), "application.not_found");
  EXPECT_EQ(problem_of(site.post("stranger", "/api/applications/" + id + "/withdraw", "{}")), "application.not_found");
}

TEST_P(RoutesTest, FilesForAnotherUnderAMandate) {
  const std::string id = filed("daughter", under(testing::kMandate));
  const json::object facts = facts_of(id, 0);
  EXPECT_EQ(facts.at("by"), "person:102");
  EXPECT_EQ(facts.at("for"), "person:101");
  EXPECT_EQ(facts.at("mandate"), "201");

  const json::object seen = object_of(site.get("daughter", "/api/applications/" + id));
  EXPECT_EQ(seen.at("applicant"), (json::value{{"name", kMother.name}, {"you", false}}));
  EXPECT_EQ(seen.at("actions"), json::array());
  EXPECT_EQ(seen.at("mandate"), "201");
  EXPECT_EQ(object_of(site.get("mother", "/api/applications/" + id)).at("applicant").at("you"), true);

  const json::object of_mother = object_of(site.get("mother", "/api/applications/" + id + "/history"));
  EXPECT_EQ(of_mother.at("events").at(0).at("by"), (json::value{{"kind", "person"}, {"name", kDaughter.name}}));
  EXPECT_EQ(of_mother.at("events").at(0).at("for"), (json::value{{"kind", "person"}, {"name", kMother.name}}));

  EXPECT_EQ(problem_of(site.post("daughter", "/api/applications/" + id + "/withdraw", "{}")), "right.missing");
  EXPECT_EQ(site.post("mother", "/api/applications/" + id + "/withdraw", "{}").status, 200);
  EXPECT_TRUE(findings().empty());
}

TEST_P(RoutesTest, AClientFilesAndReadsWithConsent) {
  const std::string id = filed("bank", signed_filing());
  const json::object facts = facts_of(id, 0);
  EXPECT_EQ(facts.at("by"), "client:401");
  EXPECT_EQ(facts.at("for"), "person:101");
  EXPECT_EQ(facts.at("channel"), "client");
  EXPECT_EQ(site.get("bank", "/api/applications/" + id).status, 200);
  EXPECT_EQ(site.get("mother", "/api/applications/" + id).status, 200);
  EXPECT_EQ(site.get("other bank", "/api/applications/" + id).status, 404);
  EXPECT_EQ(site.get("bank for the stranger", "/api/applications/" + id).status, 404);
  filed("mother", signed_filing());
  EXPECT_EQ(object_of(site.get("bank", "/api/applications")).at("applications").as_array().size(), 1u);
  EXPECT_EQ(object_of(site.get("mother", "/api/applications")).at("applications").as_array().size(), 2u);
  EXPECT_EQ(problem_of(site.post("reading bank", "/api/applications", signed_filing())), "client.scope_missing");
  EXPECT_EQ(problem_of(site.post("reading bank", "/api/applications/" + id + "/withdraw", "{}")),
            "client.scope_missing");
  EXPECT_TRUE(findings().empty());
}

TEST_P(RoutesTest, MineAreListedNewestFirstAndPaged) {
  std::vector<std::string> ids;
  const std::string another = filing("kz.address-certificate", testing::kGoodAnswers);
  for (int i = 0; i < 23; ++i) ids.push_back(filed("daughter", another));
  ids.push_back(filed("daughter", under(testing::kMandate)));
  filed("mother", signed_filing());
  filed("stranger", filing("kz.signed", testing::kSignedAnswers));

  std::vector<std::string> seen;
  std::string after;
  for (int page = 0; page < 3; ++page) {
    const json::object list = object_of(site.get("daughter", "/api/applications?after=" + after));
    for (const auto& one : list.at("applications").as_array()) seen.emplace_back(one.at("id").as_string());
    if (list.at("next").is_null()) break;
    after = list.at("next").as_string();
  }
  EXPECT_EQ(seen, std::vector<std::string>(ids.rbegin(), ids.rend()));
  EXPECT_EQ(object_of(site.get("mother", "/api/applications")).at("applications").as_array().size(), 2u);
  EXPECT_EQ(site.get(kAnonymous, "/api/applications").status, 401);
  EXPECT_EQ(problem_of(site.get("mother", "/api/applications?after=x")), "http.malformed_cursor");
}

TEST_P(RoutesTest, IsWithdrawnOnce) {
  const std::string id = filed("daughter", signed_filing());
  const Answer withdrawn =
      site.post("daughter", "/api/applications/" + id + "/withdraw", R"({"reason":" Қате кетті "})");
  EXPECT_EQ(withdrawn.status, 200) << withdrawn.body;
  EXPECT_EQ(object_of(withdrawn).at("state"), "withdrawn");
  EXPECT_EQ(object_of(withdrawn).at("actions"), json::array());
  EXPECT_EQ(problem_of(site.post("daughter", "/api/applications/" + id + "/withdraw", "{}")),
            "application.not_withdrawable");
  const auto history = site.history(must(parse_id(id)));
  ASSERT_EQ(history.size(), 2u);
  EXPECT_EQ(history[1].kind, "application.withdrawn");
  EXPECT_EQ(history[1].personal, R"({"reason":"Қате кетті"})");
  EXPECT_EQ(history[1].facts.find("Қате"), std::string::npos);
  EXPECT_EQ(facts_of(id, 1).at("by"), "person:102");
  EXPECT_EQ(object_of(site.get("daughter", "/api/applications/" + id)).at("state"), "withdrawn");
  EXPECT_TRUE(findings().empty());
}

/// Whoever filed under a mandate that has ended goes on seeing that they filed, the number, and the state of then.
TEST_P(RoutesTest, AMandateThatHasEndedShowsNothingLater) {
  static const db::Sql kRevoke("UPDATE mandate SET revoked_at_ms = $now_ms WHERE id = $id");
  const std::string id = filed("daughter", under(testing::kMandate));
  const std::string path = "/api/applications/" + id;
  EXPECT_EQ(site.get("daughter", path + "/content").status, 200);
  EXPECT_FALSE(object_of(site.get("daughter", path)).contains("seen_until"));
  site.bench.clock.advance(std::chrono::seconds(1));
  Instant revoked_at;
  ASSERT_TRUE(site.bench.database->change([&](db::Tx& tx) -> Result<void> {
    revoked_at = tx.now();
    tx.run(kRevoke, {{"now_ms", to_ms(revoked_at)}, {"id", testing::kMandate}});
    return {};
  }));
  site.bench.clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(site.post("mother", path + "/withdraw", "{}").status, 200);

  const json::object seen = object_of(site.get("daughter", path));
  EXPECT_EQ(seen.at("state"), "submitted");
  EXPECT_EQ(seen.at("seen_until").as_string(), to_rfc3339(revoked_at));
  EXPECT_EQ(seen.at("applicant").at("name"), json::string(kMother.name));
  const json::object list = object_of(site.get("daughter", "/api/applications"));
  EXPECT_EQ(list.at("applications").at(0).at("state"), "submitted");
  EXPECT_EQ(object_of(site.get("daughter", path + "/history")).at("events").as_array().size(), 1u);
  EXPECT_EQ(problem_of(site.get("daughter", path + "/content")), "mandate.ended");
  EXPECT_NE(site.get("daughter", path + "/receipt").status, 404) << "of the filing: theirs, once it is published";
  http::testing::Wire wire(site.server->port());
  wire.send(http::testing::request("GET", path + "/events", "X-Caller: daughter\r\n"));
  EXPECT_EQ(wire.receive_until("application.submitted").find("withdrawn"), std::string::npos);

  const json::object hers = object_of(site.get("mother", path));
  EXPECT_EQ(hers.at("state"), "withdrawn");
  EXPECT_EQ(object_of(site.get("mother", path + "/history")).at("events").as_array().size(), 2u);
}

TEST_P(RoutesTest, AMandateWhoseTimeIsOverShowsNothingLaterAndAUsedUpOneAll) {
  filed("daughter", under(testing::kMandate));
  const std::string id = filed("daughter", under(testing::kMandate));
  EXPECT_FALSE(object_of(site.get("daughter", "/api/applications/" + id)).contains("seen_until"));
  site.bench.clock.advance(std::chrono::days(2));
  EXPECT_EQ(site.post("mother", "/api/applications/" + id + "/withdraw", "{}").status, 200);
  const json::object seen = object_of(site.get("daughter", "/api/applications/" + id));
  EXPECT_EQ(seen.at("state"), "submitted");
  EXPECT_TRUE(seen.contains("seen_until"));
}

TEST_P(RoutesTest, TheHistoryNamesTheClientThatFiled) {
  const std::string id = filed("bank", signed_filing());
  for (const std::string_view caller : {"mother", "bank"}) {
    const json::object history = object_of(site.get(caller, "/api/applications/" + id + "/history"));
    EXPECT_EQ(history.at("events").at(0).at("by"), (json::value{{"kind", "client"}, {"name", "Bank 401"}})) << caller;
  }
}

/// Goal: each kind of bad input has its message, and nothing is stored.
TEST_P(RoutesTest, BadInputIsNamedAndNotStored) {
  const std::string photo = R"("photo":{"name":"a.exe","type":"application/x-msdownload","size":10,"sha256":")" +
                            std::string(64, 'a') + "\"}";
  struct Case {
    std::string_view caller;
    std::string body;
    std::string problem;
  };
  const std::vector<Case> cases = {
      {kAnonymous, signed_filing(), "session.needed"},
      {"operator", signed_filing(), "right.missing"},
      {"daughter", filing("kz.elsewhere", "{}"), "request.invalid service service.not_filed_here"},
      {"daughter", filing("kz.signed", R"({"iin":"900315400008","has_car":false})"),
       "request.invalid answers.iin iin.check_digit"},
      {"daughter", filing("kz.signed", R"({"iin":"900315400007","has_car":false,"colour":"red"})"),
       "request.invalid answers.colour field.unknown"},
      {"daughter", filing("kz.signed", R"({"iin":"900315400007","has_car":false,"plate":"123ABC02"})"),
       "request.invalid answers.plate field.not_asked"},
      {"daughter", filing("kz.signed", R"({"iin":"900315400007","has_car":true,"plate":"123ABC02",)" + photo + "}"),
       "request.invalid answers.photo field.file_type"},
      {"daughter", under(testing::kOver), "mandate.over"},
      {"stranger", filing("kz.signed", testing::kSignedAnswers, R"(,"mandate":"201")"), "mandate.not_found"},
      {"bank", under(testing::kMandate), "mandate.not_found"},
      {"daughter", signed_filing(R"(,"mandate":"x")"), "mandate.not_found"},
      {"daughter", filing("kz.address-certificate", kGoodAnswers, R"(,"mandate":"201")"), "mandate.other_service"},
      {kAnonymous, filing("kz.address-certificate", kGoodAnswers, R"(,"mandate":"201")"), "session.needed"},
      {kAnonymous, filing("kz.address-certificate", kGoodAnswers, R"(,"draft":")" + std::string(kDraftId) + "\""),
       "session.needed"},
      {"daughter", signed_filing(R"(,"draft":"7")"), "request.invalid draft draft.malformed_id"},
      {"daughter", signed_filing(R"(,"applicant":"101")"), "request.invalid applicant field.unknown"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(problem_of(site.post(c.caller, "/api/applications", c.body)), c.problem) << c.body;
  }
  EXPECT_EQ(applications(), 0);
  EXPECT_EQ(filed("daughter", under(testing::kMandate)).empty(), false) << "the refused ones used the mandate up";
}

TEST_P(RoutesTest, AFailedFilingDoesNotUseTheMandate) {
  filed("daughter", under(testing::kMandate));
  filed("daughter", under(testing::kMandate));
  EXPECT_EQ(problem_of(site.post("daughter", "/api/applications", under(testing::kMandate))), "mandate.used_up");
  EXPECT_EQ(applications(), 2);
}

/// Goal: one draft is one application, however many tabs send it at once, each with a key of its own.
TEST_P(RoutesTest, FiftyTabsWithOneDraftAreOneApplication) {
  const std::string draft(kDraftId);
  const Answer kept = site.ask("daughter", "PUT", "/api/drafts/" + draft,
                               R"({"service":"kz.signed","version":4,"answers":{"iin":"9"},"lang":"kk","page":"who"})");
  ASSERT_EQ(kept.status, 200) << kept.body;
  constexpr int kTabs = 50;
  std::vector<Answer> answers(kTabs);
  std::vector<std::thread> threads;
  for (Answer& answer : answers) {
    threads.emplace_back(
        [&] { answer = site.post("daughter", "/api/applications", signed_filing(R"(,"draft":")" + draft + "\"")); });
  }
  for (std::thread& thread : threads) thread.join();
  int accepted = 0;
  std::string number;
  for (const Answer& answer : answers) {
    if (answer.status != 201) continue;
    ++accepted;
    number = must(get_string(object_of(answer), "number"));
  }
  EXPECT_EQ(accepted, 1);
  for (const Answer& answer : answers) {
    if (answer.status == 201) continue;
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(problem_of(answer), "draft.already_sent");
    EXPECT_NE(answer.body.find(number), std::string::npos) << answer.body;
  }
  EXPECT_EQ(applications(), 1);
  EXPECT_EQ(object_of(site.get("daughter", "/api/drafts")).at("drafts"), json::array());
  EXPECT_EQ(problem_of(site.get("daughter", "/api/drafts/" + draft)), "draft.already_sent");
  // Another person's draft of the same id is another draft.
  filed("stranger", filing("kz.signed", testing::kSignedAnswers, R"(,"draft":")" + draft + "\""));
  EXPECT_EQ(applications(), 2);
}

INSTANTIATE_TEST_SUITE_P(engines, RoutesTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

}  // namespace
}  // namespace qyzmet::applications
