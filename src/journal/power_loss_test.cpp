// Goal: when the power fails, the log keeps every event that was acknowledged, and its root is consistent: an audit of
// what the disk still holds finds nothing, and what was published before is still true of it.  Method: a disk that
// remembers what was synced (db/power_loss.hpp); images of it at random moments while events are appended and
// checkpoints published, some events erased, some changes failing. The seed is printed.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/testing.hpp"
#include "db/testing.hpp"
#include "journal/journal.hpp"
#include "journal/testing.hpp"

namespace qyzmet::journal {
namespace {

constexpr int kImages = 25;

/// Appends one event; every fifth change fails after appending, every seventh erases the event before its own.
Result<void> one_change(db::Tx& tx, std::int64_t number, std::int64_t& index) {
  auto facts = testing::facts("test.happened", 7, tx.now(), number);
  index = append(tx, {.kind = "test.happened", .subject = 7, .facts = facts, .personal = R"({"name":"Әсел"})"});
  if (number % 5 == 0) return fail(Code::conflict, "test.no");
  if (number % 7 == 0 && index > 0) static_cast<void>(erase_personal(tx, index - 1, "test"));
  return {};
}

TEST(JournalPowerLoss, TheLogIsWholeAndHoldsAllThatWasAcknowledged) {
  SeededRandom random(test_seed());
  SystemRandom system;
  TestClock clock(from_ms(1'770'000'000'000));
  db::testing::TempFolder folder;
  db::testing::PowerLossDisk disk;
  db::Options options;
  options.directory = folder.path() / "live";
  options.sqlite_vfs = disk.vfs();
  options.wal_limit_bytes = 512 << 10;
  auto log = Log::create();
  auto database = db::Database::open(options, clock, system).value();
  ASSERT_TRUE(database->migrate());
  PublisherOptions published{.key_file = folder.path() / "key",
                             .high_water_file = folder.path() / "high-water",
                             .last_checkpoint = {},
                             .origin = "power.example/log",
                             .interval_ms = 1};
  auto publisher = Publisher::open(published, *database, clock, system).value();
  ASSERT_TRUE(database->start(*log));
  publisher->start();
  while (publisher->checkpoint().empty()) std::this_thread::sleep_for(std::chrono::milliseconds(1));

  std::atomic<bool> stop{false};
  std::atomic<std::int64_t> acknowledged{0};  // how many events are certainly in the log
  std::thread writer([&] {
    for (std::int64_t number = 1; !stop; ++number) {
      std::int64_t index = -1;
      auto end = database->change([&](db::Tx& tx) { return one_change(tx, number, index); });
      if (end) acknowledged = index + 1;
    }
  });
  for (int i = 0; i < kImages; ++i) {
    std::this_thread::sleep_for(std::chrono::microseconds(random.next_u64() % 20'000));
    auto certain = acknowledged.load();
    db::Options image;
    image.directory = folder.path() / ("image" + std::to_string(i));
    auto seen = published;
    seen.high_water_file = folder.path() / ("high-water" + std::to_string(i));
    std::filesystem::copy_file(published.high_water_file, seen.high_water_file);
    disk.image(options.directory, image.directory, random);
    auto found = db::Database::open(image, clock, system);
    ASSERT_TRUE(found) << found.error().key;
    auto report = audit(**found, seen, {});
    for (const auto& finding : report.findings) ADD_FAILURE() << finding.index << ": " << finding.what;
    EXPECT_GE(report.events, certain);
  }
  stop = true;
  writer.join();
  EXPECT_GT(acknowledged, kImages);
  publisher->stop();
  database->stop();
}

}  // namespace
}  // namespace qyzmet::journal
