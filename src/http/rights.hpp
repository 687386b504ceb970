#pragma once

#include <string_view>

#include "http/http.hpp"
#include "http/route.hpp"

/// Who may pass: pure looks at a caller and a request.
namespace qyzmet::http {

/// Is `caller` one of those whom `right` names? Not for Right::operations. Errors: unauthenticated "session.needed"
/// (nobody), forbidden "right.missing" (somebody else), and those of `check_scope` for clients.
Result<void> check_right(Right right, const Caller& caller);

/// May this caller touch the machine itself? `token` empty: only from this machine and not through a proxy. Errors:
/// forbidden "http.operations_only".
Result<void> check_operations(const Request& request, std::string_view token);

/// A change that a browser would send on behalf of any page (by cookie), or that signs in, must come from a page of
/// ours: Sec-Fetch-Site says so, else Origin names our Host. Who comes by cookie must show one of the two. Source:
/// OWASP ASVS 5.0, 3.5.1. Errors: forbidden "http.foreign_origin".
Result<void> check_origin(const Request& request, bool kept);

/// Can everybody call it, signed in or not? A change that is kept is not open to a caller whose session has ended: it
/// would be filed as nobody's.
bool is_open(const Route& route);

}  // namespace qyzmet::http
