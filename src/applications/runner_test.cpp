// Applications carried on by the server itself: taken up, asked about, decided, delivered. Threads stand still here:
// what the runner's thread does over and over is called by the tests.
#include "applications/runner.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <random>
#include <stdexcept>
#include <thread>

#include "applications/applicants.hpp"
#include "applications/desk.hpp"
#include "applications/testing.hpp"

namespace qyzmet::applications {
namespace {

using testing::must;
using testing::World;

const http::Caller kOfficer{.id = "staff:302",
                            .staff = 302,
                            .session = 1302,
                            .agency = "kz.mvd",
                            .roles = static_cast<unsigned>(http::Role::officer)};
const http::Caller kAsMother{
    .id = "person:101", .person = 101, .session = 1101, .roles = static_cast<unsigned>(http::Role::citizen)};
const http::Caller kAsDaughter{
    .id = "person:102", .person = 102, .session = 1102, .roles = static_cast<unsigned>(http::Role::citizen)};

class RunnerTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  RunnerTest() : bench(QYZMET_SOURCE_DIR, GetParam()), world(bench) {
    bench.start_database();
    testing::put_people(*bench.database);
  }
  template <class Change>
  Result<Application> change(Change&& what) {
    Result<Application> done = fail(Code::internal, "test.nothing");
    const auto result = bench.database->change([&](db::Tx& tx) -> Result<void> {
      done = what(tx);
      if (!done) return std::unexpected(done.error());
      return {};
    });
    world.settle();
    return result ? done : std::unexpected(result.error());
  }
  Result<Application> act(ApplicationId id, std::string action) {
    return change([&](db::Tx& tx) {
      return desk.act(tx, kOfficer, id, {.action = std::move(action), .reason = "r", .remedy = "m", .article = "a"});
    });
  }
  Result<Application> take(ApplicationId id) {
    return change([&](db::Tx& tx) { return desk.take(tx, kOfficer, id); });
  }
  ApplicationId reviewed() {
    const ApplicationId id = world.file();
    for (const std::string name : {"family", "income", "address"}) world.answers(id, name);
    return id;
  }
  /// As what was filed on a version that is not there any more.
  void only_reviewed(const std::string& service, int version) {
    Processes& processes = bench.applications.processes();
    processes.set(service, version, review_only(processes.catalogue().find(service)->definition.deadline));
  }
  json::object last_facts(ApplicationId id) {
    json::object facts;
    bench.database->read([&](db::Snapshot& snapshot) {
      for (const auto& event : journal::history(snapshot, id.value, -1, 1000))
        facts = must(parse_json(event.facts)).as_object();
    });
    return facts;
  }
  std::string audited() { return testing::findings(*bench.database); }

  testing::Bench bench;
  World world;
  Desk desk{bench.applications};
  Applicants applicants{bench.applications};
};

TEST_P(RunnerTest, ToTheEndThroughEveryKindOfStep) {
  const ApplicationId id = world.file();
  EXPECT_EQ(world.stands(id), "in_progress check evidence agency:kz.family");
  world.answers(id, "family", R"({"children":3})");
  EXPECT_EQ(world.stands(id), "in_progress check evidence agency:kz.income");
  world.answers(id, "income");
  world.answers(id, "address");
  EXPECT_EQ(world.stands(id), "in_progress review officer office") << "the rule said no: an officer looks at it";
  EXPECT_TRUE(take(id));
  EXPECT_TRUE(act(id, "grant"));
  EXPECT_EQ(world.stands(id), "in_progress consent signature applicant");
  EXPECT_EQ(world.find(id).flow.signer, testing::kDaughter.iin);
  const std::string digest = to_hex(world.find(id).content_sha256);
  EXPECT_TRUE(
      change([&](db::Tx& tx) { return applicants.sign(tx, kAsDaughter, id, testing::kDaughter.iin, true, digest); }));
  EXPECT_EQ(world.stands(id), "in_progress assign register agency:kz.payments");
  world.answers(id, "step.assign");
  EXPECT_EQ(world.stands(id), "in_progress part part agency:kz.adilet");
  std::optional<Application> part;
  bench.database->read([&](db::Snapshot& snapshot) { part = store::part(snapshot, id, 0); });
  ASSERT_TRUE(part);
  EXPECT_EQ(part->flow.part_of, id.value);
  EXPECT_EQ(part->filer.applicant, testing::kMother.id);
  EXPECT_EQ(world.stands(part->id), "in_progress review officer office");
  const http::Caller other{.id = "staff:303", .staff = 303, .agency = "kz.adilet", .roles = kOfficer.roles};
  EXPECT_TRUE(change([&](db::Tx& tx) { return desk.take(tx, other, part->id); }));
  EXPECT_TRUE(change([&](db::Tx& tx) { return desk.act(tx, other, part->id, {.action = "grant"}); }));
  EXPECT_EQ(world.find(part->id).state, State::delivered);
  EXPECT_EQ(world.stands(id), "delivered part system office granted");
  EXPECT_EQ(world.find(id).flow.desk, "");
  EXPECT_EQ(world.events(id),
            "submitted step_waits step_waits step_waits step_entered rule_applied step_entered taken step_entered "
            "signed step_entered step_entered part_filed decided delivered");
  EXPECT_EQ(audited(), "");
}

/// A register that does not answer has an agency's name on the days that it takes.
TEST_P(RunnerTest, AFrozenRegisterStallsNothingUnseen) {
  const ApplicationId id = world.file();
  for (const std::string name : {"family", "income", "address"}) world.answers_not(id, name, "lookup.expired");
  EXPECT_EQ(world.stands(id), "waiting_for_applicant check paper applicant") << "the income, by law, from them";
  EXPECT_TRUE(change([&](db::Tx& tx) { return applicants.answer(tx, kAsMother, id, {.text = "here it is"}); }));
  EXPECT_EQ(world.stands(id), "in_progress check evidence agency:kz.family");
  bench.clock.advance(std::chrono::hours(48));
  EXPECT_EQ(must(mark_all_missed(*bench.database, bench.applications, bench.clock)), 1);
  EXPECT_TRUE(world.find(id).flow.overdue_since);
  EXPECT_EQ(must(mark_all_missed(*bench.database, bench.applications, bench.clock)), 0) << "once";
  EXPECT_TRUE(world.events(id).ends_with("answered step_waits missed"));
  world.answers(id, "family");
  EXPECT_EQ(world.stands(id), "in_progress review officer office");
  EXPECT_FALSE(world.find(id).flow.overdue_since);
  EXPECT_EQ(audited(), "");
}

/// Goal: it lies on its agency's desk, overdue, although this server has not got to it.
TEST_P(RunnerTest, WhatWasNeverTakenUpIsSeen) {
  const Filer mother{.by = person_word(testing::kMother.id), .applicant = testing::kMother.id, .mandate = {}};
  const ApplicationId id = bench.submit(must(bench.prepare("kz.signed", testing::kSignedAnswers, mother))).id;
  ASSERT_TRUE(bench.database->change([&](db::Tx& tx) -> Result<void> {
    store::add_work(tx, id);
    return {};
  }));
  bench.clock.advance(kTakenUpWithin);
  EXPECT_EQ(must(mark_all_missed(*bench.database, bench.applications, bench.clock)), 0) << "not yet";
  bench.clock.advance(std::chrono::minutes(1));
  EXPECT_EQ(must(mark_all_missed(*bench.database, bench.applications, bench.clock)), 1);
  EXPECT_EQ(must(mark_all_missed(*bench.database, bench.applications, bench.clock)), 0) << "once";
  EXPECT_EQ(world.find(id).state, State::submitted);
  EXPECT_EQ(world.find(id).flow.desk, "kz.mvd");
  EXPECT_EQ(world.events(id), "submitted missed");
  EXPECT_EQ(audited(), "");
  world.settle();
  EXPECT_FALSE(world.find(id).flow.overdue_since) << "taken up, it is overdue no more";
  EXPECT_EQ(audited(), "");
}

TEST_P(RunnerTest, AServiceWithoutStepsIsReviewedAndDelivered) {
  only_reviewed("kz.three-days", 7);
  const ApplicationId id = bench.submit(must(bench.prepare("kz.three-days", R"({"when":"2026-01-01"})"))).id;
  world.settle();
  EXPECT_EQ(world.stands(id), "in_progress review officer office");
  const Application taken_up = world.find(id);
  EXPECT_EQ(taken_up.flow.desk, "kz.mvd");
  EXPECT_EQ(taken_up.flow.next_at, must(parse_rfc3339("2026-03-11T19:00:00Z"))) << "its deadline's last day";
  EXPECT_TRUE(take(id));
  EXPECT_TRUE(act(id, "refuse"));
  EXPECT_EQ(world.stands(id), "delivered review system office refused");
  EXPECT_EQ(audited(), "");
}

TEST_P(RunnerTest, TheApplicantsDaysMoveTheDeadline) {
  only_reviewed("kz.three-days", 7);
  const Filer mother{.by = "person:101", .applicant = 101, .mandate = {}};
  const ApplicationId id = bench.submit(must(bench.prepare("kz.three-days", R"({"when":"2026-01-01"})", mother))).id;
  world.settle();
  EXPECT_TRUE(take(id));
  bench.clock.advance(std::chrono::days(1));  // Friday 6 March
  EXPECT_TRUE(act(id, "ask"));
  bench.clock.advance(std::chrono::days(5));  // Wednesday 11 March; Monday was a day off
  EXPECT_TRUE(change([&](db::Tx& tx) { return applicants.answer(tx, kAsMother, id, {.text = "yes"}); }));
  const Application answered = world.find(id);
  EXPECT_EQ(answered.due.days, 5);
  EXPECT_EQ(answered.due.on, must(parse_date("2026-03-13")));
  EXPECT_EQ(answered.flow.holder, kOfficer.staff) << "it comes back to whoever asked";
  EXPECT_EQ(audited(), "");
}

/// Goal: an application past its legal deadline is overdue, however long its step's own term is; told once.
TEST_P(RunnerTest, TheLegalDeadlineIsWatchedBesideTheStepsTerm) {
  catalogue::Process process = review_only({});  // thirty days
  process.extension = catalogue::Term{catalogue::Deadline::Unit::working_days, 5};
  bench.applications.processes().set("kz.three-days", 7, process);
  const Filer mother{.by = "person:101", .applicant = 101, .mandate = {}};
  const ApplicationId id = bench.submit(must(bench.prepare("kz.three-days", R"({"when":"2026-01-01"})", mother))).id;
  world.settle();
  const Instant due = must(parse_rfc3339("2026-03-11T19:00:00Z"));
  EXPECT_EQ(world.find(id).flow.next_at, due);
  EXPECT_TRUE(take(id));
  EXPECT_TRUE(act(id, "ask"));
  EXPECT_GT(world.find(id).flow.next_at, due) << "the clock stands while the applicant has the ball";
  EXPECT_TRUE(change([&](db::Tx& tx) { return applicants.answer(tx, kAsMother, id, {.text = "yes"}); }));
  EXPECT_EQ(world.find(id).flow.next_at, due);

  bench.clock.set(due + std::chrono::minutes(1));
  EXPECT_EQ(must(mark_all_missed(*bench.database, bench.applications, bench.clock)), 1);
  EXPECT_TRUE(world.find(id).flow.overdue_since);
  EXPECT_EQ(last_facts(id).at("reason"), "due");
  EXPECT_EQ(last_facts(id).at("party"), "office") << "who has the ball";
  EXPECT_EQ(must(mark_all_missed(*bench.database, bench.applications, bench.clock)), 0) << "once";
  EXPECT_EQ(audited(), "");

  EXPECT_TRUE(change([&](db::Tx& tx) { return desk.extend(tx, kOfficer, id, "an expert is asked"); }));
  const Instant later = must(parse_rfc3339("2026-03-18T19:00:00Z"));
  EXPECT_EQ(world.find(id).flow.next_at, later) << "extended, it is overdue no more";
  EXPECT_FALSE(world.find(id).flow.overdue_since);
  EXPECT_EQ(audited(), "");

  bench.clock.set(later);
  EXPECT_TRUE(act(id, "ask"));
  EXPECT_TRUE(world.events(id).ends_with("extended missed asked")) << "told, although nobody had looked";
  EXPECT_TRUE(change([&](db::Tx& tx) { return applicants.answer(tx, kAsMother, id, {.text = "yes"}); }));
  EXPECT_GT(world.find(id).flow.next_at, later) << "then the step's own term counts";
  EXPECT_EQ(must(mark_all_missed(*bench.database, bench.applications, bench.clock)), 0);
  bench.clock.advance(std::chrono::days(32));
  EXPECT_EQ(must(mark_all_missed(*bench.database, bench.applications, bench.clock)), 1);
  EXPECT_EQ(audited(), "");
}

/// Goal: what waits for another service's application still ends by its own law. Method: the part has longer.
TEST_P(RunnerTest, APartsDeadlineDoesNotHideThatOfTheWhole) {
  const auto all = testing::whole_process().steps;
  catalogue::Process process;
  process.steps = {all[1], all[4]};
  process.steps[0].actions[0].to = testing::to_step("part");
  bench.applications.processes().set("kz.signed", 4, process);
  const ApplicationId id = world.file();
  EXPECT_TRUE(take(id));
  bench.clock.advance(std::chrono::days(7));
  EXPECT_TRUE(act(id, "grant"));
  EXPECT_EQ(world.stands(id), "in_progress part part agency:kz.adilet");
  EXPECT_EQ(world.find(id).flow.next_at, world.find(id).due.at);
  EXPECT_EQ(audited(), "");
}

/// Hearing twice, or planning what has happened meanwhile, does no harm.
TEST_P(RunnerTest, NothingHappensTwice) {
  const ApplicationId id = reviewed();
  const std::string before = world.events(id);
  const journal::Consumer consumer = runner_consumer();
  std::vector<journal::Stored> events;
  bench.database->read([&](db::Snapshot& snapshot) { events = journal::events(snapshot, 0, 1000); });
  for (int round = 0; round < 2; ++round) {
    for (const auto& event : events) {
      if (std::ranges::find(consumer.kinds, event.kind) == consumer.kinds.end()) continue;
      ASSERT_TRUE(bench.database->change([&](db::Tx& tx) { return consumer.hear(tx, event); }));
    }
    world.settle();
  }
  EXPECT_EQ(world.events(id), before);
}

TEST_P(RunnerTest, WhatCannotBeDoneIsStuckAndSeen) {
  world.broken["entitled"] = {Code::invalid, "decision.failed", {{"decision", "entitled"}}, {}};
  const ApplicationId id = reviewed();
  for (int i = 0; i < kWorkAttempts + 1; ++i) {
    bench.clock.advance(std::chrono::minutes(10));
    world.settle();
  }
  const auto stuck = world.stuck();
  ASSERT_EQ(stuck.size(), 1u);
  EXPECT_EQ(stuck[0].application, id);
  EXPECT_EQ(stuck[0].attempts, kWorkAttempts);
  EXPECT_EQ(stuck[0].error, "decision.failed decision=entitled");
  EXPECT_TRUE(world.find(id).flow.overdue_since) << "on top of the agency's desk";
  EXPECT_TRUE(world.events(id).ends_with("missed"));
  world.broken.clear();
  ASSERT_TRUE(bench.database->change([&](db::Tx& tx) -> Result<void> {
    store::add_work(tx, id);
    return {};
  }));
  world.settle();
  EXPECT_EQ(world.stands(id), "in_progress review officer office");
  EXPECT_TRUE(world.stuck().empty());
  EXPECT_EQ(audited(), "");
}

/// Nothing that one application's plan throws holds up the others, or ends the process.
TEST_P(RunnerTest, WhatThrowsIsStuckAlone) {
  bool throws = true;
  auto& doors = bench.applications.processes().doors;
  doors.decide = [&, decide = doors.decide](const auto& definition, auto decision, const auto& seen, Instant now) {
    if (throws) throw std::out_of_range("no such key");
    return decide(definition, decision, seen, now);
  };
  const ApplicationId id = reviewed();
  const ApplicationId other = world.file("kz.part", R"({"iin":"900315400007"})");
  EXPECT_EQ(world.stands(other), "in_progress review officer office");
  for (int i = 0; i < kWorkAttempts + 1; ++i) {
    bench.clock.advance(std::chrono::minutes(10));
    world.settle();
  }
  ASSERT_EQ(world.stuck().size(), 1u);
  EXPECT_EQ(world.stuck()[0].application, id);
  EXPECT_EQ(world.stuck()[0].error, "application.plan_threw what=no such key");
  EXPECT_TRUE(world.find(id).flow.overdue_since);
  throws = false;
  ASSERT_TRUE(bench.database->change([&](db::Tx& tx) -> Result<void> {
    store::add_work(tx, id);
    return {};
  }));
  world.settle();
  EXPECT_EQ(world.stands(id), "in_progress review officer office");
  EXPECT_EQ(audited(), "");
}

TEST_P(RunnerTest, ADefinitionThatGoesInCirclesIsStopped) {
  catalogue::Process process = testing::whole_process();
  process.steps[0].needs.clear();
  process.steps[0].outcomes = {{"false", testing::to_step("check")}};
  bench.applications.processes().set("kz.signed", 4, process);
  const ApplicationId id = world.file();
  bench.clock.advance(std::chrono::hours(10));
  for (int i = 0; i < kWorkAttempts; ++i) {
    bench.clock.advance(std::chrono::hours(10));
    world.settle();
  }
  ASSERT_EQ(world.stuck().size(), 1u);
  EXPECT_TRUE(world.stuck()[0].error.starts_with("application.goes_in_circles"));
  EXPECT_TRUE(world.find(id).flow.overdue_since);
}

TEST_P(RunnerTest, TakenBackWithItsPart) {
  catalogue::Process process;
  process.steps = {testing::whole_process().steps[4]};
  bench.applications.processes().set("kz.signed", 4, process);
  const ApplicationId id = world.file();
  std::optional<Application> part;
  bench.database->read([&](db::Snapshot& snapshot) { part = store::part(snapshot, id, 0); });
  ASSERT_TRUE(part);
  EXPECT_TRUE(change([&](db::Tx& tx) { return bench.applications.withdraw(tx, kAsMother, id, ""); }));
  EXPECT_EQ(world.find(id).state, State::withdrawn);
  EXPECT_EQ(world.find(part->id).state, State::withdrawn);
  EXPECT_EQ(audited(), "");
}

/// Goal: none can stall silently. Method: random processes, a world that answers, is silent or fails, and time; after
/// each stretch every open application has either something that will come, with its date, or a mark that it did not.
TEST_P(RunnerTest, NoneStallsUnseen) {
  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  const int rounds = GetParam() == db::Engine::sqlite ? 30 : 8;
  for (int round = 0; round < rounds; ++round) {
    bench.applications.processes().set("kz.signed", 4, testing::random_process(random));
    world.outcomes["rule"] = random() % 2 == 0 ? "true" : "false";
    const ApplicationId id = world.file();
    for (int i = 0; i < 12; ++i) {
      AskedAll asked;
      bench.database->read([&](db::Snapshot& snapshot) { asked = store::asked(snapshot, id); });
      for (const auto& [name, one] : asked) {
        if (one.state != EvidenceState::asked || random() % 3 == 0) continue;
        if (random() % 2 == 0)
          world.answers(id, name);
        else
          world.answers_not(id, name, random() % 2 == 0 ? "lookup.failed" : "lookup.expired");
      }
      if (random() % 2 == 0) {
        (void)take(id);
        (void)act(id, random() % 2 == 0 ? "grant" : "ask");
      }
      if (random() % 2 == 0)
        (void)change([&](db::Tx& tx) { return applicants.answer(tx, kAsMother, id, {.text = "t"}); });
      bench.clock.advance(std::chrono::hours(random() % 2000));
      world.settle();
      must(mark_all_missed(*bench.database, bench.applications, bench.clock));
      const Application now = world.find(id);
      if (!is_open(now.state)) break;
      ASSERT_TRUE(now.flow.next_at) << world.stands(id);
      ASSERT_TRUE(now.flow.overdue_since || *now.flow.next_at >= bench.clock.now()) << world.stands(id);
      ASSERT_EQ(now.flow.desk, "kz.mvd");
    }
  }
  EXPECT_EQ(audited(), "");
}

class RunnerThreads : public ::testing::TestWithParam<db::Engine> {
 protected:
  /// However long that takes on a busy machine.
  static void until(const std::function<bool()>& so) {
    while (!so()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
};

TEST_P(RunnerThreads, TheWatchGoesOnWhileAPlanTakesLong) {
  testing::Bench bench(QYZMET_SOURCE_DIR, GetParam());
  World world(bench);
  std::atomic<bool> deciding = false;
  std::atomic<bool> let_go = false;
  catalogue::Process process = testing::whole_process();
  process.evidence.clear();
  process.steps[0].needs.clear();
  Processes& processes = bench.applications.processes();
  processes.set("kz.signed", 4, process);
  ASSERT_TRUE(bench.open());
  Runner runner(*bench.database, bench.applications, bench.clock);
  bench.run();
  testing::put_people(*bench.database);
  const auto filed = [&] {
    const Filer mother{.by = person_word(testing::kMother.id), .applicant = testing::kMother.id, .mandate = {}};
    return bench.submit(must(bench.prepare("kz.signed", testing::kSignedAnswers, mother))).id;
  };
  world.outcomes["entitled"] = "false";
  const ApplicationId other = filed();
  world.settle();
  ASSERT_EQ(world.find(other).flow.step, "review");
  processes.doors.decide = [&](const auto&, auto, const auto&, Instant) -> Result<catalogue::Decided> {
    deciding = true;
    until([&] { return let_go.load(); });
    return catalogue::Decided{.outcome = "false", .rows = {2}};
  };
  const ApplicationId first = filed();
  ASSERT_TRUE(bench.database->change([&](db::Tx& tx) -> Result<void> {
    store::add_work(tx, first);
    return {};
  }));
  runner.start();
  until([&] { return deciding.load(); });
  EXPECT_EQ(runner.trouble(), "");
  bench.clock.advance(std::chrono::days(30));
  until([&] { return world.find(other).flow.overdue_since.has_value(); });
  EXPECT_EQ(runner.trouble(), "application.runner_stands");
  let_go = true;
  until([&] { return world.find(first).flow.step == "review"; });
  until([&] { return runner.trouble().empty(); });
  runner.stop();
}

INSTANTIATE_TEST_SUITE_P(engines, RunnerThreads, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });
INSTANTIATE_TEST_SUITE_P(engines, RunnerTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

}  // namespace
}  // namespace qyzmet::applications
