// The whole server beside simulated registers. Goal: no register's silence is felt at a desk. Method: every register is
// silent, as many lookups as may go out are on their way to each, more wait, and filing and reading go on.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "app/testing.hpp"
#include "exchange/testing.hpp"
#include "identity/testing.hpp"

namespace qyzmet::app {
namespace {

using exchange::Mode;
using exchange::testing::comes_true;
using exchange::testing::must;
using identity::testing::object_of;

constexpr std::string_view kFiling =
    R"({"service":"kz.address-certificate","answers":{"iin":"900315400007","region":"750000000",)"
    R"("settlement":"Алматы","address":"Абай даңғылы, 10","purpose":"bank","phone":"8 701 123 45 67",)"
    R"("certificate_language":"kk","data_are_right":true}})";

class AppExchangeTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  AppExchangeTest()
      : country(QYZMET_SOURCE_DIR "/data/kz"), agencies(must(exchange::Agencies::open(country, 0, clock))) {
    agencies->start();
    site.emplace(QYZMET_SOURCE_DIR, GetParam(), "http://127.0.0.1:" + std::to_string(agencies->port()));
  }

  std::vector<std::string> registers() {
    const auto about = must(catalogue::Country::load(country));
    std::vector<std::string> ids;
    const auto all = must(exchange::Registers::load(country / "registers.json", about));
    for (const auto& one : all.all()) ids.push_back(one.id);
    return ids;
  }
  void behave(Mode mode) {
    for (const auto& id : registers()) agencies->behave(id, {.mode = mode});
  }
  void ask(const std::string& register_id, int count) {
    const bool of_organisation = register_id == "kz.organisations";
    must(site->app->database().change([&](db::Tx& tx) -> Result<void> {
      for (int i = 0; i < count; ++i) {
        exchange::ask(tx, {.register_id = register_id,
                           .evidence = "family",
                           .purpose = "kz.test",
                           .request = of_organisation ? R"({"bin":"160440007161"})" : R"({"iin":"850903390030"})",
                           .deadline = tx.now() + std::chrono::hours(24)});
      }
      return {};
    }));
  }
  exchange::Standing standing(std::string_view id) { return site->app->exchange().standing(id); }

  std::filesystem::path country;
  SystemClock clock;
  std::unique_ptr<exchange::Agencies> agencies;
  std::optional<testing::Site> site;
};

TEST_P(AppExchangeTest, FilingAndReadingGoOnWhileEveryRegisterIsSilent) {
  behave(Mode::silent);
  for (const auto& id : registers()) ask(id, 20);
  ASSERT_TRUE(comes_true([&] {
    return std::ranges::all_of(registers(), [&](const auto& id) { return agencies->tally(id).asked >= 8; });
  }));
  for (int i = 0; i < 20; ++i) {
    const auto filed = site->post("key-" + std::to_string(i), kFiling);
    ASSERT_EQ(filed.status, 201) << filed.body;
    const std::string id(object_of(filed).at("id").as_string());
    ASSERT_EQ(site->get("/api/applications/" + id).status, 200);
    ASSERT_EQ(site->get("/api/registers").status, 200);
  }
  // Each of the applications asks about the person, too.
  EXPECT_TRUE(comes_true([&] { return standing("kz.persons").waiting == 40; }));
  for (const auto& id : registers()) EXPECT_EQ(standing(id).waiting, id == "kz.persons" ? 40 : 20) << id;
}

TEST_P(AppExchangeTest, EverybodySeesAFreezeBeginAndEnd) {
  const testing::Contract contract(QYZMET_SOURCE_DIR);
  http::testing::Wire wire(site->app->port());
  wire.send(http::testing::request("GET", "/api/registers/live"));
  wire.receive_until("retry");
  behave(Mode::silent);
  ask("kz.tax", 12);
  ASSERT_TRUE(comes_true([&] { return agencies->tally("kz.tax").asked >= 8; }));
  site->clock.advance(std::chrono::seconds(5));
  http::testing::receive_as_time_passes(wire, site->clock, "register.frozen\ndata: {\"register\":\"kz.tax\"");
  const auto answer = site->get("/api/registers");
  EXPECT_EQ(contract.reply_misfit("/api/registers", "get", 200, answer.body), "");
  const json::object list = object_of(answer);
  for (const json::value& one : list.at("registers").as_array()) {
    EXPECT_EQ(one.at("state"), one.at("id") == "kz.tax" ? "frozen" : "healthy");
    EXPECT_EQ(one.at("since").is_string(), one.at("id") == "kz.tax");
  }
  // Whoever comes now hears of it too.
  http::testing::Wire late(site->app->port());
  late.send(http::testing::request("GET", "/api/registers/live"));
  late.receive_until("register.frozen\ndata: {\"register\":\"kz.tax\"");

  behave(Mode::healthy);
  ASSERT_TRUE(comes_true([&] {
    site->clock.advance(std::chrono::seconds(1));
    return standing("kz.tax").waiting == 0;
  }));
  for (auto* one : {&wire, &late}) {
    http::testing::receive_as_time_passes(*one, site->clock, "register.thawed\ndata: {\"register\":\"kz.tax\"");
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, AppExchangeTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& engine) { return db::testing::to_word(engine.param); });

}  // namespace
}  // namespace qyzmet::app
