#include "base/said.hpp"

#include <algorithm>
#include <array>

namespace qyzmet {
namespace {

// Source: Unicode 15.1, DerivedCoreProperties (Default_Ignorable_Code_Point) and UAX #9 (directional formatting).
constexpr std::array kHidden = std::to_array<CharacterRange>({{0x00, 0x1f},
                                                              {0x7f, 0x9f},
                                                              {0x61c, 0x61c},
                                                              {0x200e, 0x200f},
                                                              {0x2028, 0x202e},
                                                              {0x2066, 0x206f},
                                                              {0xfdd0, 0xfdef},
                                                              {0xfff9, 0xfffb},
                                                              {0xfffe, 0xffff},
                                                              {0x1fffe, 0x1ffff},
                                                              {0x2fffe, 0x2ffff},
                                                              {0x3fffe, 0xe00ff},
                                                              {0xe01f0, 0x10ffff}});
constexpr std::array kBlank = std::to_array<CharacterRange>(
    {{0x09, 0x0d},     {0x20, 0x20},     {0x85, 0x85},     {0xa0, 0xa0},      {0xad, 0xad},     {0x34f, 0x34f},
     {0x61c, 0x61c},   {0x115f, 0x1160}, {0x1680, 0x1680}, {0x17b4, 0x17b5},  {0x180b, 0x180f}, {0x2000, 0x200f},
     {0x2028, 0x202f}, {0x205f, 0x206f}, {0x2800, 0x2800}, {0x3000, 0x3000},  {0x3164, 0x3164}, {0xfe00, 0xfe0f},
     {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff9, 0xfffb}, {0xe0000, 0xe0fff}});

/// Marks that stand over or under the letter before them.  Source: Unicode 15.1, the blocks of combining marks.
constexpr std::array kMarks = std::to_array<CharacterRange>({{0x300, 0x36f},
                                                             {0x483, 0x489},
                                                             {0x591, 0x5c7},
                                                             {0x610, 0x61a},
                                                             {0x64b, 0x65f},
                                                             {0xe31, 0xe3a},
                                                             {0x1ab0, 0x1aff},
                                                             {0x1dc0, 0x1dff},
                                                             {0x20d0, 0x20ff},
                                                             {0x302a, 0x302f},
                                                             {0x3099, 0x309a},
                                                             {0xfe20, 0xfe2f}});
constexpr int kMostMarks = 4;  // on one letter; languages need three

bool is_in(std::span<const CharacterRange> ranges, char32_t character) {
  const auto after = std::ranges::upper_bound(ranges, character, {}, &CharacterRange::first);
  return after != ranges.begin() && character <= std::prev(after)->last;
}

/// Takes the first character off `text`, which is UTF-8 and not empty.
char32_t take_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t size = std::min<std::size_t>(first < 0xc0   ? 1
                                                 : first < 0xe0 ? 2
                                                 : first < 0xf0 ? 3
                                                                : 4,
                                                 text.size());
  char32_t character = size == 1 ? first : first & (0xffU >> (size + 1));
  for (const char next : text.substr(1, size - 1))
    character = character << 6 | (static_cast<unsigned char>(next) & 0x3fU);
  text.remove_prefix(size);
  return character;
}

bool starts_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace

std::span<const CharacterRange> hidden_characters() { return kHidden; }
std::span<const CharacterRange> blank_characters() { return kBlank; }

bool holds_hidden(std::string_view text, std::string_view allowed) {
  while (!text.empty()) {
    const char begin = text.front();
    if (is_in(kHidden, take_character(text)) && !allowed.contains(begin)) return true;
  }
  return false;
}

bool piles_marks(std::string_view text) {
  int marks = 0;
  while (!text.empty()) {
    marks = is_in(kMarks, take_character(text)) ? marks + 1 : 0;
    if (marks > kMostMarks) return true;
  }
  return false;
}

bool shows_nothing(std::string_view text) {
  while (!text.empty()) {
    if (!is_in(kBlank, take_character(text))) return false;
  }
  return true;
}

Result<std::string> get_said(const json::object& object, std::string_view name, int limit) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || value->is_null()) return std::string();
  TRY_ASSIGN(std::string_view text, get_string(object, name));
  if (shows_nothing(text)) return std::string();
  text = without_blanks(text);
  if (holds_hidden(text, "\n\r\t")) return fail_field(std::string(name), "field.control_character");
  if (piles_marks(text)) return fail_field(std::string(name), "field.too_many_marks");
  if (std::ranges::count_if(text, starts_character) > limit) {
    return fail_field(std::string(name), "field.too_long", {{"limit", std::to_string(limit)}});
  }
  return std::string(text);
}

}  // namespace qyzmet
