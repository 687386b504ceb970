// The server as shipped, which besides asks registers all the time, as filing does for services that want evidence. The
// address certificate, which the load client files, wants none: so the questions are asked here, in changes of their
// own.
//
//   asking --data DIR --share DIR --registers URL [--lookups N]     N a second (220), spread over all registers
#include <fmt/format.h>
#include <signal.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <thread>

#include "app/app.hpp"

namespace {

using namespace qyzmet;

[[noreturn]] void die(std::string_view what) {
  fmt::print(stderr, "asking: {}\n", what);
  std::exit(1);
}

/// As an application with evidence would: one change, a question to one register. An answer serves nobody else, so that
/// each question goes out.
void ask(db::Database& database, const std::string& register_id) {
  exchange::Question question{
      .register_id = register_id,
      .evidence = "evidence",
      .purpose = "kz.benchmark",
      .request = register_id == "kz.organisations" ? R"({"bin":"160440007161"})" : R"({"iin":"850903390030"})"};
  database.submit({.priority = db::Priority::interactive,
                   .apply = [question](db::Tx& tx) mutable -> Result<void> {
                     question.deadline = tx.now() + std::chrono::seconds(30);
                     exchange::ask(tx, question);
                     return {};
                   },
                   .done = [](const Result<void>&) {}});
}

void ask_all_the_time(db::Database& database, const exchange::Exchange& exchange, int a_second,
                      const std::atomic<bool>& stopped) {
  const auto standings = exchange.standings();
  auto due = std::chrono::steady_clock::now();
  for (std::size_t i = 0; !stopped; ++i) {
    ask(database, standings[i % standings.size()].register_id);
    due += std::chrono::microseconds(1'000'000 / a_second);
    std::this_thread::sleep_until(due);
  }
}

}  // namespace

int main(int count, char** values) {
  std::map<std::string, std::string> given{{"--lookups", "220"}};
  for (int i = 1; i + 1 < count; i += 2) given[values[i]] = values[i + 1];
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGTERM);
  sigaddset(&stops, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stops, nullptr);
  ::signal(SIGPIPE, SIG_IGN);

  SystemClock clock;
  SystemRandom random;
  app::Settings settings;
  settings.share = given["--share"];
  settings.database.directory = given["--data"];
  settings.demo = true;
  settings.server.port = 0;
  settings.exchange.addresses = given["--registers"];
  auto app = app::App::open(std::move(settings), clock, random);
  if (!app) die(app.error().key);
  if (const auto started = (*app)->start(); !started) die(started.error().key);
  fmt::print("listening on http://127.0.0.1:{}\n", (*app)->port());
  std::fflush(stdout);

  std::atomic<bool> stopped = false;
  std::thread asking([&] {
    ask_all_the_time((*app)->database(), (*app)->exchange(), std::max(1, std::atoi(given["--lookups"].c_str())),
                     stopped);
  });
  int signal = 0;
  sigwait(&stops, &signal);
  stopped = true;
  asking.join();
  (*app)->stop();
}
