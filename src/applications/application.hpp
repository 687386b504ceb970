#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "applications/standing.hpp"
#include "base/bytes.hpp"
#include "base/calendar.hpp"
#include "base/id.hpp"
#include "base/json.hpp"
#include "base/time.hpp"
#include "catalogue/catalogue.hpp"

/// What an application is: pure, without database, clock or I/O.
namespace qyzmet::applications {

using ApplicationId = Id<struct ApplicationTag>;

/// This server goes on by itself within seconds; after so long something is wrong.
inline constexpr auto kTakenUpWithin = std::chrono::hours(1);

/// The state that `event` leads to; nothing if an event of that kind cannot follow `state` (none: there is no
/// application yet). Events that say nothing of the state leave it.
std::optional<State> state_after(std::optional<State> state, std::string_view event);

/// When the answer is due: a moment, or a number of working days and the last of them; nothing at all if the legal
/// limit is not known.
struct Due {
  std::optional<Instant> at;
  std::optional<Date> on;  ///< nothing with `days`: the calendar of that year is not known yet
  std::optional<int> days;
  bool operator==(const Due&) const = default;
};

/// The day of acceptance does not count (DOMAIN); calendar days end at midnight. A year that the calendar lacks is no
/// error: the days are kept, the date is not known.
Due due_after(const catalogue::Deadline& deadline, Instant submitted, const WorkingCalendar& calendar,
              int utc_offset_minutes);

/// Who files: pseudonymous, as facts say it.
struct Filer {
  std::string by = "anonymous";           ///< "anonymous", "person:ID", "staff:ID" or "client:ID"
  std::optional<std::int64_t> applicant;  ///< the person whom it concerns; none: nobody is signed in
  std::optional<std::int64_t> mandate;    ///< under which `by` files for `applicant`
  std::string channel = "portal";         ///< "portal", "counter" or "client"
  bool operator==(const Filer&) const = default;
};

/// "person:7".
std::string person_word(std::int64_t person);
/// "person:7" if `by` acts for another person, 7; nothing if they act for themself, or nobody knows for whom.
std::optional<std::string> acts_for(std::string_view by, const std::optional<std::int64_t>& applicant);

/// Where an application is on its way; nothing before it was taken up.  See flow.hpp.
struct Flow {
  std::string step;  ///< of the service's process
  Awaits awaits = Awaits::system;
  Party ball;
  std::optional<Instant> ball_since;
  std::optional<Outcome> outcome;
  std::string desk;                      ///< the agency on whose desk it lies; empty: on nobody's
  std::optional<std::int64_t> holder;    ///< the officer who has it in hand
  std::optional<Instant> next_at;        ///< until when what is awaited should come; always there while it is open
  std::optional<Instant> overdue_since;  ///< it did not come
  bool extended = false;                 ///< an officer has extended the deadline, which may be done once
  std::optional<std::int64_t> index;     ///< of the journal's event that moved it last
  std::optional<std::string> signer;     ///< IIN of the person who is to sign, while it waits for them
  std::optional<std::int64_t> part_of;   ///< the application of which this is a part
  std::int64_t corrections = 0;          ///< how often its answers were corrected
  std::optional<int> rating;             ///< 1-5, as the applicant rated it at the end
};

/// One application, without what was filed: nothing personal but the signer's IIN.
struct Application {
  ApplicationId id;
  std::string service;
  int service_version = 0;
  State state = State::submitted;
  Instant submitted_at{};
  Due due;
  Filer filer;
  std::string local_body{};  ///< the agency that has it for the service's, told by an answer; empty: that one itself
  Digest content_sha256{};
  std::int64_t submitted_index = 0;  ///< of the event "application.submitted" in the journal
  Flow flow{};

  Standing standing() const { return {state, flow.step, flow.awaits, flow.ball, flow.outcome}; }
};

/// How officers sort what lies on their desk: who can act.
enum class Lane {
  free,      ///< an officer, and nobody has it in hand
  held,      ///< the officer who has it in hand
  waiting,   ///< the applicant, or who signs for them
  elsewhere  ///< a register, another agency, this server
};
/// "free", "held", "waiting", "elsewhere".
std::string_view to_word(Lane lane);
Lane lane_of(const Application& application);

/// The ball, and what the applicant may be told of it while nobody has taken the application up: it is the office's.
Instant ball_since(const Application& application);
/// When something must happen next: of an application that nobody has taken up, an hour after it was filed.
std::optional<Instant> next_at(const Application& application);

/// What is kept, hashed and receipted of a filing: {"answers":…,"service":…,"version":…}, canonical (RFC 8785).
std::string filed_content(std::string_view canonical_answers, std::string_view service, int version);

/// The local body that the answers tell of (`Definition::agency_by`); empty: none, the service's agency has it itself.
std::string local_body_of(const catalogue::Definition& definition, std::string_view canonical_answers,
                          const std::vector<catalogue::LocalBody>& local_bodies);

/// The facts of "application.submitted", canonical. All but the moment, the end of the deadline ("due_at", or "due_on"
/// beside "due_days") and the subject is known before the writer's turn, so the text is made ready around these three.
class SubmittedFacts {
 public:
  /// `local_body`: whose desk it goes to, or empty; `exception`: of the service's gate, by which the counter takes it
  /// all the same.
  SubmittedFacts(const catalogue::Definition& definition, const catalogue::Answers& answers, const Filer& filer,
                 std::string_view local_body, std::optional<int> exception = {});
  std::string text(Instant at, const Due& due, ApplicationId subject) const;

 private:
  std::string before_at_;
  std::string before_due_;
  std::string before_subject_;
  std::string after_subject_;
};

/// The personal part of "application.submitted": {"content_sha256":"…"}.
std::string submitted_personal(const Digest& content_sha256);

/// Adds "due_at", "due_days", "due_on" as far as they are known.
void tell_due(const Due& due, json::object& facts);

}  // namespace qyzmet::applications
