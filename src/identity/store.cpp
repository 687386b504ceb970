#include "identity/store.hpp"

#include <algorithm>

namespace qyzmet::identity::store {
namespace {

const db::Sql kInsertPerson("INSERT INTO person (id, iin, name, added_at_ms) VALUES ($id, $iin, $name, $added_at_ms)");
const db::Sql kFindPerson("SELECT id, iin, name FROM person WHERE id = $id");
const db::Sql kFindPersonByIin("SELECT id, iin, name FROM person WHERE iin = $iin");

const db::Sql kInsertStaff(
    "INSERT INTO staff (id, login, password_hash, name, roles, agency, office, added_at_ms) VALUES ($id, $login, "
    "$password_hash, $name, $roles, $agency, $office, $added_at_ms)");
const db::Sql kFindStaff(
    "SELECT id, login, password_hash, name, roles, agency, office, closed_at_ms FROM staff WHERE id = $id");
const db::Sql kFindStaffByLogin(
    "SELECT id, login, password_hash, name, roles, agency, office, closed_at_ms FROM staff WHERE login = $login");
const db::Sql kPasswordHash("SELECT password_hash FROM staff WHERE id = $id AND closed_at_ms IS NULL");
const db::Sql kSetPasswordHash("UPDATE staff SET password_hash = $password_hash WHERE id = $id");
const db::Sql kCloseStaff("UPDATE staff SET closed_at_ms = $now_ms WHERE id = $id AND closed_at_ms IS NULL");

const db::Sql kInsertClient(
    "INSERT INTO client (id, name, secret_sha256, scopes, added_at_ms) VALUES ($id, $name, $secret_sha256, $scopes, "
    "$added_at_ms)");
const db::Sql kFindClient("SELECT id, name, secret_sha256, scopes FROM client WHERE id = $id");
const db::Sql kClients("SELECT id, name, secret_sha256, scopes FROM client ORDER BY name, id LIMIT 200");
const db::Sql kFindClientBySecret(
    "SELECT id, name, secret_sha256, scopes FROM client WHERE secret_sha256 = $secret_sha256");

const db::Sql kInsertObjection(
    "INSERT INTO look_objection (look_index, person, at_ms) VALUES ($look_index, $person, $at_ms)");
const db::Sql kFindObjection("SELECT at_ms FROM look_objection WHERE look_index = $look_index");
const db::Sql kObjectionsOf("SELECT look_index, at_ms FROM look_objection WHERE person = $person");

const db::Sql kForgetLocks("DELETE FROM sign_in_lock WHERE until_ms <= $now_ms");
const db::Sql kLock(
    "INSERT INTO sign_in_lock (login_sha256, until_ms) VALUES ($login_sha256, $until_ms) "
    "ON CONFLICT (login_sha256) DO UPDATE SET until_ms = $until_ms");
const db::Sql kLocks("SELECT login_sha256, until_ms FROM sign_in_lock WHERE until_ms > $now_ms");

template <class Reader>
std::optional<Person> read_person(Reader& reader, const db::Sql& sql, db::Params params) {
  const auto rows = reader.query(sql, params);
  if (!rows->next()) return std::nullopt;
  return Person{rows->integer(0), std::string(rows->text(1)), std::string(rows->text(2))};
}

std::optional<Staff> read_staff(db::Snapshot& snapshot, const db::Sql& sql, db::Params params) {
  const auto rows = snapshot.query(sql, params);
  if (!rows->next()) return std::nullopt;
  const auto roles = parse_roles(rows->text(4));
  if (!roles) throw db::Broken("staff: unknown role");
  return Staff{.id = rows->integer(0),
               .login = std::string(rows->text(1)),
               .password_hash = std::string(rows->text(2)),
               .name = std::string(rows->text(3)),
               .roles = *roles,
               .agency = std::string(rows->text(5)),
               .office = std::string(rows->text(6)),
               .closed = !rows->null(7)};
}

Client read_client(const db::Rows& rows) {
  const auto scopes = parse_scopes(rows.text(3));
  if (!scopes) throw db::Broken("client: unknown scope");
  return Client{rows.integer(0), std::string(rows.text(1)), read_digest(rows.bytes(2)), *scopes};
}

std::optional<Client> read_client(db::Snapshot& snapshot, const db::Sql& sql, db::Params params) {
  const auto rows = snapshot.query(sql, params);
  return rows->next() ? std::optional(read_client(*rows)) : std::nullopt;
}

}  // namespace

Digest read_digest(std::span<const std::byte> bytes) {
  Digest digest;
  if (bytes.size() != digest.size()) throw db::Broken("identity: a digest is damaged");
  std::ranges::copy(bytes, digest.begin());
  return digest;
}

void insert_person(db::Tx& tx, const Person& person) {
  tx.run(kInsertPerson,
         {{"id", person.id}, {"iin", person.iin}, {"name", person.name}, {"added_at_ms", to_ms(tx.now())}});
}

std::optional<Person> find_person(db::Snapshot& snapshot, std::int64_t id) {
  return read_person(snapshot, kFindPerson, {{"id", id}});
}

db::Question person_question(std::int64_t id) { return {.sql = &kFindPerson, .wholes = {{{"id", id}}}}; }

std::optional<Person> find_person(db::Tx& tx, std::int64_t id) { return read_person(tx, kFindPerson, {{"id", id}}); }

std::optional<Person> find_person_by_iin(db::Snapshot& snapshot, std::string_view iin) {
  return read_person(snapshot, kFindPersonByIin, {{"iin", iin}});
}

void insert_staff(db::Tx& tx, const Staff& staff) {
  const std::string roles = roles_to_words(staff.roles);
  tx.run(kInsertStaff, {{"id", staff.id},
                        {"login", staff.login},
                        {"password_hash", staff.password_hash},
                        {"name", staff.name},
                        {"roles", roles},
                        {"agency", staff.agency},
                        {"office", staff.office},
                        {"added_at_ms", to_ms(tx.now())}});
}

std::optional<Staff> find_staff(db::Snapshot& snapshot, std::int64_t id) {
  return read_staff(snapshot, kFindStaff, {{"id", id}});
}

std::optional<Staff> find_staff_by_login(db::Snapshot& snapshot, std::string_view login) {
  return read_staff(snapshot, kFindStaffByLogin, {{"login", login}});
}

std::optional<std::string> password_hash(db::Tx& tx, std::int64_t staff) {
  const auto rows = tx.query(kPasswordHash, {{"id", staff}});
  return rows->next() ? std::optional(std::string(rows->text(0))) : std::nullopt;
}

void set_password_hash(db::Tx& tx, std::int64_t staff, std::string_view hash) {
  tx.run(kSetPasswordHash, {{"password_hash", hash}, {"id", staff}});
}

void close_staff(db::Tx& tx, std::int64_t staff) {
  tx.run(kCloseStaff, {{"now_ms", to_ms(tx.now())}, {"id", staff}});
}

void insert_client(db::Tx& tx, const Client& client) {
  const std::string scopes = scopes_to_words(client.scopes);
  tx.run(kInsertClient, {{"id", client.id},
                         {"name", client.name},
                         {"secret_sha256", client.secret_sha256},
                         {"scopes", scopes},
                         {"added_at_ms", to_ms(tx.now())}});
}

std::optional<Client> find_client(db::Snapshot& snapshot, std::int64_t id) {
  return read_client(snapshot, kFindClient, {{"id", id}});
}

std::vector<Client> clients(db::Snapshot& snapshot) {
  std::vector<Client> all;
  const auto rows = snapshot.query(kClients, {});
  while (rows->next()) all.push_back(read_client(*rows));
  return all;
}

std::optional<Client> find_client_by_secret(db::Snapshot& snapshot, const Digest& secret_sha256) {
  return read_client(snapshot, kFindClientBySecret, {{"secret_sha256", secret_sha256}});
}

void insert_objection(db::Tx& tx, std::int64_t person, std::int64_t look_index) {
  tx.run(kInsertObjection, {{"look_index", look_index}, {"person", person}, {"at_ms", to_ms(tx.now())}});
}

bool has_objection(db::Tx& tx, std::int64_t look_index) {
  return tx.query(kFindObjection, {{"look_index", look_index}})->next();
}

std::vector<Objection> objections_of(db::Snapshot& snapshot, std::int64_t person) {
  std::vector<Objection> all;
  const auto rows = snapshot.query(kObjectionsOf, {{"person", person}});
  while (rows->next()) all.push_back({rows->integer(0), from_ms(rows->integer(1))});
  return all;
}

void lock_sign_in(db::Tx& tx, const Digest& what, Instant until) {
  tx.run(kForgetLocks, {{"now_ms", to_ms(tx.now())}});
  tx.run(kLock, {{"login_sha256", what}, {"until_ms", to_ms(until)}});
}

std::vector<std::pair<Digest, Instant>> live_locks(db::Snapshot& snapshot, Instant now) {
  std::vector<std::pair<Digest, Instant>> all;
  const auto rows = snapshot.query(kLocks, {{"now_ms", to_ms(now)}});
  while (rows->next()) all.emplace_back(read_digest(rows->bytes(0)), from_ms(rows->integer(1)));
  return all;
}

}  // namespace qyzmet::identity::store
