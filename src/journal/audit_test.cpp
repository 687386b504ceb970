// The audit finds every kind of tampering, and nothing where nothing was done.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "journal/checkpoint.hpp"
#include "journal/durable_file.hpp"
#include "journal/log.hpp"
#include "journal/note.hpp"
#include "journal/receipt.hpp"
#include "journal/store.hpp"
#include "journal/testing.hpp"

namespace qyzmet::journal {
namespace {

using db::Sql;

class AuditTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  AuditTest() : bench_(GetParam()) {
    auto started = bench_.start();
    EXPECT_TRUE(started) << started.error().key;
  }
  /// 1,000 events, of which number 5 has been erased; all published.
  void fill() {
    bench_.append(999);
    ASSERT_TRUE(bench_.database->change([](db::Tx& tx) { return erase_personal(tx, 5, "asked"); }));
    bench_.published(1000);
    bench_.publisher->stop();
  }
  AuditReport run(const std::vector<ModuleAudit>& modules = {}) {
    return audit(*bench_.database, bench_.options, modules);
  }
  /// What the audit found, one line each: "index: what".
  std::string findings() {
    std::string out;
    for (const auto& finding : run().findings) out += std::to_string(finding.index) + ": " + finding.what + "\n";
    return out;
  }
  void expect_found(std::string_view line) {
    auto all = findings();
    EXPECT_NE(all.find(line), std::string::npos) << "looking for: " << line << "\nfound:\n" << all;
  }
  testing::Bench bench_;
};

TEST_P(AuditTest, finds_nothing_where_nothing_was_done) {
  EXPECT_EQ(findings(), "");
  fill();
  EXPECT_EQ(findings(), "");
  EXPECT_EQ(run().events, 1000);
}

TEST_P(AuditTest, finds_nothing_in_a_log_that_grows_meanwhile) {
  for (int i = 0; i < 20; ++i) {
    bench_.append(100);
    bench_.database->submit({.priority = db::Priority::background,
                             .apply = [](db::Tx& tx) -> Result<void> {
                               for (int k = 0; k < 300; ++k) {
                                 auto facts = testing::facts("test.happened", 1, tx.now(), k);
                                 append(tx, {.kind = "test.happened", .subject = 1, .facts = facts, .personal = "{}"});
                               }
                               return {};
                             },
                             .refused = {},
                             .done = [](auto) {}});
    EXPECT_EQ(findings(), "");
  }
}

TEST_P(AuditTest, finds_edited_rows) {
  fill();
  static const Sql facts{"UPDATE journal SET facts = $facts WHERE idx = 300"};
  auto text = testing::facts("test.happened", 42, bench_.clock.now(), 999'999);
  bench_.tamper(facts, {{"facts", text}});
  expect_found("300: the row was edited");
  expect_found("300: hash 44 of tile 0/1 does not follow");
  static const Sql personal{"UPDATE journal SET personal = '{}' WHERE idx = 999 - 1"};
  bench_.tamper(personal);
  expect_found("998: the row was edited");
  static const Sql salt{"UPDATE journal SET salt_1 = salt_2 WHERE idx = 17"};
  bench_.tamper(salt);
  expect_found("17: the row was edited");
  static const Sql entry{"UPDATE journal SET entry = salt_1 WHERE idx = 18"};
  bench_.tamper(entry);
  expect_found("18: the row was edited");
}

TEST_P(AuditTest, finds_columns_that_the_facts_do_not_bear_out) {
  fill();
  static const Sql at{"UPDATE journal SET at_ms = at_ms - 1 WHERE idx = 1"};
  static const Sql kind{"UPDATE journal SET kind = 'test.other' WHERE idx = 2"};
  static const Sql subject{"UPDATE journal SET subject = 43 WHERE idx = 3"};
  for (const auto* sql : {&at, &kind, &subject}) bench_.tamper(*sql);
  EXPECT_EQ(findings(),
            "1: the column of at differs from the facts\n2: the column of kind differs from the facts\n"
            "3: the column of subject differs from the facts\n");
}

TEST_P(AuditTest, finds_an_edit_whose_entry_was_worked_out_anew) {
  fill();
  static const Sql edit{"UPDATE journal SET facts = $facts, entry = $entry WHERE idx = $idx"};
  for (std::int64_t index : {300, 990}) {
    Digest entry{};
    auto text = testing::facts("test.happened", 42, bench_.clock.now(), 999'999);
    bench_.database->read([&](db::Snapshot& snapshot) {
      auto row = store::find(snapshot, index);
      entry = event_entry(row->salt_1, text, personal_digest(*row->salt_2, *row->event.personal));
    });
    bench_.tamper(edit, {{"facts", text}, {"entry", entry}, {"idx", index}});
    if (index == 300) expect_found("300: hash 44 of tile 0/1 does not follow");
  }
  expect_found("-1: the head does not follow from the rows");
  expect_found("-1: the tree of 1000 events is not the one that " + bench_.options.high_water_file.string() +
               " signed");
}

TEST_P(AuditTest, finds_deleted_rows) {
  fill();
  static const Sql middle{"DELETE FROM journal WHERE idx >= 400 AND idx < 403"};
  bench_.tamper(middle);
  expect_found("400: 3 rows from here on are missing");
  expect_found("-1: the head does not follow from the rows");
  static const Sql end{"DELETE FROM journal WHERE idx >= 998"};
  bench_.tamper(end);
  expect_found("-1: the head counts 1000 events, the table ends at 998");
  expect_found("998: 2 rows from here on are missing");
}

TEST_P(AuditTest, finds_inserted_rows) {
  fill();
  static const Sql insert{
      "INSERT INTO journal (idx, at_ms, kind, subject, facts, salt_1, personal, salt_2, entry) "
      "SELECT idx + 1, at_ms, kind, subject, facts, salt_1, personal, salt_2, entry FROM journal WHERE idx = 999"};
  bench_.tamper(insert);
  expect_found("-1: the head counts 1000 events, the table ends at 1001");
}

TEST_P(AuditTest, finds_tiles_that_disagree) {
  fill();
  static const Sql swap{
      "UPDATE journal_tile SET hashes = (SELECT hashes FROM journal_tile WHERE level = 0 AND number = 1) "
      "WHERE level = 0 AND number = 2"};
  bench_.tamper(swap);
  expect_found("512: hash 0 of tile 0/2 does not follow from the rows");
  static const Sql upper{
      "UPDATE journal_tile SET hashes = (SELECT hashes FROM journal_tile WHERE level = 0 AND number = 0) "
      "WHERE level = 1"};
  bench_.tamper(upper);
  expect_found("-1: hash 0 of tile 1/0 does not follow from the rows");
  static const Sql remove{"DELETE FROM journal_tile WHERE level = 0 AND number = 1"};
  bench_.tamper(remove);
  expect_found("-1: level 0 should have 3 tiles, numbered from 0, but has 2, numbered 0 to 2");
  expect_found("-1: tile 0/1 is missing or too short");
  static const Sql add{
      "INSERT INTO journal_tile (level, number, hashes) SELECT 5, 0, hashes FROM journal_tile WHERE level = 0 "
      "AND number = 0"};
  bench_.tamper(add);
  expect_found("-1: level 5 should have 0 tiles");
}

TEST_P(AuditTest, finds_a_head_that_disagrees) {
  fill();
  bench_.stop();
  // Every group moves the head, so a stream that lies spoils it: as many peaks, all zero.
  struct Spoiler final : db::Stream {
    void load(std::int64_t size, std::string_view) override { size_ = size; }
    std::int64_t size() const override { return size_; }
    void rewind(std::int64_t) override {}
    std::string seal(db::Tx&) override { return std::string(1, '\1') + std::string(6 * 32, '\0'); }
    std::int64_t size_ = 0;
  } spoiler;
  bench_.open_database();
  ASSERT_TRUE(bench_.database->start(spoiler));
  ASSERT_TRUE(bench_.database->change([](db::Tx&) -> Result<void> { return {}; }));
  EXPECT_EQ(findings(), "-1: the head does not follow from the rows\n");
  bench_.stop();
}

TEST_P(AuditTest, finds_high_water_files_that_disagree) {
  fill();
  const auto write = [&](std::int64_t size) {
    auto signer = Signer::from_pem(read_file(bench_.options.key_file).value());
    std::ofstream(bench_.options.high_water_file)
        << signer->sign_note(to_text(Checkpoint{bench_.options.origin, size, sha256("x")}), bench_.options.origin);
  };
  auto name = bench_.options.high_water_file.string();
  write(1001);
  EXPECT_EQ(findings(), "-1: the database holds 1000 events; " + name + " was signed at 1001\n");
  for (std::int64_t size : {0, 1, 777, 1000}) {
    write(size);
    EXPECT_EQ(findings(),
              "-1: the tree of " + std::to_string(size) + " events is not the one that " + name + " signed\n");
  }
  std::ofstream(bench_.options.high_water_file) << "x";
  EXPECT_EQ(findings(), "-1: " + name + " holds no checkpoint that this key signed for log.example/test\n");
}

TEST_P(AuditTest, wants_key_and_high_water_file_as_soon_as_there_are_events) {
  const auto forget = [&] {
    bench_.publisher->stop();
    std::filesystem::remove(bench_.options.key_file);
    std::filesystem::remove(bench_.options.high_water_file);
  };
  forget();
  EXPECT_EQ(findings(), "");
  bench_.append(1);
  EXPECT_EQ(findings(), "-1: there is neither a signing key nor a high-water file\n");
}

TEST_P(AuditTest, finds_erasures_without_their_event) {
  fill();
  static const Sql erase{"UPDATE journal SET personal = NULL, salt_2 = NULL, personal_digest = $digest WHERE idx = 9"};
  Digest digest{};
  bench_.database->read([&](db::Snapshot& snapshot) {
    auto row = store::find(snapshot, 9);
    digest = personal_digest(*row->salt_2, *row->event.personal);
  });
  bench_.tamper(erase, {{"digest", digest}});
  EXPECT_EQ(findings(), "9: the personal part is gone, and no event says that it was erased\n");
}

TEST_P(AuditTest, finds_an_erasure_that_did_not_happen) {
  fill();
  ASSERT_TRUE(bench_.database->change([](db::Tx& tx) -> Result<void> {
    auto facts =
        R"({"at":")" + to_rfc3339(tx.now()) + R"(","index":7,"kind":"event.erased","reason":"","subject":"42"})";
    append(tx, {.kind = "event.erased", .subject = 42, .facts = facts, .personal = {}});
    return {};
  }));
  EXPECT_EQ(findings(), "7: event 1000 says that the personal part was erased, but it is there\n");
}

TEST_P(AuditTest, asks_the_modules_and_stops_at_a_thousand_findings) {
  fill();
  auto report = run({[](db::Database&, AuditReport& report) { report.findings.push_back({3, "no such row"}); },
                     [](db::Database&, AuditReport& report) { report.findings.resize(2000); }});
  ASSERT_EQ(report.findings.size(), 1000U);
  EXPECT_EQ(report.findings[0].what, "no such row");
}

class ContinueTest : public AuditTest {};

TEST_P(ContinueTest, a_restored_database_goes_on_under_another_name) {
  bench_.append(10);
  bench_.published(10);
  auto old_checkpoint = bench_.publisher->checkpoint();
  auto old_key = bench_.publisher->verifier_key();
  auto old_receipt = bench_.receipt(3);
  // The restore: the same rows but two, as far as the high-water file can tell.
  bench_.stop();
  auto signer = Signer::from_pem(read_file(bench_.options.key_file).value());
  auto ahead = signer->sign_note(to_text(Checkpoint{bench_.options.origin, 12, sha256("lost")}), bench_.options.origin);
  std::ofstream(bench_.options.high_water_file) << ahead;
  auto refused = bench_.start();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().key, "journal.database_older");
  bench_.stop();

  bench_.start_database();
  auto wrong = continue_as(*bench_.database, bench_.options, "two words", "why");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().key, "journal.bad_origin");
  ASSERT_TRUE(continue_as(*bench_.database, bench_.options, "log.example/second", "disk \"lost\""));
  EXPECT_EQ(bench_.options.origin, "log.example/second");
  EXPECT_EQ(read_file(bench_.options.high_water_file.string() + ".old-12"), ahead);
  auto again = continue_as(*bench_.database, bench_.options, "log.example/second", "why");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().key, "journal.same_origin");
  bench_.stop();

  bench_.options.origin = "log.example/test";  // as configured: the name in the journal counts
  auto started = bench_.start();
  ASSERT_TRUE(started) << started.error().key;
  bench_.published(11);
  auto key = bench_.publisher->verifier_key();
  EXPECT_TRUE(key.starts_with("log.example/second+"));
  EXPECT_TRUE(verify(bench_.receipt(3), key, std::nullopt));
  EXPECT_TRUE(verify(old_receipt, old_key, std::nullopt)) << "old receipts hold with the old name";
  bench_.database->read([&](db::Snapshot& snapshot) {
    auto events = history(snapshot, 0, -1, 10);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].kind, "log.continued");
    EXPECT_NE(events[0].facts.find(R"("old_origin":"log.example/test","reason":"disk \"lost\"","subject":"0")"),
              std::string::npos);
  });
  EXPECT_EQ(findings(), "");
}

TEST_P(ContinueTest, may_be_repeated_after_a_crash_before_the_file_was_set_aside) {
  bench_.append(10);
  bench_.published(10);
  bench_.stop();
  auto high_water = read_file(bench_.options.high_water_file).value();
  bench_.start_database();
  ASSERT_TRUE(continue_as(*bench_.database, bench_.options, "log.example/second", "why"));
  std::ofstream(bench_.options.high_water_file) << high_water;
  ASSERT_TRUE(continue_as(*bench_.database, bench_.options, "log.example/second", "why"));
  EXPECT_EQ(findings(), "") << "the new log's file stands already";
  std::filesystem::remove(bench_.options.high_water_file);  // or the crash came just after it was set aside
  ASSERT_TRUE(continue_as(*bench_.database, bench_.options, "log.example/second", "why"));
  EXPECT_EQ(findings(), "");
  bench_.database->read([&](db::Snapshot& snapshot) { EXPECT_EQ(store::size(snapshot), 11); });
}

TEST_P(ContinueTest, goes_on_after_the_high_water_file_was_lost) {
  bench_.append(10);
  bench_.published(10);
  bench_.stop();
  std::filesystem::remove(bench_.options.high_water_file);
  bench_.start_database();
  ASSERT_TRUE(continue_as(*bench_.database, bench_.options, "log.example/second", "the file was lost"));
  bench_.stop();
  auto started = bench_.start();
  ASSERT_TRUE(started) << started.error().key;
  EXPECT_EQ(findings(), "");
}

INSTANTIATE_TEST_SUITE_P(Engines, AuditTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });
INSTANTIATE_TEST_SUITE_P(Engines, ContinueTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

}  // namespace
}  // namespace qyzmet::journal
