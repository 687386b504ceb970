#include "http/uri.hpp"

#include <algorithm>

#include "base/bytes.hpp"

namespace qyzmet::http {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The byte that "%XY" at `at` stands for; -1 if it is none.
int escaped_byte(std::string_view text, std::size_t at) {
  if (at + 2 >= text.size()) return -1;
  const int high = hex_digit(text[at + 1]);
  const int low = hex_digit(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string_view take_until(std::string_view& rest, char end) {
  const auto at = rest.find(end);
  const auto part = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
  return part;
}

std::optional<std::string> decode_query(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '%') {
      const int byte = escaped_byte(raw, i);
      if (byte < 0) return std::nullopt;
      out.push_back(static_cast<char>(byte));
      i += 2;
    } else {
      out.push_back(raw[i] == '+' ? ' ' : raw[i]);
    }
  }
  if (!is_utf8(out) || out.find('\0') != std::string::npos) return std::nullopt;
  return out;
}

bool refused_by_weight(std::string_view parameters) {
  while (!parameters.empty()) {
    const auto parameter = trim(take_until(parameters, ';'));
    if (parameter.size() > 2 && (parameter[0] == 'q' || parameter[0] == 'Q') && parameter[1] == '=') {
      return parameter.substr(2).find_first_not_of("0.") == std::string_view::npos;
    }
  }
  return false;
}

}  // namespace

bool decode_path(std::string_view raw, std::string& out) {
  out.clear();
  if (raw.empty() || raw.front() != '/') return false;
  bool plain = true;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    char c = raw[i];
    if (c == '%') {
      const int byte = escaped_byte(raw, i);
      if (byte < 0 || byte == '/' || byte == '\\') return false;
      c = static_cast<char>(byte);
      i += 2;
    }
    if (control(c)) return false;
    plain = plain && static_cast<unsigned char>(c) < 0x80;
    out.push_back(c);
  }
  return plain || is_utf8(out);
}

std::optional<std::string> query_parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    auto value = take_until(query, '&');
    if (take_until(value, '=') == name) return decode_query(value);
  }
  return std::nullopt;
}

std::string_view cookie(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    auto value = trim(take_until(header, ';'));
    if (take_until(value, '=') == name) return value;
  }
  return {};
}

std::optional<std::pair<std::string_view, std::string_view>> split_target(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (target.starts_with(scheme)) {
      const auto slash = target.find('/', scheme.size());
      if (slash == std::string_view::npos) return std::nullopt;
      target.remove_prefix(slash);
    }
  }
  if (target.empty() || target.front() != '/') return std::nullopt;
  const auto path = take_until(target, '?');
  if (path.find('#') != std::string_view::npos || target.find('#') != std::string_view::npos) return std::nullopt;
  return std::pair(path, target);
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) { return lower(x) == lower(y); });
}

bool lists_token(std::string_view header, std::string_view token) {
  while (!header.empty()) {
    auto entry = take_until(header, ',');
    const auto name = trim(take_until(entry, ';'));
    if (equal_ignoring_case(name, token)) return !refused_by_weight(entry);
  }
  return false;
}

}  // namespace qyzmet::http
