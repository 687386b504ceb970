#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalogue/registry_entry.hpp"

/// The share of digitised kinds of service, with the number that it is a share of, over time.
namespace qyzmet::catalogue {

/// An entry in one stage: from when to when. Not left: it is there still.
struct Passage {
  int number = 0;
  Stage stage = Stage::found;
  Post post;
  Instant entered{};
  std::optional<Instant> left;
};

/// At the end of a day: how many kinds were known (neither dismissed nor retired), and how many of these were digitised
/// or farther.
struct SharePoint {
  Date on{};
  int known = 0;
  int digitised = 0;
};

/// At the end of each month that is over, from the first passage on, the newest `months` of them; and now, as the last.
std::vector<SharePoint> share_over_time(const std::vector<Passage>& passages, Instant now, int utc_offset_minutes,
                                        int months);

}  // namespace qyzmet::catalogue
