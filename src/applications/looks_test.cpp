#include <gtest/gtest.h>

#include "applications/applications.hpp"
#include "applications/testing.hpp"

namespace qyzmet::applications {
namespace {

using http::testing::Answer;
using testing::kDaughter;
using testing::kMother;
using testing::must;
using testing::object_of;
using testing::problem_of;

class LooksTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  LooksTest() : site(QYZMET_SOURCE_DIR, GetParam()) {}

  std::string filed(std::string_view caller, std::string_view more = "") {
    const std::string answers(caller == "daughter" ? testing::kSignedByStranger : testing::kSignedAnswers);
    const Answer answer = site.post(caller, "/api/applications",
                                    R"({"service":"kz.signed","answers":)" + answers + std::string(more) + "}");
    EXPECT_EQ(answer.status, 201) << answer.body;
    return std::string(must(get_string(object_of(answer), "id")));
  }
  std::string filed_by_nobody() {
    const Answer answer =
        site.post("", "/api/applications",
                  R"({"service":"kz.address-certificate","answers":)" + std::string(testing::kGoodAnswers) + "}");
    EXPECT_EQ(answer.status, 201) << answer.body;
    return std::string(must(get_string(object_of(answer), "id")));
  }
  Answer look(std::string_view caller, const std::string& id, std::string_view purpose = "decide") {
    return site.get(caller, "/api/staff/applications/" + id + "?purpose=" + std::string(purpose));
  }
  json::array looks_of(std::string_view caller) {
    return object_of(site.get(caller, "/api/looks")).at("looks").as_array();
  }

  testing::Site site;
};

TEST_P(LooksTest, ALookStandsInTheLedgerOfWhoeverIsNamed) {
  const std::string id = filed("daughter", R"(,"mandate":"201")");
  const Answer seen = look("officer", id, "check_complaint");
  ASSERT_EQ(seen.status, 200) << seen.body;
  const json::object object = object_of(seen);
  EXPECT_EQ(object.at("applicant"), (json::value{{"iin", kMother.iin}, {"name", kMother.name}}));
  EXPECT_EQ(object.at("filed_by"), (json::value{{"iin", kDaughter.iin}, {"name", kDaughter.name}}));
  EXPECT_EQ(object.at("answers").at("iin"), json::string(testing::kStranger.iin));

  for (const std::string_view caller : {"mother", "daughter"}) {
    const json::array looks = looks_of(caller);
    ASSERT_EQ(looks.size(), 1u) << caller;
    const json::object& line = looks[0].as_object();
    EXPECT_EQ(line.at("who").at("name"), "Staff 302");
    EXPECT_EQ(line.at("who").at("agency"), "kz.mvd");
    EXPECT_EQ(line.at("who").at("office"), "office-1");
    EXPECT_EQ(line.at("purpose"), "check_complaint");
    EXPECT_EQ(line.at("case").as_string(), id_to_display(must(parse_id(id))));
    EXPECT_EQ(line.at("fields"), (json::value{"name", "iin", "has_car", "iin"}));
    EXPECT_EQ(line.at("objected_at"), nullptr);
  }
  EXPECT_TRUE(looks_of("stranger").empty());
}

/// Goal: what registers tell of somebody else leaves a line with them, and is not told to the applicant before they
/// have signed. Method: evidence about the daughter, who is to sign what her mother files.
TEST_P(LooksTest, OfSomebodyElseRegistersTellOnlyBehindALine) {
  site.bench.applications.processes().doors.request_json = [](auto&&...) -> Result<std::string> {
    return canonical_json(json::object{{"iin", kDaughter.iin}});
  };
  const ApplicationId application = site.world.file();
  const std::string id = id_to_decimal(application.value);
  ASSERT_EQ(look("officer", id).status, 200);
  EXPECT_TRUE(looks_of("daughter").empty()) << "nothing was told of her yet";
  for (const std::string name : {"family", "income", "address"}) site.world.answers(application, name);
  ASSERT_EQ(look("officer", id).status, 200);
  const json::array looks = looks_of("daughter");
  ASSERT_EQ(looks.size(), 1U);
  EXPECT_EQ(looks[0].at("fields"), (json::value{"evidence.family", "evidence.income", "evidence.address"}));
  EXPECT_EQ(looks_of("mother").size(), 2U);
  EXPECT_TRUE(looks_of("stranger").empty());

  const auto checks = [&](const Answer& answer) { return object_of(answer).at("checks").as_array().size(); };
  EXPECT_EQ(checks(look("officer", id)), 1U);
  EXPECT_EQ(checks(site.get("mother", "/api/applications/" + id)), 0U);
  const std::string desk = "/api/desk/applications/" + id;
  EXPECT_EQ(site.post("officer", desk + "/take", "{}").status, 200);
  EXPECT_EQ(site.post("officer", desk + "/actions/grant", "{}").status, 200);
  const std::string digest = to_hex(site.world.find(application).content_sha256);
  EXPECT_EQ(checks(site.get("mother", "/api/applications/" + id)), 0U);
  EXPECT_EQ(site.post("daughter", "/api/applications/" + id + "/sign", R"({"digest":")" + digest + "\"}").status, 200);
  EXPECT_EQ(checks(site.get("mother", "/api/applications/" + id)), 1U) << "she has signed";
  EXPECT_EQ(testing::findings(*site.bench.database), "");
}

TEST_P(LooksTest, IsForTheAgencysOfficersAndForOperators) {
  const std::string id = filed("mother");
  EXPECT_EQ(problem_of(look("other officer", id)), "right.missing");
  for (const std::string_view caller : {"mother", "keeper", "bank"}) EXPECT_EQ(look(caller, id).status, 403) << caller;
  EXPECT_EQ(look("", id).status, 401);
  EXPECT_EQ(problem_of(look("officer", id, "")), "request.invalid purpose field.missing");
  EXPECT_EQ(problem_of(look("officer", id, "curiosity")), "request.invalid purpose field.not_a_choice");
  EXPECT_EQ(problem_of(look("officer", "17")), "application.not_found");
  EXPECT_TRUE(looks_of("mother").empty()) << "nobody has seen anything";
  EXPECT_EQ(look("operator", id, "help_applicant").status, 200);
  EXPECT_EQ(look("officer", id).status, 200);
  const json::array looks = looks_of("mother");
  ASSERT_EQ(looks.size(), 2u);
  EXPECT_EQ(looks[0].at("purpose"), "decide") << "newest first";
}

TEST_P(LooksTest, AtWhatNobodySignedForStandsInItsOwnHistory) {
  const std::string id = filed_by_nobody();
  ASSERT_EQ(look("officer", id).status, 200);
  const auto history = site.history(must(parse_id(id)));
  ASSERT_EQ(history.size(), 2u);
  EXPECT_EQ(history[1].kind, "application.looked");
  const auto facts = must(parse_json(history[1].facts));
  EXPECT_EQ(facts.at("by"), "staff:302");
  EXPECT_EQ(facts.at("purpose"), "decide");
  const json::object told = object_of(site.get("", "/api/applications/" + id + "/history"));
  EXPECT_EQ(told.at("events").at(1).at("by"), (json::value{{"kind", "staff"}, {"agency", "kz.mvd"}}));
  journal::AuditReport report;
  audit(*site.bench.database, report);
  EXPECT_TRUE(report.findings.empty());
}

/// Goal: what was found leaves only behind its durable line. Method: the line's change fails, because its place in the
/// journal is taken, or the writer takes nothing any more, or the commit itself fails; the body must not come.
TEST_P(LooksTest, WithoutItsLineNothingLeaves) {
  const std::string id = filed("mother");
  static const db::Sql kTakeTheNextPlace(
      "INSERT INTO journal (idx, at_ms, kind, subject, facts, salt_1, personal, salt_2, personal_digest, entry) "
      "SELECT idx + 1, at_ms, kind, subject, facts, salt_1, personal, salt_2, personal_digest, entry FROM journal "
      "ORDER BY idx DESC LIMIT 1");
  site.bench.tamper(kTakeTheNextPlace);
  const Answer refused = look("officer", id);
  EXPECT_GE(refused.status, 400);
  EXPECT_EQ(refused.body.find(kMother.name), std::string::npos);
  EXPECT_EQ(refused.body.find("900315400007"), std::string::npos);
}

TEST_P(LooksTest, WithoutAWriterNothingLeaves) {
  const std::string id = filed("mother");
  site.bench.database->stop();
  const Answer refused = look("officer", id);
  EXPECT_EQ(refused.status, 503) << refused.body;
  EXPECT_EQ(refused.body.find(kMother.name), std::string::npos);
}

/// A deferred foreign key is looked at by the commit alone: every change works, and no commit does.
TEST(Looks, WithoutACommitNothingLeaves) {
  testing::Site site(QYZMET_SOURCE_DIR);
  const Answer filed = site.post("mother", "/api/applications",
                                 R"({"service":"kz.signed","answers":)" + std::string(testing::kSignedAnswers) + "}");
  const std::string id(must(get_string(object_of(filed), "id")));
  static const db::Sql kParent("CREATE TABLE parent (id INTEGER PRIMARY KEY)");
  static const db::Sql kChild("CREATE TABLE child (p INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)");
  static const db::Sql kTrigger(
      "CREATE TRIGGER break_commit AFTER INSERT ON journal BEGIN INSERT INTO child VALUES (1); END");
  for (const db::Sql* sql : {&kParent, &kChild, &kTrigger}) site.bench.tamper(*sql);
  const Answer refused = site.get("officer", "/api/staff/applications/" + id + "?purpose=decide");
  EXPECT_EQ(problem_of(refused), "db.outcome_unknown") << refused.body;
  EXPECT_EQ(refused.body.find(kMother.name), std::string::npos);
  EXPECT_EQ(object_of(site.get("mother", "/api/looks")).at("looks"), json::array());
}

TEST_P(LooksTest, ThePersonObjectsOnce) {
  const std::string id = filed("mother");
  ASSERT_EQ(look("officer", id).status, 200);
  const std::string path = "/api/looks/" + std::to_string(looks_of("mother")[0].at("index").as_int64()) + "/object";
  EXPECT_EQ(problem_of(site.post("stranger", path, R"({"reason":"x"})")), "look.not_found");
  EXPECT_EQ(problem_of(site.post("mother", "/api/looks/x/object", R"({"reason":"x"})")), "look.not_found");
  EXPECT_EQ(problem_of(site.post("mother", path, R"({"reason":" "})")), "request.invalid reason field.missing");
  const Answer objected = site.post("mother", path, R"({"reason":"Мен мұны сұраған жоқпын"})");
  ASSERT_EQ(objected.status, 200) << objected.body;
  EXPECT_TRUE(object_of(objected).at("objected_at").is_string());
  EXPECT_EQ(looks_of("mother")[0].at("objected_at"), object_of(objected).at("objected_at"));
  EXPECT_EQ(problem_of(site.post("mother", path, R"({"reason":"тағы"})")), "look.already_objected");
}

/// Nobody works through more people than one can read of, and nobody's ledger is filled so.
TEST_P(LooksTest, LooksAreLimitedInNumber) {
  const std::string id = filed("mother");
  for (int i = 0; i < 30; ++i) ASSERT_EQ(look("officer", id).status, 200) << i;
  const Answer refused = look("officer", id);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(problem_of(refused), "look.too_many");
  EXPECT_EQ(looks_of("mother").size(), 30u) << "what was refused is no look";
  EXPECT_EQ(look("operator", id).status, 200) << "each is counted alone";
  for (int minute = 1; minute < 10; ++minute) {
    site.bench.clock.advance(std::chrono::minutes(1));
    for (int i = 0; i < 30; ++i) ASSERT_EQ(look("officer", id).status, 200) << minute << ' ' << i;
  }
  site.bench.clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(look("officer", id).status, 429) << "three hundred in an hour";
  site.bench.clock.advance(std::chrono::hours(1));
  EXPECT_EQ(look("officer", id).status, 200);
}

TEST_P(LooksTest, ALineNamesTheAgencyAndTheServiceInWords) {
  filed("stranger");
  const std::string id = filed("mother");
  ASSERT_EQ(look("officer", id).status, 200);
  const json::object line = looks_of("mother").at(0).as_object();
  EXPECT_EQ(line.at("service"), "kz.signed");
  EXPECT_EQ(line.at("who").at("agency_title").at("en"), "Ministry of Internal Affairs of the Republic of Kazakhstan");
  ASSERT_EQ(look("operator", id).status, 200);
  EXPECT_TRUE(looks_of("mother").at(0).at("who").at("agency_title").is_null());
}

TEST_P(LooksTest, ListsHoldNothingPersonal) {
  const std::string first = filed("mother");
  const std::string second = filed_by_nobody();
  ASSERT_EQ(site.post("mother", "/api/applications/" + first + "/withdraw", "{}").status, 200);
  const auto ids = [&](std::string_view caller, const std::string& query) {
    const Answer answer = site.get(caller, "/api/staff/applications" + query);
    EXPECT_EQ(answer.status, 200) << answer.body;
    for (const std::string_view personal : {kMother.name, kMother.iin, std::string_view("900315400007")}) {
      EXPECT_EQ(answer.body.find(personal), std::string::npos);
    }
    std::vector<std::string> all;
    const json::object list = object_of(answer);
    for (const auto& one : list.at("applications").as_array()) all.emplace_back(one.at("id").as_string());
    return all;
  };
  using Ids = std::vector<std::string>;
  EXPECT_EQ(ids("operator", ""), (Ids{second, first}));
  EXPECT_EQ(ids("officer", ""), (Ids{second, first}));
  EXPECT_EQ(ids("other officer", ""), Ids());
  EXPECT_EQ(ids("operator", "?service=kz.signed"), Ids{first});
  EXPECT_EQ(ids("operator", "?state=submitted"), Ids{second});
  EXPECT_EQ(ids("operator", "?after=" + second), Ids{first});
  EXPECT_EQ(problem_of(site.get("operator", "/api/staff/applications?state=approved")),
            "request.invalid state field.not_a_choice");
  EXPECT_EQ(site.get("keeper", "/api/staff/applications").status, 403);
}

TEST_P(LooksTest, ReportsOfWhatIsNotListedReachTheKeepers) {
  constexpr std::string_view kReport = R"({"what":" Жер учаскесін бөлу ","where":"Қызылорда","agency":null})";
  const Answer reported = site.post("", "/api/not-listed", kReport);
  ASSERT_EQ(reported.status, 201) << reported.body;
  const json::object list = object_of(site.get("keeper", "/api/not-listed"));
  EXPECT_EQ(list.at("count"), 1);
  EXPECT_EQ(list.at("reports").at(0).at("what"), "Жер учаскесін бөлу");
  EXPECT_EQ(list.at("reports").at(0).at("where"), "Қызылорда");
  EXPECT_EQ(list.at("reports").at(0).at("agency"), "");
  const auto history = site.history(must(parse_id(list.at("reports").at(0).at("id").as_string())));
  ASSERT_EQ(history.size(), 1u);
  EXPECT_EQ(history[0].kind, "service.not_listed");
  EXPECT_EQ(history[0].facts.find("учаскесін"), std::string::npos);
  EXPECT_EQ(history[0].personal, R"({"what":"Жер учаскесін бөлу","where":"Қызылорда"})");
  EXPECT_EQ(site.get("operator", "/api/not-listed").status, 403);

  EXPECT_EQ(problem_of(site.post("", "/api/not-listed", R"({"what":"  "})")), "request.invalid what field.missing");
  const std::string limit = R"({"what":")" + std::string(500, 'x') + "\"}";
  EXPECT_EQ(site.post("", "/api/not-listed", limit).status, 201);
  const std::string longer = R"({"what":")" + std::string(501, 'x') + "\"}";
  EXPECT_EQ(problem_of(site.post("", "/api/not-listed", longer)), "request.invalid what field.too_long");
  for (int i = 2; i < 30; ++i) EXPECT_EQ(site.post("", "/api/not-listed", kReport).status, 201);
  EXPECT_EQ(problem_of(site.post("", "/api/not-listed", kReport)), "not_listed.too_many");
  EXPECT_EQ(site.post("mother", "/api/not-listed", kReport).status, 201) << "who is signed in is counted alone";
  const json::object first = object_of(site.get("keeper", "/api/not-listed"));
  EXPECT_EQ(first.at("count"), 31);
  const std::string next(first.at("next").as_string());
  const json::object rest = object_of(site.get("keeper", "/api/not-listed?after=" + next));
  EXPECT_EQ(rest.at("reports").as_array().size(), 11u);
  EXPECT_EQ(rest.at("next"), nullptr);
}

INSTANTIATE_TEST_SUITE_P(engines, LooksTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

}  // namespace
}  // namespace qyzmet::applications
