#include "applications/offers.hpp"

#include "applications/store_offers.hpp"
#include "base/json.hpp"

namespace qyzmet::applications {
namespace {

std::int64_t append_offer_event(db::Tx& tx, std::string_view kind, std::string_view by, const Offer& offer,
                                json::object facts) {
  facts["at"] = to_rfc3339(tx.now());
  facts["by"] = by;
  facts["kind"] = kind;
  facts["service"] = offer.service;
  facts["subject"] = id_to_decimal(offer.id.value);
  const std::string text = canonical_json(facts);
  return journal::append(tx, {.kind = kind, .subject = offer.id.value, .facts = text, .personal = {}});
}

}  // namespace

journal::Consumer offers_consumer(const catalogue::Catalogue& catalogue) {
  const auto hear = [&catalogue](db::Tx& tx, const journal::Stored& event) -> Result<void> {
    TRY_ASSIGN(const exchange::Notice notice, exchange::notice_of(event));
    if (notice.iin.empty()) return {};  // erased: nobody is left to offer anything
    for (const auto* const service : catalogue.services()) {
      const catalogue::Definition& definition = service->definition;
      if (definition.process.proactive_on != notice.what || catalogue.is_retired(definition.id)) continue;
      const Offer offer{.id = tx.new_id<OfferTag>(),
                        .service = definition.id,
                        .iin = notice.iin,
                        .notice = notice.what,
                        .reference = notice.reference,
                        .made_at = tx.now()};
      if (!store::insert_offer(tx, offer)) continue;
      append_offer_event(tx, "offer.made", "system", offer, {{"notice", offer.notice}});
    }
    return {};
  };
  return {.name = "applications.offers", .kinds = {"notice.received"}, .hear = hear};
}

std::vector<Offer> open_offers(db::Snapshot& snapshot, std::string_view iin, std::int64_t person, Instant now) {
  return store::open_offers(snapshot, iin, person, now - kOfferStands);
}

Result<void> decline(db::Tx& tx, const http::Caller& caller, OfferId id, std::string_view iin) {
  const auto found = store::find_offer(tx, id);
  if (!found || found->offer.iin != iin) return fail(Code::not_found, "offer.not_found");
  if (found->declined) return {};
  store::decline_offer(tx, id, append_offer_event(tx, "offer.declined", caller.id, found->offer, {}));
  return {};
}

}  // namespace qyzmet::applications
