#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/calendar.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "catalogue/catalogue.hpp"

/// What an application is: pure, without database, clock or I/O.
namespace qyzmet::applications {

using ApplicationId = Id<struct ApplicationTag>;

/// Where an application stands. Today every application is submitted; the others are the words of the coming steps.
enum class State { submitted, in_progress, waiting_for_applicant, decided, delivered, withdrawn };
std::string_view to_word(State state);
std::optional<State> parse_state(std::string_view word);

/// The state that `event` leads to; nothing if an event of that kind cannot follow `state` (none: there is no
/// application yet). Events that say nothing of the state leave it.
std::optional<State> state_after(std::optional<State> state, std::string_view event);

/// When the answer is due: a moment, or a number of working days and the last of them.
struct Due {
  std::optional<Instant> at;
  std::optional<Date> on;  ///< nothing with `days`: the calendar of that year is not known yet
  std::optional<int> days;
  bool operator==(const Due&) const = default;
};

/// The day of acceptance does not count (DOMAIN). A year that the calendar lacks is no error: the days are kept, the
/// date is not known.
Due due_after(const catalogue::Deadline& deadline, Instant submitted, const WorkingCalendar& calendar,
              int utc_offset_minutes);

/// One application, without what was filed: nothing personal.
struct Application {
  ApplicationId id;
  std::string service;
  int service_version = 0;
  State state = State::submitted;
  Instant submitted_at{};
  Due due;
  Digest content_sha256{};
  std::int64_t submitted_index = 0;  ///< of the event "application.submitted" in the journal
};

/// What is kept, hashed and receipted of a filing: {"answers":…,"service":…,"version":…}, canonical (RFC 8785).
std::string filed_content(std::string_view canonical_answers, std::string_view service, int version);

/// The facts of "application.submitted", canonical. All but the moment and the subject is known before the writer's
/// turn, so the text is made ready around these two.
class SubmittedFacts {
 public:
  SubmittedFacts(const catalogue::Definition& definition, const catalogue::Answers& answers);
  std::string text(Instant at, ApplicationId subject) const;

 private:
  std::string before_at_;
  std::string between_;
  std::string after_subject_;
};

/// The personal part of "application.submitted": {"content_sha256":"…"}.
std::string submitted_personal(const Digest& content_sha256);

}  // namespace qyzmet::applications
