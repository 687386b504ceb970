#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/time.hpp"
#include "db/testing.hpp"
#include "journal/journal.hpp"

/// For tests only: a journal on a real database, in a place of its own.
namespace qyzmet::journal::testing {

/// Canonical facts of an event: kind, subject and time, and a number to tell events apart.
std::string facts(std::string_view kind, std::int64_t subject, Instant at, std::int64_t number);

/// A database with a journal. `stop` and `start` again stand for a restart.
class Bench {
 public:
  explicit Bench(db::Engine engine = db::Engine::sqlite);
  ~Bench();

  /// Opens, migrates and starts database and publisher, until the first checkpoint. The publisher's error, if it
  /// refuses.
  Result<void> start();
  /// The two halves of `start`: what registers with the database comes between them.
  Result<void> open();
  void run();
  void stop();
  /// As `start`, without a publisher; and without starting.
  void start_database();
  void open_database();

  /// Appends `count` events of `subject` in one change; gives the first index.
  std::int64_t append(int count, std::int64_t subject = 42, std::string_view kind = "test.happened",
                      std::string_view personal = R"({"name":"Әсел"})");
  /// Runs any SQL as a change: how a tamperer would.
  void tamper(const db::Sql& sql, db::Params params = {});
  /// Waits until so much is published.
  void published(std::int64_t size);
  std::string receipt(std::int64_t index);

  PublisherOptions options;
  TestClock clock;
  SystemRandom random;
  db::testing::Place place;
  std::unique_ptr<Log> log;
  std::unique_ptr<db::Database> database;
  std::unique_ptr<Publisher> publisher;
};

}  // namespace qyzmet::journal::testing
