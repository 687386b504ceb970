#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "applications/application.hpp"
#include "db/db.hpp"

/// All SQL of officers' lists. Each question is answered from one index, in its order, however many there are.
namespace qyzmet::applications::store {

/// Which part of a desk. With a service, that service's; with a step, that step's of the service.
struct Slice {
  std::string desk;
  std::string service;
  std::string step;
  std::optional<Lane> lane;                                           ///< none: every
  std::int64_t before_ms = std::numeric_limits<std::int64_t>::max();  ///< what must happen before this moment
};
/// Where a list goes on: after this moment and id.
struct After {
  std::int64_t next_at_ms = std::numeric_limits<std::int64_t>::min();
  std::int64_t id = 0;
};

/// In the order of what must happen next, at most `limit`.
std::vector<Application> on_desk(db::Snapshot& snapshot, const Slice& slice, const After& after, int limit);
/// Those that an officer has in hand, in the same order.
std::vector<Application> in_hand(db::Snapshot& snapshot, std::int64_t holder, const After& after, int limit);
/// How many there are, each counted up to a limit.
struct Counts {
  std::array<std::int64_t, 4> in_lane{};  ///< in the order of Lane
  std::int64_t overdue = 0;               ///< of all lanes, what should have happened before now
  std::int64_t in_hand = 0;               ///< of `holder`, wherever
};
/// One question; the slice's lane and moment do not matter.
Counts count(db::Snapshot& snapshot, const Slice& slice, std::int64_t holder, Instant now, std::int64_t most);

/// Of all agencies, what did not come in time: the longest first, after that moment and id.
std::vector<Application> overdue(db::Snapshot& snapshot, const After& after, int limit);
/// Those that wait for this person's signature, at most `limit`.
std::vector<Application> to_sign(db::Snapshot& snapshot, std::string_view iin, ApplicationId before, int limit);

}  // namespace qyzmet::applications::store
