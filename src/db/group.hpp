#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "db/db.hpp"
#include "db/session.hpp"

namespace qyzmet::db {

/// Of a clock that only goes forward. For metrics of durations alone: no decision hangs on it, so it is not the
/// injected clock.
std::int64_t now_us();

/// The head of the stream as the writer last saw it committed.
struct Head {
  std::int64_t epoch = 0;
  std::int64_t size = 0;
  Instant at{};
  std::int64_t last_id = 0;
  std::string state;
};

/// One group of changes: one transaction and one durable commit; a change that fails rolls back alone.
///
/// A group begins without savepoints, which cost a quarter of the writer's time on SQLite and a tenth on PostgreSQL:
/// nearly every change succeeds, or fails before it has written anything. When one fails after writing, the group
/// starts over with a savepoint for each.
///
/// On PostgreSQL nothing is waited for until `finish`, so that a refused row may show only then. With savepoints the
/// changes after it, which the server skipped, are run again one by one: at most one round trip a change.
class Group {
 public:
  Group(Session& session, IdSource& ids, Random& random, Stream& stream, const Head& head, Instant now);

  /// Begins the transaction and makes sure that this writer still holds the office. Throws Fenced, Broken.
  void begin();
  /// Runs one change; the group owns it until the end. Throws Broken.
  void run(Change change);
  /// Seals the stream and commits. Throws Fenced, Broken (certainly nothing kept); unknown: may or may not be kept.
  CommitEnd finish();

  /// After a durable commit: tells every change its end, having run its after_commit actions.
  void tell();
  /// After anything else: tells every change the same error.
  void tell_all(const Error& error);

  const Head& new_head() const { return new_head_; }
  std::size_t size() const { return items_.size(); }
  std::int64_t failed() const { return failed_; }
  std::int64_t longest_us() const { return longest_us_; }

 private:
  struct Item {
    Change change;
    std::int64_t mark = 0;
    Result<void> result{};
    std::vector<std::move_only_function<void()>> after_commit;
  };

  struct StartOver {};

  void run_item(Item& item);
  Result<void> apply(Item& item, const Refusal* refusal);
  void drop(const Item& item);
  void start_over();
  void run_again(std::size_t first);
  void resolve(Item& item, const ChangeFailure& failure);
  void repair();

  Session& session_;
  IdSource& ids_;
  Stream& stream_;
  const Head& head_;
  Head new_head_;
  Tx tx_;
  std::vector<Item> items_;
  bool careful_ = false;              ///< a savepoint for each change
  std::vector<std::size_t> item_of_;  ///< which item each savepoint was for
  std::int64_t failed_ = 0;
  std::int64_t longest_us_ = 0;
};

}  // namespace qyzmet::db
