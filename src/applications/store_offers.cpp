#include "applications/store_offers.hpp"

namespace qyzmet::applications::store {
namespace {

const db::Sql kInsertOffer(
    "INSERT INTO offer (id, service, iin, notice, reference, made_at_ms) VALUES "
    "($id, $service, $iin, $notice, $reference, $made_at_ms) ON CONFLICT (iin, service, notice, reference) DO NOTHING");

// Ids are given in the order of time, of offers and applications alike.
const db::Sql kOpenOffers(
    "SELECT id, service, iin, notice, reference, made_at_ms, declined_index FROM offer WHERE iin = $iin AND "
    "declined_index IS NULL AND made_at_ms > $since_ms AND NOT EXISTS (SELECT 1 FROM application WHERE "
    "application.applicant = $person AND application.id > offer.id AND application.service = offer.service AND "
    "application.state <> 'withdrawn') ORDER BY id DESC LIMIT 100");

const db::Sql kFindOffer(
    "SELECT id, service, iin, notice, reference, made_at_ms, declined_index FROM offer WHERE id = $id");

const db::Sql kDecline("UPDATE offer SET declined_index = $index WHERE id = $id");

OfferRow read_offer(const db::Rows& rows) {
  return {.offer = {.id = {rows.integer(0)},
                    .service = std::string(rows.text(1)),
                    .iin = std::string(rows.text(2)),
                    .notice = std::string(rows.text(3)),
                    .reference = std::string(rows.text(4)),
                    .made_at = from_ms(rows.integer(5))},
          .declined = !rows.null(6)};
}

}  // namespace

bool insert_offer(db::Tx& tx, const Offer& offer) {
  return tx.run_counted(kInsertOffer, {{"id", offer.id.value},
                                       {"service", offer.service},
                                       {"iin", offer.iin},
                                       {"notice", offer.notice},
                                       {"reference", offer.reference},
                                       {"made_at_ms", to_ms(offer.made_at)}}) == 1;
}

std::vector<Offer> open_offers(db::Snapshot& snapshot, std::string_view iin, std::int64_t person, Instant since) {
  std::vector<Offer> all;
  const auto rows = snapshot.query(kOpenOffers, {{"iin", iin}, {"person", person}, {"since_ms", to_ms(since)}});
  while (rows->next()) all.push_back(read_offer(*rows).offer);
  return all;
}

std::optional<OfferRow> find_offer(db::Tx& tx, OfferId id) {
  const auto rows = tx.query(kFindOffer, {{"id", id.value}});
  if (!rows->next()) return std::nullopt;
  return read_offer(*rows);
}

void decline_offer(db::Tx& tx, OfferId id, std::int64_t index) {
  tx.run(kDecline, {{"id", id.value}, {"index", index}});
}

}  // namespace qyzmet::applications::store
