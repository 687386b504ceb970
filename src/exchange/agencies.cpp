#include "exchange/agencies.hpp"

#include <pthread.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "base/id.hpp"
#include "base/json.hpp"
#include "exchange/people.hpp"
#include "exchange/registers.hpp"

namespace qyzmet::exchange {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using tcp = asio::ip::tcp;
using HttpRequest = beast::http::request<beast::http::string_body>;
using HttpResponse = beast::http::response<beast::http::string_body>;

constexpr std::array<std::string_view, 9> kModes = {"healthy", "slow",      "silent",    "held",       "refusing",
                                                    "failing", "malformed", "oversized", "redirecting"};
constexpr std::size_t kBodyLimit = 64 << 10;
constexpr std::size_t kOversized = 1 << 20;

/// One register and what it does.
struct Simulated {
  Behaviour behaviour;
  Tally tally;
  std::vector<std::function<void()>> held;  ///< from any thread: answers what is held
};

/// All that answering needs; used by the server's thread and, under the lock, by whoever sets and counts.
class Registry {
 public:
  Result<void> load(const std::filesystem::path& country) {
    TRY_ASSIGN(const catalogue::Country about, catalogue::Country::load(country));
    TRY_ASSIGN(const Registers registers, Registers::load(country / "registers.json", about));
    utc_offset_minutes_ = about.utc_offset_minutes;
    for (const Register& one : registers.all()) simulated_[one.id];
    return population_.load(country);
  }

  Behaviour begin(std::string_view id) {
    const std::lock_guard lock(mutex_);
    Simulated& one = simulated_.find(id)->second;
    ++one.tally.asked;
    one.tally.most_under_way = std::max(one.tally.most_under_way, ++one.tally.under_way);
    return one.behaviour;
  }
  void end(std::string_view id) {
    const std::lock_guard lock(mutex_);
    --simulated_.find(id)->second.tally.under_way;
  }
  bool behave(std::string_view id, Behaviour behaviour) {
    std::vector<std::function<void()>> held;
    {
      const std::lock_guard lock(mutex_);
      const auto found = simulated_.find(id);
      if (found == simulated_.end()) return false;
      found->second.behaviour = behaviour;
      held.swap(found->second.held);
    }
    for (const auto& release : held) release();
    return true;
  }
  void hold(std::string_view id, std::function<void()> release) {
    const std::lock_guard lock(mutex_);
    simulated_.find(id)->second.held.push_back(std::move(release));
  }
  /// Lets go of all that is held, unanswered.
  void drop_held() {
    std::vector<std::function<void()>> held;
    const std::lock_guard lock(mutex_);
    for (auto& [_, one] : simulated_) {
      held.insert(held.end(), std::move_iterator(one.held.begin()), std::move_iterator(one.held.end()));
      one.held.clear();
    }
  }
  Tally tally(std::string_view id) const {
    const std::lock_guard lock(mutex_);
    const auto found = simulated_.find(id);
    if (found == simulated_.end()) return {};
    Tally tally = found->second.tally;
    tally.held = static_cast<int>(found->second.held.size());
    return tally;
  }
  void forget(std::string_view id) {
    const std::lock_guard lock(mutex_);
    const auto found = simulated_.find(id);
    if (found != simulated_.end()) found->second.tally = {.under_way = found->second.tally.under_way};
  }
  bool has(std::string_view id) const { return simulated_.find(id) != simulated_.end(); }

  std::string list() const {
    const std::lock_guard lock(mutex_);
    json::array all;
    for (const auto& [id, one] : simulated_) {
      all.push_back(json::object{{"id", id},
                                 {"mode", to_word(one.behaviour.mode)},
                                 {"delay_ms", one.behaviour.delay_ms},
                                 {"asked", one.tally.asked},
                                 {"under_way", one.tally.under_way},
                                 {"most_under_way", one.tally.most_under_way}});
    }
    return canonical_json(json::object{{"registers", std::move(all)}});
  }

  /// What a healthy register answers; nothing if the request is none.
  std::optional<std::string> answer(std::string_view id, const json::object& request, Instant now) {
    const bool of_organisation = id == "kz.organisations";
    const json::value* number = request.if_contains(of_organisation ? "bin" : "iin");
    if (number == nullptr || !number->is_string()) return std::nullopt;
    const std::string_view text = number->get_string();
    const auto normal = of_organisation ? catalogue::normal_bin(text) : catalogue::normal_iin(text);
    if (!normal.wrong.empty()) return std::nullopt;
    const Date today = local_date(now, utc_offset_minutes_);
    const auto find = [&](std::string_view iin) -> const SimulatedPerson& { return population_.find(iin, today); };
    json::object value = of_organisation ? organisation_of(normal.text) : value_of(id, find(normal.text), find, today);
    if (request.contains("act")) {
      value["outcome"] = "done";
      value["reference"] = id_to_display(to_ms(now));
    }
    return canonical_json(
        json::object{{"found", true}, {"value", std::move(value)}, {"as_of", to_rfc3339(now)}, {"synthetic", true}});
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Simulated, std::less<>> simulated_;
  int utc_offset_minutes_ = 0;
  Population population_;  ///< of the server's thread
};

/// "/registers/kz.family/lookup" → "kz.family", if there is such a register.
std::optional<std::string> register_of(const Registry& registry, std::string_view target, std::string_view what) {
  constexpr std::string_view kStart = "/registers/";
  if (!target.starts_with(kStart) || !target.ends_with(what)) return std::nullopt;
  target.remove_prefix(kStart.size());
  if (target.size() < what.size()) return std::nullopt;
  target.remove_suffix(what.size());
  return registry.has(target) ? std::optional(std::string(target)) : std::nullopt;
}

/// One connection. Lives as long as something is awaited on it.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, Registry& registry, Clock& clock)
      : socket_(std::move(socket)), timer_(socket_.get_executor()), registry_(registry), clock_(clock) {}
  ~Connection() { leave(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void read() {
    parser_.emplace();
    parser_->body_limit(kBodyLimit);
    beast::http::async_read(socket_, buffer_, *parser_,
                            [self = shared_from_this()](const beast::error_code& error, std::size_t) {
                              if (!error) self->handle(self->parser_->get());
                            });
  }

 private:
  void leave() {
    if (at_) registry_.end(*std::exchange(at_, std::nullopt));
  }

  void handle(const HttpRequest& request) {
    const std::string_view target(request.target().data(), request.target().size());
    if (request.method() == beast::http::verb::get && target == "/registers") return reply(200, registry_.list());
    if (auto id = register_of(registry_, target, "/mode"); id && request.method() == beast::http::verb::put)
      return set_mode(*id, request.body());
    if (auto id = register_of(registry_, target, "/lookup"); id && request.method() == beast::http::verb::post)
      return look_up(*std::move(id), request.body());
    reply(404, R"({"error":"not_found"})");
  }

  void set_mode(const std::string& id, const std::string& body) {
    constexpr std::int64_t kMostDelay_ms = 600'000;
    const auto json = parse_json(body);
    if (!json || !json->is_object()) return reply(400, R"({"error":"json"})");
    const auto word = get_string(json->get_object(), "mode");
    const auto mode = word ? parse_mode(*word) : std::nullopt;
    if (!mode) return reply(422, R"({"error":"mode"})");
    Behaviour behaviour{.mode = *mode, .delay_ms = *mode == Mode::slow ? 3000 : 0};
    if (json->get_object().contains("delay_ms")) {
      const auto delay_ms = get_integer(json->get_object(), "delay_ms");
      if (!delay_ms || *delay_ms < 0 || *delay_ms > kMostDelay_ms) return reply(422, R"({"error":"delay_ms"})");
      behaviour.delay_ms = static_cast<int>(*delay_ms);
    }
    registry_.behave(id, behaviour);
    reply(200, registry_.list());
  }

  void look_up(std::string id, const std::string& body) {
    const Behaviour behaviour = registry_.begin(id);
    at_ = id;
    if (behaviour.mode == Mode::silent) return wait_until_gone();
    const auto json = parse_json(body);
    const auto answer =
        json && json->is_object() ? registry_.answer(id, json->get_object(), clock_.now()) : std::nullopt;
    if (!answer) return reply(400, R"({"error":"request"})");
    if (behaviour.mode == Mode::held) return hold(id, *answer);
    if (behaviour.mode != Mode::slow) return behave(behaviour.mode, *answer);
    timer_.expires_after(std::chrono::milliseconds(behaviour.delay_ms));
    timer_.async_wait([self = shared_from_this(), answer = *answer](const beast::error_code& error) {
      if (!error) self->reply(200, answer);
    });
  }

  void hold(const std::string& id, const std::string& answer) {
    registry_.hold(id, [self = shared_from_this(), answer] {
      asio::post(self->socket_.get_executor(), [self, answer] { self->reply(200, answer); });
    });
  }

  void behave(Mode mode, const std::string& answer) {
    if (mode == Mode::refusing) return reply(403, R"({"error":"forbidden"})");
    if (mode == Mode::failing) return reply(503, R"({"error":"unavailable"})");
    if (mode == Mode::malformed) return reply(200, "<html>Error</html>");
    if (mode == Mode::oversized) return reply(200, std::string(kOversized, ' '));
    if (mode == Mode::redirecting) return reply(302, "");
    reply(200, answer);
  }

  /// Nothing more can come but the end: whoever asks waits for the answer.
  void wait_until_gone() {
    socket_.async_wait(tcp::socket::wait_read,
                       [self = shared_from_this()](const beast::error_code&) { self->leave(); });
  }

  void reply(int status, std::string body) {
    leave();
    response_ = {static_cast<beast::http::status>(status), parser_->get().version()};
    response_.set(beast::http::field::content_type, "application/json");
    if (status == 302) response_.set(beast::http::field::location, "http://127.0.0.1:9/elsewhere");
    response_.keep_alive(parser_->get().keep_alive());
    response_.body() = std::move(body);
    response_.prepare_payload();
    beast::http::async_write(socket_, response_,
                             [self = shared_from_this()](const beast::error_code& error, std::size_t) {
                               if (!error && self->response_.keep_alive()) self->read();
                             });
  }

  tcp::socket socket_;
  asio::steady_timer timer_;
  Registry& registry_;
  Clock& clock_;
  beast::flat_buffer buffer_;
  std::optional<beast::http::request_parser<beast::http::string_body>> parser_;
  HttpResponse response_;
  std::optional<std::string> at_;  ///< the register at which a lookup of this connection is under way
};

class AgenciesOnOneThread final : public Agencies {
 public:
  explicit AgenciesOnOneThread(Clock& clock) : clock_(clock), acceptor_(context_) {}
  ~AgenciesOnOneThread() override { AgenciesOnOneThread::stop(); }

  Result<void> open(const std::filesystem::path& country, std::uint16_t port) {
    TRY(registry_.load(country));
    const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
    beast::error_code error;
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) return {};
    return fail(Code::unavailable, "http.cannot_listen",
                {{"address", "127.0.0.1:" + std::to_string(port)}, {"reason", error.message()}});
  }

  void start() override {
    accept();
    thread_ = std::thread([this] {
      ::pthread_setname_np(::pthread_self(), "agencies");
      context_.run();
    });
  }
  void stop() override {
    context_.stop();
    if (thread_.joinable()) thread_.join();
    registry_.drop_held();
  }
  std::uint16_t port() const override { return acceptor_.local_endpoint().port(); }
  bool behave(std::string_view id, Behaviour behaviour) override { return registry_.behave(id, behaviour); }
  Tally tally(std::string_view id) const override { return registry_.tally(id); }
  void forget(std::string_view id) override { registry_.forget(id); }

 private:
  void accept() {
    acceptor_.async_accept([this](const beast::error_code& error, tcp::socket socket) {
      if (!error) std::make_shared<Connection>(std::move(socket), registry_, clock_)->read();
      accept();
    });
  }

  Clock& clock_;
  Registry registry_;  // before the context: what it destroys at the end leaves the registry
  asio::io_context context_;
  tcp::acceptor acceptor_;
  std::thread thread_;
};

}  // namespace

std::string_view to_word(Mode mode) { return kModes.at(static_cast<std::size_t>(mode)); }

std::optional<Mode> parse_mode(std::string_view word) {
  for (std::size_t i = 0; i < kModes.size(); ++i) {
    if (kModes.at(i) == word) return static_cast<Mode>(i);
  }
  return std::nullopt;
}

Result<std::unique_ptr<Agencies>> Agencies::open(const std::filesystem::path& country, std::uint16_t port,
                                                 Clock& clock) {
  auto agencies = std::make_unique<AgenciesOnOneThread>(clock);
  TRY(agencies->open(country, port));
  return agencies;
}

}  // namespace qyzmet::exchange
