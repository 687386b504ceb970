#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "applications/application.hpp"
#include "db/db.hpp"

/// All SQL of this module; no other touches its table.
namespace qyzmet::applications::store {

/// One write; waits for nothing.
void insert(db::Tx& tx, const Application& application, std::string_view content);

std::optional<Application> find(db::Snapshot& snapshot, ApplicationId id);
/// As `find`, as the snapshot's only query (cheaper).
std::optional<Application> find_only(db::Snapshot& snapshot, ApplicationId id);

/// Applications with what was filed, in the order of the ids, after `after`; at most `limit`.
struct Filed {
  Application application;
  std::string content;
};
std::vector<Filed> page(db::Snapshot& snapshot, ApplicationId after, int limit);

}  // namespace qyzmet::applications::store
