#pragma once

#include <functional>
#include <vector>

#include "applications/application.hpp"
#include "journal/journal.hpp"

/// The events of one application, however many there are.
namespace qyzmet::applications {

inline constexpr int kHistoryChunk = 1000;  ///< events that are read at once

/// Tells every event, oldest first, until `tell` gives false.
void each_event(db::Snapshot& snapshot, ApplicationId id, const std::function<bool(const journal::Stored&)>& tell);

/// Adds to `history` the events after its last, at most kHistoryChunk of them; false if that was the end. For whoever
/// reads more than one snapshot has time for.
bool read_on(db::Snapshot& snapshot, ApplicationId id, std::vector<journal::Stored>& history);

}  // namespace qyzmet::applications
