// Whatever bytes a register sends: what is read holds a canonical object, and is read again as the same.
// sources: src/exchange/answer.cpp
// seed: {"found":true,"value":{"a":[{"iin":"100311590208"}]},"as_of":"2026-03-05T09:07:01.250Z","synthetic":true}
// seed: {"found":false,"as_of":"2026-03-05T09:07:01+05:00"}
#include "exchange/answer.hpp"

#include <cstdint>

#include "base/check.hpp"
#include "base/json.hpp"

using namespace qyzmet;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kLimit = 1 << 16;
  const auto answer = exchange::parse_answer({reinterpret_cast<const char*>(data), size}, kLimit);
  if (!answer || !answer->value) return 0;
  const auto value = parse_json(*answer->value);
  CHECK(value && value->is_object());
  CHECK(canonical_json(*value) == *answer->value);
  const std::string whole = R"({"found":true,"as_of":"2026-03-05T09:07:01Z","value":)" + *answer->value + "}";
  const auto again = exchange::parse_answer(whole, 1 << 20);
  CHECK(again && again->value == answer->value);
  return 0;
}
