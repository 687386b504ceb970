// The publisher signs only what is committed, serves only what it signed, and refuses a database that went back.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "journal/checkpoint.hpp"
#include "journal/durable_file.hpp"
#include "journal/note.hpp"
#include "journal/store.hpp"
#include "journal/testing.hpp"
#include "journal/tree.hpp"

namespace qyzmet::journal {
namespace {

class PublisherTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  PublisherTest() : bench_(GetParam()) {}
  void start() {
    auto started = bench_.start();
    ASSERT_TRUE(started) << started.error().key;
  }
  std::string refusal() {
    auto started = bench_.start();
    auto key = started ? "" : started.error().key;
    bench_.stop();
    return key;
  }
  /// The checkpoint of a log that goes another way after the same beginning (or from the start), signed with the same
  /// key.
  std::string forged(std::int64_t size) {
    auto signer = Signer::from_pem(read_file(bench_.options.key_file).value());
    return signer->sign_note(to_text(Checkpoint{bench_.options.origin, size, sha256("another root")}),
                             bench_.options.origin);
  }
  void write(const std::filesystem::path& file, std::string_view text) {
    std::ofstream(file, std::ios::binary) << text;
  }
  testing::Bench bench_;
};

TEST_P(PublisherTest, signs_the_empty_log_and_then_what_is_committed) {
  start();
  auto key = parse_verifier_key(bench_.publisher->verifier_key());
  ASSERT_TRUE(key);
  EXPECT_EQ(key->name, "log.example/test");
  auto first = verified_checkpoint(bench_.publisher->checkpoint(), *key);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->size, 0);
  EXPECT_EQ(first->root, empty_root());
  bench_.append(300);
  bench_.published(300);
  auto second = verified_checkpoint(bench_.publisher->checkpoint(), *key);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->size, 300);
  // Published means synced before: the file is never behind.
  EXPECT_EQ(read_file(bench_.options.high_water_file), bench_.publisher->checkpoint());
  EXPECT_EQ(bench_.publisher->trouble(), "");
}

TEST_P(PublisherTest, receipts_verify_with_the_key_alone) {
  start();
  bench_.append(700);
  bench_.published(700);
  auto key = bench_.publisher->verifier_key();
  for (std::int64_t index : {0, 1, 255, 256, 511, 512, 698, 699}) {
    auto proven = verify(bench_.receipt(index), key, std::nullopt);
    ASSERT_TRUE(proven) << index << " " << proven.error().key;
    EXPECT_EQ(proven->index, index);
    EXPECT_EQ(proven->size, 700);
    EXPECT_EQ(proven->personal, R"({"name":"Әсел"})");
  }
  bench_.append(1);
  bench_.published(701);
  EXPECT_EQ(verify(bench_.receipt(700), key, std::nullopt)->size, 701);
  EXPECT_EQ(verify(bench_.receipt(3), key, std::nullopt)->size, 701);
}

TEST_P(PublisherTest, an_erased_events_receipt_verifies_without_its_personal_part) {
  start();
  bench_.append(2);
  ASSERT_TRUE(bench_.database->change([](db::Tx& tx) { return erase_personal(tx, 0, "asked"); }));
  bench_.published(3);
  auto receipt = bench_.receipt(0);
  EXPECT_EQ(receipt.find("Әсел"), std::string::npos);
  auto proven = verify(receipt, bench_.publisher->verifier_key(), std::nullopt);
  ASSERT_TRUE(proven) << proven.error().key;
  EXPECT_EQ(proven->personal, "");
}

TEST_P(PublisherTest, gives_no_receipt_for_what_is_not_there_or_not_yet_published) {
  start();
  bench_.append(1);
  bench_.published(1);
  const auto error_of = [&](std::int64_t index) {
    std::string key;
    bench_.database->read([&](db::Snapshot& snapshot) {
      auto receipt = bench_.publisher->receipt(snapshot, index);
      key = receipt ? "" : receipt.error().key;
    });
    return key;
  };
  EXPECT_EQ(error_of(0), "");
  EXPECT_EQ(error_of(1), "journal.no_event");
  EXPECT_EQ(error_of(-1), "journal.no_event");
  bench_.publisher->stop();
  bench_.append(1);
  EXPECT_EQ(error_of(1), "journal.not_published_yet");
}

TEST_P(PublisherTest, a_snapshot_older_than_the_newest_checkpoint_gets_an_older_one) {
  start();
  bench_.append(300);
  bench_.published(300);
  bench_.database->read([&](db::Snapshot& snapshot) {
    ASSERT_EQ(store::size(snapshot), 300);
    bench_.append(300);
    bench_.published(600);
    auto receipt = bench_.publisher->receipt(snapshot, 299);
    ASSERT_TRUE(receipt);
    EXPECT_EQ(verify(*receipt, bench_.publisher->verifier_key(), std::nullopt)->size, 300);
    EXPECT_FALSE(bench_.publisher->hash_tile(snapshot, 0, 1, 256));
  });
}

TEST_P(PublisherTest, tiles_hold_the_tree_and_end_where_it_ends) {
  start();
  bench_.append(70'000, 1, "test.happened", "");
  bench_.published(70'000);
  auto root =
      verified_checkpoint(bench_.publisher->checkpoint(), *parse_verifier_key(bench_.publisher->verifier_key()))->root;
  bench_.database->read([&](db::Snapshot& snapshot) {
    const auto& publisher = *bench_.publisher;
    const auto tile = [&](int level, std::int64_t number, int width) {
      return publisher.hash_tile(snapshot, level, number, width);
    };
    // The widths of the specification's example of 70,000 leaves.
    EXPECT_TRUE(tile(0, 272, 256));
    EXPECT_FALSE(tile(0, 273, 256));
    EXPECT_TRUE(tile(0, 273, 112));
    EXPECT_FALSE(tile(0, 273, 113));
    EXPECT_TRUE(tile(1, 0, 256));
    EXPECT_TRUE(tile(1, 1, 17));
    EXPECT_FALSE(tile(1, 1, 18));
    EXPECT_TRUE(tile(2, 0, 1));
    EXPECT_FALSE(tile(2, 0, 2));
    EXPECT_FALSE(tile(3, 0, 1));
    EXPECT_FALSE(tile(63, 0, 1));
    EXPECT_FALSE(tile(0, -1, 256));
    EXPECT_FALSE(tile(0, INT64_MAX, 256));
    EXPECT_FALSE(tile(0, 0, 0));
    EXPECT_FALSE(tile(0, 0, 257));
    EXPECT_EQ(tile(0, 5, 256)->substr(0, 320), *tile(0, 5, 10));
    EXPECT_EQ(tile(0, 0, 256)->size(), 8192U);
    // The whole tree from the bundles of entries alone, as a monitor would.
    CompactRange range;
    for (std::int64_t number = 0; number <= 273; ++number) {
      auto bundle = publisher.entry_bundle(snapshot, number, number == 273 ? 112 : 256);
      ASSERT_TRUE(bundle);
      for (std::string_view rest = *bundle; !rest.empty(); rest.remove_prefix(34)) {
        ASSERT_EQ(rest.substr(0, 2), std::string_view("\0\x20", 2));
        range.add(leaf_hash(as_bytes(rest.substr(2, 32))));
      }
    }
    EXPECT_EQ(range.size(), 70'000);
    EXPECT_EQ(range.root(), root);
    EXPECT_FALSE(publisher.entry_bundle(snapshot, 273, 113));
    EXPECT_FALSE(publisher.entry_bundle(snapshot, 274, 1));
  });
}

TEST_P(PublisherTest, goes_on_after_a_restart_with_the_same_key) {
  start();
  auto key = bench_.publisher->verifier_key();
  bench_.append(300);
  bench_.published(300);
  auto checkpoint = bench_.publisher->checkpoint();
  bench_.stop();
  start();
  EXPECT_EQ(bench_.publisher->verifier_key(), key);
  bench_.published(300);
  EXPECT_EQ(bench_.publisher->checkpoint(), checkpoint);
  bench_.append(1);
  bench_.published(301);
  EXPECT_TRUE(verify(bench_.receipt(300), key, std::nullopt));
  EXPECT_EQ(std::filesystem::status(bench_.options.key_file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_P(PublisherTest, refuses_a_database_older_than_the_high_water_file) {
  start();
  bench_.append(10);
  bench_.published(10);
  bench_.stop();
  write(bench_.options.high_water_file, forged(11));
  EXPECT_EQ(refusal(), "journal.database_older");
}

TEST_P(PublisherTest, refuses_a_database_that_contradicts_the_high_water_file) {
  start();
  bench_.append(300);
  bench_.published(300);
  bench_.stop();
  for (std::int64_t size : {0, 1, 255, 256, 300}) {
    write(bench_.options.high_water_file, forged(size));
    EXPECT_EQ(refusal(), "journal.database_differs") << size;
  }
}

TEST_P(PublisherTest, a_missing_high_water_file_is_a_first_start_only_while_the_log_is_empty) {
  ASSERT_TRUE(bench_.open());
  EXPECT_TRUE(std::filesystem::exists(bench_.options.high_water_file));  // before the first event can be
  bench_.run();
  bench_.stop();
  std::filesystem::remove(bench_.options.high_water_file);
  start();
  bench_.append(1);
  bench_.published(1);
  bench_.stop();
  std::filesystem::remove(bench_.options.high_water_file);
  EXPECT_EQ(refusal(), "journal.high_water_missing");
  EXPECT_FALSE(std::filesystem::exists(bench_.options.high_water_file));
}

TEST_P(PublisherTest, takes_every_earlier_checkpoint_of_its_own) {
  start();
  std::vector<std::string> earlier;
  for (int count : {1, 2, 250, 3, 1, 300}) {
    bench_.published(bench_.append(count) + count);
    earlier.push_back(bench_.publisher->checkpoint());
  }
  bench_.stop();
  bench_.options.last_checkpoint = bench_.place.folder() / "last";
  for (const auto& checkpoint : earlier) {
    write(bench_.options.last_checkpoint, checkpoint);
    EXPECT_EQ(refusal(), "");
  }
  write(bench_.options.last_checkpoint, forged(558));
  EXPECT_EQ(refusal(), "journal.database_older");
  write(bench_.options.last_checkpoint, forged(252));
  EXPECT_EQ(refusal(), "journal.database_differs");
  write(bench_.options.last_checkpoint, "nothing");
  EXPECT_EQ(refusal(), "journal.bad_checkpoint");
  std::filesystem::remove(bench_.options.last_checkpoint);
  EXPECT_EQ(refusal(), "journal.bad_checkpoint");
}

TEST_P(PublisherTest, refuses_keys_and_names_that_do_not_fit) {
  start();
  bench_.append(1);
  bench_.published(1);
  bench_.stop();
  auto key = read_file(bench_.options.key_file).value();
  auto high_water = read_file(bench_.options.high_water_file).value();
  write(bench_.options.key_file, "no key");
  EXPECT_EQ(refusal(), "journal.bad_key");
  // A key lost while its checkpoints live must never be replaced silently.
  std::filesystem::remove(bench_.options.key_file);
  EXPECT_EQ(refusal(), "journal.bad_key");
  EXPECT_FALSE(std::filesystem::exists(bench_.options.key_file));
  std::filesystem::remove(bench_.options.high_water_file);
  EXPECT_EQ(refusal(), "journal.bad_key");
  EXPECT_FALSE(std::filesystem::exists(bench_.options.key_file));
  write(bench_.options.high_water_file, high_water);
  SeededRandom random(1);
  write(bench_.options.key_file, Signer(random.next_32()).to_pem());
  EXPECT_EQ(refusal(), "journal.bad_checkpoint");
  write(bench_.options.key_file, key);
  bench_.options.origin = "log.example/other";
  EXPECT_EQ(refusal(), "journal.bad_checkpoint");
  bench_.options.origin = "two words";
  EXPECT_EQ(refusal(), "journal.bad_origin");
}

TEST_P(PublisherTest, refuses_a_head_that_contradicts_its_rows) {
  start();
  bench_.append(300);
  bench_.published(300);
  static const db::Sql forget{"DELETE FROM journal WHERE idx = 299"};
  bench_.tamper(forget);
  bench_.stop();
  EXPECT_EQ(refusal(), "journal.database_differs");
}

TEST_P(PublisherTest, publishes_nothing_that_it_could_not_sync) {
  start();
  bench_.append(1);
  bench_.published(1);
  auto beside = bench_.options.high_water_file;
  beside += ".new";
  std::filesystem::create_directory(beside);  // a folder in its way: it cannot be written
  bench_.append(1);
  while (bench_.publisher->trouble().empty()) {
  }
  EXPECT_EQ(bench_.publisher->trouble(), "journal.high_water_failed");
  EXPECT_EQ(bench_.publisher->published_size(), 1);
  std::filesystem::remove(beside);
  bench_.published(2);
  EXPECT_EQ(bench_.publisher->trouble(), "");
}

INSTANTIATE_TEST_SUITE_P(Engines, PublisherTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

}  // namespace
}  // namespace qyzmet::journal
