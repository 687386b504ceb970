#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/words.hpp"
#include "catalogue/country.hpp"
#include "catalogue/definition.hpp"
#include "db/db.hpp"
#include "http/http.hpp"
#include "journal/journal.hpp"

/// Versions of services as they are published, retired and restored.  Why so: docs/decisions/0012-versions.md.
namespace qyzmet::catalogue {

struct Service;
class Catalogue;

/// A version as it was published.
struct Published {
  std::string service;
  int version = 0;
  std::string definition;  ///< YAML, as it was handed in
  Digest digest{};         ///< see `digest_of`
  Instant at{};
  std::string by;      ///< "staff:7", "system"
  std::string reason;  ///< may be empty
  std::int64_t journal_index = -1;
};

/// That a service takes no applications any more, or takes them again.
struct Retirement {
  std::string service;
  bool retired = false;
  Instant at{};
  std::string by;
  std::string reason;
  std::int64_t journal_index = -1;
};

/// What a definition is found to be.
struct Inspection {
  std::vector<Error> mistakes;             ///< each with {file, line, …}; empty: it can be published
  std::shared_ptr<const Service> service;  ///< null if it cannot be read
};

/// What is checked and ready to be written; made on a reader thread.
struct Publication;
struct StandingChange;

/// Who ran how many applications through which text.
struct RehearsalTold {
  std::string service;
  int version = 0;
  Digest digest{};  ///< of the text
  std::int64_t run = 0;
};
/// Event "service.rehearsed" {digest, run, service, version}.
void write_rehearsal(db::Tx& tx, std::string_view by, const RehearsalTold& told);

/// Publishes. Events: "service.published" {digest, service, version}, "service.retired" and "service.restored"
/// {service}; the reason is personal, because it is free text. Safe to use from every thread once it has taken up.
class Publishing {
 public:
  /// Both outlive this object.
  Publishing(Catalogue& catalogue, const Country& country) : catalogue_(catalogue), country_(country) {}

  /// Before anything is served: every version that the database holds joins those of the folder. Errors: conflict
  /// "definition.version_differs" {file, service, version} if the folder has a version that was published with another
  /// content; those of `parse_definition` if the current version of a service cannot be read; those of
  /// `composite_errors`.
  Result<void> take_up(db::Database& database);
  /// Once changes are taken: versions of the folder that the database does not have are stored, as published by the
  /// system. Errors: those of `Database::change`.
  Result<void> store_new(db::Database& database);
  /// Shows what the database holds and the catalogue does not: a publication or a retirement whose commit had an
  /// unknown outcome. Reads little if there is none. Errors: as `take_up`.
  Result<void> catch_up(db::Snapshot& snapshot) const;
  /// Old versions that this program cannot read: what runs on them is decided by officers. Service, version, why.
  const std::map<std::pair<std::string, int>, Error>& unreadable() const { return unreadable_; }

  /// All mistakes: those of `definition_errors`; invalid "definition.version_not_higher" {file, line, version, newest};
  /// those of `composite_errors` that it would bring; "definition.part_retired" {file, line, name}; that of
  /// `standing_mistake`. `file` is only named.
  Inspection inspect(db::Snapshot& snapshot, std::string_view definition, std::string_view file) const;

  /// Errors: invalid "definition.mistakes" {count} with a field for each mistake, its path "definition:LINE".
  Result<std::shared_ptr<const Publication>> prepare(db::Snapshot& snapshot, std::string_view definition,
                                                     std::string_view file, std::string_view reason) const;
  /// Writes it; it is shown after the commit. Errors: conflict "definition.changed_meanwhile": another version, or an
  /// entry of the registry by which it claims too much now.
  Result<Published> publish(db::Tx& tx, std::string_view by, const Publication& publication) const;

  /// Errors: not_found "service.not_found"; conflict "service.retired", "service.not_retired", "service.needed" {by}
  /// (another service's step needs it).
  Result<std::shared_ptr<const StandingChange>> prepare_standing(db::Snapshot& snapshot, std::string_view service,
                                                                 bool retired, std::string_view reason) const;
  /// Errors: conflict "definition.changed_meanwhile"; "service.entry_retired" {number} if it is to be restored, and the
  /// registry has retired all its entries.
  Result<Retirement> change_standing(db::Tx& tx, std::string_view by, const StandingChange& change) const;

  const Catalogue& catalogue() const { return catalogue_; }

 private:
  Catalogue& catalogue_;
  const Country& country_;
  std::vector<Published> new_;  ///< of the folder, to be stored
  std::map<std::pair<std::string, int>, Error> unreadable_;
};

/// Runs decided applications through a version that is not published yet; see applications/rehearsal.hpp. The JSON is
/// what keepers see.
using Rehearse = std::function<Result<json::object>(db::Snapshot&, const Service& service, int applications)>;

/// For keepers: GET and POST /api/definitions, POST /api/definitions/check, GET /api/definitions/{service} and
/// …/versions/{version}, POST …/retire and …/restore. Everything given outlives the router.
void definition_routes(http::Router& router, const Publishing& publishing, const Words& words, Rehearse rehearse);

/// Versions and retirements that do not follow from their events, and events without their row.
void audit(db::Database& database, journal::AuditReport& report);

}  // namespace qyzmet::catalogue
