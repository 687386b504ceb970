#pragma once

#include <atomic>
#include <cstdint>

#include "http/access_log.hpp"
#include "http/addresses.hpp"
#include "http/http.hpp"
#include "http/metrics.hpp"
#include "http/proxies.hpp"
#include "http/route.hpp"
#include "http/static_files.hpp"

namespace qyzmet::http {

/// What all connections of a server share. Lives as long as the last of them, and as the last job that one left with
/// the database.
struct Core {
  Core(ServerOptions server_options, Router& router, db::Database& db, const Words& texts, Clock& time, Random& bytes)
      : options(std::move(server_options)),
        routes(RouterAccess::of(router)),
        database(db),
        words(texts),
        clock(time),
        random(bytes),
        log(options.access_log_fd),
        addresses(options),
        unmatched(routes.metrics.route("", "unmatched")),
        pages(routes.metrics.route("GET", "pages")) {}

  const ServerOptions options;
  Router::Impl& routes;
  db::Database& database;
  const Words& words;
  Clock& clock;
  Random& random;
  AccessLog log;
  Addresses addresses;
  StaticFiles files;
  Proxies proxies;
  RouteFigures& unmatched;
  RouteFigures& pages;
  std::atomic<bool> stopping = false;
  std::atomic<std::size_t> refusing = 0;  ///< connections that are being told that there are too many
  std::atomic<std::int64_t> commits = 0;  ///< groups committed: live routes look whether it moved
};

}  // namespace qyzmet::http
