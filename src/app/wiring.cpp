#include <fmt/format.h>

#include <algorithm>
#include <utility>

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

/// The key of documents is called after the log: "qyzmet.example/log" → "qyzmet.example/documents".
std::string documents_name(std::string_view log) {
  constexpr std::string_view kEnd = "/log";
  if (log.ends_with(kEnd)) log.remove_suffix(kEnd.size());
  return std::string(log) + "/documents";
}

/// What the code on a document leads to. A demonstration that nobody told its address shows the one that it listens on.
std::string documents_url(const Settings& settings) {
  std::string url = settings.public_url;
  while (url.ends_with('/')) url.pop_back();
  if (!url.empty() || !settings.demo || settings.server.port == 0) return url;
  return fmt::format("http://{}:{}", settings.server.address, settings.server.port);
}

/// What every page asks first.
std::string about_json(const Settings& settings, const journal::Publisher& publisher,
                       const applications::Documents& documents, const catalogue::Country& country) {
  const catalogue::PhonePlan& phone = country.phone;
  json::object monthly_index;
  for (const auto& [year, tenge] : country.monthly_index) monthly_index[std::to_string(year)] = tenge;
  return canonical_json(json::object{{"version", settings.version},
                                     {"demo", settings.demo},
                                     {"country", settings.country},
                                     {"public_url", settings.public_url},
                                     {"log_key", publisher.verifier_key()},
                                     {"document_key", documents.verifier_key()},
                                     {"languages", json::array{"kk", "ru", "en"}},
                                     {"default_language", to_code(country.default_lang)},
                                     {"utc_offset_minutes", country.utc_offset_minutes},
                                     {"monthly_index", std::move(monthly_index)},
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
  if (settings.files_folder.empty()) settings.files_folder = directory / "files";
  if (settings.document_key_file.empty()) settings.document_key_file = directory / "documents.key";
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
  TRY_ASSIGN(auto terms, catalogue::RegistryTerms::load(country / "registry.json"));
  registry_.emplace(catalogue_, calendar_, country_.utc_offset_minutes, std::move(terms));
  TRY_ASSIGN(registers_, exchange::Registers::load(country / "registers.json", country_));
  settings_.server.default_lang = country_.default_lang;
  return {};
}

Result<void> App::open_database() {
  TRY_ASSIGN(database_, db::Database::open(settings_.database, clock_, random_));
  TRY(database_->migrate());
  TRY_ASSIGN(put_to_use_, is_put_to_use());
  publishing_.emplace(catalogue_, country_);
  TRY(publishing_->take_up(*database_));
  TRY_ASSIGN(publisher_, journal::Publisher::open(settings_.journal, *database_, clock_, random_));
  TRY_ASSIGN(exchange_, exchange::Exchange::create(settings_.exchange, registers_, *database_, clock_));
  return {};
}

/// Changes flow from here on. Routes and server stand already: they hang on the database's commits.
Result<void> App::start_database() {
  log_ = journal::Log::create();
  database_->on_commit([this, seen = std::int64_t{0}](const db::Committed&) mutable {
    const std::int64_t unknown = database_->figures().unknown;
    if (std::exchange(seen, unknown) != unknown) catch_up();
  });
  TRY(database_->start(*log_));
  if (!put_to_use_) {
    TRY(database_->change([this](db::Tx& tx) -> Result<void> {
      store::create_installation(tx, settings_.demo);
      return {};
    }));
  }
  TRY(publishing_->store_new(*database_));
  TRY(database_->change([this](db::Tx& tx) -> Result<void> {
    registry_->take_over(tx);
    registry_->show_gates(tx);
    return {};
  }));
  TRY(start_identity());
  publisher_->start();
  draft_sweep_->start();
  file_sweep_->start();
  exchange_->start();
  if (settings_.carry_on) {
    cursors_->start();
    runner_->start();
  }
  return {};
}

/// What a commit of unknown outcome would have shown hung on it, and never was. If this fails, the database has failed
/// again: the writer's next recovery does it again, and so does whoever publishes next.
void App::catch_up() {
  database_->submit({.priority = db::Priority::background,
                     .apply = [this](db::Tx& tx) -> Result<void> {
                       registry_->show_gates(tx);
                       return {};
                     },
                     .refused = {},
                     .done = [](Result<void>) {}});
  (void)database_->read_later([this](db::Snapshot& snapshot) {
    try {
      (void)publishing_->catch_up(snapshot);
    } catch (const db::Broken&) {
    }
  });
}

/// People of a demonstration exist nowhere else: what they are called and their passwords stand in data.
Result<void> App::start_identity() {
  if (!settings_.demo) return identity_->start();
  TRY_ASSIGN(const auto people,
             identity::Demonstration::load(settings_.share / "data" / settings_.country / "demonstration.json"));
  return identity_->start(&people);
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

void App::wire_identity() {
  // As many as there are readers but one: each keeps a core busy, and pages are read while many sign in.
  const int hashing = std::max(1, settings_.database.readers - 1);
  identity_.emplace(
      *database_, clock_, random_,
      identity::Options{.demo = settings_.demo,
                        .service_exists = [this](std::string_view id) { return catalogue_.find(id) != nullptr; },
                        .service_retired = [this](std::string_view id) { return catalogue_.is_retired(id); },
                        .hashing_threads = hashing});
  router_.callers_from([this](const http::Request& request) { return identity_->caller(request); });
  identity::routes(router_, *identity_);
}

Result<void> App::wire_files() {
  files_.emplace(
      files::Files::Options{
          .folder = settings_.files_folder, .checker = settings_.file_checker, .limits = settings_.files},
      clock_);
  TRY(files_->open());
  file_sweep_.emplace(*files_, *database_, applications::draft_names);
  files::routes(router_, *files_);
  return {};
}

Result<void> App::wire_applications() {
  applications_.emplace(catalogue_, calendar_, country_.utc_offset_minutes, clock_);
  applications_->keep_files_in(*files_);
  drafts_.emplace(catalogue_, clock_);
  draft_sweep_.emplace(*database_, clock_);
  applications::connect_registers(applications_->processes().doors, registers_, country_);
  cursors_ = journal::Cursors::create(*database_, clock_);
  cursors_->add(applications::runner_consumer());
  cursors_->add(applications::offers_consumer(catalogue_));
  cursors_->add(catalogue::registry_consumer(*registry_));
  runner_.emplace(*database_, *applications_, clock_);
  reports_.emplace(clock_);
  applications::routes(router_, *applications_, *drafts_, *reports_, *publisher_, words_, clock_, settings_.looks);

  TRY_ASSIGN(auto key, applications::open_document_key(*database_, settings_.document_key_file,
                                                       documents_name(settings_.journal.origin), random_));
  documents_.emplace(catalogue_, words_, clock_, std::move(key),
                     applications::Documents::Options{.public_url = documents_url(settings_),
                                                      .utc_offset_minutes = country_.utc_offset_minutes,
                                                      .demo = settings_.demo});
  applications::connect_documents(applications_->processes().doors, *documents_, words_, country_.utc_offset_minutes);
  applications::document_routes(router_, *applications_, *documents_, *publisher_);
  applications::offer_routes(router_, catalogue_, registers_, clock_);
  return {};
}

Result<void> App::wire_routes() {
  using http::Method;
  using http::Reply;
  using http::Request;
  using http::Right;

  http::operations_routes(router_, *database_, [this] {
    std::string trouble = publisher_->trouble();
    return trouble.empty() && runner_ ? runner_->trouble() : trouble;
  });
  journal::routes(router_, *publisher_);
  wire_identity();
  catalogue::routes(router_, catalogue_);
  catalogue::registry_routes(router_, *registry_, clock_);
  exchange::routes(router_, registers_, *exchange_);
  TRY(wire_files());
  TRY(wire_applications());
  catalogue::definition_routes(
      router_, *publishing_, words_,
      [this](db::Snapshot& snapshot, const catalogue::Service& next, int wanted) -> Result<json::object> {
        return applications::rehearse(snapshot, applications_->processes(), next, wanted, clock_);
      });

  router_.memory(Right::everyone, Method::get, "/api/about",
                 [about = http::FixedReply(about_json(settings_, *publisher_, *documents_, country_))](
                     const Request& request) -> Result<Reply> { return about.answer(request); });
  TRY_ASSIGN(std::string contract, read_file(settings_.share / "api" / "openapi.yaml", 4 << 20));
  router_.memory(Right::everyone, Method::get, "/openapi.yaml",
                 [fixed = http::FixedReply(std::move(contract), "application/yaml")](
                     const Request& request) -> Result<Reply> { return fixed.answer(request); });
  server_.emplace(settings_.server, router_, *database_, words_, clock_, random_);
  return {};
}

void App::stop() {
  if (server_) server_->stop();
  if (exchange_) exchange_->stop();
  if (draft_sweep_) draft_sweep_->stop();
  if (file_sweep_) file_sweep_->stop();
  if (files_) files_->stop();
  if (runner_) runner_->stop();
  if (cursors_) cursors_->stop();
  if (identity_) identity_->stop();
  if (database_) database_->stop();
  if (publisher_) publisher_->stop();
}

App::~App() { stop(); }

}  // namespace qyzmet::app
