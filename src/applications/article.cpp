#include "applications/article.hpp"

#include <array>
#include <utility>

namespace qyzmet::applications {
namespace {

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

/// How much of `text` is "7", "10-1" (`letters`: also "194-V"); 0 if it does not begin so.
std::size_t number_length(std::string_view text, bool letters) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_digit(text[i]) || (letters && is_capital(text[i]))) {
      length = i + 1;
    } else if (text[i] != '-' || length != i) {
      break;
    }
  }
  return length;
}

/// Nothing, or parts in brackets: " (1)", " (1) (b)".
bool is_parts(std::string_view text) {
  while (text.starts_with(" (")) {
    const auto end = text.find(')');
    if (end == text.npos || text.substr(2, end - 2).find('(') != text.npos) return false;
    text.remove_prefix(end + 1);
  }
  return text.empty();
}

/// In one language, without its end.
std::string named(const Words& words, Lang lang, std::string_view article) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kLeads = {
      {{"art. ", "document.article"}, {"law ", "document.law"}, {"code ", "document.code"}}};
  for (const auto& [lead, key] : kLeads) {
    if (!article.starts_with(lead)) continue;
    const std::string_view rest = article.substr(lead.size());
    const bool is_article = lead == kLeads.front().first;
    const std::size_t length = number_length(rest, !is_article);
    const std::string_view parts = rest.substr(length);
    if (length == 0 || (is_article ? !is_parts(parts) : !parts.empty())) break;
    return words.say(lang, key, {{"number", std::string(rest.substr(0, length))}}).append(parts);
  }
  return std::string(article);
}

}  // namespace

Text article_text(const Words& words, std::string_view article) {
  constexpr std::string_view kUnverified = ", unverified";
  const bool unverified = article.size() > kUnverified.size() && article.ends_with(kUnverified);
  if (unverified) article.remove_suffix(kUnverified.size());
  const auto in = [&](Lang lang) {
    std::string text = named(words, lang, article);
    return unverified ? words.say(lang, "document.article_unverified", {{"article", std::move(text)}}) : text;
  };
  return {.kk = in(Lang::kk), .ru = in(Lang::ru), .en = in(Lang::en)};
}

}  // namespace qyzmet::applications
