#include "http/connection.hpp"
#include "http/core.hpp"
#include "http/http.hpp"
#include "http/network.hpp"

namespace qyzmet::http {

struct Server::Impl {
  std::shared_ptr<Core> core;
  std::unique_ptr<Networks> networks;
};

Server::Server(ServerOptions options, Router& router, db::Database& database, const Words& words, Clock& clock,
               Random& random)
    : impl_(std::make_unique<Impl>()) {
  impl_->core = std::make_shared<Core>(std::move(options), router, database, words, clock, random);
  // The database may outlive the server: its listener must not.
  database.on_commit([core = std::weak_ptr(impl_->core)](const db::Committed&) {
    if (const auto alive = core.lock()) alive->commits.fetch_add(1, std::memory_order_release);
  });
}

Server::~Server() { stop(); }

Result<void> Server::start() {
  TRY_ASSIGN(impl_->core->files, StaticFiles::load(impl_->core->options.static_directory));
  TRY_ASSIGN(impl_->core->proxies, Proxies::parse(impl_->core->options.trusted_proxies));
  TRY_ASSIGN(impl_->networks, Networks::start(impl_->core));
  return {};
}

void Server::stop() {
  if (!impl_->networks) return;
  impl_->networks->stop(impl_->core->options.stop_grace_ms);
  impl_->networks.reset();
}

std::uint16_t Server::port() const { return impl_->networks ? impl_->networks->port() : 0; }

}  // namespace qyzmet::http
