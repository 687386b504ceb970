#pragma once

#include <string>
#include <string_view>

#include "applications/application.hpp"
#include "base/result.hpp"
#include "catalogue/process.hpp"
#include "db/db.hpp"
#include "http/http.hpp"

/// Whose signature an application needs besides the applicant's.
namespace qyzmet::applications {

class Applications;

/// How many applications of one filer may wait for one person's signature: more would bury those of others.
inline constexpr int kMostToSign = 3;

/// The IIN that an application's content gives for whoever signs in this step; empty: it gives none.
std::string signer_in(std::string_view content, const catalogue::Step& step);

/// Whoever signs is somebody else than the person with this IIN. Errors: invalid field "answers.…"
/// "application.signer_is_applicant".
Result<void> check_others_sign(const catalogue::Process& process, std::string_view content, std::string_view iin);

/// That others sign than its applicant and the caller, and that not too much of the caller's waits for them already.
/// `application`: as it is, or is about to be filed. On a reader thread. Errors: those of `check_others_sign`; invalid
/// field "answers.…" "application.too_many_to_sign" {limit}.
Result<void> check_signers(db::Snapshot& snapshot, const Applications& applications, const http::Caller& caller,
                           const Application& application, std::string_view content);

}  // namespace qyzmet::applications
