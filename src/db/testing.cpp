#include "db/testing.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <stdexcept>

namespace qyzmet::db::testing {
namespace {

void run_on_server(const std::string& url, const std::string& command) {
  auto* connection = PQconnectdb(url.c_str());
  auto* result = PQexec(connection, command.c_str());
  std::string reason = PQresultStatus(result) == PGRES_COMMAND_OK ? "" : PQerrorMessage(connection);
  PQclear(result);
  PQfinish(connection);
  if (!reason.empty()) throw std::runtime_error(command + ": " + reason);
}

/// The URL of database `name` on the server that `url` names: its path replaced, its query kept.
std::string with_database(const std::string& url, const std::string& name) {
  auto start = url.find("://");
  auto path = url.find('/', start + 3);
  auto query = url.find('?', start + 3);
  auto host = url.substr(0, std::min(path, query));
  return host + "/" + name + (query == std::string::npos ? "" : url.substr(query));
}

std::string server_url() {
  const char* server = std::getenv("QYZMET_POSTGRES");
  if (!server) throw std::runtime_error("QYZMET_POSTGRES is not set");
  return server;
}

std::string new_name() {
  static std::atomic<int> count{0};
  return "qyzmet_test_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
}

/// Databases that no test needs any more. They are dropped together when the program ends: each drop waits for a
/// checkpoint, and the first one leaves little for the others to wait for. Where QYZMET_KEEP_DATABASES is set they
/// stay: that server goes with all of them.
class Leftovers {
 public:
  ~Leftovers() {
    if (std::getenv("QYZMET_KEEP_DATABASES")) return;
    for (const std::string& name : names_) {
      try {
        run_on_server(server_, "DROP DATABASE " + name + " WITH (FORCE)");
      } catch (const std::runtime_error&) {
        // The server may have been killed by the very test; its folder goes with it.
      }
    }
  }
  void add(std::string name) {
    const std::lock_guard lock(mutex_);
    names_.push_back(std::move(name));
  }

 private:
  std::string server_ = server_url();
  std::mutex mutex_;
  std::vector<std::string> names_;
};

Leftovers& leftovers() {
  static Leftovers all;
  return all;
}

/// A database with all tables, made once a program: to copy it costs a fraction of the migrations.
const std::string& migrated() {
  static const std::string name = [] {
    std::string made = new_name();
    run_on_server(server_url(), "CREATE DATABASE " + made);
    Options options;
    const TempFolder folder;
    options.directory = folder.path();
    options.postgres_url = with_database(server_url(), made);
    SystemClock clock;
    SystemRandom random;
    const auto database = Database::open(std::move(options), clock, random);
    if (!database || !(*database)->migrate()) throw std::runtime_error("the tables cannot be made");
    leftovers().add(made);
    return made;
  }();
  return name;
}

}  // namespace

TempFolder::TempFolder() {
  auto pattern = (std::filesystem::temp_directory_path() / "qyzmet-test-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

TempFolder::~TempFolder() {
  std::error_code ignored;  // a folder left behind must not fail a test that passed
  std::filesystem::remove_all(path_, ignored);
}

TempPostgres::TempPostgres(Start start) : server_(server_url()), name_(new_name()) {
  run_on_server(server_, "CREATE DATABASE " + name_ + (start == Start::migrated ? " TEMPLATE " + migrated() : ""));
  url_ = with_database(server_, name_);
}

TempPostgres::~TempPostgres() { leftovers().add(name_); }

std::vector<Engine> engines() {
  if (std::getenv("QYZMET_POSTGRES")) return {Engine::sqlite, Engine::postgres};
  return {Engine::sqlite};
}

std::string to_word(Engine engine) { return engine == Engine::sqlite ? "sqlite" : "postgres"; }

Place::Place(Engine engine, Start start) {
  if (engine == Engine::postgres) postgres_ = std::make_unique<TempPostgres>(start);
}

Options Place::options() const {
  Options options;
  options.directory = folder_.path();
  if (postgres_) options.postgres_url = postgres_->url();
  return options;
}

}  // namespace qyzmet::db::testing
