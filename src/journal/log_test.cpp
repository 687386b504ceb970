// The log behind the writer: what is committed is in the tree, what is rolled back is not, and a restart goes on where
// it was.
#include "journal/log.hpp"

#include <gtest/gtest.h>

#include <future>
#include <random>

#include "journal/receipt.hpp"
#include "journal/store.hpp"
#include "journal/testing.hpp"
#include "journal/tree_reader.hpp"

namespace qyzmet::journal {
namespace {

class LogTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  LogTest() : bench_(GetParam()) { bench_.start_database(); }

  /// The root over the rows' entries, naively; and that the head and the tiles say the same.
  void expect_consistent(std::int64_t size) {
    bench_.database->read([&](db::Snapshot& snapshot) {
      auto head = store::head(snapshot);
      ASSERT_EQ(head.size, size);
      auto entries = store::entries(snapshot, 0, size);
      ASSERT_EQ(std::ssize(entries), size);
      CompactRange naive;
      for (const auto& entry : entries) naive.add(leaf_hash(entry));
      auto range = decode_state(head.size, head.state);
      ASSERT_TRUE(range);
      EXPECT_EQ(range->peaks(), naive.peaks());
      TileCache cache(1000);
      TreeReader reader(snapshot, cache, size);
      EXPECT_EQ(root_of(size, std::ref(reader)), naive.root());
      for (int level = 0; hashes_at(level, size) > 0; ++level) {
        auto full = hashes_at(level, size) / tile_width;
        for (std::int64_t number = 0; number < full; ++number) {
          EXPECT_EQ(store::tile(snapshot, level, number).size(), 256U) << level << "/" << number;
        }
        auto rest = hashes_at(level, size) % tile_width;
        EXPECT_EQ(std::ssize(store::tile(snapshot, level, full)), level == 0 ? 0 : rest) << level;
      }
    });
  }
  void restart() {
    bench_.stop();
    bench_.start_database();
  }

  testing::Bench bench_;
};

TEST_P(LogTest, an_event_is_stored_as_it_was_given) {
  ASSERT_EQ(bench_.append(1, 7, "thing.made", R"({"name":"Болат"})"), 0);
  ASSERT_EQ(bench_.append(1, 8, "thing.made", ""), 1);
  bench_.database->read([&](db::Snapshot& snapshot) {
    auto events = history(snapshot, 7, -1, 10);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].index, 0);
    EXPECT_EQ(events[0].kind, "thing.made");
    EXPECT_EQ(events[0].at, bench_.clock.now());
    EXPECT_EQ(events[0].personal, R"({"name":"Болат"})");
    EXPECT_FALSE(events[0].erased);
    auto row = store::find(snapshot, 1);
    ASSERT_TRUE(row && row->salt_2);
    EXPECT_EQ(row->event.personal, std::nullopt);
    EXPECT_EQ(row->entry, event_entry(row->salt_1, row->event.facts, personal_digest(*row->salt_2, "")));
    EXPECT_FALSE(store::find(snapshot, 2));
  });
}

TEST_P(LogTest, history_goes_on_after_a_cursor) {
  bench_.append(3, 7);
  bench_.append(3, 8);
  bench_.append(3, 7);
  bench_.database->read([&](db::Snapshot& snapshot) {
    auto first = history(snapshot, 7, -1, 4);
    ASSERT_EQ(first.size(), 4U);
    EXPECT_EQ(first.back().index, 6);
    auto rest = history(snapshot, 7, 6, 4);
    ASSERT_EQ(rest.size(), 2U);
    EXPECT_EQ(rest.back().index, 8);
    EXPECT_TRUE(history(snapshot, 9, -1, 4).empty());
  });
}

/// Goal: whatever the sizes of groups, failures within them and restarts between them, rows, tiles and head agree.
/// Method: random changes, a third of which append and then fail; now and then a restart; compared with a naive tree at
/// the end of each round.
TEST_P(LogTest, rows_tiles_and_head_agree_whatever_happens) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  std::int64_t size = 0;
  for (int round = 0; round < 12; ++round) {
    std::vector<std::promise<Result<void>>> ends(1 + random() % 20);
    for (auto& end : ends) {
      int count = static_cast<int>(random() % 60);
      bool fails = random() % 3 == 0;
      if (!fails) size += count;
      bench_.database->submit({.apply = [count, fails](db::Tx& tx) -> Result<void> {
                                 for (int i = 0; i < count; ++i) {
                                   auto facts = testing::facts("test.happened", 1, tx.now(), i);
                                   append(tx, {.kind = "test.happened", .subject = 1, .facts = facts, .personal = {}});
                                 }
                                 if (fails) return fail(Code::conflict, "test.fails");
                                 return {};
                               },
                               .refused = {},
                               .done = [&end](Result<void> result) { end.set_value(std::move(result)); }});
    }
    for (auto& end : ends) end.get_future().wait();
    expect_consistent(size);
    if (random() % 3 == 0) restart();
  }
}

TEST_P(LogTest, fills_tiles_of_two_levels_across_restarts) {
  for (int size : {200, 56, 1, 255, 65'000, 200, 300}) {
    bench_.append(size, 1, "test.happened", "");
    restart();
  }
  expect_consistent(66'012);
}

TEST_P(LogTest, a_refused_row_leaves_no_leaf) {
  static const db::Sql twice{
      "INSERT INTO journal_stuck (consumer, idx, attempts, error, at_ms) VALUES ('a', 1, 1, '', 1)"};
  bench_.tamper(twice);
  auto refused = bench_.database->change([&](db::Tx& tx) -> Result<void> {
    auto facts = testing::facts("test.happened", 1, tx.now(), 0);
    append(tx, {.kind = "test.happened", .subject = 1, .facts = facts, .personal = {}});
    tx.run(twice, {});
    return {};
  });
  EXPECT_FALSE(refused);
  bench_.append(1);
  expect_consistent(1);
}

TEST_P(LogTest, erasing_keeps_the_entry_and_is_itself_an_event) {
  bench_.append(2, 7, "thing.made", R"({"name":"Болат"})");
  const auto erase = [&](std::int64_t index) {
    auto result = bench_.database->change([&](db::Tx& tx) { return erase_personal(tx, index, "asked \"so\""); });
    return result ? "" : result.error().key;
  };
  EXPECT_EQ(erase(1), "");
  EXPECT_EQ(erase(1), "journal.nothing_personal");
  EXPECT_EQ(erase(2), "journal.nothing_personal");
  EXPECT_EQ(erase(99), "journal.no_event");
  bench_.database->read([&](db::Snapshot& snapshot) {
    auto events = history(snapshot, 7, -1, 10);
    ASSERT_EQ(events.size(), 3U);
    EXPECT_EQ(events[0].personal, R"({"name":"Болат"})");
    EXPECT_EQ(events[1].personal, std::nullopt);
    EXPECT_TRUE(events[1].erased);
    EXPECT_EQ(events[2].kind, "event.erased");
    EXPECT_NE(events[2].facts.find(R"("index":1,"kind":"event.erased","reason":"asked \"so\"","subject":"7")"),
              std::string::npos);
    auto row = store::find(snapshot, 1);
    ASSERT_TRUE(row && row->personal_digest && !row->salt_2);
    EXPECT_EQ(row->entry, event_entry(row->salt_1, row->event.facts, *row->personal_digest));
  });
  expect_consistent(3);
}

TEST(LogState, goes_there_and_back_and_refuses_the_rest) {
  CompactRange range;
  for (int i = 0; i < 1000; ++i) {
    auto again = decode_state(range.size(), encode_state(range));
    ASSERT_TRUE(again);
    ASSERT_EQ(again->root(), range.root());
    range.add(sha256(std::to_string(i)));
  }
  auto state = encode_state(range);
  EXPECT_FALSE(decode_state(999, state));
  EXPECT_FALSE(decode_state(1000, state.substr(1)));
  EXPECT_FALSE(decode_state(1000, state + "x"));
  EXPECT_FALSE(decode_state(1000, "\2" + state.substr(1)));
  EXPECT_FALSE(decode_state(1, ""));
  EXPECT_TRUE(decode_state(0, ""));
}

TEST(Log, takes_up_the_committed_head_again_after_an_unknown_commit) {
  // What the writer does then, by hand: a group was sealed, its commit failed, and the head before it is loaded.
  auto log = Log::create();
  log->load(0, "");
  for (int i = 0; i < 5; ++i) log->add(sha256(std::to_string(i)));
  log->rewind(3);
  EXPECT_EQ(log->size(), 3);
  CompactRange range;
  range.add(leaf_hash(sha256("kept")));
  log->load(1, encode_state(range));
  EXPECT_EQ(log->size(), 1);
  EXPECT_EQ(log->add(sha256("next")), 1);
  EXPECT_THROW(log->load(3, encode_state(range)), db::Broken);
}

INSTANTIATE_TEST_SUITE_P(Engines, LogTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

}  // namespace
}  // namespace qyzmet::journal
