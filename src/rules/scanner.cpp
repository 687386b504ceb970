#include "rules/scanner.hpp"

#include <algorithm>

#include "rules/utf8.hpp"

namespace qyzmet::rules {

namespace {

bool is_blank(char32_t c) {
  return c == 0x20 || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 || c == 0x180E ||
         (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 ||
         c == 0xFEFF;
}

/// DMN 1.5, grammar rule 27.
bool is_name_start(char32_t c) {
  if (c < 0x80) return c == '?' || c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  return (c >= 0xC0 && c <= 0xD6) || (c >= 0xD8 && c <= 0xF6) || (c >= 0xF8 && c <= 0x2FF) ||
         (c >= 0x370 && c <= 0x37D) || (c >= 0x37F && c <= 0x1FFF) || (c >= 0x200C && c <= 0x200D) ||
         (c >= 0x2070 && c <= 0x218F) || (c >= 0x2C00 && c <= 0x2FEF) || (c >= 0x3001 && c <= 0xD7FF) ||
         (c >= 0xF900 && c <= 0xFDCF) || (c >= 0xFDF0 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0xEFFFF);
}

bool is_name_part(char32_t c) {
  return is_name_start(c) || (c >= '0' && c <= '9') || c == 0xB7 || (c >= 0x300 && c <= 0x36F) ||
         (c >= 0x203F && c <= 0x2040);
}

/// `size` hexadecimal digits at the front.
std::optional<char32_t> hexadecimal(std::string_view text, std::size_t size) {
  if (text.size() < size) return std::nullopt;
  char32_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const char c = text[i];
    const int digit = c >= '0' && c <= '9'                     ? c - '0'
                      : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                               : -1;
    if (digit < 0) return std::nullopt;
    value = value << 4 | static_cast<char32_t>(digit);
  }
  return value;
}

/// Resolves the escape after a backslash; how many bytes it took, 0 if it stands for no character.
std::size_t read_escape(std::string_view text, std::string& out) {
  constexpr std::string_view plain = "\"'\\nrt";
  constexpr std::string_view meant = "\"'\\\n\r\t";
  if (const auto at = plain.find(text[0]); at != plain.npos) {
    out += meant[at];
    return 1;
  }
  const std::size_t size = text[0] == 'u' ? 4 : text[0] == 'U' ? 6 : 0;
  if (size == 0) {
    out += '\\';  // not FEEL's: a regular expression's "\d" stays as it is
    return SIZE_MAX;
  }
  auto value = hexadecimal(text.substr(1), size);
  if (!value) return 0;
  std::size_t used = 1 + size;
  if (*value >= 0xD800 && *value < 0xDC00 && text.substr(used).starts_with("\\u")) {
    const auto second = hexadecimal(text.substr(used + 2), 4);
    if (!second || *second < 0xDC00 || *second > 0xDFFF) return 0;
    value = 0x10000 + ((*value - 0xD800) << 10) + (*second - 0xDC00);
    used += 6;
  }
  if ((*value >= 0xD800 && *value <= 0xDFFF) || *value > 0x10FFFF || *value == 0) return 0;
  append_utf8(out, *value);
  return used;
}

}  // namespace

std::size_t name_start_size(std::string_view text) {
  const CodePoint c = code_point(text);
  return is_name_start(c.value) ? c.size : 0;
}

std::size_t name_part_size(std::string_view text) {
  const CodePoint c = code_point(text);
  return is_name_part(c.value) ? c.size : 0;
}

void Scanner::skip() {
  while (offset_ < text_.size()) {
    const std::string_view rest = text_.substr(offset_);
    if (rest.starts_with("//")) {
      offset_ = std::min(text_.find('\n', offset_), text_.size());
    } else if (rest.starts_with("/*")) {
      const auto end = text_.find("*/", offset_ + 2);
      if (end == text_.npos) return;  // the slash is what will be found wrong
      offset_ = end + 2;
    } else {
      const CodePoint c = code_point(rest);
      if (!is_blank(c.value)) return;
      offset_ += c.size;
    }
  }
}

bool Scanner::at_end() { return skip(), offset_ == text_.size(); }

char Scanner::peek() { return at_end() ? '\0' : text_[offset_]; }

bool Scanner::sees(std::string_view sign) {
  skip();
  const std::string_view rest = text_.substr(offset_);
  if (!rest.starts_with(sign)) return false;
  const char next = rest.size() > sign.size() ? rest[sign.size()] : '\0';
  if (sign == "<" || sign == ">") return next != '=';
  if (sign == ".") return next != '.';
  if (sign == "*") return next != '*';
  return true;
}

bool Scanner::accept(std::string_view sign) {
  if (!sees(sign)) return false;
  offset_ += sign.size();
  return true;
}

std::string_view Scanner::word() {
  skip();
  std::size_t end = offset_;
  while (end < text_.size()) {
    const std::size_t size = name_part_size(text_.substr(end));
    if (size == 0) break;
    end += size;
  }
  return text_.substr(offset_, end - offset_);
}

bool Scanner::sees_word(std::string_view word_wanted) {
  skip();
  if (!text_.substr(offset_).starts_with(word_wanted)) return false;
  return word() == word_wanted;
}

bool Scanner::accept_word(std::string_view word_wanted) {
  if (!sees_word(word_wanted)) return false;
  offset_ += word_wanted.size();
  return true;
}

bool Scanner::starts_with_name(std::string_view name, std::size_t& size) {
  skip();
  const std::size_t begin = offset_;
  bool found = true;
  while (found && !name.empty()) {
    if (name[0] == ' ') name.remove_prefix(1);
    skip();
    std::string_view here = word();
    const bool sign = here.empty();
    if (sign) here = text_.substr(offset_, 1);
    found = !here.empty() && name.starts_with(here) && (sign || name_part_size(name.substr(here.size())) == 0);
    if (found) {
      name.remove_prefix(here.size());
      offset_ += here.size();
    }
  }
  size = offset_ - begin;
  offset_ = begin;
  return found;
}

Position Scanner::position(std::size_t offset) {
  if (offset < known_offset_) {
    known_offset_ = 0;
    known_ = {};
  }
  for (; known_offset_ < offset; ++known_offset_) {
    const char c = text_[known_offset_];
    if (c == '\n') {
      ++known_.line;
      known_.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      ++known_.column;
    }
  }
  return known_;
}

std::unexpected<Error> Scanner::fail_at(std::size_t offset, std::string key, Details details) {
  const Position at = position(offset);
  details.insert(details.begin(), {{"line", std::to_string(at.line)}, {"column", std::to_string(at.column)}});
  return fail(Code::invalid, std::move(key), std::move(details));
}

std::unexpected<Error> Scanner::unexpected_here() {
  const bool end = at_end();
  std::string_view found = word();
  if (found.empty() && !end) found = text_.substr(offset_, code_point(text_.substr(offset_)).size);
  return fail_at(offset_, end ? "rules.ends_too_early" : "rules.syntax", {{"found", std::string(found.substr(0, 40))}});
}

Result<std::string> read_string(Scanner& scanner) {
  const std::size_t begin = scanner.offset();
  const std::string_view text = scanner.text();
  std::string out;
  std::size_t at = begin + 1;
  while (at < text.size() && text[at] != '"') {
    if (text[at] != '\\') {
      out += text[at++];
      continue;
    }
    if (at + 1 == text.size()) break;
    const std::size_t used = read_escape(text.substr(at + 1), out);
    if (used == 0) return scanner.fail_at(at, "rules.bad_escape");
    at += 1 + (used == SIZE_MAX ? 0 : used);
  }
  if (at >= text.size()) return scanner.fail_at(begin, "rules.open_string");
  scanner.back_to(at + 1);
  return out;
}

}  // namespace qyzmet::rules
