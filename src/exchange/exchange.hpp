#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "db/db.hpp"
#include "exchange/agencies.hpp"
#include "exchange/lookup.hpp"
#include "exchange/notices.hpp"
#include "exchange/registers.hpp"
#include "http/http.hpp"
#include "journal/journal.hpp"

/// Agencies' registers: asking is background work with a deadline of its own; what they answer arrives as journal
/// events. No request handler ever waits for another organisation.  Source: DESIGN §1 (third law), §4 (floor 8).
///
/// Events (facts; every id is a decimal string; nothing personal in any of them). `subject` is the application that
/// asked or, without one, the lookup itself, so that lookups stand in the application's history:
///   lookup.asked     {at, deadline, evidence, kind, lookup, purpose, register, subject}
///   lookup.answered  {as_of, at, evidence, found, kept, kind, late, lookup, register, subject, took_ms}
///   lookup.failed    {at, evidence, kind, lookup, reason, register, subject}
///   lookup.expired   {at, evidence, kind, lookup, register, subject}
///   register.frozen  {at, kind, register, since, subject}          subject "0"
///   register.thawed  {at, kind, register, since, subject, until, waiting}
/// Personal part of lookup.answered: {value_sha256}. Values themselves are in the lookup's row alone.
namespace qyzmet::exchange {

/// What is to be asked.
struct Question {
  std::string register_id;   ///< one that is not in registers.json fails with "register.unknown"
  std::string evidence;      ///< at most 64 characters of [a-z0-9_.-]
  std::int64_t subject = 0;  ///< the application; 0: none
  std::int64_t person = 0;   ///< whose data; 0: nobody whom we know
  std::string purpose;       ///< a plain word, never personal; at most 128 characters of [a-z0-9_.-]
  std::string request;       ///< canonical JSON object, at most kMostRequest bytes: {"iin":"640812490019"}
  Instant deadline{};        ///< one that has passed already expires at once
  /// How old a kept value may be to be taken instead of asking; also: the answer may be kept for others who ask the
  /// same. Seconds; 0: ask, and keep for nobody.
  std::int64_t keep_s = 0;
};
inline constexpr std::size_t kMostRequest = 4096;

/// Asks: writes the row and "lookup.asked" with this transaction, and returns the lookup's id. Reads nothing, waits for
/// nothing; everything else happens after the commit, on the exchange's own thread. A kept value that is young enough
/// answers within milliseconds, also while the register is frozen. What `Question` promises is CHECKed.
std::int64_t ask(db::Tx& tx, const Question& question);

/// One lookup; nothing if there is none of this id. Personal: the caller sees to who may look.
std::optional<Lookup> find(db::Snapshot& snapshot, std::int64_t lookup);
std::optional<Lookup> find(db::Tx& tx, std::int64_t lookup);

/// All lookups of an application, oldest first; at most kMostOfOne. Personal: the caller sees to who may look.
std::vector<Lookup> lookups_of(db::Snapshot& snapshot, std::int64_t application);
/// What it will ask, for `db::Snapshot::ahead`.
db::Question lookups_question(std::int64_t application);
std::vector<Lookup> lookups_of(db::Tx& tx, std::int64_t application);
inline constexpr int kMostOfOne = 200;

/// The newest kept answer of a register to the same request, however old: "last known value" while it is frozen.
std::optional<Lookup> last_known(db::Snapshot& snapshot, std::string_view register_id, std::string_view request);
std::optional<Lookup> last_known(db::Tx& tx, std::string_view register_id, std::string_view request);

enum class RegisterState { healthy, slow, frozen, not_connected };
/// "healthy", "slow", "frozen", "not_connected".
std::string_view to_word(RegisterState state);

/// How a register does right now.
struct Standing {
  std::string register_id;
  RegisterState state = RegisterState::healthy;
  std::optional<Instant> since;  ///< frozen: since when it has been silent
  std::int64_t waiting = 0;      ///< lookups not answered yet, those on their way included
  int in_flight = 0;
  std::optional<std::int64_t> took_ms;  ///< median of the last answers (at most 64); none: not known
  std::int64_t answers = 0;             ///< how many answers the median stands on
};

struct Options {
  /// Where the registers are: an http(s) URL, under which register `id` answers at `registers/ID/lookup`; or a JSON
  /// file {"kz.family": "https://…"} with the URL of each; empty: none is connected, and every lookup fails with
  /// "register.not_connected".
  std::string addresses;
  std::size_t answer_limit = 256 << 10;  ///< bytes; a longer answer fails with "register.answer_too_large"
  int tick_ms = 500;                     ///< deadlines and pauses are looked at this often
  std::string ca_file;                   ///< certificates to trust, PEM; empty: the system's
};

/// Sends what was asked, one thread for all registers; notices freezes.
class Exchange {
 public:
  /// Construct before `Database::start`: it hangs on the commits. All three outlive it. Errors: invalid
  /// "registers.bad_address" {address}; those of `read_file` and `parse_json`.
  static Result<std::unique_ptr<Exchange>> create(Options options, const Registers& registers, db::Database& database,
                                                  Clock& clock);
  virtual ~Exchange() = default;
  /// After `Database::start`. Takes up what an earlier process left unanswered.
  virtual void start() = 0;
  /// Before `Database::stop`. Breaks off what is on its way; it is asked again at the next start. May be called twice.
  virtual void stop() = 0;
  /// Of every register, in their order. From memory; safe from every thread.
  virtual std::vector<Standing> standings() const = 0;
  /// Of one; not_connected for one that is not known.
  virtual Standing standing(std::string_view register_id) const = 0;
};

/// POST /api/notices: what registers tell of by themselves. GET /api/registers (memory) and GET /api/registers/live
/// (register.frozen and register.thawed as they happen): for everyone, nothing personal. Everything given outlives the
/// router.
void routes(http::Router& router, const Registers& registers, const Exchange& exchange);

}  // namespace qyzmet::exchange
