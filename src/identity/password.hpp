#pragma once

#include <string>
#include <string_view>

#include "base/random.hpp"
#include "identity/identity.hpp"

/// Passwords, kept as Argon2id (RFC 9106). Each call takes tens of milliseconds and `HashCost::memory_kib`: on the
/// threads of `FairThreads` or at start-up, never on the network, a reader or the writer.
namespace qyzmet::identity {

inline constexpr std::size_t kLongestLogin = 64;
inline constexpr std::size_t kLongestPassword = 256;  // bytes
/// For a new password: 12 to 256 bytes. Errors: invalid "staff.password_length" of `field`.
Result<void> check_length(std::string_view password, std::string_view field);

/// What is stored: PHC form, "$argon2id$v=19$m=…,t=…,p=1$salt$hash".
std::string hash_password(std::string_view password, Random& random, HashCost cost = {});

/// Time tells nothing about where they differ.
bool password_fits(std::string_view password, const std::string& hash);

/// A hash of no password, for a login that does not exist: looking at it costs as much as at a real one.
std::string decoy_hash(HashCost cost = {});

}  // namespace qyzmet::identity
