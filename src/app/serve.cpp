#include <fmt/format.h>
#include <stdlib.h>

#include <filesystem>
#include <ostream>

#include "app/command_line.hpp"
#include "app/stop_signals.hpp"
#include "base/file.hpp"

namespace qyzmet::app {
namespace {

/// As operators write them; and back.
files::Limits in_megabytes(files::Limits limits) {
  return {.a_day = limits.a_day >> 20,
          .nobodys_day = limits.nobodys_day >> 20,
          .under_way = limits.under_way,
          .left_free = limits.left_free >> 20};
}
files::Limits in_bytes(files::Limits limits) {
  return {.a_day = limits.a_day << 20,
          .nobodys_day = limits.nobodys_day << 20,
          .under_way = limits.under_way,
          .left_free = limits.left_free << 20};
}

/// The options of `serve` beyond those of Place; what they set.
struct ServeOptions {
  db::Options database;
  http::ServerOptions server;
  applications::LookLimits looks;
  files::Limits files = in_megabytes({});
  bool demo = false;
  std::string registers;
  std::string registers_ca_file;
  bool carry_on = true;
  std::string operations_token_file;

  std::vector<Option> options();
  std::vector<Option> limits();
};

std::vector<Option> ServeOptions::options() {
  constexpr std::int64_t kMostThreads = 256;
  return {
      {"--port", "N", "0-65535 (8080); 0 takes any free one and prints it", into_number(server.port, 0, 65535)},
      {"--address", "A", "where to listen (127.0.0.1)", into(server.address)},
      {"--demo", "", "a demonstration: said when the database is made, shown on every page", into_flag(demo)},
      {"--registers", "URL|FILE", "where the agencies' registers are; without it none is connected", into(registers)},
      {"--registers-ca", "FILE", "certificates to trust there, PEM (the system's)", into(registers_ca_file)},
      {"--threads", "N", "network threads (1)", into_number(server.network_threads, 1, kMostThreads)},
      {"--readers", "N", "threads that read the database (2)", into_number(database.readers, 1, kMostThreads)},
      {"--node", "N", "0-15 (0), part of every id: one for each server of a country",
       into_number(database.node, 0, 15)},
      {"--tls-cert", "FILE", "certificate chain, PEM; with --tls-key: https", into(server.tls_certificate_file)},
      {"--tls-key", "FILE", "its key, PEM", into(server.tls_key_file)},
      {"--operations-token-file", "FILE", "holds the token that opens /metrics from elsewhere",
       into(operations_token_file)},
      {"--hold", "", "take applications, but carry none on until the next start: for maintenance",
       into_flag(carry_on, false)},
      {"--no-access-log", "", "no line for each request", into_flag(server.access_log, false)}};
}

std::vector<Option> ServeOptions::limits() {
  constexpr std::int64_t kMost = 1'000'000'000;
  const auto limit = [](std::string_view name, std::string_view unit, std::string_view what, auto& place) {
    return Option{name, unit, fmt::format("{} ({})", what, place), into_number(place, 1, kMost)};
  };
  return {limit("--header-limit", "BYTES", "longest header section", server.header_limit),
          limit("--body-limit", "BYTES", "longest body", server.body_limit),
          limit("--header-timeout-ms", "MS", "for the header to arrive", server.header_timeout_ms),
          limit("--body-timeout-ms", "MS", "for the body to arrive", server.body_timeout_ms),
          limit("--idle-timeout-ms", "MS", "between two requests", server.idle_timeout_ms),
          limit("--write-timeout-ms", "MS", "for a reply to be taken", server.write_timeout_ms),
          limit("--stop-grace-ms", "MS", "to finish what is in hand at the end", server.stop_grace_ms),
          limit("--connections", "N", "at once", server.connection_limit),
          limit("--connections-per-address", "N", "at once from one address", server.connections_per_address),
          limit("--queue-limit", "N", "changes that may wait for the writer", database.queue_limit),
          limit("--looks-a-minute", "N", "applications that one member of staff may open", looks.a_minute),
          limit("--looks-an-hour", "N", "the same in an hour", looks.an_hour),
          limit("--files-a-day", "MB", "of files that one person may send in a day", files.a_day),
          limit("--files-of-nobody", "MB", "the same, of all who have not signed in", files.nobodys_day),
          limit("--files-under-way", "N", "files that one person may be sending at once", files.under_way),
          limit("--files-left-free", "MB", "of the disk that files leave to the database", files.left_free),
          {"--requests-per-second", "N", "from one address; 0: no limit (0)",
           into_number(server.requests_per_second, 0, kMost)},
          limit("--request-burst", "N", "more than that at once", server.request_burst)};
}

Result<Settings> settings_of(const Program& program, const Place& place, const ServeOptions& serve) {
  TRY_ASSIGN(Settings settings, place.settings(program));
  const auto pages = settings.server.static_directory;
  settings.server = serve.server;
  settings.server.static_directory = pages;
  settings.looks = serve.looks;
  settings.files = in_bytes(serve.files);
  settings.file_checker = program.executable;
  settings.demo = serve.demo;
  settings.exchange.addresses = serve.registers;
  settings.exchange.ca_file = serve.registers_ca_file;
  settings.carry_on = serve.carry_on;
  settings.database.readers = serve.database.readers;
  settings.database.node = serve.database.node;
  settings.database.queue_limit = serve.database.queue_limit;
  if (!serve.operations_token_file.empty()) {
    TRY_ASSIGN(settings.server.operations_token, read_file(serve.operations_token_file, 4096));
    while (settings.server.operations_token.ends_with('\n')) settings.server.operations_token.pop_back();
  }
  return settings;
}

Exit list_routes(const Program& program, const Place& place) {
  SystemClock clock;
  SystemRandom random;
  auto settings = place.settings(program);
  if (!settings) return complain(program, settings.error(), place.share);
  const auto share = settings->share;
  const auto app = App::open(*std::move(settings), clock, random);
  if (!app) return complain(program, app.error(), share);
  for (const auto& route : (*app)->router().describe()) {
    program.out << fmt::format("{:<7} {:<14} {:<6} {}\n", http::to_word(route.kind), http::to_word(route.right),
                               http::to_word(route.method), route.pattern);
  }
  return kOk;
}

}  // namespace

Exit serve(std::span<const std::string> arguments, const Program& program) {
  Place place;
  ServeOptions wanted;
  std::vector<Option> options = place.options();
  for (auto&& more : {wanted.options(), wanted.limits()}) options.insert(options.end(), more.begin(), more.end());
  const auto line = read_command_line(program, "serve --data DIR [--port N] …", "Serves the portal and the API.",
                                      arguments, std::move(options), 0, {{"--data", place.data}});
  if (line.ended) return *line.ended;
  if (wanted.server.tls_certificate_file.empty() != wanted.server.tls_key_file.empty()) {
    program.err << "qyzmet: --tls-cert and --tls-key are given together or not at all\n";
    return kUsage;
  }

  StopSignals signals;
  SystemClock clock;
  SystemRandom random;
  auto settings = settings_of(program, place, wanted);
  if (!settings) return complain(program, settings.error(), place.share);
  const auto share = settings->share;
  auto app = App::open(*std::move(settings), clock, random);
  if (!app) return complain(program, app.error(), share);
  if (const auto started = (*app)->start(); !started) return complain(program, started.error(), share);

  const std::string_view scheme = wanted.server.tls_key_file.empty() ? "http" : "https";
  const std::string& address = wanted.server.address;
  const std::string host = address.find(':') == std::string::npos ? address : "[" + address + "]";
  program.out << fmt::format("listening on {}://{}:{}\n", scheme, host, (*app)->port()) << std::flush;
  signals.wait();
  (*app)->stop();
  return kOk;
}

Exit routes(std::span<const std::string> arguments, const Program& program) {
  Place place;
  const auto line =
      read_command_line(program, "routes", "Lists every route: kind, right, method, pattern.", arguments,
                        {{"--share", "DIR", "where services/, data/ and api/ lie", into(place.share)}}, 0, {});
  if (line.ended) return *line.ended;
  // Routes stand on a database. This one lives only as long as the list is made.
  std::string folder = (std::filesystem::temp_directory_path() / "qyzmet-routes-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr)
    return complain(program, {Code::internal, "file.cannot_write", {{"file", folder}}, {}});
  place.data = folder;
  const Exit exit = list_routes(program, place);
  std::filesystem::remove_all(folder);
  return exit;
}

}  // namespace qyzmet::app
