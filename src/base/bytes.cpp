#include "base/bytes.hpp"

#include <openssl/evp.h>

#include <cstdint>
#include <cstring>
#include <memory>

#include "base/check.hpp"

namespace qyzmet {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

/// Fetched once: OpenSSL 3 otherwise looks the algorithm up, under a lock, at every hash.
const EVP_MD* algorithm() {
  static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  CHECK(fetched != nullptr);
  return fetched;
}

Context new_context() {
  Context context(EVP_MD_CTX_new());
  CHECK(context != nullptr);
  CHECK(EVP_DigestInit_ex2(context.get(), algorithm(), nullptr) == 1);
  return context;
}

void update(EVP_MD_CTX* context, std::span<const std::byte> bytes) {
  CHECK(EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1);
}

Digest final_digest(EVP_MD_CTX* context) {
  Digest digest;
  CHECK(EVP_DigestFinal_ex(context, reinterpret_cast<unsigned char*>(digest.data()), nullptr) == 1);
  return digest;
}

/// One for each thread, made ready for the next hash: making one anew costs more than hashing a log entry.
EVP_MD_CTX* thread_context() {
  thread_local const Context context = new_context();
  CHECK(EVP_DigestInit_ex2(context.get(), nullptr, nullptr) == 1);
  return context.get();
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> kBase64Values = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < kBase64.size(); ++i) {
    values[static_cast<unsigned char>(kBase64[i])] = static_cast<std::int8_t>(i);
  }
  return values;
}();

/// Bytes of the well-formed sequence at the front of `s` (Unicode 15, table 3-7); 0 if there is none.
std::size_t sequence_length(const unsigned char* s, std::size_t left) {
  const auto continues = [&](std::size_t i, unsigned char low = 0x80, unsigned char high = 0xBF) {
    return i < left && s[i] >= low && s[i] <= high;
  };
  const unsigned char lead = s[0];
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return continues(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const unsigned char low = lead == 0xE0 ? 0xA0 : 0x80;   // overlong
    const unsigned char high = lead == 0xED ? 0x9F : 0xBF;  // surrogates
    return continues(1, low, high) && continues(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const unsigned char low = lead == 0xF0 ? 0x90 : 0x80;   // overlong
    const unsigned char high = lead == 0xF4 ? 0x8F : 0xBF;  // above U+10FFFF
    return continues(1, low, high) && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

Digest sha256(std::span<const std::byte> bytes) {
  EVP_MD_CTX* context = thread_context();
  update(context, bytes);
  return final_digest(context);
}

Digest sha256(std::string_view text) { return sha256(as_bytes(text)); }

Digest sha256(std::initializer_list<std::span<const std::byte>> parts) {
  EVP_MD_CTX* context = thread_context();
  for (const auto part : parts) update(context, part);
  return final_digest(context);
}

Sha256::Sha256() : context_(new_context().release()) {}
Sha256::~Sha256() { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context_)); }
void Sha256::add(std::span<const std::byte> bytes) { update(static_cast<EVP_MD_CTX*>(context_), bytes); }

Digest Sha256::finish() {
  auto* context = static_cast<EVP_MD_CTX*>(context_);
  const Digest digest = final_digest(context);
  CHECK(EVP_DigestInit_ex2(context, nullptr, nullptr) == 1);
  return digest;
}

std::string to_hex(std::span<const std::byte> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const std::byte byte : bytes) {
    hex += kDigits[std::to_integer<unsigned>(byte) >> 4U];
    hex += kDigits[std::to_integer<unsigned>(byte) & 15U];
  }
  return hex;
}

Result<std::string> from_hex(std::string_view hex) {
  if (hex.size() % 2 != 0) return fail(Code::invalid, "bytes.not_hex");
  std::string bytes;
  bytes.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = hex_value(hex[i]);
    const int low = hex_value(hex[i + 1]);
    if (high < 0 || low < 0) return fail(Code::invalid, "bytes.not_hex");
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

std::string to_base64(std::span<const std::byte> bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 3; ++j)
      bits = bits << 8U | (j < count ? std::to_integer<std::uint32_t>(bytes[i + j]) : 0);
    for (std::size_t j = 0; j < 4; ++j) text += j <= count ? kBase64[bits >> (18U - 6U * j) & 63U] : '=';
  }
  return text;
}

Result<std::string> from_base64(std::string_view text) {
  const auto refused = [] { return fail(Code::invalid, "bytes.not_base64"); };
  if (text.size() % 4 != 0) return refused();
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : text.substr(0, text.size() - padding)) {
    const int value = kBase64Values[static_cast<unsigned char>(c)];
    if (value < 0) return refused();
    bits = bits << 6U | static_cast<std::uint32_t>(value);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>(bits >> held & 255U);
  }
  // Bits that no byte carries must be zero, or two texts would decode to the same bytes.
  if ((bits & ((1U << held) - 1U)) != 0) return refused();
  return bytes;
}

bool is_utf8(std::string_view text) {
  const auto* at = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t left = text.size();
  while (left > 0) {
    std::uint64_t eight = 0;
    if (left >= sizeof eight) {
      std::memcpy(&eight, at, sizeof eight);
      if ((eight & 0x8080808080808080U) == 0) {
        at += sizeof eight;
        left -= sizeof eight;
        continue;
      }
    }
    const std::size_t length = sequence_length(at, left);
    if (length == 0) return false;
    at += length;
    left -= length;
  }
  return true;
}

}  // namespace qyzmet
