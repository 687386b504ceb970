// The whole way on a real database, over real HTTP, beside simulated registers: answers, refusals, deadlines, freezes,
// restarts. The clock is the test's own, so that an attempt is overdue, a deadline passed and a pause over when the
// test says so, and never because a machine is slow.
#include "exchange/exchange.hpp"

#include <gtest/gtest.h>

#include "exchange/ends.hpp"
#include "exchange/testing.hpp"

namespace qyzmet::exchange {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using testing::comes_true;
using testing::kDaniyar;
using testing::kFamily;
using testing::kProbe;
using testing::kTimeout;
using testing::must;

class ExchangeTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  ExchangeTest() : bench(QYZMET_SOURCE_DIR, GetParam()) {}

  std::vector<std::int64_t> ask(int count) {
    std::vector<std::int64_t> ids;
    for (int i = 0; i < count; ++i) ids.push_back(bench.ask());
    return ids;
  }
  Tally tally() const { return bench.agencies->tally(kFamily); }
  bool stands_as(RegisterState state) {
    return comes_true([&] { return bench.exchange->standing(kFamily).state == state; });
  }
  bool counts(std::string_view kind, std::size_t count) {
    return comes_true([&] { return bench.events(kind).size() == count; });
  }
  /// Three silences of those under way: the register is frozen, and nothing is under way.
  void freeze() {
    bench.clock.advance(kTimeout);
    ASSERT_TRUE(stands_as(RegisterState::frozen));
    ASSERT_TRUE(bench.under_way(0));
    ASSERT_TRUE(counts("register.frozen", 1));
  }

  testing::Bench bench;
};

TEST_P(ExchangeTest, AnAnswerIsKeptWithItsSourceAndDateAndTellsTheJournalNothingPersonal) {
  const std::int64_t id = bench.ask({.subject = 4711, .person = 9, .deadline = bench.clock.now() + hours(1)});
  ASSERT_TRUE(bench.becomes(id, LookupState::answered));
  const Lookup lookup = bench.find(id);
  EXPECT_EQ(lookup.register_id, kFamily);
  EXPECT_TRUE(lookup.found && lookup.synthetic && !lookup.kept);
  EXPECT_EQ(must(parse_json(lookup.value.value())).at("children").as_array().size(), 5U);
  EXPECT_EQ(lookup.as_of, bench.clock.now());
  EXPECT_EQ(lookup.got_at, bench.clock.now());
  EXPECT_EQ(lookup.person, 9);

  const auto asked = bench.events("lookup.asked").at(0);
  EXPECT_EQ(asked.at("subject"), "4711");
  EXPECT_EQ(asked.at("lookup").as_string(), id_to_decimal(id));
  EXPECT_EQ(asked.at("deadline").as_string(), to_rfc3339(lookup.deadline));
  const auto answered = bench.events("lookup.answered").at(0);
  EXPECT_EQ(answered.at("found"), true);
  EXPECT_EQ(answered.at("late"), false);
  for (const auto& facts : {asked, answered}) {
    const std::string text = json::serialize(facts);
    EXPECT_EQ(text.find("850903390030"), std::string::npos) << text;
    EXPECT_EQ(text.find("Ахмет"), std::string::npos) << text;
  }
}

TEST_P(ExchangeTest, ALookupStandsInTheHistoryOfItsApplicationAndOneOfNobodysInItsOwn) {
  const std::int64_t of_application = bench.ask({.subject = 4711});
  const std::int64_t of_nobody = bench.ask();
  ASSERT_TRUE(bench.becomes(of_nobody, LookupState::answered));
  ASSERT_TRUE(bench.becomes(of_application, LookupState::answered));
  bench.database->read([&](db::Snapshot& snapshot) {
    EXPECT_EQ(journal::history(snapshot, 4711, -1, 10).size(), 2U);
    EXPECT_EQ(journal::history(snapshot, of_nobody, -1, 10).size(), 2U);
    ASSERT_EQ(lookups_of(snapshot, 4711).size(), 1U);
    EXPECT_EQ(lookups_of(snapshot, 4711)[0].id, of_application);
    EXPECT_TRUE(lookups_of(snapshot, 0).empty()) << "0 is nobody's number";
  });
}

TEST_P(ExchangeTest, WhatIsNoAnswerFailsWithItsReason) {
  const std::vector<std::pair<Mode, std::string>> cases = {{Mode::refusing, "register.refused"},
                                                           {Mode::malformed, "register.answer_malformed"},
                                                           {Mode::oversized, "register.answer_too_large"},
                                                           {Mode::redirecting, "register.redirected"}};
  for (const auto& [mode, reason] : cases) {
    bench.behave(mode);
    const std::int64_t id = bench.ask();
    ASSERT_TRUE(bench.becomes(id, LookupState::failed)) << to_word(mode);
    EXPECT_EQ(bench.find(id).reason, reason);
    EXPECT_EQ(bench.find(id).value, std::nullopt);
    EXPECT_EQ(bench.events("lookup.failed").back().at("reason").as_string(), reason);
  }
  const std::int64_t unknown = bench.ask({.register_id = "kz.nowhere"});
  ASSERT_TRUE(bench.becomes(unknown, LookupState::failed));
  EXPECT_EQ(bench.find(unknown).reason, "register.unknown");
}

TEST_P(ExchangeTest, ARegisterThatCannotNowIsAskedAgain) {
  bench.behave(Mode::failing);
  const std::int64_t id = bench.ask();
  ASSERT_TRUE(comes_true([&] { return tally().asked == 1; }));
  bench.behave(Mode::healthy);
  ASSERT_TRUE(bench.under_way(0));
  EXPECT_EQ(bench.find(id).state, LookupState::asked);
  ASSERT_TRUE(comes_true([&] {
    bench.clock.advance(seconds(1));
    return bench.find(id).state == LookupState::answered;
  }));
  EXPECT_EQ(tally().asked, 2);
}

TEST_P(ExchangeTest, WithoutAnAddressEveryLookupSaysSo) {
  bench.stop();
  bench.exchange_options.addresses.clear();
  bench.start();
  const std::int64_t id = bench.ask();
  ASSERT_TRUE(bench.becomes(id, LookupState::failed));
  EXPECT_EQ(bench.find(id).reason, "register.not_connected");
  EXPECT_EQ(bench.exchange->standing(kFamily).state, RegisterState::not_connected);
}

TEST_P(ExchangeTest, ADeadlineThatPassesIsNewsAndALateAnswerToo) {
  bench.behave(Mode::held);
  const std::int64_t id = bench.ask({.deadline = bench.clock.now() + seconds(2)});
  ASSERT_TRUE(bench.held(1));
  EXPECT_EQ(bench.find(id).state, LookupState::asked);
  bench.clock.advance(seconds(2));
  ASSERT_TRUE(bench.becomes(id, LookupState::expired));
  EXPECT_EQ(bench.events("lookup.expired").size(), 1U);
  bench.clock.advance(seconds(1));
  bench.behave(Mode::healthy);
  ASSERT_TRUE(bench.becomes(id, LookupState::answered));
  EXPECT_EQ(bench.events("lookup.answered").at(0).at("late"), true);
  EXPECT_EQ(bench.events("lookup.answered").at(0).at("took_ms"), 3000);
  EXPECT_TRUE(bench.find(id).found);
}

TEST_P(ExchangeTest, OneWhoseDeadlineIsOverBeforeItWasSentIsNotSent) {
  bench.behave(Mode::silent);
  ask(4);
  ASSERT_TRUE(bench.under_way(4));
  const std::int64_t id = bench.ask({.deadline = bench.clock.now() + seconds(2)});
  bench.clock.advance(seconds(2));
  ASSERT_TRUE(bench.becomes(id, LookupState::expired));
  EXPECT_EQ(tally().asked, 4);
  EXPECT_TRUE(comes_true([&] { return bench.exchange->standing(kFamily).waiting == 4; }));
}

TEST_P(ExchangeTest, AFreezeIsAnnouncedOnceTriedByOneAtATimeAndDrainedInARamp) {
  bench.behave(Mode::silent);
  const auto ids = ask(12);
  ASSERT_TRUE(bench.under_way(4)) << "the limit";
  const Instant silent_since = bench.clock.now() + kTimeout;
  freeze();
  EXPECT_EQ(bench.exchange->standing(kFamily).waiting, 12);
  EXPECT_EQ(bench.events("register.frozen")[0].at("since").as_string(), to_rfc3339(silent_since));

  bench.agencies->forget(kFamily);
  for (int round = 1; round <= 3; ++round) {
    bench.clock.advance(kProbe);
    ASSERT_TRUE(bench.under_way(1)) << round;
    bench.clock.advance(kTimeout);
    ASSERT_TRUE(bench.under_way(0)) << round;
  }
  EXPECT_EQ(tally().asked, 3);
  EXPECT_EQ(tally().most_under_way, 1) << "one at a time";
  EXPECT_EQ(bench.events("register.frozen").size(), 1U);
  EXPECT_EQ(bench.find(ids[0]).state, LookupState::asked) << "a freeze is no failure";

  bench.behave(Mode::held);
  bench.clock.advance(kProbe);
  for (const int round : {1, 1, 2, 4}) {  // the probe, then the ramp
    ASSERT_TRUE(bench.held(round));
    EXPECT_EQ(tally().most_under_way, round) << "a stampede";
    bench.behave(Mode::held);  // answers those who are held, and holds the next
  }
  bench.behave(Mode::healthy);
  for (const std::int64_t id : ids) {
    bench.behave(Mode::healthy);  // what was taken a moment ago may be held still
    ASSERT_TRUE(bench.becomes(id, LookupState::answered));
  }
  EXPECT_LE(tally().most_under_way, 4);
  ASSERT_TRUE(counts("register.thawed", 1));
  const auto thawed = bench.events("register.thawed")[0];
  EXPECT_EQ(thawed.at("waiting"), 11);
  EXPECT_EQ(thawed.at("since").as_string(), to_rfc3339(silent_since));
  EXPECT_EQ(thawed.at("until").as_string(), to_rfc3339(bench.clock.now()));
  EXPECT_TRUE(stands_as(RegisterState::healthy));
}

TEST_P(ExchangeTest, OneRegistersFreezeIsNobodyElses) {
  bench.behave(Mode::silent);
  ask(4);
  ASSERT_TRUE(bench.under_way(4));
  freeze();
  const std::int64_t id = bench.ask({.register_id = "kz.tax"});
  ASSERT_TRUE(bench.becomes(id, LookupState::answered));
  EXPECT_EQ(bench.exchange->standing("kz.tax").state, RegisterState::healthy);
  EXPECT_EQ(bench.exchange->standing(kFamily).state, RegisterState::frozen);
}

TEST_P(ExchangeTest, WhatWasAskedOutlivesTheProcess) {
  bench.behave(Mode::held);
  const std::int64_t id = bench.ask();
  ASSERT_TRUE(bench.held(1));
  bench.stop();  // nothing is written: to the database it is as if the process had been killed
  bench.behave(Mode::healthy);
  bench.start();
  ASSERT_TRUE(bench.becomes(id, LookupState::answered));
  EXPECT_EQ(bench.events("lookup.asked").size(), 1U);
  EXPECT_EQ(bench.events("lookup.answered").size(), 1U);
}

TEST_P(ExchangeTest, AFreezeOutlivesTheProcessAndIsAnnouncedOnce) {
  bench.behave(Mode::silent);
  ask(6);
  ASSERT_TRUE(bench.under_way(4));
  freeze();
  const auto since = bench.exchange->standing(kFamily).since;
  bench.stop();
  bench.agencies->forget(kFamily);
  bench.start();
  ASSERT_TRUE(stands_as(RegisterState::frozen));
  EXPECT_EQ(bench.exchange->standing(kFamily).since, since);
  ASSERT_TRUE(bench.under_way(1)) << "it may be tried at once";
  bench.clock.advance(kTimeout);
  ASSERT_TRUE(bench.under_way(0));
  bench.behave(Mode::healthy);
  bench.clock.advance(kProbe);
  ASSERT_TRUE(counts("lookup.answered", 6));
  EXPECT_EQ(bench.events("register.frozen").size(), 1U);
  EXPECT_EQ(bench.events("register.thawed").size(), 1U);
}

TEST_P(ExchangeTest, AnEndWrittenTwiceIsWrittenOnce) {
  bench.behave(Mode::held);
  const std::int64_t id = bench.ask();
  ASSERT_TRUE(bench.held(1));
  const auto write_end = [&](End end) { must(bench.database->change([&](db::Tx& tx) { return write(tx, end); })); };
  write_end({id, Answered{.answer = {R"({"a":1})", bench.clock.now(), false}, .got_at = bench.clock.now()}});
  write_end({id, Answered{.answer = {R"({"a":2})", bench.clock.now(), false}, .got_at = bench.clock.now()}});
  write_end({id, Failed{"register.refused"}});
  write_end({id, Expired{}});
  EXPECT_EQ(bench.find(id).value, R"({"a":1})");
  EXPECT_EQ(bench.events("lookup.answered").size(), 1U);
  EXPECT_EQ(bench.events("lookup.failed").size() + bench.events("lookup.expired").size(), 0U);
  for (const bool ended : {false, false, true, true}) {
    must(bench.database->change([&](db::Tx& tx) {
      return write(tx, News{.register_id = "kz.tax", .since = bench.clock.now(), .ended = ended});
    }));
  }
  EXPECT_EQ(bench.events("register.frozen").size(), 1U);
  EXPECT_EQ(bench.events("register.thawed").size(), 1U);
}

TEST_P(ExchangeTest, AYoungKeptValueAnswersWithItsDateAndWithoutAsking) {
  const std::int64_t first = bench.ask({.keep_s = 3600});
  ASSERT_TRUE(bench.becomes(first, LookupState::answered));
  const Instant got_at = bench.clock.now();
  bench.clock.advance(seconds(3600));
  bench.behave(Mode::silent);
  const std::int64_t second = bench.ask({.keep_s = 3600});
  ASSERT_TRUE(bench.becomes(second, LookupState::answered));
  const Lookup kept = bench.find(second);
  EXPECT_TRUE(kept.kept && kept.synthetic);
  EXPECT_EQ(kept.got_at, got_at);
  EXPECT_EQ(kept.as_of, got_at);
  EXPECT_EQ(kept.answered_at, bench.clock.now());
  EXPECT_EQ(kept.value, bench.find(first).value);
  EXPECT_EQ(bench.events("lookup.answered")[1].at("kept"), true);
  EXPECT_EQ(tally().asked, 1);
}

TEST_P(ExchangeTest, AKeptValueIsTakenOnlyByWhoAllowsItsAgeAndAsksTheSame) {
  ASSERT_TRUE(bench.becomes(bench.ask({.keep_s = 3600}), LookupState::answered));
  bench.clock.advance(seconds(3600));
  ASSERT_TRUE(bench.becomes(bench.ask({.keep_s = 3600}), LookupState::answered)) << "a copy, which does not grow young";
  bench.clock.advance(seconds(1));
  const std::string other = R"({"iin":"640812490019"})";
  const std::vector<Question> asking_anew = {{}, {.keep_s = 3600}, {.request = other, .keep_s = 3600}};
  for (const Question& question : asking_anew) {
    const std::int64_t id = bench.ask(question);
    ASSERT_TRUE(bench.becomes(id, LookupState::answered));
    EXPECT_FALSE(bench.find(id).kept);
  }
  EXPECT_EQ(tally().asked, 4);
  bench.database->read([&](db::Snapshot& snapshot) {
    const auto known = last_known(snapshot, kFamily, kDaniyar);
    ASSERT_TRUE(known);
    EXPECT_EQ(known->got_at, bench.clock.now());
    EXPECT_FALSE(last_known(snapshot, "kz.tax", kDaniyar));
  });
}

/// Goal: asking makes no change wait for the database. Method: round trips of the writer for a change that asks,
/// against one that does nothing.
TEST(Asking, WaitsForNothing) {
  if (std::getenv("QYZMET_POSTGRES") == nullptr) GTEST_SKIP() << "QYZMET_POSTGRES is not set";
  journal::testing::Bench bench(db::Engine::postgres);
  bench.start_database();
  const auto ask_often = [&](int count) {
    must(bench.database->change([&](db::Tx& tx) -> Result<void> {
      for (int i = 0; i < count; ++i) {
        ask(tx, {.register_id = "kz.family",
                 .evidence = "family",
                 .subject = 4711,
                 .purpose = "kz.test",
                 .request = std::string(kDaniyar),
                 .deadline = tx.now() + hours(1),
                 .keep_s = 3600});
      }
      return {};
    }));
  };
  ask_often(1);  // statements are prepared once
  // Read on the writer's own thread, where the figures of the group before are complete.
  const auto waits_now = [&] {
    std::int64_t waits = 0;
    must(bench.database->change([&](db::Tx&) -> Result<void> {
      waits = bench.database->figures().waits;
      return {};
    }));
    return waits;
  };
  const auto waits_of = [&](int questions) {
    const auto before = waits_now();
    ask_often(questions);
    return waits_now() - before;
  };
  const auto nothing = waits_of(0);
  EXPECT_GT(nothing, 0);
  EXPECT_EQ(waits_of(1), nothing);
  EXPECT_EQ(waits_of(40), nothing);
}

INSTANTIATE_TEST_SUITE_P(Engines, ExchangeTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& engine) { return db::testing::to_word(engine.param); });

}  // namespace
}  // namespace qyzmet::exchange
