// What reaches the server as bytes: requests that two readers could frame in two ways, limits on size, time, number and
// rate. Goal: a refusal is one reply and the end of the connection, so that nothing behind it is taken for a request.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "http/testing.hpp"

namespace qyzmet::http {
namespace {

using testing::request;
using testing::Wire;

class WireTest : public ::testing::Test {
 protected:
  WireTest() : site_(testing::kWordsFile) {
    site_.router.memory(Right::everyone, Method::post, "/echo",
                        [](const Request& request) -> Result<Reply> { return json_reply(200, request.body); });
    site_.router.memory(Right::everyone, Method::get, "/hello",
                        [](const Request&) -> Result<Reply> { return json_reply(200, "\"hello\""); });
    site_.router.memory(Right::everyone, Method::get, "/secret",
                        [](const Request&) -> Result<Reply> { return json_reply(200, "\"secret\""); });
  }
  testing::Site site_;
};

struct Bytes {
  const char* name;
  std::string bytes;
  int status = 400;
};

/// What follows a refused request; it must never be answered.
const std::string kSmuggled = "GET /secret HTTP/1.1\r\nHost: test\r\n\r\n";

std::string get_with(std::string_view headers) { return request("GET", "/hello", headers); }
std::string post_with(std::string_view headers, std::string_view body) {
  return std::string("POST /echo HTTP/1.1\r\nHost: test\r\n").append(headers).append("\r\n").append(body);
}

std::vector<Bytes> ambiguous() {
  using namespace std::string_literals;
  return {
      {"length and transfer encoding", post_with("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
      {"transfer encoding and length", post_with("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n")},
      {"two lengths", post_with("Content-Length: 4\r\nContent-Length: 5\r\n", "abcd")},
      {"the same length twice", post_with("Content-Length: 4\r\nContent-Length: 4\r\n", "abcd")},
      {"a list of lengths", post_with("Content-Length: 4, 4\r\n", "abcd")},
      {"a signed length", post_with("Content-Length: +4\r\n", "abcd")},
      {"a negative length", post_with("Content-Length: -1\r\n", "abcd")},
      {"a length in hexadecimal", post_with("Content-Length: 0x4\r\n", "abcd")},
      {"a length beyond 64 bits", post_with("Content-Length: 18446744073709551620\r\n", "abcd")},
      {"an empty length", post_with("Content-Length:\r\n", "abcd")},
      {"an unknown transfer encoding", post_with("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n")},
      {"chunked among others", post_with("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")},
      {"chunked twice", post_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
      {"chunked before another", post_with("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n")},
      {"chunked in HTTP/1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"a chunk size that is none", post_with("Transfer-Encoding: chunked\r\n", "xyz\r\nabc\r\n0\r\n\r\n")},
      {"an empty chunk size", post_with("Transfer-Encoding: chunked\r\n", "\r\nabc\r\n0\r\n\r\n")},
      {"a chunk size with a prefix", post_with("Transfer-Encoding: chunked\r\n", "0x3\r\nabc\r\n0\r\n\r\n")},
      {"a negative chunk size", post_with("Transfer-Encoding: chunked\r\n", "-1\r\nabc\r\n0\r\n\r\n")},
      {"a chunk size beyond 64 bits",
       post_with("Transfer-Encoding: chunked\r\n", "11111111111111111\r\nabc\r\n0\r\n\r\n")},
      {"a chunk longer than it says", post_with("Transfer-Encoding: chunked\r\n", "3\r\nabcdef\r\n0\r\n\r\n")},
      {"a chunk line ended by LF", post_with("Transfer-Encoding: chunked\r\n", "3\nabc\r\n0\r\n\r\n")},
      {"a folded line", get_with("X-Folded: one\r\n two\r\n")},
      {"a folded length", post_with("Content-Length:\r\n 4\r\n", "abcd")},
      {"a folded transfer encoding", post_with("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n")},
      {"a fold of nothing", get_with("X-Folded: one\r\n \r\n")},
      {"a fold before the first header", "GET /hello HTTP/1.1\r\n Host: test\r\n\r\n"},
      {"a space before the colon", get_with("Content-Length : 4\r\n")},
      {"a tab before the colon", get_with("X-Name\t: 4\r\n")},
      {"no colon", get_with("X-Name\r\n")},
      {"an empty name", get_with(": value\r\n")},
      {"NUL in a value", get_with("X-Name: a\0b\r\n"s)},
      {"CR in a value", get_with("X-Name: a\rb\r\n")},
      {"NUL in a name", get_with("X-Na\0me: a\r\n"s)},
      {"a control character in a value", get_with("X-Name: a\x01z\r\n")},
      {"lines ended by LF", "GET /hello HTTP/1.1\nHost: test\n\n"},
      {"one line ended by LF", "GET /hello HTTP/1.1\r\nHost: test\nX-Name: a\r\n\r\n"},
      {"no host", "GET /hello HTTP/1.1\r\n\r\n"},
      {"two hosts", "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"},
      {"HTTP/0.9", "GET /hello\r\n\r\n"},
      {"HTTP/1.2", "GET /hello HTTP/1.2\r\nHost: test\r\n\r\n"},
      {"HTTP/2.0", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
      {"lower-case http", "GET /hello http/1.1\r\nHost: test\r\n\r\n"},
      {"two spaces", "GET  /hello HTTP/1.1\r\nHost: test\r\n\r\n"},
      {"a space in the target", "GET /hel lo HTTP/1.1\r\nHost: test\r\n\r\n"},
      {"no method", " /hello HTTP/1.1\r\nHost: test\r\n\r\n"},
      {"a TLS hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"s},
  };
}

TEST_F(WireTest, what_can_be_read_in_two_ways_is_refused_and_ends_the_connection) {
  site_.start();
  for (const auto& shape : ambiguous()) {
    auto wire = site_.connect();
    wire.send(shape.bytes + kSmuggled);
    const auto all = wire.receive_all();
    EXPECT_EQ(all.substr(0, 12), "HTTP/1.1 " + std::to_string(shape.status)) << shape.name << "\n" << all;
    EXPECT_NE(all.find("Connection: close\r\n"), std::string::npos) << shape.name;
    EXPECT_EQ(all.find("secret"), std::string::npos) << shape.name;
    EXPECT_EQ(all.find("HTTP/1.1", 1), std::string::npos) << shape.name << ": a second reply";
  }
}

TEST_F(WireTest, lines_ended_by_lf_are_refused_without_waiting_for_more) {
  site_.start();
  EXPECT_EQ(site_.ask("GET /hello HTTP/1.1\nHost: test\n\n").status, 400);
}

TEST_F(WireTest, unusual_but_plain_requests_are_read) {
  site_.start();
  const std::vector<Bytes> shapes = {
      {"absolute form", "GET http://test/hello?x=1 HTTP/1.1\r\nHost: test\r\n\r\n", 200},
      {"an empty line first", "\r\nGET /hello HTTP/1.1\r\nHost: test\r\n\r\n", 200},
      {"HTTP/1.0 without host", "GET /hello HTTP/1.0\r\n\r\n", 200},
      {"blanks around a value", get_with("X-Name: \t a \t \r\n"), 200},
      {"an empty value", get_with("X-Name:\r\n"), 200},
      {"bytes above ASCII in a value", get_with("X-Name: \xD0\xB6\r\n"), 200},
      {"an empty body", post_with("Content-Length: 0\r\n", ""), 200},
      {"chunks", post_with("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n"), 200},
      {"chunks with extensions and trailers",
       post_with("Transfer-Encoding: Chunked\r\n", "3;a=b;c=\"d\"\r\nabc\r\n0;x\r\nX-Trailer: y\r\n\r\n"), 200},
      {"an escaped path", "GET /h%65llo HTTP/1.1\r\nHost: test\r\n\r\n", 200},
      {"an unknown method", "BREW /hello HTTP/1.1\r\nHost: test\r\n\r\n", 405},
      {"an unknown method nowhere", "BREW /tea HTTP/1.1\r\nHost: test\r\n\r\n", 404},
      {"an escaped slash", "GET /a%2Fhello HTTP/1.1\r\nHost: test\r\n\r\n", 400},
      {"an escaped NUL", "GET /hello%00 HTTP/1.1\r\nHost: test\r\n\r\n", 400},
      {"a broken escape", "GET /hello%6 HTTP/1.1\r\nHost: test\r\n\r\n", 400},
      {"a path that is not UTF-8", "GET /%C0%AF HTTP/1.1\r\nHost: test\r\n\r\n", 400},
      {"the asterisk form", "OPTIONS * HTTP/1.1\r\nHost: test\r\n\r\n", 400},
  };
  for (const auto& shape : shapes) {
    const auto answer = site_.ask(shape.bytes);
    EXPECT_EQ(answer.status, shape.status) << shape.name << "\n" << answer.head << answer.body;
  }
}

TEST_F(WireTest, requests_may_come_in_any_pieces) {
  site_.start();
  const auto whole =
      post_with("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n00A;x=y\r\n0123456789\r\n0\r\nT: u\r\n\r\n") +
      post_with("Content-Length: 5\r\n", "hello") + get_with("X: y\r\n");
  for (std::size_t size = 1; size < 90; size += 7) {
    auto wire = site_.connect();
    std::thread reader([&] {
      EXPECT_EQ(wire.receive().body, "abc0123456789") << size;
      EXPECT_EQ(wire.receive().body, "hello") << size;
      EXPECT_EQ(wire.receive().body, "\"hello\"") << size;
    });
    for (std::size_t at = 0; at < whole.size(); at += size) {
      wire.send(std::string_view(whole).substr(at, size));
      std::this_thread::yield();
    }
    reader.join();
  }
}

TEST_F(WireTest, pipelined_requests_are_answered_in_order) {
  site_.start();
  auto wire = site_.connect();
  std::string many;
  for (int i = 0; i < 200; ++i) many += post_with("Content-Length: 3\r\n", std::to_string(100 + i));
  std::thread writer([&] { wire.send(many); });
  for (int i = 0; i < 200; ++i) EXPECT_EQ(wire.receive().body, std::to_string(100 + i));
  writer.join();
}

TEST_F(WireTest, a_large_body_is_kept_whole) {
  site_.start();
  const std::string body(1 << 20, 'x');
  EXPECT_EQ(site_.ask(request("POST", "/echo", "", body)).body, body);
  auto wire = site_.connect();
  wire.send(post_with("Content-Length: 4\r\nExpect: 100-continue\r\n", ""));
  EXPECT_NE(wire.receive_until("\r\n\r\n").find("100 Continue"), std::string::npos);
  wire.send("abcd");
  EXPECT_EQ(wire.receive().body, "abcd");
}

TEST_F(WireTest, connections_are_kept_or_closed_as_asked) {
  site_.start();
  auto wire = site_.connect();
  wire.send(get_with("") + get_with("Connection: close\r\n"));
  EXPECT_EQ(wire.receive().header("Connection"), "");
  EXPECT_EQ(wire.receive().header("Connection"), "close");
  EXPECT_TRUE(wire.closed());
  auto old = site_.connect();
  old.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /hello HTTP/1.0\r\n\r\n");
  EXPECT_EQ(old.receive().header("Connection"), "keep-alive");
  EXPECT_EQ(old.receive().header("Connection"), "close");
  EXPECT_TRUE(old.closed());
}

TEST_F(WireTest, bodies_over_the_limit_are_refused_before_they_are_read) {
  site_.options.body_limit = 1000;
  site_.start();
  EXPECT_EQ(site_.ask(request("POST", "/echo", "", std::string(1000, 'x'))).status, 200);
  // The body is never sent: only a server that answers from the header can answer at all.
  auto wire = site_.connect();
  wire.send(post_with("Content-Length: 1001\r\n", ""));
  const auto answer = wire.receive();
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(wire.closed());
  EXPECT_EQ(site_.ask(post_with("Content-Length: 1073741824\r\nExpect: 100-continue\r\n", "")).status, 413);
  const std::string chunk = "1F4\r\n" + std::string(500, 'x') + "\r\n";
  EXPECT_EQ(site_.ask(post_with("Transfer-Encoding: chunked\r\n", chunk + chunk + "0\r\n\r\n")).status, 200);
  EXPECT_EQ(site_.ask(post_with("Transfer-Encoding: chunked\r\n", chunk + chunk + "1\r\n")).status, 413);
  EXPECT_EQ(site_.ask(post_with("Transfer-Encoding: chunked\r\n", "3;" + std::string(20'000, 'x'))).status, 400)
      << "a chunk's line is not part of the body and has a limit of its own";
}

TEST_F(WireTest, a_client_that_sends_on_still_gets_the_refusal) {
  site_.options.body_limit = 1000;
  site_.start();
  auto wire = site_.connect();
  const std::string much(32 << 20, 'x');
  wire.send(post_with("Content-Length: 33554432\r\n", ""));
  EXPECT_TRUE(wire.send(much))
      << "closing at once resets the connection, and elsewhere than on Linux the reply is lost";
  EXPECT_EQ(wire.receive().status, 413);
}

TEST_F(WireTest, headers_over_the_limit_are_refused) {
  site_.options.header_limit = 2000;
  site_.start();
  const auto frame = get_with("X: \r\n").size();
  EXPECT_EQ(site_.ask(get_with("X: " + std::string(2000 - frame, 'x') + "\r\n")).status, 200);
  EXPECT_EQ(site_.ask(get_with("X: " + std::string(2001 - frame, 'x') + "\r\n")).status, 431);
  auto endless = site_.connect();
  endless.send("GET /hello HTTP/1.1\r\nHost: test\r\nX: " + std::string(5000, 'x'));
  EXPECT_EQ(endless.receive().status, 431);
  EXPECT_TRUE(endless.closed());
  std::string many;
  for (int i = 0; i < 150; ++i) many += "A:b\r\n";
  EXPECT_EQ(site_.ask(get_with(many)).status, 431) << "more than a hundred headers";
}

/// Sends `bytes`, lets the clock pass `wait`, and gives the reply. Whether the server had read the bytes by then cannot
/// be seen from outside (a connection without a byte is closed without a word), so it is tried again with more
/// patience.
testing::Answer after_waiting(testing::Site& site, std::string_view bytes, std::chrono::milliseconds wait) {
  for (int patience_ms = 10; patience_ms < 5000; patience_ms *= 2) {
    auto wire = site.connect();
    wire.send(bytes);
    std::this_thread::sleep_for(std::chrono::milliseconds(patience_ms));
    site.clock.advance(wait);
    auto answer = wire.receive();
    if (answer.status != 0) return answer;
  }
  return {};
}

TEST_F(WireTest, slow_headers_and_bodies_are_given_up) {
  site_.start();
  const auto header = after_waiting(site_, "GET /hello HTTP/1.1\r\nHo", std::chrono::milliseconds(10'001));
  EXPECT_EQ(header.status, 408);
  EXPECT_NE(header.body.find("http.slow_header"), std::string::npos);
  EXPECT_EQ(header.header("Connection"), "close");
  const auto body = after_waiting(site_, post_with("Content-Length: 4\r\n", "ab"), std::chrono::milliseconds(30'001));
  EXPECT_EQ(body.status, 408);
  EXPECT_NE(body.body.find("http.slow_body"), std::string::npos);
}

TEST_F(WireTest, a_byte_now_and_then_does_not_keep_a_header_alive) {
  site_.start();
  auto wire = site_.connect();
  wire.send(get_with(""));
  EXPECT_EQ(wire.receive().status, 200);
  std::string_view drip = "GET /hello HTTP/1.1\r\nX-Drip: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
  // Never longer than 2 s without a byte; the header's 10 s pass all the same.
  for (std::size_t i = 0; i < drip.size(); ++i) {
    if (!wire.send(drip.substr(i, 1))) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    site_.clock.advance(std::chrono::milliseconds(2000));
  }
  EXPECT_EQ(wire.receive().status, 408);
  EXPECT_TRUE(wire.closed());
}

TEST_F(WireTest, idle_connections_end_without_a_word) {
  site_.start();
  auto wire = site_.connect();
  wire.send(get_with(""));
  EXPECT_EQ(wire.receive().status, 200);
  // Again and again: the client may have its reply before the server has begun to wait for the next request.
  std::atomic<bool> ended = false;
  std::thread time([&] {
    while (!ended) {
      site_.clock.advance(std::chrono::milliseconds(75'001));
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  });
  EXPECT_EQ(wire.receive_all(), "");
  ended = true;
  time.join();
}

TEST_F(WireTest, a_reply_that_nobody_reads_is_given_up) {
  site_.options.body_limit = 64 << 20;
  site_.start();
  auto wire = site_.connect();
  // The reply is larger than all buffers between us, so that writing it cannot end.
  std::thread writer([&] { wire.send(request("POST", "/echo", "", std::string(32 << 20, 'x'))); });
  writer.join();
  for (int i = 0; i < 200; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    site_.clock.advance(std::chrono::seconds(20));  // 4,000 in all; a second for each 16 KiB are 2,048
  }
  EXPECT_LT(wire.receive_all().size(), 32U << 20);
}

TEST_F(WireTest, connections_over_the_limit_are_told_so) {
  site_.options.connection_limit = 2;
  site_.start();
  auto first = site_.connect();
  auto second = std::make_unique<Wire>(site_.port());
  for (auto* wire : {&first, second.get()}) {
    wire->send(get_with(""));
    EXPECT_EQ(wire->receive().status, 200);
  }
  auto third = site_.connect();
  const auto answer = third.receive();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("Retry-After"), "1");
  EXPECT_NE(answer.body.find("http.too_many_connections"), std::string::npos);
  EXPECT_TRUE(third.closed());
  for (int i = 0; i < 200; ++i) EXPECT_EQ(site_.connect().receive().status, 503) << "the hundredth as the first";
  second.reset();
  int status = 503;
  for (int i = 0; i < 1000 && status != 200; ++i) {
    status = site_.get("/hello").status;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_EQ(status, 200) << "the place of a closed connection is free again";
}

TEST_F(WireTest, connections_of_one_address_are_limited_too) {
  site_.options.connections_per_address = 1;
  site_.start();
  auto first = site_.connect();
  first.send(get_with(""));
  EXPECT_EQ(first.receive().status, 200);
  EXPECT_EQ(site_.get("/hello").status, 503);
}

TEST_F(WireTest, requests_over_the_rate_are_told_when_to_come_back) {
  site_.options.requests_per_second = 1;
  site_.options.request_burst = 3;
  site_.start();
  auto wire = site_.connect();
  for (const int status : {200, 200, 200, 429, 429}) {
    wire.send(get_with(""));
    const auto answer = wire.receive();
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.header("Retry-After"), status == 429 ? "1" : "");
  }
  EXPECT_EQ(site_.get("/hello").status, 429) << "another connection does not help";
  site_.clock.advance(std::chrono::milliseconds(1000));
  EXPECT_EQ(site_.get("/hello").status, 200);
  EXPECT_EQ(site_.get("/hello").status, 429);
}

TEST_F(WireTest, two_thousand_idle_connections_disturb_nobody) {
  site_.options.network_threads = 2;
  site_.start();
  std::vector<Wire> idle;
  for (int i = 0; i < 2000; ++i) idle.push_back(site_.connect());
  for (auto& wire : idle) wire.send(get_with(""));
  for (auto& wire : idle) ASSERT_EQ(wire.receive().status, 200);
  for (int i = 0; i < 100; ++i) ASSERT_EQ(site_.get("/hello").status, 200);
  for (auto& wire : idle) wire.send(get_with(""));
  for (auto& wire : idle) ASSERT_EQ(wire.receive().status, 200) << "they are still there";
}

}  // namespace
}  // namespace qyzmet::http
