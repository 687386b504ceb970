#pragma once

#include <string_view>

#include "db/db.hpp"
#include "exchange/answer.hpp"
#include "exchange/exchange.hpp"
#include "exchange/store.hpp"

/// What this module tells the journal; the facts of each event stand in exchange.hpp. Each gives the event's index.
namespace qyzmet::exchange::events {

std::int64_t asked(db::Tx& tx, const Lookup& lookup);
/// `took_ms`: from sending to the answer; 0 for a kept value.
std::int64_t answered(db::Tx& tx, const Lookup& lookup, const Answer& answer, bool kept, std::int64_t took_ms);
std::int64_t failed(db::Tx& tx, const Lookup& lookup, std::string_view reason);
std::int64_t expired(db::Tx& tx, const Lookup& lookup);
std::int64_t frozen(db::Tx& tx, std::string_view register_id, Instant since);
std::int64_t thawed(db::Tx& tx, const store::FreezeRow& freeze);

/// The facts of one freeze's beginning or end that everybody may see, as JSON: what a live route sends.
std::string frozen_json(const store::FreezeRow& freeze);
std::string thawed_json(const store::FreezeRow& freeze);

}  // namespace qyzmet::exchange::events
