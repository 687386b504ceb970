#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "catalogue/catalogue.hpp"
#include "db/db.hpp"
#include "exchange/exchange.hpp"
#include "http/http.hpp"
#include "journal/journal.hpp"

/// Proactive services: a register tells of something, and the state offers first.  Source: DOMAIN, "Catalogue".
namespace qyzmet::applications {

using OfferId = Id<struct OfferTag>;

/// The state offers a service to a person. Whether they take it is theirs to say: an offer files nothing.
struct Offer {
  OfferId id;
  std::string service;
  std::string iin;        ///< whose it is
  std::string notice;     ///< what a register told of: "birth.reported"
  std::string reference;  ///< of the register's record
  Instant made_at{};
};

/// How long an offer is shown.
inline constexpr auto kOfferStands = std::chrono::days(365);

/// What hears of notices: each service whose definition says so is offered, once for each record of a register. Emits
/// "offer.made" {notice, service}. `catalogue` outlives it.
journal::Consumer offers_consumer(const catalogue::Catalogue& catalogue);

/// Open offers to the person with this IIN, newest first: not declined, not older than `kOfferStands`, and the person
/// `person` has not applied for the service since.
std::vector<Offer> open_offers(db::Snapshot& snapshot, std::string_view iin, std::int64_t person, Instant now);

/// The person does not want it now. Emits "offer.declined" {service}; declined again: no change. Errors: not_found
/// "offer.not_found" (also for somebody else's).
Result<void> decline(db::Tx& tx, const http::Caller& caller, OfferId id, std::string_view iin);

/// GET /api/offers, POST /api/offers/{id}/decline. Everything given outlives the router.
void offer_routes(http::Router& router, const catalogue::Catalogue& catalogue, const exchange::Registers& registers,
                  Clock& clock);

}  // namespace qyzmet::applications
