#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "db/testing.hpp"
#include "http/http.hpp"

/// For tests only: a server on a real database, and a client that can send what no library would.
namespace qyzmet::http::testing {

/// A stream that holds nothing, for tests without a journal.
class NoStream final : public db::Stream {
 public:
  void load(std::int64_t, std::string_view) override {}
  std::int64_t size() const override { return 0; }
  void rewind(std::int64_t) override {}
  std::string seal(db::Tx&) override { return {}; }
};

/// What came back for one request.
struct Answer {
  int status = 0;  ///< 0: the connection ended without a whole reply
  std::string head;
  std::string body;
  /// A header's value; empty if absent.
  std::string header(std::string_view name) const;
};

/// One TCP connection to 127.0.0.1, bytes as they are. Waits at most 20 s for anything; what did not come by then fails
/// the test.
class Wire {
 public:
  explicit Wire(std::uint16_t port);
  ~Wire();
  Wire(Wire&& other) noexcept : fd_(other.fd_), kept_(std::move(other.kept_)) { other.fd_ = -1; }
  Wire& operator=(Wire&&) = delete;

  /// False if the other side takes no more.
  bool send(std::string_view bytes);
  /// The next reply; 1xx replies are skipped. `bodiless`: the request was HEAD.
  Answer receive(bool bodiless = false);
  /// Everything until the other side closes.
  std::string receive_all();
  /// Reads until `what` has come; gives all that was read so far.
  std::string receive_until(std::string_view what);
  /// True if the other side has closed, or closes within the limit.
  bool closed();
  void end_writing();
  int fd() const { return fd_; }

 private:
  bool more();

  int fd_ = -1;
  std::string kept_;
};

/// What comes until `what` has come, while time passes by `clock`: a live route is asked at most four times a second of
/// the server's clock, so under a clock that stands what is committed between two questions is never sent.
std::string receive_as_time_passes(Wire& wire, TestClock& clock, std::string_view what);

/// "GET /path HTTP/1.1" with Host, further header lines ("Name: value\r\n"…) and a body with its length.
std::string request(std::string_view method, std::string_view path, std::string_view headers = "",
                    std::string_view body = "");

/// A change's request: POST with JSON and a key.
std::string post(std::string_view path, std::string_view key, std::string_view body, std::string_view headers = "");

/// A database, routes and a server. Made, given routes, started.
class Site {
 public:
  explicit Site(std::string_view words_file, db::Engine engine = db::Engine::sqlite);
  ~Site();

  Router router;
  TestClock clock{from_ms(1'770'000'000'000)};
  SystemRandom random;
  Words words;
  NoStream stream;
  std::unique_ptr<db::Database> database;
  ServerOptions options;  ///< port 0, no access log, grace long
  std::unique_ptr<Server> server;

  void start();
  void stop();
  std::uint16_t port() const { return server->port(); }
  Wire connect() const { return Wire(port()); }
  /// One request on a connection of its own.
  Answer ask(std::string_view bytes) const;
  Answer get(std::string_view path, std::string_view headers = "") const;

 private:
  db::testing::Place place_;
};

#ifdef QYZMET_SOURCE_DIR  // defined in test programs, not in the library
inline constexpr std::string_view kWordsFile = QYZMET_SOURCE_DIR "/data/words.json";
#endif

}  // namespace qyzmet::http::testing
