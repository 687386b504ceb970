#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "db/db.hpp"
#include "http/http.hpp"
#include "journal/journal.hpp"

/// People, staff, clients; sessions, rights, consents, mandates; the ledger of who looked at whose data.  Source:
/// DESIGN §2, §7.
namespace qyzmet::identity {

/// Somebody the state knows. For the person themself, or behind a look.
struct Person {
  std::int64_t id = 0;
  std::string iin;   ///< 12 digits
  std::string name;  ///< as documents write it
};

/// Errors: not_found "person.not_found".
Result<Person> person(db::Snapshot& snapshot, std::int64_t id);
/// What it will ask, for `db::Snapshot::ahead`.
db::Question person_question(std::int64_t id);
/// Nothing if nobody with this IIN is known here.
std::optional<Person> person_of_iin(db::Snapshot& snapshot, std::string_view iin);

/// One act done for somebody else: whose, and under which mandate.
struct MandateUse {
  std::int64_t mandate = 0;
  Person giver;  ///< for whom the caller acts
};

/// Checks that `caller` may act for another under `mandate` in matters of `service`, and counts the use in this
/// transaction: if the change fails, it was not used. Two reads, one write. Errors: not_found "mandate.not_found" (also
/// for somebody else's, and for a client: a mandate is used by its holder alone); conflict "mandate.revoked",
/// "mandate.over", "mandate.used_up", "mandate.other_service".
Result<MandateUse> use_mandate(db::Tx& tx, const http::Caller& caller, std::int64_t mandate, std::string_view service);

/// When the holder of a mandate stops seeing what becomes of applications filed under it: when it was revoked, else
/// when its time is over. Errors: not_found "mandate.not_found".
Result<Instant> mandate_end(db::Snapshot& snapshot, std::int64_t mandate);

/// What people call a client. Errors: not_found "client.not_found".
Result<std::string> client_name(db::Snapshot& snapshot, std::int64_t client);

/// Why a member of staff looks at somebody's data. There is no look without one.
enum class Purpose { decide, help_applicant, check_complaint };
/// "decide", "help_applicant", "check_complaint".
std::string_view to_word(Purpose purpose);
std::optional<Purpose> parse_purpose(std::string_view word);

/// A look at personal data, on its way into the ledger.
struct Look {
  std::vector<std::int64_t> subjects;  ///< persons whose data are seen
  std::int64_t case_id = 0;            ///< the application that gives the reason
  Purpose purpose = Purpose::decide;
  std::vector<std::string> fields;  ///< which data: question ids, "name", "iin" …
};

/// The ledger's line: one event "person.looked" for each subject, with facts {agency, at, by: "staff:ID", case, fields,
/// kind, office, purpose, subject} and nothing personal. `caller` is a member of staff (CHECK).
void looked(db::Tx& tx, const http::Caller& caller, const Look& look);

/// A line of the ledger, as the person looked at may see it.
struct LedgerLine {
  std::int64_t index = 0;  ///< of the journal
  Instant at{};
  std::string name;    ///< who looked
  std::string agency;  ///< theirs then; empty: of no agency
  std::string office;  ///< theirs then; empty: not told
  Purpose purpose = Purpose::decide;
  std::int64_t case_id = 0;
  std::vector<std::string> fields;
  std::optional<Instant> objected_at;  ///< nothing: not objected
};

/// Who looked at `person`, newest first, before journal index `before`, at most `limit` lines.
std::vector<LedgerLine> looks(db::Snapshot& snapshot, std::int64_t person, std::int64_t before, int limit);

/// One line. Errors: not_found "look.not_found" (also for somebody else's).
Result<LedgerLine> look(db::Snapshot& snapshot, std::int64_t person, std::int64_t index);

/// The person objects to a line that `look` found in this change's `prepare`. Emits "look.objected" (subject: the
/// person; the reason is personal). A second time is refused by the table "look_objection": conflict
/// "look.already_objected" if it was there before, "db.refused" if the two raced. Errors: invalid field "reason":
/// "field.missing" (blank, too), and those of `get_said`.
Result<void> object_to_look(db::Tx& tx, std::int64_t person, std::int64_t index, std::string_view reason);

/// What Argon2id costs (RFC 9106). Units: KiB of memory, passes over it.
struct HashCost {
  std::uint32_t memory_kib = 19'456;  ///< OWASP Password Storage Cheat Sheet: 19 MiB, 2 passes, 1 lane
  std::uint32_t passes = 2;
};

struct Options {
  bool demo = false;  ///< routes of the demonstration sign-in answer 404 if not
  /// Is there such a service? Asked when a mandate is given; empty: every name is taken.
  std::function<bool(std::string_view)> service_exists;
  /// Is it given no more? Nobody can file it, with a mandate or without; empty: none is.
  std::function<bool(std::string_view)> service_retired = {};
  int hashing_threads = 1;         ///< passwords that are checked at once
  std::size_t hashing_queue = 32;  ///< that wait; one more is answered 503
};

/// Synthetic people of a demonstration, from data: data/kz/demonstration.json.
struct Demonstration {
  struct Citizen {
    std::string iin;
    std::string name;
    Text note;
  };
  struct Staff {
    std::string login;
    std::string password;
    std::string name;
    unsigned roles = 0;
    std::string agency;
    std::string office;
    Text note;
  };
  struct Client {
    std::string name;
    std::string secret;
    unsigned scopes = 0;
  };
  std::vector<Citizen> people;
  std::vector<Staff> staff;
  std::vector<Client> clients;
  /// Errors: invalid "demonstration.malformed" {file, reason}, and those of `read_file`.
  static Result<Demonstration> load(const std::filesystem::path& file);
};

/// Who may do what, right now: sessions, tokens, consents and limits in memory, filled from the database at the start
/// and after each commit. Safe to use from every thread.
class Identity {
 public:
  /// Everything given outlives this object.
  Identity(db::Database& database, Clock& clock, Random& random, Options options);
  ~Identity();
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;

  /// Loads what lives. After `Database::start`, before the server starts. With a demonstration, creates those of its
  /// people who are not there yet (Options::demo; else CHECK) and offers them at /api/demo/people. Errors: those of
  /// `Database::change`.
  Result<void> start(const Demonstration* demonstration = nullptr);
  /// Writes down when sessions were last seen. Before `Database::stop`.
  void stop();

  /// For `Router::callers_from`. Memory only. Errors: unauthenticated "session.ended", "token.ended"; forbidden
  /// "consent.not_valid"; malformed "http.on_behalf_of_malformed".
  Result<http::Caller> caller(const http::Request& request);

  struct Impl;

 private:
  friend void routes(http::Router& router, Identity& identity);
  std::unique_ptr<Impl> impl_;
};

/// GET /api/session; POST /api/sign-in, /api/sign-out, /api/password, /api/token; the demonstration's sign-in;
/// sessions, clients, consents, mandates. `identity` outlives the router.
void routes(http::Router& router, Identity& identity);

/// A new member of staff, whose password is hashed here: not on the writer. Emits "staff.added". Gives the id. Errors:
/// invalid fields "login", "password", "name", "role"; conflict "staff.login_taken".
struct NewStaff {
  std::string login;     ///< 1-64 of a-z 0-9 . _ -
  std::string password;  ///< 12-256 bytes
  std::string name;
  unsigned roles = 0;  ///< bits of http::Role, of staff; at least one
  std::string agency;
  std::string office;
};
Result<std::int64_t> add_staff(db::Database& database, Random& random, const NewStaff& staff);

/// Nobody signs in with this account any more, and its sessions end. What its holder did stays theirs. Emits
/// "staff.closed". Errors: not_found "staff.not_found" {login}.
Result<void> close_staff(db::Database& database, std::string_view login);

/// A new password, 12-256 bytes, hashed here: not on the writer; its sessions end. Emits "staff.password_changed".
/// Errors: not_found "staff.not_found" {login}; invalid field "password".
Result<void> set_password(db::Database& database, Random& random, std::string_view login, std::string_view password);

/// A new client. Emits "client.added". Its secret is told here and never again. Errors: invalid fields "name",
/// "scopes".
struct ClientSecret {
  std::int64_t client = 0;
  std::string secret;  ///< 32 random bytes, base 64 for URLs
};
Result<ClientSecret> add_client(db::Database& database, Random& random, std::string_view name, unsigned scopes);

}  // namespace qyzmet::identity
