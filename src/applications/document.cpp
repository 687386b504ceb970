#include "applications/document.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "applications/crockford.hpp"

namespace qyzmet::applications {
namespace {

constexpr std::array kKinds = {std::pair{DocumentKind::certificate, std::string_view("certificate")},
                               std::pair{DocumentKind::notice, std::string_view("notice")},
                               std::pair{DocumentKind::licence, std::string_view("licence")},
                               std::pair{DocumentKind::permit, std::string_view("permit")},
                               std::pair{DocumentKind::extract, std::string_view("extract")},
                               std::pair{DocumentKind::refusal, std::string_view("refusal")}};

constexpr std::array kBases = {std::pair{Basis::checked, std::string_view("checked")},
                               std::pair{Basis::stated, std::string_view("stated")},
                               std::pair{Basis::unverified, std::string_view("unverified")}};

template <class Table, class Value>
std::string_view word_of(const Table& table, Value value) {
  return std::ranges::find(table, value, &Table::value_type::first)->second;
}

template <class Table>
auto value_of(const Table& table, std::string_view word) {
  const auto found = std::ranges::find(table, word, &Table::value_type::second);
  return found == table.end() ? std::nullopt : std::optional(found->first);
}

constexpr std::size_t kWordSymbols = 16;
constexpr std::size_t kWordGroup = 4;
constexpr std::size_t kIinShown = 4;
constexpr std::string_view kHidden = "•";

std::string in_groups(std::string_view symbols) {
  std::string word;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    if (i != 0 && i % kWordGroup == 0) word += '-';
    word += symbols[i];
  }
  return word;
}

/// How many bytes the first character of `text` has; `text` is UTF-8 and not empty.
std::size_t first_character(std::string_view text) {
  std::size_t bytes = 1;
  while (bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) ++bytes;
  return bytes;
}

}  // namespace

std::string_view to_word(DocumentKind kind) { return word_of(kKinds, kind); }
std::optional<DocumentKind> parse_document_kind(std::string_view word) { return value_of(kKinds, word); }
std::string_view to_word(Basis basis) { return word_of(kBases, basis); }
std::optional<Basis> parse_basis(std::string_view word) { return value_of(kBases, word); }

std::string document_word(std::span<const std::byte, 10> random) {
  std::string symbols;
  unsigned bits = 0;
  int have = 0;
  for (const std::byte byte : random) {
    bits = (bits << 8U | std::to_integer<unsigned>(byte)) & 0xFFFU;
    for (have += 8; have >= 5;) {
      have -= 5;
      symbols += kCrockford[bits >> static_cast<unsigned>(have) & 31U];
    }
  }
  return in_groups(symbols);
}

std::string normal_word(std::string_view typed) {
  std::string symbols;
  for (const char c : typed) {
    if (c == '-' || c == ' ') continue;
    const char symbol = symbol_of(c);
    if (symbol == '\0' || symbols.size() == kWordSymbols) return {};
    symbols += symbol;
  }
  return symbols.size() == kWordSymbols ? in_groups(symbols) : std::string();
}

std::string masked_name(std::string_view name) {
  std::string masked;
  bool begins = true;
  while (!name.empty()) {
    const std::size_t bytes = first_character(name);
    if (name.front() == ' ' || name.front() == '-') {
      if (!begins) masked += name.front();
      begins = true;
    } else if (begins) {
      masked.append(name.substr(0, bytes)).append(kHidden).append(kHidden).append(kHidden);
      begins = false;
    }
    name.remove_prefix(bytes);
  }
  return masked;
}

std::string masked_iin(std::string_view iin) {
  if (iin.size() <= kIinShown) return {};
  std::string masked;
  for (std::size_t i = 0; i < iin.size() - kIinShown; ++i) masked += kHidden;
  return masked.append(iin.substr(iin.size() - kIinShown));
}

}  // namespace qyzmet::applications
