#pragma once

#include <cstdint>
#include <cstring>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "identity/session.hpp"

/// What lives right now, in memory: sessions by the SHA-256 of their token, consents by id. Filled at the start and
/// after commits; safe to use from every thread; nothing waits in it.
namespace qyzmet::identity {

struct Consent {
  std::int64_t id = 0;
  std::int64_t person = 0;
  std::int64_t client = 0;
  unsigned scopes = 0;
  Instant given_at{};
  Instant until{};
  std::optional<Instant> revoked_at;
  std::string reference;  ///< what the client calls the person; empty: nothing
};

/// When a session was last seen.
struct Seen {
  std::int64_t session = 0;
  Instant at{};
};

class Live {
 public:
  void add(const Digest& token, const Session& session);
  /// Nothing if no such session lives at `now`. `touch`: the person is there; silence counts from now.
  std::optional<Session> find(const Digest& token, Instant now, bool touch);
  /// By id, without touching it.
  std::optional<Session> find(std::int64_t session);
  void end(std::int64_t session);
  /// All of this person or member of staff but one; 0: all.
  void end_others(const http::Caller& owner, std::int64_t kept);
  /// Sessions seen since the last call. Forgets those that are over.
  std::vector<Seen> take_seen(Instant now);

  void add(const Consent& consent);
  std::optional<Consent> find_consent(std::int64_t id);
  void end_consent(std::int64_t id);

 private:
  struct ByFirstBytes {
    std::size_t operator()(const Digest& digest) const {
      std::size_t hash = 0;
      std::memcpy(&hash, digest.data(), sizeof hash);
      return hash;
    }
  };
  struct Entry {
    Session session;
    bool seen = false;  ///< since the last `take_seen`
  };
  using Entries = std::unordered_map<Digest, Entry, ByFirstBytes>;
  void erase(Entries::iterator entry);

  std::mutex mutex_;
  Entries entries_;
  std::unordered_map<std::int64_t, Digest> tokens_;  ///< by session
  std::unordered_map<std::int64_t, Consent> consents_;
};

}  // namespace qyzmet::identity
