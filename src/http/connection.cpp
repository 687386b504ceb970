#include "http/connection.hpp"

#include <algorithm>
#include <cstring>

#include "http/reply_head.hpp"

namespace qyzmet::http {
namespace {

constexpr std::size_t kFirstBuffer = 4096;
constexpr std::size_t kBodyBuffer = 16 << 10;
constexpr std::size_t kKeptBody = 64 << 10;  ///< a larger body's memory is given back after its request
constexpr std::size_t kDiscarded = 1024;
constexpr std::int64_t kLingerMs = 2000;
constexpr std::size_t kSlowestBytesPerS = 16 << 10;  ///< at which somebody may take a long reply
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

std::int64_t time_for_ms(std::size_t bytes) { return static_cast<std::int64_t>(bytes * 1000 / kSlowestBytesPerS); }

}  // namespace

Connection::Connection(std::shared_ptr<Core> core, std::shared_ptr<Network> network,
                       std::unique_ptr<Transport> transport, boost::asio::ip::address peer,
                       std::shared_ptr<Address> address)
    : core_(std::move(core)),
      network_(std::move(network)),
      transport_(std::move(transport)),
      address_(std::move(address)),
      peer_(std::move(peer)),
      proxied_(core_->proxies.trusts(peer_)),
      exchange_(*core_, client_at(peer_), [this] { network_->deliver(shared_from_this()); }) {
  core_->routes.metrics.connection_opened();
}

Connection::~Connection() {
  core_->routes.metrics.connection_closed();
  if (address_) {
    core_->addresses.leave(address_);
  } else {
    --core_->refusing;
  }
}

void Connection::start() {
  deadline_ms_ = now_ms() + core_->options.header_timeout_ms;
  if (transport_->open(shared_from_this())) opened();
}

void Connection::start_refused() {
  refused_ = true;
  core_->routes.metrics.connection_refused();
  start();
}

void Connection::on_opened(bool ok) {
  if (state_ != State::opening) return;
  if (ok) {
    opened();
  } else {
    abort();
  }
}

void Connection::opened() {
  state_ = State::head;
  head_in_.bytes.resize(kFirstBuffer);
  if (refused_) {
    refuse(Error{Code::unavailable, "http.too_many_connections", {}, {}});
  } else {
    advance();
  }
}

/// Goes on as far as the bytes at hand allow. Replies given inside come back here and return at once: the loop is below
/// them.
void Connection::advance() {
  if (advancing_) return;
  advancing_ = true;
  while ((state_ == State::head && step_head()) || (state_ == State::body && step_body())) {
  }
  advancing_ = false;
  if ((state_ == State::head || state_ == State::body) && !continuing_) read_more();
}

void Connection::read_more() {
  if (reading_) return;
  auto& buffer = state_ == State::body ? body_in_ : head_in_;
  if (buffer.end == buffer.bytes.size()) buffer.bytes.resize(std::max(kFirstBuffer, buffer.bytes.size() * 2));
  reading_ = true;
  transport_->read(shared_from_this(), buffer.bytes.data() + buffer.end, buffer.bytes.size() - buffer.end);
}

void Connection::on_read(std::size_t bytes) {
  reading_ = false;
  if (state_ == State::closed) return;
  if (state_ == State::lingering || state_ == State::live) {
    // While events flow, a client has nothing to say: its bytes are not kept. The end of them ends the stream.
    return bytes == 0 ? abort() : discard_input();
  }
  if (state_ != State::head && state_ != State::body) return;  // a time-out's reply is under way
  if (bytes == 0) return abort();
  auto& buffer = state_ == State::body ? body_in_ : head_in_;
  if (state_ == State::head && buffer.end == 0) deadline_ms_ = now_ms() + core_->options.header_timeout_ms;
  buffer.end += bytes;
  advance();
}

bool Connection::step_head() {
  if (head_in_.end == 0) return false;
  head_end_ = find_head_end(head_in_.view(), head_end_);
  const auto limit = core_->options.header_limit;
  if (head_end_.state == HeadEnd::State::malformed) {
    refuse(Parser::Outcome::malformed);
  } else if (head_end_.end - head_end_.skip > limit ||
             (head_end_.state == HeadEnd::State::incomplete && head_in_.end > limit)) {
    refuse(Parser::Outcome::headers_too_large);
  } else if (head_end_.state == HeadEnd::State::complete) {
    return take_head();
  }
  return false;
}

bool Connection::take_head() {
  exchange_.started_us = stopwatch_us();
  exchange_.request.headers.clear();
  const auto section = head_in_.view().substr(head_end_.skip, head_end_.end - head_end_.skip);
  const auto outcome = parser_.head(section, core_->options.body_limit, exchange_.request.headers);
  if (outcome != Parser::Outcome::done) {
    refuse(outcome);
    return false;
  }
  head_in_.begin = head_end_.end;
  const auto& head = parser_.head();
  const auto taken = exchange_.take_head(head);
  auto allowance = address_;
  if (proxied_) {
    Client client = core_->proxies.behind(peer_, exchange_.request.headers);
    allowance = core_->addresses.of(client.network, now_ms());
    exchange_.come_from(std::move(client));
  }
  const bool allowed = allowance->take(core_->options, now_ms());
  if (!allowed || !taken) {
    exchange_.answer(allowed ? taken.error() : Error{Code::too_many, "http.too_many_requests", {}, {}});
    respond(!head.has_body);
    return true;
  }
  if (!head.has_body) {
    handle();
    return true;
  }
  state_ = State::body;
  deadline_ms_ = now_ms() + core_->options.body_timeout_ms;
  exchange_.request.body.reserve(std::min<std::size_t>(head.content_length.value_or(0), kKeptBody));
  if (head.expects_continue && head_in_.view().empty()) {
    continuing_ = true;
    const auto sent = transport_->write(shared_from_this(), kContinue, {});
    if (sent == Transport::Write::failed) abort();
    if (sent == Transport::Write::done) continuing_ = false;
  }
  return true;
}

bool Connection::step_body() {
  auto& buffer = head_in_.begin < head_in_.end ? head_in_ : body_in_;
  if (buffer.begin == buffer.end) {
    if (body_in_.bytes.empty()) {
      const auto expected = parser_.head().content_length.value_or(kBodyBuffer);
      body_in_.bytes.resize(std::clamp<std::size_t>(expected, 1024, kBodyBuffer));
    }
    return false;
  }
  std::size_t used = 0;
  const auto outcome = parser_.body(buffer.view(), exchange_.request.body, used);
  buffer.begin += used;
  if (outcome == Parser::Outcome::done) {
    handle();
    return true;
  }
  if (outcome != Parser::Outcome::more) {
    refuse(outcome);
    return false;
  }
  // What is left is the beginning of a chunk's line. It waits at the front of the body's buffer.
  const std::string rest(buffer.view());
  if (rest.size() >= kFirstBuffer) {
    refuse(Parser::Outcome::malformed);
    return false;
  }
  buffer.begin = buffer.end;
  if (body_in_.bytes.size() < kFirstBuffer && !rest.empty()) body_in_.bytes.resize(kBodyBuffer);
  std::copy(rest.begin(), rest.end(), body_in_.bytes.begin());
  body_in_.begin = 0;
  body_in_.end = rest.size();
  if (rest.empty()) return true;
  return false;
}

void Connection::handle() {
  state_ = State::handling;
  deadline_ms_ = 0;
  switch (exchange_.begin(exchange())) {
    case Exchange::Answer::ready:
      respond(true);
      break;
    case Exchange::Answer::later:
      break;
    case Exchange::Answer::live:
      poll_live(now_ms());
      break;
  }
}

void Connection::on_handed_over() {
  if (state_ == State::live) {
    continue_live();
  } else if (state_ == State::handling) {
    if (live_polling_ && exchange_.events) return begin_live();
    live_polling_ = false;
    respond(true);
    advance();
  }
}

void Connection::refuse(Parser::Outcome outcome) {
  const auto& options = core_->options;
  switch (outcome) {
    case Parser::Outcome::too_large:
      return refuse(Error{Code::too_large, "http.body_too_large", {{"limit", std::to_string(options.body_limit)}}, {}});
    case Parser::Outcome::headers_too_large:
      return refuse(Error{
          Code::headers_too_large, "http.header_too_large", {{"limit", std::to_string(options.header_limit)}}, {}});
    default:
      return refuse(Error{Code::malformed, "http.malformed_request", {}, {}});
  }
}

/// The request cannot be read to its end: where the next one begins is not known, so the connection ends with the
/// reply.
void Connection::refuse(const Error& error) {
  exchange_.begin_unreadable();
  exchange_.answer(error);
  respond(false);
}

void Connection::respond(bool keep_alive) {
  auto& reply = exchange_.reply;
  std::string_view body = exchange_.file != nullptr ? std::string_view(*exchange_.file) : std::string_view(reply.body);
  HeadFacts facts;
  facts.length = body.size();
  facts.http11 = exchange_.http11;
  facts.tls = transport_->tls();
  facts.now = core_->clock.now();
  facts.trace_id = exchange_.request.trace_id;
  keep_alive_ = keep_alive && exchange_.keep_alive && !core_->stopping.load(std::memory_order_relaxed);
  facts.keep_alive = keep_alive_;
  if (exchange_.head_only || reply.status == 204 || reply.status == 304) body = {};
  out_.clear();
  append_reply_head(out_, reply, facts, core_->random);
  account(out_.size() + body.size());
  state_ = State::writing;
  deadline_ms_ = now_ms() + core_->options.write_timeout_ms + time_for_ms(body.size());
  switch (transport_->write(shared_from_this(), out_, body)) {
    case Transport::Write::done:
      return written();
    case Transport::Write::failed:
      return abort();
    case Transport::Write::later:
      return;
  }
}

void Connection::account(std::size_t bytes) {
  const auto duration_us = stopwatch_us() - exchange_.started_us;
  exchange_.figures->count(exchange_.reply.status, duration_us);
  if (!core_->options.access_log) return;
  const auto& request = exchange_.request;
  core_->log.write({core_->clock.now(), exchange_.method_word, exchange_.route_name, exchange_.reply.status, bytes,
                    duration_us, request.trace_id, request.client_address});
}

void Connection::on_written(bool ok) {
  if (state_ == State::closed) return;
  if (!ok) return abort();
  if (continuing_) {
    continuing_ = false;
    if (state_ == State::body) return advance();
    return;
  }
  if (state_ == State::live) return live_written();
  if (state_ != State::writing) return;
  written();
  advance();
}

void Connection::written() {
  if (!keep_alive_ || core_->stopping.load(std::memory_order_relaxed)) return linger();
  finish_request();
}

/// Makes room for the next request; bytes of it that have come already move to the front.
void Connection::finish_request() {
  const auto rest = head_in_.view();
  std::memmove(head_in_.bytes.data(), rest.data(), rest.size());
  head_in_.begin = 0;
  head_in_.end = rest.size();
  if (const auto more = body_in_.view(); !more.empty()) {
    if (head_in_.bytes.size() < head_in_.end + more.size()) head_in_.bytes.resize(head_in_.end + more.size());
    std::memcpy(head_in_.bytes.data() + head_in_.end, more.data(), more.size());
    head_in_.end += more.size();
  }
  body_in_ = {};
  head_end_ = {};
  if (exchange_.request.body.capacity() > kKeptBody) std::string().swap(exchange_.request.body);
  exchange_.reply.body.clear();
  state_ = State::head;
  const auto& options = core_->options;
  deadline_ms_ = now_ms() + (head_in_.end == 0 ? options.idle_timeout_ms : options.header_timeout_ms);
}

/// Ends our half and reads on a while: closing with unread bytes would reset the connection, and the reply could be
/// lost with it.
void Connection::linger() {
  state_ = State::lingering;
  deadline_ms_ = now_ms() + kLingerMs;
  transport_->end_writing();
  discard_input();
}

void Connection::discard_input() {
  if (reading_) return;
  if (body_in_.bytes.size() < kDiscarded) body_in_.bytes.resize(kDiscarded);
  reading_ = true;
  transport_->read(shared_from_this(), body_in_.bytes.data(), body_in_.bytes.size());
}

void Connection::sweep(std::int64_t now_ms) {
  if (state_ == State::live) sweep_live(now_ms);
  if (deadline_ms_ != 0 && now_ms >= deadline_ms_) on_deadline();
}

void Connection::on_deadline() {
  const bool half_a_request = state_ == State::body || (state_ == State::head && head_in_.end > 0);
  if (!half_a_request || continuing_) return abort();
  refuse(Error{Code::timeout, state_ == State::body ? "http.slow_body" : "http.slow_header", {}, {}});
}

void Connection::wind_down() {
  const bool idle = state_ == State::opening || (state_ == State::head && head_in_.end == 0);
  if (idle || state_ == State::live) abort();
}

void Connection::abort() {
  if (state_ == State::closed) return;
  state_ = State::closed;
  deadline_ms_ = 0;
  transport_->close();
  network_->forget(*this);
}

}  // namespace qyzmet::http
