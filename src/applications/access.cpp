#include "applications/access.hpp"

namespace qyzmet::applications {
namespace {

std::string client_word(std::int64_t client) { return "client:" + std::to_string(client); }

Access access_of_client(const Filer& filer, const http::Caller& caller, http::Scope scope) {
  const bool theirs = filer.by == client_word(caller.client) && filer.applicant == caller.person;
  return theirs && caller.may(scope) ? Access::applicant : Access::none;
}

}  // namespace

Access access_of(const Application& application, const http::Caller& caller, http::Scope scope) {
  const Filer& filer = application.filer;
  if (!filer.applicant) return Access::follower;
  if (caller.client != 0) return access_of_client(filer, caller, scope);
  if (caller.person == 0) return Access::none;
  if (filer.applicant == caller.person) return Access::applicant;
  return filer.by == person_word(caller.person) ? Access::filer : Access::none;
}

Filer filer_of(const http::Caller& caller) {
  Filer filer;
  if (caller.client != 0) {
    filer.by = client_word(caller.client);
    filer.channel = "client";
  } else if (caller.staff != 0) {
    filer.by = caller.id;
    filer.channel = "counter";
  } else if (caller.person != 0) {
    filer.by = person_word(caller.person);
  }
  if (caller.person != 0) filer.applicant = caller.person;
  return filer;
}

Result<void> check_staff(const http::Caller& caller, std::string_view agency,
                         const std::vector<catalogue::LocalBody>& local_bodies) {
  if (caller.has(http::Role::operator_)) return {};
  if (caller.has(http::Role::officer) && stands_for(local_bodies, caller.agency, agency)) return {};
  return fail(Code::forbidden, "right.missing");
}

}  // namespace qyzmet::applications
