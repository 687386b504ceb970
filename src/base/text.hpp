#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace qyzmet {

enum class Lang { kk, ru, en };

/// "kk", "ru", "en".
std::string_view to_code(Lang lang);
std::optional<Lang> parse_lang(std::string_view code);

/// The best of our three for an Accept-Language header (RFC 9110 §12.5.4, with q); `fallback` if it names none of them.
/// At most the first 20 entries are read.
Lang negotiate_lang(std::string_view accept_language, Lang fallback);

/// One text in three languages; none may be empty once published.
struct Text {
  std::string kk;
  std::string ru;
  std::string en;
  const std::string& in(Lang lang) const { return lang == Lang::kk ? kk : lang == Lang::ru ? ru : en; }
  bool complete() const { return !kk.empty() && !ru.empty() && !en.empty(); }
};

/// 0 to 9 of ASCII and no other digit.
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace qyzmet
