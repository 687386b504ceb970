#pragma once

#include "applications/applications.hpp"
#include "applications/store_flow.hpp"
#include "applications/timeline.hpp"
#include "base/json.hpp"

/// What is told of an application's way, as JSON.
namespace qyzmet::applications {

json::value moment_or_null(const std::optional<Instant>& moment);
/// {kk, ru, en}, or null if there is no such agency (any more).
json::value title_of_agency(const Processes& processes, std::string_view agency);
/// {by, id, title}, or null if the process has no such step.
json::value step_of(const Application& application, const Processes& processes, std::string_view step);

/// Adds what follows from the row alone, nothing personal: "step" {by, id, title} or null, "ball" {agency,
/// agency_title, party, since, until} or null, "awaits", "outcome", "overdue", "part_of".
void add_way(json::object& object, const Application& application, const Processes& processes);

/// Who is told: the applicant or whoever filed for them, or those who decide.
enum class TellWhom { applicant, staff };

/// Adds what only the applicant, who filed for them and staff may know: "clock" {charges, not_known}, "steps" (all of
/// the process, in its order, each with the moment at which it was entered last), "checks" (what rules came to, and by
/// which row), "decision", "messages", "document", "corrections", "rating". The applicant is told nothing of checks
/// about somebody else who has not signed.
void add_timeline(json::object& object, db::Snapshot& snapshot, const Application& application,
                  const Processes& processes, Instant now, TellWhom whom);

/// {article?, id, needs_reason, needs_remedy, title} of each.
json::array to_json(const std::vector<const catalogue::Action*>& actions);

/// Evidence as it stands, for the applicant: id, title, register, state, dates; no value.
json::array evidence_asked(db::Snapshot& snapshot, const Application& application, const Processes& processes);
/// The same for those who decide, with the value and its source out of `answers`, all that registers told of it.
json::array evidence_of(db::Snapshot& snapshot, const Application& application, const Processes& processes,
                        std::span<const RegisterAnswer> answers);

}  // namespace qyzmet::applications
