#include "applications/offers.hpp"
#include "applications/replies.hpp"
#include "base/json.hpp"
#include "identity/identity.hpp"

namespace qyzmet::applications {
namespace {

using http::Method;
using http::Reply;
using http::Request;
using http::Right;

json::object to_object(const Offer& offer, const catalogue::Service& service, const exchange::NoticeKind& notice) {
  return {{"id", id_to_decimal(offer.id.value)},
          {"made_at", to_rfc3339(offer.made_at)},
          {"notice", to_object(notice.title)},
          {"service", offer.service},
          {"title", to_object(service.definition.title)}};
}

/// An offer of what is no longer given, or of what no register tells any more, is no offer.
Result<Reply> list_offers(const catalogue::Catalogue& catalogue, const exchange::Registers& registers,
                          const Clock& clock, const Request& request, db::Snapshot& snapshot) {
  TRY_ASSIGN(const auto person, identity::person(snapshot, request.caller.person));
  json::array all;
  for (const Offer& offer : open_offers(snapshot, person.iin, request.caller.person, clock.now())) {
    const auto* const service = catalogue.find(offer.service);
    const auto* const notice = registers.notice(offer.notice);
    const bool given = service != nullptr && !catalogue.is_retired(offer.service);
    if (given && notice != nullptr) all.push_back(to_object(offer, *service, *notice));
  }
  return http::json_reply(200, json::serialize(json::object{{"offers", std::move(all)}}));
}

Result<Reply> answer_decline(db::Tx& tx, const Request& request, const std::string& iin) {
  const auto id = parse_id(request.capture("id"));
  if (!id) return fail(Code::not_found, "offer.not_found");
  TRY(decline(tx, request.caller, OfferId{*id}, iin));
  return http::json_reply(200, canonical_json(json::object{{"id", id_to_decimal(*id)}, {"state", "declined"}}));
}

}  // namespace

void offer_routes(http::Router& router, const catalogue::Catalogue& catalogue, const exchange::Registers& registers,
                  Clock& clock) {
  router.read(Right::citizen, Method::get, "/api/offers",
              [&catalogue, &registers, &clock](const Request& request, db::Snapshot& snapshot) {
                return list_offers(catalogue, registers, clock, request, snapshot);
              });
  router.change<std::string, std::string>(
      Right::citizen, Method::post, "/api/offers/{id}/decline",
      {.parse = [](const Request& request) -> Result<std::string> {
         TRY_ASSIGN(const json::value body, body_of(request));
         TRY(only_fields(body.get_object(), {}));
         return std::string();
       },
       .prepare = [](const Request& request, std::string&&, db::Snapshot& snapshot) -> Result<std::string> {
         TRY_ASSIGN(const auto person, identity::person(snapshot, request.caller.person));
         return person.iin;
       },
       .apply = answer_decline});
}

}  // namespace qyzmet::applications
