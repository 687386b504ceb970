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
#include "exchange/exchange.hpp"
#include "files/files.hpp"
#include "http/http.hpp"
#include "identity/identity.hpp"
#include "journal/journal.hpp"

/// The whole server: every module, wired.  Source: DESIGN §4, floor 15.
namespace qyzmet::app {

/// What a start can be told. What is left empty follows from the rest, see `complete`.
struct Settings {
  std::filesystem::path share;  ///< holds services/, data/, api/ and, once built, web/dist/
  std::string country = "kz";   ///< which folder of services/ and data/
  bool demo = false;            ///< a demonstration database: said at its creation, for good
  bool carry_on = true;         ///< false: applications are taken and carry no further until the next start
  std::string public_url;       ///< "https://qyzmet.example": how the world reaches this server
  std::string version;
  db::Options database;
  http::ServerOptions server;
  journal::PublisherOptions journal;
  exchange::Options exchange;
  std::filesystem::path document_key_file;  ///< signs result documents; Ed25519, PKCS #8 in PEM
  applications::LookLimits looks;
  std::filesystem::path files_folder;  ///< what people attach
  std::filesystem::path file_checker;  ///< this program; empty: strangers' PDFs are looked into in this process
  files::Limits files;
};

/// Fills in: the keys of journal and documents, the high-water file and files/ beside the database; the log's name
/// after the public URL's host, or "qyzmet.local/log"; the built pages of `share`.
void complete(Settings& settings);

/// One server of one country, from its data to its port.
class App {
 public:
  /// Reads services and data, opens and migrates the database, takes up the journal; serves nothing yet. Clock and
  /// random outlive the app. Errors: those of Words, Country, WorkingCalendar, Catalogue, Publishing, Registers,
  /// Database, Publisher, Exchange and Demonstration; conflict "app.demo_database" (made as a demonstration, and `demo`
  /// was not said) or "app.not_demo_database" (the reverse).
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
  identity::Identity& identity() { return *identity_; }
  const files::Files& files() const { return *files_; }
  const exchange::Exchange& exchange() const { return *exchange_; }
  const applications::Applications& applications() const { return *applications_; }
  const applications::Documents& documents() const { return *documents_; }
  const catalogue::Publishing& publishing() const { return *publishing_; }

 private:
  App(Settings settings, Clock& clock, Random& random)
      : settings_(std::move(settings)), clock_(clock), random_(random) {}
  Result<void> read_data();
  Result<void> open_database();
  Result<void> wire_routes();
  void wire_identity();
  Result<void> wire_files();
  Result<void> wire_applications();
  Result<void> start_database();
  void catch_up();
  Result<void> start_identity();
  Result<bool> is_put_to_use();

  // In the order of the floors: what stands lower is made first and goes last.
  Settings settings_;
  Clock& clock_;
  Random& random_;
  Words words_;
  catalogue::Country country_;
  WorkingCalendar calendar_;
  catalogue::Catalogue catalogue_;
  std::optional<catalogue::Publishing> publishing_;
  std::optional<catalogue::Registry> registry_;
  exchange::Registers registers_;
  std::unique_ptr<journal::Log> log_;
  bool put_to_use_ = false;  ///< the database was, by an earlier start
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<journal::Publisher> publisher_;
  std::optional<identity::Identity> identity_;
  std::unique_ptr<exchange::Exchange> exchange_;
  std::optional<files::Files> files_;
  std::optional<files::Sweep> file_sweep_;
  std::optional<applications::Applications> applications_;
  std::optional<applications::Drafts> drafts_;
  std::optional<applications::DraftSweep> draft_sweep_;
  std::unique_ptr<journal::Cursors> cursors_;
  std::optional<applications::Runner> runner_;
  std::optional<applications::Reports> reports_;
  std::optional<applications::Documents> documents_;
  http::Router router_;
  std::optional<http::Server> server_;
};

}  // namespace qyzmet::app
