// A keeper publishes over HTTP while the whole server runs, with its threads: it is checked, shown, filed on,
// rehearsed, retired, and all of it is there after a restart. Replies are held against the contract.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "app/services_publish.hpp"
#include "app/testing.hpp"
#include "identity/testing.hpp"

namespace qyzmet::app {
namespace {

using http::testing::Answer;
using identity::testing::as;
using identity::testing::cookie_of;
using identity::testing::object_of;
using identity::testing::text_of;

/// Granted from so many children on; decided by a rule alone.
std::string definition(int version, int least, std::string_view title = "Allowance") {
  const std::string most = std::to_string(least - 1);
  return "service: kz.test-allowance\nversion: " + std::to_string(version) +
         "\ncode: null\ntitle: {kk: Жәрдемақы, ru: Пособие, en: " + std::string(title) + R"(}
agency: kz.mvd
deadline: {working_days: 3, certainty: sourced, source: law}
fee: {mrp: 0, certainty: sourced, source: law}
result: {kk: a, ru: b, en: c}
pages:
  - id: family
    title: {kk: Отбасы, ru: Семья, en: Family}
    questions:
      - {id: children, kind: number, min: 0, max: 30, title: {kk: a, ru: b, en: Children}}
decisions:
  - id: entitled
    title: {kk: a, ru: b, en: c}
    hit: unique
    inputs: [{name: children, kind: number, min: 0, max: 30, expression: children}]
    outputs: [{name: entitled, kind: yes_no}]
    rules:
      - [">= )" +
         std::to_string(least) + R"(", true, "art. 1"]
      - ["<= )" + most + R"(", false, "art. 2"]
steps:
  - id: check
    by: system
    title: {kk: a, ru: b, en: c}
    decide: entitled
    then: {"true": granted, "false": refused}
)";
}

/// Costs what a rule says, is always granted, and has a document with a row that no children spoil.
std::string paid_definition() {
  std::string text = definition(1, 1, "Paid");
  const auto put = [&](std::string_view place, std::string_view instead) {
    const auto at = text.find(place);
    EXPECT_NE(at, text.npos) << place;
    text.replace(at, place.size(), instead);
  };
  put("fee: {mrp: 0, ", "fee: {decision: price, ");
  put(R"(["<= 0", false)", R"(["<= 0", true)");
  put(R"(, "false": refused)", "");
  put("steps:", R"(  - id: price
    title: {kk: a, ru: b, en: c}
    hit: unique
    inputs: [{name: children, kind: number, min: 0, max: 30, expression: children}]
    outputs: [{name: indexes, kind: number}]
    rules:
      - ["0, 2", 1.25]
      - ["1", children * 10000001]
      - [">= 3", 0]
steps:)");
  return text + R"(document:
  kind: notice
  title: {kk: a, ru: b, en: c}
  rows:
    - {label: {kk: a, ru: b, en: A child's share}, value: 12 / children}
    - {label: {kk: a, ru: b, en: Children}, value: children}
)";
}

constexpr std::string_view kAnswers =
    R"({"iin":"900315400007","region":"750000000","settlement":"Алматы","address":"Абай даңғылы, 10",)"
    R"("purpose":"bank","phone":"8 701 123 45 67","certificate_language":"kk","data_are_right":true})";

class VersionsOfTheServer : public ::testing::TestWithParam<db::Engine> {
 protected:
  VersionsOfTheServer() : site(QYZMET_SOURCE_DIR, GetParam()), contract(QYZMET_SOURCE_DIR) { sign_in(); }
  void sign_in() {
    const json::object cast = object_of(site.get("/api/demo/people"));
    const std::string person = text_of(cast.at("people").as_array().at(0).as_object(), "id");
    citizen = as(cookie_of(ask("POST", "/api/demo/sign-in", "", R"({"person":")" + person + "\"}")));
    keeper = as(cookie_of(ask("POST", "/api/sign-in", "", R"({"login":"keeper","password":"demonstration-keeper"})")));
  }
  Answer ask(std::string_view method, const std::string& path, const std::string& headers, std::string_view body = "") {
    std::string lines = headers + "Idempotency-Key: k" + std::to_string(++keys) + "\r\n";
    if (!body.empty()) lines += "Content-Type: application/json\r\n";
    return site.ask(http::testing::request(method, path, lines, body));
  }
  json::object get(const std::string& pattern, const std::string& path) {
    const Answer answer = ask("GET", path, keeper);
    EXPECT_EQ(answer.status, 200) << path << answer.body;
    EXPECT_EQ(contract.reply_misfit(pattern, "get", answer.status, answer.body), "") << answer.body;
    return object_of(answer);
  }
  json::object get_as(const std::string& headers, const std::string& path) {
    const Answer answer = ask("GET", path, headers);
    EXPECT_EQ(answer.status, 200) << path << answer.body;
    return object_of(answer);
  }
  json::object post(const std::string& pattern, const std::string& path, const json::object& body, int status) {
    const Answer answer = ask("POST", path, keeper, json::serialize(body));
    EXPECT_EQ(answer.status, status) << path << answer.body;
    if (status < 300) {
      EXPECT_EQ(contract.reply_misfit(pattern, "post", answer.status, answer.body), "") << answer.body;
    }
    return object_of(answer);
  }
  json::object publish(const std::string& text, int status = 201) {
    return post("/api/definitions", "/api/definitions", {{"definition", text}, {"reason", "why"}}, status);
  }
  json::object check(const std::string& text, int rehearse) {
    const std::string path = "/api/definitions/check";
    return post(path, path, {{"definition", text}, {"rehearse", rehearse}}, 200);
  }
  /// Of the newest event of this kind.
  std::string facts_of(std::string_view kind) {
    std::string facts;
    site.app->database().read([&](db::Snapshot& snapshot) {
      for (const auto& event : journal::events(snapshot, 0, 1000)) {
        if (event.kind == kind) facts = event.facts;
      }
    });
    return facts;
  }
  std::string title_shown() {
    const Answer answer = site.get("/api/services/kz.test-allowance");
    return answer.status != 200 ? "" : text_of(object_of(answer).at("title").as_object(), "en");
  }
  /// Until the runner has decided and delivered it.
  std::string file_and_wait(int children) {
    const Answer filed = ask("POST", "/api/applications", citizen,
                             R"({"service":"kz.test-allowance","answers":{"children":)" + std::to_string(children) +
                                 "}}");
    EXPECT_EQ(filed.status, 201) << filed.body;
    const std::string path = "/api/applications/" + text_of(object_of(filed), "id");
    for (;;) {
      const json::object status = object_of(ask("GET", path, citizen));
      if (text_of(status, "state") == "delivered") return text_of(status, "outcome");
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }

  testing::Site site;
  testing::Contract contract;
  std::string citizen;
  std::string keeper;
  int keys = 0;
};

TEST_P(VersionsOfTheServer, WhatItCostsIsWorkedOutBeforeAndAfterItIsFiled) {
  publish(paid_definition());
  const auto fee_for = [&](std::string_view answers, int status) {
    return post("/api/services/{id}/fee", "/api/services/kz.test-allowance/fee",
                {{"answers", *parse_json(answers)}, {"version", 1}}, status);
  };
  const json::object two = fee_for(R"({"children":2})", 200);
  EXPECT_EQ(two.at("mrp_milli"), 1250);
  EXPECT_EQ(two.at("certainty"), "sourced");
  const auto tiyn = two.at("index_tenge").as_int64() * 125;
  EXPECT_EQ(two.at("tiyn"), tiyn);
  EXPECT_EQ(fee_for(R"({"children":3})", 200).at("tiyn"), 0);
  EXPECT_EQ(text_of(fee_for(R"({"children":31})", 422), "type"), "/problems/request.invalid");
  EXPECT_EQ(fee_for(R"({"children":1})", 200).at("problem"), "decision.failed") << "too much";

  EXPECT_EQ(file_and_wait(0), "granted") << "a row that cannot be worked out keeps nothing back";
  const json::object all = get_as(citizen, "/api/applications");
  const std::string path = "/api/applications/" + text_of(all.at("applications").as_array()[0].as_object(), "id");
  const json::object status = get_as(citizen, path);
  EXPECT_EQ(status.at("fee").at("tiyn"), tiyn);
  const std::string issued = facts_of("document.issued");
  EXPECT_NE(issued.find(R"("left_out":[{"fault":"rules.division_by_zero","row":"A child's share"}])"), issued.npos)
      << issued;
}

TEST_P(VersionsOfTheServer, PublishedRehearsedRetiredWithoutARestart) {
  EXPECT_EQ(title_shown(), "");
  EXPECT_EQ(text_of(publish(definition(1, 4)), "service"), "kz.test-allowance");
  EXPECT_EQ(title_shown(), "Allowance");
  for (const int children : {2, 3, 4}) EXPECT_EQ(file_and_wait(children), children < 4 ? "refused" : "granted");

  const json::object looked = check(definition(2, 3, "Child allowance"), 200);
  EXPECT_TRUE(looked.at("mistakes").as_array().empty());
  const json::object& rehearsal = looked.at("rehearsal").as_object();
  EXPECT_EQ(rehearsal.at("run").to_number<int>(), 3);
  EXPECT_EQ(json::serialize(rehearsal.at("ended")),
            R"([{"after":"granted","before":"refused","count":1,"step":""}])");
  EXPECT_EQ(json::serialize(rehearsal.at("changed")),
            R"([{"after":null,"article":"","before":null,"count":1,"decision":"entitled","rows":[]}])");
  EXPECT_NE(facts_of("service.rehearsed").find(R"("run":3,"service":"kz.test-allowance")"), std::string::npos);
  EXPECT_EQ(title_shown(), "Allowance") << "a look changes nothing";

  publish(definition(2, 3, "Child allowance"));
  EXPECT_EQ(title_shown(), "Child allowance");
  EXPECT_NE(site.get("/api/search?q=child%20allowance&lang=en").body.find("kz.test-allowance"), std::string::npos);
  EXPECT_EQ(file_and_wait(3), "granted");
  const json::object first = get("/api/services/{id}/versions/{version}", "/api/services/kz.test-allowance/versions/1");
  EXPECT_EQ(first.at("version"), 1);
  EXPECT_TRUE(get("/api/services/{id}/changes", "/api/services/kz.test-allowance/changes?since=1")
                  .at("changes")
                  .as_array()
                  .empty());

  const json::object refused = publish(definition(2, 3), 422);
  EXPECT_EQ(refused.at("fields").at(0).at("path").as_string(), "definition:2");
  EXPECT_EQ(check(definition(2, 3), 0).at("mistakes").at(0).at("line").to_number<int>(), 2);
  EXPECT_EQ(publish("service: [", 422).at("fields").at(0).at("key").as_string(), "definition.not_yaml");

  const std::string own = "/api/definitions/{service}";
  EXPECT_EQ(get(own, "/api/definitions/kz.test-allowance").at("versions").as_array().size(), 2u);
  EXPECT_EQ(get("/api/definitions", "/api/definitions").at("services").as_array().size(), 51u);
  const json::object second =
      get(own + "/versions/{version}", "/api/definitions/kz.test-allowance/versions/2");
  EXPECT_EQ(text_of(second, "text"), definition(2, 3, "Child allowance"));
  EXPECT_FALSE(second.at("preview").at("changes").as_array().empty());

  post(own + "/retire", "/api/definitions/kz.test-allowance/retire", {{"reason", "a"}}, 200);
  const Answer filed = ask("POST", "/api/applications", citizen,
                           R"({"service":"kz.test-allowance","answers":{"children":3}})");
  EXPECT_EQ(text_of(object_of(filed), "type"), "/problems/service.retired");
  EXPECT_NE(site.get("/api/services/kz.test-allowance").body.find(R"("retired":true)"), std::string::npos);
  post(own + "/restore", "/api/definitions/kz.test-allowance/restore", {{"reason", "a"}}, 200);
  EXPECT_EQ(file_and_wait(3), "granted");
  journal::AuditReport report;
  catalogue::audit(site.app->database(), report);
  EXPECT_TRUE(report.findings.empty());
}

/// The registry sends a service through the gate: everybody is told, the counter takes it until the first day, then
/// only what an exception is named for, and as ever once the gate is taken back.
TEST_P(VersionsOfTheServer, ThroughTheGateAndBack) {
  const std::string entries = "/api/registry/entries";
  std::string id;
  for (std::string after; id.empty();) {
    const json::object page = get(entries, entries + "?stage=registered" + after);
    for (const json::value& one : page.at("entries").as_array()) {
      if (one.at("service").as_string() == "kz.address-certificate") id = text_of(one.as_object(), "id");
    }
    if (!id.empty()) break;
    after = "&after=" + text_of(page, "next");
  }
  const auto file = [&](std::string_view more) {
    const std::string clerk =
        as(cookie_of(ask("POST", "/api/sign-in", "", R"({"login":"operator","password":"demonstration-operator"})")));
    const Answer answer =
        ask("POST", "/api/applications", clerk,
            R"({"service":"kz.address-certificate","answers":)" + std::string(kAnswers) + std::string(more) + "}");
    return answer.status == 201 ? "" : text_of(object_of(answer), "type");
  };
  const auto shown = [&] { return get("/api/services/{id}", "/api/services/kz.address-certificate"); };
  EXPECT_EQ(file(""), "");
  EXPECT_FALSE(shown().contains("gate"));
  const json::object text{{"kk", "a"}, {"ru", "b"}, {"en", "minors"}};
  post(entries + "/{id}/move", entries + "/" + id + "/move",
       {{"to", "online_only"},
        {"exceptions", json::array{text}},
        {"fallback", text},
        {"notice_days", 30},
        {"first_day", "2026-04-10"},
        {"losers", json::array{json::object{{"group", "no device"}, {"number", nullptr}}}}},
       200);
  EXPECT_EQ(shown().at("gate").at("first_day").as_string(), "2026-04-10");
  EXPECT_EQ(get(entries + "/{id}", entries + "/" + id).at("gate").at("first_day").as_string(), "2026-04-10");
  EXPECT_EQ(file(""), "") << "not before its first day";
  site.clock.set(*parse_rfc3339("2026-04-10T05:00:00Z"));
  sign_in();
  EXPECT_EQ(file(""), "/problems/service.online_only");
  EXPECT_EQ(file(R"(,"exception":1)"), "");
  EXPECT_EQ(file(R"(,"exception":2)"), "/problems/request.invalid");
  post(entries + "/{id}/take-back", entries + "/" + id + "/take-back", {{"reason", "too many lose"}}, 200);
  EXPECT_EQ(file(""), "") << "from this moment on";
  EXPECT_FALSE(shown().contains("gate"));
}

TEST_P(VersionsOfTheServer, TheProgramPublishesOverHttp) {
  const db::testing::TempFolder folder;
  const auto file = [&](const std::string& name, const std::string& text) {
    std::ofstream(folder.path() / name) << text;
    return (folder.path() / name).string();
  };
  const std::string password = file("password", "demonstration-keeper\n");
  const std::string server = "http://127.0.0.1:" + std::to_string(site.app->port());
  std::ostringstream out;
  std::ostringstream err;
  std::istringstream in;
  const Program program{"0", QYZMET_SOURCE_DIR, in, out, err};
  const auto run = [&](auto&& command, const std::string& path, std::vector<std::string> more) {
    std::vector<std::string> arguments = {path,      "--server",        server,   "--login", "keeper",
                                          "--share", QYZMET_SOURCE_DIR, "--password-file", password};
    arguments.insert(arguments.end(), more.begin(), more.end());
    out.str("");
    err.str("");
    return command(arguments, program);
  };
  const std::string good = file("good.yaml", definition(1, 4));
  EXPECT_EQ(run(rehearse_service, good, {}), kOk) << err.str();
  EXPECT_NE(out.str().find("0 applications run"), std::string::npos) << out.str();
  EXPECT_EQ(run(publish_service, good, {"--reason", "why"}), kOk) << err.str();
  EXPECT_EQ(out.str(), "kz.test-allowance version 1 is published\n");
  EXPECT_EQ(title_shown(), "Allowance");
  EXPECT_EQ(run(publish_service, good, {"--reason", "why"}), kFailure);
  EXPECT_NE(err.str().find(good + ":2: "), std::string::npos) << err.str();
  EXPECT_EQ(run(rehearse_service, good, {}), kFailure);
  EXPECT_NE(out.str().find(good + ":2: "), std::string::npos) << out.str();
}

INSTANTIATE_TEST_SUITE_P(engines, VersionsOfTheServer, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

}  // namespace
}  // namespace qyzmet::app
