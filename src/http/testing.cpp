#include "http/testing.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <stdexcept>
#include <thread>

#include "base/check.hpp"
#include "http/uri.hpp"

namespace qyzmet::http::testing {
namespace {

constexpr int kPatienceMs = 20'000;

}  // namespace

std::string Answer::header(std::string_view name) const {
  std::string_view rest = head;
  while (!rest.empty()) {
    const auto end = rest.find("\r\n");
    const auto line = rest.substr(0, end);
    const auto colon = line.find(": ");
    if (colon != std::string_view::npos && equal_ignoring_case(line.substr(0, colon), name)) {
      return std::string(line.substr(colon + 2));
    }
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 2);
  }
  return {};
}

Wire::Wire(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd_ < 0 || ::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
    throw std::runtime_error("cannot connect to the server under test");
  }
}

Wire::~Wire() {
  if (fd_ >= 0) ::close(fd_);
}

bool Wire::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool Wire::more() {
  pollfd waiting{fd_, POLLIN, 0};
  if (::poll(&waiting, 1, kPatienceMs) <= 0) throw std::runtime_error("nothing came from the server under test");
  std::array<char, 16384> bytes;
  const auto got = ::recv(fd_, bytes.data(), bytes.size(), 0);
  if (got <= 0) return false;
  kept_.append(bytes.data(), static_cast<std::size_t>(got));
  return true;
}

Answer Wire::receive(bool bodiless) {
  Answer answer;
  for (;;) {
    std::size_t end = 0;
    while ((end = kept_.find("\r\n\r\n")) == std::string::npos) {
      if (!more()) return answer;
    }
    answer.head = kept_.substr(0, end + 2);
    kept_.erase(0, end + 4);
    std::from_chars(answer.head.data() + 9, answer.head.data() + 12, answer.status);
    if (answer.status >= 200) break;
  }
  std::size_t length = 0;
  const auto text = answer.header("Content-Length");
  std::from_chars(text.data(), text.data() + text.size(), length);
  if (bodiless) length = 0;
  while (kept_.size() < length) {
    if (!more()) return {};
  }
  answer.body = kept_.substr(0, length);
  kept_.erase(0, length);
  return answer;
}

std::string Wire::receive_all() {
  while (more()) {
  }
  return std::exchange(kept_, {});
}

std::string Wire::receive_until(std::string_view what) {
  std::size_t at = 0;
  while ((at = kept_.find(what)) == std::string::npos) {
    if (!more()) return std::exchange(kept_, {});
  }
  auto seen = kept_.substr(0, at + what.size());
  kept_.erase(0, at + what.size());
  return seen;
}

bool Wire::closed() {
  try {
    while (more()) {
    }
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

void Wire::end_writing() { ::shutdown(fd_, SHUT_WR); }

std::string receive_as_time_passes(Wire& wire, TestClock& clock, std::string_view what) {
  const std::jthread time([&clock](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      clock.advance(std::chrono::milliseconds(100));
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  });
  return wire.receive_until(what);
}

std::string request(std::string_view method, std::string_view path, std::string_view headers, std::string_view body) {
  std::string out;
  out.append(method).append(" ").append(path).append(" HTTP/1.1\r\nHost: localhost\r\n").append(headers);
  if (!body.empty()) out += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return out.append("\r\n").append(body);
}

std::string post(std::string_view path, std::string_view key, std::string_view body, std::string_view headers) {
  std::string lines = "Content-Type: application/json\r\nIdempotency-Key: ";
  return request("POST", path, lines.append(key).append("\r\n").append(headers), body);
}

Site::Site(std::string_view words_file, db::Engine engine) : place_(engine) {
  auto loaded = Words::load(words_file);
  CHECK(loaded);
  words = std::move(*loaded);
  auto opened = db::Database::open(place_.options(), clock, random);
  CHECK(opened);
  database = std::move(*opened);
  CHECK(database->migrate());
  options.port = 0;
  options.access_log = false;
  options.stop_grace_ms = 20'000;
}

Site::~Site() { stop(); }

void Site::start() {
  server = std::make_unique<Server>(options, router, *database, words, clock, random);
  CHECK(database->start(stream));
  CHECK(server->start());
}

void Site::stop() {
  if (server) server->stop();
  database->stop();
}

Answer Site::ask(std::string_view bytes) const {
  auto wire = connect();
  wire.send(bytes);
  return wire.receive();
}

Answer Site::get(std::string_view path, std::string_view headers) const { return ask(request("GET", path, headers)); }

}  // namespace qyzmet::http::testing
