// SQLite's log: two copy it, the checkpointer behind the writer's back and the writer when it has grown too long.
#include <gtest/gtest.h>

#include "db/db.hpp"
#include "db/testing.hpp"

namespace qyzmet::db {
namespace {

const Sql create_page{"CREATE TABLE page (id BIGINT PRIMARY KEY, text TEXT NOT NULL)"};
const Sql insert_page{"INSERT INTO page (id, text) VALUES ($id, $text)"};

class StillStream final : public Stream {
 public:
  void load(std::int64_t, std::string_view) override {}
  std::int64_t size() const override { return 0; }
  void rewind(std::int64_t) override {}
  std::string seal(Tx&) override { return {}; }
};

TEST(LogLimit, TheLogBeginsAnewAtItsLimitThoughItIsBeingCopied) {
  const testing::Place place(Engine::sqlite, testing::Start::empty);
  TestClock clock(from_ms(1'770'000'000'000));
  SystemRandom random;
  StillStream stream;
  Options options = place.options();
  options.wal_limit_bytes = 1 << 20;  // what wakes the checkpointer, too
  const auto database = *Database::open(options, clock, random);
  ASSERT_TRUE(database->migrate());
  ASSERT_TRUE(database->start(stream));
  ASSERT_TRUE(database->change([](Tx& tx) -> Result<void> {
    tx.run(create_page, {});
    return {};
  }));
  const std::string text(64 << 10, 'x');
  for (int i = 0; i < 600; ++i) {
    ASSERT_TRUE(database->change([&](Tx& tx) -> Result<void> {
      tx.run(insert_page, {{"id", tx.new_id()}, {"text", text}});
      return {};
    }));
  }
  EXPECT_GE(database->figures().checkpoints, 30);
  database->stop();
  EXPECT_LT(std::filesystem::file_size(options.directory / "qyzmet.db-wal"), std::uintmax_t{2} << 20)
      << "of 38 MB that were written";
}

}  // namespace
}  // namespace qyzmet::db
