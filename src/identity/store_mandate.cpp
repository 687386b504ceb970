#include "base/json.hpp"
#include "identity/store.hpp"

namespace qyzmet::identity::store {
namespace {

const db::Sql kInsert(
    "INSERT INTO mandate (id, giver, holder, services, given_at_ms, until_ms, uses, uses_left) VALUES ($id, $giver, "
    "$holder, $services, $given_at_ms, $until_ms, $uses, $uses_left)");
const db::Sql kFind(
    "SELECT id, giver, holder, services, given_at_ms, until_ms, uses, uses_left, revoked_at_ms FROM mandate "
    "WHERE id = $id");
const db::Sql kCountUse("UPDATE mandate SET uses_left = uses_left - 1 WHERE id = $id");
const db::Sql kRevoke(
    "UPDATE mandate SET revoked_at_ms = $now_ms WHERE id = $id AND giver = $giver AND revoked_at_ms IS NULL");
const db::Sql kGiven(
    "SELECT m.id, m.giver, m.holder, m.services, m.given_at_ms, m.until_ms, m.uses, m.uses_left, m.revoked_at_ms, "
    "g.name, h.name FROM mandate m JOIN person g ON g.id = m.giver JOIN person h ON h.id = m.holder "
    "WHERE m.giver = $person ORDER BY m.id DESC LIMIT 100");
const db::Sql kReceived(
    "SELECT m.id, m.giver, m.holder, m.services, m.given_at_ms, m.until_ms, m.uses, m.uses_left, m.revoked_at_ms, "
    "g.name, h.name FROM mandate m JOIN person g ON g.id = m.giver JOIN person h ON h.id = m.holder "
    "WHERE m.holder = $person ORDER BY m.id DESC LIMIT 100");

std::string write_services(const std::vector<std::string>& services) {
  return canonical_json(json::array(services.begin(), services.end()));
}

std::vector<std::string> read_services(std::string_view text) {
  const auto value = parse_json(text);
  if (!value || !value->is_array()) throw db::Broken("mandate: services are damaged");
  std::vector<std::string> services;
  for (const json::value& one : value->get_array()) {
    if (!one.is_string()) throw db::Broken("mandate: services are damaged");
    services.emplace_back(one.get_string());
  }
  return services;
}

Mandate read_mandate(const db::Rows& rows) {
  return {.id = rows.integer(0),
          .giver = rows.integer(1),
          .holder = rows.integer(2),
          .services = read_services(rows.text(3)),
          .given_at = from_ms(rows.integer(4)),
          .until = from_ms(rows.integer(5)),
          .uses = static_cast<int>(rows.integer(6)),
          .uses_left = static_cast<int>(rows.integer(7)),
          .revoked_at = rows.integer_or_none(8).transform(from_ms)};
}

std::vector<NamedMandate> read_all(db::Snapshot& snapshot, const db::Sql& sql, std::int64_t person) {
  std::vector<NamedMandate> all;
  const auto rows = snapshot.query(sql, {{"person", person}});
  while (rows->next()) all.push_back({read_mandate(*rows), std::string(rows->text(9)), std::string(rows->text(10))});
  return all;
}

}  // namespace

void insert_mandate(db::Tx& tx, const Mandate& mandate) {
  const std::string services = write_services(mandate.services);
  tx.run(kInsert, {{"id", mandate.id},
                   {"giver", mandate.giver},
                   {"holder", mandate.holder},
                   {"services", services},
                   {"given_at_ms", to_ms(mandate.given_at)},
                   {"until_ms", to_ms(mandate.until)},
                   {"uses", mandate.uses},
                   {"uses_left", mandate.uses_left}});
}

std::optional<Mandate> find_mandate(db::Tx& tx, std::int64_t id) {
  const auto rows = tx.query(kFind, {{"id", id}});
  return rows->next() ? std::optional(read_mandate(*rows)) : std::nullopt;
}

std::optional<Mandate> find_mandate(db::Snapshot& snapshot, std::int64_t id) {
  const auto rows = snapshot.query(kFind, {{"id", id}});
  return rows->next() ? std::optional(read_mandate(*rows)) : std::nullopt;
}

void count_use(db::Tx& tx, std::int64_t mandate) { tx.run(kCountUse, {{"id", mandate}}); }

bool revoke_mandate(db::Tx& tx, std::int64_t giver, std::int64_t mandate) {
  return tx.run_counted(kRevoke, {{"now_ms", to_ms(tx.now())}, {"id", mandate}, {"giver", giver}}) == 1;
}

std::vector<NamedMandate> mandates_given(db::Snapshot& snapshot, std::int64_t giver) {
  return read_all(snapshot, kGiven, giver);
}

std::vector<NamedMandate> mandates_received(db::Snapshot& snapshot, std::int64_t holder) {
  return read_all(snapshot, kReceived, holder);
}

}  // namespace qyzmet::identity::store
