#pragma once

#include <chrono>
#include <fstream>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/json.hpp"
#include "exchange/exchange.hpp"
#include "exchange/freeze.hpp"
#include "journal/testing.hpp"

/// For tests only: the exchange on a real database, beside real simulated registers.
namespace qyzmet::exchange::testing {

/// What an expected success gave; says the error's key if it is none.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().key);
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

/// Waits until `holds`; false if it does not within 30 s.
inline bool comes_true(const std::function<bool()>& holds) {
  constexpr int kMost = 15'000;
  for (int i = 0; i < kMost; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return false;
}

/// So many seconds after a moment that does not matter.
inline Moment at(std::int64_t seconds) { return {from_ms(1'000'000 + seconds * 1000), seconds * 1000}; }

inline constexpr std::string_view kFamily = "kz.family";
inline constexpr std::string_view kDaniyar = R"({"iin":"850903390030"})";

/// Two registers of the simulated ones. The clock is the test's: no attempt ends before it says so.
inline constexpr std::string_view kRegisters = R"([
 {"id": "kz.family", "agency": "kz.adilet", "system": "", "title": {"kk": "a", "ru": "b", "en": "c"},
  "asked_by": ["iin"], "certainty": "assumed", "timeout_ms": 60000, "slow_ms": 1500, "limit": 4,
  "freeze": {"silent": 3, "within_s": 600, "probe_s": 5}, "facts": []},
 {"id": "kz.tax", "agency": "kz.kgd", "system": "", "title": {"kk": "a", "ru": "b", "en": "c"},
  "asked_by": ["iin"], "certainty": "assumed", "timeout_ms": 60000, "slow_ms": 1500, "limit": 4,
  "freeze": {"silent": 3, "within_s": 600, "probe_s": 5}, "facts": []}])";
inline constexpr std::chrono::milliseconds kTimeout{60'000};
inline constexpr std::chrono::seconds kProbe{5};

/// Database, journal, exchange and agencies. `stop` and `start` again stand for a restart: nothing is written between.
class Bench : public journal::testing::Bench {
 public:
  Bench(std::string_view source, db::Engine engine) : journal::testing::Bench(engine) {
    const auto country_folder = std::filesystem::path(source) / "data/kz";
    const auto file = place.folder() / "registers.json";
    std::ofstream(file) << kRegisters;
    registers = must(Registers::load(file, must(catalogue::Country::load(country_folder))));
    agencies = must(Agencies::open(country_folder, 0, clock));
    agencies->start();
    exchange_options = {.addresses = "http://127.0.0.1:" + std::to_string(agencies->port()), .tick_ms = 5};
    start();
  }
  ~Bench() { stop(); }

  void start() {
    must(open());
    exchange = must(Exchange::create(exchange_options, registers, *database, clock));
    run();
    exchange->start();
  }
  void stop() {
    if (exchange) exchange->stop();
    journal::testing::Bench::stop();
    exchange.reset();
  }

  /// Asks kz.family about `kDaniyar`, unless told otherwise.
  std::int64_t ask(Question question = {}) {
    if (question.register_id.empty()) question.register_id = kFamily;
    if (question.request.empty()) question.request = kDaniyar;
    if (question.deadline == Instant{}) question.deadline = clock.now() + std::chrono::hours(24);
    question.evidence = "family";
    question.purpose = "kz.large-family-allowance";
    std::int64_t id = 0;
    must(database->change([&](db::Tx& tx) -> Result<void> {
      id = exchange::ask(tx, question);
      return {};
    }));
    return id;
  }
  Lookup find(std::int64_t id) {
    std::optional<Lookup> found;
    database->read([&](db::Snapshot& snapshot) { found = exchange::find(snapshot, id); });
    return found.value();
  }
  bool becomes(std::int64_t id, LookupState state) {
    return comes_true([&] { return find(id).state == state; });
  }
  /// So many are under way at the register.
  bool under_way(int count, std::string_view register_id = kFamily) {
    return comes_true([&] { return agencies->tally(register_id).under_way == count; });
  }
  /// So many are held by the register.
  bool held(int count) {
    return comes_true([&] { return agencies->tally(kFamily).held == count; });
  }
  void behave(Mode mode, std::string_view register_id = kFamily) { agencies->behave(register_id, {.mode = mode}); }

  /// The facts of all events of a kind, in order.
  std::vector<json::object> events(std::string_view kind) {
    std::vector<json::object> all;
    database->read([&](db::Snapshot& snapshot) {
      constexpr std::int64_t kMost = 100'000;
      for (const auto& event : journal::events(snapshot, 0, kMost)) {
        if (event.kind == kind) all.push_back(must(parse_json(event.facts)).as_object());
      }
    });
    return all;
  }

  Registers registers;
  std::unique_ptr<Agencies> agencies;
  Options exchange_options;
  std::unique_ptr<Exchange> exchange;
};

}  // namespace qyzmet::exchange::testing
