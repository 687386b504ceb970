// Stopping: what is in hand is finished, nothing new is begun, and the end comes even if somebody never finishes. And
// TLS.
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <cstdlib>
#include <future>
#include <thread>

#include "http/testing.hpp"

namespace qyzmet::http {
namespace {

using testing::post;
using testing::request;

class StopTest : public ::testing::Test {
 protected:
  StopTest() : site_(testing::kWordsFile) {
    site_.router.memory(Right::everyone, Method::get, "/hello",
                        [](const Request&) -> Result<Reply> { return json_reply(200, "\"hello\""); });
    site_.router.read(Right::everyone, Method::get, "/slow", [this](const Request&, db::Snapshot&) -> Result<Reply> {
      begun_.set_value();
      release_.get_future().wait();
      return json_reply(200, "\"done\"");
    });
    ChangeHandler<int, int> change;
    change.parse = [](const Request&) -> Result<int> { return 0; };
    change.prepare = [](const Request&, int&&, db::Snapshot&) -> Result<int> { return 0; };
    change.apply = [this](db::Tx&, const Request&, const int&) -> Result<Reply> {
      begun_.set_value();
      release_.get_future().wait();
      return json_reply(201, "\"kept\"");
    };
    site_.router.change(Right::everyone, Method::post, "/change", change);
  }

  std::promise<void> begun_;
  std::promise<void> release_;
  testing::Site site_;
};

TEST_F(StopTest, finishes_what_is_in_hand) {
  site_.start();
  auto idle = site_.connect();
  idle.send(request("GET", "/hello"));
  EXPECT_EQ(idle.receive().status, 200);
  auto busy = site_.connect();
  busy.send(post("/change", "k", "{}"));
  begun_.get_future().wait();
  std::thread stopping([&] { site_.server->stop(); });
  EXPECT_TRUE(idle.closed()) << "an idle connection ends at once";
  EXPECT_THROW(site_.connect(), std::runtime_error) << "the door is closed first";
  release_.set_value();
  const auto answer = busy.receive();
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, "\"kept\"");
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(busy.closed());
  stopping.join();
}

TEST_F(StopTest, ends_after_its_grace_although_somebody_never_finishes) {
  site_.options.stop_grace_ms = 50;
  site_.start();
  auto busy = site_.connect();
  busy.send(request("GET", "/slow"));
  begun_.get_future().wait();
  auto half = site_.connect();
  half.send("GET /hello HTTP/1.1\r\nHo");
  site_.server->stop();
  EXPECT_TRUE(busy.closed());
  EXPECT_TRUE(half.closed());
  site_.server.reset();
  release_.set_value();  // the reader finishes when the server is gone already
  site_.database->stop();
}

TEST_F(StopTest, a_client_that_leaves_disturbs_nothing) {
  site_.start();
  {
    auto gone = site_.connect();
    gone.send(request("GET", "/slow"));
    begun_.get_future().wait();
  }
  release_.set_value();
  EXPECT_EQ(site_.get("/hello").status, 200);
}

/// A TLS client of the lowest kind; trusts anybody.
class TlsClient {
 public:
  TlsClient(std::uint16_t port, int highest = TLS1_3_VERSION)
      : wire_(port), context_(SSL_CTX_new(TLS_client_method())), ssl_(nullptr) {
    SSL_CTX_set_security_level(context_, 0);
    SSL_CTX_set_min_proto_version(context_, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_, highest);
    ssl_ = SSL_new(context_);
    SSL_set_fd(ssl_, wire_.fd());
    connected_ = SSL_connect(ssl_) == 1;
  }
  ~TlsClient() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
  }
  bool connected() const { return connected_; }
  std::string ask(std::string_view bytes, std::string_view until) {
    SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()));
    std::string seen;
    std::array<char, 4096> part;
    while (seen.find(until) == std::string::npos) {
      const int got = SSL_read(ssl_, part.data(), part.size());
      if (got <= 0) break;
      seen.append(part.data(), static_cast<std::size_t>(got));
    }
    return seen;
  }

 private:
  testing::Wire wire_;
  SSL_CTX* context_;
  SSL* ssl_;
  bool connected_ = false;
};

class TlsTest : public StopTest {
 protected:
  TlsTest() {
    const auto key = (folder_.path() / "key.pem").string();
    const auto certificate = (folder_.path() / "certificate.pem").string();
    const auto make =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost "
        "-keyout " +
        key + " -out " + certificate + " 2>/dev/null";
    EXPECT_EQ(std::system(make.c_str()), 0);
    site_.options.tls_key_file = key;
    site_.options.tls_certificate_file = certificate;
  }
  db::testing::TempFolder folder_;
};

TEST_F(TlsTest, serves_several_requests_on_one_connection) {
  site_.start();
  TlsClient client(site_.port());
  ASSERT_TRUE(client.connected());
  for (int i = 0; i < 3; ++i) {
    const auto seen = client.ask(request("GET", "/hello"), "\"hello\"");
    EXPECT_NE(seen.find("200 OK"), std::string::npos) << seen;
    EXPECT_NE(seen.find("Strict-Transport-Security: "), std::string::npos);
  }
  release_.set_value();
  EXPECT_NE(client.ask(post("/change", "k", "{}"), "\"kept\"").find("201"), std::string::npos);
  EXPECT_NE(client.ask("BAD\r\n\r\n", "}").find("400 Bad Request"), std::string::npos);
}

TEST_F(TlsTest, speaks_nothing_older_than_1_2) {
  site_.start();
  EXPECT_TRUE(TlsClient(site_.port(), TLS1_2_VERSION).connected());
  EXPECT_FALSE(TlsClient(site_.port(), TLS1_1_VERSION).connected());
  auto plain = site_.connect();
  plain.send(request("GET", "/hello"));
  EXPECT_EQ(plain.receive_all().find("HTTP/1.1"), std::string::npos) << "nothing is said in the clear";
}

TEST_F(TlsTest, a_handshake_that_never_ends_is_given_up) {
  site_.start();
  auto silent = site_.connect();
  TlsClient later(site_.port());
  ASSERT_TRUE(later.connected()) << "so the silent one is known to the server";
  site_.clock.advance(std::chrono::milliseconds(10'001));
  EXPECT_TRUE(silent.closed());
}

TEST_F(TlsTest, a_certificate_that_cannot_be_read_is_an_error) {
  site_.options.tls_certificate_file = "/nonexistent";
  Server server(site_.options, site_.router, *site_.database, site_.words, site_.clock, site_.random);
  const auto started = server.start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().key, "http.bad_certificate");
}

}  // namespace
}  // namespace qyzmet::http
