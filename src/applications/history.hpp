#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "applications/application.hpp"
#include "base/json.hpp"
#include "journal/journal.hpp"

/// The events of one application, however many there are, and what they say.
namespace qyzmet::applications {

inline constexpr int kHistoryChunk = 1000;  ///< events that are read at once

/// Tells every event, oldest first, until `tell` gives false.
void each_event(db::Snapshot& snapshot, ApplicationId id, const std::function<bool(const journal::Stored&)>& tell);

/// Adds to `history` the events after its last, at most kHistoryChunk of them; false if that was the end. For whoever
/// reads more than one snapshot has time for.
bool read_on(db::Snapshot& snapshot, ApplicationId id, std::vector<journal::Stored>& history);

/// An event's facts, its personal part, or what was filed; empty if it is no object.
json::object object_of(std::string_view text);
/// A member's text; empty if it has none.
std::string text_of(const json::object& object, std::string_view name);

}  // namespace qyzmet::applications
