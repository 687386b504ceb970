#include "applications/runner.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <future>

#include "applications/applications.hpp"
#include "applications/plan.hpp"
#include "applications/store.hpp"

namespace qyzmet::applications {
namespace {

constexpr auto kFirstBackoff = std::chrono::seconds(1);  // then four times as long each time
constexpr std::chrono::milliseconds kLook{1000};         // for what waits for its time
constexpr std::chrono::milliseconds kGather{20};         // so that a busy hour is worked off in batches
constexpr std::chrono::milliseconds kGiveWay{20};
constexpr int kMostGivenWay = 50;   // of kGiveWay: people first, but the background must get on
constexpr std::int64_t kBusy = 32;  // changes that wait for the writer

std::string in_words(const Error& error) {
  std::string text = error.key;
  for (const auto& [name, value] : error.details) text += " " + name + "=" + value;
  for (const FieldError& field : error.fields) text += " " + field.path + ":" + field.key;
  return text;
}

/// Tried again later; after five failures it is stuck, and lies on top of the agency's desk.
void note_failure(db::Tx& tx, const Processes& processes, const Work& before, const Error& error) {
  Work work = before;
  ++work.attempts;
  work.error = in_words(error);
  if (work.attempts >= kWorkAttempts) {
    work.stuck_at = tx.now();
    if (auto application = store::find(tx, work.application)) mark_missed(tx, processes, *application, error.key);
  }
  store::put_work(tx, work, tx.now() + kFirstBackoff * (1 << (2 * (work.attempts - 1))));
}

/// What was planned a moment ago holds only for an application that still stands where it stood.
Result<void> apply_plan(db::Tx& tx, const Processes& processes, const Plan& plan) {
  if (plan.error) {
    note_failure(tx, processes, plan.work, *plan.error);
    return {};
  }
  if (plan.apply) {
    auto now = store::find(tx, plan.work.application);
    if (!now || now->state != plan.application->state || now->flow.index != plan.application->flow.index) return {};
    TRY(plan.apply(tx, *now));
  }
  store::end_work(tx, plan.work);
  return {};
}

/// What a plan throws is this application's trouble: told on the list of what is stuck, and no other's.
Plan look_at(db::Snapshot& snapshot, const Applications& applications, const Work& work, Instant now) {
  try {
    return make_plan(snapshot, applications, work, now);
  } catch (const db::Broken&) {
    throw;
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "qyzmet: application %s: %s\n", id_to_display(work.application.value).c_str(), fault.what());
    Error error{Code::internal, "application.plan_threw", {{"what", fault.what()}}, {}};
    return {.work = work, .application = {}, .apply = {}, .error = std::move(error)};
  }
}

/// Nothing if the database cannot be read now.
std::vector<Plan> make_plans(db::Database& database, const Applications& applications, Clock& clock,
                             const std::function<void()>& moved) {
  auto made = std::make_shared<std::promise<std::vector<Plan>>>();
  auto future = made->get_future();
  const auto queued = database.read_later([&, made](db::Snapshot& snapshot) {
    std::vector<Plan> plans;
    try {
      for (const Work& work : store::due_work(snapshot, clock.now(), kWorkAtOnce)) {
        moved();
        plans.push_back(look_at(snapshot, applications, work, clock.now()));
      }
    } catch (const db::Broken&) {
      // Nothing may be thrown on a reader thread; what was planned until then is good.
    }
    made->set_value(std::move(plans));
  });
  return queued ? future.get() : std::vector<Plan>();
}

bool is_databases_trouble(const Error& error) {
  return error.code == Code::unavailable || error.code == Code::outcome_unknown;
}

}  // namespace

journal::Consumer runner_consumer() {
  const auto hear = [](db::Tx& tx, const journal::Stored& event) -> Result<void> {
    const ApplicationId id{event.subject};
    if (event.kind != "application.submitted") {
      TRY_ASSIGN(const json::value facts, parse_json(event.facts));
      TRY_ASSIGN(const std::string_view name, get_string(facts.as_object(), "evidence"));
      TRY_ASSIGN(const std::string_view lookup, get_string(facts.as_object(), "lookup"));
      TRY_ASSIGN(const std::int64_t asked, parse_id(lookup));
      const EvidenceState state = event.kind == "lookup.answered" ? EvidenceState::arrived
                                  : event.kind == "lookup.failed" ? EvidenceState::failed
                                                                  : EvidenceState::expired;
      store::settle(tx, id, name, asked, state, tx.now());
    }
    store::add_work(tx, id);
    return {};
  };
  return {.name = "applications.runner",
          .kinds = {"application.submitted", "lookup.answered", "lookup.failed", "lookup.expired"},
          .hear = hear};
}

Result<int> carry_on(db::Database& database, const Applications& applications, Clock& clock,
                     const std::function<void()>& moved) {
  const std::vector<Plan> plans = make_plans(database, applications, clock, moved);
  if (plans.empty()) return 0;
  const Processes& processes = applications.processes();
  const auto all = database.change(
      [&](db::Tx& tx) -> Result<void> {
        for (const Plan& plan : plans) TRY(apply_plan(tx, processes, plan));
        return {};
      },
      db::Priority::background);
  if (all) return static_cast<int>(plans.size());
  if (is_databases_trouble(all.error())) return std::unexpected(all.error());
  for (const Plan& plan : plans) {  // one of them spoils it: each alone
    const auto one =
        database.change([&](db::Tx& tx) { return apply_plan(tx, processes, plan); }, db::Priority::background);
    if (one) continue;
    if (is_databases_trouble(one.error())) return std::unexpected(one.error());
    TRY(database.change(
        [&](db::Tx& tx) -> Result<void> {
          note_failure(tx, processes, plan.work, one.error());
          return {};
        },
        db::Priority::background));
  }
  return static_cast<int>(plans.size());
}

Result<int> mark_all_missed(db::Database& database, const Applications& applications, Clock& clock) {
  int all = 0;
  for (int marked = kMissedAtOnce; marked == kMissedAtOnce; all += marked) {
    std::vector<ApplicationId> ids;
    database.read([&](db::Snapshot& snapshot) {
      ids = store::not_taken_up(snapshot, clock.now() - kTakenUpWithin, kMissedAtOnce / 2);
      const auto missed = store::missed(snapshot, clock.now(), kMissedAtOnce - static_cast<int>(ids.size()));
      ids.insert(ids.end(), missed.begin(), missed.end());
    });
    marked = 0;
    if (ids.empty()) break;
    TRY(database.change(
        [&](db::Tx& tx) -> Result<void> {
          marked = 0;
          for (const ApplicationId id : ids) {
            auto application = store::find(tx, id);
            if (!application || next_at(*application).value_or(tx.now()) >= tx.now()) continue;
            mark_missed(tx, applications.processes(), *application, "");
            ++marked;
          }
          return {};
        },
        db::Priority::background));
  }
  return all;
}

/// Wakes the threads; shared with the writer's listener, which may outlive it.
struct Runner::Bell {
  void ring() {
    const std::lock_guard lock(mutex);
    rung = true;
    wake.notify_all();
  }
  void stop() {
    const std::lock_guard lock(mutex);
    stopped = true;
    wake.notify_all();
  }
  bool is_stopped() {
    const std::lock_guard lock(mutex);
    return stopped;
  }
  /// Until something was committed; at most so long.
  void wait(std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex);
    wake.wait_for(lock, at_most, [&] { return stopped || rung; });
    rung = false;
  }
  void pause(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex);
    wake.wait_for(lock, time, [&] { return stopped; });
  }

  std::mutex mutex;
  std::condition_variable wake;
  bool rung = false;
  bool stopped = false;
};

Runner::Runner(db::Database& database, const Applications& applications, Clock& clock)
    : database_(database), applications_(applications), clock_(clock), bell_(std::make_shared<Bell>()) {
  database.on_commit([bell = bell_](const db::Committed&) { bell->ring(); });
}

void Runner::start() {
  thread_ = std::thread([this] { run(); });
  watch_thread_ = std::thread([this] { watch(); });
}

void Runner::stop() {
  bell_->stop();
  for (std::thread* const thread : {&thread_, &watch_thread_}) {
    if (thread->joinable()) thread->join();
  }
}

std::string Runner::trouble() const {
  const std::int64_t since_ms = looking_since_ms_;
  const bool stands =
      since_ms != kNotLooking && clock_.monotonic_ms() - since_ms > std::chrono::milliseconds(kStandsAfter).count();
  return stands ? "application.runner_stands" : "";
}

void Runner::give_way() {
  for (int i = 0; i < kMostGivenWay && database_.figures().queued > kBusy; ++i) bell_->pause(kGiveWay);
}

void Runner::run() {
  while (!bell_->is_stopped()) {
    give_way();
    const auto moved = [this] { looking_since_ms_ = clock_.monotonic_ms(); };
    moved();
    const auto done = carry_on(database_, applications_, clock_, moved);
    looking_since_ms_ = kNotLooking;
    if (!done) {
      bell_->pause(kLook);
    } else if (*done == 0) {
      bell_->wait(kLook);
      bell_->pause(kGather);
    }
  }
}

void Runner::watch() {
  const std::int64_t every_ms = std::chrono::milliseconds(kMissedEvery).count();
  std::int64_t missed_at_ms = clock_.monotonic_ms() - every_ms;
  for (; !bell_->is_stopped(); bell_->pause(kLook)) {
    if (clock_.monotonic_ms() - missed_at_ms < every_ms) continue;
    missed_at_ms = clock_.monotonic_ms();
    try {
      (void)mark_all_missed(database_, applications_, clock_);  // a writer that takes nothing now is asked again
    } catch (const db::Broken&) {
      // The database's own trouble, which /healthz tells; in a minute it is read again.
    }
  }
}

}  // namespace qyzmet::applications
