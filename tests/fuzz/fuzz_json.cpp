// Whatever bytes arrive as JSON: what is read is UTF-8 and has a canonical form, which reads back as the same value.
// seed: {"service":"address","answers":{"iin":"850101300123","rooms":[1,2.5e-3,null,true],"street":"Абай"}}
// seed: {"a":1,"\u0061":{"b":[[[[]]]],"b":"\ud83d\ude00\u0000"}}
// seed: [9007199254740993,1e400,-0.0,18446744073709551616,1e-400]
#include "base/json.hpp"

#include <algorithm>
#include <cstdint>

#include "base/bytes.hpp"
#include "base/check.hpp"

using namespace qyzmet;

namespace {

bool holds_null(const json::value& value) {
  if (const auto* text = value.if_string()) return text->find('\0') != json::string::npos;
  if (const auto* array = value.if_array()) return std::any_of(array->begin(), array->end(), holds_null);
  if (const auto* object = value.if_object()) {
    return std::any_of(object->begin(), object->end(), [](const auto& member) {
      return member.key().find('\0') != json::string_view::npos || holds_null(member.value());
    });
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = parse_json(text, {.max_bytes = 4096, .max_depth = 8});
  if (!value) {
    CHECK(!value.error().key.empty());
    return 0;
  }
  CHECK(is_utf8(text) && !holds_null(*value));
  const std::string canonical = canonical_json(*value);
  const auto again = parse_json(canonical);
  CHECK(again && canonical_json(*again) == canonical);
  return 0;
}
