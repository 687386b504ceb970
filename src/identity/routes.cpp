// What people look after themselves: their sessions and mandates.
#include <algorithm>

#include "base/id.hpp"
#include "identity/events.hpp"
#include "identity/impl.hpp"

namespace qyzmet::identity {
namespace {

using http::Method;
using http::Reply;
using http::Request;
using http::Right;

constexpr std::int64_t kMostMandateDays = 365;
constexpr std::int64_t kMostUses = 100;
constexpr std::size_t kMostServices = 20;
constexpr int kMandatesAnHour = 20;

json::object session_json(const Session& session, std::int64_t current) {
  return {{"id", id_to_decimal(session.id)},
          {"way", to_word(session.way)},
          {"device", session.device.empty() ? json::value() : json::value(session.device)},
          {"opened_at", to_rfc3339(session.opened_at)},
          {"last_seen_at", to_rfc3339(session.last_seen)},
          {"expires_at", to_rfc3339(silent_end(session))},
          {"current", session.id == current}};
}

void session_routes(http::Router& router, Impl& impl) {
  router.read(Right::signed_in, Method::get, "/api/sessions",
              [&impl](const Request& request, db::Snapshot& snapshot) -> Result<Reply> {
                json::array sessions;
                for (const Session& stored : store::sessions_of(snapshot, request.caller, impl.clock.now())) {
                  // Memory knows better when it was last seen, and which have been silent too long.
                  const auto session = impl.live.find(stored.id);
                  if (session) sessions.push_back(session_json(*session, request.caller.session));
                }
                return http::json_reply(200, canonical_json(json::object{{"sessions", std::move(sessions)}}));
              });
  revoke_route(
      router, Right::signed_in, "/api/sessions/{id}/revoke", "session.not_found",
      [&impl](db::Tx& tx, const http::Caller& owner, std::int64_t id) { return end_session(tx, impl, owner, id); });
  router.change<int, int>(Right::signed_in, Method::post, "/api/sessions/revoke-others",
                          {.parse = [](const Request& request) -> Result<int> {
                             TRY(parse_no_body(request));
                             return 0;
                           },
                           .prepare = [](const Request&, int&&, db::Snapshot&) -> Result<int> { return 0; },
                           .apply = [&impl](db::Tx& tx, const Request& request, const int&) -> Result<Reply> {
                             const std::int64_t ended =
                                 end_other_sessions(tx, impl, request.caller, request.caller.session);
                             return http::json_reply(200, canonical_json(json::object{{"ended", ended}}));
                           }});
}

struct MandateRequest {
  std::string to_iin;
  std::vector<std::string> services;
  std::int64_t days = 0;
  std::int64_t uses = 0;
};

Result<std::vector<std::string>> parse_services(const Impl& impl, const json::object& body) {
  TRY_ASSIGN(const json::array* list, get_array(body, "services"));
  if (list->empty()) return fail_field("services", "field.empty_list");
  if (list->size() > kMostServices) {
    return fail_field("services", "field.not_in_range", {{"min", "1"}, {"max", std::to_string(kMostServices)}});
  }
  std::vector<std::string> services;
  for (const json::value& one : *list) {
    const std::string path = "services[" + std::to_string(services.size()) + "]";
    if (!one.is_string()) return fail_field(path, "field.wrong_type", {{"expected", "string"}});
    const std::string_view service = one.get_string();
    if (impl.options.service_exists && !impl.options.service_exists(service)) {
      return fail_field(path, "service.not_found");
    }
    if (impl.options.service_retired && impl.options.service_retired(service)) {
      return fail_field(path, "service.retired");
    }
    if (std::ranges::find(services, service) != services.end()) return fail_field(path, "field.repeated");
    services.emplace_back(service);
  }
  return services;
}

Result<MandateRequest> parse_mandate(const Impl& impl, const Request& request) {
  TRY_ASSIGN(const json::object body, parse_body(request));
  TRY(only_fields(body, {"days", "services", "to_iin", "uses"}));
  TRY_ASSIGN(const std::string_view iin, get_string(body, "to_iin"));
  if (iin.size() != 12 || !std::ranges::all_of(iin, is_digit)) return fail_field("to_iin", "iin.not_12_digits");
  TRY_ASSIGN(std::vector<std::string> services, parse_services(impl, body));
  TRY_ASSIGN(const std::int64_t days, get_in_range(body, "days", kMostMandateDays));
  TRY_ASSIGN(const std::int64_t uses, get_in_range(body, "uses", kMostUses));
  return MandateRequest{std::string(iin), std::move(services), days, uses};
}

json::object mandate_json(const store::NamedMandate& named, Instant now) {
  const Mandate& mandate = named.mandate;
  return {{"id", id_to_decimal(mandate.id)},
          {"from", json::object{{"name", named.giver_name}}},
          {"to", json::object{{"name", named.holder_name}}},
          {"services", json::array(mandate.services.begin(), mandate.services.end())},
          {"given_at", to_rfc3339(mandate.given_at)},
          {"until", to_rfc3339(mandate.until)},
          {"uses", mandate.uses},
          {"uses_left", mandate.uses_left},
          {"revoked_at", time_or_null(mandate.revoked_at)},
          {"state", to_word(state_of(mandate, now))}};
}

struct PreparedMandate {
  store::NamedMandate named;
  std::chrono::days life{};
};

Result<PreparedMandate> prepare_mandate(Impl& impl, const Request& request, const MandateRequest& wanted,
                                        db::Snapshot& snapshot) {
  // The answer tells the name of whoever has this IIN: nobody may ask for many.
  const std::string key = "mandate:" + request.caller.id;
  if (!impl.given_rates.take(key, kMandatesAnHour, std::chrono::hours(1), impl.clock.now())) {
    return fail(Code::too_many, "mandate.too_many");
  }
  TRY_ASSIGN(const Person giver, person(snapshot, request.caller.person));
  const auto holder = store::find_person_by_iin(snapshot, wanted.to_iin);
  if (!holder) return fail_field("to_iin", "mandate.no_such_person");
  if (holder->id == giver.id) return fail_field("to_iin", "mandate.to_self");
  const int uses = static_cast<int>(wanted.uses);
  return PreparedMandate{.named = {.mandate = {.giver = giver.id,
                                               .holder = holder->id,
                                               .services = wanted.services,
                                               .uses = uses,
                                               .uses_left = uses},
                                   .giver_name = giver.name,
                                   .holder_name = holder->name},
                         .life = std::chrono::days(wanted.days)};
}

Reply give_mandate(db::Tx& tx, const Request& request, const PreparedMandate& prepared) {
  store::NamedMandate named = prepared.named;
  Mandate& mandate = named.mandate;
  mandate.id = tx.new_id();
  mandate.given_at = tx.now();
  mandate.until = tx.now() + prepared.life;
  store::insert_mandate(tx, mandate);
  append_event(tx, "mandate.given", mandate.id,
               {{"by", request.caller.id},
                {"to", "person:" + id_to_decimal(mandate.holder)},
                {"services", json::array(mandate.services.begin(), mandate.services.end())},
                {"until", to_rfc3339(mandate.until)},
                {"uses", mandate.uses}});
  return http::json_reply(201, canonical_json(mandate_json(named, tx.now())));
}

json::array mandates_json(const std::vector<store::NamedMandate>& mandates, Instant now) {
  json::array all;
  for (const auto& named : mandates) all.push_back(mandate_json(named, now));
  return all;
}

void mandate_routes(http::Router& router, Impl& impl) {
  router.change<MandateRequest, PreparedMandate>(
      Right::citizen, Method::post, "/api/mandates",
      {.parse = [&impl](const Request& request) { return parse_mandate(impl, request); },
       .prepare = [&impl](const Request& request, MandateRequest&& wanted,
                          db::Snapshot& snapshot) { return prepare_mandate(impl, request, wanted, snapshot); },
       .apply = [](db::Tx& tx, const Request& request, const PreparedMandate& prepared) -> Result<Reply> {
         return give_mandate(tx, request, prepared);
       }});
  router.read(Right::citizen, Method::get, "/api/mandates",
              [&impl](const Request& request, db::Snapshot& snapshot) -> Result<Reply> {
                const Instant now = impl.clock.now();
                const std::int64_t person = request.caller.person;
                json::object all{{"given", mandates_json(store::mandates_given(snapshot, person), now)},
                                 {"received", mandates_json(store::mandates_received(snapshot, person), now)}};
                return http::json_reply(200, canonical_json(all));
              });
  revoke_route(router, Right::citizen, "/api/mandates/{id}/revoke", "mandate.not_found",
               [](db::Tx& tx, const http::Caller& owner, std::int64_t id) -> Result<void> {
                 if (!store::revoke_mandate(tx, owner.person, id)) return fail(Code::not_found, "mandate.not_found");
                 append_event(tx, "mandate.revoked", id, {{"by", owner.id}});
                 return {};
               });
}

}  // namespace

json::value time_or_null(const std::optional<Instant>& at) { return at ? json::value(to_rfc3339(*at)) : json::value(); }

Result<std::int64_t> get_in_range(const json::object& body, std::string_view name, std::int64_t max) {
  TRY_ASSIGN(const std::int64_t number, get_integer(body, name));
  if (number >= 1 && number <= max) return number;
  return fail_field(std::string(name), "field.not_in_range", {{"min", "1"}, {"max", std::to_string(max)}});
}

void revoke_route(http::Router& router, Right right, std::string_view pattern, std::string_view not_found,
                  Revoke revoke) {
  router.change<std::int64_t, std::int64_t>(
      right, Method::post, pattern,
      {.parse = [not_found](const Request& request) -> Result<std::int64_t> {
         TRY(parse_no_body(request));
         // A number that cannot be read is nobody's: one answer for both.
         const auto id = parse_id(request.capture("id"));
         return id ? *id : Result<std::int64_t>(fail(Code::not_found, std::string(not_found)));
       },
       .prepare = [](const Request&, std::int64_t&& id, db::Snapshot&) -> Result<std::int64_t> { return id; },
       .apply = [revoke = std::move(revoke)](db::Tx& tx, const Request& request,
                                             const std::int64_t& id) -> Result<Reply> {
         TRY(revoke(tx, request.caller, id));
         return http::json_reply(
             200, canonical_json(json::object{{"id", id_to_decimal(id)}, {"revoked_at", to_rfc3339(tx.now())}}));
       }});
}

Result<unsigned> parse_scope_list(const json::object& body) {
  TRY_ASSIGN(const json::array* list, get_array(body, "scopes"));
  if (list->empty()) return fail_field("scopes", "field.empty_list");
  unsigned scopes = 0;
  std::size_t place = 0;
  for (const json::value& one : *list) {
    const std::string path = "scopes[" + std::to_string(place++) + "]";
    if (!one.is_string()) return fail_field(path, "field.wrong_type", {{"expected", "string"}});
    const auto scope = http::parse_scope(one.get_string());
    if (!scope) return fail_field(path, "scope.unknown");
    scopes |= static_cast<unsigned>(*scope);
  }
  return scopes;
}

void routes(http::Router& router, Identity& identity) {
  Impl& impl = *identity.impl_;
  sign_in_routes(router, impl);
  password_routes(router, impl);
  session_routes(router, impl);
  consent_routes(router, impl);
  mandate_routes(router, impl);
}

}  // namespace qyzmet::identity
