#include "exchange/line.hpp"

#include <algorithm>

namespace qyzmet::exchange {
namespace {

constexpr std::int64_t kFirstPause_ms = 1'000;
constexpr std::int64_t kLongestPause_ms = 60'000;
constexpr std::size_t kMostTook = 64;

}  // namespace

void Line::join(std::int64_t lookup, Instant deadline) {
  if (!waiting_.try_emplace(lookup, Waiting{.deadline = deadline, .pause_ms = kFirstPause_ms}).second) return;
  deadlines_.emplace(deadline, lookup);
}

std::vector<std::int64_t> Line::next(const Moment& at) {
  const int under_way = static_cast<int>(on_their_way_.size());
  int free = ramp_.allowed() - under_way;
  if (freeze_.frozen()) free = under_way == 0 && freeze_.may_probe(at.monotonic_ms) ? 1 : 0;
  std::vector<std::int64_t> going;
  for (auto& [id, waiting] : waiting_) {
    if (free <= 0) break;
    if (!waiting.here || waiting.not_before_ms > at.monotonic_ms) continue;
    waiting.here = false;
    waiting.sent_ms = at.monotonic_ms;
    on_their_way_.insert(id);
    going.push_back(id);
    --free;
  }
  return going;
}

void Line::put_back(std::int64_t lookup) {
  if (on_their_way_.erase(lookup) == 0) return;
  Waiting& waiting = waiting_.at(lookup);
  waiting.here = true;
  if (waiting.expired) leave(lookup);
}

std::vector<std::int64_t> Line::take_expired(Instant now) {
  std::vector<std::int64_t> expired;
  while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
    const std::int64_t id = deadlines_.begin()->second;
    deadlines_.erase(deadlines_.begin());
    expired.push_back(id);
    Waiting& waiting = waiting_.at(id);
    waiting.expired = true;
    if (waiting.here) leave(id);
  }
  return expired;
}

std::vector<std::int64_t> Line::overdue(std::int64_t monotonic_ms) const {
  std::vector<std::int64_t> late;
  for (const std::int64_t id : on_their_way_) {
    if (monotonic_ms - waiting_.at(id).sent_ms >= about_.timeout_ms) late.push_back(id);
  }
  return late;
}

bool Line::silent(std::int64_t lookup, const Moment& at) {
  put_back(lookup);
  if (const auto found = waiting_.find(lookup); found != waiting_.end()) {
    Waiting& waiting = found->second;
    // So that one request on which a register chokes does not stand in the way of all others.
    waiting.not_before_ms = at.monotonic_ms + waiting.pause_ms;
    waiting.pause_ms = std::min(waiting.pause_ms * 2, kLongestPause_ms);
  }
  ramp_.silent();
  return freeze_.silent(at);
}

std::optional<Instant> Line::answered(std::int64_t lookup, const Moment& at) {
  const auto since = freeze_.since();
  if (on_their_way_.erase(lookup) != 0) {
    took_ms_.push_back(at.monotonic_ms - waiting_.at(lookup).sent_ms);
    if (took_ms_.size() > kMostTook) took_ms_.pop_front();
  }
  if (!freeze_.answered()) {
    ramp_.answered();
    return std::nullopt;
  }
  ramp_.restart();
  // Whoever was tried in vain is the oldest: they go first now, and not after their pauses.
  for (auto& [id, waiting] : waiting_) waiting.not_before_ms = 0;
  return since;
}

void Line::unclear(std::int64_t lookup) { on_their_way_.erase(lookup); }

void Line::leave(std::int64_t lookup) {
  const auto found = waiting_.find(lookup);
  if (found == waiting_.end()) return;
  deadlines_.erase({found->second.deadline, lookup});
  on_their_way_.erase(lookup);
  waiting_.erase(found);
}

Standing Line::standing() const {
  Standing standing{.register_id = about_.id,
                    .since = freeze_.since(),
                    .waiting = static_cast<std::int64_t>(waiting_.size()),
                    .in_flight = static_cast<int>(on_their_way_.size()),
                    .answers = static_cast<std::int64_t>(took_ms_.size())};
  if (!took_ms_.empty()) {
    std::vector<std::int64_t> sorted(took_ms_.begin(), took_ms_.end());
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::ranges::nth_element(sorted, middle);
    standing.took_ms = *middle;
  }
  if (freeze_.frozen()) {
    standing.state = RegisterState::frozen;
  } else if (standing.took_ms && *standing.took_ms > about_.slow_ms) {
    standing.state = RegisterState::slow;
  }
  return standing;
}

}  // namespace qyzmet::exchange
