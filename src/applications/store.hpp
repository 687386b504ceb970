#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "applications/application.hpp"
#include "db/db.hpp"

/// All SQL about the table of applications.
namespace qyzmet::applications::store {

/// Of the table `application` what `read_application` reads, in its order.
inline constexpr std::string_view kColumns =
    "id, service, service_version, state, submitted_at_ms, due_at_ms, due_on, due_days, content_sha256, "
    "submitted_index, applicant, filed_by, mandate, channel, step, awaits, ball, ball_since_ms, outcome, desk, holder, "
    "next_at_ms, overdue_since_ms, extended, flow_index, signer, part_of, corrections, rating, "
    "local_body";
inline constexpr int kColumnCount = 30;
/// The row that `rows` stands on. Throws `db::Broken` if it is damaged.
Application read_application(const db::Rows& rows);
std::vector<Application> read_all(db::Rows& rows);

/// One write; waits for nothing.
void insert(db::Tx& tx, const Application& application, std::string_view content);

std::optional<Application> find(db::Snapshot& snapshot, ApplicationId id);
/// As `find`, in a change. Waits.
std::optional<Application> find(db::Tx& tx, ApplicationId id);
/// As `find`, as the snapshot's only query (cheaper).
std::optional<Application> find_only(db::Snapshot& snapshot, ApplicationId id);
/// What `find_only` will ask.
db::Question finding(ApplicationId id);

/// Whether there is such a row, readable or not.
bool exists(db::Snapshot& snapshot, ApplicationId id);

/// Applications with what was filed, in the order of the ids, after `after`; at most `limit`. For the audit, which must
/// get past rows that cannot be read.
struct Filed {
  Application application;
  std::string content;
  std::string lane;    ///< of its desk; empty: it lies on none
  std::string damage;  ///< not empty: the row cannot be read, only its id counts; says why, in English
};
std::vector<Filed> page(db::Snapshot& snapshot, ApplicationId after, int limit);

/// What was filed first; nothing if there is no such application.
std::optional<std::string> content(db::Snapshot& snapshot, ApplicationId id);

/// Newest first, before `before`, at most `limit`: those of a person, of them those that `by` filed, those that `by`
/// filed for others under a mandate, all.
std::vector<Application> of_applicant(db::Snapshot& snapshot, std::int64_t person, ApplicationId before, int limit);
std::vector<Application> of_applicant_filed_by(db::Snapshot& snapshot, std::int64_t person, std::string_view by,
                                               ApplicationId before, int limit);
std::vector<Application> under_mandate(db::Snapshot& snapshot, std::string_view by, ApplicationId before, int limit);
std::vector<Application> newest(db::Snapshot& snapshot, ApplicationId before, int limit);

}  // namespace qyzmet::applications::store
