#pragma once

#include <functional>
#include <map>
#include <string_view>
#include <vector>

#include "applications/store.hpp"
#include "applications/store_flow.hpp"
#include "exchange/lookup.hpp"
#include "files/files.hpp"
#include "journal/journal.hpp"

namespace qyzmet::applications {

/// All that is kept of one application, as one snapshot has it.
struct Kept {
  store::Filed filed;
  std::vector<store::Correction> corrections{};
  std::vector<journal::Stored> history{};
  std::vector<files::Named> named{};  ///< read only if something is said of files
  AskedAll asked{};
  std::map<std::int64_t, exchange::Lookup> lookups{};  ///< of those that were asked
};

/// Reads what stands beside the row and its history.
void read_kept(db::Snapshot& snapshot, Kept& kept);

/// Holds what stands beside the row against events and answers: files, evidence, lookups, the desk's lane, who signs.
/// `wrong`: the event's index, or -1, and what is wrong.
void check_kept(const Kept& kept, const std::function<void(std::int64_t index, std::string_view what)>& wrong);

}  // namespace qyzmet::applications
