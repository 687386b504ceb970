#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "db/db.hpp"
#include "http/http.hpp"
#include "journal/note.hpp"

/// The append-only table of events, the Merkle tree over it, checkpoints, receipts, cursors.  Source: DESIGN §3; RFC
/// 6962; C2SP tlog-tiles, tlog-checkpoint, signed-note, tlog-proof.
namespace qyzmet::journal {

/// What happened. `facts` and `personal` are canonical JSON (RFC 8785) objects; the caller makes them canonical.
struct Event {
  std::string_view kind;      ///< "application.submitted": subject's noun, past participle
  std::int64_t subject = 0;   ///< id of the thing it happened to
  std::string_view facts;     ///< pseudonymous: what figures need; holds "kind", "subject" (decimal string), "at" (now)
  std::string_view personal;  ///< what may be erased; empty: none
};

/// Appends to the journal in this transaction; gives the event's index (its place in the log, from 0).
/// The salts come from `tx.random()`. Costs one row; waits for nothing.
std::int64_t append(db::Tx& tx, const Event& event);

/// Erases the personal part of an event and appends "event.erased" {index, reason}. Errors: not_found
/// "journal.no_event", conflict "journal.nothing_personal".
Result<void> erase_personal(db::Tx& tx, std::int64_t index, std::string_view reason);

/// One event as stored.
struct Stored {
  std::int64_t index = 0;
  Instant at{};
  std::string kind;
  std::int64_t subject = 0;
  std::string facts;
  std::optional<std::string> personal;  ///< none: there was none, or it was erased
  bool erased = false;
};
/// The history of one subject, oldest first, after `cursor` (-1: from the start), at most `limit`.
std::vector<Stored> history(db::Snapshot& snapshot, std::int64_t subject, std::int64_t cursor, int limit);
/// What `history` will ask, for `db::Snapshot::ahead`.
db::Question history_question(std::int64_t subject, std::int64_t cursor, int limit);

/// The newest events of one subject and kind before index `before`, newest first, at most `limit`.
std::vector<Stored> newest(db::Snapshot& snapshot, std::int64_t subject, std::string_view kind, std::int64_t before,
                           int limit);

/// Events [from, to) in order, whatever their subjects; fewer if the journal ends before `to`. For chunks of at most
/// some thousand.
std::vector<Stored> events(db::Snapshot& snapshot, std::int64_t from, std::int64_t to);

/// The tree in memory; the database's Stream. One for each database; made before `Database::start`.
class Log : public db::Stream {
 public:
  static std::unique_ptr<Log> create();
  /// Takes the next entry into the group; gives its index. Only `append` calls it.
  virtual std::int64_t add(const Digest& entry) = 0;
};

struct PublisherOptions {
  std::filesystem::path key_file;  ///< Ed25519, PKCS #8 in PEM; made while the journal is empty, mode 0600
  std::filesystem::path
      high_water_file;  ///< newest signed checkpoint, synced before it is published; may be on another disk
  std::filesystem::path last_checkpoint;  ///< optional: a checkpoint kept elsewhere; an older database is refused
  /// The log's name, e.g. "qyzmet.example/log"; first line of every checkpoint. After `continue_as` the name given
  /// there counts.
  std::string origin;
  int interval_ms = 100;  ///< at most one checkpoint in so long
};

/// Signs committed heads and serves them. Order: commit → sign → sync the high-water file → publish.
class Publisher {
 public:
  /// Refuses a database older than the high-water file or --last-checkpoint: conflict "journal.database_older" {size,
  /// seen}; one that contradicts it, or whose head contradicts its own tiles: conflict "journal.database_differs"
  /// {size}. A high-water file that is missing though there are events: conflict "journal.high_water_missing" {file}
  /// (the file is made at the first start, before the first event). A key that cannot be read, or is missing though
  /// there are events or a high-water file: invalid "journal.bad_key" {file}. A checkpoint that this key did not sign
  /// for this origin: invalid "journal.bad_checkpoint" {file}; an origin that cannot name a key: invalid
  /// "journal.bad_origin" {origin}. Call after `migrate` and before `Database::start`; it registers itself with
  /// `on_commit`.
  static Result<std::unique_ptr<Publisher>> open(PublisherOptions options, db::Database& database, Clock& clock,
                                                 Random& random);
  virtual ~Publisher() = default;
  /// Starts the signing thread; the head is signed again at once.
  virtual void start() = 0;
  virtual void stop() = 0;
  /// The newest published checkpoint, a signed note; empty before the first.
  virtual std::string checkpoint() const = 0;
  virtual std::int64_t published_size() const = 0;
  /// "origin+hash+key", the verifier key as C2SP signed-note writes it.
  virtual std::string verifier_key() const = 0;
  /// The receipt of event `index`: JSON, see docs/receipt-format.md. Errors: not_found "journal.no_event",
  /// unavailable "journal.not_published_yet" (repeat in a moment).
  virtual Result<std::string> receipt(db::Snapshot& snapshot, std::int64_t index) const = 0;
  /// A hash tile as C2SP tlog-tiles serves it; `width` 256 for a full one. Errors: not_found "journal.no_tile" (beyond
  /// the published size too).
  virtual Result<std::string> hash_tile(db::Snapshot& snapshot, int level, std::int64_t number, int width) const = 0;
  /// Entries [256 × number, + width), each after its length in two bytes, big-endian. Errors: as `hash_tile`.
  virtual Result<std::string> entry_bundle(db::Snapshot& snapshot, std::int64_t number, int width) const = 0;
  /// Empty when all is well; otherwise the word key of why nothing new is published ("journal.high_water_failed",
  /// "journal.database_older").
  virtual std::string trouble() const = 0;
};

/// A key that signs notes: the log's, or another module's for what it signs (each purpose has a key of its own, so that
/// nothing signed for one can pass for the other). Made, mode 0600, if there is none and `may_make`. Errors: invalid
/// "journal.bad_key" {file}; unavailable "journal.file_not_written".
Result<Signer> open_key(const std::filesystem::path& file, bool may_make, Random& random);

/// GET /log/checkpoint, /log/key, /log/tile/{level}/{rest...} (hash tiles and entry bundles).
void routes(http::Router& router, const Publisher& publisher);

/// Hears events and fills its own module's work table; nothing else. Handlers are idempotent: an event may be heard
/// more than once.
struct Consumer {
  std::string name;                ///< "messages.notices": module, then what for
  std::vector<std::string> kinds;  ///< which events; empty: all
  std::function<Result<void>(db::Tx&, const Stored&)> hear;
};
/// Runs consumers behind the journal's head, each from event 0 on, each event at least once. After five failures an
/// event goes to the stuck list and the cursor moves on. Made and filled before `Database::start`.
class Cursors {
 public:
  static std::unique_ptr<Cursors> create(db::Database& database, Clock& clock);
  virtual ~Cursors() = default;
  virtual void add(Consumer consumer) = 0;
  virtual void start() = 0;
  virtual void stop() = 0;
};
/// Events that a consumer could not hear, newest first.
struct Stuck {
  std::string consumer;
  std::int64_t index = 0;
  int attempts = 0;
  std::string error;
  Instant at{};
};
std::vector<Stuck> stuck(db::Snapshot& snapshot, int limit);

/// `qyzmet verify RECEIPT --key KEY [--content FILE]`: checks offline that the receipt's event is in the log that KEY
/// signed, and that FILE is what was filed. Gives what was proven, in words. Errors: invalid "receipt.…" saying which
/// link is broken.
struct Verified {
  std::string origin;
  std::int64_t index = 0;
  std::int64_t size = 0;
  std::string facts;
  std::string personal;
  bool content_checked = false;
};
Result<Verified> verify(std::string_view receipt, std::string_view verifier_key,
                        std::optional<std::string_view> content);

/// `qyzmet audit`: recomputes every entry, the tree, the tiles and the head; then asks each module's check whether its
/// rows follow from their events.
struct Finding {
  std::int64_t index = -1;  ///< of the journal, or -1
  std::string what;         ///< plain English, one line
};
struct AuditReport {
  std::int64_t events = 0;
  std::vector<Finding> findings;  ///< empty: clean; at most 1,000
};
/// Adds what it finds to the report. Reads in chunks: each `Database::read` lives at most a second.
using ModuleAudit = std::function<void(db::Database&, AuditReport&)>;
/// Works on a running server too: what is appended meanwhile is left to the next audit.
AuditReport audit(db::Database& database, const PublisherOptions& options, const std::vector<ModuleAudit>& modules);

/// `qyzmet journal continue-as NAME --reason …`: after a genuine restore, goes on as a new log that names the old one.
/// Appends "log.continued" {new_origin, old_checkpoint, old_origin, reason} with subject 0, sets the old high-water
/// file aside (".old-" and its size), writes the new log's and sets `options.origin`. Also the way on after the
/// high-water file was lost. The database is started, the Publisher not yet opened. May be repeated after a crash.
/// Errors: invalid "journal.bad_origin" {origin}, "journal.bad_key" {file}; conflict "journal.same_origin" {origin};
/// unavailable "journal.file_not_written".
Result<void> continue_as(db::Database& database, PublisherOptions& options, std::string_view name,
                         std::string_view reason);

}  // namespace qyzmet::journal
