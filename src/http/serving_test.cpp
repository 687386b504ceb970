// Reading, looking, rights, problems and their languages, the log and the metrics, through a real server.
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <future>

#include "base/json.hpp"
#include "http/testing.hpp"

namespace qyzmet::http {
namespace {

using testing::request;

const db::Sql kOne{"SELECT 1"};
const db::Sql kCreateLedger{"CREATE TABLE ledger (id BIGINT PRIMARY KEY, subject TEXT NOT NULL UNIQUE)"};
const db::Sql kInsertLedger{"INSERT INTO ledger (id, subject) VALUES ($id, $subject)"};
const db::Sql kCountLedger{"SELECT count(*) FROM ledger"};

class ServingTest : public ::testing::Test {
 protected:
  ServingTest() : site_(testing::kWordsFile) {
    auto& router = site_.router;
    operations_routes(router, *site_.database);
    router.memory(Right::everyone, Method::get, "/hello",
                  [](const Request& request) -> Result<Reply> { return json_reply(200, request.parameter("name")); });
    router.memory(Right::everyone, Method::get, "/api/memory-throws",
                  [](const Request&) -> Result<Reply> { throw std::runtime_error("secret of the inside"); });
    router.read(Right::everyone, Method::get, "/api/things/{id}",
                [](const Request& request, db::Snapshot& snapshot) -> Result<Reply> {
                  if (request.capture("id") == "throws") throw db::Broken("secret of the inside");
                  if (request.capture("id") == "0") return fail(Code::not_found, "http.not_found");
                  EXPECT_TRUE(snapshot.query(kOne)->next());
                  Reply reply = json_reply(200, std::string(request.capture("id")));
                  reply.headers.push_back({"Cache-Control", "no-cache"});
                  reply.headers.push_back({"X-Evil", "a\r\nX-Injected: b"});
                  return reply;
                });
    router.look(Right::everyone, Method::get, "/api/people/{id}",
                [](const Request& request, db::Snapshot&) -> Result<Looked> {
                  if (request.capture("id") == "nobody") return fail(Code::not_found, "http.not_found");
                  return Looked{json_reply(200, "\"personal\""), [id = std::string(request.capture("id"))](db::Tx& tx) {
                                  tx.run(kInsertLedger, {{"id", tx.new_id()}, {"subject", id}});
                                  return Result<void>{};
                                }};
                });
  }

  void start() {
    site_.start();
    ASSERT_TRUE(site_.database->change([](db::Tx& tx) -> Result<void> {
      tx.run(kCreateLedger, {});
      return {};
    }));
  }
  std::int64_t ledger_lines() {
    std::int64_t found = -1;
    site_.database->read([&](db::Snapshot& snapshot) {
      const auto rows = snapshot.query(kCountLedger);
      if (rows->next()) found = rows->integer(0);
    });
    return found;
  }

  testing::Site site_;
};

TEST_F(ServingTest, reads_from_a_snapshot) {
  start();
  const auto answer = site_.get("/api/things/42");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "42");
  EXPECT_EQ(answer.header("Cache-Control"), "no-cache") << "a handler may say how long its reply may be kept";
  EXPECT_EQ(answer.header("X-Injected"), "") << "a line break in a value does not begin a header";
}

TEST_F(ServingTest, head_is_get_without_the_body) {
  start();
  auto wire = site_.connect();
  wire.send(request("HEAD", "/api/things/42") + request("GET", "/api/things/43"));
  const auto head = wire.receive(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("Content-Length"), "2");
  EXPECT_EQ(wire.receive().body, "43");
}

TEST_F(ServingTest, every_reply_carries_the_security_headers) {
  start();
  for (const auto* path : {"/hello", "/api/things/1", "/api/things/0", "/nowhere"}) {
    const auto answer = site_.get(path);
    EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff") << path;
    EXPECT_EQ(answer.header("Referrer-Policy"), "no-referrer") << path;
    EXPECT_EQ(answer.header("Strict-Transport-Security"), "") << "only with TLS";
    EXPECT_FALSE(answer.header("Cache-Control").empty()) << path;
    EXPECT_FALSE(answer.header("Date").empty()) << path;
  }
}

TEST_F(ServingTest, a_look_leaves_only_behind_its_ledger_line) {
  start();
  EXPECT_EQ(site_.get("/api/people/7").body, "\"personal\"");
  EXPECT_EQ(ledger_lines(), 1);
  // The ledger refuses a second line for the same subject: then nothing of what was found may leave.
  const auto refused = site_.get("/api/people/7");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.body.find("personal"), std::string::npos);
  EXPECT_EQ(site_.get("/api/people/nobody").status, 404);
  EXPECT_EQ(ledger_lines(), 1);
}

TEST_F(ServingTest, problems_have_a_stable_shape_in_three_languages) {
  start();
  const auto check = [&](std::string_view path, std::string_view headers, Lang lang) {
    const auto answer = site_.get(path, headers);
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
    EXPECT_EQ(answer.header("Content-Language"), to_code(lang)) << path << ' ' << headers;
    const auto document = parse_json(answer.body);
    ASSERT_TRUE(document) << answer.body;
    const auto& members = document->as_object();
    EXPECT_EQ(members.at("type").as_string(), "/problems/http.not_found");
    EXPECT_EQ(members.at("status").as_int64(), 404);
    EXPECT_EQ(std::string(members.at("title").as_string()), site_.words.say(lang, "problem.not_found"));
    EXPECT_EQ(std::string(members.at("detail").as_string()), site_.words.say(lang, "http.not_found"));
    EXPECT_EQ(members.at("instance").as_string().size(), 32U);
  };
  check("/nowhere", "", Lang::kk);
  check("/nowhere", "Accept-Language: en, ru;q=0.5\r\n", Lang::en);
  check("/nowhere", "Cookie: a=b; lang=ru\r\nAccept-Language: en\r\n", Lang::ru);
  check("/nowhere?a=b&lang=en", "Cookie: lang=ru\r\n", Lang::en);
  check("/nowhere?lang=xx", "Cookie: lang=yy\r\nAccept-Language: zz\r\n", Lang::kk);
}

TEST_F(ServingTest, every_key_of_this_module_has_its_words) {
  for (const auto* key :
       {"http.bad_certificate",      "http.body_too_large",     "http.cannot_listen",    "http.database_broken",
        "http.header_too_large",     "http.internal",           "http.malformed_cursor", "http.malformed_path",
        "http.malformed_request",    "http.method_not_allowed", "http.not_found",        "http.not_json",
        "http.operations_only",      "http.slow_body",          "http.slow_header",      "http.static_unreadable",
        "http.too_many_connections", "http.too_many_requests",  "idempotency.malformed", "idempotency.missing",
        "idempotency.other_body",    "request.invalid"}) {
    EXPECT_TRUE(site_.words.has(key)) << key;
  }
  for (int code = 0; code <= static_cast<int>(Code::outcome_unknown); ++code) {
    const auto reply = problem({static_cast<Code>(code), "http.internal", {}, {}}, Lang::en, site_.words);
    EXPECT_EQ(reply.body.find("\"title\":\"problem."), std::string::npos) << "no title: " << reply.body;
    EXPECT_EQ(reply.body.find("instance"), std::string::npos);
    const bool comes_back = reply.status == 429 || reply.status == 503;
    bool said = false;
    for (const auto& header : reply.headers) said = said || header.name == "Retry-After";
    EXPECT_EQ(said, comes_back) << code;
  }
}

TEST_F(ServingTest, a_detail_that_is_not_utf8_does_not_spoil_the_document) {
  const auto reply = problem({Code::invalid, "a\"b\xff", {}, {{"\xc3(", "c", {}}}}, Lang::en, site_.words, "t");
  EXPECT_TRUE(parse_json(reply.body)) << reply.body;
}

TEST_F(ServingTest, what_throws_is_a_problem_that_tells_nothing) {
  start();
  for (const auto& [path, status] : {std::pair{"/api/memory-throws", 500}, {"/api/things/throws", 503}}) {
    const auto answer = site_.get(path);
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.body.find("secret"), std::string::npos) << answer.body;
  }
}

TEST_F(ServingTest, a_wrong_method_is_told_the_right_ones) {
  start();
  const auto answer = site_.ask(request("DELETE", "/api/things/1"));
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.header("Allow"), "GET, HEAD");
}

TEST_F(ServingTest, without_a_token_metrics_are_for_this_machine_only) {
  start();
  EXPECT_EQ(site_.get("/metrics").status, 200) << "from this machine";
  for (const std::string header : {"X-Forwarded-For: 10.0.0.1", "X-Forwarded-For:", "x-forwarded-proto: https"}) {
    EXPECT_EQ(site_.get("/metrics", header + "\r\n").status, 403) << header;
  }
  const auto elsewhere = site_.ask("GET /metrics HTTP/1.1\r\nHost: somewhere.example\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(elsewhere.status, 403) << "a name that was made to point here";
}

TEST_F(ServingTest, with_a_token_metrics_always_want_it) {
  site_.options.operations_token = "a-token";
  start();
  EXPECT_EQ(site_.get("/metrics").status, 403) << "a proxy may look like this machine";
  EXPECT_EQ(site_.get("/metrics", "X-Forwarded-For: 10.0.0.1\r\n").status, 403) << "through a proxy on it";
  EXPECT_EQ(site_.get("/metrics", "Forwarded: for=10.0.0.1\r\n").status, 403);
  EXPECT_EQ(site_.get("/metrics", "Via: 1.1 proxy\r\nAuthorization: Bearer a-token\r\n").status, 200);
  EXPECT_EQ(site_.get("/metrics", "Via: 1.1 proxy\r\nAuthorization: Bearer a-toke\r\n").status, 403);
  EXPECT_EQ(site_.get("/metrics", "Via: 1.1 proxy\r\nAuthorization: Bearer \r\n").status, 403);
}

TEST_F(ServingTest, metrics_count_by_pattern_and_status) {
  start();
  for (int i = 0; i < 3; ++i) site_.get("/api/things/12345");
  site_.get("/api/things/0");
  const auto text = site_.get("/metrics").body;
  EXPECT_NE(text.find(R"(qyzmet_http_requests_total{method="GET",route="/api/things/{id}",status="200"} 3)"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find(R"(route="/api/things/{id}",status="404"} 1)"), std::string::npos);
  EXPECT_NE(text.find(R"(qyzmet_http_request_seconds_count{method="GET",route="/api/things/{id}"} 4)"),
            std::string::npos);
  EXPECT_NE(text.find("qyzmet_http_connections "), std::string::npos);
  EXPECT_NE(text.find("qyzmet_writer_changes_total "), std::string::npos);
  EXPECT_NE(text.find("qyzmet_writer_up 1"), std::string::npos);
  EXPECT_EQ(text.find("12345"), std::string::npos) << "what a caller wrote is no label";
}

TEST_F(ServingTest, health_says_whether_changes_are_taken) {
  start();
  EXPECT_EQ(site_.get("/healthz").body, R"({"status":"ok"})");
  site_.database->stop();
  const auto answer = site_.get("/healthz");
  EXPECT_EQ(answer.status, 503);
  EXPECT_NE(answer.body.find("db.stopped"), std::string::npos) << answer.body;
  EXPECT_EQ(site_.get("/api/things/1").status, 503);
}

TEST_F(ServingTest, a_trace_goes_on_and_a_broken_one_begins_anew) {
  start();
  const std::string trace = "0af7651916cd43dd8448eb211c80319c";
  const auto sent = "traceparent: 00-" + trace + "-b7ad6b7169203331-01\r\n";
  const auto answer = site_.get("/nowhere", sent);
  EXPECT_EQ(answer.header("traceparent").substr(3, 32), trace);
  EXPECT_NE(answer.header("traceparent").substr(36, 16), "b7ad6b7169203331");
  EXPECT_NE(answer.body.find("\"instance\":\"" + trace), std::string::npos);
  for (const auto* bad : {"00-0-0-0", "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                          "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                          "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                          "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x"}) {
    const auto fresh = site_.get("/hello", "traceparent: " + std::string(bad) + "\r\n").header("traceparent");
    EXPECT_EQ(fresh.size(), 55U);
    EXPECT_NE(fresh.substr(3, 32), trace) << bad;
  }
}

TEST_F(ServingTest, the_log_has_one_line_of_json_a_request_and_nothing_private) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  site_.options.access_log = true;
  site_.options.access_log_fd = ends[1];
  start();
  site_.get("/api/things/880101300123?lang=ru&iin=880101300123", "Idempotency-Key: my-key\r\nCookie: s=secret\r\n");
  site_.ask("GET / HTTP/9.9\r\n\r\n");
  site_.stop();
  site_.server.reset();
  ::close(ends[1]);
  std::string log;
  std::array<char, 4096> bytes;
  for (ssize_t got = 0; (got = ::read(ends[0], bytes.data(), bytes.size())) > 0;) {
    log.append(bytes.data(), static_cast<std::size_t>(got));
  }
  ::close(ends[0]);
  for (const auto* hidden : {"880101300123", "my-key", "secret", "lang"}) {
    EXPECT_EQ(log.find(hidden), std::string::npos) << log;
  }
  ASSERT_EQ(std::count(log.begin(), log.end(), '\n'), 2) << log;
  const auto first = parse_json(log.substr(0, log.find('\n')));
  ASSERT_TRUE(first) << log;
  const auto& line = first->as_object();
  EXPECT_EQ(line.at("at").as_string(), "2026-02-02T02:40:00.000Z");
  EXPECT_EQ(line.at("method").as_string(), "GET");
  EXPECT_EQ(line.at("route").as_string(), "/api/things/{id}");
  EXPECT_EQ(line.at("status").as_int64(), 200);
  EXPECT_GT(line.at("bytes").as_int64(), 100);
  EXPECT_GE(line.at("duration_us").as_int64(), 0);
  EXPECT_EQ(line.at("trace_id").as_string().size(), 32U);
  EXPECT_EQ(line.at("client").as_string(), "127.0.0.1");
  EXPECT_NE(log.find("\"status\":400"), std::string::npos);
}

TEST_F(ServingTest, a_query_is_decoded) {
  start();
  EXPECT_EQ(site_.get("/hello?x=1&name=%D2%9B%D1%8B%D0%B7+met").body, "қыз met");
  EXPECT_EQ(site_.get("/hello?name=%ff").body, "") << "what is not UTF-8 is no value";
}

TEST_F(ServingTest, an_address_in_use_is_an_error_that_names_it) {
  start();
  auto options = site_.options;
  options.port = site_.port();
  Router none;
  Server second(options, none, *site_.database, site_.words, site_.clock, site_.random);
  const auto started = second.start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().key, "http.cannot_listen");
}

}  // namespace
}  // namespace qyzmet::http
