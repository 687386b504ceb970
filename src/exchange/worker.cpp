#include <pthread.h>

#include <atomic>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "base/check.hpp"
#include "exchange/addresses.hpp"
#include "exchange/ends.hpp"
#include "exchange/exchange.hpp"
#include "exchange/line.hpp"
#include "exchange/sender.hpp"
#include "exchange/store.hpp"

namespace qyzmet::exchange {
namespace {

constexpr int kGather_ms = 20;             // so that a busy journal is looked at in batches
constexpr int kMostAsked = 256;            // rows in one read
constexpr std::size_t kMostEnds = 512;     // on their way to the writer, whose queue is for people first
constexpr std::int64_t kTrouble_ms = 500;  // the database gives nothing just now

/// What other threads tell the worker; shared with the database, which may outlive it.
struct Bell {
  Bell(std::size_t answer_limit, std::string ca_file) : sender(answer_limit, std::move(ca_file)) {}

  void ring() {
    if (!rung.exchange(true)) sender.wake();
  }
  void settled(std::int64_t number, bool kept) {
    {
      const std::lock_guard lock(mutex);
      ends.emplace_back(number, kept);
    }
    if (kept) sender.wake();  // what was not kept is submitted again at the next tick, not in a circle
  }
  std::vector<std::pair<std::int64_t, bool>> take_settled() {
    const std::lock_guard lock(mutex);
    return std::exchange(ends, {});
  }

  Sender sender;
  std::atomic<bool> rung = true;  ///< something was committed since the worker looked last
  std::atomic<bool> stopped = false;
  std::mutex mutex;
  std::vector<std::pair<std::int64_t, bool>> ends;
};

/// What came of a request, for the line and for the database.
struct Verdict {
  enum class Life { silent, answered, unclear } life = Life::silent;
  std::string reason;            ///< why the lookup fails; empty: it does not
  std::optional<Answer> answer;  ///< if there is one
};

Verdict judge(const Came& came, std::size_t answer_limit) {
  using enum Verdict::Life;
  constexpr int kTooMany = 429;
  if (came.status == 0 || came.status >= 500 || came.status == kTooMany) return {.life = silent};
  if (came.too_large) return {unclear, "register.answer_too_large", {}};
  if (came.status >= 400) return {answered, "register.refused", {}};
  if (came.status >= 300) return {unclear, "register.redirected", {}};
  auto answer = parse_answer(came.body, answer_limit);
  if (came.status != 200 || !answer) return {unclear, "register.answer_malformed", {}};
  return {answered, "", *std::move(answer)};
}

class ExchangeOnOneThread final : public Exchange {
 public:
  ExchangeOnOneThread(Options options, const Registers& registers, std::map<std::string, std::string> addresses,
                      db::Database& database, Clock& clock)
      : options_(std::move(options)),
        registers_(registers),
        addresses_(std::move(addresses)),
        database_(database),
        clock_(clock),
        bell_(std::make_shared<Bell>(options_.answer_limit, options_.ca_file)) {
    for (const Register& one : registers_.all()) {
      if (addresses_.contains(one.id)) lines_.try_emplace(one.id, one);
    }
    publish();
    database_.on_commit([bell = bell_](const db::Committed&) { bell->ring(); });
  }
  ~ExchangeOnOneThread() override { ExchangeOnOneThread::stop(); }

  void start() override {
    CHECK(!thread_.joinable());
    thread_ = std::thread([this] { loop(); });
  }
  void stop() override {
    bell_->stopped = true;
    bell_->sender.wake();
    if (thread_.joinable()) thread_.join();
  }
  std::vector<Standing> standings() const override {
    const std::lock_guard lock(mutex_);
    return standings_;
  }
  Standing standing(std::string_view register_id) const override {
    const std::lock_guard lock(mutex_);
    for (const Standing& one : standings_) {
      if (one.register_id == register_id) return one;
    }
    return {.register_id = std::string(register_id), .state = RegisterState::not_connected};
  }

 private:
  /// One request on its way.
  struct Flight {
    Line* line = nullptr;
    std::int64_t sent_ms = 0;
  };
  struct Submitted {
    End end;
    Line* line = nullptr;  ///< none: the lookup never stood in one
    bool with_the_writer = false;
  };

  Moment moment() const { return {clock_.now(), clock_.monotonic_ms()}; }
  void loop();
  void turn();
  void restore_freezes();
  void take_settled();
  void collect();
  void take_up(db::Snapshot& snapshot, store::Asked& asked);
  std::optional<End> kept_end(db::Snapshot& snapshot, const store::Asked& asked) const;
  void expire();
  void send_all();
  void send(Line& line, const std::string& url, int timeout_ms);
  void give_up_on_overdue();
  void came(const Came& came);
  void fell_silent(Line& line, std::int64_t lookup, const Moment& at);
  void finish(End end, Line* line);
  void submit_ends();
  void submit_news();
  void publish();

  Options options_;
  const Registers& registers_;
  std::map<std::string, std::string> addresses_;
  db::Database& database_;
  Clock& clock_;
  std::shared_ptr<Bell> bell_;
  std::thread thread_;

  // The worker's own.
  std::map<std::string, Line, std::less<>> lines_;  ///< of registers that are connected
  std::map<std::int64_t, Flight> flights_;          ///< by lookup
  std::map<std::int64_t, Submitted> ends_;          ///< not yet kept, by a number of their own
  std::int64_t last_end_ = 0;
  std::deque<News> news_;  ///< in order; the first may be with the writer
  bool news_with_the_writer_ = false;
  std::int64_t seen_ = 0;  ///< the newest lookup that was taken up
  bool restored_ = false;

  mutable std::mutex mutex_;
  std::vector<Standing> standings_;
};

void ExchangeOnOneThread::loop() {
  ::pthread_setname_np(::pthread_self(), "exchange");
  while (!bell_->stopped) {
    try {
      turn();
    } catch (const db::Broken&) {
      // The database's own trouble, which /healthz tells; what was asked stands in it and is found again.
      bell_->rung = true;
      for (const Came& one : bell_->sender.wait(kTrouble_ms)) came(one);
    }
  }
}

void ExchangeOnOneThread::turn() {
  const bool news = bell_->rung;
  for (const Came& one : bell_->sender.wait(news ? kGather_ms : options_.tick_ms)) came(one);
  if (bell_->stopped) return;
  take_settled();
  if (!restored_) restore_freezes();
  if (news) collect();
  expire();
  give_up_on_overdue();
  submit_news();
  submit_ends();
  send_all();
  publish();
}

void ExchangeOnOneThread::restore_freezes() {
  database_.read([this](db::Snapshot& snapshot) {
    for (const store::FreezeRow& freeze : store::open_freezes(snapshot)) {
      if (const auto line = lines_.find(freeze.register_id); line != lines_.end()) line->second.restore(freeze.since);
    }
  });
  restored_ = true;
}

void ExchangeOnOneThread::take_settled() {
  for (const auto& [number, kept] : bell_->take_settled()) {
    if (number == 0) {
      news_with_the_writer_ = false;
      if (kept) news_.pop_front();
      continue;
    }
    const auto found = ends_.find(number);
    found->second.with_the_writer = false;
    if (!kept) continue;
    const auto& [end, line, _] = found->second;
    if (line != nullptr && !line->on_its_way(end.lookup)) line->leave(end.lookup);
    ends_.erase(found);
  }
}

/// Reads what was asked since the last time. Rows come in the order of their ids, which is that of their commits.
void ExchangeOnOneThread::collect() {
  bell_->rung = false;
  bool more = true;
  while (more && ends_.size() < kMostEnds) {
    database_.read([&](db::Snapshot& snapshot) {
      auto all = store::asked_after(snapshot, seen_, kMostAsked);
      more = all.size() == static_cast<std::size_t>(kMostAsked);
      for (store::Asked& asked : all) take_up(snapshot, asked);
    });
  }
  if (more) bell_->rung = true;
}

void ExchangeOnOneThread::take_up(db::Snapshot& snapshot, store::Asked& asked) {
  Lookup& lookup = asked.lookup;
  auto kept = kept_end(snapshot, asked);
  seen_ = lookup.id;
  if (kept) return finish(*std::move(kept), nullptr);
  if (registers_.find(lookup.register_id) == nullptr) return finish({lookup.id, Failed{"register.unknown"}}, nullptr);
  const auto line = lines_.find(lookup.register_id);
  if (line == lines_.end()) return finish({lookup.id, Failed{"register.not_connected"}}, nullptr);
  line->second.join(lookup.id, lookup.deadline);
}

std::optional<End> ExchangeOnOneThread::kept_end(db::Snapshot& snapshot, const store::Asked& asked) const {
  if (asked.keep_s == 0) return std::nullopt;
  const Instant not_before = clock_.now() - std::chrono::seconds(asked.keep_s);
  auto kept = store::newest_kept(snapshot, asked.lookup.register_id, asked.lookup.request, not_before);
  if (!kept) return std::nullopt;
  return End{asked.lookup.id,
             Answered{.answer = {std::move(kept->value), kept->as_of.value_or(Instant{}), kept->synthetic},
                      .got_at = *kept->got_at,
                      .kept = true}};
}

void ExchangeOnOneThread::expire() {
  const Instant now = clock_.now();
  for (auto& [_, line] : lines_) {
    for (const std::int64_t lookup : line.take_expired(now)) finish({lookup, Expired{}}, &line);
  }
}

void ExchangeOnOneThread::send_all() {
  for (const Register& one : registers_.all()) {
    const auto line = lines_.find(one.id);
    if (line != lines_.end()) send(line->second, addresses_.at(one.id), one.timeout_ms);
  }
}

void ExchangeOnOneThread::send(Line& line, const std::string& url, int timeout_ms) {
  const Moment at = moment();
  const auto going = line.next(at);
  if (going.empty()) return;
  std::map<std::int64_t, std::string> requests;
  try {
    database_.read([&](db::Snapshot& snapshot) {
      for (const std::int64_t lookup : going) {
        auto asked = store::asked(snapshot, lookup);
        if (!asked) {
          line.leave(lookup);  // it has its end already
          continue;
        }
        auto kept = kept_end(snapshot, *asked);  // somebody else's answer to the same may have come meanwhile
        if (kept) {
          finish(*std::move(kept), &line);
        } else {
          requests[lookup] = std::move(asked->lookup.request);
        }
      }
    });
  } catch (const db::Broken&) {
    for (const std::int64_t lookup : going) line.put_back(lookup);
    throw;
  }
  for (const std::int64_t lookup : going) {
    const auto request = requests.find(lookup);
    if (request == requests.end()) {
      line.unclear(lookup);
      continue;
    }
    bell_->sender.send(lookup, url, std::move(request->second), timeout_ms);
    flights_[lookup] = {&line, at.monotonic_ms};
  }
}

/// By our clock, which tests set; libcurl's own time-out is the same.
void ExchangeOnOneThread::give_up_on_overdue() {
  const Moment at = moment();
  for (auto& [_, line] : lines_) {
    for (const std::int64_t lookup : line.overdue(at.monotonic_ms)) {
      bell_->sender.drop(lookup);
      flights_.erase(lookup);
      fell_silent(line, lookup, at);
    }
  }
}

void ExchangeOnOneThread::came(const Came& came) {
  const auto found = flights_.find(came.id);
  const Flight flight = found->second;
  flights_.erase(found);
  Verdict verdict = judge(came, options_.answer_limit);
  const Moment at = moment();
  if (verdict.life == Verdict::Life::silent) return fell_silent(*flight.line, came.id, at);
  if (verdict.life == Verdict::Life::unclear) {
    flight.line->unclear(came.id);
  } else if (const auto since = flight.line->answered(came.id, at)) {
    const Standing standing = flight.line->standing();
    news_.push_back({standing.register_id, *since, true, standing.waiting - 1});
  }
  if (verdict.answer) {
    finish({came.id, Answered{*std::move(verdict.answer), at.now, false, at.monotonic_ms - flight.sent_ms}},
           flight.line);
  } else {
    finish({came.id, Failed{std::move(verdict.reason)}}, flight.line);
  }
}

void ExchangeOnOneThread::fell_silent(Line& line, std::int64_t lookup, const Moment& at) {
  if (!line.silent(lookup, at)) return;
  const Standing standing = line.standing();
  news_.push_back({.register_id = standing.register_id, .since = *standing.since});
}

void ExchangeOnOneThread::finish(End end, Line* line) { ends_[++last_end_] = {std::move(end), line}; }

void ExchangeOnOneThread::submit_ends() {
  for (auto& [number, submitted] : ends_) {
    if (std::exchange(submitted.with_the_writer, true)) continue;
    database_.submit(
        {.priority = db::Priority::background,
         .apply = [end = submitted.end](db::Tx& tx) { return write(tx, end); },
         .done = [bell = bell_, number](const Result<void>& end) { bell->settled(number, end.has_value()); }});
  }
}

/// One at a time: the beginning of a freeze must not be written after its end.
void ExchangeOnOneThread::submit_news() {
  if (news_.empty() || std::exchange(news_with_the_writer_, true)) return;
  database_.submit({.priority = db::Priority::background,
                    .apply = [news = news_.front()](db::Tx& tx) { return write(tx, news); },
                    .done = [bell = bell_](const Result<void>& end) { bell->settled(0, end.has_value()); }});
}

void ExchangeOnOneThread::publish() {
  std::vector<Standing> standings;
  for (const Register& one : registers_.all()) {
    const auto line = lines_.find(one.id);
    standings.push_back(line != lines_.end() ? line->second.standing()
                                             : Standing{.register_id = one.id, .state = RegisterState::not_connected});
  }
  const std::lock_guard lock(mutex_);
  standings_ = std::move(standings);
}

}  // namespace

Result<std::unique_ptr<Exchange>> Exchange::create(Options options, const Registers& registers, db::Database& database,
                                                   Clock& clock) {
  TRY_ASSIGN(auto addresses, read_addresses(options.addresses, registers));
  return std::make_unique<ExchangeOnOneThread>(std::move(options), registers, std::move(addresses), database, clock);
}

}  // namespace qyzmet::exchange
