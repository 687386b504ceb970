// Letting a client act for one, and what a client holds.
#include <algorithm>
#include <limits>

#include "base/id.hpp"
#include "identity/events.hpp"
#include "identity/impl.hpp"

namespace qyzmet::identity {
namespace {

using http::Method;
using http::Reply;
using http::Request;
using http::Right;

constexpr std::int64_t kMostConsentDays = 365;
constexpr int kConsentsAnHour = 20;
constexpr std::int64_t kMostConsents = 50;  ///< that stand, of one person
constexpr std::size_t kLongestReference = 64;
constexpr int kPage = 50;

/// What people let a program do for them.
constexpr unsigned kOfPeople =
    static_cast<unsigned>(http::Scope::applications_file) | static_cast<unsigned>(http::Scope::applications_read);

struct ConsentRequest {
  std::int64_t client = 0;
  unsigned scopes = 0;
  std::int64_t days = 0;
  std::string reference;
};

/// What the client calls the person: its own word, which it gets back with the consent. Nothing else than a name.
Result<std::string> parse_reference(const json::object& body) {
  if (!body.contains("reference")) return std::string();
  TRY_ASSIGN(const std::string_view reference, get_string(body, "reference"));
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-' || c == '~';
  };
  if (reference.empty() || reference.size() > kLongestReference || !std::ranges::all_of(reference, fits)) {
    return fail_field("reference", "consent.reference_malformed");
  }
  return std::string(reference);
}

Result<ConsentRequest> parse_consent(const Request& request) {
  TRY_ASSIGN(const json::object body, parse_body(request));
  TRY(only_fields(body, {"client", "days", "reference", "scopes"}));
  TRY_ASSIGN(const std::string_view client, get_string(body, "client"));
  const auto id = parse_id(client);
  if (!id) return fail_field("client", id.error().key);
  TRY_ASSIGN(const unsigned scopes, parse_scope_list(body));
  if ((scopes & ~kOfPeople) != 0) return fail_field("scopes", "scope.unknown");
  TRY_ASSIGN(const std::int64_t days, get_in_range(body, "days", kMostConsentDays));
  TRY_ASSIGN(std::string reference, parse_reference(body));
  return ConsentRequest{*id, scopes, days, std::move(reference)};
}

std::string_view state_of(const Consent& consent, Instant now) {
  if (consent.revoked_at) return "revoked";
  return now < consent.until ? "active" : "over";
}

/// What both sides see.
json::object consent_json(const Consent& consent, Instant now) {
  return {{"id", id_to_decimal(consent.id)},
          {"scopes", words_json(scopes_to_words(consent.scopes))},
          {"given_at", to_rfc3339(consent.given_at)},
          {"until", to_rfc3339(consent.until)},
          {"revoked_at", time_or_null(consent.revoked_at)},
          {"state", state_of(consent, now)}};
}

json::object own_json(const store::NamedConsent& named, Instant now) {
  json::object object = consent_json(named.consent, now);
  object["client"] = json::object{{"id", id_to_decimal(named.consent.client)}, {"name", named.client_name}};
  return object;
}

/// For the client: by the name that it gave the person itself, and no other.
json::object held_json(const store::NamedConsent& named, Instant now) {
  json::object object = consent_json(named.consent, now);
  const std::string& reference = named.consent.reference;
  object["reference"] = reference.empty() ? json::value() : json::value(reference);
  return object;
}

struct PreparedConsent {
  store::NamedConsent named;
  std::chrono::days life{};
};

Result<PreparedConsent> prepare_consent(Impl& impl, const Request& request, ConsentRequest&& wanted,
                                        db::Snapshot& snapshot) {
  const std::string key = "consent:" + request.caller.id;
  if (!impl.given_rates.take(key, kConsentsAnHour, std::chrono::hours(1), impl.clock.now())) {
    return fail(Code::too_many, "consent.too_often");
  }
  const auto client = store::find_client(snapshot, wanted.client);
  if (!client) return fail_field("client", "client.not_found");
  return PreparedConsent{.named = {.consent = {.person = request.caller.person,
                                               .client = client->id,
                                               .scopes = wanted.scopes,
                                               .reference = std::move(wanted.reference)},
                                   .client_name = client->name},
                         .life = std::chrono::days(wanted.days)};
}

Result<Reply> give_consent(db::Tx& tx, Impl& impl, const Request& request, const PreparedConsent& prepared) {
  if (store::count_consents(tx, request.caller.person) >= kMostConsents) {
    return fail(Code::conflict, "consent.too_many", {{"limit", std::to_string(kMostConsents)}});
  }
  store::NamedConsent named = prepared.named;
  Consent& consent = named.consent;
  consent.id = tx.new_id();
  consent.given_at = tx.now();
  consent.until = tx.now() + prepared.life;
  store::insert_consent(tx, consent);
  append_event(tx, "consent.given", consent.id,
               {{"by", request.caller.id},
                {"client", "client:" + id_to_decimal(consent.client)},
                {"scopes", words_json(scopes_to_words(consent.scopes))},
                {"until", to_rfc3339(consent.until)}});
  tx.after_commit([&impl, consent] { impl.live.add(consent); });
  return http::json_reply(201, canonical_json(own_json(named, tx.now())));
}

Result<std::int64_t> before_of(const Request& request) {
  const std::string after = request.parameter("after");
  if (after.empty()) return std::numeric_limits<std::int64_t>::max();
  const auto id = parse_id(after);
  return id ? *id : Result<std::int64_t>(fail(Code::malformed, "http.malformed_cursor"));
}

/// One entry more than a page was asked for: whether there is another page.
template <class ToJson>
Reply page_reply(const std::vector<store::NamedConsent>& found, Instant now, ToJson&& to_json) {
  json::array all;
  for (const auto& named : found) {
    if (std::ssize(all) < kPage) all.push_back(to_json(named, now));
  }
  json::value next = nullptr;
  if (std::ssize(found) > kPage) next = id_to_decimal(found[kPage - 1].consent.id);
  return http::json_reply(200, canonical_json(json::object{{"consents", std::move(all)}, {"next", std::move(next)}}));
}

void reading_routes(http::Router& router, Impl& impl) {
  router.read(Right::citizen, Method::get, "/api/consents",
              [&impl](const Request& request, db::Snapshot& snapshot) -> Result<Reply> {
                TRY_ASSIGN(const std::int64_t before, before_of(request));
                const auto found = store::consents_of(snapshot, request.caller.person, before, kPage + 1);
                return page_reply(found, impl.clock.now(), own_json);
              });
  router.read(Right::client, Method::get, "/api/client/consents",
              [&impl](const Request& request, db::Snapshot& snapshot) -> Result<Reply> {
                TRY_ASSIGN(const std::int64_t before, before_of(request));
                const auto found = store::consents_held(snapshot, request.caller.client, before, kPage + 1);
                return page_reply(found, impl.clock.now(), held_json);
              });
  router.read(Right::citizen, Method::get, "/api/clients", [](const Request&, db::Snapshot& snapshot) -> Result<Reply> {
    json::array all;
    for (const store::Client& client : store::clients(snapshot)) {
      const unsigned scopes = client.scopes & kOfPeople;
      if (scopes == 0) continue;
      all.push_back(json::object{
          {"id", id_to_decimal(client.id)}, {"name", client.name}, {"scopes", words_json(scopes_to_words(scopes))}});
    }
    return http::json_reply(200, canonical_json(json::object{{"clients", std::move(all)}}));
  });
}

}  // namespace

void consent_routes(http::Router& router, Impl& impl) {
  router.change<ConsentRequest, PreparedConsent>(
      Right::citizen, Method::post, "/api/consents",
      {.parse = parse_consent,
       .prepare = [&impl](
                      const Request& request, ConsentRequest&& wanted,
                      db::Snapshot& snapshot) { return prepare_consent(impl, request, std::move(wanted), snapshot); },
       .apply = [&impl](db::Tx& tx, const Request& request, const PreparedConsent& prepared) -> Result<Reply> {
         return give_consent(tx, impl, request, prepared);
       }});
  revoke_route(router, Right::citizen, "/api/consents/{id}/revoke", "consent.not_found",
               [&impl](db::Tx& tx, const http::Caller& owner, std::int64_t id) -> Result<void> {
                 if (!store::revoke_consent(tx, owner.person, id)) return fail(Code::not_found, "consent.not_found");
                 append_event(tx, "consent.revoked", id, {{"by", owner.id}});
                 tx.after_commit([&impl, id] { impl.live.end_consent(id); });
                 return {};
               });
  reading_routes(router, impl);
}

}  // namespace qyzmet::identity
