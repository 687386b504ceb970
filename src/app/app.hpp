#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "applications/applications.hpp"
#include "base/calendar.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/words.hpp"
#include "catalogue/catalogue.hpp"
#include "db/db.hpp"
#include "http/http.hpp"
#include "journal/journal.hpp"

/// The whole server: every module, wired.  Source: DESIGN §4, floor 15.
namespace qyzmet::app {

/// What a start can be told. What is left empty follows from the rest, see `complete`.
struct Settings {
  std::filesystem::path share;  ///< holds services/, data/, api/ and, once built, web/dist/
  std::string country = "kz";   ///< which folder of services/ and data/
  bool demo = false;            ///< a demonstration database: said at its creation, for good
  std::string public_url;       ///< "https://qyzmet.example": how the world reaches this server
  std::string version;
  db::Options database;
  http::ServerOptions server;
  journal::PublisherOptions journal;
};

/// Fills in: the journal's key and high-water file beside the database; its name after the public URL's host, or
/// "qyzmet.local/log"; the built pages of `share`.
void complete(Settings& settings);

/// One server of one country, from its data to its port.
class App {
 public:
  /// Reads services and data, opens and migrates the database, takes up the journal; serves nothing yet. Clock and
  /// random outlive the app. Errors: those of Words, Country, WorkingCalendar, Catalogue, Database and Publisher;
  /// conflict "app.demo_database" (made as a demonstration, and `demo` was not said) or "app.not_demo_database" (the
  /// reverse).
  static Result<std::unique_ptr<App>> open(Settings settings, Clock& clock, Random& random);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  /// Listens. Errors: those of http::Server::start.
  Result<void> start() { return server_->start(); }
  /// Takes nothing more, finishes what is in hand, closes. May be called twice.
  void stop();

  std::uint16_t port() const { return server_->port(); }
  db::Database& database() { return *database_; }
  const http::Router& router() const { return router_; }
  const journal::Publisher& publisher() const { return *publisher_; }

 private:
  App(Settings settings, Clock& clock, Random& random)
      : settings_(std::move(settings)), clock_(clock), random_(random) {}
  Result<void> read_data();
  Result<void> open_database();
  Result<void> wire_routes();
  Result<void> start_database();
  Result<bool> is_put_to_use();

  // In the order of the floors: what stands lower is made first and goes last.
  Settings settings_;
  Clock& clock_;
  Random& random_;
  Words words_;
  catalogue::Country country_;
  WorkingCalendar calendar_;
  catalogue::Catalogue catalogue_;
  std::unique_ptr<journal::Log> log_;
  bool put_to_use_ = false;  ///< the database was, by an earlier start
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<journal::Publisher> publisher_;
  std::optional<applications::Applications> applications_;
  http::Router router_;
  std::optional<http::Server> server_;
};

}  // namespace qyzmet::app
