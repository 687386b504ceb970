#include "applications/tries.hpp"

#include <iterator>

namespace qyzmet::applications {

bool Tries::take(std::string_view key, std::int64_t monotonic_ms) {
  const std::lock_guard lock(mutex_);
  forget_old(monotonic_ms);
  auto& moments = taken_.try_emplace(std::string(key)).first->second;
  if (moments.size() >= most_) return false;
  moments.push_back(monotonic_ms);
  return true;
}

void Tries::give_back(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const auto found = taken_.find(key);
  if (found == taken_.end() || found->second.empty()) return;
  found->second.pop_back();
  if (found->second.empty()) taken_.erase(found);
}

/// Walks all keys: there are only those who tried within the window.
void Tries::forget_old(std::int64_t monotonic_ms) {
  for (auto entry = taken_.begin(); entry != taken_.end();) {
    auto& moments = entry->second;
    while (!moments.empty() && moments.front() + window_.count() <= monotonic_ms) moments.pop_front();
    entry = moments.empty() ? taken_.erase(entry) : std::next(entry);
  }
}

}  // namespace qyzmet::applications
