// The agency's desk over real HTTP: who sees what, who may do what, and that two officers never hold one file.
#include "applications/desk.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "applications/history.hpp"
#include "applications/testing.hpp"

namespace qyzmet::applications {
namespace {

using testing::must;
using testing::object_of;
using testing::problem_of;

class DeskTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  DeskTest() : site(QYZMET_SOURCE_DIR, GetParam()) {
    http::Caller colleague = site.callers.at("officer");
    colleague.id = "staff:304";
    colleague.staff = 304;
    site.callers["colleague"] = colleague;
    http::Caller administrator = colleague;
    administrator.roles = static_cast<unsigned>(http::Role::administrator);
    site.callers["administrator"] = administrator;
  }
  ~DeskTest() override { site.stop(); }

  /// Filed by the mother, and reviewed by an officer next.
  std::string reviewed() {
    const ApplicationId id = site.world.file();
    for (const std::string name : {"family", "income", "address"}) site.world.answers(id, name, R"({"children":3})");
    return id_to_decimal(id.value);
  }
  ApplicationId id_of(const std::string& id) { return {must(parse_id(id))}; }
  http::testing::Answer act(std::string_view caller, const std::string& id, const std::string& what,
                            std::string_view body = "{}") {
    auto answer = site.post(caller, "/api/desk/applications/" + id + "/" + what, body);
    site.world.settle();
    return answer;
  }
  json::object inbox(std::string_view caller, const std::string& query = "") {
    return object_of(site.get(caller, "/api/desk/inbox" + query));
  }
  std::vector<std::string> ids(std::string_view caller, const std::string& query = "") {
    std::vector<std::string> all;
    const json::object found = inbox(caller, query);
    for (const auto& one : found.at("applications").as_array()) all.emplace_back(one.at("id").as_string());
    return all;
  }
  json::object look(const std::string& id) {
    return object_of(site.get("officer", "/api/staff/applications/" + id + "?purpose=decide"));
  }
  void make_overdue(const std::string& id) {
    bench().clock.advance(std::chrono::days(30));
    EXPECT_GE(must(mark_all_missed(*bench().database, bench().applications, bench().clock)), 1);
    EXPECT_TRUE(site.world.find(id_of(id)).flow.overdue_since);
  }
  testing::Bench& bench() { return site.bench; }

  using Ids = std::vector<std::string>;
  testing::Site site;
};

TEST_P(DeskTest, ALocalBodyHasTheApplicationsOfItsRegion) {
  for (const std::string name : {"kz.mio", "kz.mio.almaty", "kz.mio.astana"}) {
    site.callers[name] = site.callers.at("officer");
    site.callers[name].agency = name;
  }
  const ApplicationId application = site.world.file("kz.measure", R"({"region":"750000000","idea":"x"})");
  const std::string id = id_to_decimal(application.value);
  EXPECT_EQ(must(bench().find(application)).local_body, "kz.mio.almaty");
  EXPECT_EQ(ids("kz.mio.almaty"), Ids{id});
  EXPECT_EQ(ids("kz.mio.almaty", "?service=kz.measure"), Ids{id});
  EXPECT_EQ(ids("kz.mio.almaty", "?service=kz.measure&step=review&whose=free"), Ids{id});
  EXPECT_EQ(ids("kz.mio.almaty", "?desk=kz.mio"), Ids{}) << "they do not stand for the whole";
  EXPECT_EQ(ids("kz.mio.astana"), Ids{});
  EXPECT_EQ(ids("kz.mio.astana", "?service=kz.measure"), Ids{});
  EXPECT_EQ(ids("kz.mio.astana", "?desk=kz.mio.almaty"), Ids{}) << "another region's";
  EXPECT_EQ(inbox("kz.mio.astana", "?desk=kz.mio.almaty").at("counts").at("free"), 0);
  EXPECT_EQ(ids("kz.mio.astana", "?number=" + id), Ids{});
  EXPECT_EQ(ids("kz.mio"), Ids{});
  EXPECT_EQ(ids("kz.mio", "?desk=kz.mio.almaty"), Ids{id});
  EXPECT_EQ(inbox("kz.mio", "?desk=kz.mio.almaty&service=kz.measure").at("counts").at("free"), 1);
  EXPECT_EQ(ids("kz.mio", "?number=" + id), Ids{id});
  EXPECT_EQ(inbox("kz.mio").at("desks").as_array().size(), 21u);
  EXPECT_EQ(inbox("kz.mio.almaty").at("desks").as_array().size(), 1u);

  EXPECT_EQ(act("kz.mio.astana", id, "take").status, 403);
  EXPECT_EQ(site.get("kz.mio.astana", "/api/staff/applications/" + id + "?purpose=decide").status, 403);
  EXPECT_EQ(act("kz.mio", id, "take").status, 200) << "they stand for it";
  EXPECT_EQ(act("kz.mio", id, "give-back").status, 200);
  EXPECT_EQ(act("kz.mio.almaty", id, "take").status, 200);
  EXPECT_EQ(act("kz.mio.almaty", id, "actions/grant").status, 200);
  const auto status = object_of(site.get("mother", "/api/applications/" + id));
  EXPECT_EQ(status.at("local_body").at("id"), "kz.mio.almaty");
  EXPECT_EQ(status.at("outcome"), "granted");
  EXPECT_EQ(testing::findings(*bench().database), "");
}

TEST_P(DeskTest, NobodyDecidesWhatTheyFiled) {
  const std::string body = R"({"service":"kz.signed","answers":)" + std::string(testing::kSignedAnswers) + "}";
  EXPECT_EQ(problem_of(site.post("officer", "/api/applications", body)), "right.missing") << "is no operator";
  site.callers["both"] = site.callers.at("officer");
  http::Caller& both = site.callers["both"];  // of a small office
  both.roles |= static_cast<unsigned>(http::Role::operator_);
  const auto filed =
      site.post("both", "/api/applications", R"({"service":"kz.three-days","answers":{"when":"2026-01-01"}})");
  ASSERT_EQ(filed.status, 201) << filed.body;
  site.world.settle();
  EXPECT_EQ(problem_of(act("both", std::string(object_of(filed).at("id").as_string()), "take")),
            "application.own_filing");
}

TEST_P(DeskTest, EachFilterShowsWhatItSays) {
  const std::string a = reviewed();
  const std::string b = reviewed();
  const std::string c = id_to_decimal(site.world.file().value);  // waits for registers
  EXPECT_EQ(ids("officer").size(), 3u);
  EXPECT_EQ(act("officer", a, "take").status, 200);
  EXPECT_EQ(ids("officer", "?whose=mine"), Ids{a});
  EXPECT_EQ(ids("officer", "?whose=free"), Ids{b});
  EXPECT_EQ(ids("colleague", "?whose=mine"), Ids{});
  EXPECT_EQ(act("officer", a, "actions/ask", R"({"reason":"which one?"})").status, 200);
  EXPECT_EQ(ids("officer", "?waiting=yes"), Ids{a});
  EXPECT_EQ(ids("officer", "?service=kz.signed&step=review&whose=free"), Ids{b});
  EXPECT_EQ(ids("officer", "?service=kz.signed&step=check"), Ids{c});
  EXPECT_EQ(ids("officer", "?service=kz.part"), Ids{}) << "another agency's";
  EXPECT_EQ(ids("other officer"), Ids{});
  EXPECT_EQ(ids("officer", "?number=" + id_to_display(must(parse_id(b)))), Ids{b});
  EXPECT_EQ(ids("other officer", "?number=" + b), Ids{});
  const json::object counts = inbox("officer").at("counts").as_object();
  EXPECT_EQ(json::serialize(counts),
            R"({"elsewhere":1,"free":1,"held":0,"mine":1,"most":1000,"overdue":0,"waiting":1})");
  make_overdue(c);
  EXPECT_EQ(ids("officer", "?overdue=yes").size(), 3u);
  EXPECT_EQ(ids("officer", "?overdue=yes&whose=free"), Ids{b});
}

TEST_P(DeskTest, TheListIsPagedInTheOrderOfWhatMustHappen) {
  Ids all;
  for (int i = 0; i < 120; ++i) {
    const auto prepared = must(bench().prepare("kz.three-days", R"({"when":"2026-01-01"})"));
    all.push_back(id_to_decimal(bench().submit(prepared).id.value));
  }
  site.world.settle();
  Ids seen;
  std::string after;
  for (int page = 0; page < 5; ++page) {
    const json::object found = inbox("officer", after);
    for (const auto& one : found.at("applications").as_array()) seen.emplace_back(one.at("id").as_string());
    if (found.at("next").is_null()) break;
    after = "?after=" + std::string(found.at("next").as_string());
  }
  EXPECT_EQ(seen, all) << "all of one term: by their ids";
  EXPECT_EQ(site.get("officer", "/api/desk/inbox?after=x").status, 400);
  EXPECT_EQ(problem_of(site.get("officer", "/api/desk/inbox?whose=ours")), "request.invalid whose field.not_a_choice");
  EXPECT_EQ(problem_of(site.get("officer", "/api/desk/inbox?step=review")), "request.invalid service field.missing");
}

TEST_P(DeskTest, NothingPersonalIsInTheList) {
  reviewed();
  const std::string body = site.get("officer", "/api/desk/inbox").body;
  for (const std::string_view personal : {"900315400007", "560707400005", "Сәуле", "digest", "person:"})
    EXPECT_EQ(body.find(personal), std::string::npos) << personal;
}

/// Goal: two officers never hold one file. Method: fifty at once, each with their own connection.
TEST_P(DeskTest, OfFiftyOfficersOneGetsIt) {
  const std::string id = reviewed();
  constexpr int kOfficers = 50;
  for (int i = 0; i < kOfficers; ++i) {
    http::Caller officer = site.callers.at("officer");
    officer.staff = 1000 + i;
    officer.id = "staff:" + std::to_string(officer.staff);
    site.callers["officer " + std::to_string(i)] = officer;
  }
  std::atomic<int> taken = 0;
  std::atomic<int> refused = 0;
  {
    std::vector<std::jthread> officers;
    for (int i = 0; i < kOfficers; ++i) {
      officers.emplace_back([&, i] {
        const auto answer = site.post("officer " + std::to_string(i), "/api/desk/applications/" + id + "/take", "{}");
        if (answer.status == 200) ++taken;
        if (answer.status == 409) ++refused;
      });
    }
  }
  EXPECT_EQ(taken, 1);
  EXPECT_EQ(refused, kOfficers - 1);
  EXPECT_EQ(site.count(db::Sql("SELECT COUNT(*) FROM journal WHERE kind = 'application.taken'")), 1);
}

TEST_P(DeskTest, OnlyWhoHasItInHandActs) {
  const std::string id = reviewed();
  EXPECT_EQ(problem_of(act("officer", id, "actions/grant")), "application.not_in_hand");
  EXPECT_EQ(act("officer", id, "take").status, 200);
  EXPECT_EQ(act("officer", id, "take").status, 200) << "again: no harm";
  EXPECT_EQ(problem_of(act("colleague", id, "take")), "application.taken_already");
  EXPECT_EQ(problem_of(act("colleague", id, "actions/grant")), "application.not_in_hand");
  EXPECT_EQ(problem_of(act("colleague", id, "give-back")), "application.not_in_hand");
  EXPECT_EQ(act("other officer", id, "take").status, 403);
  EXPECT_EQ(act("operator", id, "take").status, 403);
  EXPECT_EQ(problem_of(act("officer", id, "actions/sign")), "application.action_not_allowed");
  EXPECT_EQ(act("officer", id, "give-back").status, 200);
  EXPECT_EQ(act("colleague", id, "take").status, 200);
  make_overdue(id);
  EXPECT_EQ(act("officer", id, "take").status, 200) << "what is overdue may be taken from a colleague";
  EXPECT_EQ(act("officer", "17", "take").status, 404);
}

TEST_P(DeskTest, ARefusalSaysWhyAndWhatWouldChangeIt) {
  const std::string id = reviewed();
  EXPECT_EQ(act("officer", id, "take").status, 200);
  EXPECT_EQ(problem_of(act("officer", id, "actions/refuse")), "request.invalid reason field.missing");
  EXPECT_EQ(problem_of(act("officer", id, "actions/refuse", R"({"reason":"too few"})")),
            "request.invalid remedy field.missing");
  EXPECT_EQ(problem_of(act("officer", id, "actions/ask")), "request.invalid reason field.missing");
  EXPECT_EQ(site.world.stands(id_of(id)), "in_progress review officer office") << "nothing half-stored";
  EXPECT_EQ(act("officer", id, "actions/refuse",
                R"x({"reason":"too few","remedy":"a fourth child","article":"art. 10 (1)"})x")
                .status,
            200);
  const json::object told = object_of(site.get("mother", "/api/applications/" + id));
  const json::object& decision = told.at("decision").as_object();
  EXPECT_EQ(decision.at("outcome").as_string(), "refused");
  EXPECT_EQ(decision.at("reason").as_string(), "too few");
  EXPECT_EQ(decision.at("remedy").as_string(), "a fourth child");
  EXPECT_EQ(decision.at("article").as_string(), "art. 10 (1)");
  EXPECT_EQ(told.at("state").as_string(), "delivered");
}

TEST_P(DeskTest, TheFileShowsEvidenceClockAndActions) {
  const std::string id = reviewed();
  EXPECT_TRUE(look(id).at("actions").as_array().empty()) << "not in hand";
  EXPECT_EQ(act("officer", id, "take").status, 200);
  EXPECT_EQ(act("officer", id, "messages", R"({"text":"we look at it"})").status, 200);
  const json::object file = look(id);
  EXPECT_EQ(file.at("actions").as_array().size(), 3u);
  EXPECT_EQ(file.at("in_hand").as_string(), "you");
  EXPECT_EQ(file.at("step").at("id").as_string(), "review");
  const auto& evidence = file.at("evidence").as_array();
  ASSERT_EQ(evidence.size(), 3u);
  EXPECT_EQ(evidence[0].at("state").as_string(), "arrived");
  EXPECT_EQ(evidence[0].at("value").at("children").as_int64(), 3);
  EXPECT_EQ(file.at("messages").as_array().at(0).at("text").as_string(), "we look at it");
  EXPECT_TRUE(file.at("clock").at("charges").as_array().empty()) << "the day of acceptance";
  std::string fields;
  for (const auto& event : site.history(testing::kMother.id)) fields = event.facts;
  EXPECT_NE(fields.find("evidence.family"), std::string::npos) << fields;
  EXPECT_NE(fields.find("messages"), std::string::npos) << fields;
}

TEST_P(DeskTest, TheDeadlineIsExtendedOnce) {
  const std::string id = reviewed();
  EXPECT_EQ(act("officer", id, "take").status, 200);
  EXPECT_EQ(problem_of(act("officer", id, "extend")), "request.invalid reason field.missing");
  const auto before = site.world.find(id_of(id)).due.at;
  EXPECT_EQ(act("officer", id, "extend", R"({"reason":"an expert is asked"})").status, 200);
  EXPECT_GT(site.world.find(id_of(id)).due.at, before);
  EXPECT_EQ(problem_of(act("officer", id, "extend", R"({"reason":"again"})")), "application.extended_already");
  bench().applications.processes().set("kz.signed", 4, review_only({}));
  const std::string other = id_to_decimal(site.world.file().value);
  EXPECT_EQ(act("officer", other, "take").status, 200);
  EXPECT_EQ(problem_of(act("officer", other, "extend", R"({"reason":"r"})")), "application.no_extension");
}

/// Goal: no number of events hides what comes after them. Method: 1,500 letters, then a refusal.
TEST_P(DeskTest, ALongHistoryHidesNothing) {
  const std::string id = reviewed();
  EXPECT_EQ(act("officer", id, "take").status, 200);
  constexpr int kLetters = 1500;
  const Said letter{.who = {.by = "staff:302", .applicant = {}, .mandate = {}},
                    .facts = {{"from", "office"}},
                    .personal = {{"text", "z"}}};
  const Application application = site.world.find(id_of(id));
  ASSERT_TRUE(bench().database->change([&](db::Tx& tx) -> Result<void> {
    for (int i = 0; i < kLetters; ++i) tell(tx, application, "application.message_sent", letter);
    return {};
  }));
  EXPECT_EQ(problem_of(act("officer", id, "messages", R"({"text":"z"})")), "application.too_many_letters");
  EXPECT_EQ(act("officer", id, "actions/refuse", R"({"reason":"too few","remedy":"a fourth child"})").status, 200);
  EXPECT_EQ(testing::findings(*bench().database), "");
  const json::object status = object_of(site.get("mother", "/api/applications/" + id));
  EXPECT_EQ(status.at("decision").at("reason"), "too few");
  EXPECT_EQ(status.at("messages").as_array().size(), 1500U);

  const std::string path = "/api/applications/" + id + "/history";
  const json::object first = object_of(site.get("mother", path));
  EXPECT_EQ(first.at("events").as_array().size(), 1000U);
  const json::object last = object_of(site.get("mother", path + "?after=" + std::string(first.at("next").as_string())));
  EXPECT_TRUE(last.at("next").is_null());
  EXPECT_EQ(last.at("events").as_array().back().at("kind"), "application.delivered");
  int told = 0;
  bench().database->read([&](db::Snapshot& snapshot) {
    each_event(snapshot, id_of(id), [&](const journal::Stored&) { return ++told > 0; });
  });
  EXPECT_EQ(first.at("events").as_array().size() + last.at("events").as_array().size(), static_cast<std::size_t>(told));
  EXPECT_EQ(site.get("mother", path + "?after=x").status, 400);
}

/// Goal: the one extension is not used up while the deadline's last day is not known. Method: filed at the end of the
/// last year of the calendar.
TEST_P(DeskTest, AnExtensionThatWouldMoveNothingIsRefused) {
  using Unit = catalogue::Deadline::Unit;
  catalogue::Process process = review_only({});
  process.extension = catalogue::Term{Unit::calendar_days, 5};
  bench().applications.processes().set("kz.three-days", 7, process);
  bench().clock.set(must(parse_rfc3339("2026-12-30T05:00:00Z")));
  const ApplicationId id = bench().submit(must(bench().prepare("kz.three-days", R"({"when":"2026-01-01"})"))).id;
  site.world.settle();
  ASSERT_FALSE(site.world.find(id).due.on);
  const std::string path = id_to_decimal(id.value);
  EXPECT_EQ(act("officer", path, "take").status, 200);
  EXPECT_EQ(problem_of(act("officer", path, "extend", R"({"reason":"r"})")), "application.deadline_not_known");
  EXPECT_FALSE(site.world.find(id).flow.extended);
  process.extension = catalogue::Term{Unit::working_days, 5};
  bench().applications.processes().set("kz.three-days", 7, process);
  EXPECT_EQ(act("officer", path, "extend", R"({"reason":"r"})").status, 200) << "days are added to days";
  EXPECT_EQ(site.world.find(id).due.days, 8);
}

TEST_P(DeskTest, InBulkEachHasItsResult) {
  const std::string a = reviewed();
  const std::string b = reviewed();
  const std::string ids = "\"" + a + "\",\"17\",\"" + b + "\"";
  const auto taken = object_of(site.post("officer", "/api/desk/bulk", R"({"action":"take","ids":[)" + ids + "]}"));
  const auto& results = taken.at("results").as_array();
  ASSERT_EQ(results.size(), 3u);
  EXPECT_EQ(results[0].at("state").as_string(), "in_progress");
  EXPECT_EQ(results[1].at("error").at("key").as_string(), "application.not_found");
  const auto refused =
      object_of(site.post("officer", "/api/desk/bulk", R"({"action":"refuse","reason":"r","ids":[)" + ids + "]}"));
  EXPECT_EQ(refused.at("results").as_array().at(2).at("error").at("field").as_string(), "remedy");
  (void)site.post("officer", "/api/desk/bulk", R"({"action":"refuse","reason":"r","remedy":"m","ids":[)" + ids + "]}");
  site.world.settle();
  EXPECT_EQ(site.world.find(id_of(a)).state, State::delivered);
  EXPECT_EQ(site.world.find(id_of(b)).state, State::delivered);
  std::string many;
  for (int i = 0; i < 101; ++i) many += (many.empty() ? "\"" : ",\"") + a + "\"";
  EXPECT_EQ(problem_of(site.post("officer", "/api/desk/bulk", R"({"action":"take","ids":[)" + many + "]}")),
            "request.invalid ids field.too_many");
}

TEST_P(DeskTest, WhatIsOverdueOrStuckIsSeenFromAbove) {
  const std::string id = reviewed();
  make_overdue(id);
  const json::object overdue = object_of(site.get("keeper", "/api/desk/overdue"));
  const json::value& late = overdue.at("applications").as_array().at(0);
  EXPECT_EQ(late.at("agency").as_string(), "kz.mvd");
  EXPECT_EQ(late.at("reason").as_string(), "due") << "thirty days are more than the law gives";
  EXPECT_EQ(late.at("agency_title").at("en").as_string(), "Ministry of Internal Affairs of the Republic of Kazakhstan");
  EXPECT_EQ(site.get("officer", "/api/desk/overdue").status, 403);
  const Details why{{"decision", "entitled"}, {"reason", "two words"}};
  site.world.broken["entitled"] = {Code::invalid, "decision.failed", why, {}};
  const std::string other = reviewed();
  for (int i = 0; i <= kWorkAttempts; ++i) {
    bench().clock.advance(std::chrono::minutes(10));
    site.world.settle();
  }
  const json::object stuck = object_of(site.get("administrator", "/api/desk/stuck"));
  const json::value& one = stuck.at("applications").as_array().at(0);
  EXPECT_EQ(one.at("id").as_string(), other);
  EXPECT_EQ(one.at("service").as_string(), "kz.signed");
  EXPECT_EQ(one.at("error").as_string(), "decision.failed decision=entitled reason=two words");
  EXPECT_EQ(one.at("why").at("en").as_string(), site.words.say(Lang::en, "decision.failed", why));
  EXPECT_TRUE(stuck.at("events").as_array().empty());
  site.world.broken.clear();
  EXPECT_EQ(site.post("administrator", "/api/desk/stuck/" + other + "/retry", "{}").status, 200);
  site.world.settle();
  EXPECT_EQ(site.world.stands(id_of(other)), "in_progress review officer office");
  EXPECT_EQ(site.post("administrator", "/api/desk/stuck/" + other + "/retry", "{}").status, 404);
}

/// A register that shall enter the result and says nothing: once its time has passed it is asked anew.
TEST_P(DeskTest, WhatASilentRegisterWasToldIsToldAgain) {
  catalogue::Process process;
  process.steps = {testing::whole_process().steps[3]};
  process.steps[0].outcomes = {{"done", testing::kGranted}, {"rejected", testing::kRefused}};
  bench().applications.processes().set("kz.signed", 4, process);
  const ApplicationId id = site.world.file();
  const std::string retry = "/api/desk/stuck/" + id_to_decimal(id.value) + "/retry";
  EXPECT_EQ(problem_of(site.post("administrator", retry, "{}")), "application.not_found") << "there is still time";
  bench().clock.advance(std::chrono::days(7));
  ASSERT_EQ(must(mark_all_missed(*bench().database, bench().applications, bench().clock)), 1);
  EXPECT_EQ(problem_of(site.post("administrator", retry, "{}")), "application.still_asked");
  site.world.answers_not(id, "step.assign", "lookup.expired");
  EXPECT_EQ(site.world.stands(id), "in_progress assign register agency:kz.payments");
  EXPECT_EQ(site.post("administrator", retry, "{}").status, 200);
  site.world.settle();
  EXPECT_EQ(problem_of(site.post("administrator", retry, "{}")), "application.still_asked") << "it is asked again";
  site.world.answers(id, "step.assign", R"({"outcome":"done"})");
  EXPECT_EQ(site.world.find(id).flow.outcome, Outcome::granted);
}

INSTANTIATE_TEST_SUITE_P(engines, DeskTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

}  // namespace
}  // namespace qyzmet::applications
