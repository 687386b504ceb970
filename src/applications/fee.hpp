#pragma once

#include "applications/processes.hpp"
#include "applications/rule_facts.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "db/db.hpp"

/// What an application costs: worked out each time it is told, by the version that it runs on, from the answers that
/// count, with the monthly index of the day of filing. Nothing of it is kept.
namespace qyzmet::applications {

/// {certainty, index_tenge, mrp_milli, note, problem, tiyn}; null if that version is no longer there. `mrp_milli`
/// (thousandths of the index) is null if it is not known or the rule came to nothing (then `problem` is the word key of
/// why), `index_tenge` if that year's is not known, `tiyn` if either is, but 0 for what is free. Errors: not_found
/// "application.not_found", "person.not_found".
Result<json::value> fee_of(db::Snapshot& snapshot, const Processes& processes, const Application& application);

/// The same of what is not filed yet. Errors: not_found "person.not_found".
Result<json::value> fee_of(db::Snapshot& snapshot, const Processes& processes, const Filed& filed);

}  // namespace qyzmet::applications
