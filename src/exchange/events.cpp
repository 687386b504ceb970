#include "exchange/events.hpp"

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/json.hpp"

namespace qyzmet::exchange::events {
namespace {

std::int64_t append(db::Tx& tx, std::string_view kind, std::int64_t subject, json::object facts,
                    std::string_view personal = {}) {
  facts["kind"] = kind;
  facts["subject"] = id_to_decimal(subject);
  facts["at"] = to_rfc3339(tx.now());
  const std::string text = canonical_json(facts);
  return journal::append(tx, {.kind = kind, .subject = subject, .facts = text, .personal = personal});
}

/// The application, so that the lookup stands in its history; a lookup that nobody's application wants is its own.
std::int64_t subject_of(const Lookup& lookup) { return lookup.subject != 0 ? lookup.subject : lookup.id; }

json::object facts_of(const Lookup& lookup) {
  return {{"evidence", lookup.evidence}, {"lookup", id_to_decimal(lookup.id)}, {"register", lookup.register_id}};
}

json::object frozen_facts(std::string_view register_id, Instant since) {
  return {{"register", register_id}, {"since", to_rfc3339(since)}};
}

json::object thawed_facts(const store::FreezeRow& freeze) {
  json::object facts = frozen_facts(freeze.register_id, freeze.since);
  facts["until"] = to_rfc3339(freeze.until.value_or(freeze.since));
  facts["waiting"] = freeze.waiting;
  return facts;
}

}  // namespace

std::int64_t asked(db::Tx& tx, const Lookup& lookup) {
  json::object facts = facts_of(lookup);
  facts["deadline"] = to_rfc3339(lookup.deadline);
  facts["purpose"] = lookup.purpose;
  return append(tx, "lookup.asked", subject_of(lookup), std::move(facts));
}

std::int64_t answered(db::Tx& tx, const Lookup& lookup, const Answer& answer, bool kept, std::int64_t took_ms) {
  json::object facts = facts_of(lookup);
  facts["as_of"] = to_rfc3339(answer.as_of);
  facts["found"] = answer.value.has_value();
  facts["kept"] = kept;
  facts["late"] = tx.now() > lookup.deadline;
  facts["took_ms"] = took_ms;
  const auto digest = sha256(answer.value.value_or(""));
  const std::string personal = canonical_json(json::object{{"value_sha256", to_hex(digest)}});
  return append(tx, "lookup.answered", subject_of(lookup), std::move(facts), personal);
}

std::int64_t failed(db::Tx& tx, const Lookup& lookup, std::string_view reason) {
  json::object facts = facts_of(lookup);
  facts["reason"] = reason;
  return append(tx, "lookup.failed", subject_of(lookup), std::move(facts));
}

std::int64_t expired(db::Tx& tx, const Lookup& lookup) {
  return append(tx, "lookup.expired", subject_of(lookup), facts_of(lookup));
}

std::int64_t frozen(db::Tx& tx, std::string_view register_id, Instant since) {
  return append(tx, "register.frozen", 0, frozen_facts(register_id, since));
}

std::int64_t thawed(db::Tx& tx, const store::FreezeRow& freeze) {
  return append(tx, "register.thawed", 0, thawed_facts(freeze));
}

std::string frozen_json(const store::FreezeRow& freeze) {
  return canonical_json(frozen_facts(freeze.register_id, freeze.since));
}

std::string thawed_json(const store::FreezeRow& freeze) { return canonical_json(thawed_facts(freeze)); }

}  // namespace qyzmet::exchange::events
