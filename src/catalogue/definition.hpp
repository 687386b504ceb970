#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/text.hpp"
#include "catalogue/country.hpp"

namespace qyzmet::catalogue {

/// How sure we are of a stated fact; shown to whoever reads it.
enum class Certainty { sourced, unverified };
/// "sourced", "unverified".
std::string_view to_word(Certainty certainty);

enum class Kind { iin, text, phone, email, date, choice, yes_no, region, statement };
/// As service files and the API write it: "yes_no".
std::string_view to_word(Kind kind);

struct Option {
  std::string value;  ///< [a-z][a-z0-9_]*, or KATO for regions
  Text title;
};

struct Question {
  std::string id;  ///< [a-z][a-z0-9_]*, at most 40; unique in the service; the answer's name in "answers"
  Kind kind = Kind::text;
  Text title;
  std::optional<Text> hint;
  bool required = true;
  int max_length = 0;           ///< kind text: in code points
  std::vector<Option> options;  ///< kinds choice and region
};

struct Page {
  std::string id;
  Text title;  ///< short: for progress and for checking one's answers
  std::vector<Question> questions;
};

/// The legal deadline. Working days are counted after the day of acceptance.
struct Deadline {
  enum class Unit { minutes, working_days } unit = Unit::minutes;
  int count = 0;
  Certainty certainty = Certainty::unverified;
  std::string source;
};

/// In thousandths of the monthly index (МРП): 0.2 МРП is 200; 0 is free of charge.
struct Fee {
  std::int64_t mrp_milli = 0;
  Certainty certainty = Certainty::unverified;
  std::string source;
};

/// One version of one service, as its file says it.
struct Definition {
  std::string id;  ///< "kz.address-certificate"
  int version = 0;
  std::optional<std::string> code;  ///< 8 digits in the registry; none: not known
  Text title;
  Named agency;
  Deadline deadline;
  Fee fee;
  Text result;
  std::vector<std::string> figures;  ///< ids of questions whose answers go into event facts; closed kinds only
  std::vector<Page> pages;
};

/// Reads one service file (YAML). `file` is only named in errors. Regions and the agency come from `country`.
/// Errors: invalid, always with {file, line}: "definition.not_yaml", "definition.missing" {name}, "definition.unknown"
/// {name}, "definition.duplicate" {name}, "definition.wrong_type" {name, expected}, "definition.bad_value" {name,
/// value}, "definition.incomplete_text" {name, lang}.
Result<Definition> parse_definition(std::string_view yaml, std::string_view file, const Country& country);

/// For the front end; canonical JSON. `to_summary_json` leaves the pages out.
std::string to_json(const Definition& definition);
std::string to_summary_json(const Definition& definition);

}  // namespace qyzmet::catalogue
