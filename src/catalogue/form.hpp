#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "catalogue/definition.hpp"

namespace qyzmet::catalogue {

/// A set of answers that the form accepts, in normal form.
struct Answers {
  std::string canonical;  ///< one object, canonical JSON (RFC 8785); questions left unanswered do not occur
  /// Of the service's `figures`: question id and its answer as canonical JSON (`"750000000"`, `true`), ids rising.
  std::vector<std::pair<std::string_view, std::string>> figures;
};

/// A service's questions, compiled once into a checker that costs a few microseconds an answer set.
/// Safe to use from several threads; answers refer to it (`Answers::figures`), so it must outlive them.
class Form {
 public:
  Form(const Definition& definition, const PhonePlan& phone_plan);

  /// Checks and normalises. An optional question may be left out, null or blank. All wrong fields at once, in the order
  /// of the ids. Errors: invalid "request.invalid" with fields "answers.ID": "field.missing", "field.wrong_type"
  /// {expected}, "field.unknown", "field.too_long" {limit}, "field.control_character", "field.not_a_choice",
  /// "field.must_agree", "iin.not_12_digits", "iin.birth_date", "iin.check_digit", "phone.malformed",
  /// "email.malformed", "date.malformed".
  Result<Answers> check(const json::object& answers) const;

 private:
  struct Field {
    std::string id;
    Kind kind;
    bool required;
    bool in_figures;
    int max_length;
    std::vector<std::string> choices;  ///< sorted
  };

  /// Appends the answer's normal form to `out` as JSON; nothing if it is blank. Gives what is wrong, if anything.
  std::optional<FieldError> check_one(const Field& field, const json::value* answer, std::string& out) const;
  std::optional<FieldError> check_text(const Field& field, std::string_view text, std::string& out) const;
  void name_unknown(const json::object& answers, std::vector<FieldError>& wrong) const;

  std::vector<Field> fields_;  ///< by id: ids are ASCII, so that this is the order of RFC 8785
  PhonePlan phone_plan_;
};

}  // namespace qyzmet::catalogue
