// Consumers hear every event, in order, at least once; one that cannot hear an event gets stuck on it neither for good
// nor for others.
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <map>
#include <mutex>
#include <thread>

#include "journal/store.hpp"
#include "journal/testing.hpp"

namespace qyzmet::journal {
namespace {

const db::Sql create_work{
    "CREATE TABLE heard (consumer TEXT NOT NULL, idx BIGINT NOT NULL, PRIMARY KEY (consumer, idx))"};
const db::Sql insert_work{"INSERT INTO heard (consumer, idx) VALUES ($consumer, $idx) ON CONFLICT DO NOTHING"};
const db::Sql insert_twice{"INSERT INTO heard (consumer, idx) VALUES ($consumer, $idx)"};
const db::Sql select_work{"SELECT idx FROM heard WHERE consumer = $consumer ORDER BY idx"};

class CursorsTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  CursorsTest() : bench_(GetParam()) {
    open();
    bench_.tamper(create_work);
  }
  ~CursorsTest() override {
    cursors_->stop();
    bench_.stop();
  }
  void open() {
    // As the server does it: cursors are made before the database starts, since they hang on its commits.
    bench_.open_database();
    cursors_ = Cursors::create(*bench_.database, bench_.clock);
    bench_.log = Log::create();
    ASSERT_TRUE(bench_.database->start(*bench_.log));
  }
  void restart() {
    cursors_->stop();
    bench_.stop();
    open();
  }
  void add(std::string name, std::vector<std::string> kinds = {}, std::int64_t poison = -1) {
    cursors_->add({.name = name,
                   .kinds = std::move(kinds),
                   .hear = [this, name, poison](db::Tx& tx, const Stored& event) -> Result<void> {
                     if (event.index == poison) {
                       ++failures_;
                       return fail(Code::invalid, "test.poison", {{"index", std::to_string(event.index)}});
                     }
                     tx.run(insert_work, {{"consumer", name}, {"idx", event.index}});
                     return {};
                   }});
  }
  std::vector<std::int64_t> heard(std::string_view consumer) {
    std::vector<std::int64_t> out;
    bench_.database->read([&](db::Snapshot& snapshot) {
      for (auto rows = snapshot.query(select_work, {{"consumer", consumer}}); rows->next();)
        out.push_back(rows->integer(0));
    });
    return out;
  }
  std::vector<Stuck> stuck_list() {
    std::vector<Stuck> out;
    bench_.database->read([&](db::Snapshot& snapshot) { out = stuck(snapshot, 10); });
    return out;
  }
  /// Waits until `done`, moving the clock on meanwhile so that pauses end.
  template <class Done>
  void wait_until(Done done) {
    while (!done()) {
      bench_.clock.advance(std::chrono::milliseconds(100));
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  testing::Bench bench_;
  std::unique_ptr<Cursors> cursors_;
  std::atomic<int> failures_{0};
};

TEST_P(CursorsTest, hear_the_past_and_the_present) {
  bench_.append(1500);
  add("all");
  cursors_->start();
  wait_until([&] { return heard("all").size() == 1500; });
  bench_.append(1);
  wait_until([&] { return heard("all").size() == 1501; });
}

TEST_P(CursorsTest, hear_only_their_kinds) {
  bench_.append(10, 1, "a.made");
  bench_.append(10, 1, "b.made");
  bench_.append(10, 1, "a.made");
  add("b", {"b.made", "c.made"});
  cursors_->start();
  wait_until([&] { return heard("b").size() == 10; });
  EXPECT_EQ(heard("b").front(), 10);
  EXPECT_EQ(heard("b").back(), 19);
}

TEST_P(CursorsTest, go_on_after_a_restart_without_hearing_again) {
  bench_.append(50);
  std::atomic<int> calls{0};
  const auto counting = [&] {
    return Consumer{"c", {}, [&](db::Tx& tx, const Stored& event) -> Result<void> {
                      ++calls;
                      tx.run(insert_twice, {{"consumer", "c"}, {"idx", event.index}});
                      return {};
                    }};
  };
  cursors_->add(counting());
  cursors_->start();
  wait_until([&] { return heard("c").size() == 50; });
  restart();
  cursors_->add(counting());
  bench_.append(1);
  cursors_->start();
  wait_until([&] { return heard("c").size() == 51; });
  EXPECT_EQ(calls, 51);
  EXPECT_TRUE(stuck_list().empty());
}

TEST_P(CursorsTest, a_poisonous_event_ends_on_the_stuck_list_and_blocks_nobody) {
  bench_.append(250);
  add("good");
  add("bad", {}, 130);
  cursors_->start();
  // Without the clock moving: the poison waits for its next attempt, and the others are heard.
  while (heard("good").size() < 250) std::this_thread::yield();
  wait_until([&] { return heard("bad").size() == 249; });
  auto list = stuck_list();
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].consumer, "bad");
  EXPECT_EQ(list[0].index, 130);
  EXPECT_EQ(list[0].attempts, 5);
  EXPECT_EQ(list[0].error, "test.poison index=130");
  // At least once with its neighbours, then five times alone.
  EXPECT_GE(failures_, 6);
}

TEST_P(CursorsTest, what_a_constraint_refuses_or_a_handler_throws_is_a_failure_too) {
  bench_.append(5);
  cursors_->add({"refused", {}, [](db::Tx& tx, const Stored& event) -> Result<void> {
                   tx.run(insert_twice, {{"consumer", "refused"}, {"idx", event.index == 3 ? 2 : event.index}});
                   return {};
                 }});
  cursors_->add({"throws", {}, [](db::Tx& tx, const Stored& event) -> Result<void> {
                   if (event.index == 1) throw std::runtime_error("no");
                   tx.run(insert_work, {{"consumer", "throws"}, {"idx", event.index}});
                   return {};
                 }});
  cursors_->start();
  wait_until([&] { return heard("refused").size() == 4 && heard("throws").size() == 4; });
  auto list = stuck_list();
  ASSERT_EQ(list.size(), 2U);
  std::map<std::string, std::int64_t> by_consumer;
  for (const auto& one : list) by_consumer[one.consumer] = one.index;
  EXPECT_EQ(by_consumer, (std::map<std::string, std::int64_t>{{"refused", 3}, {"throws", 1}}));
}

TEST_P(CursorsTest, erased_personal_parts_are_not_heard) {
  bench_.append(3);
  ASSERT_TRUE(bench_.database->change([](db::Tx& tx) { return erase_personal(tx, 1, "asked"); }));
  std::mutex mutex;
  std::map<std::int64_t, Stored> seen;
  cursors_->add({"c", {"test.happened"}, [&](db::Tx&, const Stored& event) -> Result<void> {
                   std::lock_guard lock(mutex);
                   seen[event.index] = event;
                   return {};
                 }});
  cursors_->start();
  wait_until([&] {
    std::lock_guard lock(mutex);
    return seen.size() == 3;
  });
  EXPECT_TRUE(seen[0].personal && !seen[0].erased);
  EXPECT_TRUE(!seen[1].personal && seen[1].erased);
}

/// Goal: what is erased between the reading of a batch and its hearing is not heard either.
/// Method: hold the writer until the batch waits in its queue, then let an erasure pass before it, as interactive
/// changes do.
TEST_P(CursorsTest, what_is_erased_while_a_batch_waits_is_not_heard) {
  bench_.append(3);
  // A background change has just had its turn: the next turns are interactive.
  ASSERT_TRUE(bench_.database->change([](db::Tx&) -> Result<void> { return {}; }, db::Priority::background));
  std::promise<void> held;
  std::promise<void> release;
  bench_.database->submit({.apply = [&](db::Tx&) -> Result<void> {
                             held.set_value();
                             release.get_future().wait();
                             return {};
                           },
                           .refused = {},
                           .done = [](auto) {}});
  held.get_future().wait();
  std::promise<std::optional<std::string>> heard_personal;
  cursors_->add({"c", {}, [&](db::Tx&, const Stored& event) -> Result<void> {
                   if (event.index == 1) heard_personal.set_value(event.personal);
                   return {};
                 }});
  cursors_->start();
  while (bench_.database->figures().queued == 0) std::this_thread::yield();
  bench_.database->submit({.apply = [](db::Tx& tx) { return erase_personal(tx, 1, "asked"); },
                           .refused = {},
                           .done = [](auto result) { EXPECT_TRUE(result); }});
  release.set_value();
  EXPECT_EQ(heard_personal.get_future().get(), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Engines, CursorsTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

}  // namespace
}  // namespace qyzmet::journal
