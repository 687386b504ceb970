#pragma once

#include <span>
#include <string>
#include <string_view>

#include "applications/application.hpp"
#include "applications/flow.hpp"
#include "applications/processes.hpp"
#include "applications/store_flow.hpp"
#include "base/json.hpp"
#include "db/db.hpp"
#include "http/http.hpp"

/// Writes down what happens to an application: its row, its events, the work that follows.
namespace qyzmet::applications {

/// Who did it, when nobody did: this server.
Filer system_itself();

/// What an event says besides what every event says.
struct Said {
  Filer who;              ///< `applicant` is there if they act in the applicant's matter: theirs, or for them
  json::object facts;     ///< pseudonymous
  json::object personal;  ///< may be erased; empty: none
};

/// That the caller did it, and no more.
Said said_of(const http::Caller& caller);

/// Appends an event that does not move the application. Gives its index.
std::int64_t tell(db::Tx& tx, const Application& application, std::string_view kind, const Said& said);

/// By the names of evidence: how it stands.
EvidenceStates states_of(const AskedAll& asked);

/// Carries `application` through `moves`, in this change: one event for each, with state, step, who has the ball, what
/// is awaited and until when (and the deadline, where it moves); the row; and work for the runner where this server
/// must go on. `said` goes with the first event, whose index it gives (-1: no move). Reads what was filed if a second
/// person is to sign; nothing else. Emits the moves' events, and before them "application.missed" if the legal deadline
/// has passed and nobody was told yet.
std::int64_t carry(db::Tx& tx, const Processes& processes, Application& application, const AskedAll& asked,
                   std::span<const Move> moves, const Said& said);

/// When the law wants it decided; nothing: not known, decided, or the clock stands while the applicant has the ball.
std::optional<Instant> legal_moment(const Processes& processes, const Application& application);

/// When something must happen next: `own`, the step's own term, or the legal deadline if that comes first. A deadline
/// that has passed was told already: then the step's own term counts alone.
Instant next_moment(const Processes& processes, const Application& application, Instant own, Instant now);

/// The deadline was moved from `before`. True if what must happen next was that deadline, which now lies ahead: then it
/// is overdue no more, and the step's own term counts from now. The caller saves and tells.
bool renew_next_moment(db::Tx& tx, const Processes& processes, Application& application, const Due& before);

/// Why it was missed, if the legal deadline has passed.
inline constexpr std::string_view kDueMissed = "due";

/// What is awaited did not come: marks it overdue and emits "application.missed" {awaits, due, party, reason?, step},
/// once until the application moves again. `reason`: a word key, when this server itself could not go on; else empty,
/// and the event says kDueMissed if the legal deadline has passed.
void mark_missed(db::Tx& tx, const Processes& processes, Application& application, std::string_view reason);

}  // namespace qyzmet::applications
