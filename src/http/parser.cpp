#include "http/parser.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <cstring>

#include "http/uri.hpp"

namespace qyzmet::http {
namespace {

namespace beast = boost::beast;
using beast::http::field;
using ParseError = beast::http::error;

constexpr std::size_t kMaxHeaders = 100;

class Strict final : public beast::http::basic_parser<true> {
 public:
  Strict(std::vector<HeaderView>& headers, std::string& body) : headers_(&headers), body_(&body) {}

  Parser::Head seen;
  int hosts = 0;
  int lengths = 0;
  bool chunked = false;

  void set_body(std::string& body) { body_ = &body; }

 private:
  using Code = beast::error_code;

  static std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

  void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int version,
                       Code&) override {
    seen.method = view(method);
    seen.target = view(target);
    seen.http11 = version == 11;
  }

  void on_field_impl(field id, beast::string_view name, beast::string_view value, Code& ec) override {
    if (is_header_done()) return;  // trailers are read and thrown away
    // A folded line is handed over unfolded and from elsewhere, or begins behind a line's end.
    const auto* behind = name.data() + name.size() + 1;
    if (value.data() < behind || value.data() > section_end || !only_blanks(behind, value.data())) {
      ec = ParseError::bad_value;
      return;
    }
    if (headers_->size() == kMaxHeaders) {
      ec = ParseError::header_limit;
      return;
    }
    headers_->push_back({view(name), view(value)});
    if (id == field::host) ++hosts;
    if (id == field::content_length) {
      ++lengths;
      if (value.find(',') != beast::string_view::npos) ec = ParseError::bad_content_length;
    }
    if (id == field::transfer_encoding) {
      chunked = true;
      if (!seen.http11 || !equal_ignoring_case(view(value), "chunked")) ec = ParseError::bad_transfer_encoding;
    }
    if (id == field::expect) seen.expects_continue = equal_ignoring_case(view(value), "100-continue");
  }

  static bool only_blanks(const char* from, const char* to) {
    for (; from != to; ++from) {
      if (*from != ' ' && *from != '\t') return false;
    }
    return true;
  }

  void on_header_impl(Code& ec) override {
    if (hosts > 1 || (hosts == 0 && seen.http11) || lengths > 1 || (lengths > 0 && chunked)) ec = ParseError::bad_field;
  }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) override {}
  std::size_t on_body_impl(beast::string_view bytes, Code&) override { return append(bytes); }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, Code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view bytes, Code&) override { return append(bytes); }
  void on_finish_impl(Code&) override {}
  void on_response_impl(int, beast::string_view, int, Code&) override {}

  std::size_t append(beast::string_view bytes) {
    body_->append(bytes.data(), bytes.size());
    return bytes.size();
  }

  std::vector<HeaderView>* headers_;
  std::string* body_;

 public:
  const char* section_end = nullptr;
};

Parser::Outcome outcome_of(const beast::error_code& ec) {
  if (!ec) return Parser::Outcome::done;
  if (ec == ParseError::need_more) return Parser::Outcome::more;
  if (ec == ParseError::body_limit) return Parser::Outcome::too_large;
  if (ec == ParseError::header_limit) return Parser::Outcome::headers_too_large;
  return Parser::Outcome::malformed;
}

}  // namespace

HeadEnd find_head_end(std::string_view bytes, const HeadEnd& before) {
  HeadEnd found = before;
  // `end` holds the start of the line being looked for until the section is complete.
  for (;;) {
    const auto lf = bytes.find('\n', found.scanned);
    if (lf == std::string_view::npos) {
      found.scanned = bytes.size();
      return found;
    }
    found.scanned = lf + 1;
    if (lf == 0 || bytes[lf - 1] != '\r') {
      found.state = HeadEnd::State::malformed;
      return found;
    }
    const bool empty_line = lf - 1 == found.end;
    const bool before_request = found.end == found.skip;
    found.end = lf + 1;
    if (empty_line && before_request) found.skip = found.end;
    if (empty_line && !before_request) {
      found.state = HeadEnd::State::complete;
      return found;
    }
  }
}

struct Parser::Impl {
  std::optional<Strict> strict;
  std::string unused;
};

Parser::Parser() : impl_(std::make_unique<Impl>()) {}
Parser::~Parser() = default;

const Parser::Head& Parser::head() const { return impl_->strict->seen; }

Parser::Outcome Parser::head(std::string_view section, std::size_t body_limit, std::vector<HeaderView>& headers) {
  headers.clear();
  auto& strict = impl_->strict.emplace(headers, impl_->unused);
  strict.section_end = section.data() + section.size();
  strict.header_limit(static_cast<std::uint32_t>(section.size() + 1));
  strict.body_limit(body_limit);
  beast::error_code ec;
  strict.put(boost::asio::const_buffer(section.data(), section.size()), ec);
  if (!ec && !strict.is_header_done()) return Outcome::malformed;
  if (ec) return ec == ParseError::need_more ? Outcome::malformed : outcome_of(ec);
  strict.seen.keep_alive = strict.keep_alive();
  strict.seen.has_body = !strict.is_done();
  if (const auto length = strict.content_length()) strict.seen.content_length = *length;
  return Outcome::done;
}

Parser::Outcome Parser::body(std::string_view bytes, std::string& body, std::size_t& used) {
  // Beast aborts on a last chunk that it met whole but for its end and meets again with one byte more. Whatever is left
  // of a chunked body ends in "0", CRLF, CRLF, so fewer bytes than that never make one whole.
  constexpr std::size_t kLastChunk = 5;
  auto& strict = *impl_->strict;
  const std::size_t least = strict.chunked ? kLastChunk : 0;
  strict.set_body(body);
  used = 0;
  while (!strict.is_done()) {
    if (bytes.size() - used < least) return Outcome::more;
    beast::error_code ec;
    used += strict.put(boost::asio::const_buffer(bytes.data() + used, bytes.size() - used), ec);
    if (ec) return outcome_of(ec);
    if (used == bytes.size() && !strict.is_done()) return Outcome::more;
  }
  return Outcome::done;
}

}  // namespace qyzmet::http
