#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/bytes.hpp"
#include "base/fair_threads.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "db/db.hpp"
#include "files/checker.hpp"
#include "files/shelf.hpp"
#include "files/upload.hpp"
#include "http/http.hpp"
#include "journal/journal.hpp"

/// Files that people attach: taken in pieces, checked, kept, handed out to whoever may have them.  Source: DESIGN §2,
/// §7; docs/decisions/0013-files.md.
namespace qyzmet::files {

/// A kept file that an application names.
struct Named {
  std::int64_t place = 0;  ///< on the shelf
  Digest sha256{};
  std::string question;  ///< the answer's: "income_statement"
  std::string name;      ///< as the applicant called it
  std::string type;
  std::int64_t size = 0;  ///< bytes
};

/// What an answer says of a file.
struct Wanted {
  std::string path;  ///< where it stands, for errors: "answers.income_statement"
  std::string question;
  std::string name;
  Digest sha256{};
  std::string type;
  std::int64_t size = 0;
};

/// Who may name which uploads: a person their own, whoever knows ids those that are nobody's, and an application what
/// it names already (its correction, its parts).
struct Holder {
  std::int64_t person = 0;  ///< 0: nobody has signed in
  std::vector<std::string> ids{};
  std::int64_t application = 0;
};

/// The use cases. Safe to use from every thread.
class Files {
 public:
  struct Options {
    std::filesystem::path folder;   ///< made where it is missing
    std::filesystem::path checker;  ///< see `Checker`
    Limits limits;
    int threads = 2;  ///< that write, hash and check
  };
  /// Clock outlives this object.
  Files(Options options, Clock& clock);
  ~Files();
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  /// Makes the folder. Errors: those of `Shelf::make`.
  Result<void> open() const { return shelf_.make(); }
  /// Ends the threads, after what is queued. Before `Database::stop`. May be called twice.
  void stop() { threads_.stop(); }

  /// Begins an upload, or says how far one has come that was begun with the same words. One that nobody owned becomes
  /// the caller's. Errors: not_found "file.not_found" (somebody else's id); conflict "file.other_announced"; too_many
  /// "file.too_many_under_way" {limit}, "file.too_much_today" {limit}; unavailable "file.no_room".
  Result<Upload> begin(db::Tx& tx, const http::Caller& caller, const Upload& announced) const;
  /// Errors: not_found "file.not_found".
  Result<Upload> find(db::Snapshot& snapshot, const http::Caller& caller, std::string_view id) const;
  /// Throws away what no application names. Errors: not_found "file.not_found"; conflict "file.named".
  Result<void> remove(db::Tx& tx, const http::Caller& caller, std::string_view id);

  /// One piece on its way. What `write` did is told by `take`.
  struct Piece {
    Upload upload;  ///< as it was found
    std::int64_t offset = 0;
    std::string_view bytes;  ///< the request's
    Placed placed;
  };
  /// Errors: those of `find` and `place`.
  Result<Piece> prepare(db::Snapshot& snapshot, const http::Caller& caller, std::string_view id, std::int64_t offset,
                        std::string_view bytes) const;
  /// Writes and syncs what is new of it; the last piece is followed by the check of the whole. Blocks: on `threads`.
  /// Errors: those of `Shelf` and `Checker::check`.
  Result<void> write(const Piece& piece);
  /// Errors: those of `begin`; conflict "file.other_offset".
  Result<Upload> take(db::Tx& tx, const http::Caller& caller, const Piece& piece) const;
  /// Queues slow work. Errors: unavailable "file.busy".
  Result<void> queue(const http::Request& request, std::move_only_function<void()> job);

  /// The kept files that are meant. Errors: invalid "request.invalid" with "file.not_kept" for each that is missing.
  Result<std::vector<Named>> check(db::Snapshot& snapshot, const Holder& holder, std::span<const Wanted> wanted) const;
  /// An application names them from now on. Errors: conflict "file.gone" (swept a moment ago).
  Result<void> name(db::Tx& tx, std::int64_t application, std::span<const Named> all) const;
  /// As a reply that a browser saves and never shows; `Range: bytes=N-` gives the rest. `sha256` in hexadecimal.
  /// Errors: not_found "file.not_found"; internal "file.missing".
  Result<http::Reply> hand_out(const http::Request& request, const Named& named) const;
  /// Errors: not_found "file.not_found".
  Result<Named> find_named(db::Snapshot& snapshot, std::int64_t application, std::string_view sha256) const;

  /// Removes uploads that for a day nothing has named, and bytes that no row knows. `in_a_draft`: whether a draft of
  /// this person names these bytes (hexadecimal). Gives how many went. Errors: those of `Database::change`.
  using InADraft = std::function<bool(db::Tx&, std::int64_t person, std::string_view sha256)>;
  Result<std::int64_t> sweep(db::Database& database, const InADraft& in_a_draft) const;
  /// Bytes without a row, a day old: what a crash left between two steps. Gives how many went.
  std::int64_t sweep_strays(db::Database& database) const;

 private:
  Result<Upload> theirs(std::optional<Upload> upload, const http::Caller& caller) const;
  Result<void> check_room(db::Tx& tx, const http::Caller& caller, const Upload& announced) const;
  std::mutex& lock_of(std::int64_t place);

  const Options options_;
  Clock& clock_;
  Shelf shelf_;
  Checker checker_;
  std::array<std::mutex, 16> locks_;  ///< one file is written by one thread at a time
  FairThreads threads_;               ///< last: they use what stands above
};

/// Sweeps at the start and then once an hour, on a thread of its own.
class Sweep {
 public:
  /// All outlive this object.
  Sweep(const Files& files, db::Database& database, Files::InADraft in_a_draft)
      : files_(files), database_(database), in_a_draft_(std::move(in_a_draft)) {}
  ~Sweep() { stop(); }
  Sweep(const Sweep&) = delete;
  Sweep& operator=(const Sweep&) = delete;
  /// After `Database::start`.
  void start();
  /// Before `Database::stop`. May be called twice.
  void stop();

 private:
  void run();

  const Files& files_;
  db::Database& database_;
  Files::InADraft in_a_draft_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

/// Everything under /api/files. `files` outlives the router.
void routes(http::Router& router, Files& files);

/// All that this application names.
std::vector<Named> named_by(db::Snapshot& snapshot, std::int64_t application);

/// Named files whose bytes are missing or are not what they were. For `journal::audit`.
void audit(db::Database& database, const std::filesystem::path& folder, journal::AuditReport& report);

}  // namespace qyzmet::files
