#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "base/fair_threads.hpp"
#include "base/json.hpp"
#include "identity/identity.hpp"
#include "identity/limits.hpp"
#include "identity/live.hpp"
#include "identity/store.hpp"

/// What the parts of this module share.
namespace qyzmet::identity {

struct Identity::Impl {
  Impl(db::Database& opened, Clock& time, Random& bytes, Options given)
      : database(opened),
        clock(time),
        random(bytes),
        options(std::move(given)),
        hashing({.threads = options.hashing_threads, .waiting = options.hashing_queue}) {}

  db::Database& database;
  Clock& clock;
  Random& random;
  const Options options;
  Live live;
  Rates rates;        ///< of signing in
  Rates given_rates;  ///< of mandates and consents given: a flood of sign-ins must not make it forget
  LockOuts lock_outs;
  std::string demo_people;                 ///< what /api/demo/people answers
  std::atomic<std::int64_t> noted_ms = 0;  ///< when sessions' last-seen times were last written
  FairThreads hashing;                     ///< last: its threads use what stands above

  Result<http::Caller> caller(const http::Request& request);
  Result<http::Caller> caller_by_token(const http::Request& request, std::string_view token, Instant now);
  void note_seen_each_minute(Instant now);
  /// Changes that write down when sessions were last seen.
  std::vector<db::Change> seen_changes(Instant now);
};

using Impl = Identity::Impl;

/// A session about to be opened: everything but its id and times.
struct Opening {
  std::string token;
  Session session;
};

/// Opens it, and revokes the one that the caller came with (rotation at sign-in). It lives once this change is durable.
Session open_session(db::Tx& tx, Impl& impl, const http::Caller& before, const Opening& opening);

/// Ends a session of its owner; the event says so. Errors: not_found "session.not_found".
Result<void> end_session(db::Tx& tx, Impl& impl, const http::Caller& owner, std::int64_t session);

/// Ends all sessions of their owner but one; gives how many. The event says so.
std::int64_t end_other_sessions(db::Tx& tx, Impl& impl, const http::Caller& owner, std::int64_t kept);

/// Those of routes.cpp stand in `routes`.
void sign_in_routes(http::Router& router, Impl& impl);
void password_routes(http::Router& router, Impl& impl);
void consent_routes(http::Router& router, Impl& impl);

/// Who proves with a password that it is they: what is counted and locked when it does not fit.
struct Credentials {
  std::string login;
  std::string password;
  Try tried;
};
/// Errors: too_many "sign_in.locked".
Result<void> check_lock(Impl& impl, const Try& tried);
/// Counts a failure; a lock is also written down, so that a restart does not end it. `staff` is 0 for a login that does
/// not exist.
void count_failure(Impl& impl, const Try& tried, std::int64_t staff);
/// Queues the hashing of a request's password. Errors: unavailable "sign_in.busy".
Result<void> queue_hashing(Impl& impl, const http::Request& request, std::move_only_function<void()> job);

/// POST …/{id}/revoke of something whose owner calls: `revoke(tx, caller, id)`.
using Revoke = std::function<Result<void>(db::Tx&, const http::Caller&, std::int64_t)>;
void revoke_route(http::Router& router, http::Right right, std::string_view pattern, std::string_view not_found,
                  Revoke revoke);
Result<std::int64_t> get_in_range(const json::object& body, std::string_view name, std::int64_t max);
json::value time_or_null(const std::optional<Instant>& at);

/// "operator officer" → ["operator","officer"].
json::array words_json(std::string_view words);

/// A body of at most 4 KiB, an object. Errors: those of `parse_json`, invalid field "" "field.wrong_type".
Result<json::object> parse_body(const http::Request& request);
/// The member "scopes": at least one. Errors: invalid "field.…", "scope.unknown".
Result<unsigned> parse_scope_list(const json::object& body);
/// A body that says nothing: none, or {}.
Result<void> parse_no_body(const http::Request& request);

inline constexpr std::string_view kCookie = "__Host-session";

}  // namespace qyzmet::identity
