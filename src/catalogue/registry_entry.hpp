#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "catalogue/facts.hpp"

/// The way of one kind of service into the registry: a state machine without a database.  Source: DOMAIN, "Catalogue".
namespace qyzmet::catalogue {

using EntryId = Id<struct EntryTag>;

/// A measure of state support goes the same way as any service.
using EntryKind = ServiceKind;

/// The stages of the way are the standings of a service; each wants a form before it is entered.
using Stage = Standing;
std::optional<Stage> parse_stage(std::string_view word);

/// The owner of stages that are the business of those who keep the registry; all other owners are agencies.
inline constexpr std::string_view kKeepers = "keepers";

/// Who has a stage in hand, and until when. At rest (registered and after it) nothing need be due.
struct Post {
  std::string owner;
  std::optional<Date> due_on;
};

/// Why a finding goes no further.
struct Dismissal {
  std::string why;                      ///< "not_a_service" or "duplicate"
  std::optional<EntryId> duplicate_of;  ///< of a duplicate: the entry that stays
  std::string note;
};

/// One kind of service on its way: what its events add up to.
struct Entry {
  EntryId id;
  EntryKind kind = EntryKind::service;
  Stage stage = Stage::found;
  std::optional<Stage> retired_from;
  Post post;        ///< of the stage it is in
  Instant since{};  ///< when it entered that stage
  std::optional<Dismissal> dismissed;
  Text title;                           ///< while found, perhaps in one language alone
  std::string agency;                   ///< who gives it; may be empty while found
  std::string listed_service;           ///< it was taken over from this service's file; what went before is not known
  std::map<Stage, json::object> forms;  ///< of the stages that were entered with one and not taken back
  int passages = 1;                     ///< how many stages it has entered so far
  std::int64_t index = 0;               ///< of its newest event

  /// The service of the catalogue by which it is filed; empty: none yet.
  std::string service() const;
  /// On its way or at its end: neither dismissed nor retired.
  bool counts() const { return !dismissed && stage != Stage::retired; }
};

/// Digitised, registered or online only. A retired service counts nowhere.
bool is_digitised(Stage stage);

/// May it go there now? Only one stage forward, or to retired from described on. Errors: conflict
/// "registry.is_dismissed", "registry.not_next".
Result<void> check_move(const Entry& entry, Stage to);
/// Where taking back leads: one stage back; from retired or dismissed to where it was. Errors:
/// conflict "registry.nothing_to_take_back".
Result<Stage> back_from(const Entry& entry);
/// Findings are dismissed before any work was done on them. Errors: conflict "registry.is_dismissed",
/// "registry.too_late_to_dismiss".
Result<void> check_dismiss(const Entry& entry);
/// Has it entered this stage, so that the stage's form may be corrected? Errors: conflict "registry.is_dismissed",
/// "registry.not_there_yet".
Result<void> check_correct(const Entry& entry, Stage stage);

/// One event of an entry's history, as the journal holds it.
struct Told {
  std::string_view kind;
  const json::object* facts = nullptr;
  Instant at{};
  std::int64_t index = 0;
};
/// The entry after one more event; nothing if it cannot follow, or cannot be read. The rows of the database and the
/// audit both come from here.
std::optional<Entry> follow(const std::optional<Entry>& before, EntryId id, const Told& told);

/// All of it as canonical JSON, and back. Errors: invalid.
std::string to_content(const Entry& entry);
Result<Entry> parse_content(EntryId id, std::string_view content);

/// "2026-03-05", or null.
json::value to_json(const std::optional<Date>& date);

}  // namespace qyzmet::catalogue
