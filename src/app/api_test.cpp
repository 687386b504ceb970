#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <thread>
#include <vector>

#include "app/testing.hpp"

namespace qyzmet::app {
namespace {

using http::testing::Answer;
using testing::Contract;
using testing::Site;

constexpr std::string_view kGood =
    R"({"service":"kz.address-certificate","answers":{"iin":"900315400007","region":"750000000",)"
    R"("settlement":"Алматы","address":"Абай даңғылы, 10","purpose":"bank","phone":"8 701 123 45 67",)"
    R"("certificate_language":"kk","data_are_right":true}})";
constexpr std::string_view kGoodContent =
    R"({"answers":{"address":"Абай даңғылы, 10","certificate_language":"kk","data_are_right":true,)"
    R"("iin":"900315400007","phone":"+77011234567","purpose":"bank","region":"750000000","settlement":"Алматы"},)"
    R"("service":"kz.address-certificate","version":1})";

json::object object_of(const Answer& answer) {
  const auto value = parse_json(answer.body);
  EXPECT_TRUE(value && value->is_object()) << answer.body;
  return value && value->is_object() ? value->get_object() : json::object();
}
std::string text_of(const json::object& object, std::string_view name) {
  const auto text = get_string(object, name);
  return text ? std::string(*text) : "";
}
std::string replaced(std::string_view from, std::string_view to) {
  std::string body(kGood);
  const auto at = body.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return body.replace(at, from.size(), to);
}

class ApiTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  ApiTest() : site(QYZMET_SOURCE_DIR, GetParam()), contract(QYZMET_SOURCE_DIR) {}

  /// The receipt, as soon as its checkpoint is published.
  Answer receipt(const std::string& id) {
    for (;;) {
      Answer answer = site.get("/api/applications/" + id + "/receipt");
      if (answer.status != 503) return answer;
      EXPECT_EQ(text_of(object_of(answer), "type"), "/problems/journal.not_published_yet");
      std::this_thread::yield();
    }
  }

  /// Every service of the project, at the first start.
  /// How many applications were filed; what the server does with them by itself stands between their events.
  std::ptrdiff_t submitted() {
    std::ptrdiff_t count = 0;
    site.app->database().read([&](db::Snapshot& snapshot) {
      count = std::ranges::count(journal::events(snapshot, 0, 1000), "application.submitted", &journal::Stored::kind);
    });
    return count;
  }
  /// An officer has it to review: nothing moves any more by itself.
  void taken_up(const std::string& id) {
    while (text_of(object_of(site.get("/api/applications/" + id)), "state") != "in_progress") std::this_thread::yield();
  }

  Site site;
  Contract contract;
};

TEST_P(ApiTest, FilesAndTellsWhereItStands) {
  const Answer filed = site.post("key-1", kGood);
  EXPECT_EQ(filed.status, 201) << filed.body;
  EXPECT_EQ(contract.reply_misfit("/api/applications", "post", 201, filed.body), "");
  const json::object submitted = object_of(filed);
  const std::string id = text_of(submitted, "id");
  const std::string number = text_of(submitted, "number");
  EXPECT_EQ(parse_id(number).value(), parse_id(id).value());
  EXPECT_EQ(filed.header("Location"), "/api/applications/" + id);
  EXPECT_EQ(text_of(submitted, "digest"), to_hex(sha256(kGoodContent)));
  EXPECT_EQ(submitted.at("journal_index"), testing::kFirstEvents);

  taken_up(id);
  const Answer status = site.get("/api/applications/" + id);
  EXPECT_EQ(status.status, 200);
  EXPECT_EQ(contract.reply_misfit("/api/applications/{id}", "get", 200, status.body), "");
  EXPECT_EQ(site.get("/api/applications/" + number).body, status.body);
  EXPECT_EQ(status.body.find("900315400007"), std::string::npos);
  EXPECT_EQ(status.body.find("Абай"), std::string::npos);
  const Answer same = site.get("/api/applications/" + id, "If-None-Match: " + status.header("ETag") + "\r\n");
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.body, "");
}

TEST_P(ApiTest, ItsReceiptIsProofWithoutTheServer) {
  const std::string id = text_of(object_of(site.post("key-1", kGood)), "id");
  const Answer answer = receipt(id);
  EXPECT_EQ(answer.status, 200);
  EXPECT_NE(answer.header("Content-Disposition").find(".receipt.json"), std::string::npos);
  const auto verified = journal::verify(answer.body, site.app->publisher().verifier_key(), kGoodContent);
  ASSERT_TRUE(verified) << verified.error().key;
  EXPECT_TRUE(verified->content_checked);
  EXPECT_NE(verified->facts.find(id), std::string::npos);
  EXPECT_FALSE(journal::verify(answer.body, site.app->publisher().verifier_key(), "{}"));
}

TEST_P(ApiTest, TheSameKeyAndBodyIsOneApplication) {
  const Answer first = site.post("key-1", kGood);
  const Answer again = site.post("key-1", kGood);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.header("Location"), first.header("Location"));
  const Answer other = site.post("key-1", replaced("\"bank\"", "\"other\""));
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(text_of(object_of(other), "type"), "/problems/idempotency.other_body");
  EXPECT_EQ(submitted(), 1);
  EXPECT_EQ(site.post("key-2", kGood).status, 201);
  EXPECT_EQ(submitted(), 2);
}

TEST_P(ApiTest, FiftyAtOnceAreOneApplication) {
  constexpr int kAtOnce = 50;
  std::vector<Answer> answers(kAtOnce);
  std::vector<std::thread> threads;
  for (Answer& answer : answers) threads.emplace_back([&] { answer = site.post("key-1", kGood); });
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> bodies;
  for (const Answer& answer : answers) {
    EXPECT_EQ(answer.status, 201) << answer.body;
    bodies.insert(answer.body);
  }
  EXPECT_EQ(bodies.size(), 1u);
  EXPECT_EQ(submitted(), 1);
  EXPECT_EQ(site.post("key-2", kGood).status, 201);
  EXPECT_EQ(submitted(), 2);
}

/// Goal: nonsense gets a clear problem that names the field, and nothing is stored.
TEST_P(ApiTest, BadInputIsNamedAndNotStored) {
  struct Case {
    std::string body;
    int status;
    std::string type;
    std::string field;  ///< path and key of the first wrong field
  };
  std::string deep = R"({"service":"kz.address-certificate","answers":)";
  deep += std::string(1000, '[') + std::string(1000, ']') + "}";
  const std::vector<Case> cases = {
      {"", 400, "json.malformed", ""},
      {"{", 400, "json.malformed", ""},
      {std::string(kGood) + "x", 400, "json.malformed", ""},
      {replaced("Алматы", "\xff\xfe"), 400, "json.not_utf8", ""},
      {replaced("Алматы", "\\u0000"), 400, "json.null_character", ""},
      {replaced("{\"iin\"", "{\"iin\":\"1\",\"iin\""), 400, "json.duplicate_key", ""},
      {deep, 400, "json.too_deep", ""},
      {"[]", 422, "request.invalid", " field.wrong_type"},
      {"{}", 422, "request.invalid", "service field.missing"},
      {R"({"service":"kz.address-certificate"})", 422, "request.invalid", "answers field.missing"},
      {R"({"service":"kz.address-certificate","answers":[]})", 422, "request.invalid", "answers field.wrong_type"},
      {R"({"service":7,"answers":{}})", 422, "request.invalid", "service field.wrong_type"},
      {replaced("\"service\":", "\"state\":\"decided\",\"service\":"), 422, "request.invalid", "state field.unknown"},
      {replaced("kz.address-certificate", "kz.nothing"), 422, "request.invalid", "service service.not_found"},
      {replaced("900315400007", "900315400008"), 422, "request.invalid", "answers.iin iin.check_digit"},
      {replaced("900315400007", "160440007161"), 422, "request.invalid", "answers.iin iin.birth_date"},
      {replaced("\"phone\"", "\"granted\""), 422, "request.invalid", "answers.granted field.unknown"},
      {replaced("true}}", "false}}"), 422, "request.invalid", "answers.data_are_right field.must_agree"},
  };
  int key = 0;
  for (const Case& c : cases) {
    const Answer answer = site.post("bad-" + std::to_string(++key), c.body, "Accept-Language: en\r\n");
    EXPECT_EQ(answer.status, c.status) << c.body.substr(0, 200);
    EXPECT_EQ(contract.reply_misfit("/api/applications", "post", answer.status, answer.body), "") << answer.body;
    const json::object problem = object_of(answer);
    EXPECT_EQ(text_of(problem, "type"), "/problems/" + c.type) << c.body.substr(0, 200);
    std::string field;
    if (const auto* fields = problem.if_contains("fields")) {
      const json::object& first = fields->as_array().at(0).as_object();
      field = text_of(first, "path") + " " + text_of(first, "key");
      EXPECT_NE(text_of(first, "message"), text_of(first, "key")) << "the words of this key are missing";
    }
    EXPECT_EQ(field, c.field) << c.body.substr(0, 200);
  }
  EXPECT_EQ(object_of(site.post("good", kGood)).at("journal_index"), testing::kFirstEvents);
}

TEST_P(ApiTest, UnknownThingsAre404) {
  for (const std::string_view id : {"1", "0AAA-KPH6-B4WR-NT", "nonsense", "-1", "99999999999999999999999"}) {
    for (const std::string_view what : {"", "/receipt", "/events"}) {
      const Answer answer = site.get("/api/applications/" + std::string(id) + std::string(what));
      EXPECT_EQ(answer.status, 404) << id << what;
      EXPECT_EQ(text_of(object_of(answer), "type"), "/problems/application.not_found");
    }
  }
  EXPECT_EQ(text_of(object_of(site.get("/api/services/kz.nothing")), "type"), "/problems/service.not_found");
}

TEST_P(ApiTest, ItsHistoryIsLive) {
  const std::string id = text_of(object_of(site.post("key-1", kGood)), "id");
  http::testing::Wire wire(site.app->port());
  wire.send(http::testing::request("GET", "/api/applications/" + id + "/events", "Accept: text/event-stream\r\n"));
  const std::string stream = wire.receive_until("\"subject\":\"" + id + "\"}\n\n");
  EXPECT_NE(stream.find("event: application.submitted\n"), std::string::npos) << stream;
  EXPECT_NE(stream.find("id: " + std::to_string(testing::kFirstEvents) + "\n"), std::string::npos);
  EXPECT_EQ(stream.find("900315400007"), std::string::npos);
}

TEST_P(ApiTest, WhatIsServedFitsTheContract) {
  for (const std::string& path : {std::string("/api/about"), std::string("/api/services"), std::string("/healthz")}) {
    EXPECT_EQ(contract.reply_misfit(path, "get", 200, site.get(path).body), "") << path;
  }
  const Answer service = site.get("/api/services/kz.address-certificate");
  EXPECT_EQ(contract.reply_misfit("/api/services/{id}", "get", 200, service.body), "");
  EXPECT_EQ(
      site.get("/api/services/kz.address-certificate", "If-None-Match: " + service.header("ETag") + "\r\n").status,
      304);
  EXPECT_EQ(text_of(object_of(site.get("/api/about")), "log_key"), site.app->publisher().verifier_key());
  EXPECT_TRUE(object_of(site.get("/api/about")).at("demo").as_bool());
  EXPECT_NE(site.get("/openapi.yaml").body.find("openapi: 3.1.0"), std::string::npos);
}

TEST_P(ApiTest, WhatWasServedIsClean) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(site.post("key-" + std::to_string(i), kGood).status, 201);
  journal::AuditReport report;
  applications::audit(site.app->database(), report);
  EXPECT_TRUE(report.findings.empty());
}

INSTANTIATE_TEST_SUITE_P(engines, ApiTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

TEST(Api, ServicesThatCanBeAppliedForHere) {
  const testing::Site site(QYZMET_SOURCE_DIR);
  const auto all = parse_json(site.get("/api/services").body);
  const auto here = parse_json(site.get("/api/services?filing=here").body);
  ASSERT_TRUE(all && here);
  EXPECT_EQ(all->at("services").as_array().size(), 50u);
  ASSERT_EQ(here->at("services").as_array().size(), 17u);
  for (const auto& service : here->at("services").as_array()) EXPECT_EQ(service.at("filing").as_string(), "here");
  EXPECT_EQ(site.get("/api/services?filing=everywhere").status, 422);
}

}  // namespace
}  // namespace qyzmet::app
