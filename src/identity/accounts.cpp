// New staff and clients: made by the installation's own operators, with the server stopped.
#include <algorithm>

#include "identity/events.hpp"
#include "identity/identity.hpp"
#include "identity/password.hpp"
#include "identity/store.hpp"

namespace qyzmet::identity {
namespace {

bool is_login_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

Result<void> check(const NewStaff& staff) {
  if (staff.login.empty() || staff.login.size() > kLongestLogin ||
      !std::ranges::all_of(staff.login, is_login_character)) {
    return fail_field("login", "staff.login_malformed");
  }
  TRY(check_length(staff.password, "password"));
  if (staff.name.empty()) return fail_field("name", "field.missing");
  constexpr unsigned kNotStaff = static_cast<unsigned>(http::Role::citizen) | static_cast<unsigned>(http::Role::client);
  if (staff.roles == 0 || (staff.roles & kNotStaff) != 0) return fail_field("role", "staff.no_role");
  return {};
}

Result<store::Staff> open_account(db::Database& database, std::string_view login) {
  std::optional<store::Staff> found;
  database.read([&](db::Snapshot& snapshot) { found = store::find_staff_by_login(snapshot, login); });
  if (!found || found->closed) return fail(Code::not_found, "staff.not_found", {{"login", std::string(login)}});
  return *std::move(found);
}

/// The server does not run, so that no session of theirs lives in any memory.
void end_sessions(db::Tx& tx, const store::Staff& staff) {
  http::Caller owner;
  owner.staff = staff.id;
  std::ignore = store::revoke_other_sessions(tx, owner, 0);
}

}  // namespace

Result<void> check_length(std::string_view password, std::string_view field) {
  constexpr std::size_t kShortest = 12;
  const bool fits = password.size() >= kShortest && password.size() <= kLongestPassword;
  return fits ? Result<void>() : fail_field(std::string(field), "staff.password_length");
}

Result<void> close_staff(db::Database& database, std::string_view login) {
  TRY_ASSIGN(const store::Staff staff, open_account(database, login));
  return database.change([&](db::Tx& tx) -> Result<void> {
    store::close_staff(tx, staff.id);
    end_sessions(tx, staff);
    append_event(tx, "staff.closed", staff.id, {});
    return {};
  });
}

Result<void> set_password(db::Database& database, Random& random, std::string_view login, std::string_view password) {
  TRY(check_length(password, "password"));
  TRY_ASSIGN(const store::Staff staff, open_account(database, login));
  const std::string hash = hash_password(password, random);
  return database.change([&](db::Tx& tx) -> Result<void> {
    store::set_password_hash(tx, staff.id, hash);
    end_sessions(tx, staff);
    append_event(tx, "staff.password_changed", staff.id, {});
    return {};
  });
}

Result<std::int64_t> add_staff(db::Database& database, Random& random, const NewStaff& staff) {
  TRY(check(staff));
  bool taken = false;
  database.read([&](db::Snapshot& snapshot) { taken = store::find_staff_by_login(snapshot, staff.login).has_value(); });
  if (taken) return fail(Code::conflict, "staff.login_taken");
  store::Staff row{.login = staff.login,
                   .password_hash = hash_password(staff.password, random),
                   .name = staff.name,
                   .roles = staff.roles,
                   .agency = staff.agency,
                   .office = staff.office};
  TRY(database.change([&](db::Tx& tx) -> Result<void> {
    row.id = tx.new_id();
    store::insert_staff(tx, row);
    append_event(tx, "staff.added", row.id, {{"agency", row.agency}, {"roles", roles_to_words(row.roles)}});
    return {};
  }));
  return row.id;
}

Result<ClientSecret> add_client(db::Database& database, Random& random, std::string_view name, unsigned scopes) {
  if (name.empty()) return fail_field("name", "field.missing");
  if (scopes == 0) return fail_field("scopes", "field.empty_list");
  ClientSecret made{.secret = new_secret(random)};
  TRY(database.change([&](db::Tx& tx) -> Result<void> {
    made.client = tx.new_id();
    store::insert_client(tx, {made.client, std::string(name), sha256(made.secret), scopes});
    append_event(tx, "client.added", made.client, {{"scopes", scopes_to_words(scopes)}});
    return {};
  }));
  return made;
}

}  // namespace qyzmet::identity
