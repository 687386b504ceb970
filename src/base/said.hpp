#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"

namespace qyzmet {

/// Characters from `first` to `last`.
struct CharacterRange {
  char32_t first;
  char32_t last;
};
/// What no text that people write may hold, in order: controls (C0, the first range, and C1), line separators, signs of
/// writing direction, with which a text can be made to look like another, and what no font shows (non-characters, tags,
/// planes that hold nothing). Joiners inside words may be there.
std::span<const CharacterRange> hidden_characters();
/// What leaves no mark, in order: all kinds of white space, fillers, joiners, variation selectors, direction signs.
std::span<const CharacterRange> blank_characters();

/// Is there any of `hidden_characters` in it? Those of `allowed` (of C0) may be.
bool holds_hidden(std::string_view text, std::string_view allowed = "");
/// Do more than four marks stand on one letter? They would reach over other lines, also of a signed document.
bool piles_marks(std::string_view text);
/// Is there nothing in it but `blank_characters`? Then nothing was said.
bool shows_nothing(std::string_view text);

/// What somebody says in words of their own: a text without blanks at both ends, of at most `limit` characters; line
/// breaks may be in it, no other hidden characters. Left out, null or blank: empty. Errors: invalid "request.invalid"
/// with the field: "field.wrong_type", "field.too_long" {limit}, "field.control_character",
/// "field.too_many_marks".
Result<std::string> get_said(const json::object& object, std::string_view name, int limit);

}  // namespace qyzmet
