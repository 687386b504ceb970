// Whatever bytes arrive as JSON: what is read is UTF-8 and has a canonical form, which reads back as the same value.
// sources: src/base/json.cpp src/base/bytes.cpp src/base/check.cpp
// libraries: -lboost_json -lfmt -lcrypto
// seed: {"service":"address","answers":{"iin":"850101300123","rooms":[1,2.5e-3,null,true],"street":"Абай"}}
// seed: {"a":1,"\u0061":{"b":[[[[]]]],"b":"\ud83d\ude00\u0000"}}
// seed: [9007199254740993,1e400,-0.0,18446744073709551616,1e-400]
#include "base/json.hpp"

#include <cstdint>

#include "base/bytes.hpp"
#include "base/check.hpp"

using namespace qyzmet;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = parse_json(text, {.max_bytes = 4096, .max_depth = 8});
  if (!value) {
    CHECK(!value.error().key.empty());
    return 0;
  }
  CHECK(is_utf8(text));
  const std::string canonical = canonical_json(*value);
  CHECK(canonical.find('\0') == std::string::npos);
  const auto again = parse_json(canonical);
  CHECK(again && canonical_json(*again) == canonical);
  return 0;
}
