#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/country.hpp"
#include "catalogue/registry_entry.hpp"

/// What each stage of the registry wants before it is entered, and how long each may take.
namespace qyzmet::catalogue {

/// Who has a stage in hand unless it is said otherwise, and for how long.
struct StageTerm {
  bool agency_owns = false;         ///< the agency that gives the service; else those who keep the registry
  std::optional<int> working_days;  ///< none: nothing is due
};

/// A share of digitised services as somebody published it. None of them may be compared with another.
struct PublishedShare {
  std::string of;  ///< "people", "services_taken", "kinds"
  int percent = 0;
  std::optional<int> rest_percent;  ///< in offices
  std::optional<int> year;
  std::string source;
};

/// Terms of the country's registry.  Source: data/kz/registry.json.
struct RegistryTerms {
  int notice_days = 0;   ///< calendar days from the decision to the first day that is online only, at least
  bool assumed = false;  ///< the terms are ours, and nobody has confirmed them
  std::map<Stage, StageTerm> stages;
  std::vector<PublishedShare> published;

  /// Errors: invalid "country.malformed" {file, name}.
  static Result<RegistryTerms> load(const std::filesystem::path& file);
};

/// What forms are held against.
struct FormRules {
  Date today{};
  int notice_days = 0;
  std::function<bool(std::string_view)> is_agency;
  std::function<bool(std::string_view)> files_here;  ///< is there such a service, filed in this system?
};

/// A text that must be there. Errors: those of `get_said`; invalid "request.invalid" with "field.missing".
Result<std::string> must_say(const json::object& object, std::string_view name, int limit);

/// The members that a stage's form has.
const std::vector<std::string_view>& form_members(Stage stage);
/// The form without which `stage` is not entered, in normal form; what `body` holds besides is not looked at. Where a
/// figure may be not known, null says so: leaving it out does not. Errors: invalid "request.invalid" with the field.
Result<json::object> read_form(Stage stage, const json::object& body, const FormRules& rules);

/// No day that people name lies more than a hundred years ahead. Errors: invalid "registry.too_far" {latest} at `name`.
Result<void> check_not_too_far(std::string_view name, Date day, Date today);

/// A title of which at least one language is there. Errors: as `read_form`, field "title".
Result<Text> read_rough_title(const json::object& body);

}  // namespace qyzmet::catalogue
