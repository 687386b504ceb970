#include "identity/store.hpp"

namespace qyzmet::identity::store {
namespace {

const db::Sql kInsertSession(
    "INSERT INTO session (id, token_sha256, way, person, staff, client, scopes, opened_at_ms, last_seen_ms, "
    "ends_at_ms, device) "
    "VALUES ($id, $token_sha256, $way, $person, $staff, $client, $scopes, $opened_at_ms, $last_seen_ms, "
    "$ends_at_ms, $device)");
const db::Sql kRevokePersons(
    "UPDATE session SET revoked_at_ms = $now_ms WHERE id = $id AND person = $owner AND revoked_at_ms IS NULL");
const db::Sql kRevokeStaffs(
    "UPDATE session SET revoked_at_ms = $now_ms WHERE id = $id AND staff = $owner AND revoked_at_ms IS NULL");
const db::Sql kRevokePersonsOthers(
    "UPDATE session SET revoked_at_ms = $now_ms WHERE person = $owner AND id <> $kept AND ends_at_ms > $now_ms "
    "AND revoked_at_ms IS NULL");
const db::Sql kRevokeStaffsOthers(
    "UPDATE session SET revoked_at_ms = $now_ms WHERE staff = $owner AND id <> $kept AND ends_at_ms > $now_ms "
    "AND revoked_at_ms IS NULL");
const db::Sql kNoteSeen("UPDATE session SET last_seen_ms = $at_ms WHERE id = $id AND last_seen_ms < $at_ms");
const db::Sql kDeleteEnded("DELETE FROM session WHERE ends_at_ms < $before_ms");
const db::Sql kLiveSessions(
    "SELECT s.id, s.way, s.person, s.staff, s.client, s.scopes, s.opened_at_ms, s.last_seen_ms, s.ends_at_ms, "
    "s.device, s.token_sha256, t.roles, t.agency, t.office FROM session s LEFT JOIN staff t ON t.id = s.staff "
    "WHERE s.ends_at_ms > $now_ms AND s.revoked_at_ms IS NULL");
const db::Sql kPersonsSessions(
    "SELECT id, way, person, staff, client, scopes, opened_at_ms, last_seen_ms, ends_at_ms, device FROM session "
    "WHERE person = $owner AND ends_at_ms > $now_ms AND revoked_at_ms IS NULL ORDER BY id DESC LIMIT 100");
const db::Sql kStaffsSessions(
    "SELECT id, way, person, staff, client, scopes, opened_at_ms, last_seen_ms, ends_at_ms, device FROM session "
    "WHERE staff = $owner AND ends_at_ms > $now_ms AND revoked_at_ms IS NULL ORDER BY id DESC LIMIT 100");

const db::Sql kInsertConsent(
    "INSERT INTO consent (id, person, client, scopes, given_at_ms, until_ms, reference) VALUES ($id, $person, $client, "
    "$scopes, $given_at_ms, $until_ms, $reference)");
const db::Sql kRevokeConsent(
    "UPDATE consent SET revoked_at_ms = $now_ms WHERE id = $id AND person = $person AND revoked_at_ms IS NULL");
const db::Sql kLiveConsents(
    "SELECT id, person, client, scopes, given_at_ms, until_ms, revoked_at_ms, reference FROM consent "
    "WHERE until_ms > $now_ms AND revoked_at_ms IS NULL");
const db::Sql kConsentsOf(
    "SELECT c.id, c.person, c.client, c.scopes, c.given_at_ms, c.until_ms, c.revoked_at_ms, c.reference, "
    "k.name FROM consent c JOIN client k ON k.id = c.client WHERE c.person = $owner AND c.id < $before "
    "ORDER BY c.id DESC LIMIT $limit");
const db::Sql kConsentsHeld(
    "SELECT c.id, c.person, c.client, c.scopes, c.given_at_ms, c.until_ms, c.revoked_at_ms, c.reference, "
    "k.name FROM consent c JOIN client k ON k.id = c.client WHERE c.client = $owner AND c.id < $before "
    "ORDER BY c.id DESC LIMIT $limit");
const db::Sql kCountConsents(
    "SELECT count(*) FROM consent WHERE person = $person AND until_ms > $now_ms AND revoked_at_ms IS NULL");

unsigned read_scopes(const db::Rows& rows, int column) {
  const auto scopes = parse_scopes(rows.text(column));
  if (!scopes) throw db::Broken("identity: unknown scope");
  return *scopes;
}

Session read_session(const db::Rows& rows) {
  const auto way = parse_way(rows.text(1));
  if (!way) throw db::Broken("session: unknown way");
  return {.id = rows.integer(0),
          .way = *way,
          .person = rows.integer_or_none(2).value_or(0),
          .staff = rows.integer_or_none(3).value_or(0),
          .client = rows.integer_or_none(4).value_or(0),
          .roles = 0,
          .agency = {},
          .office = {},
          .scopes = read_scopes(rows, 5),
          .device = std::string(rows.text(9)),
          .opened_at = from_ms(rows.integer(6)),
          .last_seen = from_ms(rows.integer(7)),
          .ends_at = from_ms(rows.integer(8))};
}

Consent read_consent(const db::Rows& rows) {
  return {.id = rows.integer(0),
          .person = rows.integer(1),
          .client = rows.integer(2),
          .scopes = read_scopes(rows, 3),
          .given_at = from_ms(rows.integer(4)),
          .until = from_ms(rows.integer(5)),
          .revoked_at = rows.integer_or_none(6).transform(from_ms),
          .reference = std::string(rows.text(7))};
}

std::vector<NamedConsent> read_consents(db::Snapshot& snapshot, const db::Sql& sql, db::Params params) {
  std::vector<NamedConsent> all;
  const auto rows = snapshot.query(sql, params);
  while (rows->next()) all.push_back({read_consent(*rows), std::string(rows->text(8))});
  return all;
}

std::optional<std::int64_t> id_or_none(std::int64_t id) { return id == 0 ? std::nullopt : std::optional(id); }

}  // namespace

void insert_session(db::Tx& tx, const Digest& token, const Session& session) {
  const std::string scopes = scopes_to_words(session.scopes);
  tx.run(kInsertSession, {{"id", session.id},
                          {"token_sha256", token},
                          {"way", to_word(session.way)},
                          {"person", id_or_none(session.person)},
                          {"staff", id_or_none(session.staff)},
                          {"client", id_or_none(session.client)},
                          {"scopes", scopes},
                          {"opened_at_ms", to_ms(session.opened_at)},
                          {"last_seen_ms", to_ms(session.last_seen)},
                          {"ends_at_ms", to_ms(session.ends_at)},
                          {"device", session.device}});
}

bool revoke_session(db::Tx& tx, const http::Caller& owner, std::int64_t session) {
  const bool of_staff = owner.staff != 0;
  return tx.run_counted(
             of_staff ? kRevokeStaffs : kRevokePersons,
             {{"now_ms", to_ms(tx.now())}, {"id", session}, {"owner", of_staff ? owner.staff : owner.person}}) == 1;
}

std::int64_t revoke_other_sessions(db::Tx& tx, const http::Caller& owner, std::int64_t kept) {
  const bool of_staff = owner.staff != 0;
  return tx.run_counted(
      of_staff ? kRevokeStaffsOthers : kRevokePersonsOthers,
      {{"now_ms", to_ms(tx.now())}, {"kept", kept}, {"owner", of_staff ? owner.staff : owner.person}});
}

void note_seen(db::Tx& tx, const Seen& seen) { tx.run(kNoteSeen, {{"at_ms", to_ms(seen.at)}, {"id", seen.session}}); }

void delete_sessions_ended_before(db::Tx& tx, Instant before) { tx.run(kDeleteEnded, {{"before_ms", to_ms(before)}}); }

std::vector<std::pair<Digest, Session>> live_sessions(db::Snapshot& snapshot, Instant now) {
  std::vector<std::pair<Digest, Session>> all;
  const auto rows = snapshot.query(kLiveSessions, {{"now_ms", to_ms(now)}});
  while (rows->next()) {
    Session session = read_session(*rows);
    if (session.staff != 0) {
      const auto roles = parse_roles(rows->text(11));
      if (!roles) throw db::Broken("staff: unknown role");
      session.roles = *roles;
      session.agency = rows->text(12);
      session.office = rows->text(13);
    }
    all.emplace_back(read_digest(rows->bytes(10)), std::move(session));
  }
  return all;
}

std::vector<Session> sessions_of(db::Snapshot& snapshot, const http::Caller& owner, Instant now) {
  std::vector<Session> all;
  const bool of_staff = owner.staff != 0;
  const auto rows = snapshot.query(of_staff ? kStaffsSessions : kPersonsSessions,
                                   {{"owner", of_staff ? owner.staff : owner.person}, {"now_ms", to_ms(now)}});
  while (rows->next()) all.push_back(read_session(*rows));
  return all;
}

void insert_consent(db::Tx& tx, const Consent& consent) {
  const std::string scopes = scopes_to_words(consent.scopes);
  tx.run(kInsertConsent, {{"id", consent.id},
                          {"person", consent.person},
                          {"client", consent.client},
                          {"scopes", scopes},
                          {"given_at_ms", to_ms(consent.given_at)},
                          {"until_ms", to_ms(consent.until)},
                          {"reference", consent.reference}});
}

bool revoke_consent(db::Tx& tx, std::int64_t person, std::int64_t consent) {
  return tx.run_counted(kRevokeConsent, {{"now_ms", to_ms(tx.now())}, {"id", consent}, {"person", person}}) == 1;
}

std::vector<Consent> live_consents(db::Snapshot& snapshot, Instant now) {
  std::vector<Consent> all;
  const auto rows = snapshot.query(kLiveConsents, {{"now_ms", to_ms(now)}});
  while (rows->next()) all.push_back(read_consent(*rows));
  return all;
}

std::vector<NamedConsent> consents_of(db::Snapshot& snapshot, std::int64_t person, std::int64_t before, int limit) {
  return read_consents(snapshot, kConsentsOf, {{"owner", person}, {"before", before}, {"limit", limit}});
}

std::vector<NamedConsent> consents_held(db::Snapshot& snapshot, std::int64_t client, std::int64_t before, int limit) {
  return read_consents(snapshot, kConsentsHeld, {{"owner", client}, {"before", before}, {"limit", limit}});
}

std::int64_t count_consents(db::Tx& tx, std::int64_t person) {
  const auto rows = tx.query(kCountConsents, {{"person", person}, {"now_ms", to_ms(tx.now())}});
  return rows->next() ? rows->integer(0) : 0;
}

}  // namespace qyzmet::identity::store
