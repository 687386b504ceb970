#pragma once

#include <string>
#include <string_view>

#include "applications/application.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "catalogue/catalogue.hpp"
#include "db/db.hpp"
#include "http/http.hpp"
#include "journal/journal.hpp"

/// Applications: what people ask of an agency, kept from the moment it is accepted.  Source: DESIGN §1, §2.
namespace qyzmet::applications {

/// What an applicant sends, as sent.
struct Filing {
  std::string service;
  json::object answers;
};

/// A filing that the form accepted: everything that `submit` writes is ready, so that the writer only writes.
struct Prepared {
  std::string service;
  int service_version = 0;
  catalogue::Deadline deadline;
  std::string content;  ///< canonical; what the digest and the receipt stand for
  Digest content_sha256{};
  SubmittedFacts facts;
  std::string personal;
};

/// The use cases. Holds no state of its own; safe to use from every thread.
class Applications {
 public:
  /// All three outlive this object. `utc_offset_minutes` decides which day a moment falls on.
  Applications(const catalogue::Catalogue& catalogue, const WorkingCalendar& calendar, int utc_offset_minutes)
      : catalogue_(catalogue), calendar_(calendar), utc_offset_minutes_(utc_offset_minutes) {}

  /// Checks a filing against the service's form. Errors: invalid "request.invalid" with the fields "service"
  /// ("service.not_found") or "answers.…" (see `catalogue::Form::check`).
  Result<Prepared> prepare(const Filing& filing) const;

  /// Writes the application and its event "application.submitted". Reads nothing, waits for nothing.
  Application submit(db::Tx& tx, const Prepared& prepared) const;

  /// Errors: not_found "application.not_found".
  Result<Application> find(db::Snapshot& snapshot, ApplicationId id) const;
  /// As `find`, for a snapshot that is asked nothing else (cheaper).
  Result<Application> find_only(db::Snapshot& snapshot, ApplicationId id) const;

  const catalogue::Catalogue& catalogue() const { return catalogue_; }

 private:
  const catalogue::Catalogue& catalogue_;
  const WorkingCalendar& calendar_;
  int utc_offset_minutes_;
};

/// POST /api/applications; GET /api/applications/{id}, …/receipt, …/events. Everything given outlives the router.
void routes(http::Router& router, const Applications& applications, const journal::Publisher& publisher);

/// Application rows that do not follow from their events, and events without their row. For `journal::audit`.
void audit(db::Database& database, journal::AuditReport& report);

}  // namespace qyzmet::applications
