#include "db/group.hpp"

#include <algorithm>
#include <chrono>
#include <exception>

#include "base/check.hpp"

namespace qyzmet::db {
namespace {

// FOR UPDATE where the engine has it: the row stays ours until the commit, so that nothing can change between fence and
// head.
const Sql fence_sqlite{"SELECT 1 FROM stream_head WHERE id = 1 AND epoch = $epoch AND size = $size"};
const Sql fence_postgres{"SELECT 1 FROM stream_head WHERE id = 1 AND epoch = $epoch AND size = $size FOR UPDATE"};
const Sql move_head{
    "UPDATE stream_head SET size = $size, at_ms = $at_ms, last_id = $last_id, state = $state "
    "WHERE id = 1 AND epoch = $epoch AND size = $was"};

}  // namespace

std::int64_t now_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

Group::Group(Session& session, IdSource& ids, Random& random, Stream& stream, const Head& head, Instant now)
    : session_(session), ids_(ids), stream_(stream), head_(head), tx_(session, ids, random, stream, now) {}

void Group::begin() {
  session_.begin_group();
  session_.run(session_.engine() == Engine::postgres ? fence_postgres : fence_sqlite,
               {{"epoch", head_.epoch}, {"size", head_.size}}, 1);
}

void Group::run(Change change) {
  auto started = now_us();
  items_.push_back({std::move(change), 0, {}, {}});
  try {
    run_item(items_.back());
  } catch (const EarlierFailed&) {
    repair();  // PostgreSQL
  } catch (const StartOver&) {
    start_over();
  }
  longest_us_ = std::max(longest_us_, now_us() - started);
}

void Group::run_item(Item& item) {
  item_of_.push_back(static_cast<std::size_t>(&item - items_.data()));
  item.mark = stream_.size();
  item.result = apply(item, nullptr);
}

/// Runs the change (or, given a refusal, its answer to that), and keeps or drops it.
Result<void> Group::apply(Item& item, const Refusal* refusal) {
  if (careful_) session_.begin_change();
  tx_.after_commit_.clear();
  tx_.writes_ = 0;
  Result<void> result;
  try {
    result = refusal ? item.change.refused(tx_, *refusal) : item.change.apply(tx_);
  } catch (const Refused& refused) {
    if (!careful_) throw StartOver{};
    drop(item);
    if (refusal || !item.change.refused) return fail(Code::conflict, "db.refused", {{"table", refused.refusal.table}});
    item_of_.push_back(item_of_.back());
    return apply(item, &refused.refusal);
  } catch (const Broken&) {
    throw;
  } catch (const std::exception& fault) {
    // A fault in one change must not take its neighbours along; http/ logs it and answers 500.
    result = fail(Code::internal, "db.change_threw", {{"what", fault.what()}});
  }
  if (result) {
    if (careful_) session_.keep_change();
    item.after_commit = std::move(tx_.after_commit_);
  } else {
    drop(item);
  }
  return result;
}

/// Takes back what the change did; StartOver if that needs the savepoint that it did not get.
void Group::drop(const Item& item) {
  if (careful_) {
    session_.drop_change();
  } else if (tx_.writes_ > 0) {
    throw StartOver{};
  }
  stream_.rewind(item.mark);
}

void Group::start_over() {
  session_.abandon();
  stream_.rewind(head_.size);
  careful_ = true;
  item_of_.clear();
  begin();
  run_again(0);
}

/// Runs the items from `first` on again, each waited for, so that a failure is known before the next begins.
void Group::run_again(std::size_t first) {
  for (auto i = first; i < items_.size(); ++i) {
    run_item(items_[i]);
    if (auto failure = session_.settle()) {
      session_.undo_failed();
      stream_.rewind(items_[i].mark);
      resolve(items_[i], *failure);
    }
  }
}

/// PostgreSQL only: finds out whether an item failed after it was queued, and then runs its successors again.
void Group::repair() {
  auto failure = session_.settle();
  if (!failure) return;
  if (!careful_) return start_over();
  session_.undo_failed();
  auto failed = item_of_.at(failure->change);
  stream_.rewind(items_[failed].mark);
  resolve(items_[failed], *failure);
  run_again(failed + 1);
}

void Group::resolve(Item& item, const ChangeFailure& failure) {
  item.after_commit.clear();
  if (!failure.refusal) {
    item.result = fail(Code::internal, "db.change_threw", {{"what", failure.message}});
  } else if (!item.change.refused) {
    item.result = fail(Code::conflict, "db.refused", {{"table", failure.refusal->table}});
  } else {
    item_of_.push_back(static_cast<std::size_t>(&item - items_.data()));
    item.result = apply(item, &*failure.refusal);
    if (auto again = session_.settle()) {
      session_.undo_failed();
      stream_.rewind(item.mark);
      item.after_commit.clear();
      item.result = fail(Code::conflict, "db.refused", {{"table", again->refusal ? again->refusal->table : ""}});
    }
  }
}

CommitEnd Group::finish() {
  repair();
  new_head_ = head_;
  new_head_.state = stream_.seal(tx_);
  new_head_.size = stream_.size();
  new_head_.at = tx_.now();
  new_head_.last_id = ids_.last();
  session_.run(move_head,
               {{"size", new_head_.size},
                {"at_ms", to_ms(new_head_.at)},
                {"last_id", new_head_.last_id},
                {"state", as_bytes(new_head_.state)},
                {"epoch", head_.epoch},
                {"was", head_.size}},
               1);
  return session_.commit();
}

void Group::tell() {
  for (auto& item : items_) {
    for (auto& action : item.after_commit) action();
    if (!item.result) ++failed_;
    item.change.done(std::move(item.result));
  }
}

void Group::tell_all(const Error& error) {
  failed_ += static_cast<std::int64_t>(items_.size());
  for (auto& item : items_) item.change.done(std::unexpected(error));
}

}  // namespace qyzmet::db
