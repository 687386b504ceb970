#include "applications/applications.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "applications/store.hpp"
#include "applications/testing.hpp"

namespace qyzmet::applications {
namespace {

using testing::kGoodAnswers;
using testing::kGoodContent;
using testing::must;

constexpr std::string_view kService = "kz.address-certificate";

class ApplicationsTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  ApplicationsTest() : bench(QYZMET_SOURCE_DIR, GetParam()) { bench.start_database(); }
  testing::Bench bench;
};

TEST_P(ApplicationsTest, WhatIsSubmittedIsFound) {
  const Prepared prepared = must(bench.prepare(kService, kGoodAnswers));
  EXPECT_EQ(prepared.content, kGoodContent);
  EXPECT_EQ(prepared.content_sha256, sha256(kGoodContent));
  const Application submitted = bench.submit(prepared);
  EXPECT_EQ(submitted.state, State::submitted);
  EXPECT_EQ(submitted.submitted_at, bench.clock.now());
  EXPECT_EQ(submitted.due.at, bench.clock.now() + std::chrono::minutes(15));

  const Application found = must(bench.find(submitted.id));
  EXPECT_EQ(found.id, submitted.id);
  EXPECT_EQ(found.service, kService);
  EXPECT_EQ(found.service_version, 1);
  EXPECT_EQ(found.state, State::submitted);
  EXPECT_EQ(found.submitted_at, submitted.submitted_at);
  EXPECT_EQ(found.due, submitted.due);
  EXPECT_EQ(found.content_sha256, sha256(kGoodContent));
  EXPECT_EQ(found.submitted_index, submitted.submitted_index);

  bench.database->read([&](db::Snapshot& snapshot) {
    const auto filed = store::page(snapshot, {0}, 10);
    ASSERT_EQ(filed.size(), 1u);
    EXPECT_EQ(filed[0].content, kGoodContent);
  });
}

/// The kindergarten queue's deadline is not known: it is filed all the same, and nothing is made up.
TEST_P(ApplicationsTest, AnUnknownDeadlineStaysUnknown) {
  constexpr std::string_view kAnswers =
      R"({"child_iin":"220315500128","child_name":"Бала","birth_date":"2022-03-15","region":"750000000",)"
      R"("preferred_kindergartens":"№ 1","education_language":"kk","has_benefit":false,"data_are_right":true})";
  const Filer mother{.by = "person:7", .applicant = 7, .mandate = {}};
  const Application submitted = bench.submit(must(bench.prepare("kz.kindergarten-place", kAnswers, mother)));
  EXPECT_EQ(submitted.due, Due{});
  EXPECT_EQ(must(bench.find(submitted.id)).due, Due{});
  journal::AuditReport report;
  audit(*bench.database, report);
  EXPECT_TRUE(report.findings.empty());
}

TEST_P(ApplicationsTest, ItsEventSaysWhatFiguresNeedAndNothingPersonal) {
  const Application submitted = bench.submit(must(bench.prepare(kService, kGoodAnswers)));
  bench.database->read([&](db::Snapshot& snapshot) {
    const auto history = journal::history(snapshot, submitted.id.value, -1, 10);
    ASSERT_EQ(history.size(), 1u);
    EXPECT_EQ(history[0].kind, "application.submitted");
    EXPECT_EQ(history[0].index, submitted.submitted_index);
    EXPECT_EQ(history[0].personal, submitted_personal(sha256(kGoodContent)));
    const auto facts = must(parse_json(history[0].facts));
    EXPECT_EQ(history[0].facts, canonical_json(facts));
    EXPECT_EQ(facts.at("at").as_string(), to_rfc3339(submitted.submitted_at));
    EXPECT_EQ(facts.at("region").as_string(), "750000000");
    EXPECT_EQ(facts.at("subject").as_string(), id_to_decimal(submitted.id.value));
    for (const std::string_view personal : {"900315400007", "Абай", "7011234567", "Алматы"}) {
      EXPECT_EQ(history[0].facts.find(personal), std::string::npos) << personal;
    }
  });
}

TEST_P(ApplicationsTest, WorkingDaysAndAYearThatIsNotKnown) {
  const Prepared prepared = must(bench.prepare("kz.three-days", R"({"when":"2026-01-01"})"));
  const Application known = bench.submit(prepared);  // Thursday 5 March 2026
  EXPECT_EQ(known.due.days, 3);
  EXPECT_EQ(known.due.on, must(parse_date("2026-03-11")));
  bench.clock.set(must(parse_rfc3339("2026-12-31T05:00:00Z")));
  const Application open = must(bench.find(bench.submit(prepared).id));
  EXPECT_EQ(open.due.days, 3);
  EXPECT_FALSE(open.due.on);
  EXPECT_FALSE(open.due.at);
  EXPECT_EQ(must(bench.find(known.id)).due, known.due);
}

TEST_P(ApplicationsTest, AFailedChangeLeavesNothing) {
  const Prepared prepared = must(bench.prepare(kService, kGoodAnswers));
  ApplicationId id;
  const auto failed = bench.database->change([&](db::Tx& tx) -> Result<void> {
    id = bench.applications.submit(tx, prepared).id;
    return fail(Code::conflict, "test.stop");
  });
  EXPECT_EQ(failed.error().key, "test.stop");
  EXPECT_EQ(bench.find(id).error().key, "application.not_found");
  const Application next = bench.submit(prepared);
  EXPECT_EQ(next.submitted_index, 0);
  EXPECT_GT(next.id, id);
}

TEST_P(ApplicationsTest, TheTableKnowsEveryStateAndNoOther) {
  const Application submitted = bench.submit(must(bench.prepare(kService, kGoodAnswers)));
  static const db::Sql kSet("UPDATE application SET state = $state WHERE id = $id");
  const auto set = [&](std::string_view state) {
    return bench.database->change([&](db::Tx& tx) -> Result<void> {
      tx.run(kSet, {{"state", state}, {"id", submitted.id.value}});
      return {};
    });
  };
  for (const State state : {State::in_progress, State::waiting_for_applicant, State::decided, State::delivered,
                            State::withdrawn, State::submitted}) {
    ASSERT_TRUE(set(to_word(state)));
    EXPECT_EQ(must(bench.find(submitted.id)).state, state);
  }
  EXPECT_EQ(set("approved").error().key, "db.refused");
}

TEST_P(ApplicationsTest, UnknownServiceAndUnknownApplication) {
  const auto refused = bench.prepare("kz.nothing", kGoodAnswers);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.at(0).path, "service");
  EXPECT_EQ(refused.error().fields.at(0).key, "service.not_found");
  EXPECT_EQ(bench.find({17}).error().key, "application.not_found");
}

/// A gate of its entry: from 4 April on.
catalogue::Gate gate_from_april() {
  const Text text{.kk = "a", .ru = "b", .en = "c"};
  return {.first_day = *parse_date("2026-04-04"), .exceptions = {text, text}, .fallbacks = {text}};
}

TEST_P(ApplicationsTest, OnlineOnlyClosesTheCounterAndNothingElse) {
  bench.clock.set(*parse_rfc3339("2026-04-03T12:00:00Z"));
  const Filer counter{.by = "staff:3", .applicant = {}, .mandate = {}, .channel = "counter"};
  const Filer bank{.by = "client:4", .applicant = 7, .mandate = {}, .channel = "client"};
  const Application before = bench.submit(must(bench.prepare(kService, kGoodAnswers, counter)));
  const auto file = [&](const Prepared& prepared) {
    Drafts drafts(bench.services, bench.clock);
    const auto filed = bench.database->change([&](db::Tx& tx) -> Result<void> {
      TRY(bench.applications.file(tx, {}, drafts, prepared));
      return {};
    });
    return filed ? "" : filed.error().key;
  };
  bench.services.show_gate(kService, gate_from_april());
  const Prepared late = must(bench.prepare(kService, kGoodAnswers, counter));
  bench.clock.set(*parse_rfc3339("2026-04-04T03:00:00Z"));
  EXPECT_EQ(file(late), "service.online_only") << "midnight came in between";
  EXPECT_EQ(bench.prepare(kService, kGoodAnswers, counter).error().key, "service.online_only");
  EXPECT_EQ(file(must(bench.prepare(kService, kGoodAnswers, bank))), "");
  EXPECT_EQ(file(must(bench.prepare(kService, kGoodAnswers))), "");
  EXPECT_EQ(must(bench.find(before.id)).state, State::submitted) << "what was filed goes on";
  bench.services.show_gate(kService, {});
  EXPECT_EQ(file(must(bench.prepare(kService, kGoodAnswers, counter))), "") << "taken back";
}

TEST_P(ApplicationsTest, TheExceptionByWhichTheCounterTookItIsAFact) {
  bench.clock.set(*parse_rfc3339("2026-04-04T12:00:00Z"));
  bench.services.show_gate(kService, gate_from_april());
  const Filer counter{.by = "staff:3", .applicant = {}, .mandate = {}, .channel = "counter"};
  const auto prepare = [&](int exception) {
    return bench.applications.prepare({.service = std::string(kService),
                                       .answers = must(parse_json(kGoodAnswers)).get_object(),
                                       .mandate = {},
                                       .draft = {},
                                       .exception = exception},
                                      counter);
  };
  EXPECT_EQ(prepare(3).error().fields.at(0).path, "exception");
  const Application filed = bench.submit(must(prepare(2)));
  bench.database->read([&](db::Snapshot& snapshot) {
    const auto history = journal::history(snapshot, filed.id.value, -1, 10);
    const auto facts = must(parse_json(history.at(0).facts));
    EXPECT_EQ(facts.at("exception"), 2);
    EXPECT_EQ(history[0].facts, canonical_json(facts));
  });
  journal::AuditReport report;
  audit(*bench.database, report);
  EXPECT_TRUE(report.findings.empty());
}

INSTANTIATE_TEST_SUITE_P(engines, ApplicationsTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

/// Goal: filing waits for no answer of the database (DESIGN §2: a change that reads less is worth more).
/// Method: round trips of the writer for a group that files, against a group that does nothing.
TEST(Filing, WaitsForNothing) {
  if (std::getenv("QYZMET_POSTGRES") == nullptr) GTEST_SKIP() << "QYZMET_POSTGRES is not set";
  testing::Bench bench(QYZMET_SOURCE_DIR, db::Engine::postgres);
  bench.start_database();
  const Prepared prepared = must(bench.prepare(kService, kGoodAnswers));
  bench.submit(prepared);  // statements are prepared once
  // Read on the writer's own thread, where the figures of the group before are complete.
  const auto waits_now = [&] {
    std::int64_t waits = 0;
    EXPECT_TRUE(bench.database->change([&](db::Tx&) -> Result<void> {
      waits = bench.database->figures().waits;
      return {};
    }));
    return waits;
  };
  const auto waits_of = [&](auto&& change) {
    const auto before = waits_now();
    change();
    return waits_now() - before;
  };
  const auto nothing = waits_of([&] { (void)bench.database->change([](db::Tx&) -> Result<void> { return {}; }); });
  const auto one = waits_of([&] { bench.submit(prepared); });
  const auto forty = waits_of([&] {
    (void)bench.database->change([&](db::Tx& tx) -> Result<void> {
      for (int i = 0; i < 40; ++i) bench.applications.submit(tx, prepared);
      return {};
    });
  });
  EXPECT_GT(nothing, 0);
  EXPECT_EQ(one, nothing);
  EXPECT_EQ(forty, nothing);
}

}  // namespace
}  // namespace qyzmet::applications
