#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/text.hpp"
#include "base/words.hpp"
#include "db/db.hpp"

/// The server: routes of stated kind and right, problems (RFC 9457), live events, static files, limits.  Source: DESIGN
/// §2, §7.
namespace qyzmet::http {

enum class Method { get, post, put, patch, del };

/// Who may call a route. Every route names one; there is no default. Without a session: unauthenticated
/// "session.needed"; with one that does not fit: forbidden "right.missing".
enum class Right {
  everyone,                   ///< public: catalogue, log, pages
  number_holder,              ///< whoever knows the application's number; such a route gives nothing personal away
  signed_in,                  ///< a person or a member of staff, with a session of their own
  citizen,                    ///< the person themself; no client, not even with a consent
  citizen_or_filing_client,   ///< the person, or a client with their consent and Scope::applications_file
  citizen_or_reading_client,  ///< the person, or a client with their consent and Scope::applications_read
  staff,                      ///< any member of staff
  operator_or_officer,        ///< staff who serve people or decide
  keeper,                     ///< staff who keep the registry of services
  administrator,              ///< staff who look after staff and clients
  client,                     ///< a client in matters of its own; it needs nobody's consent
  notifying_client,           ///< a client that speaks for registers, with Scope::notices_send
  operations,  ///< the machine's own operators: loopback without a forwarding header, or the operations token
};

/// What a caller is. Staff may have several; citizen and client exclude all others.
enum class Role : unsigned {
  citizen = 1,         ///< a person in matters of their own
  operator_ = 2,       ///< serves people at a counter or on the telephone ("operator")
  officer = 4,         ///< decides for an agency
  keeper = 8,          ///< keeps the registry of services
  administrator = 16,  ///< looks after staff and clients
  client = 32,         ///< a partner channel's program
};

/// What a client was allowed to do.
enum class Scope : unsigned {
  applications_file = 1,
  applications_read = 2,
  notices_send = 4,  ///< tells what registers know anew; no consent gives it
};

/// Who calls, as `Router::callers_from` found out. Ids are 0 for what the caller is not.
struct Caller {
  /// Pseudonymous: "anonymous", "person:ID", "staff:ID", "client:ID" or "client:ID:person:ID". Scopes idempotency keys;
  /// what events call "by".
  std::string id = "anonymous";
  std::int64_t person = 0;   ///< the person, also when a client acts for them
  std::int64_t staff = 0;    ///< the member of staff
  std::int64_t client = 0;   ///< the client
  std::int64_t session = 0;  ///< of a person or a member of staff
  std::string agency;        ///< of staff: "kz.mvd"; empty: of no agency
  std::string office;        ///< of staff: where they work; empty: not told
  unsigned roles = 0;        ///< bits of Role
  unsigned scopes = 0;       ///< bits of Scope, of a client
  bool by_cookie = false;    ///< the browser sent the credential of its own accord: changes are held to our own origin

  bool has(Role role) const { return (roles & static_cast<unsigned>(role)) != 0; }
  bool may(Scope scope) const { return (scopes & static_cast<unsigned>(scope)) != 0; }
};

/// For routes of an open right that do something a client needs a scope for. Fine for whoever is no client. Errors:
/// forbidden "client.scope_missing" {scope}; "client.consent_missing" if the client acts for nobody.
Result<void> check_scope(const Caller& caller, Scope scope);

/// One header of a reply.
struct Header {
  std::string name;
  std::string value;
};

/// One header of a request; refers to the connection's buffer.
struct HeaderView {
  std::string_view name;
  std::string_view value;
};

/// A request whose limits have been checked and whose right has been granted. Lives until its reply has been handed
/// over.
class Request {
 public:
  Method method = Method::get;
  std::string path;   ///< decoded, without query
  std::string query;  ///< raw, without '?'
  std::vector<HeaderView> headers;
  std::string body;
  Lang lang = Lang::kk;  ///< ?lang=, else cookie `lang`, else Accept-Language, else the server's default
  Caller caller;
  std::string client_address;
  std::string client_network;  ///< what limits go by: the address, of IPv6 its /64
  std::string trace_id;        ///< 32 hex digits (W3C traceparent), taken over or made
  /// A live route asks anew whether its caller may still listen: no sign of life of the person.
  bool asked_again = false;

  /// Case-insensitive; empty if absent.
  std::string_view header(std::string_view name) const;
  /// What `{name}` in the route's pattern matched.
  std::string_view capture(std::string_view name) const;
  /// Decoded query parameter; empty if absent.
  std::string parameter(std::string_view name) const;
  /// The value of a cookie; empty if absent.
  std::string_view cookie(std::string_view name) const;

  std::vector<std::pair<std::string_view, std::string>> captures;
};

/// What a handler answers. Content-Length, Date, the security headers and `Cache-Control: no-store` (unless `headers`
/// says otherwise) are added by the server.
struct Reply {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<Header> headers;
};

/// A reply of type application/json; `body` is one JSON text.
Reply json_reply(int status, std::string body);

/// Answers from memory on the network thread: health, metrics, the log's newest checkpoint. Must not block.
using MemoryHandler = std::function<Result<Reply>(const Request&)>;
/// Answers from a snapshot, on a reader thread; never queues behind writes.
using ReadHandler = std::function<Result<Reply>(const Request&, db::Snapshot&)>;

/// A change in three parts (see `Router::change`).
template <class Parsed, class Prepared>
struct ChangeHandler {
  /// On the network thread: reads the body, checks limits and shape. No database, no slow work.
  std::function<Result<Parsed>(const Request&)> parse;
  /// On a reader thread with a snapshot: all that is slow or needs reading.
  std::function<Result<Prepared>(const Request&, Parsed&&, db::Snapshot&)> prepare;
  /// On the writer thread: rechecks preconditions, writes, replies. May run more than once.
  std::function<Result<Reply>(db::Tx&, const Request&, const Prepared&)> apply;
  /// Optional, between `prepare` and `apply`: work that would hold up a reader thread (hashing passwords). `queue` is
  /// handed what shall run on a thread of the module's own when its turn comes; its error is the answer.
  struct Slow {
    std::function<Result<void>(const Request&, std::move_only_function<void()>)> queue;
    std::function<Result<void>(const Request&, Prepared&)> work;
  };
  Slow slow;
  /// False: no Idempotency-Key is wanted and the reply is never stored, because it holds a secret (sign-in, sign-out,
  /// codes). Such a change may be sent twice and then happens twice.
  bool kept = true;
  /// True: the body is application/octet-stream, as the bytes come, and not JSON.
  bool octets = false;
};

/// Somebody else's personal data: what was found, and the ledger line that must be durable before it leaves.
struct Looked {
  Reply reply;
  std::move_only_function<Result<void>(db::Tx&)> ledger;
};
using LookHandler = std::function<Result<Looked>(const Request&, db::Snapshot&)>;

/// One server-sent event. `cursor` is its id: a client that comes back sends it as Last-Event-ID and goes on after it.
struct LiveEvent {
  std::int64_t cursor = 0;
  std::string name;
  std::string data;  ///< one JSON text
};
/// What happened after `cursor`, oldest first; at most `limit`. Asked again after every commit, on a reader thread.
using LiveHandler =
    std::function<Result<std::vector<LiveEvent>>(const Request&, std::int64_t cursor, int limit, db::Snapshot&)>;

enum class Kind { memory, read, change, look, live };
/// "memory", "read" …
std::string_view to_word(Kind kind);
/// "GET", "POST" …
std::string_view to_word(Method method);
/// "everyone", "number_holder", "citizen_or_filing_client" …: the enumerator's name.
std::string_view to_word(Right right);
/// "citizen", "operator", "officer", "keeper", "administrator", "client".
std::string_view to_word(Role role);
std::optional<Role> parse_role(std::string_view word);
/// "applications_file", "applications_read", "notices_send".
std::string_view to_word(Scope scope);
std::optional<Scope> parse_scope(std::string_view word);

/// The routes. GET routes answer HEAD too. A pattern is a path whose segments may be `{name}`; the last may be
/// `{name...}` and take the rest. Every call names a right: a route without one does not compile.
class Router {
 public:
  Router();
  ~Router();
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  void memory(Right right, Method method, std::string_view pattern, MemoryHandler handler);
  /// `only`: the one query that the handler will ask by `query_only`; nothing: it asks in its own way.
  void read(Right right, Method method, std::string_view pattern, ReadHandler handler,
            std::function<std::optional<db::Question>(const Request&)> only = {});
  /// As for changes, a caller known by a cookie must come from a page of ours: a look leaves a line, and no link from
  /// elsewhere shall write one.
  void look(Right right, Method method, std::string_view pattern, LookHandler handler);
  void live(Right right, std::string_view pattern, LiveHandler handler);

  /// Who a request's caller is. Asked on the network thread before the right is looked at, from memory only; asked
  /// again while a live route is open. Without it, and for rights of the machine's own operators, everybody is
  /// anonymous. An error of code unauthenticated (a session that has ended) makes the caller anonymous where everybody
  /// may read or sign in, and is the answer everywhere else; other errors are the answer.
  void callers_from(std::function<Result<Caller>(const Request&)> callers);

  /// A change needs an `Idempotency-Key` (1-128 visible ASCII characters) and, if it has a body, `Content-Type:
  /// application/json` (or, if it takes `octets`, application/octet-stream). The accepted reply is kept with caller,
  /// route and key in the same transaction: the same key, path and body give the same answer again (with
  /// `Idempotent-Replayed: true`), another path or body gives 422 "idempotency.other_body". What a change means stands
  /// in its path and body, never in its query. A caller known by a cookie must come from a page of ours
  /// (Sec-Fetch-Site, else Origin), or gets 403 "http.foreign_origin".
  template <class Parsed, class Prepared>
  void change(Right right, Method method, std::string_view pattern, ChangeHandler<Parsed, Prepared> handler) {
    auto shared = std::make_shared<ChangeHandler<Parsed, Prepared>>(std::move(handler));
    change_erased(right, method, pattern,
                  {.parse = [shared](const Request& request) -> Result<std::shared_ptr<void>> {
                     TRY_ASSIGN(auto parsed, shared->parse(request));
                     return std::make_shared<Parsed>(std::move(parsed));
                   },
                   .prepare = [shared](const Request& request, const std::shared_ptr<void>& parsed,
                                       db::Snapshot& snapshot) -> Result<std::shared_ptr<void>> {
                     TRY_ASSIGN(auto prepared,
                                shared->prepare(request, std::move(*static_cast<Parsed*>(parsed.get())), snapshot));
                     return std::make_shared<Prepared>(std::move(prepared));
                   },
                   .apply =
                       [shared](db::Tx& tx, const Request& request, const std::shared_ptr<void>& prepared) {
                         return shared->apply(tx, request, *static_cast<const Prepared*>(prepared.get()));
                       },
                   .queue = shared->slow.queue,
                   .work =
                       [shared](const Request& request, const std::shared_ptr<void>& prepared) {
                         return shared->slow.work(request, *static_cast<Prepared*>(prepared.get()));
                       },
                   .kept = shared->kept,
                   .octets = shared->octets});
  }

  struct Description {
    Kind kind;
    Right right;
    Method method;
    std::string pattern;
    bool kept;  ///< of a change: an Idempotency-Key is needed and the reply is stored
  };
  /// Every route, for the tests that walk them all and hold them against api/openapi.yaml.
  std::vector<Description> describe() const;

  struct Impl;
  struct ErasedChange {
    std::function<Result<std::shared_ptr<void>>(const Request&)> parse;
    std::function<Result<std::shared_ptr<void>>(const Request&, const std::shared_ptr<void>&, db::Snapshot&)> prepare;
    std::function<Result<Reply>(db::Tx&, const Request&, const std::shared_ptr<void>&)> apply;
    std::function<Result<void>(const Request&, std::move_only_function<void()>)> queue;  ///< empty: no slow part
    std::function<Result<void>(const Request&, const std::shared_ptr<void>&)> work;
    bool kept = true;
    bool octets = false;
  };

 private:
  friend struct RouterAccess;
  void change_erased(Right right, Method method, std::string_view pattern, ErasedChange handler);
  std::unique_ptr<Impl> impl_;
};

/// Limits and places. Every limit is configurable and has a test.
struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  ///< 0: any free one, see `Server::port`
  int network_threads = 1;
  std::size_t header_limit = 16 << 10;
  std::size_t body_limit = 1 << 20;
  int header_timeout_ms = 10'000;  ///< from the first byte (or the connection) to the end of the header
  int body_timeout_ms = 30'000;    ///< from the header to the end of the body
  int idle_timeout_ms = 75'000;    ///< between two requests
  int write_timeout_ms = 30'000;   ///< for a reply to be taken; a long one has a second more for each 16 KiB
  std::size_t connection_limit = 10'000;
  std::size_t connections_per_address = 5'000;
  /// Proxies whose X-Forwarded-For is believed, "10.0.0.0/8"; limits by address then go by who stands behind them.
  std::vector<std::string> trusted_proxies;
  double requests_per_second = 0;  ///< per client address; 0: no limit; more gives 429 with Retry-After
  double request_burst = 200;
  int stop_grace_ms = 10'000;
  std::string tls_certificate_file;  ///< PEM; both set: TLS 1.2 or newer
  std::string tls_key_file;
  std::string
      operations_token;  ///< "Bearer" token for routes of right `operations` from elsewhere; empty: loopback only
  std::string static_directory;  ///< built pages; index.html answers page paths that are no file; empty: none
  Lang default_lang = Lang::kk;
  bool access_log = true;          ///< one JSON line a request
  int access_log_fd = 1;           ///< where to: standard output
  int live_poll_ms = 250;          ///< a live route is asked again after a commit, at most once in so long
  int live_heartbeat_ms = 15'000;  ///< a silent live route sends a comment
};

/// Serves `router` over `database`. Handlers' exceptions become 500 problems here and nowhere else.
class Server {
 public:
  /// Construct before `Database::start` (live routes hang on its commits) and when all routes stand. Router, database,
  /// words, clock and random outlive the server and the database's threads.
  Server(ServerOptions options, Router& router, db::Database& database, const Words& words, Clock& clock,
         Random& random);
  ~Server();
  /// Binds and starts the network threads. Errors: unavailable "http.cannot_listen" {address, reason},
  /// "http.bad_certificate" {reason}, "http.bad_proxy" {value}.
  Result<void> start();
  /// Takes no new connections, finishes what is in hand (at most stop_grace_ms), closes.
  void stop();
  std::uint16_t port() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// GET /healthz (everyone; 200 {"status":"ok"}, or 503 with the word key of what is wrong) and GET /metrics
/// (operations; Prometheus text: requests, connections and the writer's figures).
/// `more_trouble` gives the word key of what else is wrong, or "".
void operations_routes(Router& router, const db::Database& database, std::function<std::string()> more_trouble = {});

/// The problem document (application/problem+json, RFC 9457) of an error, in the caller's language.
Reply problem(const Error& error, Lang lang, const Words& words, std::string_view trace_id = "");

/// Puts a strong ETag (of the body) and `Cache-Control: no-cache` on a 200 reply to a GET; becomes a 304 without body
/// if the request's If-None-Match names that ETag (RFC 9110 §13.1.2).
Reply with_etag(const Request& request, Reply reply);

/// A 200 reply that is the same for everybody and does not change: its gzip form and each form's tag are made once, at
/// the start. For public texts alone: packed together with what somebody else chose, a secret shows by its length.
class FixedReply {
 public:
  explicit FixedReply(std::string body, std::string content_type = "application/json");
  /// The smallest form that the client takes (Accept-Encoding), as `with_etag` would answer it; caches are told that
  /// forms differ (Vary).
  Reply answer(const Request& request) const;

 private:
  std::string content_type_;
  std::string plain_;
  std::string plain_tag_;
  std::string gzip_;  ///< empty: it would not be smaller
  std::string gzip_tag_;
};

}  // namespace qyzmet::http
