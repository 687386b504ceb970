#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "applications/offers.hpp"
#include "db/db.hpp"

/// All SQL about offers.
namespace qyzmet::applications::store {

/// False: it was made before.
bool insert_offer(db::Tx& tx, const Offer& offer);
/// Not declined, made after `since`, and not applied for by `person` since; newest first, at most 100.
std::vector<Offer> open_offers(db::Snapshot& snapshot, std::string_view iin, std::int64_t person, Instant since);
struct OfferRow {
  Offer offer;
  bool declined = false;
};
std::optional<OfferRow> find_offer(db::Tx& tx, OfferId id);
void decline_offer(db::Tx& tx, OfferId id, std::int64_t index);

}  // namespace qyzmet::applications::store
