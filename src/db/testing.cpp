#include "db/testing.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
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

TempPostgres::TempPostgres() {
  static std::atomic<int> count{0};
  const char* server = std::getenv("QYZMET_POSTGRES");
  if (!server) throw std::runtime_error("QYZMET_POSTGRES is not set");
  server_ = server;
  name_ = "qyzmet_test_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
  run_on_server(server_, "CREATE DATABASE " + name_);
  url_ = with_database(server_, name_);
}

TempPostgres::~TempPostgres() {
  try {
    run_on_server(server_, "DROP DATABASE " + name_ + " WITH (FORCE)");
  } catch (const std::runtime_error&) {
    // The server may have been killed by the very test; its folder goes with it.
  }
}

std::vector<Engine> engines() {
  if (std::getenv("QYZMET_POSTGRES")) return {Engine::sqlite, Engine::postgres};
  return {Engine::sqlite};
}

std::string to_word(Engine engine) { return engine == Engine::sqlite ? "sqlite" : "postgres"; }

Place::Place(Engine engine) {
  if (engine == Engine::postgres) postgres_ = std::make_unique<TempPostgres>();
}

Options Place::options() const {
  Options options;
  options.directory = folder_.path();
  if (postgres_) options.postgres_url = postgres_->url();
  return options;
}

}  // namespace qyzmet::db::testing
