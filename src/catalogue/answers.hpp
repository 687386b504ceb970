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

/// One line of text: well-formed, no control characters, at most `max_length` code points. Its inside is left alone.
/// Wrong: "field.control_character", "field.too_long".
Normal normal_text(std::string_view trimmed, int max_length);

/// An individual identification number: YYMMDD, century and sex (1-6), four serial digits, check digit. Spaces and
/// hyphens between digits are dropped. A business number (BIN) is no IIN: its fifth digit makes the day impossible.
/// Wrong: "iin.not_12_digits", "iin.birth_date", "iin.check_digit".  Source: DOMAIN, "IIN".
Normal normal_iin(std::string_view trimmed);

/// E.164 ("+77011234567"): spaces, hyphens, brackets and dots are dropped, the trunk prefix becomes the country's code,
/// foreign numbers keep theirs (after "+", 8-15 digits). Wrong: "phone.malformed".
Normal normal_phone(std::string_view trimmed, const PhonePlan& plan);

/// local@domain, ASCII, 3-254 characters, at least one dot in the domain; the domain in small letters.
/// Wrong: "email.malformed".  Source: the practical part of RFC 5321 §4.1.2, without quoting.
Normal normal_email(std::string_view trimmed);

/// "2026-03-05". Wrong: "date.malformed".
Normal normal_date(std::string_view trimmed);

}  // namespace qyzmet::catalogue
