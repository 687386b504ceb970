#pragma once

#include <optional>

#include "applications/access.hpp"
#include "applications/application.hpp"
#include "base/result.hpp"
#include "db/db.hpp"

/// How much of an application's course a caller sees.  Source: DESIGN §7.
namespace qyzmet::applications {

struct Sight {
  Access access = Access::none;
  /// Whoever filed it under a mandate that has ended sees it as it was then: that they filed it, its number, its state
  /// at that moment. Nothing: all of it.
  std::optional<Instant> until;

  bool sees(Instant at) const { return !until || at <= *until; }
};

/// Errors: those of `identity::mandate_end`.
Result<Sight> sight_of(db::Snapshot& snapshot, const Application& application, const http::Caller& caller,
                       http::Scope scope, Instant now);

/// The application in the state in which it was when this sight ended.
Result<Application> as_seen(db::Snapshot& snapshot, Application application, const Sight& sight);

}  // namespace qyzmet::applications
