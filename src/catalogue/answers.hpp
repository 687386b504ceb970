#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "catalogue/country.hpp"

/// What one answer of each kind must look like, and its normal form: pure, no allocation where the answer is already
/// normal. The answer in normal form, or the word key of what is wrong with it.
namespace qyzmet::catalogue {

struct Normal {
  std::string text{};        ///< the normal form; only if `wrong` is empty
  std::string_view wrong{};  ///< word key
};

/// Without white space (ASCII, U+00A0) at both ends.
std::string_view trim(std::string_view text);

/// One line of text: well-formed, no hidden characters (base/said.hpp), at most `max_length` code points. Its inside is
/// left alone. Wrong: "field.control_character", "field.too_long".
Normal normal_text(std::string_view trimmed, int max_length);

/// The same on several lines, which U+000A ends (of U+000D U+000A, one is left).
Normal normal_long_text(std::string_view trimmed, int max_length);

/// `text` without the characters of `dropped` and without U+00A0.
std::string without(std::string_view text, std::string_view dropped);

/// E.164 ("+77011234567"): spaces, hyphens, brackets and dots are dropped, the trunk prefix becomes the country's code,
/// foreign numbers keep theirs (after "+", 8-15 digits). Wrong: "phone.malformed".
Normal normal_phone(std::string_view trimmed, const PhonePlan& plan);

/// local@domain, ASCII, 3-254 characters, at least one dot in the domain; the domain in small letters.
/// Wrong: "email.malformed".  Source: the practical part of RFC 5321 §4.1.2, without quoting.
Normal normal_email(std::string_view trimmed);

/// "2026-03-05". Wrong: "date.malformed".
Normal normal_date(std::string_view trimmed);

}  // namespace qyzmet::catalogue
