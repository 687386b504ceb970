// Whatever bytes reach the server: a request that is read has one frame, whichever pieces it came in, and what is taken
// out of it is clean.
// sources: src/http/parser.cpp src/http/trace.cpp src/http/uri.cpp
// seed: POST /a?lang=kk HTTP/1.1|Host: x|Content-Length: 3||abcGET / HTTP/1.0||
// seed: POST /a HTTP/1.1|Host: x|Transfer-Encoding: chunked||3;a="b"|abc|0|T: u||
// seed: POST /a HTTP/1.1|Host:x |Transfer-Encoding: chunked||0||
// seed: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
#include <algorithm>
#include <cstdint>

#include "base/bytes.hpp"
#include "base/check.hpp"
#include "http/parser.hpp"
#include "http/trace.hpp"
#include "http/uri.hpp"

using namespace qyzmet;
using namespace qyzmet::http;

namespace {

constexpr std::size_t kBodyLimit = 256;

struct Seen {
  bool refused = false;
  bool whole = false;
  std::string body;
  std::size_t end = 0;
};

void check_head(const Parser::Head& head, const std::vector<HeaderView>& headers) {
  int lengths = 0;
  int encodings = 0;
  int hosts = 0;
  for (const auto& header : headers) {
    CHECK(header.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
    CHECK(header.name.find_first_of(" \t:") == std::string_view::npos);
    lengths += equal_ignoring_case(header.name, "Content-Length") ? 1 : 0;
    encodings += equal_ignoring_case(header.name, "Transfer-Encoding") ? 1 : 0;
    hosts += equal_ignoring_case(header.name, "Host") ? 1 : 0;
  }
  CHECK(lengths + encodings <= 1);
  CHECK(hosts == 1 || (hosts == 0 && !head.http11));
  std::string path;
  const auto target = split_target(head.target);
  if (target && decode_path(target->first, path)) {
    CHECK(path.starts_with('/') && is_utf8(path));
    CHECK(std::ranges::none_of(path, [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
  }
}

/// Reads one request as a connection does, with `step` new bytes at a time.
Seen read(std::string_view bytes, std::size_t step) {
  Seen seen;
  HeadEnd end;
  std::size_t come = 0;
  while (end.state == HeadEnd::State::incomplete && come < bytes.size()) {
    come = std::min(bytes.size(), come + step);
    end = find_head_end(bytes.substr(0, come), end);
  }
  if (end.state != HeadEnd::State::complete) {
    seen.refused = end.state == HeadEnd::State::malformed;
    return seen;
  }
  Parser parser;
  std::vector<HeaderView> headers;
  if (parser.head(bytes.substr(end.skip, end.end - end.skip), kBodyLimit, headers) != Parser::Outcome::done) {
    seen.refused = true;
    return seen;
  }
  check_head(parser.head(), headers);
  seen.end = end.end;
  seen.whole = !parser.head().has_body;
  while (!seen.whole) {
    std::size_t used = 0;
    const auto outcome = parser.body(bytes.substr(seen.end, come - seen.end), seen.body, used);
    seen.end += used;
    CHECK(seen.body.size() <= kBodyLimit);
    seen.whole = outcome == Parser::Outcome::done;
    seen.refused = !seen.whole && outcome != Parser::Outcome::more;
    if (seen.refused || come == bytes.size()) break;
    come = std::min(bytes.size(), come + step);
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view given(reinterpret_cast<const char*>(data), size);
  const auto trace = trace_id_of(given);
  CHECK(trace.empty() || trace.size() == 32);
  if (const auto value = query_parameter(given, "q")) CHECK(is_utf8(*value));
  lists_token(given, "br");
  cookie(given, "lang");
  // A fuzzer seldom writes CR LF by itself: '|' stands for it, '~' for LF alone.
  std::string bytes;
  for (const char c : given) bytes.append(c == '|' ? "\r\n" : std::string(1, c == '~' ? '\n' : c));
  const auto at_once = read(bytes, bytes.size() + 1);
  for (const std::size_t step : {1, 3, 17}) {
    const auto in_pieces = read(bytes, step);
    CHECK(at_once.whole == in_pieces.whole);
    if (at_once.whole) CHECK(at_once.body == in_pieces.body && at_once.end == in_pieces.end);
  }
  return 0;
}
