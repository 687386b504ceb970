#pragma once

#include <functional>
#include <string>
#include <vector>

#include "applications/applications.hpp"
#include "applications/store_flow.hpp"
#include "base/result.hpp"
#include "db/db.hpp"

namespace qyzmet::applications {

inline constexpr int kWorkMoves = 40;  ///< moves that nobody else had a part in; more is going in circles

/// What shall be done with one application: made on a reader thread, done on the writer.
struct Plan {
  Work work;
  std::optional<Application> application;  ///< as it stood; none: it is gone
  /// Does it, in the change that also ends the work; none: nothing is to be done now.
  std::function<Result<void>(db::Tx&, Application&)> apply;
  std::optional<Error> error;  ///< it cannot be done
};

/// Looks at one application and says what this server must do for it now: ask registers, apply a rule, tell a register,
/// file a part, issue the result. Whatever is slow is done here.
Plan make_plan(db::Snapshot& snapshot, const Applications& applications, const Work& work, Instant now);

}  // namespace qyzmet::applications
