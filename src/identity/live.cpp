#include "identity/live.hpp"

#include <algorithm>

namespace qyzmet::identity {

void Live::add(const Digest& token, const Session& session) {
  const std::lock_guard lock(mutex_);
  entries_[token] = {session};
  tokens_[session.id] = token;
}

void Live::erase(Entries::iterator entry) {
  tokens_.erase(entry->second.session.id);
  entries_.erase(entry);
}

std::optional<Session> Live::find(const Digest& token, Instant now, bool touch) {
  const std::lock_guard lock(mutex_);
  const auto entry = entries_.find(token);
  if (entry == entries_.end()) return std::nullopt;
  Session& session = entry->second.session;
  if (silent_end(session) <= now) {
    erase(entry);
    return std::nullopt;
  }
  if (touch && session.client == 0) {
    session.last_seen = std::max(session.last_seen, now);
    entry->second.seen = true;
  }
  return session;
}

std::optional<Session> Live::find(std::int64_t session) {
  const std::lock_guard lock(mutex_);
  const auto token = tokens_.find(session);
  return token == tokens_.end() ? std::nullopt : std::optional(entries_.at(token->second).session);
}

void Live::end(std::int64_t session) {
  const std::lock_guard lock(mutex_);
  const auto token = tokens_.find(session);
  if (token != tokens_.end()) erase(entries_.find(token->second));
}

void Live::end_others(const http::Caller& owner, std::int64_t kept) {
  const std::lock_guard lock(mutex_);
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    const auto here = entry++;
    const Session& session = here->second.session;
    const bool theirs = owner.staff != 0 ? session.staff == owner.staff : session.person == owner.person;
    if (theirs && session.client == 0 && session.id != kept) erase(here);
  }
}

std::vector<Seen> Live::take_seen(Instant now) {
  std::vector<Seen> seen;
  const std::lock_guard lock(mutex_);
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    const Session& session = entry->second.session;
    if (std::exchange(entry->second.seen, false)) seen.push_back({session.id, session.last_seen});
    const auto here = entry++;
    if (silent_end(session) <= now) erase(here);
  }
  std::erase_if(consents_, [&](const auto& one) { return one.second.until <= now; });
  return seen;
}

void Live::add(const Consent& consent) {
  const std::lock_guard lock(mutex_);
  consents_[consent.id] = consent;
}

std::optional<Consent> Live::find_consent(std::int64_t id) {
  const std::lock_guard lock(mutex_);
  const auto found = consents_.find(id);
  return found == consents_.end() ? std::nullopt : std::optional(found->second);
}

void Live::end_consent(std::int64_t id) {
  const std::lock_guard lock(mutex_);
  consents_.erase(id);
}

}  // namespace qyzmet::identity
