#pragma once

#include "applications/processes.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "catalogue/catalogue.hpp"
#include "db/db.hpp"

namespace qyzmet::applications {

/// What would have become of the newest `wanted` decided applications of a service under `next`, a version that nobody
/// has published yet: their answers are held against its form, and its decisions are evaluated over the evidence that
/// they were decided with, at the time when they were. Then each goes the whole way (`rehearse_way`). No application is
/// told apart from others: what they came to is told in groups with their "count", the largest first, and of a group of
/// fewer than five only its broad part (the rest is "", null or []). Stops early, and says so, when the snapshot has
/// been asked for long enough. {wanted, run, cut_short, ended: [{before, after, step}] (would end otherwise; after
/// null: would wait, at `step`), changed: [{decision, before, after, rows, article}], refused: [{path, key}], failed:
/// [{decision, key}], ended_count, changed_count, refused_count, failed_count, added_decisions, gone_decisions}; the
/// lists hold at most 200 groups each. A decision is compared if both versions have it.
Result<json::object> rehearse(db::Snapshot& snapshot, const Processes& processes, const catalogue::Service& next,
                              int wanted, const Clock& clock);

}  // namespace qyzmet::applications
