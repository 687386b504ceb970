// How long an officer's list takes among very many open applications: one reader, in microseconds.
//
//   inbox SHARE DIRECTORY COUNT [POSTGRES-URL]    fills a new database with COUNT rows; one line of JSON
//
// Every row is open and lies on the desk of one of eight agencies, which get very different shares (the first nearly
// half). A request is what the page asks: the list with its counts, filters and page drawn by lot.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "applications/applications.hpp"
#include "applications/desk.hpp"
#include "base/random.hpp"

namespace {

using namespace qyzmet;
using Steady = std::chrono::steady_clock;

constexpr int kChunk = 20'000;
constexpr int kRequests = 300;  ///< of each kind in a run
constexpr int kPage = 50;
constexpr int kOfficers = 500;
constexpr std::int64_t kNowMs = 1'772'700'000'000;

template <class T>
T or_die(Result<T> result, std::string_view doing) {
  if (result) return *std::move(result);
  fmt::print(stderr, "inbox: {}: {}\n", doing, result.error().key);
  std::exit(1);
}

/// `$share` of eight bits says whose: half are the first agency's, a quarter the second's, and so on. Services, steps,
/// lanes and dates follow from the number too, so that both engines hold the same rows.
const db::Sql kFill(R"(INSERT INTO application (id, service, service_version, state, submitted_at_ms, due_days, content,
  content_sha256, submitted_index, applicant, filed_by, channel, step, awaits, ball, ball_since_ms, desk, lane, holder,
  next_at_ms, overdue_since_ms, flow_index)
WITH RECURSIVE n (i) AS (SELECT $from UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $to),
  r (i, a, z) AS (SELECT i, (i * 7919 + 13) % 256, (i * 104729 + 7) % 1000 FROM n),
  d (i, z, desk) AS (SELECT i, z, CASE WHEN a < 120 THEN 'kz.mvd' WHEN a < 180 THEN 'kz.adilet'
    WHEN a < 210 THEN 'kz.a3' WHEN a < 230 THEN 'kz.a4' WHEN a < 242 THEN 'kz.a5' WHEN a < 250 THEN 'kz.a6'
    WHEN a < 254 THEN 'kz.a7' ELSE 'kz.a8' END FROM r)
SELECT i, CASE WHEN z % 3 = 0 THEN 'kz.address-certificate' ELSE 'kz.bench-service' END, 1,
  CASE WHEN z < 200 THEN 'waiting_for_applicant' ELSE 'in_progress' END, $now - z * 60000, 5,
  '{"answers":{"iin":"900315400007","region":"750000000"},"service":"kz.address-certificate","version":1}',
  $digest, i, i, 'person:1', 'portal', CASE WHEN z % 5 = 0 THEN 'check' ELSE 'review' END,
  CASE WHEN z < 200 THEN 'answer' WHEN z < 300 THEN 'evidence' ELSE 'officer' END,
  CASE WHEN z < 200 THEN 'applicant' WHEN z < 300 THEN 'agency:kz.family' ELSE 'office' END, $now - z * 60000, desk,
  CASE WHEN z < 200 THEN 'waiting' WHEN z < 300 THEN 'elsewhere' WHEN z < 350 THEN 'held' ELSE 'free' END,
  CASE WHEN z >= 300 AND z < 350 THEN 300 + (i * 31) % 500 END,
  $now + (i * 7907) % 1000000000 - 50000000,
  CASE WHEN (i * 7907) % 1000000000 < 50000000 THEN $now END, i FROM d)");
const db::Sql kAnalyze("ANALYZE");
const db::Sql kScan(
    "SELECT COUNT(*) FROM application WHERE desk || '' = 'kz.mvd' AND lane || '' = 'free' AND next_at_ms + 0 < $now");

/// What a page asks for, by lot.
applications::InboxWanted wanted_by(std::mt19937_64& dice) {
  using Whose = applications::InboxWanted::Whose;
  applications::InboxWanted wanted;
  wanted.whose = static_cast<Whose>(dice() % 3);
  if (dice() % 2 == 0) wanted.service = "kz.address-certificate";
  if (!wanted.service.empty() && dice() % 2 == 0) wanted.step = dice() % 2 == 0 ? "check" : "review";
  wanted.overdue = dice() % 4 == 0;
  wanted.waiting = dice() % 4 == 0;
  if (dice() % 3 == 0) wanted.after = {.next_at_ms = kNowMs + static_cast<std::int64_t>(dice() % 500'000'000), .id = 1};
  return wanted;
}

std::int64_t us_since(Steady::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - start).count();
}

std::int64_t at(std::vector<std::int64_t>& all, double share) {
  std::ranges::sort(all);
  return all[static_cast<std::size_t>(share * static_cast<double>(all.size() - 1))];
}

void run(db::Database& database, const db::Sql& sql, db::Params params) {
  const auto done = database.change([&](db::Tx& tx) -> Result<void> {
    tx.run(sql, params);
    return {};
  });
  if (done) return;
  fmt::print(stderr, "inbox: {}\n", done.error().key);
  std::exit(1);
}

void fill(db::Database& database, std::int64_t count) {
  const Digest digest = sha256("inbox");
  for (std::int64_t from = 1; from <= count; from += kChunk) {
    run(database, kFill,
        {{"from", from}, {"to", std::min(from + kChunk, count + 1)}, {"now", kNowMs}, {"digest", digest}});
  }
  run(database, kAnalyze, {});
}

struct Stream final : db::Stream {
  void load(std::int64_t, std::string_view) override {}
  std::int64_t size() const override { return 0; }
  void rewind(std::int64_t) override {}
  std::string seal(db::Tx&) override { return {}; }
};

void measure(db::Database& database, const applications::Desk& desk, int rounds) {
  std::mt19937_64 dice(1);
  std::vector<std::int64_t> lists;
  std::vector<std::int64_t> scans;
  std::size_t shown = 0;
  for (int round = 0; round < rounds; ++round) {
    for (int i = 0; i < kRequests; ++i) {
      const http::Caller officer{.id = "staff:1",
                                 .staff = 300 + static_cast<std::int64_t>(dice() % kOfficers),
                                 .agency = dice() % 4 == 0 ? "kz.adilet" : "kz.mvd"};
      const auto wanted = wanted_by(dice);
      database.read([&](db::Snapshot& snapshot) {
        const auto start = Steady::now();
        shown += desk.inbox(snapshot, officer, wanted, from_ms(kNowMs), kPage).applications.size();
        (void)desk.counts(snapshot, officer, wanted, from_ms(kNowMs));
        lists.push_back(us_since(start));
      });
    }
    database.read([&](db::Snapshot& snapshot) {
      const auto start = Steady::now();
      (void)snapshot.query(kScan, {{"now", kNowMs}})->next();
      scans.push_back(us_since(start));
    });
  }
  fmt::print(R"({{"requests":{},"shown":{},"median_us":{},"p99_us":{},"worst_us":{},"scan_us":{}}})"
             "\n",
             lists.size(), shown, at(lists, 0.5), at(lists, 0.99), at(lists, 1), at(scans, 0.5));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const std::filesystem::path share = argv[1];
  SystemRandom random;
  TestClock clock(from_ms(kNowMs));
  const auto country = or_die(catalogue::Country::load(share / "data/kz"), "country");
  const auto calendar = or_die(WorkingCalendar::load(share / "data/kz/calendar_2025_2026.json"), "calendar");
  const auto catalogue = or_die(catalogue::Catalogue::load(share / "services/kz", country), "services");
  const applications::Applications applications(catalogue, calendar, country.utc_offset_minutes, clock);
  db::Options options{.directory = argv[2]};
  options.snapshot_limit_ms = 60'000;  // the scan beside it takes its time
  if (argc > 4) options.postgres_url = argv[4];
  Stream stream;
  const auto database = or_die(db::Database::open(options, clock, random), "database");
  or_die(database->migrate(), "schema");
  if (!database->start(stream)) return 1;
  fill(*database, std::atoll(argv[3]));
  measure(*database, applications::Desk(applications), 5);
  database->stop();
  return 0;
}
