#pragma once

#include <yaml-cpp/yaml.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "app/app.hpp"
#include "base/json.hpp"
#include "http/testing.hpp"

/// For tests only: the whole server in this process, and the contract to hold it against.
namespace qyzmet::app::testing {

inline Settings settings(const db::testing::Place& place, std::string_view source) {
  Settings settings;
  settings.share = source;
  settings.version = "0.0.0-test";
  settings.demo = true;
  settings.database = place.options();
  settings.database.directory = place.folder();
  settings.server.port = 0;
  settings.server.access_log = false;
  settings.journal.interval_ms = 0;
  return settings;
}

/// Events of a first start: each of the 50 services of services/kz is published, and the 49 that have a standing become
/// entries of the registry.
inline constexpr int kFirstEvents = 50 + 49;

/// The app, listening on a port of its own.
class Site {
 public:
  explicit Site(std::string_view source, db::Engine engine = db::Engine::sqlite, std::string registers = "")
      : place_(engine) {
    Settings wanted = settings(place_, source);
    wanted.exchange.addresses = std::move(registers);
    wanted.exchange.tick_ms = 5;
    auto opened = App::open(std::move(wanted), clock, random);
    if (!opened) throw std::runtime_error(opened.error().key);
    app = *std::move(opened);
    if (const auto started = app->start(); !started) throw std::runtime_error(started.error().key);
  }

  http::testing::Answer ask(std::string_view bytes) const {
    http::testing::Wire wire(app->port());
    wire.send(bytes);
    return wire.receive();
  }
  http::testing::Answer get(std::string_view path, std::string_view headers = "") const {
    return ask(http::testing::request("GET", path, headers));
  }
  http::testing::Answer post(std::string_view key, std::string_view body, std::string_view headers = "") const {
    return ask(http::testing::post("/api/applications", key, body, headers));
  }

  TestClock clock{from_ms(1'772'700'000'000)};
  SystemRandom random;

 private:
  db::testing::Place place_;

 public:
  std::unique_ptr<App> app;
};

/// api/openapi.yaml.
class Contract {
 public:
  explicit Contract(std::string_view source) : root_(YAML::LoadFile(std::string(source) + "/api/openapi.yaml")) {}

  const YAML::Node& root() const { return root_; }
  /// `node`, or what its $ref points at.
  YAML::Node resolve(const YAML::Node& node) const;
  /// What in `value` is not as `schema` says, the first of it; empty if it fits. Knows what this contract uses of JSON
  /// Schema.
  std::string misfit(const YAML::Node& schema, const json::value& value, const std::string& at = "$") const;
  /// As `misfit`, for the JSON that `method` on `path` answers with `status`.
  std::string reply_misfit(const std::string& path, const std::string& method, int status, std::string_view body) const;

 private:
  std::string object_misfit(const YAML::Node& schema, const json::object& object, const std::string& at) const;
  YAML::Node root_;
};

}  // namespace qyzmet::app::testing
