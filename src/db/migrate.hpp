#pragma once

#include "base/result.hpp"
#include "base/time.hpp"
#include "db/session.hpp"

namespace qyzmet::db {

/// Runs the migrations that `session`'s database lacks, each in a transaction of its own; gives how many ran.
/// Errors: conflict "db.schema_newer" {number}, "db.schema_changed" {file}.
Result<int> migrate(Session& session, Engine engine, Instant now);

/// The schema is this program's. Errors: conflict "db.schema_newer" {number}, "db.schema_older" {number}; throws
/// `Broken` where there is no schema at all.
Result<void> expect_current(Session& session);

}  // namespace qyzmet::db
