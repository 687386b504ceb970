#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.hpp"
#include "catalogue/registry_entry.hpp"
#include "catalogue/registry_forms.hpp"
#include "catalogue/registry_share.hpp"
#include "db/db.hpp"
#include "http/http.hpp"
#include "journal/journal.hpp"

/// The registry at work: kinds of service from being found to being retired, each stage with an owner, a day and
/// figures.  Source: docs/decisions/0014-registry.md.
namespace qyzmet::catalogue {

class Catalogue;

/// What a caller may do to an entry now.
struct EntryRights {
  bool move = false;     ///< one stage forward; correct what was said
  bool decide = false;   ///< the code, online only, retiring, taking back, dismissing, handing over
  bool dismiss = false;  ///< it is early enough
};

/// The use cases; safe to use from every thread. What it is given outlives it.
class Registry {
 public:
  Registry(Catalogue& catalogue, const WorkingCalendar& calendar, int utc_offset_minutes, RegistryTerms terms)
      : catalogue_(catalogue), calendar_(calendar), utc_offset_minutes_(utc_offset_minutes), terms_(std::move(terms)) {}

  /// Services that have a standing and no entry yet become entries at that standing. For every start.
  void take_over(db::Tx& tx) const;
  /// The same for one of them, as soon as it is published. One that there is not: no change.
  void take_over(db::Tx& tx, std::string_view service) const;

  /// Every gate is shown as the entries have it, after the commit: at each start, and after a commit of unknown
  /// outcome. Each act shows the gates of the services that it touches.
  void show_gates(db::Tx& tx) const;

  /// Keepers see all entries; officers those that their agency has in hand, or its local bodies, or the agency whose
  /// local body it is. Errors: forbidden "right.missing" for all other staff; not_found "registry.not_found".
  Result<Entry> find(db::Snapshot& snapshot, const http::Caller& caller, EntryId id) const;
  /// Whose entries the caller sees: the ids of agencies, their own first, or none for all. Errors: forbidden
  /// "right.missing".
  Result<std::vector<std::string>> sees(const http::Caller& caller) const;
  EntryRights rights(const http::Caller& caller, const Entry& entry) const;

  /// A finding: {kind, title (at least one language), agency?, due_on?, report?}. A report that it comes from is
  /// settled with it. Errors: invalid with the field; not_found "registry.no_report"; conflict
  /// "registry.report_settled".
  Result<Entry> create(db::Tx& tx, const http::Caller& caller, const json::object& body) const;
  /// {to, owner?, due_on?} and the form that the stage wants. Errors: those of `check_move` and `read_form`; invalid
  /// field "due_on" "registry.due_on_wanted" if the calendar does not reach so far; forbidden "right.missing"; conflict
  /// "registry.service_not_retired" {service} if the last kind that it gives is to be retired while it is not.
  Result<Entry> move(db::Tx& tx, const http::Caller& caller, EntryId id, const json::object& body) const;
  /// {stage} and that stage's form, of a stage that was entered; or {owner, due_on}, by keepers.
  Result<Entry> correct(db::Tx& tx, const http::Caller& caller, EntryId id, const json::object& body) const;
  /// {reason}: see `back_from`.
  Result<Entry> take_back(db::Tx& tx, const http::Caller& caller, EntryId id, const json::object& body) const;
  /// {why: not_a_service | duplicate, duplicate_of?, note?}.
  Result<Entry> dismiss(db::Tx& tx, const http::Caller& caller, EntryId id, const json::object& body) const;

  /// {entry}: the report speaks of what is known. Errors: as `create`; not_found "registry.not_found".
  Result<void> link_report(db::Tx& tx, const http::Caller& caller, std::int64_t report, const json::object& body) const;
  /// {reason}: it speaks of no service.
  Result<void> dismiss_report(db::Tx& tx, const http::Caller& caller, std::int64_t report,
                              const json::object& body) const;

  /// Who would have `stage` of this entry in hand, and until when; no day if nothing is due or the calendar does not
  /// reach so far.
  Post usual_post(const Entry& entry, Stage stage, Instant now) const;
  /// By the share's passages.
  std::vector<SharePoint> share(db::Snapshot& snapshot, Instant now) const;

  const Catalogue& catalogue() const { return catalogue_; }
  const RegistryTerms& terms() const { return terms_; }
  Date today(Instant now) const { return local_date(now, utc_offset_minutes_); }

 private:
  Result<Entry> entry_for(db::Tx& tx, const http::Caller& caller, EntryId id) const;
  FormRules form_rules(Instant now) const;
  Result<Post> read_post(const http::Caller& caller, const Entry& entry, Stage stage, const json::object& body,
                         Instant now) const;
  void show_gate(db::Tx& tx, const std::string& service) const;
  Result<void> check_service_retired(db::Tx& tx, const Entry& entry) const;
  Result<Entry> changed(db::Tx& tx, const http::Caller& caller, const Entry& before, std::string_view kind,
                        json::object facts) const;
  Result<json::object> corrected_form(const Entry& entry, const json::object& body, Instant now) const;

  Catalogue& catalogue_;
  const WorkingCalendar& calendar_;
  const int utc_offset_minutes_;
  const RegistryTerms terms_;
};

/// Hears reports of services that are not listed, and of what is published. `registry` outlives it.
journal::Consumer registry_consumer(const Registry& registry);

/// /api/registry/…; both outlive the router.
void registry_routes(http::Router& router, const Registry& registry, Clock& clock);

/// Every row must follow from its events, every finding must have its row, and passages must be those of the events.
void audit_registry(db::Database& database, journal::AuditReport& report);

}  // namespace qyzmet::catalogue
