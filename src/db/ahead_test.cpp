// Questions that are asked before their answers are wanted: whatever their order, each gets its own answer.
#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <random>

#include "db/db.hpp"
#include "db/testing.hpp"

namespace qyzmet::db {
namespace {

const Sql create_number{"CREATE TABLE number (id BIGINT PRIMARY KEY, square BIGINT NOT NULL)"};
const Sql insert_number{"INSERT INTO number (id, square) VALUES ($id, $square)"};
const Sql square_of{"SELECT square FROM number WHERE id = $id"};
const Sql squares_between{"SELECT square FROM number WHERE id >= $from AND id <= $to ORDER BY id LIMIT $limit"};
const Sql how_many{"SELECT count(*) FROM number"};
const Sql no_square{"SELECT 1 / ($id - $id)"};

constexpr int kNumbers = 50;

class NoStream final : public Stream {
 public:
  void load(std::int64_t, std::string_view) override {}
  std::int64_t size() const override { return 0; }
  void rewind(std::int64_t) override {}
  std::string seal(Tx&) override { return {}; }
};

Question squaring(std::int64_t id) { return {.sql = &square_of, .wholes = {{{"id", id}}}}; }
Question between(std::int64_t from, std::int64_t to) {
  return {.sql = &squares_between, .wholes = {{{"from", from}, {"to", to}, {"limit", 10}}}};
}

std::int64_t first(const std::unique_ptr<Rows>& rows) { return rows->next() ? rows->integer(0) : -1; }

class AheadTest : public ::testing::TestWithParam<Engine> {
 protected:
  AheadTest() : place_(GetParam(), testing::Start::empty), clock_(from_ms(1'770'000'000'000)) {
    Options options = place_.options();
    options.readers = 1;  // so that what waits is asked together
    database_ = *Database::open(options, clock_, random_);
    EXPECT_TRUE(database_->migrate());
    EXPECT_TRUE(database_->start(stream_));
    EXPECT_TRUE(database_->change([](Tx& tx) -> Result<void> {
      tx.run(create_number, {});
      for (std::int64_t id = 0; id < kNumbers; ++id) tx.run(insert_number, {{"id", id}, {"square", id * id}});
      return {};
    }));
  }
  ~AheadTest() override { database_->stop(); }

  /// What jobs that ask one question each were answered; job `i` asks what `only(i)` says, and `asked(i)` in truth.
  std::vector<std::int64_t> ask_together(int count, const std::function<std::optional<Question>(int)>& only,
                                         const std::function<std::int64_t(Snapshot&, int)>& asks) {
    std::promise<void> go;
    auto held = go.get_future().share();
    EXPECT_TRUE(database_->read_later([held](Snapshot&) { held.wait(); }));
    std::vector<std::promise<std::int64_t>> answers(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
      EXPECT_TRUE(database_->read_later(
          [&answers, &asks, i](Snapshot& snapshot) {
            try {
              answers[static_cast<std::size_t>(i)].set_value(asks(snapshot, i));
            } catch (const Broken&) {
              answers[static_cast<std::size_t>(i)].set_value(-2);
            }
          },
          only(i)));
    }
    go.set_value();
    std::vector<std::int64_t> all;
    for (auto& answer : answers) all.push_back(answer.get_future().get());
    return all;
  }

  testing::Place place_;
  TestClock clock_;
  SystemRandom random_;
  NoStream stream_;
  std::unique_ptr<Database> database_;
};

TEST_P(AheadTest, EachQueryGetsItsOwnAnswerInWhateverOrder) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 engine(seed);
  const auto any = [&](int below) { return static_cast<std::int64_t>(engine() % static_cast<unsigned>(below)); };
  for (int round = 0; round < 200; ++round) {
    database_->read([&](Snapshot& snapshot) {
      std::vector<std::int64_t> ids;
      for (std::int64_t i = any(6); i > 0; --i) ids.push_back(any(kNumbers));
      for (const std::int64_t id : ids) {
        if (any(4) > 0) snapshot.ahead(squaring(id));
        if (any(4) == 0) snapshot.ahead(between(id, id + 3));  // perhaps never asked for
      }
      std::ranges::shuffle(ids, engine);
      for (const std::int64_t id : ids) {
        if (any(3) == 0) {
          EXPECT_EQ(first(snapshot.query(how_many)), kNumbers);
        }
        EXPECT_EQ(first(snapshot.query(square_of, {{"id", id}})), id * id);
        if (any(3) == 0) {
          EXPECT_EQ(first(snapshot.query(squares_between, {{"from", id}, {"to", id + 3}, {"limit", 10}})), id * id);
        }
      }
    });
  }
}

TEST_P(AheadTest, TwoAnswersMayBeOpenAtOnce) {
  database_->read([](Snapshot& snapshot) {
    snapshot.ahead(between(3, 5));
    snapshot.ahead(squaring(7));
    const auto several = snapshot.query(squares_between, {{"from", 3}, {"to", 5}, {"limit", 10}});
    EXPECT_EQ(first(several), 9);
    EXPECT_EQ(first(snapshot.query(square_of, {{"id", 7}})), 49);
    EXPECT_EQ(first(several), 16);
    EXPECT_EQ(first(several), 25);
    EXPECT_EQ(first(several), -1);
  });
}

TEST_P(AheadTest, WhatIsAskedTogetherIsAnsweredToEach) {
  const auto answers = ask_together(
      40, [](int i) { return std::optional(squaring(i)); },
      [](Snapshot& snapshot, int i) { return first(snapshot.query_only(square_of, {{"id", i}})); });
  for (int i = 0; i < 40; ++i) EXPECT_EQ(answers[static_cast<std::size_t>(i)], i * i);
}

/// A job may ask something else than it said, or nothing, or fail: its neighbours have their answers all the same.
TEST_P(AheadTest, AJobThatAsksOtherwiseHurtsNobody) {
  const auto answers = ask_together(
      40, [](int i) { return i % 5 == 4 ? std::nullopt : std::optional(squaring(i)); },
      [](Snapshot& snapshot, int i) -> std::int64_t {
        if (i % 5 == 1) return -7;
        if (i % 5 == 2) return first(snapshot.query(square_of, {{"id", i + 1}}));
        return first(snapshot.query_only(square_of, {{"id", i}}));
      });
  for (int i = 0; i < 40; ++i) {
    const int expected = i % 5 == 1 ? -7 : i % 5 == 2 ? (i + 1) * (i + 1) : i * i;
    EXPECT_EQ(answers[static_cast<std::size_t>(i)], expected) << i;
  }
}

TEST_P(AheadTest, AQuestionThatFailsFailsOnlyWhoAskedIt) {
  if (GetParam() != Engine::postgres) GTEST_SKIP() << "SQLite divides by zero";
  const auto answers = ask_together(
      20,
      [](int i) {
        return std::optional(i == 3 ? Question{.sql = &no_square, .wholes = {{{"id", i}}}} : squaring(i));
      },
      [](Snapshot& snapshot, int i) {
        return first(snapshot.query_only(i == 3 ? no_square : square_of, {{"id", i}}));
      });
  for (int i = 0; i < 20; ++i) EXPECT_EQ(answers[static_cast<std::size_t>(i)], i == 3 ? -2 : i * i) << i;
}

INSTANTIATE_TEST_SUITE_P(Engines, AheadTest, ::testing::ValuesIn(testing::engines()),
                         [](const auto& info) { return testing::to_word(info.param); });

}  // namespace
}  // namespace qyzmet::db
