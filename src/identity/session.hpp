#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "http/http.hpp"

/// What a session is: pure, without database, clock or I/O.
namespace qyzmet::identity {

/// How a sign-in was made. The first three exist; the others are the door's shape (README) and open no session yet.
enum class Way { password, demonstration, client_secret, open_id_connect, signature, web_authn };
std::string_view to_word(Way way);
std::optional<Way> parse_way(std::string_view word);

/// The longest a session lives, and the longest it may be silent. Source: issue 3; OWASP ASVS 5.0, 7.3.
inline constexpr std::chrono::minutes kPersonIdle{30};
inline constexpr std::chrono::minutes kStaffIdle{15};
inline constexpr std::chrono::hours kLongestSession{12};
inline constexpr std::chrono::hours kTokenLife{1};

/// One session of a person or a member of staff, or one token of a client: exactly one of the three ids is not 0.
struct Session {
  std::int64_t id = 0;
  Way way = Way::password;
  std::int64_t person = 0;
  std::int64_t staff = 0;
  std::int64_t client = 0;
  unsigned roles = 0;   ///< of staff
  std::string agency;   ///< of staff
  std::string office;   ///< of staff
  unsigned scopes = 0;  ///< of a token
  std::string device;   ///< with what it was opened, see `device_of`
  Instant opened_at{};
  Instant last_seen{};
  Instant ends_at{};  ///< however often it is seen
};

/// When it ends if nothing more is heard: after the longest silence, or at `ends_at`. A token knows no silence.
Instant silent_end(const Session& session);

/// Whoever shows this session's token.
http::Caller caller_of(const Session& session);

/// A secret for a cookie, a token or a client: 32 random bytes in base 64 for URLs (RFC 4648 §5), without padding. Only
/// its SHA-256 is ever stored.
std::string new_secret(Random& random);

/// Sets of roles and scopes as words with a space between them, in the enumerators' order; and back: an unknown word
/// gives nothing.
std::string roles_to_words(unsigned roles);
std::string scopes_to_words(unsigned scopes);
std::optional<unsigned> parse_roles(std::string_view words);
std::optional<unsigned> parse_scopes(std::string_view words);

}  // namespace qyzmet::identity
