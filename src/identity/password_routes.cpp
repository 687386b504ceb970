// Staff change their own password.
#include "identity/events.hpp"
#include "identity/impl.hpp"
#include "identity/password.hpp"

namespace qyzmet::identity {
namespace {

using http::Reply;
using http::Request;

struct Wish {
  std::string password;
  std::string new_password;
  store::Staff staff;
  Try tried;
  std::string new_hash;  ///< once `password` was found to fit
};

Result<Wish> parse_wish(const Request& request) {
  TRY_ASSIGN(const json::object body, parse_body(request));
  TRY(only_fields(body, {"new_password", "password"}));
  TRY_ASSIGN(const std::string_view password, get_string(body, "password"));
  TRY_ASSIGN(const std::string_view wished, get_string(body, "new_password"));
  TRY(check_length(wished, "new_password"));
  if (password == wished) return fail_field("new_password", "staff.password_same");
  return Wish{.password = std::string(password), .new_password = std::string(wished)};
}

/// Whoever sits at somebody else's open session guesses no further than at the door.
Result<void> check_wish(Impl& impl, Wish& wish) {
  TRY(check_lock(impl, wish.tried));
  if (wish.password.size() > kLongestPassword || !password_fits(wish.password, wish.staff.password_hash)) {
    count_failure(impl, wish.tried, wish.staff.id);
    return fail_field("password", "staff.password_wrong");
  }
  wish.new_hash = hash_password(wish.new_password, impl.random);
  return {};
}

Result<Reply> change_password(db::Tx& tx, Impl& impl, const Request& request, const Wish& wish) {
  if (store::password_hash(tx, wish.staff.id) != wish.staff.password_hash) {
    return fail_field("password", "staff.password_wrong");  // changed meanwhile
  }
  store::set_password_hash(tx, wish.staff.id, wish.new_hash);
  end_other_sessions(tx, impl, request.caller, request.caller.session);
  append_event(tx, "staff.password_changed", wish.staff.id, {{"by", request.caller.id}});
  return http::json_reply(200, canonical_json(json::object{{"changed_at", to_rfc3339(tx.now())}}));
}

}  // namespace

void password_routes(http::Router& router, Impl& impl) {
  router.change<Wish, Wish>(
      http::Right::staff, http::Method::post, "/api/password",
      {.parse = parse_wish,
       .prepare = [&impl](const Request& request, Wish&& wish, db::Snapshot& snapshot) -> Result<Wish> {
         auto staff = store::find_staff(snapshot, request.caller.staff);
         if (!staff) throw db::Broken("session: its member of staff is missing");
         wish.tried = try_of(staff->login, request.client_network);
         wish.staff = *std::move(staff);
         TRY(check_lock(impl, wish.tried));
         return std::move(wish);
       },
       .apply = [&impl](db::Tx& tx, const Request& request,
                        const Wish& wish) { return change_password(tx, impl, request, wish); },
       .slow = {.queue = [&impl](const Request& request, std::move_only_function<void()> job) {
                  return queue_hashing(impl, request, std::move(job));
                },
                .work = [&impl](const Request&, Wish& wish) { return check_wish(impl, wish); }},
       .kept = false});
}

}  // namespace qyzmet::identity
