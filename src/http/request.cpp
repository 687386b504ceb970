#include <algorithm>
#include <array>

#include "http/http.hpp"
#include "http/uri.hpp"

namespace qyzmet::http {

std::string_view Request::header(std::string_view name) const {
  for (const auto& header : headers) {
    if (equal_ignoring_case(header.name, name)) return header.value;
  }
  return {};
}

std::string_view Request::capture(std::string_view name) const {
  for (const auto& [captured, value] : captures) {
    if (captured == name) return value;
  }
  return {};
}

std::string Request::parameter(std::string_view name) const { return query_parameter(query, name).value_or(""); }

std::string_view Request::cookie(std::string_view name) const { return http::cookie(header("Cookie"), name); }

Reply json_reply(int status, std::string body) {
  Reply reply;
  reply.status = status;
  reply.body = std::move(body);
  return reply;
}

std::string_view to_word(Kind kind) {
  switch (kind) {
    case Kind::memory:
      return "memory";
    case Kind::read:
      return "read";
    case Kind::change:
      return "change";
    case Kind::look:
      return "look";
    case Kind::live:
      return "live";
  }
  return "";
}

std::string_view to_word(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::del:
      return "DELETE";
  }
  return "";
}

namespace {

constexpr std::array kRights = {
    std::pair{Right::everyone, std::string_view("everyone")},
    std::pair{Right::number_holder, std::string_view("number_holder")},
    std::pair{Right::signed_in, std::string_view("signed_in")},
    std::pair{Right::citizen, std::string_view("citizen")},
    std::pair{Right::citizen_or_filing_client, std::string_view("citizen_or_filing_client")},
    std::pair{Right::citizen_or_reading_client, std::string_view("citizen_or_reading_client")},
    std::pair{Right::staff, std::string_view("staff")},
    std::pair{Right::operator_or_officer, std::string_view("operator_or_officer")},
    std::pair{Right::keeper, std::string_view("keeper")},
    std::pair{Right::administrator, std::string_view("administrator")},
    std::pair{Right::client, std::string_view("client")},
    std::pair{Right::notifying_client, std::string_view("notifying_client")},
    std::pair{Right::operations, std::string_view("operations")}};

constexpr std::array kRoles = {std::pair{Role::citizen, std::string_view("citizen")},
                               std::pair{Role::operator_, std::string_view("operator")},
                               std::pair{Role::officer, std::string_view("officer")},
                               std::pair{Role::keeper, std::string_view("keeper")},
                               std::pair{Role::administrator, std::string_view("administrator")},
                               std::pair{Role::client, std::string_view("client")}};

constexpr std::array kScopes = {std::pair{Scope::applications_file, std::string_view("applications_file")},
                                std::pair{Scope::applications_read, std::string_view("applications_read")},
                                std::pair{Scope::notices_send, std::string_view("notices_send")}};

template <class Pairs, class Value>
std::string_view word_of(const Pairs& pairs, Value value) {
  const auto* const found = std::ranges::find(pairs, value, &Pairs::value_type::first);
  return found == pairs.end() ? std::string_view() : found->second;
}

template <class Value, class Pairs>
std::optional<Value> value_of(const Pairs& pairs, std::string_view word) {
  const auto* const found = std::ranges::find(pairs, word, &Pairs::value_type::second);
  return found == pairs.end() ? std::nullopt : std::optional(found->first);
}

}  // namespace

std::string_view to_word(Right right) { return word_of(kRights, right); }
std::string_view to_word(Role role) { return word_of(kRoles, role); }
std::string_view to_word(Scope scope) { return word_of(kScopes, scope); }
std::optional<Role> parse_role(std::string_view word) { return value_of<Role>(kRoles, word); }
std::optional<Scope> parse_scope(std::string_view word) { return value_of<Scope>(kScopes, word); }

Result<void> check_scope(const Caller& caller, Scope scope) {
  if (caller.client == 0) return {};
  if (!caller.may(scope))
    return fail(Code::forbidden, "client.scope_missing", {{"scope", std::string(to_word(scope))}});
  if (caller.person == 0) return fail(Code::forbidden, "client.consent_missing");
  return {};
}

}  // namespace qyzmet::http
