#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace qyzmet {

using Digest = std::array<std::byte, 32>;

/// The bytes of a text, and the text that bytes are: the same memory, nothing copied.
inline std::span<const std::byte> as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}
/// See `as_bytes`.
inline std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// SHA-256 (FIPS 180-4) of the parts one after the other. Uses the processor's instructions where it has them.
Digest sha256(std::span<const std::byte> bytes);
Digest sha256(std::string_view text);
Digest sha256(std::initializer_list<std::span<const std::byte>> parts);

/// SHA-256 of what arrives in pieces (files, streams).
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(std::span<const std::byte> bytes);
  Digest finish();

 private:
  void* context_;
};

/// Lower-case hexadecimal.
std::string to_hex(std::span<const std::byte> bytes);
/// Errors: invalid "bytes.not_hex".
Result<std::string> from_hex(std::string_view hex);

/// Standard base 64 with padding (RFC 4648 §4); decoding refuses anything non-canonical.
/// Errors: invalid "bytes.not_base64".
std::string to_base64(std::span<const std::byte> bytes);
Result<std::string> from_base64(std::string_view text);

/// True if `text` is well-formed UTF-8 without surrogates or overlong forms (RFC 3629).
/// U+0000 counts as well-formed here.
bool is_utf8(std::string_view text);

}  // namespace qyzmet
