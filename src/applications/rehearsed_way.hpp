#pragma once

#include <map>
#include <optional>
#include <string>

#include "applications/processes.hpp"
#include "base/json.hpp"
#include "base/time.hpp"
#include "db/db.hpp"

namespace qyzmet::applications {

/// What people and registers came to in an application, the last time at each step: the action of an officer, an
/// applicant or a signer, the answer of a register.
using Said_at = std::map<std::string, std::string, std::less<>>;
Said_at said_at_steps(db::Snapshot& snapshot, ApplicationId id);

/// Where an application would have got to.
struct Rehearsed {
  std::optional<Outcome> outcome;  ///< none: it would wait
  std::string step;                ///< the last one that it came to
  std::string fault;               ///< why no rule led on, a word key; empty: none failed
};

/// Takes an application through a process in which all evidence is there: rules decide anew, over `facts`; people and
/// registers do at each step what they did there, as long as the step is there and lets them; where they did nothing,
/// and at a part, it waits. Pure but for the doors.
Rehearsed rehearse_way(const Processes& processes, const Way& way, const Said_at& said, json::object facts,
                       Instant now);

}  // namespace qyzmet::applications
