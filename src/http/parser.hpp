#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/http.hpp"

namespace qyzmet::http {

/// Where the header section at the start of `bytes` ends.
struct HeadEnd {
  enum class State { incomplete, complete, malformed } state = State::incomplete;
  std::size_t skip = 0;     ///< empty lines before the request line (RFC 9112 §2.2)
  std::size_t end = 0;      ///< behind the empty line that ends the section
  std::size_t scanned = 0;  ///< hand it back with more bytes: what has been looked at is not looked at again
};
/// `before`: what the last call on the same bytes gave. A line that ends in a bare LF is malformed.
HeadEnd find_head_end(std::string_view bytes, const HeadEnd& before);

/// Reads one request (RFC 9112), strictly: what two readers might frame in two ways is refused. Beast's parser does the
/// work; the refusals that it leaves to its user (folded lines, repeated Content-Length, unknown Transfer-Encoding,
/// Host) are made here.
class Parser {
 public:
  /// What a request line and header say. Views refer to the bytes given to `head`.
  struct Head {
    std::string_view method;
    std::string_view target;
    bool http11 = true;
    bool keep_alive = true;
    bool has_body = false;
    bool expects_continue = false;
    std::optional<std::uint64_t> content_length;
  };
  enum class Outcome { more, done, malformed, too_large, headers_too_large };

  Parser();
  ~Parser();
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  /// Begins a new request with its complete header section; headers are put into `headers`. Gives done or an error.
  Outcome head(std::string_view section, std::size_t body_limit, std::vector<HeaderView>& headers);
  const Head& head() const;
  /// Reads on in the body: appends content to `body`, sets `used`. `more`: bytes behind `used` are to come again, with
  /// others.
  Outcome body(std::string_view bytes, std::string& body, std::size_t& used);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace qyzmet::http
