#include "base/text.hpp"

#include <array>
#include <limits>

namespace qyzmet {
namespace {

constexpr std::array kLangs = {Lang::kk, Lang::ru, Lang::en};
constexpr int kMaxEntries = 20;

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Cuts `text` at the first `separator`: gives what is before it and leaves what is after it.
std::string_view take_until(std::string_view& text, char separator) {
  const auto at = text.find(separator);
  const std::string_view head = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
  return head;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// "0.8" is 800: a number from 0 to 1 with at most three decimals (RFC 9110 §12.4.2); nothing if it is not one.
std::optional<int> parse_quality(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int value = (text[0] - '0') * 1000;
  int weight = 100;
  for (const char c : text.substr(text.size() > 1 ? 2 : 1)) {
    if (c < '0' || c > '9') return std::nullopt;
    value += (c - '0') * weight;
    weight /= 10;
  }
  if (value > 1000) return std::nullopt;
  return value;
}

struct Wish {
  int quality = -1;  ///< thousandths; -1: not named
  int place = std::numeric_limits<int>::max();
};

/// The parameters of an entry, "q=0.8" among them; 1000 if q is not there, nothing if it is malformed.
std::optional<int> entry_quality(std::string_view parameters) {
  while (!parameters.empty()) {
    const std::string_view parameter = trim(take_until(parameters, ';'));
    if (parameter.starts_with("q=") || parameter.starts_with("Q=")) return parse_quality(parameter.substr(2));
  }
  return 1000;
}

}  // namespace

std::string_view to_code(Lang lang) {
  switch (lang) {
    case Lang::kk:
      return "kk";
    case Lang::ru:
      return "ru";
    case Lang::en:
      return "en";
  }
  return "kk";
}

std::optional<Lang> parse_lang(std::string_view code) {
  for (const Lang lang : kLangs) {
    if (code == to_code(lang)) return lang;
  }
  return std::nullopt;
}

Lang negotiate_lang(std::string_view accept_language, Lang fallback) {
  std::array<Wish, kLangs.size()> wishes{};
  int any_quality = -1;
  for (int place = 0; place < kMaxEntries && !accept_language.empty(); ++place) {
    std::string_view entry = take_until(accept_language, ',');
    std::string_view range = trim(take_until(entry, ';'));
    const auto quality = entry_quality(entry);
    if (!quality) continue;
    if (range == "*") any_quality = *quality;
    range = take_until(range, '-');  // "kk-KZ" and "kk-Cyrl-KZ" are served by "kk"
    if (range.size() != 2) continue;
    const std::array<char, 2> code = {lower(range[0]), lower(range[1])};
    const auto lang = parse_lang({code.data(), code.size()});
    if (!lang) continue;
    Wish& wish = wishes[static_cast<std::size_t>(*lang)];
    if (*quality > wish.quality) wish = {*quality, place};
  }
  // "*" stands for every language that is not named; among those the fallback goes first.
  Lang best = fallback;
  Wish best_wish{0};
  for (const Lang lang : kLangs) {
    Wish wish = wishes[static_cast<std::size_t>(lang)];
    if (wish.quality < 0 && any_quality >= 0) wish = {any_quality, kMaxEntries + (lang == fallback ? 0 : 1)};
    const bool better = wish.quality > best_wish.quality ||
                        (wish.quality == best_wish.quality && wish.quality > 0 && wish.place < best_wish.place);
    if (!better) continue;
    best = lang;
    best_wish = wish;
  }
  return best;
}

}  // namespace qyzmet
