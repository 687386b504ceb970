#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "applications/application.hpp"
#include "applications/store_desk.hpp"
#include "base/result.hpp"
#include "db/db.hpp"
#include "http/http.hpp"

/// The agency's desk: what its officers see and do.  Source: DOMAIN, "Applications"; DESIGN §7.
namespace qyzmet::applications {

class Applications;

inline constexpr int kMostBulk = 100;      ///< applications in one bulk action
inline constexpr int kMostSaid = 4000;     ///< characters of a reason or a message
inline constexpr int kMostLetters = 200;   ///< that an office may write in one application
inline constexpr int kMostCounted = 1000;  ///< counts end here: more is "1,000 or more"

/// What an officer asks of their desk.
struct InboxWanted {
  enum class Whose { all, mine, free } whose = Whose::all;
  std::string desk;  ///< of an agency that they stand for; empty: their own
  std::string service;
  std::string step;                     ///< only with a service
  bool overdue = false;                 ///< what did not come in time
  bool waiting = false;                 ///< the applicant has the ball
  std::optional<ApplicationId> number;  ///< this one alone
  store::After after;
};

struct Inbox {
  std::vector<Application> applications;  ///< in the order of what must happen next; what is overdue stands first
  std::optional<store::After> next;       ///< where to go on; none: that was all
};

/// How many there are of each kind, each counted up to kMostCounted. `service` and `step` as in InboxWanted.
struct InboxCounts {
  std::int64_t mine = 0;
  std::int64_t free = 0;
  std::int64_t held = 0;
  std::int64_t waiting = 0;
  std::int64_t elsewhere = 0;
  std::int64_t overdue = 0;
};

/// What an officer does in a step.
struct OfficersAct {
  std::string action;
  std::string reason;        ///< of a refusal or a question: always
  std::string remedy;        ///< of a refusal: what would change it
  std::string article;       ///< of the law; may be empty
  std::int64_t written = 0;  ///< letters of the office until now
};

/// Everything here is for officers of the agency that has the application and, if that is a local body, of the one for
/// which it stands; and but for `inbox`, `counts` and `take` for the
/// one who has it in hand. Common errors: not_found "application.not_found"; forbidden "right.missing" (another
/// agency's); conflict "application.not_in_hand" (a colleague has it, or nobody).
class Desk {
 public:
  /// Outlives this object.
  explicit Desk(const Applications& applications) : applications_(applications) {}

  Inbox inbox(db::Snapshot& snapshot, const http::Caller& caller, const InboxWanted& wanted, Instant now,
              int limit) const;
  InboxCounts counts(db::Snapshot& snapshot, const http::Caller& caller, const InboxWanted& wanted, Instant now) const;

  /// The agencies that the caller stands for: their own, then its local bodies.
  std::vector<const catalogue::Named*> desks(const http::Caller& caller) const;

  /// Takes it in hand; again, if they have it: no change. What is overdue may be taken from a colleague. Emits
  /// "application.taken" {from?}. Errors: conflict "application.taken_already", "application.not_under_way" {state}.
  Result<Application> take(db::Tx& tx, const http::Caller& caller, ApplicationId id) const;
  /// Emits "application.given_back".
  Result<Application> give_back(db::Tx& tx, const http::Caller& caller, ApplicationId id) const;
  /// Takes an action of the step. Emits what `carry` emits, with {action, article?} and personal {reason, remedy}.
  /// Errors: conflict "application.action_not_allowed" {action, step}; invalid fields "reason", "remedy":
  /// "field.missing".
  Result<Application> act(db::Tx& tx, const http::Caller& caller, ApplicationId id, const OfficersAct& act) const;
  /// Writes to the applicant; `written`: how many letters of the office there are already. Emits
  /// "application.message_sent" {from}; personal: {text}. Errors: too_many "application.too_many_messages" {limit}.
  Result<Application> write(db::Tx& tx, const http::Caller& caller, ApplicationId id, std::string_view text,
                            std::int64_t written) const;
  /// Extends the legal deadline, once, as far as the definition allows. Emits "application.extended" {due_…, next_at?};
  /// personal: {reason}. Errors: conflict "application.no_extension", "application.extended_already",
  /// "application.deadline_not_known" (it would move nothing, and may be asked for later); invalid field "reason".
  Result<Application> extend(db::Tx& tx, const http::Caller& caller, ApplicationId id, std::string_view reason) const;

 private:
  Result<Application> in_hand(db::Tx& tx, const http::Caller& caller, ApplicationId id) const;
  const Applications& applications_;
};

}  // namespace qyzmet::applications
