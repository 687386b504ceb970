#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "applications/access.hpp"
#include "applications/application.hpp"
#include "applications/carry.hpp"
#include "applications/connect.hpp"
#include "applications/document.hpp"
#include "applications/document_sign.hpp"
#include "applications/documents.hpp"
#include "applications/drafts.hpp"
#include "applications/not_listed.hpp"
#include "applications/offers.hpp"
#include "applications/processes.hpp"
#include "applications/rehearsal.hpp"
#include "applications/runner.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "base/words.hpp"
#include "catalogue/catalogue.hpp"
#include "db/db.hpp"
#include "files/files.hpp"
#include "http/http.hpp"
#include "identity/identity.hpp"
#include "journal/journal.hpp"

/// Applications: what people ask of an agency, kept from the moment it is accepted.  Source: DESIGN §1, §2.
namespace qyzmet::applications {

/// What an applicant sends, as sent.
struct Filing {
  std::string service;
  json::object answers;
  std::optional<std::int64_t> mandate;  ///< under which the caller files for somebody else
  std::optional<std::string> draft;     ///< from which it was made; it is done with in the same change
  std::vector<std::string> files{};     ///< ids of uploads that are nobody's, which its answers mean
  std::optional<int> version{};         ///< of the form that was filled in, as the person saw it; none: not said
  std::optional<int> exception{};       ///< of the service's gate, by its number, as the counter names it
};

/// A filing that the form accepted: everything that `submit` writes is ready, so that the writer only writes.
struct Prepared {
  std::string service;
  int service_version = 0;
  catalogue::Deadline deadline;
  Filer filer;
  std::string content;  ///< canonical; what the digest and the receipt stand for
  Digest content_sha256{};
  std::string local_body;
  SubmittedFacts facts;
  std::string personal;
  catalogue::Answers answers;  ///< under a mandate the facts are made again, when it is known for whom
  std::optional<std::int64_t> mandate;
  std::optional<std::string> draft;
  std::vector<files::Named> files{};  ///< that the answers name; see `Applications::check_files`
  bool says_version = false;  ///< the filing said which version was filled in; else the draft's must be this one
  std::optional<int> exception{};
};

/// The use cases. Holds no state of its own; safe to use from every thread.
class Applications {
 public:
  /// All outlive this object. `utc_offset_minutes` decides which day a moment falls on.
  Applications(const catalogue::Catalogue& catalogue, const WorkingCalendar& calendar, int utc_offset_minutes,
               Clock& clock)
      : catalogue_(catalogue),
        calendar_(calendar),
        utc_offset_minutes_(utc_offset_minutes),
        clock_(clock),
        processes_(catalogue, calendar, utc_offset_minutes) {}

  /// Checks a filing against the service's form. Errors: invalid "request.invalid" with the fields "service"
  /// ("service.not_found", "service.not_filed_here"), "draft" ("draft.malformed_id") or "answers.…" (see
  /// `catalogue::Form::check`); unauthenticated "session.needed" (nobody is signed in, and the service, the mandate or
  /// the draft wants it), forbidden "right.missing" (staff); conflict "service.retired", and "draft.form_changed" (see
  /// `form_changed`) if another version was filled in than the current one; those of `catalogue::check_channel`.
  Result<Prepared> prepare(const Filing& filing, const Filer& filer = {}) const;

  /// Where what is attached is kept. Before anything runs; without it no answer may be a file.
  void keep_files_in(const files::Files& files) { files_ = &files; }
  /// Null: nowhere.
  const files::Files* files() const { return files_; }
  /// The kept files that are meant, those of the caller or of whoever knows the ids. Errors: those of
  /// `files::Files::check`; of fields that name a file, "file.not_kept".
  Result<std::vector<files::Named>> check_files(db::Snapshot& snapshot, std::span<const catalogue::FileAnswer> meant,
                                                const files::Holder& holder) const;
  /// `application` names these from now on. Errors: those of `files::Files::name`.
  Result<void> name_files(db::Tx& tx, ApplicationId application, const std::vector<files::Named>& all) const;

  /// Files what was prepared: counts the mandate's use, writes the application, does with the draft. Errors: those of
  /// `identity::use_mandate`; of `check_others_sign`, for the giver of the mandate; conflict "draft.already_sent"
  /// {application, number}, "draft.form_changed", "service.retired"; those of `name_files`.
  Result<Application> file(db::Tx& tx, const http::Caller& caller, const Drafts& drafts,
                           const Prepared& prepared) const;
  /// Writes the application and its event "application.submitted". Reads nothing, waits for nothing.
  Application submit(db::Tx& tx, const Prepared& prepared) const;

  /// Takes an application back, and its parts. Emits "application.withdrawn"; the reason is personal. Errors: not_found
  /// "application.not_found" (also for somebody else's); forbidden "right.missing" (who filed it for the applicant);
  /// conflict "application.not_withdrawable" {state}.
  Result<Application> withdraw(db::Tx& tx, const http::Caller& caller, ApplicationId id, std::string_view reason) const;

  /// Errors: not_found "application.not_found".
  Result<Application> find(db::Snapshot& snapshot, ApplicationId id) const;
  /// As `find`, for a snapshot that is asked nothing else (cheaper).
  Result<Application> find_only(db::Snapshot& snapshot, ApplicationId id) const;
  /// What `find_only` will ask.
  static db::Question finding_only(ApplicationId id);
  /// What counts of what was filed, byte for byte: as corrected last, or as filed. Errors: not_found
  /// "application.not_found".
  Result<std::string> content(db::Snapshot& snapshot, ApplicationId id) const;
  /// What was filed first: that for which the receipt stands.
  Result<std::string> content_as_filed(db::Snapshot& snapshot, ApplicationId id) const;

  /// Newest first, before `before`, at most `limit`: the caller's own and those they filed for others. A client sees
  /// those that it filed for the person for whom it acts.
  std::vector<Application> mine(db::Snapshot& snapshot, const http::Caller& caller, ApplicationId before,
                                int limit) const;

  /// For staff: newest first. An officer sees those of their agency.
  struct Wanted {
    std::string service;         ///< empty: every
    std::optional<State> state;  ///< none: every
    ApplicationId before;
  };
  struct Page {
    std::vector<Application> applications;
    std::optional<ApplicationId> next;  ///< where to go on; nothing: that was all. A page may be short, even empty
  };
  Page for_staff(db::Snapshot& snapshot, const http::Caller& caller, const Wanted& wanted, int limit) const;

  /// See access.hpp.
  Result<void> check_staff(const http::Caller& caller, const Application& application) const;
  const catalogue::Catalogue& catalogue() const { return catalogue_; }
  /// The day that it is in the country.
  Date today() const { return local_date(clock_.now(), utc_offset_minutes_); }
  /// How services are carried to their end. Changed only before anything runs.
  Processes& processes() { return processes_; }
  const Processes& processes() const { return processes_; }

 private:
  Result<void> take_back(db::Tx& tx, Application& application, const Said& said) const;

  const catalogue::Catalogue& catalogue_;
  const WorkingCalendar& calendar_;
  int utc_offset_minutes_;
  Clock& clock_;
  Processes processes_;
  const files::Files* files_ = nullptr;
};

/// How many applications one member of staff may open: more nobody reads. Whoever opens more works through people, not
/// cases, and fills their ledgers.
struct LookLimits {
  int a_minute = 30;
  int an_hour = 300;
};

/// Everything under /api/applications, /api/to-sign, /api/drafts, /api/not-listed, /api/staff/applications, /api/desk
/// and /api/looks. Everything given outlives the router.
void routes(http::Router& router, const Applications& applications, Drafts& drafts, Reports& reports,
            const journal::Publisher& publisher, const Words& words, Clock& clock, LookLimits look_limits = {});

/// Application rows that do not follow from their events, and events without their row. For `journal::audit`.
void audit(db::Database& database, journal::AuditReport& report);

}  // namespace qyzmet::applications
