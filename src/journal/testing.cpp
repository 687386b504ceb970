#include "journal/testing.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <thread>

namespace qyzmet::journal::testing {
namespace {

void must(const Result<void>& result, std::string_view what) {
  if (!result) throw std::runtime_error(std::string(what) + ": " + result.error().key);
}

}  // namespace

std::string facts(std::string_view kind, std::int64_t subject, Instant at, std::int64_t number) {
  return fmt::format(R"({{"at":"{}","kind":"{}","number":{},"subject":"{}"}})", to_rfc3339(at), kind, number, subject);
}

Bench::Bench(db::Engine engine) : clock(from_ms(1'772'700'000'000)), place(engine) {
  options.key_file = place.folder() / "log.key";
  options.high_water_file = place.folder() / "high_water";
  options.origin = "log.example/test";
  options.interval_ms = 0;
}

Bench::~Bench() { stop(); }

void Bench::open_database() {
  auto opened = db::Database::open(place.options(), clock, random);
  if (!opened) throw std::runtime_error(opened.error().key);
  database = *std::move(opened);
  if (auto migrated = database->migrate(); !migrated) throw std::runtime_error(migrated.error().key);
}

void Bench::start_database() {
  open_database();
  log = Log::create();
  must(database->start(*log), "start");
}

Result<void> Bench::open() {
  open_database();
  TRY_ASSIGN(publisher, Publisher::open(options, *database, clock, random));
  return {};
}

void Bench::run() {
  log = Log::create();
  must(database->start(*log), "start");
  publisher->start();
  while (publisher->checkpoint().empty() && publisher->trouble().empty()) std::this_thread::yield();
}

Result<void> Bench::start() {
  TRY(open());
  run();
  return {};
}

void Bench::stop() {
  if (database) database->stop();
  if (publisher) publisher->stop();
  publisher.reset();
  database.reset();
  log.reset();
}

std::int64_t Bench::append(int count, std::int64_t subject, std::string_view kind, std::string_view personal) {
  std::int64_t first = -1;
  must(database->change([&](db::Tx& tx) -> Result<void> {
    first = tx.stream().size();
    for (int i = 0; i < count; ++i) {
      auto text = facts(kind, subject, tx.now(), first + i);
      journal::append(tx, {.kind = kind, .subject = subject, .facts = text, .personal = personal});
    }
    return {};
  }),
       "append");
  return first;
}

void Bench::tamper(const db::Sql& sql, db::Params params) {
  must(database->change([&](db::Tx& tx) -> Result<void> {
    tx.run(sql, params);
    return {};
  }),
       "tamper");
}

void Bench::published(std::int64_t size) {
  while (publisher->published_size() < size) std::this_thread::yield();
}

std::string Bench::receipt(std::int64_t index) {
  Result<std::string> out;
  database->read([&](db::Snapshot& snapshot) { out = publisher->receipt(snapshot, index); });
  if (!out) throw std::runtime_error(out.error().key);
  return *out;
}

}  // namespace qyzmet::journal::testing
