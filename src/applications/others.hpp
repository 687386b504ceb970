#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "applications/processes.hpp"
#include "applications/timeline.hpp"
#include "identity/identity.hpp"

/// Whose data an application asked registers for, besides those of the person who applies.
namespace qyzmet::applications {

/// Somebody else, by what a register was asked about them.
struct Other {
  std::string iin;
  std::vector<std::string> evidence;  ///< names: of evidence, or "step.ID"
  std::vector<std::string> answered;  ///< of these, what was answered
};

/// By every IIN that one of an application's lookups asked for and that is not the applicant's, `own` (empty: nobody
/// applied in their own name).
std::vector<Other> others_of(std::span<const RegisterAnswer> answers, std::string_view own);

/// Takes out of `timeline` what rules came to about somebody who has not signed: it is not the applicant's to know.
void leave_out_others(db::Snapshot& snapshot, const Application& application, const Processes& processes,
                      Timeline& timeline);

}  // namespace qyzmet::applications
