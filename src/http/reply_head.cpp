#include "http/reply_head.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>

#include "http/trace.hpp"
#include "http/uri.hpp"

namespace qyzmet::http {
namespace {

std::string_view reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    default:
      return "Status";
  }
}

/// IMF-fixdate (RFC 9110 §5.6.7), made once a second.
std::string_view http_date(Instant now) {
  thread_local std::string text;
  thread_local std::int64_t made_for = -1;
  const auto seconds = to_ms(now) / 1000;
  if (seconds != made_for) {
    made_for = seconds;
    text = fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(static_cast<std::time_t>(seconds)));
  }
  return text;
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  // A line break in a handler's value would let it write headers of its own.
  for (const char c : value) out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
  out += "\r\n";
}

void append_connection(std::string& out, const HeadFacts& facts) {
  if (!facts.keep_alive || facts.streamed) {
    out += "Connection: close\r\n";
  } else if (!facts.http11) {
    out += "Connection: keep-alive\r\n";
  }
}

}  // namespace

void append_reply_head(std::string& out, const Reply& reply, const HeadFacts& facts, Random& random) {
  out += "HTTP/1.1 ";
  out += std::to_string(reply.status);
  out += ' ';
  out += reason(reply.status);
  out += "\r\nDate: ";
  out += http_date(facts.now);
  out += "\r\n";
  const bool bodiless = reply.status == 204 || reply.status == 304;
  if (!bodiless) {
    append_header(out, "Content-Type", reply.content_type);
    if (!facts.streamed) append_header(out, "Content-Length", std::to_string(facts.length));
  }
  append_connection(out, facts);
  bool cache_said = false;
  for (const auto& header : reply.headers) {
    append_header(out, header.name, header.value);
    cache_said = cache_said || equal_ignoring_case(header.name, "Cache-Control");
  }
  if (!cache_said) out += "Cache-Control: no-store\r\n";
  if (facts.tls) out += "Strict-Transport-Security: max-age=31536000\r\n";
  out += "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\ntraceparent: ";
  append_traceparent(out, facts.trace_id, random);
  out += "\r\n\r\n";
}

}  // namespace qyzmet::http
