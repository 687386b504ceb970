#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "db/session.hpp"

namespace qyzmet::db {

/// Runs the migrations that `session`'s database lacks, each in a transaction of its own; gives how many ran.
/// Errors: conflict "db.schema_newer" {number}, "db.schema_changed" {file}.
Result<int> migrate(Session& session, Engine engine, Instant now);

}  // namespace qyzmet::db
