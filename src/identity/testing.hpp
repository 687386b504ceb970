#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/words.hpp"
#include "http/testing.hpp"
#include "identity/identity.hpp"
#include "journal/testing.hpp"

/// For tests only: identity behind a real server, and callers of each kind.
namespace qyzmet::identity::testing {

/// The value of a cookie that an answer sets; empty if none.
std::string cookie_of(const http::testing::Answer& answer, std::string_view name = "__Host-session");

/// Header lines of a browser on a page of ours, with this session.
std::string as(std::string_view cookie);
/// Header lines of a client.
std::string bearer(std::string_view token, std::string_view consent = "");

/// A server whose only module is identity, and routes "/api/test/RIGHT" (POST, kept; answers the caller's id) for the
/// rights of clients. The demonstration of the project's data lives in it.
class Site {
 public:
  /// `more` adds routes before the server starts.
  explicit Site(std::string_view source, db::Engine engine = db::Engine::sqlite, bool demo = true,
                const std::function<void(http::Router&)>& more = {});
  ~Site();

  /// Ends server, identity and database; begins again on the same data.
  void restart();

  http::testing::Answer ask(std::string_view bytes) const;
  http::testing::Answer get(std::string_view path, std::string_view headers = "") const;
  /// With a new Idempotency-Key.
  http::testing::Answer post(std::string_view path, std::string_view body, std::string_view headers = "");

  /// Who is played, by place in the demonstration's list.
  Person played(std::size_t place);
  /// Signs in; gives the cookie.
  std::string citizen(std::size_t place);
  std::string staff(std::string_view login);
  /// The demonstration's client gets a token with both scopes.
  std::string token(std::string_view scopes = R"(["applications_file","applications_read"])");
  std::string client_id();
  /// `person` (by cookie) lets the demonstration's client act for them; gives the consent's id.
  std::string consent(std::string_view cookie, std::string_view scopes, int days = 30);

  template <class F>
  void read(F&& job) {
    bench.database->read(std::forward<F>(job));
  }

  journal::testing::Bench bench;
  http::ServerOptions options;  ///< this and the next count from `restart` on
  std::size_t hashing_queue = 32;
  std::optional<Identity> identity;
  std::unique_ptr<http::Router> router;
  std::unique_ptr<http::Server> server;

 private:
  void start();
  void stop();
  json::object demo_people();

  std::string source_;
  bool demo_;
  std::function<void(http::Router&)> more_;
  Words words_;
  int keys_ = 0;
};

/// One JSON object; throws if it is none.
json::object object_of(const http::testing::Answer& answer);
/// A member's text; throws if it is none.
std::string text_of(const json::object& object, std::string_view name);
/// "/problems/KEY" of a problem without its beginning.
std::string key_of(const http::testing::Answer& problem);
/// An answer without what is different each time.
std::string body_without_trace(const http::testing::Answer& answer);

}  // namespace qyzmet::identity::testing
