// An HTTP client that loads a server on this machine and says in one line of JSON what it saw. Used by the benchmarks.
//
//   load --port N submit|PATHS [--connections N] [--seconds S | --count N] [--rate R] [--seed N] [--ids FILE]
//        [--cookie TEXT]
//
// `submit` files applications, each with other answers and a UUIDv7 as Idempotency-Key; PATHS is a file of paths, a
// line each, that are fetched in random order. Without --rate each connection sends as soon as it has its answer
// (closed loop). With --rate requests are due at random moments (exponential gaps), whether answers come or not, and a
// latency counts from the moment a request was due: a server that stalls pays for everybody who would have come
// meanwhile. --ids keeps the ids of what was accepted. --cookie sends every request as a page of the server's own would
// that is signed in.
//
// One thread, one epoll: it takes about 10 µs of a processor a request, which the server lacks where both share two.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "filing.hpp"

namespace {

using bench::Dice;
using Nanoseconds = std::int64_t;
constexpr Nanoseconds kSecond = 1'000'000'000;

Nanoseconds now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

[[noreturn]] void die(std::string_view what) {
  fmt::print(stderr, "load: {}\n", what);
  std::exit(1);
}

[[noreturn]] void die_errno(std::string_view what) { die(fmt::format("{}: {}", what, std::strerror(errno))); }

struct Options {
  int port = 0;
  int connections = 64;
  double seconds = 5;
  std::int64_t count = 0;  ///< so many requests instead of so many seconds
  double rate = 0;         ///< a second; 0: closed loop
  std::uint64_t seed = std::random_device{}();
  std::string what;
  std::string ids;
  std::string headers;  ///< further lines of every request
};

/// A UUIDv7 (RFC 9562): 48 bits of milliseconds, then random.
std::string uuid7(Dice& dice) {
  const auto ms = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count());
  const auto low = dice();
  const auto high = dice();
  return fmt::format("{:08x}-{:04x}-7{:03x}-{:04x}-{:012x}", ms >> 16, ms & 0xffff, high & 0xfff,
                     0x8000 | (low >> 50 & 0x3fff), low & 0xffff'ffff'ffff);
}

/// What to ask for next.
class Requests {
 public:
  explicit Requests(const Options& options)
      : dice_(options.seed), submits_(options.what == "submit"), headers_(options.headers) {
    if (submits_) return;
    std::ifstream file(options.what);
    for (std::string line; std::getline(file, line);) paths_.push_back(line);
    if (paths_.empty()) die("no paths in " + options.what);
  }
  bool submits() const { return submits_; }
  void write_next(std::string& out) {
    out.clear();
    if (!submits_) {
      fmt::format_to(std::back_inserter(out), "GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\n{}\r\n",
                     bench::one_of(paths_, dice_), headers_);
      return;
    }
    const auto body = bench::filing(dice_);
    fmt::format_to(std::back_inserter(out),
                   "POST /api/applications HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                   "Idempotency-Key: {}\r\nContent-Length: {}\r\n{}\r\n{}",
                   uuid7(dice_), body.size(), headers_, body);
  }
  /// Seconds to the next request of an open loop.
  double gap_s(double rate) { return std::exponential_distribution<double>(rate)(dice_); }

 private:
  Dice dice_;
  bool submits_;
  std::string headers_;
  std::vector<std::string> paths_;
};

/// One reply's end, if it has all arrived: status and length. Knows replies with a Content-Length only.
struct Reply {
  int status = 0;
  std::string_view body;
  std::size_t bytes = 0;
};

bool read_reply(std::string_view in, Reply& reply) {
  const auto head_end = in.find("\r\n\r\n");
  if (head_end == std::string_view::npos) return false;
  const auto head = in.substr(0, head_end + 2);
  if (!head.starts_with("HTTP/1.1 ")) die("this is no HTTP/1.1 reply");
  std::from_chars(head.data() + 9, head.data() + 12, reply.status);
  auto at = head.find("\r\nContent-Length: ");
  if (at == std::string_view::npos) die(fmt::format("a reply without Content-Length:\n{}", head));
  at += std::string_view("\r\nContent-Length: ").size();
  std::size_t length = 0;
  std::from_chars(head.data() + at, head.data() + head.size(), length);
  reply.bytes = head_end + 4 + length;
  if (in.size() < reply.bytes) return false;
  reply.body = in.substr(head_end + 4, length);
  return true;
}

struct Connection {
  int fd = -1;
  Nanoseconds since = 0;  ///< when its request was sent, or due
  std::string out;
  std::size_t sent = 0;
  std::string in;
  std::size_t filled = 0;
};

class Load {
 public:
  explicit Load(Options options) : options_(std::move(options)), requests_(options_), epoll_(epoll_create1(0)) {
    connections_.resize(static_cast<std::size_t>(options_.connections));
    for (std::size_t i = 0; i < connections_.size(); ++i) connect(i);
    for (std::size_t i = 0; i < connections_.size(); ++i) idle_.push_back(i);
  }

  void run() {
    started_ = now();
    ends_ = options_.count > 0 ? INT64_MAX : started_ + static_cast<Nanoseconds>(options_.seconds * kSecond);
    due_ = started_;
    std::array<epoll_event, 512> events;
    while (true) {
      send_due();
      if (in_flight_ == 0 && waiting_.empty() && ended()) break;
      const int ready = epoll_pwait2(epoll_, events.data(), events.size(), time_to_next(), nullptr);
      if (ready < 0 && errno != EINTR) die_errno("epoll");
      for (int i = 0; i < ready; ++i) serve(events[static_cast<std::size_t>(i)].data.u64);
      if (now() > last_reply_ + 30 * kSecond && in_flight_ > 0 && last_reply_ > 0) die("no reply for 30 seconds");
    }
  }

  void report() {
    std::ranges::sort(latencies_us_);
    const auto percentile_ms = [&](double part) {
      if (latencies_us_.empty()) return 0.0;
      const auto at = static_cast<std::size_t>(std::ceil(part * static_cast<double>(latencies_us_.size()))) - 1;
      return latencies_us_[std::min(at, latencies_us_.size() - 1)] / 1000.0;
    };
    const double seconds =
        static_cast<double>((options_.count > 0 || options_.rate > 0 ? last_reply_ : ends_) - started_) / kSecond;
    fmt::print(
        R"({{"replies": {}, "wrong": {}, "first_wrong": {}, "seconds": {:.3f}, "per_second": {:.1f}, )"
        R"("p50_ms": {:.3f}, "p90_ms": {:.3f}, "p99_ms": {:.3f}, "p999_ms": {:.3f}, "max_ms": {:.3f}, "bytes": {}}})"
        "\n",
        replies_, wrong_, first_wrong_, seconds, static_cast<double>(in_time_) / seconds, percentile_ms(0.5),
        percentile_ms(0.9), percentile_ms(0.99), percentile_ms(0.999), percentile_ms(1), bytes_);
    if (options_.ids.empty()) return;
    std::ofstream file(options_.ids);
    for (const auto& id : ids_) file << id << '\n';
  }

 private:
  void connect(std::size_t place) {
    auto& connection = connections_[place];
    connection.in.resize(16 << 10);
    connection.fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(options_.port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(connection.fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) die_errno("connecting");
    const int on = 1;
    setsockopt(connection.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_event event{.events = EPOLLIN, .data = {.u64 = place}};
    epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.fd, &event);
  }

  bool ended() const { return options_.count > 0 ? begun_ >= options_.count : now() >= ends_; }

  /// Closed: every idle connection sends. Open: whatever is due is sent, or waits for a connection.
  void send_due() {
    if (options_.rate <= 0) {
      while (!idle_.empty() && !ended()) send_one(now());
      return;
    }
    for (const auto moment = now();
         due_ <= moment && due_ < ends_ && (options_.count == 0 || begun_ + std::ssize(waiting_) < options_.count);) {
      waiting_.push_back(due_);
      due_ += static_cast<Nanoseconds>(requests_.gap_s(options_.rate) * kSecond);
    }
    while (!waiting_.empty() && !idle_.empty()) {
      send_one(waiting_.front());
      waiting_.pop_front();
    }
  }

  void send_one(Nanoseconds since) {
    // In turn: at a low rate one that never comes to its turn would meet the server's limit for idle connections.
    auto& connection = connections_[idle_.front()];
    idle_.pop_front();
    ++in_flight_;
    ++begun_;
    connection.since = since;
    requests_.write_next(connection.out);
    // A request is far smaller than a socket's buffer, which is empty here.
    const auto sent = ::send(connection.fd, connection.out.data(), connection.out.size(), MSG_NOSIGNAL);
    if (sent != std::ssize(connection.out)) die_errno("sending");
  }

  const timespec* time_to_next() {
    wait_ = {.tv_sec = 0, .tv_nsec = 100'000'000};
    if (options_.rate > 0 && due_ < ends_) {
      const auto left = std::clamp<Nanoseconds>(due_ - now(), 0, wait_.tv_nsec);
      wait_.tv_nsec = left;
    }
    return &wait_;
  }

  void serve(std::size_t place) {
    auto& connection = connections_[place];
    if (connection.filled == connection.in.size()) connection.in.resize(connection.in.size() * 2);
    const auto got = recv(connection.fd, connection.in.data() + connection.filled,
                          connection.in.size() - connection.filled, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got < 0) die_errno("reading");
    if (got == 0) die("the server closed a connection");
    connection.filled += static_cast<std::size_t>(got);
    Reply reply;
    if (!read_reply({connection.in.data(), connection.filled}, reply)) return;
    if (reply.bytes != connection.filled) die("more came than was asked for");
    take(connection, reply);
    connection.filled = 0;
    idle_.push_back(place);
    --in_flight_;
    if (options_.rate <= 0 && !ended()) send_one(now());
  }

  void take(const Connection& connection, const Reply& reply) {
    last_reply_ = now();
    ++replies_;
    bytes_ += static_cast<std::int64_t>(reply.bytes);
    if (reply.status != (requests_.submits() ? 201 : 200)) {
      if (wrong_++ == 0) {
        first_wrong_ = reply.status;
        fmt::print(stderr, "load: {} to {}\n{}\n", reply.status, connection.out.substr(0, connection.out.find('\r')),
                   reply.body);
      }
      return;
    }
    if (options_.rate > 0 || last_reply_ <= ends_) ++in_time_;
    latencies_us_.push_back(static_cast<std::uint32_t>((last_reply_ - connection.since) / 1000));
    if (options_.ids.empty()) return;
    constexpr std::string_view before = R"("id":")";
    const auto at = reply.body.find(before);
    if (at == std::string_view::npos) die("an accepted application without an id");
    const auto rest = reply.body.substr(at + before.size());
    ids_.emplace_back(rest.substr(0, rest.find('"')));
  }

  Options options_;
  Requests requests_;
  int epoll_;
  std::vector<Connection> connections_;
  std::deque<std::size_t> idle_;
  std::deque<Nanoseconds> waiting_;  ///< due, and no connection free
  Nanoseconds started_ = 0, ends_ = 0, due_ = 0, last_reply_ = 0;
  std::int64_t begun_ = 0, in_flight_ = 0, replies_ = 0, in_time_ = 0, wrong_ = 0, bytes_ = 0;
  int first_wrong_ = 0;
  std::vector<std::uint32_t> latencies_us_;
  std::vector<std::string> ids_;
  timespec wait_{};
};

Options read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (!name.starts_with("--")) {
      options.what = name;
      continue;
    }
    if (++i == argc) die(fmt::format("{} needs a value", name));
    const char* value = argv[i];
    if (name == "--port")
      options.port = std::atoi(value);
    else if (name == "--connections")
      options.connections = std::atoi(value);
    else if (name == "--seconds")
      options.seconds = std::atof(value);
    else if (name == "--count")
      options.count = std::atoll(value);
    else if (name == "--rate")
      options.rate = std::atof(value);
    else if (name == "--seed")
      options.seed = std::strtoull(value, nullptr, 10);
    else if (name == "--ids")
      options.ids = value;
    else if (name == "--cookie")
      options.headers = fmt::format("Cookie: {}\r\nSec-Fetch-Site: same-origin\r\n", value);
    else
      die(fmt::format("unknown option {}", name));
  }
  if (options.port == 0 || options.what.empty() || options.connections < 1) die("load --port N submit|PATHS …");
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  Load load(read_options(argc, argv));
  load.run();
  load.report();
}
