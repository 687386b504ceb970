// Signing in and out: staff by password, people of a demonstration by choosing one, clients by their secret.
#include <algorithm>

#include "base/id.hpp"
#include "identity/device.hpp"
#include "identity/events.hpp"
#include "identity/impl.hpp"
#include "identity/password.hpp"

namespace qyzmet::identity {
namespace {

using http::Method;
using http::Reply;
using http::Request;
using http::Right;

/// A hall shares one address, and so may all who come through a proxy: this only keeps one machine from taking it all.
constexpr int kTriesByAddress = 600;
constexpr int kTriesByLogin = 30;             ///< from one network
constexpr int kTriesByLoginEverywhere = 300;  ///< but from networks where it has signed in lately
constexpr int kTriesByClient = 60;
constexpr std::chrono::minutes kWindow{1};

Reply with_cookie(Reply reply, std::string_view token) {
  std::string cookie = std::string(kCookie) + '=' + std::string(token) + "; Path=/; Secure; HttpOnly; SameSite=Lax";
  if (token.empty()) cookie += "; Max-Age=0";
  reply.headers.push_back({"Set-Cookie", std::move(cookie)});
  return reply;
}

json::value text_or_null(std::string_view text) { return text.empty() ? json::value() : json::value(text); }

/// The answer of GET /api/session and of each sign-in; `iin` empty for staff.
std::string session_json(const Session& session, std::string_view name, std::string_view iin) {
  const bool is_person = session.person != 0;
  return canonical_json(json::object{{"signed_in", true},
                                     {"kind", is_person ? "citizen" : "staff"},
                                     {"name", name},
                                     {"person", is_person ? json::value(id_to_decimal(session.person)) : json::value()},
                                     {"iin", text_or_null(iin)},
                                     {"roles", words_json(roles_to_words(caller_of(session).roles))},
                                     {"agency", text_or_null(session.agency)},
                                     {"office", text_or_null(session.office)},
                                     {"expires_at", to_rfc3339(silent_end(session))}});
}

std::string nobody_json() {
  return canonical_json(json::object{{"signed_in", false},
                                     {"kind", nullptr},
                                     {"name", nullptr},
                                     {"person", nullptr},
                                     {"iin", nullptr},
                                     {"roles", json::array()},
                                     {"agency", nullptr},
                                     {"office", nullptr},
                                     {"expires_at", nullptr}});
}

Result<void> check_rate(Impl& impl, std::string_view key, int limit, std::chrono::milliseconds window = kWindow) {
  if (impl.rates.take(key, limit, window, impl.clock.now())) return {};
  return fail(Code::too_many, "sign_in.too_many");
}

Result<Credentials> parse_credentials(Impl& impl, const Request& request) {
  TRY_ASSIGN(const json::object body, parse_body(request));
  TRY(only_fields(body, {"login", "password"}));
  TRY_ASSIGN(const std::string_view login, get_string(body, "login"));
  TRY_ASSIGN(const std::string_view password, get_string(body, "password"));
  Credentials credentials{std::string(login), std::string(password), {}};
  std::ranges::transform(credentials.login, credentials.login.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const Try& tried = credentials.tried = try_of(credentials.login, request.client_network);
  // The address first: one that is over its limit must not fill the memory of logins as well.
  TRY(check_rate(impl, "address:" + request.client_network, kTriesByAddress));
  TRY(check_rate(impl, "login here:" + to_hex(tried.here), kTriesByLogin));
  if (!impl.lock_outs.known(tried, impl.clock.now())) {
    TRY(check_rate(impl, "login:" + to_hex(tried.login), kTriesByLoginEverywhere));
  }
  TRY(check_lock(impl, tried));
  return credentials;
}

struct SignedIn {
  Opening opening;
  std::string name;
  std::string iin;
};

struct Checking {
  Credentials credentials;
  std::optional<store::Staff> staff;
  SignedIn signed_in;  ///< once the password was found to fit
};

/// Whether the login exists shows in nothing: not in the answer, not in the work, not in what is counted.
Result<Checking> find_account(Credentials&& credentials, db::Snapshot& snapshot) {
  const bool may_exist = credentials.login.size() <= kLongestLogin && credentials.password.size() <= kLongestPassword;
  auto staff = may_exist ? store::find_staff_by_login(snapshot, credentials.login) : std::nullopt;
  if (staff && staff->closed) staff.reset();
  return Checking{std::move(credentials), std::move(staff), {}};
}

Result<void> check_password(Impl& impl, const Request& request, Checking& checking) {
  const Credentials& credentials = checking.credentials;
  TRY(check_lock(impl, credentials.tried));  // others may have failed while this one waited for its turn
  const auto& staff = checking.staff;
  const std::string_view password = std::string_view(credentials.password).substr(0, kLongestPassword);
  const bool fits = password_fits(password, staff ? staff->password_hash : decoy_hash());
  if (!staff || !fits) {
    count_failure(impl, credentials.tried, staff ? staff->id : 0);
    return fail(Code::unauthenticated, "sign_in.refused");
  }
  impl.lock_outs.succeeded(credentials.tried, impl.clock.now());
  checking.signed_in = {.opening = {.token = new_secret(impl.random),
                                    .session = {.way = Way::password,
                                                .staff = staff->id,
                                                .roles = staff->roles,
                                                .agency = staff->agency,
                                                .office = staff->office,
                                                .device = device_of(request.header("User-Agent"))}},
                        .name = staff->name,
                        .iin = {}};
  return {};
}

Result<SignedIn> choose_person(Impl& impl, const Request& request, std::int64_t id, db::Snapshot& snapshot) {
  TRY_ASSIGN(const Person found, person(snapshot, id));
  return SignedIn{.opening = {.token = new_secret(impl.random),
                              .session = {.way = Way::demonstration,
                                          .person = found.id,
                                          .device = device_of(request.header("User-Agent"))}},
                  .name = found.name,
                  .iin = found.iin};
}

Reply sign_in(db::Tx& tx, Impl& impl, const Request& request, const SignedIn& signed_in) {
  const Session session = open_session(tx, impl, request.caller, signed_in.opening);
  return with_cookie(http::json_reply(200, session_json(session, signed_in.name, signed_in.iin)),
                     signed_in.opening.token);
}

/// Routes of the demonstration are not there in a database that is none.
Result<void> check_demo(const Impl& impl) {
  return impl.options.demo ? Result<void>() : fail(Code::not_found, "http.not_found");
}

Result<std::int64_t> parse_choice(Impl& impl, const Request& request) {
  TRY(check_demo(impl));
  TRY(check_rate(impl, "demo:" + request.client_network, kTriesByAddress));
  TRY_ASSIGN(const json::object body, parse_body(request));
  TRY(only_fields(body, {"person"}));
  TRY_ASSIGN(const std::string_view text, get_string(body, "person"));
  const auto id = parse_id(text);
  return id ? *id : Result<std::int64_t>(fail_field("person", id.error().key));
}

Result<Reply> who(Impl& impl, const Request& request, db::Snapshot& snapshot) {
  const auto session = impl.live.find(request.caller.session);
  if (!session) return http::json_reply(200, nobody_json());
  if (session->staff != 0) {
    const auto staff = store::find_staff(snapshot, session->staff);
    if (!staff) throw db::Broken("session: its member of staff is missing");
    return http::json_reply(200, session_json(*session, staff->name, ""));
  }
  TRY_ASSIGN(const Person found, person(snapshot, session->person));
  return http::json_reply(200, session_json(*session, found.name, found.iin));
}

struct TokenRequest {
  std::int64_t client = 0;
  Digest secret_sha256{};
  unsigned scopes = 0;
};

Result<TokenRequest> parse_token_request(Impl& impl, const Request& request) {
  TRY_ASSIGN(const json::object body, parse_body(request));
  TRY(only_fields(body, {"client_id", "client_secret", "scopes"}));
  TRY_ASSIGN(const std::string_view client, get_string(body, "client_id"));
  TRY_ASSIGN(const std::string_view secret, get_string(body, "client_secret"));
  TRY_ASSIGN(const unsigned scopes, parse_scope_list(body));
  const auto id = parse_id(client);
  TRY(check_rate(impl, "token:" + request.client_network, kTriesByAddress));
  if (!id) return fail(Code::unauthenticated, "token.refused");
  TRY(check_rate(impl, "client:" + id_to_decimal(*id), kTriesByClient));
  return TokenRequest{*id, sha256(secret), scopes};
}

Result<Opening> check_secret(Impl& impl, const TokenRequest& wanted, db::Snapshot& snapshot) {
  const auto client = store::find_client(snapshot, wanted.client);
  // Digests of 32 random bytes: how far two of them agree is no help to anybody.
  if (!client || client->secret_sha256 != wanted.secret_sha256) return fail(Code::unauthenticated, "token.refused");
  if (const unsigned missing = wanted.scopes & ~client->scopes; missing != 0) {
    return fail(Code::forbidden, "client.scope_missing", {{"scope", scopes_to_words(missing)}});
  }
  return Opening{.token = new_secret(impl.random),
                 .session = {.way = Way::client_secret, .client = client->id, .scopes = wanted.scopes}};
}

Reply token_reply(const Opening& opening) {
  const auto life_s = std::chrono::duration_cast<std::chrono::seconds>(kTokenLife).count();
  return http::json_reply(200, canonical_json(json::object{{"access_token", opening.token},
                                                           {"token_type", "Bearer"},
                                                           {"expires_in", static_cast<std::int64_t>(life_s)}}));
}

void sign_out_route(http::Router& router, Impl& impl) {
  router.change<int, int>(Right::everyone, Method::post, "/api/sign-out",
                          {.parse = [](const Request& request) -> Result<int> {
                             TRY(parse_no_body(request));
                             return 0;
                           },
                           .prepare = [](const Request&, int&&, db::Snapshot&) -> Result<int> { return 0; },
                           .apply = [&impl](db::Tx& tx, const Request& request, const int&) -> Result<Reply> {
                             // Whoever has no session any more is signed out already.
                             if (request.caller.session != 0)
                               std::ignore = end_session(tx, impl, request.caller, request.caller.session);
                             return with_cookie(http::json_reply(200, nobody_json()), "");
                           },
                           .kept = false});
}

void demo_routes(http::Router& router, Impl& impl) {
  router.memory(Right::everyone, Method::get, "/api/demo/people", [&impl](const Request&) -> Result<Reply> {
    TRY(check_demo(impl));
    return http::json_reply(200, impl.demo_people);
  });
  router.change<std::int64_t, SignedIn>(
      Right::everyone, Method::post, "/api/demo/sign-in",
      {.parse = [&impl](const Request& request) { return parse_choice(impl, request); },
       .prepare = [&impl](const Request& request, std::int64_t&& id,
                          db::Snapshot& snapshot) { return choose_person(impl, request, id, snapshot); },
       .apply = [&impl](db::Tx& tx, const Request& request, const SignedIn& chosen) -> Result<Reply> {
         return sign_in(tx, impl, request, chosen);
       },
       .kept = false});
}

void password_sign_in_route(http::Router& router, Impl& impl) {
  router.change<Credentials, Checking>(
      Right::everyone, Method::post, "/api/sign-in",
      {.parse = [&impl](const Request& request) { return parse_credentials(impl, request); },
       .prepare = [](const Request&, Credentials&& credentials,
                     db::Snapshot& snapshot) { return find_account(std::move(credentials), snapshot); },
       .apply = [&impl](db::Tx& tx, const Request& request, const Checking& checked) -> Result<Reply> {
         // The account may have got another password meanwhile.
         if (store::password_hash(tx, checked.staff->id) != checked.staff->password_hash) {
           return fail(Code::unauthenticated, "sign_in.refused");
         }
         return sign_in(tx, impl, request, checked.signed_in);
       },
       .slow = {.queue =
                    [&impl](const Request& request, std::move_only_function<void()> job) {
                      return queue_hashing(impl, request, std::move(job));
                    },
                .work = [&impl](const Request& request,
                                Checking& checking) { return check_password(impl, request, checking); }},
       .kept = false});
}

}  // namespace

Result<void> check_lock(Impl& impl, const Try& tried) {
  const bool locked = impl.lock_outs.locked(tried, impl.clock.now());
  return locked ? fail(Code::too_many, "sign_in.locked") : Result<void>();
}

void count_failure(Impl& impl, const Try& tried, std::int64_t staff) {
  for (const LockOuts::Lock& lock : impl.lock_outs.failed(tried, impl.clock.now())) {
    db::Change change;
    change.apply = [lock, staff](db::Tx& tx) -> Result<void> {
      store::lock_sign_in(tx, lock.what, lock.until);
      append_event(tx, "sign_in.locked", staff, {{"everywhere", lock.everywhere}, {"until", to_rfc3339(lock.until)}});
      return {};
    };
    change.done = [](const Result<void>&) {};  // it counts in memory whatever becomes of the row
    impl.database.submit(std::move(change));
  }
}

Result<void> queue_hashing(Impl& impl, const Request& request, std::move_only_function<void()> job) {
  if (impl.hashing.queue(request.client_network, std::move(job))) return {};
  return fail(Code::unavailable, "sign_in.busy");
}

void sign_in_routes(http::Router& router, Impl& impl) {
  router.read(Right::everyone, Method::get, "/api/session",
              [&impl](const Request& request, db::Snapshot& snapshot) { return who(impl, request, snapshot); });
  password_sign_in_route(router, impl);
  sign_out_route(router, impl);
  router.change<TokenRequest, Opening>(
      Right::everyone, Method::post, "/api/token",
      {.parse = [&impl](const Request& request) { return parse_token_request(impl, request); },
       .prepare = [&impl](const Request&, TokenRequest&& wanted,
                          db::Snapshot& snapshot) { return check_secret(impl, wanted, snapshot); },
       .apply = [&impl](db::Tx& tx, const Request&, const Opening& opening) -> Result<Reply> {
         open_session(tx, impl, {}, opening);
         return token_reply(opening);
       },
       .kept = false});
  demo_routes(router, impl);
}

}  // namespace qyzmet::identity
