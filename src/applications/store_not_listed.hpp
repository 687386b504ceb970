#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "applications/not_listed.hpp"
#include "db/db.hpp"

/// All SQL about reports of services that are not listed.
namespace qyzmet::applications::store {

void insert(db::Tx& tx, const NotListed& report, std::string_view reported_by, std::int64_t reported_index);
/// How many there are.
std::int64_t report_count(db::Snapshot& snapshot);
/// Newest first, before `before`, at most `limit`.
std::vector<NotListed> reports(db::Snapshot& snapshot, ReportId before, int limit);

}  // namespace qyzmet::applications::store
