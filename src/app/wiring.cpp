#include "app/app.hpp"
#include "app/store.hpp"
#include "base/file.hpp"
#include "base/json.hpp"

namespace qyzmet::app {
namespace {

/// "https://qyzmet.example/" → "qyzmet.example".
std::string host_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  return std::string(url.substr(0, url.find('/')));
}

/// What every page asks first.
std::string about_json(const Settings& settings, const journal::Publisher& publisher,
                       const catalogue::Country& country) {
  const catalogue::PhonePlan& phone = country.phone;
  return canonical_json(json::object{{"version", settings.version},
                                     {"demo", settings.demo},
                                     {"country", settings.country},
                                     {"public_url", settings.public_url},
                                     {"log_key", publisher.verifier_key()},
                                     {"languages", json::array{"kk", "ru", "en"}},
                                     {"default_language", to_code(country.default_lang)},
                                     {"utc_offset_minutes", country.utc_offset_minutes},
                                     {"phone", json::object{{"country_code", phone.country_code},
                                                            {"trunk_prefix", phone.trunk_prefix},
                                                            {"national_digits", phone.national_digits}}}});
}

}  // namespace

void complete(Settings& settings) {
  const auto& directory = settings.database.directory;
  auto& journal = settings.journal;
  if (journal.key_file.empty()) journal.key_file = directory / "journal.key";
  if (journal.high_water_file.empty()) journal.high_water_file = directory / "journal.checkpoint";
  if (journal.origin.empty()) {
    journal.origin = (settings.public_url.empty() ? "qyzmet.local" : host_of(settings.public_url)) + "/log";
  }
  const auto pages = settings.share / "web" / "dist";
  if (settings.server.static_directory.empty() && std::filesystem::exists(pages)) {
    settings.server.static_directory = pages.string();
  }
}

Result<std::unique_ptr<App>> App::open(Settings settings, Clock& clock, Random& random) {
  complete(settings);
  std::unique_ptr<App> app(new App(std::move(settings), clock, random));
  TRY(app->read_data());
  TRY(app->open_database());
  TRY(app->wire_routes());
  TRY(app->start_database());
  return app;
}

Result<void> App::read_data() {
  const auto data = settings_.share / "data";
  const auto country = data / settings_.country;
  TRY_ASSIGN(words_, Words::load(data / "words.json"));
  TRY_ASSIGN(country_, catalogue::Country::load(country));
  TRY_ASSIGN(calendar_, WorkingCalendar::load(country / "calendar_2025_2026.json"));
  TRY_ASSIGN(catalogue_, catalogue::Catalogue::load(settings_.share / "services" / settings_.country, country_));
  settings_.server.default_lang = country_.default_lang;
  return {};
}

Result<void> App::open_database() {
  TRY_ASSIGN(database_, db::Database::open(settings_.database, clock_, random_));
  TRY(database_->migrate());
  TRY_ASSIGN(put_to_use_, is_put_to_use());
  TRY_ASSIGN(publisher_, journal::Publisher::open(settings_.journal, *database_, clock_, random_));
  return {};
}

/// Changes flow from here on. Routes and server stand already: they hang on the database's commits.
Result<void> App::start_database() {
  log_ = journal::Log::create();
  TRY(database_->start(*log_));
  if (!put_to_use_) {
    TRY(database_->change([this](db::Tx& tx) -> Result<void> {
      store::create_installation(tx, settings_.demo);
      return {};
    }));
  }
  publisher_->start();
  return {};
}

/// A demonstration stays one, and nothing else becomes one: demonstration sign-in must never meet real people.
Result<bool> App::is_put_to_use() {
  std::optional<bool> demo;
  database_->read([&](db::Snapshot& snapshot) { demo = store::demo(snapshot); });
  if (!demo) return false;
  if (*demo && !settings_.demo) return fail(Code::conflict, "app.demo_database");
  if (!*demo && settings_.demo) return fail(Code::conflict, "app.not_demo_database");
  return true;
}

Result<void> App::wire_routes() {
  using http::Method;
  using http::Reply;
  using http::Request;
  using http::Right;

  applications_.emplace(catalogue_, calendar_, country_.utc_offset_minutes);
  http::operations_routes(router_, *database_, [this] { return publisher_->trouble(); });
  journal::routes(router_, *publisher_);
  catalogue::routes(router_, catalogue_);
  applications::routes(router_, *applications_, *publisher_);

  router_.memory(Right::everyone, Method::get, "/api/about",
                 [about = about_json(settings_, *publisher_, country_)](const Request& request) -> Result<Reply> {
                   return http::with_etag(request, http::json_reply(200, about));
                 });
  TRY_ASSIGN(std::string contract, read_file(settings_.share / "api" / "openapi.yaml", 4 << 20));
  router_.memory(Right::everyone, Method::get, "/openapi.yaml",
                 [contract = std::move(contract)](const Request& request) -> Result<Reply> {
                   return http::with_etag(request, {.content_type = "application/yaml", .body = contract});
                 });
  server_.emplace(settings_.server, router_, *database_, words_, clock_, random_);
  return {};
}

void App::stop() {
  if (server_) server_->stop();
  if (database_) database_->stop();
  if (publisher_) publisher_->stop();
}

App::~App() { stop(); }

}  // namespace qyzmet::app
