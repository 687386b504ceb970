#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include "base/check.hpp"
#include "journal/journal.hpp"
#include "journal/store.hpp"

namespace qyzmet::journal {
namespace {

constexpr int most_heard = 100;                // events in one change: the writer is not held up
constexpr std::int64_t most_scanned = 1000;    // rows in one read, whatever their kinds
constexpr std::int64_t most_unsaved = 10'000;  // events of no interest after which the cursor is stored all the same
constexpr int most_attempts = 5;
constexpr std::int64_t first_backoff_ms = 100;   // then four times as long each time
constexpr std::int64_t trouble_pause_ms = 500;   // the database takes no changes
constexpr std::chrono::milliseconds gather{20};  // so that a busy journal is heard in batches
constexpr std::chrono::milliseconds retry_poll{50};

/// Wakes the thread; shared with the writer's listener, which may outlive it.
class Bell {
 public:
  void ring(std::int64_t size) {
    std::lock_guard lock(mutex_);
    if (size == size_) return;
    size_ = size;
    if (waiting_) rung_.notify_one();
  }
  void stop() {
    std::lock_guard lock(mutex_);
    stopped_ = true;
    rung_.notify_all();
  }
  bool stopped() const {
    std::lock_guard lock(mutex_);
    return stopped_;
  }
  /// Waits for a commit that made the journal longer than at the last such wait; at most so long, if a time is given.
  void wait_for_news(std::optional<std::chrono::milliseconds> at_most) {
    std::unique_lock lock(mutex_);
    waiting_ = true;
    const auto ready = [&] { return stopped_ || size_ != seen_; };
    if (at_most) {
      rung_.wait_for(lock, *at_most, ready);
    } else {
      rung_.wait(lock, ready);
    }
    waiting_ = false;
    seen_ = size_;
  }
  void pause(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    rung_.wait_for(lock, time, [&] { return stopped_; });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable rung_;
  std::int64_t size_ = -1;
  std::int64_t seen_ = -1;
  bool waiting_ = false;
  bool stopped_ = false;
};

/// One consumer and where it stands.
struct Follower {
  Consumer consumer;
  std::optional<store::Cursor> cursor;  ///< none: to be read from the database
  std::int64_t saved = 0;               ///< `cursor->next` as stored
  std::int64_t careful_until = 0;       ///< a batch that ended here failed: its events are heard one by one
  std::int64_t not_before_ms = 0;       ///< of the monotonic clock

  int limit() const { return cursor->attempts > 0 || cursor->next < careful_until ? 1 : most_heard; }
};

/// What a follower shall hear next: `events`, after which it stands at `next`.
struct Batch {
  std::vector<Stored> events;
  std::int64_t next = 0;
  bool more = false;  ///< there is something beyond `next`
};

enum class Step { idle, waits, heard, more };

bool is_databases_trouble(const Error& error) {
  return (error.code == Code::unavailable || error.code == Code::outcome_unknown) && error.key.starts_with("db.");
}

std::string in_words(const Error& error) {
  auto text = error.key;
  for (const auto& [name, value] : error.details) text += " " + name + "=" + value;
  return text;
}

Batch scan(db::Snapshot& snapshot, const Follower& follower) {
  auto size = store::size(snapshot);
  auto from = follower.cursor->next;
  auto to = std::min(size, from + most_scanned);
  Batch batch{.events = {}, .next = std::max(from, to), .more = to < size};
  if (from >= to) return batch;
  const auto& kinds = follower.consumer.kinds;
  for (auto& event : store::events(snapshot, from, to)) {
    if (!kinds.empty() && std::ranges::find(kinds, event.kind) == kinds.end()) continue;
    if (std::ssize(batch.events) == follower.limit()) {
      batch.next = event.index;
      batch.more = true;
      break;
    }
    batch.events.push_back(std::move(event));
  }
  return batch;
}

/// The batch was read a moment ago: what has been erased since must not reach anybody.
void forget_erased(db::Tx& tx, std::vector<Stored>& events) {
  const auto personal = [](const Stored& event) { return event.personal.has_value(); };
  if (std::ranges::none_of(events, personal)) return;
  auto erased = store::erased(tx, events.front().index, events.back().index + 1);
  for (auto& event : events) {
    if (!std::ranges::binary_search(erased, event.index)) continue;
    event.personal.reset();
    event.erased = true;
  }
}

class CursorsOnOneThread final : public Cursors {
 public:
  CursorsOnOneThread(db::Database& database, Clock& clock)
      : database_(database), clock_(clock), bell_(std::make_shared<Bell>()) {
    database.on_commit([bell = bell_](const db::Committed& head) { bell->ring(head.size); });
  }
  ~CursorsOnOneThread() override { CursorsOnOneThread::stop(); }

  void add(Consumer consumer) override {
    CHECK(!thread_.joinable());
    followers_.push_back({.consumer = std::move(consumer)});
  }
  void start() override {
    CHECK(!thread_.joinable());
    thread_ = std::thread([this] { loop(); });
  }
  void stop() override {
    bell_->stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void loop() {
    while (!bell_->stopped()) {
      auto most = Step::idle;
      bool somebody_waits = false;
      for (auto& follower : followers_) {
        auto step = hear_some(follower);
        somebody_waits |= step == Step::waits;
        most = std::max(most, step);
      }
      if (most == Step::more) continue;
      if (most == Step::heard) {
        bell_->pause(gather);
      } else {
        bell_->wait_for_news(somebody_waits ? std::optional(retry_poll) : std::nullopt);
      }
    }
  }

  Step hear_some(Follower& follower) {
    if (clock_.monotonic_ms() < follower.not_before_ms) return Step::waits;
    auto batch = read(follower);
    if (!batch) return wait(follower, trouble_pause_ms);
    auto& cursor = *follower.cursor;
    if (batch->next == cursor.next) return Step::idle;
    if (batch->events.empty() && batch->next - follower.saved < most_unsaved) {
      cursor.next = batch->next;
      return batch->more ? Step::more : Step::idle;
    }
    auto result = hear(follower, *batch);
    if (!result) return after_failure(follower, *batch, result.error());
    moved(follower, {batch->next, 0});
    return batch->more ? Step::more : Step::heard;
  }

  Result<void> hear(const Follower& follower, const Batch& batch) {
    return database_.change(
        [&](db::Tx& tx) -> Result<void> {
          auto events = batch.events;
          forget_erased(tx, events);
          for (const auto& event : events) TRY(follower.consumer.hear(tx, event));
          store::put_cursor(tx, follower.consumer.name, {batch.next, 0});
          return {};
        },
        db::Priority::background);
  }

  /// An event that fails is first parted from its neighbours (which one it was need not be known: PostgreSQL refuses
  /// rows late); only its failures alone are counted.
  Step after_failure(Follower& follower, const Batch& batch, const Error& error) {
    if (is_databases_trouble(error)) {
      follower.cursor.reset();  // the outcome may be unknown: read again where we stand
      return wait(follower, trouble_pause_ms);
    }
    if (batch.events.empty()) return wait(follower, trouble_pause_ms);
    if (batch.events.size() > 1) {
      follower.careful_until = batch.next;
      return Step::more;
    }
    const auto& event = batch.events.front();
    int attempts = follower.cursor->attempts + 1;
    bool gives_up = attempts >= most_attempts;
    store::Cursor next = gives_up ? store::Cursor{event.index + 1, 0} : store::Cursor{event.index, attempts};
    auto noted = database_.change(
        [&](db::Tx& tx) -> Result<void> {
          if (gives_up)
            store::put_stuck(tx, {follower.consumer.name, event.index, attempts, in_words(error), tx.now()});
          store::put_cursor(tx, follower.consumer.name, next);
          return {};
        },
        db::Priority::background);
    if (!noted) {
      follower.cursor.reset();
      return wait(follower, trouble_pause_ms);
    }
    moved(follower, next);
    return gives_up ? Step::more : wait(follower, first_backoff_ms << (2 * (attempts - 1)));
  }

  static void moved(Follower& follower, store::Cursor cursor) {
    follower.cursor = cursor;
    follower.saved = cursor.next;
  }
  Step wait(Follower& follower, std::int64_t ms) {
    follower.not_before_ms = clock_.monotonic_ms() + ms;
    return Step::waits;
  }

  /// None if the database cannot be read now.
  std::optional<Batch> read(Follower& follower) {
    auto answer = std::make_shared<std::promise<std::optional<Batch>>>();
    auto future = answer->get_future();
    auto queued = database_.read_later([&follower, answer](db::Snapshot& snapshot) {
      try {
        if (!follower.cursor) moved(follower, store::cursor(snapshot, follower.consumer.name));
        answer->set_value(scan(snapshot, follower));
      } catch (const db::Broken&) {
        answer->set_value(std::nullopt);  // nothing may be thrown on a reader thread
      }
    });
    if (!queued) return std::nullopt;
    return future.get();
  }

  db::Database& database_;
  Clock& clock_;
  std::shared_ptr<Bell> bell_;
  std::vector<Follower> followers_;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Cursors> Cursors::create(db::Database& database, Clock& clock) {
  return std::make_unique<CursorsOnOneThread>(database, clock);
}

}  // namespace qyzmet::journal
