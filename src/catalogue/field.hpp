#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "catalogue/country.hpp"
#include "catalogue/pages.hpp"
#include "rules/expression.hpp"

/// The compiled questions of a form: what `Form` walks. No other code needs them.
namespace qyzmet::catalogue {

struct FieldSet;

/// One question, ready to check its answer.
struct Field {
  std::string id;
  Kind kind = Kind::text;
  bool required = true;
  bool in_figures = false;
  int max_length = 0;
  std::int64_t min = 0;
  std::int64_t max = 0;
  std::int64_t max_size = 0;
  std::vector<std::string> choices;  ///< sorted
  std::vector<std::string> types;
  int condition = -1;           ///< of `FieldSet::conditions`; -1: always asked
  std::vector<FieldSet> group;  ///< kind repeat: one; else none
};

/// Holds if `needs` holds, and either `field` was asked and has this answer, or `rule` is true.
struct Condition {
  std::size_t field = 0;  ///< of `FieldSet::fields`
  std::variant<bool, std::string> equals{};
  int needs = -1;  ///< an earlier condition; -1: none
  std::optional<rules::Expression> rule;
  std::vector<std::string> members;  ///< in a group: the questions that `rule` reads from the item as a whole
};

/// The questions of a service, or of one group.
struct FieldSet {
  std::vector<Field> fields;          ///< by id: ids are ASCII, so that this is the order of RFC 8785
  std::vector<Condition> conditions;  ///< each after those that it needs
  std::vector<std::size_t> by_slot;   ///< in the order of asking: place in `fields`, as rules count them
  std::size_t names = 0;              ///< how many names its rules may use
};

/// What is wrong with one answer.
struct Fault {
  std::string_view key;  ///< word key
  Details details;
  std::string_view inside;  ///< ".region": a member of the answer; empty: the answer itself
};

/// Null and blank text; an empty list where a list is asked for, an object of nothing but these where an object is: not
/// answered.
bool is_blank(const Field& field, const json::value& answer);

/// Checks an answer that is not blank, of any kind but repeat; appends its normal form to `out` as canonical JSON.
/// Gives what is wrong, if anything; `out` may then hold a part.
std::optional<Fault> check_answer(const Field& field, const json::value& answer, const PhonePlan& plan,
                                  std::string& out);

}  // namespace qyzmet::catalogue
