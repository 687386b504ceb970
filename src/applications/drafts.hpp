#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "applications/application.hpp"
#include "applications/draft.hpp"
#include "applications/tries.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "catalogue/catalogue.hpp"
#include "db/db.hpp"

namespace qyzmet::applications {

/// A draft as a device sends it. `draft.revision` and `draft.updated_at` are not the device's to say.
struct DraftChange {
  Draft draft;
  std::optional<std::int64_t> base;  ///< the revision that the device began from; none: it believes the draft is new
};

/// A code to continue a draft on another device: told once, kept as a digest.
struct DraftCode {
  std::string code;
  Instant expires_at{};
};

/// Somebody filled in a version that is not the current one any more: conflict "draft.form_changed" {service, version,
/// now} with a field "answers.QUESTION" for each question that they must look at: "draft.question_gone",
/// "draft.question_added", "draft.question_changed".
Error form_changed(const catalogue::Catalogue& catalogue, std::string_view service, int version);

/// Drafts on the server. Everything is asked for a person: somebody else's draft does not exist. A draft that was sent
/// answers every act with conflict "draft.already_sent" {application, number}. Safe to use from every thread.
class Drafts {
 public:
  /// Both outlive this object.
  Drafts(const catalogue::Catalogue& catalogue, Clock& clock) : catalogue_(catalogue), clock_(clock) {}

  /// Reads what a device sends under `id`: {service, version, answers, lang, page, base?}. Errors: invalid
  /// "request.invalid" with fields "id" ("draft.malformed_id"), "service" ("service.not_found"), "lang"
  /// ("field.not_a_choice"), and those of the shape; too_large "draft.too_large" {limit}.
  Result<DraftChange> read(std::string_view id, const json::object& body) const;

  /// Keeps it, if it is based on the newest revision; gives what stands afterwards. A repeat of what stands already is
  /// accepted as such. Errors: conflict "draft.changed_elsewhere" {revision}, "draft.too_many" {limit}; not_found
  /// "draft.not_found" (it has a base, but is gone).
  Result<Draft> keep(db::Tx& tx, std::int64_t person, const DraftChange& change) const;
  /// Errors: not_found "draft.not_found".
  Result<void> remove(db::Tx& tx, std::int64_t person, std::string_view id) const;

  /// Errors: not_found "draft.not_found".
  Result<Draft> find(db::Snapshot& snapshot, std::int64_t person, std::string_view id) const;
  /// Newest change first, without answers.
  std::vector<Draft> list(db::Snapshot& snapshot, std::int64_t person) const;

  /// A new code; the one before it works no more. Errors: not_found "draft.not_found".
  Result<DraftCode> make_code(db::Tx& tx, std::int64_t person, std::string_view id) const;
  /// Looks whether `typed` is a code of this person's, and counts it if not. Gives its digest. Errors: not_found
  /// "draft.no_such_code" (wrong, used, too old, or somebody else's: no telling which); too_many
  /// "draft.too_many_tries" {minutes}.
  Result<Digest> check_code(db::Snapshot& snapshot, std::int64_t person, std::string_view typed);
  /// Uses the code up and gives the draft. Errors: not_found "draft.no_such_code".
  Result<Draft> use_code(db::Tx& tx, std::int64_t person, const Digest& code) const;

  /// The draft is sent as `application` in this change. To be asked before the application is written:
  /// Errors: conflict "draft.already_sent" {application}, "draft.form_changed" (it was begun on another version than
  /// `version`; none: whichever); invalid field "draft": "draft.other_service".
  Result<void> check_not_sent(db::Tx& tx, std::int64_t person, std::string_view id, std::string_view service,
                              std::optional<int> version) const;
  /// And after.
  void sent(db::Tx& tx, std::int64_t person, std::string_view id, ApplicationId application) const;

  const catalogue::Catalogue& catalogue() const { return catalogue_; }

 private:
  const catalogue::Catalogue& catalogue_;
  Clock& clock_;
  Tries code_tries_{kDraftCodeTries, kDraftCodeWindow};
};

/// A draft of this person's names a file with this digest (hexadecimal): its upload must not go. On the writer.
bool draft_names(db::Tx& tx, std::int64_t person, std::string_view sha256);

/// Removes drafts that nobody changed for kDraftKept: background changes, some rows each. Gives how many went. Errors:
/// those of `Database::change`.
Result<std::int64_t> sweep_drafts(db::Database& database, Clock& clock);

/// Sweeps at the start and then once an hour, on a thread of its own.
class DraftSweep {
 public:
  /// Both outlive this object.
  DraftSweep(db::Database& database, Clock& clock) : database_(database), clock_(clock) {}
  ~DraftSweep() { stop(); }
  DraftSweep(const DraftSweep&) = delete;
  DraftSweep& operator=(const DraftSweep&) = delete;
  /// After `Database::start`.
  void start();
  /// Before `Database::stop`. May be called twice.
  void stop();

 private:
  void run();

  db::Database& database_;
  Clock& clock_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace qyzmet::applications
