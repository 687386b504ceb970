#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "db/db.hpp"
#include "identity/identity.hpp"
#include "identity/live.hpp"
#include "identity/mandate.hpp"
#include "identity/session.hpp"

/// All SQL of this module; no other touches its tables. store.cpp: people, staff, clients, ledger, locks;
/// store_session.cpp: sessions, consents; store_mandate.cpp: mandates.
namespace qyzmet::identity::store {

void insert_person(db::Tx& tx, const Person& person);
std::optional<Person> find_person(db::Snapshot& snapshot, std::int64_t id);
db::Question person_question(std::int64_t id);
std::optional<Person> find_person(db::Tx& tx, std::int64_t id);
std::optional<Person> find_person_by_iin(db::Snapshot& snapshot, std::string_view iin);

struct Staff {
  std::int64_t id = 0;
  std::string login;
  std::string password_hash;
  std::string name;
  unsigned roles = 0;
  std::string agency;
  std::string office;
  bool closed = false;
};
/// A login that is taken is refused by the table "staff".
void insert_staff(db::Tx& tx, const Staff& staff);
std::optional<Staff> find_staff(db::Snapshot& snapshot, std::int64_t id);
std::optional<Staff> find_staff_by_login(db::Snapshot& snapshot, std::string_view login);
/// Of an account that is not closed.
std::optional<std::string> password_hash(db::Tx& tx, std::int64_t staff);
void set_password_hash(db::Tx& tx, std::int64_t staff, std::string_view hash);
void close_staff(db::Tx& tx, std::int64_t staff);

struct Client {
  std::int64_t id = 0;
  std::string name;
  Digest secret_sha256{};
  unsigned scopes = 0;
};
void insert_client(db::Tx& tx, const Client& client);
std::optional<Client> find_client(db::Snapshot& snapshot, std::int64_t id);
/// By name; at most 200.
std::vector<Client> clients(db::Snapshot& snapshot);
std::optional<Client> find_client_by_secret(db::Snapshot& snapshot, const Digest& secret_sha256);

void insert_session(db::Tx& tx, const Digest& token, const Session& session);
/// False: no such session of this person or member of staff lives.
bool revoke_session(db::Tx& tx, const http::Caller& owner, std::int64_t session);
/// Gives how many lived: all of this person or member of staff but one; 0: all.
std::int64_t revoke_other_sessions(db::Tx& tx, const http::Caller& owner, std::int64_t kept);
void note_seen(db::Tx& tx, const Seen& seen);
void delete_sessions_ended_before(db::Tx& tx, Instant before);
/// All that live, with the roles and places of staff as they are today.
std::vector<std::pair<Digest, Session>> live_sessions(db::Snapshot& snapshot, Instant now);
/// Those of this person or member of staff that have not been revoked and not reached their end, newest first; at most
/// 100.
std::vector<Session> sessions_of(db::Snapshot& snapshot, const http::Caller& owner, Instant now);

void insert_consent(db::Tx& tx, const Consent& consent);
/// False: no such consent of this person stands.
bool revoke_consent(db::Tx& tx, std::int64_t person, std::int64_t consent);
std::vector<Consent> live_consents(db::Snapshot& snapshot, Instant now);
struct NamedConsent {
  Consent consent;
  std::string client_name;
};
/// Newest first, before `before`, at most `limit`.
std::vector<NamedConsent> consents_of(db::Snapshot& snapshot, std::int64_t person, std::int64_t before, int limit);
std::vector<NamedConsent> consents_held(db::Snapshot& snapshot, std::int64_t client, std::int64_t before, int limit);
/// Those that stand.
std::int64_t count_consents(db::Tx& tx, std::int64_t person);

void insert_mandate(db::Tx& tx, const Mandate& mandate);
std::optional<Mandate> find_mandate(db::Tx& tx, std::int64_t id);
std::optional<Mandate> find_mandate(db::Snapshot& snapshot, std::int64_t id);
void count_use(db::Tx& tx, std::int64_t mandate);
/// False: no such mandate of this giver stands.
bool revoke_mandate(db::Tx& tx, std::int64_t giver, std::int64_t mandate);
struct NamedMandate {
  Mandate mandate;
  std::string giver_name;
  std::string holder_name;
};
/// Newest first; at most 100.
std::vector<NamedMandate> mandates_given(db::Snapshot& snapshot, std::int64_t giver);
std::vector<NamedMandate> mandates_received(db::Snapshot& snapshot, std::int64_t holder);

void insert_objection(db::Tx& tx, std::int64_t person, std::int64_t look_index);
bool has_objection(db::Tx& tx, std::int64_t look_index);
struct Objection {
  std::int64_t look_index = 0;
  Instant at{};
};
std::vector<Objection> objections_of(db::Snapshot& snapshot, std::int64_t person);

/// `what` is the digest of a login, or of a login from one network. Forgets the locks that are over.
void lock_sign_in(db::Tx& tx, const Digest& what, Instant until);
std::vector<std::pair<Digest, Instant>> live_locks(db::Snapshot& snapshot, Instant now);

/// A digest column. Throws db::Broken if it is none.
Digest read_digest(std::span<const std::byte> bytes);

}  // namespace qyzmet::identity::store
