#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/text.hpp"
#include "rules/expression.hpp"

/// A service's questions, page by page.
namespace qyzmet::catalogue {

/// Media types that a file may have: what a browser can be trusted to name, and a server to check by its content.
inline constexpr std::array<std::string_view, 3> kFileTypes = {"application/pdf", "image/jpeg", "image/png"};

enum class Kind {
  iin,
  text,
  phone,
  email,
  date,
  choice,
  yes_no,
  region,
  statement,
  long_text,
  number,
  money,
  choices,
  bin,
  iban,
  address,
  file,
  repeat,  ///< a group of questions, answered any number of times
};
/// As service files and the API write it: "yes_no".
std::string_view to_word(Kind kind);
/// Kinds whose answer is one of a few known values: they say nothing about one person alone.
inline bool is_closed(Kind kind) { return kind == Kind::choice || kind == Kind::yes_no || kind == Kind::region; }

struct Option {
  std::string value;  ///< [a-z][a-z0-9_]*, or KATO for regions
  Text title;
};

/// A question of a closed kind was shown and has this answer.
struct Equals {
  std::string question;                    ///< of the same group, or of no group
  std::variant<bool, std::string> equals;  ///< yes_no: bool; choice and region: one of its values
};

/// Shown only if this holds. Either `all` holds something, or `rule` does: most conditions are a few equalities, which
/// need no rules to be evaluated.
struct When {
  std::string feel;                       ///< as the file writes it
  std::vector<Equals> all;                ///< each of them
  std::optional<rules::Expression> rule;  ///< FEEL over questions that were asked before, `today` and `age`
  std::vector<std::string> uses;          ///< the questions that `rule` looks at: "children", "child.iin"
  int line = 0;                           ///< where it stands in its file, from 1
};

struct Question {
  std::string id;  ///< [a-z][a-z0-9_]*, at most 40; unique in the service, or in its group; the answer's name
  Kind kind = Kind::text;
  Text title;
  std::optional<Text> hint;
  bool required = true;         ///< repeat: min > 0
  int max_length = 0;           ///< kinds text, long_text, address: in code points
  std::vector<Option> options;  ///< kinds choice, choices, region, address
  std::int64_t min = 0;         ///< number; money in tiyn; repeat: how many times
  std::int64_t max = 0;
  std::vector<std::string> types;  ///< kind file: media types
  std::int64_t max_size = 0;       ///< kind file: in bytes
  std::vector<Question> fields;    ///< kind repeat
  std::optional<When> when;
  /// Kind iin, outside groups. The applicant's own: whoever is signed in and applies for themself finds it filled in.
  bool prefill_own_iin = false;
};

struct Page {
  std::string id;
  Text title;  ///< short: for progress and for checking one's answers
  std::vector<Question> questions;
  std::optional<When> when;
};

}  // namespace qyzmet::catalogue
