#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "catalogue/definition.hpp"
#include "catalogue/field.hpp"

namespace qyzmet::catalogue {

class Given;

/// An answer of kind file: its bytes must be where files are kept.
struct FileAnswer {
  std::string path;      ///< "answers.child[0].paper"
  std::string question;  ///< "paper"
  std::string name;
  std::string sha256;  ///< hexadecimal
  std::int64_t size = 0;
  std::string type;
};

/// A set of answers that the form accepts, in normal form.
struct Answers {
  std::string canonical;  ///< one object, canonical JSON (RFC 8785); questions left unanswered do not occur
  /// Of the service's `figures`: question id and its answer as canonical JSON (`"750000000"`, `true`), ids rising.
  std::vector<std::pair<std::string_view, std::string>> figures;
  std::vector<FileAnswer> files;  ///< in the order of the answers
};

/// Reads the record {name, sha256, size, type} of a file that no question asked for: of any of kFileTypes, at most
/// `max_size` bytes. `path`: where it stands, for errors. Errors: invalid "request.invalid" with one field, as
/// `Form::check` says it of an answer of kind file.
Result<FileAnswer> read_file_record(const json::value& record, std::string path, std::int64_t max_size);

/// A service's questions, compiled once into a checker that costs a few microseconds an answer set.
/// Safe to use from several threads; answers refer to it (`Answers::figures`), so it must outlive them.
class Form {
 public:
  Form(const Definition& definition, const PhonePlan& phone_plan);

  /// Checks and normalises, on the day `today` where the form is filed. An optional question may be left out, null or
  /// blank; so must be one that is not asked, because its condition does not hold. All wrong fields at once (but at
  /// most 200), in the order of the ids. Errors: invalid "form.too_costly" (the conditions take too many steps over
  /// these answers), "request.invalid" with fields "answers.ID",
  /// "answers.GROUP[2].ID" or "answers.ADDRESS.region": "field.missing", "field.wrong_type" {expected},
  /// "field.unknown", "field.not_asked", "field.too_long" {limit}, "field.control_character", "field.not_a_choice",
  /// "field.twice", "field.must_agree", "field.too_few" {min}, "field.too_many" {max}, "field.file_type" {allowed},
  /// "field.file_size" {limit}, "field.file_empty", "field.file_name", "field.file_digest", "number.malformed",
  /// "number.too_small" {min}, "number.too_large" {max}, "money.malformed", "money.too_small" {min: tenge},
  /// "money.too_large" {max: tenge}, and those of `normal_iin`, `normal_bin`, `normal_iban`, `normal_phone`,
  /// `normal_email`, `normal_date`.
  Result<Answers> check(const json::object& answers, Date today) const;

 private:
  /// Where in the answers: made into a path only if something is wrong.
  struct Place;
  struct Checking;

  void check_set(const Given& given, const Place& place, Checking& checking) const;
  void check_field(const Field& field, const json::value* answer, const Given& given, const Place& place,
                   Checking& checking) const;
  void check_repeat(const Field& field, const json::value& answer, const Given& given, const Place& place,
                    Checking& checking) const;

  FieldSet set_;
  PhonePlan phone_plan_;
};

}  // namespace qyzmet::catalogue
