#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "applications/application.hpp"
#include "applications/shared_clock.hpp"
#include "base/json.hpp"
#include "db/db.hpp"

/// What an application's events tell: who had the ball when, what was said, how it was decided. Personal.
namespace qyzmet::applications {

/// Something that one side wrote to the other.
struct Message {
  std::int64_t index = 0;  ///< of the journal
  Instant at{};
  std::string kind;                   ///< "message", "question", "answer", "correction"
  std::string from;                   ///< "office" or "applicant"
  json::value text;                   ///< a string, {en, kk, ru}, or null: nothing was written, or it was erased
  std::vector<std::string> evidence;  ///< question: papers that the applicant shall bring, by the ids of evidence
  json::array files;                  ///< {name, sha256, size, type} of what the applicant sent with it
};

/// A rule of the definition looked at the application.
struct RuleApplied {
  Instant at{};
  std::string step;
  std::string decision;  ///< its id
  std::string outcome;
  std::vector<int> rows;  ///< that matched, from 1
  std::string article;    ///< of the law; may be empty
  json::value reason;     ///< as `Message::text`
};

/// How it was decided, and why.
struct DecisionTold {
  Instant at{};
  Outcome outcome = Outcome::granted;
  std::string by;       ///< "staff", "system", "person": whose act brought it about
  std::string article;  ///< of the law; may be empty
  json::value reason;   ///< as `Message::text`
  json::value remedy;   ///< of a refusal: what would change it; as `Message::text`
};

struct Timeline {
  std::vector<Turn> turns;
  std::vector<std::pair<std::string, Instant>> entered;  ///< steps, in the order in which they were entered
  std::vector<Message> messages;
  std::vector<RuleApplied> rules;
  std::set<std::string> signed_by;  ///< "person:7": second people who signed
  std::optional<DecisionTold> decision;
  std::optional<Date> ended;  ///< decided or withdrawn: the clock stands
};

/// Reads the application's history.
Timeline timeline_of(db::Snapshot& snapshot, const Application& application, int utc_offset_minutes);

/// Reads one more event, as stored: facts and, if there are any, the personal part.
void add_event(Timeline& timeline, std::int64_t index, Instant at, std::string_view kind, const json::object& facts,
               const json::object& personal, int utc_offset_minutes);

}  // namespace qyzmet::applications
