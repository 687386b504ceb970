// Whatever arrives as base 64 or hexadecimal: one value has one text, and what is written is read back.
// seed: Zm9vYmE=
// seed: +/8=
// seed: 001fabff
#include <cstdint>

#include "base/bytes.hpp"
#include "base/check.hpp"

using namespace qyzmet;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto bytes = from_base64(text)) CHECK(to_base64(as_bytes(*bytes)) == text);
  CHECK(from_base64(to_base64(as_bytes(text))) == text);
  if (const auto bytes = from_hex(text)) CHECK(to_hex(as_bytes(*bytes)).size() == size);
  CHECK(from_hex(to_hex(as_bytes(text))) == text);
  return 0;
}
