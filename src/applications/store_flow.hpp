#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "applications/application.hpp"
#include "applications/flow.hpp"
#include "db/db.hpp"

/// What was asked of registers for an application, and the work that this server has to do.
namespace qyzmet::applications {

/// One question to a register, as the application's way sees it; values are with the lookup.
struct Asked {
  std::int64_t lookup = 0;
  EvidenceState state = EvidenceState::asked;
  Instant asked_at{};
  Instant due_at{};
  std::optional<Instant> settled_at;
};
/// By name: evidence by its id, what a step tells a register as "step.ID".
using AskedAll = std::map<std::string, Asked, std::less<>>;

/// One application that must be carried on.
struct Work {
  ApplicationId application;
  std::int64_t news = 0;  ///< rises with everything that happens to it
  int moves = 0;          ///< done without anybody else
  int attempts = 0;       ///< failed in a row
  std::string error;      ///< of the last failure; empty: none
  std::optional<Instant> stuck_at;
};

}  // namespace qyzmet::applications

/// All SQL of an application's way.
namespace qyzmet::applications::store {

/// Writes state, deadline and flow. One write; waits for nothing.
void save(db::Tx& tx, const Application& application);

AskedAll asked(db::Snapshot& snapshot, ApplicationId id);
db::Question asked_question(ApplicationId id);
AskedAll asked(db::Tx& tx, ApplicationId id);
/// Writes over an earlier question of the same name.
void put_asked(db::Tx& tx, ApplicationId id, std::string_view name, const Asked& asked);
/// A register's news about `lookup`: an answer counts whenever it comes, the others only while it is asked.
void settle(db::Tx& tx, ApplicationId id, std::string_view name, std::int64_t lookup, EvidenceState state, Instant now);
/// Then it can be asked anew.
void forget_asked(db::Tx& tx, ApplicationId id, std::string_view name);
/// The same for what a step told a register that failed, or whose time has passed; whether there was any.
bool forget_unanswered(db::Tx& tx, ApplicationId id);
/// Nobody waits for it any more.
void give_up(db::Tx& tx, ApplicationId id, std::string_view name, Instant now);

/// Something has happened: the application is looked at, also if it was stuck. One write; waits for nothing.
void add_work(db::Tx& tx, ApplicationId id);
/// This server has more to do with it: as `add_work`, but what was done without anybody else is counted on.
void continue_work(db::Tx& tx, ApplicationId id);
/// Work that may be done now, at most `limit`.
std::vector<Work> due_work(db::Snapshot& snapshot, Instant now, int limit);
/// Ends it, unless something has happened since `work` was read.
void end_work(db::Tx& tx, const Work& work);
/// Writes counts, error and the next time.
void put_work(db::Tx& tx, const Work& work, Instant not_before);
bool is_stuck(db::Tx& tx, ApplicationId id);
/// Newest first, at most `limit`.
std::vector<Work> stuck_work(db::Snapshot& snapshot, int limit);

/// The newest part of `whole` that was filed after the journal's `index`.
std::optional<Application> part(db::Snapshot& snapshot, ApplicationId whole, std::int64_t index);
std::optional<Application> open_part(db::Tx& tx, ApplicationId whole);

/// The content that counts: as corrected last, or as filed.
std::optional<std::string> current_content(db::Snapshot& snapshot, ApplicationId id);
db::Question content_question(ApplicationId id);
std::optional<std::string> current_content(db::Tx& tx, ApplicationId id);
struct Correction {
  std::int64_t number = 0;
  std::string content;
  Digest content_sha256{};
  Instant at{};
  std::int64_t journal_index = 0;
};
void insert_correction(db::Tx& tx, ApplicationId id, const Correction& correction);
std::vector<Correction> corrections(db::Snapshot& snapshot, ApplicationId id);

/// Open applications whose next event did not come in time and that are not marked yet, the longest first.
std::vector<ApplicationId> missed(db::Snapshot& snapshot, Instant now, int limit);
/// Filed before `before`, waiting for this server to take them up, and not marked yet; the oldest first.
std::vector<ApplicationId> not_taken_up(db::Snapshot& snapshot, Instant before, int limit);

/// Applications of a service that were decided, the newest first, at most `limit`.
std::vector<Application> decided(db::Snapshot& snapshot, std::string_view service, int limit);

}  // namespace qyzmet::applications::store
