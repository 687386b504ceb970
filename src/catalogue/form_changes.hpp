#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "catalogue/definition.hpp"

namespace qyzmet::catalogue {

/// What has become of one question between two versions of a service.
struct FormChange {
  enum class Kind { gone, added, changed } kind = Kind::changed;
  std::string question;  ///< its id; in a group "GROUP.ID"
  Text title;            ///< as the newer of the versions that have it says it
};
/// "gone", "added", "changed".
std::string_view to_word(FormChange::Kind kind);

/// What somebody who has filled in `since` must look at before they file on `now`: questions that are gone first, then
/// the others in the order in which they are asked. Changed is all that a page shows or the form checks.
std::vector<FormChange> form_changes(const Definition& since, const Definition& now);

/// {"changes":[{"change","question","title"}],"now","service","since"}; canonical JSON.
std::string changes_json(const Definition& since, const Definition& now);

}  // namespace qyzmet::catalogue
