#include "http/rights.hpp"

#include <algorithm>
#include <initializer_list>

#include "base/bytes.hpp"
#include "http/uri.hpp"

namespace qyzmet::http {
namespace {

bool same_secret(std::string_view a, std::string_view b) {
  // Time must not tell how many characters fit: digests are compared, of equal length and unknown to the caller.
  return sha256(a) == sha256(b);
}

bool looks_local(const Request& request) {
  const std::string_view address = request.client_address;
  if (!address.starts_with("127.") && address != "::1") return false;
  const bool forwarded = std::ranges::any_of(request.headers, [](const HeaderView& header) {
    constexpr std::string_view lead = "X-Forwarded-";
    if (equal_ignoring_case(header.name.substr(0, lead.size()), lead)) return true;
    return std::ranges::any_of(std::initializer_list<std::string_view>{"Forwarded", "X-Real-IP", "Via"},
                               [&](std::string_view name) { return equal_ignoring_case(header.name, name); });
  });
  // Another name in Host is a page of somebody else's that made its name point here.
  const auto host = request.header("Host");
  const auto name = host.starts_with('[') ? host.substr(0, host.find(']') + 1) : host.substr(0, host.find(':'));
  return !forwarded && (name == "127.0.0.1" || name == "localhost" || name == "[::1]" || name.empty());
}

bool is_named(Right right, const Caller& caller) {
  switch (right) {
    case Right::everyone:
    case Right::number_holder:
      return true;
    case Right::signed_in:
      return caller.session != 0;
    case Right::citizen:
    case Right::citizen_or_filing_client:
    case Right::citizen_or_reading_client:
      return caller.person != 0 && caller.client == 0;
    case Right::staff:
      return caller.staff != 0;
    case Right::operator_or_officer:
      return caller.staff != 0 && (caller.has(Role::operator_) || caller.has(Role::officer));
    case Right::keeper:
      return caller.staff != 0 && caller.has(Role::keeper);
    case Right::administrator:
      return caller.staff != 0 && caller.has(Role::administrator);
    case Right::client:
      return caller.client != 0;
    case Right::notifying_client:
      return caller.client != 0 && caller.person == 0 && caller.may(Scope::notices_send);
    case Right::operations:
      return false;
  }
  return false;
}

/// "https://qyzmet.example:8443" → "qyzmet.example:8443"; "null" and other things without a host give nothing.
std::string_view host_of_origin(std::string_view origin) {
  const auto scheme = origin.find("://");
  return scheme == std::string_view::npos ? std::string_view() : origin.substr(scheme + 3);
}

}  // namespace

Result<void> check_right(Right right, const Caller& caller) {
  if (is_named(right, caller)) return {};
  if (caller.client != 0) {
    if (right == Right::citizen_or_filing_client) return check_scope(caller, Scope::applications_file);
    if (right == Right::citizen_or_reading_client) return check_scope(caller, Scope::applications_read);
    if (right == Right::notifying_client)
      return fail(Code::forbidden, "client.scope_missing", {{"scope", std::string(to_word(Scope::notices_send))}});
  }
  const bool known = caller.session != 0 || caller.client != 0;
  return known ? fail(Code::forbidden, "right.missing") : fail(Code::unauthenticated, "session.needed");
}

Result<void> check_operations(const Request& request, std::string_view token) {
  constexpr std::string_view scheme = "Bearer ";
  const auto authorization = request.header("Authorization");
  const bool shown = authorization.starts_with(scheme) && same_secret(authorization.substr(scheme.size()), token);
  // A proxy that says nothing of itself looks like the machine itself: with a token, only the token counts.
  if (token.empty() ? looks_local(request) : shown) return {};
  return fail(Code::forbidden, "http.operations_only");
}

Result<void> check_origin(const Request& request, bool kept) {
  // Others carry their credential in a header that no browser adds by itself, or none at all.
  if (!request.caller.by_cookie && kept) return {};
  const auto site = request.header("Sec-Fetch-Site");
  const auto origin = request.header("Origin");
  const bool silent = site.empty() && origin.empty();
  const bool ours = site.empty() ? equal_ignoring_case(host_of_origin(origin), request.header("Host"))
                                 : site == "same-origin" || site == "none";
  if (silent ? !request.caller.by_cookie : ours) return {};
  return fail(Code::forbidden, "http.foreign_origin");
}

bool is_open(const Route& route) {
  const bool open = route.right == Right::everyone || route.right == Right::number_holder;
  return open && !(route.kind == Kind::change && route.change.kept);
}

}  // namespace qyzmet::http
