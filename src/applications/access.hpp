#pragma once

#include "applications/application.hpp"
#include "http/http.hpp"

/// Who may do what with one application: pure.  Source: DESIGN §7.
namespace qyzmet::applications {

/// Who a caller is to an application, each more than the one before.
enum class Access {
  none,       ///< may not know of it
  follower,   ///< knows the number of an application that nobody signed for: its state, nothing personal
  filer,      ///< filed it for the applicant under a mandate: what was filed, too
  applicant,  ///< it is theirs; or a client that filed it and still has their consent
};

/// A client needs `scope`, and must act for the applicant; staff look through the ledger, never here.
Access access_of(const Application& application, const http::Caller& caller, http::Scope scope);

/// How the caller's acts are told: by whom, through which channel, and for whom.
Filer filer_of(const http::Caller& caller);

/// May these staff open this application? Operators serve whoever comes; officers decide for their agency
/// and its local bodies. `agency`: the one that has the application, empty if that is not known. Errors: forbidden
/// "right.missing".
Result<void> check_staff(const http::Caller& caller, std::string_view agency,
                         const std::vector<catalogue::LocalBody>& local_bodies);

}  // namespace qyzmet::applications
