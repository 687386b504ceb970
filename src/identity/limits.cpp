#include "identity/limits.hpp"

#include <algorithm>

namespace qyzmet::identity {
namespace {

/// Keys kept at most, about 10 MB. Beyond that some keys are forgotten, several at once, so that a flood does not make
/// every try walk through all: whoever wants a key forgotten pays 100,000 tries for it.
constexpr std::size_t kMostKeys = 100'000;
/// After so long without a failure, a login's failures are forgotten.
constexpr std::chrono::hours kMemory{24};

template <class Map, class Over>
void make_room(Map& map, Over&& over) {
  if (map.size() < kMostKeys) return;
  std::erase_if(map, [&](const auto& entry) { return over(entry.second); });
  while (map.size() >= kMostKeys - kMostKeys / 16) map.erase(map.begin());
}

}  // namespace

bool Rates::take(std::string_view key, int limit, std::chrono::milliseconds window, Instant now) {
  const std::lock_guard lock(mutex_);
  make_room(windows_, [&](const Window& one) { return one.ends <= now; });
  Window& mine = windows_[std::string(key)];
  if (mine.ends <= now) mine = {now + window, 0};
  if (mine.taken >= limit) return false;
  ++mine.taken;
  return true;
}

Try try_of(std::string_view login, std::string_view network) {
  return {sha256(login), sha256(std::string(login) + '\n' + std::string(network))};
}

LockOuts::State* LockOuts::find(const Digest& what) {
  const auto found = states_.find(std::string(as_text(what)));
  return found == states_.end() ? nullptr : &found->second;
}

bool LockOuts::locked(const Try& one, Instant now) {
  const std::lock_guard lock(mutex_);
  const State* const here = find(one.here);
  if (here != nullptr && here->until > now) return true;
  if (here != nullptr && here->known_until > now) return false;
  const State* const everywhere = find(one.login);
  return everywhere != nullptr && everywhere->until > now;
}

bool LockOuts::known(const Try& one, Instant now) {
  const std::lock_guard lock(mutex_);
  const State* const here = find(one.here);
  return here != nullptr && here->known_until > now;
}

void LockOuts::forget_old(Instant now) {
  make_room(states_, [&](const State& one) {
    return one.until <= now && one.known_until <= now && one.last + kMemory <= now;
  });
}

bool LockOuts::count(const Digest& what, int most, Instant now) {
  State& mine = states_[std::string(as_text(what))];
  if (mine.last + kMemory <= now) mine.failures = 0;
  mine.last = now;
  if (++mine.failures < most) return false;
  mine.failures = 0;
  mine.until = now + kLock;
  return true;
}

std::vector<LockOuts::Lock> LockOuts::failed(const Try& one, Instant now) {
  const std::lock_guard lock(mutex_);
  forget_old(now);
  std::vector<Lock> locks;
  if (count(one.here, kFailures, now)) locks.push_back({one.here, false, now + kLock});
  if (count(one.login, kFailuresEverywhere, now)) locks.push_back({one.login, true, now + kLock});
  return locks;
}

void LockOuts::succeeded(const Try& one, Instant now) {
  const std::lock_guard lock(mutex_);
  forget_old(now);
  states_[std::string(as_text(one.here))] = {.failures = 0, .last = {}, .until = {}, .known_until = now + kKnown};
}

void LockOuts::load(const Digest& what, Instant until) {
  const std::lock_guard lock(mutex_);
  states_[std::string(as_text(what))] = {.failures = 0, .last = until - kLock, .until = until, .known_until = {}};
}

}  // namespace qyzmet::identity
