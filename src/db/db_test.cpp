// The writer and its readers, on both engines: what is acknowledged is kept, what fails leaves no trace, in every order
// of failures.
#include "db/db.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <future>
#include <thread>

#include "base/check.hpp"
#include "db/session.hpp"
#include "db/testing.hpp"

namespace qyzmet::db {
namespace {

const Sql create_thing{
    "CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT NOT NULL, place BIGINT NOT NULL CHECK (place >= 0))"};
const Sql create_index{"CREATE UNIQUE INDEX thing_name ON thing (name)"};
const Sql insert_thing{"INSERT INTO thing (id, name, place) VALUES ($id, $name, $place)"};
const Sql count_things{"SELECT count(*) FROM thing"};
const Sql list_things{"SELECT name, place FROM thing ORDER BY place"};
const Sql move_thing{"UPDATE thing SET place = place + 0 WHERE name = $name"};
const Sql thing_named{"SELECT place FROM thing WHERE name = $name"};

/// A stream whose state is the list of what was appended: so that a wrong rewind shows.
class ListStream final : public Stream {
 public:
  void load(std::int64_t size, std::string_view state) override {
    ++loads;
    letters_ = state;
    EXPECT_EQ(size, this->size());
  }
  std::int64_t size() const override { return static_cast<std::int64_t>(letters_.size()); }
  void rewind(std::int64_t size) override { letters_.resize(static_cast<std::size_t>(size)); }
  std::string seal(Tx&) override { return letters_; }
  void append(char letter) { letters_ += letter; }
  std::atomic<int> loads{0};

 private:
  std::string letters_;
};

class DatabaseTest : public ::testing::TestWithParam<Engine> {
 protected:
  DatabaseTest() : place_(GetParam(), testing::Start::empty), clock_(from_ms(1'770'000'000'000)) {}

  void open(Options options) {
    auto database = Database::open(options, clock_, random_);
    ASSERT_TRUE(database) << database.error().key;
    database_ = std::move(*database);
    ASSERT_TRUE(database_->migrate());
    ASSERT_TRUE(database_->start(stream_));
  }
  void open() {
    open(place_.options());
    ASSERT_TRUE(database_->change([](Tx& tx) -> Result<void> {
      tx.run(create_thing, {});
      tx.run(create_index, {});
      return {};
    }));
  }
  /// A change that appends a letter to the stream and stores a thing of that name at that place in the stream.
  Change store(std::string name, std::function<void(Result<void>)> done = [](auto) {}) {
    return {.apply = [this, name](Tx& tx) -> Result<void> {
              auto place = stream_.size();
              stream_.append(name[0]);
              tx.run(insert_thing, {{"id", tx.new_id()}, {"name", name}, {"place", place}});
              return {};
            },
            .refused = {},
            .done = std::move(done)};
  }
  std::int64_t count() {
    std::int64_t found = 0;
    database_->read([&](Snapshot& snapshot) {
      auto rows = snapshot.query(count_things);
      ASSERT_TRUE(rows->next());
      found = rows->integer(0);
    });
    return found;
  }
  /// Keeps the writer busy until the returned promise is set, so that what is submitted meanwhile becomes one group.
  std::promise<void> hold() {
    std::promise<void> release;
    auto held = std::make_shared<std::shared_future<void>>(release.get_future());
    auto started = std::make_shared<std::promise<void>>();
    database_->submit({.apply = [held, started](Tx&) -> Result<void> {
                         started->set_value();
                         held->wait();
                         return fail(Code::conflict, "test.held");
                       },
                       .refused = {},
                       .done = [](auto) {}});
    started->get_future().wait();
    return release;
  }
  void drain() {
    ASSERT_TRUE(database_->change([](Tx&) -> Result<void> { return {}; }));
  }
  /// The stream and the table agree, and both are on disk: reopened, they still do.
  void expect_consistent(std::string_view letters) {
    std::string seen;
    database_->read([&](Snapshot& snapshot) {
      for (auto rows = snapshot.query(list_things); rows->next();) {
        EXPECT_EQ(rows->integer(1), static_cast<std::int64_t>(seen.size()));
        seen += rows->text(0)[0];
      }
    });
    EXPECT_EQ(seen, letters);
  }

  testing::Place place_;
  TestClock clock_;
  SystemRandom random_;
  ListStream stream_;
  std::unique_ptr<Database> database_;
};

TEST_P(DatabaseTest, keeps_what_it_acknowledges) {
  open();
  std::promise<Result<void>> end;
  database_->submit(store("a", [&](Result<void> result) { end.set_value(result); }));
  ASSERT_TRUE(end.get_future().get());
  EXPECT_EQ(count(), 1);
  database_.reset();
  open(place_.options());
  EXPECT_EQ(count(), 1);
  EXPECT_EQ(stream_.size(), 1);
}

TEST_P(DatabaseTest, a_failed_change_leaves_no_trace_and_its_neighbours_stay) {
  open();
  auto release = hold();
  std::atomic<int> kept{0};
  auto count_kept = [&](Result<void> result) { kept += result.has_value(); };
  database_->submit(store("a", count_kept));
  database_->submit({.apply = [this](Tx& tx) -> Result<void> {
                       stream_.append('x');
                       tx.run(insert_thing, {{"id", tx.new_id()}, {"name", "x"}, {"place", 1}});
                       return fail(Code::conflict, "test.no");
                     },
                     .refused = {},
                     .done = count_kept});
  database_->submit(store("b", count_kept));
  release.set_value();
  drain();
  EXPECT_EQ(kept, 2);
  expect_consistent("ab");
}

TEST_P(DatabaseTest, a_refused_row_rolls_back_alone_and_says_which_table) {
  open();
  auto release = hold();
  std::vector<std::string> ends;
  auto note = [&](Result<void> result) {
    ends.push_back(result ? "kept" : result.error().key + " " + result.error().details[0].second);
  };
  for (const char* name : {"a", "b", "a", "c", "b", "d"}) database_->submit(store(name, note));
  release.set_value();
  drain();
  EXPECT_EQ(ends, (std::vector<std::string>{"kept", "kept", "db.refused thing", "kept", "db.refused thing", "kept"}));
  expect_consistent("abcd");
}

TEST_P(DatabaseTest, what_answers_a_refusal_can_read_the_row_that_was_there) {
  open();
  auto release = hold();
  std::int64_t found = -1;
  database_->submit(store("a"));
  auto again = store("a");
  again.refused = [&](Tx& tx, const Refusal& refusal) -> Result<void> {
    EXPECT_EQ(refusal.kind, Refusal::Kind::unique);
    EXPECT_EQ(refusal.table, "thing");
    auto rows = tx.query(thing_named, {{"name", "a"}});
    if (rows->next()) found = rows->integer(0);
    return {};
  };
  database_->submit(std::move(again));
  database_->submit(store("b"));
  release.set_value();
  drain();
  EXPECT_EQ(found, 0);
  expect_consistent("ab");
}

// Goal: whatever mixture of good, refused, failing, reading and throwing changes falls into one group, the outcome is
// that of running them one after the other. Method: random groups, against a model; the seed is printed.
TEST_P(DatabaseTest, a_group_is_as_its_changes_one_after_the_other) {
  open();
  std::uint64_t seed = random_.next_u64();
  if (const char* given = std::getenv("QYZMET_SEED")) seed = std::strtoull(given, nullptr, 10);
  SCOPED_TRACE("QYZMET_SEED=" + std::to_string(seed));
  SeededRandom random(seed);
  std::string model;
  for (int round = 0; round < 20; ++round) {
    auto release = hold();
    for (int i = 0; i < 70; ++i) {
      char letter = static_cast<char>('A' + random.next_u64() % 58);
      int kind = static_cast<int>(random.next_u64() % 5);
      std::string name = std::string(1, letter) + std::to_string(random.next_u64() % 8);
      bool there = model.find(letter + name.substr(1)) != std::string::npos;
      auto change = store(name);
      auto plain = std::make_shared<decltype(change.apply)>(std::move(change.apply));
      change.apply = [plain, kind, name](Tx& tx) -> Result<void> {
        TRY((*plain)(tx));
        if (kind == 1) return fail(Code::conflict, "test.no");
        if (kind == 2) throw std::runtime_error("test");
        if (kind == 3) CHECK(tx.query(thing_named, {{"name", name}})->next());
        if (kind == 4) CHECK(tx.run_counted(move_thing, {{"name", name}}) == 1);
        return {};
      };
      database_->submit(std::move(change));
      if (!there && kind != 1 && kind != 2) model += name + " ";
    }
    release.set_value();
    drain();
    if (HasFatalFailure()) return;
  }
  std::string seen;
  database_->read([&](Snapshot& snapshot) {
    std::int64_t place = 0;
    for (auto rows = snapshot.query(list_things); rows->next();) {
      EXPECT_EQ(rows->integer(1), place++);
      seen += std::string(rows->text(0)) + " ";
    }
  });
  EXPECT_EQ(seen, model);
}

TEST_P(DatabaseTest, after_commit_runs_for_kept_changes_only) {
  open();
  int ran = 0;
  EXPECT_TRUE(database_->change([&](Tx& tx) -> Result<void> {
    tx.after_commit([&] { ++ran; });
    return {};
  }));
  EXPECT_FALSE(database_->change([&](Tx& tx) -> Result<void> {
    tx.after_commit([&] { ++ran; });
    return fail(Code::conflict, "test.no");
  }));
  EXPECT_EQ(ran, 1);
}

TEST_P(DatabaseTest, a_full_queue_refuses_at_once) {
  auto options = place_.options();
  options.queue_limit = 3;
  open(options);
  auto release = hold();
  std::vector<std::string> ends;
  std::mutex mutex;
  for (int i = 0; i < 5; ++i) {
    database_->submit({.apply = [](Tx&) -> Result<void> { return {}; },
                       .refused = {},
                       .done =
                           [&](Result<void> result) {
                             std::lock_guard lock(mutex);
                             ends.push_back(result ? "kept" : result.error().key);
                           }});
  }
  EXPECT_EQ(ends, (std::vector<std::string>{"db.queue_full", "db.queue_full"}));
  release.set_value();
  database_.reset();  // finishes what was queued
  EXPECT_EQ(ends, (std::vector<std::string>{"db.queue_full", "db.queue_full", "kept", "kept", "kept"}));
}

TEST_P(DatabaseTest, background_work_gets_a_quarter_while_people_wait) {
  open();
  auto release = hold();
  std::string order;
  auto submit = [&](Priority priority, char letter) {
    database_->submit({.priority = priority,
                       .apply = [&order, letter](Tx&) -> Result<void> {
                         order += letter;
                         return {};
                       },
                       .refused = {},
                       .done = [](auto) {}});
  };
  for (int i = 0; i < 4; ++i) submit(Priority::background, 'b');
  for (int i = 0; i < 7; ++i) submit(Priority::interactive, 'i');
  release.set_value();
  drain();
  EXPECT_EQ(std::ranges::count(order.substr(0, 8), 'b'), 2);
  EXPECT_EQ(std::ranges::count(order, 'b'), 4);
}

TEST_P(DatabaseTest, a_second_writer_is_refused) {
  open();
  auto second = Database::open(place_.options(), clock_, random_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().key, "db.locked");
}

TEST_P(DatabaseTest, a_writer_whose_head_was_moved_by_another_stops) {
  open();
  bool sqlite = GetParam() == Engine::sqlite;
  auto thief = sqlite ? open_sqlite(place_.options(), Purpose::checkpointer, clock_)
                      : open_postgres(place_.options(), Purpose::reader);
  thief->execute_script("UPDATE stream_head SET epoch = epoch + 1 WHERE id = 1");
  bool ran = false;
  auto end = database_->change([&](Tx&) -> Result<void> {
    ran = true;
    return {};
  });
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().key, "db.fenced");
  EXPECT_EQ(ran, !sqlite) << "PostgreSQL learns of it with its first answer";
  EXPECT_EQ(database_->trouble(), "db.fenced");
  auto later = database_->change([](Tx&) -> Result<void> { return {}; });
  ASSERT_FALSE(later);
  EXPECT_EQ(later.error().key, "db.fenced");
}

// A failover to a standby that lacked what was acknowledged: the head stands at an earlier place under the same word.
TEST_P(DatabaseTest, a_database_that_went_back_is_not_followed) {
  if (GetParam() != Engine::postgres) GTEST_SKIP() << "SQLite's file cannot change hands under an open writer";
  open();
  for (const char* name : {"a", "b"}) database_->submit(store(name));
  drain();
  open_postgres(place_.options(), Purpose::reader)
      ->execute_script(
          "BEGIN; UPDATE stream_head SET size = size - 1; DELETE FROM thing WHERE place = 1; COMMIT;"
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
          "WHERE datname = current_database() AND pid <> pg_backend_pid()");
  std::string last;
  while (last != "db.fenced") {
    auto end = database_->change([](Tx&) -> Result<void> { return {}; });
    ASSERT_FALSE(end);
    last = end.error().key;
  }
  EXPECT_EQ(database_->trouble(), "db.fenced");
}

TEST_P(DatabaseTest, a_clock_far_behind_stored_time_is_refused_until_it_catches_up) {
  open();
  auto start = clock_.now();
  clock_.set(start - std::chrono::seconds(30));
  Instant seen{};
  EXPECT_TRUE(database_->change([&](Tx& tx) -> Result<void> {
    seen = tx.now();
    return {};
  }));
  EXPECT_EQ(seen, start) << "time never goes back";
  clock_.set(start - std::chrono::seconds(61));
  auto refused = database_->change([](Tx&) -> Result<void> { return {}; });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().key, "db.clock_behind");
  EXPECT_EQ(database_->trouble(), "db.clock_behind");
  clock_.set(start);
  EXPECT_TRUE(database_->change([](Tx&) -> Result<void> { return {}; }));
  EXPECT_EQ(database_->trouble(), "");
}

TEST_P(DatabaseTest, a_snapshot_of_a_single_query_needs_no_transaction) {
  open();
  database_->submit(store("a"));
  drain();
  for (int i = 0; i < 2; ++i) {
    database_->read([](Snapshot& snapshot) {
      auto rows = snapshot.query_only(count_things);
      ASSERT_TRUE(rows->next());
      EXPECT_EQ(rows->integer(0), 1);
    });
  }
  EXPECT_EQ(count(), 1) << "ordinary snapshots work on";
}

TEST_P(DatabaseTest, a_snapshot_sees_one_moment) {
  open();
  drain();
  std::promise<void> first_read;
  std::promise<void> written;
  std::promise<std::pair<std::int64_t, std::int64_t>> seen;
  ASSERT_TRUE(database_->read_later([&](Snapshot& snapshot) {
    auto count_now = [&] {
      auto rows = snapshot.query(count_things);
      rows->next();
      return rows->integer(0);
    };
    auto before = count_now();
    first_read.set_value();
    written.get_future().wait();
    seen.set_value({before, count_now()});
  }));
  first_read.get_future().wait();
  database_->submit(store("a"));
  drain();
  written.set_value();
  EXPECT_EQ(seen.get_future().get(), (std::pair<std::int64_t, std::int64_t>{0, 0}));
  EXPECT_EQ(count(), 1);
}

TEST_P(DatabaseTest, reads_go_on_at_once_when_idle_sessions_were_ended) {
  if (GetParam() != Engine::postgres) GTEST_SKIP() << "only PostgreSQL ends sessions";
  open();
  static const Sql end_all_others{
      "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = current_database() "
      "AND pid <> pg_backend_pid()"};
  EXPECT_EQ(count(), 0);
  ASSERT_TRUE(database_->change([](Tx& tx) -> Result<void> {
    auto rows = tx.query(end_all_others);
    EXPECT_TRUE(rows->next());
    EXPECT_GE(rows->integer(0), 1);
    return {};
  }));
  EXPECT_EQ(count(), 0);
}

TEST_P(DatabaseTest, filing_without_reads_waits_for_no_row) {
  if (GetParam() != Engine::postgres) GTEST_SKIP() << "only PostgreSQL waits";
  open();
  drain();
  auto before = database_->figures();
  auto release = hold();
  for (char letter = 'a'; letter < 'a' + 20; ++letter) database_->submit(store(std::string(1, letter)));
  release.set_value();
  drain();
  auto after = database_->figures();
  // A group waits twice: for its changes, and for its commit; the held change that failed waits for its own rollback.
  EXPECT_LE(after.waits - before.waits, 2 * (after.groups - before.groups) + 3);
  EXPECT_GE(after.changes - before.changes, 20);
}

/// As people read it: long lines broken at spaces.
std::string folded(std::string_view text) {
  std::string all;
  std::size_t begin = 0;  // of the line
  for (const char letter : text) {
    all += letter;
    if (letter == '\n') begin = all.size();
    if (all.size() - begin <= 120) continue;
    const std::size_t space = all.rfind(' ');
    if (space == std::string::npos || space <= begin + 4) continue;
    all.replace(space, 1, "\n    ");
    begin = space + 1;
  }
  return all;
}

TEST_P(DatabaseTest, the_schema_is_the_golden_one) {
  auto database = Database::open(place_.options(), clock_, random_);
  ASSERT_TRUE(database);
  ASSERT_TRUE((*database)->migrate());
  EXPECT_EQ(*(*database)->migrate(), 0) << "a second run finds nothing to do";
  auto file = std::filesystem::path(QYZMET_SOURCE_DIR) / "src/db/golden" / (testing::to_word(GetParam()) + ".sql");
  const std::string seen = folded((*database)->describe_schema());
  if (std::getenv("QYZMET_UPDATE_GOLDEN")) std::ofstream(file) << seen;
  std::ifstream stream(file);
  std::string golden{std::istreambuf_iterator<char>(stream), {}};
  EXPECT_EQ(seen, golden) << "after a new migration: QYZMET_UPDATE_GOLDEN=1, then read the difference";
}

TEST_P(DatabaseTest, a_newer_or_changed_schema_is_refused) {
  open();
  static const Sql newer{"INSERT INTO migration (number, file, sha256, at_ms) VALUES (9999, 'x', 'x', 0)"};
  ASSERT_TRUE(database_->change([](Tx& tx) -> Result<void> {
    tx.run(newer, {});
    return {};
  }));
  database_.reset();
  auto database = Database::open(place_.options(), clock_, random_);
  ASSERT_TRUE(database);
  auto ran = (*database)->migrate();
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().key, "db.schema_newer");
}

INSTANTIATE_TEST_SUITE_P(engines, DatabaseTest, ::testing::ValuesIn(testing::engines()),
                         [](const auto& info) { return testing::to_word(info.param); });

TEST(Sql, numbers_parameters_by_first_appearance) {
  Sql sql{"UPDATE thing SET a = $b, c = $a WHERE d = $b"};
  EXPECT_EQ(sql.numbered(), "UPDATE thing SET a = $1, c = $2 WHERE d = $1");
  EXPECT_EQ(sql.names(), (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(sql.table(), "thing");
}

TEST(LockFile, notices_that_its_file_was_taken_away) {
  testing::TempFolder folder;
  TestClock clock(from_ms(1'770'000'000'000));
  SystemRandom random;
  ListStream stream;
  Options options;
  options.directory = folder.path();
  auto first = Database::open(options, clock, random);
  ASSERT_TRUE(first);
  ASSERT_TRUE((*first)->migrate());
  ASSERT_TRUE((*first)->start(stream));
  std::filesystem::remove(folder.path() / "writer.lock");
  auto end = (*first)->change([](Tx&) -> Result<void> { return {}; });
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().key, "db.fenced");
}

}  // namespace
}  // namespace qyzmet::db
