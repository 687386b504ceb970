// Goal: nothing acknowledged is lost when the power fails at any moment.  Method: a disk that remembers what was
// synced; while four threads submit, images of the disk after a loss of power are taken at random moments; each is
// opened as a database of its own and must hold every change acknowledged before the image was taken, and a stream that
// agrees with its rows. The seed is printed.
#include "db/power_loss.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <set>
#include <thread>

#include "db/db.hpp"
#include "db/testing.hpp"

namespace qyzmet::db {
namespace {

const Sql create_row{"CREATE TABLE row (number BIGINT PRIMARY KEY, place BIGINT NOT NULL, filling TEXT NOT NULL)"};
const Sql insert_row{"INSERT INTO row (number, place, filling) VALUES ($number, $place, $filling)"};
const Sql list_rows{"SELECT number, place FROM row ORDER BY place"};
const Sql size_of_stream{"SELECT size FROM stream_head WHERE id = 1"};

class CountingStream final : public Stream {
 public:
  void load(std::int64_t size, std::string_view) override { size_ = size; }
  std::int64_t size() const override { return size_; }
  void rewind(std::int64_t size) override { size_ = size; }
  std::string seal(Tx&) override { return ""; }
  std::int64_t append() { return size_++; }

 private:
  std::int64_t size_ = 0;
};

struct Loss {
  int images = 0;
  int broken_images = 0;  ///< could not be opened or read, or stream and rows disagree
  int lost_changes = 0;   ///< acknowledged, and not there
};

class PowerLoss {
 public:
  explicit PowerLoss(std::uint64_t seed) : random_(seed), clock_(from_ms(1'770'000'000'000)) {}

  Loss run(const char* synchronous, int images) {
    testing::TempFolder folder;
    Options options;
    options.directory = folder.path() / "live";
    options.sqlite_vfs = disk_.vfs();
    options.synchronous = synchronous;
    options.wal_limit_bytes = 256 << 10;  // so that checkpoints happen between the images
    CountingStream stream;
    auto database = Database::open(options, clock_, system_).value();
    EXPECT_TRUE(database->migrate());
    EXPECT_TRUE(database->start(stream));
    EXPECT_TRUE(database->change([](Tx& tx) -> Result<void> {
      tx.run(create_row, {});
      return {};
    }));
    std::atomic<bool> stop{false};
    std::vector<std::thread> clients;
    for (int i = 0; i < 4; ++i) clients.emplace_back([&] { submit_until(stop, *database, stream); });
    Loss loss;
    for (int i = 0; i < images; ++i) {
      std::this_thread::sleep_for(std::chrono::microseconds(random_.next_u64() % 3000));
      std::set<std::int64_t> acknowledged;
      {
        std::lock_guard lock(mutex_);
        acknowledged = acknowledged_;
      }
      auto target = folder.path() / ("image" + std::to_string(i));
      disk_.image(options.directory, target, random_);
      ++loss.images;
      inspect(target, acknowledged, loss);
      std::filesystem::remove_all(target);
    }
    stop = true;
    for (auto& client : clients) client.join();
    return loss;
  }

 private:
  void submit_until(const std::atomic<bool>& stop, Database& database, CountingStream& stream) {
    std::string filling(300, 'x');
    while (!stop) {
      auto number = ++next_;
      auto end = database.change([&](Tx& tx) -> Result<void> {
        tx.run(insert_row, {{"number", number}, {"place", stream.append()}, {"filling", filling}});
        return {};
      });
      ASSERT_TRUE(end) << end.error().key;
      std::lock_guard lock(mutex_);
      acknowledged_.insert(number);
    }
  }

  void inspect(const std::filesystem::path& folder, const std::set<std::int64_t>& acknowledged, Loss& loss) {
    Options options;
    options.directory = folder;
    auto database = Database::open(options, clock_, system_);
    std::set<std::int64_t> found;
    try {
      if (!database) throw Broken("cannot be opened");
      (*database)->read([&](Snapshot& snapshot) {
        auto head = snapshot.query(size_of_stream);
        std::int64_t places = 0;
        for (auto rows = snapshot.query(list_rows); rows->next(); ++places) {
          if (rows->integer(1) != places) throw Broken("a gap");
          found.insert(rows->integer(0));
        }
        if (!head->next() || head->integer(0) != places) throw Broken("stream and rows disagree");
      });
    } catch (const Broken&) {
      ++loss.broken_images;
      return;
    }
    for (auto number : acknowledged) loss.lost_changes += !found.contains(number);
  }

  SeededRandom random_;
  SystemRandom system_;
  TestClock clock_;
  testing::PowerLossDisk disk_;
  std::mutex mutex_;
  std::set<std::int64_t> acknowledged_;
  std::atomic<std::int64_t> next_{0};
};

std::uint64_t seed_of_run() {
  const char* given = std::getenv("QYZMET_SEED");
  return given ? std::strtoull(given, nullptr, 10) : SystemRandom().next_u64();
}

TEST(PowerLoss, loses_nothing_acknowledged) {
  auto seed = seed_of_run();
  SCOPED_TRACE("QYZMET_SEED=" + std::to_string(seed));
  auto loss = PowerLoss(seed).run("FULL", 50);
  EXPECT_EQ(loss.broken_images, 0);
  EXPECT_EQ(loss.lost_changes, 0);
}

// The test above can fail: with synchronous=OFF the very same run loses what it acknowledged.
TEST(PowerLoss, finds_the_loss_when_nothing_is_synced) {
  auto seed = seed_of_run();
  SCOPED_TRACE("QYZMET_SEED=" + std::to_string(seed));
  auto loss = PowerLoss(seed).run("OFF", 30);
  EXPECT_GT(loss.broken_images + loss.lost_changes, 0);
}

}  // namespace
}  // namespace qyzmet::db
