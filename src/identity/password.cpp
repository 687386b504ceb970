#include "identity/password.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <stdexcept>

#include "base/bytes.hpp"

namespace qyzmet::identity {
namespace {

using Salt = std::array<std::byte, crypto_pwhash_SALTBYTES>;
using Hash = std::array<std::byte, 32>;

void start_sodium() {
  static const bool started = sodium_init() >= 0;
  if (!started) throw std::runtime_error("libsodium does not start");
}

std::string unpadded_base64(std::span<const std::byte> bytes) {
  std::string text = to_base64(bytes);
  while (text.ends_with('=')) text.pop_back();
  return text;
}

std::string phc(const Salt& salt, const Hash& hash, HashCost cost) {
  return fmt::format("$argon2id$v=19$m={},t={},p=1${}${}", cost.memory_kib, cost.passes, unpadded_base64(salt),
                     unpadded_base64(hash));
}

}  // namespace

std::string hash_password(std::string_view password, Random& random, HashCost cost) {
  start_sodium();
  Salt salt;
  random.fill(salt);
  Hash hash;
  const int failed = crypto_pwhash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(), password.data(),
                                   password.size(), reinterpret_cast<const unsigned char*>(salt.data()), cost.passes,
                                   std::size_t{cost.memory_kib} * 1024, crypto_pwhash_ALG_ARGON2ID13);
  if (failed != 0) throw std::runtime_error("no memory to hash a password");
  return phc(salt, hash, cost);
}

bool password_fits(std::string_view password, const std::string& hash) {
  start_sodium();
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

std::string decoy_hash(HashCost cost) { return phc({}, {}, cost); }

}  // namespace qyzmet::identity
