#include "db/writer.hpp"

#include <pthread.h>

#include <algorithm>
#include <chrono>

#include "base/check.hpp"

namespace qyzmet::db {
namespace {

constexpr std::chrono::seconds most_ahead{60};
constexpr int recover_pause_ms = 200;
constexpr std::int64_t restart_step_bytes = 8 << 20;

const Sql read_head{"SELECT epoch, writer, size, at_ms, last_id, state FROM stream_head WHERE id = 1"};
const Sql take_head{"UPDATE stream_head SET epoch = $epoch, writer = $writer WHERE id = 1 AND epoch = $was"};

}  // namespace

Writer::Writer(const Options& options, OpenSession open, LockFile* lock, Clock& clock, Random& random)
    : options_(options),
      open_(std::move(open)),
      lock_(lock),
      clock_(clock),
      random_(random),
      queue_(options.queue_limit),
      word_(to_hex(random.next_32())),
      ids_(options.node, 0) {}

Writer::~Writer() { stop(); }

void Writer::start(std::unique_ptr<Session> session, Stream& stream) {
  CHECK(state_ == State::stopped);
  session_ = std::move(session);
  stream_ = &stream;
  take_office();
  state_ = State::taking;
  thread_ = std::thread([this] { loop(); });
}

void Writer::stop() {
  queue_.close();
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
  session_.reset();
  state_ = State::stopped;
  refuse_waiting();
}

void Writer::submit(Change change) {
  auto state = state_.load();
  const char* reason = state == State::taking || state == State::behind ? queue_.push(change) : word_of(state);
  if (reason) change.done(fail(Code::unavailable, reason));
}

const char* Writer::word_of(State state) {
  switch (state) {
    case State::taking:
      return "";
    case State::behind:
      return "db.clock_behind";
    case State::recovering:
      return "db.broken";
    case State::fenced:
      return "db.fenced";
    case State::stopped:
      return "db.stopped";
  }
  return "";
}

std::string Writer::trouble() const {
  auto state = state_.load();
  if (state != State::taking && state != State::behind) return word_of(state);
  // Asked of the clock itself: whoever is sent away by this answer brings no change that would ask.
  return clock_.now() + most_ahead < from_ms(head_at_ms_) ? word_of(State::behind) : "";
}

WriterFigures Writer::figures() const {
  return {.groups = groups_,
          .changes = changes_,
          .failed = failed_,
          .unknown = unknown_,
          .busy_us = busy_us_,
          .longest_change_us = longest_us_,
          .checkpoints = checkpoints_,
          .waits = waits_,
          .queued = static_cast<std::int64_t>(queue_.size()),
          .log_bytes = log_bytes_};
}

/// Whether `found` can be what became of `known`: a commit of unknown outcome moves the head forward or leaves it.
/// Anything else is another database under our feet (a failover to a standby that lacked what was acknowledged).
static bool follows(const Head& found, const Head& known) {
  if (found.size == known.size) return found.state == known.state && found.at >= known.at;
  return found.size > known.size && found.at >= known.at && found.last_id >= known.last_id;
}

/// Reads the head and raises its epoch. Throws Fenced when another process's word stands there although ours did, or an
/// older head.
void Writer::take_office() {
  std::string owner;
  Head found;
  {
    auto rows = session_->query(read_head, {});
    CHECK(rows->next());
    owner = rows->text(1);
    found = {rows->integer(0), rows->integer(2), from_ms(rows->integer(3)), rows->integer(4),
             std::string(rows->text(5))};
  }
  bool first = state_ == State::stopped;
  if (!first && (owner != word_ || !follows(found, head_))) throw Fenced{};
  auto epoch = std::exchange(found.epoch, found.epoch + 1);
  head_ = found;
  head_at_ms_ = to_ms(head_.at);
  session_->begin_group();
  session_->begin_change();
  session_->run(take_head, {{"epoch", head_.epoch}, {"writer", word_}, {"was", epoch}}, 1);
  session_->keep_change();
  if (session_->settle() || session_->commit() != CommitEnd::committed)
    throw Broken("the writer's office cannot be taken");
  ids_ = IdSource(options_.node, head_.last_id);
  stream_->load(head_.size, head_.state);
}

void Writer::loop() {
  ::pthread_setname_np(::pthread_self(), "writer");
  while (true) {
    auto state = state_.load();
    if (state == State::fenced) {
      refuse_waiting();
      if (!queue_.wait()) return;
      continue;
    }
    if (state == State::recovering) {
      recover();
      if (stopping_) return;
      continue;
    }
    if (!queue_.wait()) return;
    auto started = now_us();
    run_group();
    busy_us_ += now_us() - started;
  }
}

bool Writer::clock_behind() {
  bool behind = clock_.now() + most_ahead < head_.at;
  state_ = behind ? State::behind : State::taking;
  return behind;
}

void Writer::run_group() {
  if (clock_behind()) return refuse_waiting();
  Group group(*session_, ids_, random_, *stream_, head_, std::max(clock_.now(), head_.at));
  Error error;
  bool kept = false;
  try {
    if (lock_ && !lock_->held()) throw Fenced{};
    group.begin();
    fill(group);
    kept = group.finish() == CommitEnd::committed;
    if (!kept) {
      state_ = State::recovering;
      error = {Code::outcome_unknown, "db.outcome_unknown", {}, {}};
      unknown_ += static_cast<std::int64_t>(group.size());
    }
  } catch (const Fenced&) {
    state_ = State::fenced;
    error = {Code::unavailable, "db.fenced", {}, {}};
  } catch (const Broken& reason) {
    state_ = State::recovering;
    error = {Code::unavailable, "db.broken", {{"reason", reason.what()}}, {}};
  }
  if (kept) return after_commit(group);
  session_->abandon();
  group.tell_all(error);
  failed_ += group.failed();
}

/// Runs waiting changes until none waits, the time is up, or the group is full.
void Writer::fill(Group& group) {
  auto until = clock_.monotonic_ms() + options_.group_limit_ms;
  auto most = session_->engine() == Engine::postgres ? options_.postgres_group_limit : options_.queue_limit;
  while (group.size() < most) {
    auto change = queue_.pop();
    if (!change) break;
    group.run(std::move(*change));
    if (clock_.monotonic_ms() >= until) break;
  }
}

void Writer::after_commit(Group& group) {
  head_ = group.new_head();
  head_at_ms_ = to_ms(head_.at);
  // Before anybody is told: whoever has an answer finds it counted.
  ++groups_;
  changes_ += static_cast<std::int64_t>(group.size());
  failed_ += group.failed();
  longest_us_ = std::max(longest_us_.load(), group.longest_us());
  waits_ = session_->waits();
  tell_listeners();
  group.tell();
  log_bytes_ = session_->log_bytes();
  if (log_bytes_ <= std::max(options_.wal_limit_bytes, restart_again_at_)) return;
  try {
    // Somebody outside who reads for long (a backup) holds the log: then it grows, and people do not wait for him.
    const auto alone = hold_copying_ ? hold_copying_() : std::unique_lock<std::timed_mutex>();
    bool restarted = session_->restart_log();
    checkpoints_ += restarted;
    restart_again_at_ = restarted ? 0 : log_bytes_ + restart_step_bytes;
  } catch (const Broken&) {
    state_ = State::recovering;
  }
  log_bytes_ = session_->log_bytes();
}

void Writer::tell_listeners() {
  Committed committed{head_.size, head_.state, head_.at};
  for (auto& listener : listeners_) listener(committed);
}

/// Throws the memory away and takes the office anew, until that succeeds, the office is lost, or the server stops.
void Writer::recover() {
  while (!stopping_ && state_ == State::recovering) {
    refuse_waiting();
    try {
      // PostgreSQL's lock goes with the old session. SQLite's old one goes only when the new one is there: with the
      // last session goes the log's index in shared memory; an index made anew from the file takes up frames whose sync
      // failed, as if they were durable.
      if (session_ && session_->engine() == Engine::postgres) session_.reset();
      session_ = open_();
      take_office();
      state_ = State::taking;  // before they are told: a listener may submit a change
      tell_listeners();        // a commit of unknown outcome may have been kept after all
    } catch (const Fenced&) {
      state_ = State::fenced;
    } catch (const Broken&) {
      if (session_) session_->abandon();
      queue_.wait_at_most(recover_pause_ms);
    }
  }
}

void Writer::refuse_waiting() {
  // Those that wait now: whoever is refused may mend the cause and come again at once.
  for (std::size_t left = queue_.size(); left > 0; --left) {
    auto change = queue_.pop();
    if (!change) return;
    ++failed_;
    change->done(fail(Code::unavailable, word_of(state_)));
  }
}

}  // namespace qyzmet::db
