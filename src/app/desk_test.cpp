// One application through the whole server beside simulated registers: filed, taken up by the runner, taken in hand,
// asked about, answered, refused, delivered, rated. Every reply on the way is held against the contract.
#include <gtest/gtest.h>

#include "app/testing.hpp"
#include "exchange/testing.hpp"
#include "identity/testing.hpp"

namespace qyzmet::app {
namespace {

using exchange::testing::comes_true;
using exchange::testing::must;
using http::testing::Answer;
using identity::testing::as;
using identity::testing::cookie_of;
using identity::testing::object_of;
using identity::testing::text_of;

constexpr std::string_view kFiling =
    R"({"service":"kz.address-certificate","answers":{"iin":"900315400007","region":"750000000",)"
    R"("settlement":"Алматы","address":"Абай даңғылы, 10","purpose":"bank","phone":"8 701 123 45 67",)"
    R"("certificate_language":"kk","data_are_right":true}})";

class DeskOfTheServer : public ::testing::TestWithParam<db::Engine> {
 protected:
  DeskOfTheServer()
      : agencies(must(exchange::Agencies::open(QYZMET_SOURCE_DIR "/data/kz", 0, clock))),
        site(QYZMET_SOURCE_DIR, GetParam(), "http://127.0.0.1:" + std::to_string(agencies->port())),
        contract(QYZMET_SOURCE_DIR) {
    agencies->start();
    const json::object cast = object_of(site.get("/api/demo/people"));
    const std::string person = text_of(cast.at("people").as_array().at(0).as_object(), "id");
    citizen = as(cookie_of(ask("POST", "/api/demo/sign-in", "", R"({"person":")" + person + "\"}")));
    officer = staff("officer");
    keeper = staff("keeper");
    administrator = staff("administrator");
  }
  std::string staff(const std::string& login) {
    const std::string body = R"({"login":")" + login + R"(","password":"demonstration-)" + login + "\"}";
    return as(cookie_of(ask("POST", "/api/sign-in", "", body)));
  }
  Answer ask(std::string_view method, const std::string& path, const std::string& headers, std::string_view body = "") {
    std::string lines = headers + "Idempotency-Key: k" + std::to_string(++keys) + "\r\n";
    if (!body.empty()) lines += "Content-Type: application/json\r\n";
    return site.ask(http::testing::request(method, path, lines, body));
  }
  /// A GET whose reply fits the contract.
  json::object get(const std::string& pattern, const std::string& path, const std::string& who) {
    const Answer answer = ask("GET", path, who);
    EXPECT_EQ(answer.status, 200) << path << answer.body;
    EXPECT_EQ(contract.reply_misfit(pattern, "get", answer.status, answer.body), "") << answer.body;
    return object_of(answer);
  }
  /// A change of the application; its reply fits the contract.
  json::object post(const std::string& pattern, const std::string& who, std::string_view body, int status = 200) {
    std::string path = pattern;
    for (const auto& [name, value] : {std::pair<std::string, std::string>{"{id}", id}, {"{action}", action}}) {
      if (const auto at = path.find(name); at != std::string::npos) path.replace(at, name.size(), value);
    }
    const Answer answer = ask("POST", path, who, body);
    EXPECT_EQ(answer.status, status) << path << answer.body;
    EXPECT_EQ(contract.reply_misfit(pattern, "post", answer.status, answer.body), "") << answer.body;
    return object_of(answer);
  }
  json::object status() { return get("/api/applications/{id}", "/api/applications/" + id, citizen); }
  /// Until this server has done what it does by itself.
  bool becomes(std::string_view state, std::string_view step = "") {
    return comes_true([&] {
      const json::object now = status();
      if (text_of(now, "state") != state) return false;
      return step.empty() || (now.at("step").is_object() && text_of(now.at("step").as_object(), "id") == step);
    });
  }

  SystemClock clock;
  std::unique_ptr<exchange::Agencies> agencies;
  testing::Site site;
  testing::Contract contract;
  std::string citizen;
  std::string officer;
  std::string keeper;
  std::string administrator;
  std::string id;
  std::string action;
  int keys = 0;
};

TEST_P(DeskOfTheServer, FromFilingToRating) {
  id = text_of(post("/api/applications", citizen, kFiling, 201), "id");
  ASSERT_TRUE(becomes("in_progress", "review"));
  const std::string desk = "/api/desk/applications/{id}/";
  const json::object inbox = get("/api/desk/inbox", "/api/desk/inbox?whose=free", officer);
  EXPECT_EQ(inbox.at("applications").as_array().at(0).at("id").as_string(), id);
  post(desk + "take", officer, "{}");
  const json::object file =
      get("/api/staff/applications/{id}", "/api/staff/applications/" + id + "?purpose=decide", officer);
  EXPECT_EQ(file.at("actions").as_array().size(), 3u);
  action = "ask";
  post(desk + "actions/{action}", officer, R"({"reason":"which flat?"})");
  EXPECT_EQ(text_of(status(), "state"), "waiting_for_applicant");
  post("/api/applications/{id}/answer", citizen, R"({"text":"number 5"})");
  post("/api/applications/{id}/messages", citizen, R"({"text":"and thank you"})");
  post(desk + "messages", officer, R"({"text":"soon"})");
  post(desk + "extend", officer, R"({"reason":"r"})", 409);
  action = "refuse";
  post(desk + "actions/{action}", officer, R"({"reason":"r"})", 422);
  post(desk + "actions/{action}", officer, R"({"reason":"r","remedy":"m","article":"a"})");
  ASSERT_TRUE(becomes("delivered"));
  post("/api/applications/{id}/rating", citizen, R"({"rating":4})");
  EXPECT_EQ(status().at("decision").at("remedy").as_string(), "m");
  get("/api/staff/applications", "/api/staff/applications", officer);
  get("/api/applications", "/api/applications", citizen);
  get("/api/to-sign", "/api/to-sign", citizen);
  get("/api/desk/overdue", "/api/desk/overdue", keeper);
  get("/api/desk/stuck", "/api/desk/stuck", administrator);
  post("/api/desk/bulk", officer, R"({"action":"take","ids":["17"]})");
  journal::AuditReport report;
  applications::audit(site.app->database(), report);
  EXPECT_TRUE(report.findings.empty());
}

INSTANTIATE_TEST_SUITE_P(engines, DeskOfTheServer, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

}  // namespace
}  // namespace qyzmet::app
