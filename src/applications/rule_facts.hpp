#pragma once

#include <optional>
#include <string_view>

#include "applications/processes.hpp"
#include "applications/store_flow.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "db/db.hpp"

namespace qyzmet::applications {

/// What the rules of a definition see of one application (docs/service-format.md): every question by its id (null: not
/// answered), `applicant` {age, birth_date, iin, name} or null, `evidence` {id: value or null}, `submitted_on`, `mrp`,
/// and `decided` {decision: {output: value}}: what its rules came to before. Personal. On a reader thread.
/// Errors: not_found "application.not_found", "person.not_found".
Result<json::object> rule_facts(db::Snapshot& snapshot, const Processes& processes, const Application& application,
                                Instant now);
/// The same as another way than the application's own would see it: for rehearsals.
Result<json::object> rule_facts(db::Snapshot& snapshot, const Processes& processes, const Application& application,
                                const Way& way, Instant now);

/// What is filed, or about to be.
struct Filed {
  const catalogue::Definition* definition = nullptr;  ///< null: of a version that is no longer there
  const json::object& answers;
  std::optional<std::int64_t> applicant{};  ///< a person's id
  Instant submitted_at{};
};
/// Of the facts those that need no more than what is filed: all but `evidence` and `decided`. Errors: not_found
/// "person.not_found".
Result<json::object> filed_facts(db::Snapshot& snapshot, const Processes& processes, const Filed& filed, Instant now);

/// The day of birth that an IIN holds; nothing if it holds none.  Source: DOMAIN, "IIN".
std::optional<Date> birth_date_of(std::string_view iin);
/// Full years at `today`.
int age_at(Date birth, Date today);

}  // namespace qyzmet::applications
