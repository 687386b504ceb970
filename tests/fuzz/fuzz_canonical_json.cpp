// Values built from the bytes: canonical JSON reads back as the same value, and the members' order changes no byte.
#include <fuzzer/FuzzedDataProvider.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/bytes.hpp"
#include "base/check.hpp"
#include "base/json.hpp"

using namespace qyzmet;

namespace {

std::string text_from(FuzzedDataProvider& bytes) {
  std::string text = bytes.ConsumeRandomLengthString(12);
  std::erase(text, '\0');
  return is_utf8(text) ? text : to_hex(as_bytes(text));
}

/// The value and the same value with every object's members the other way round.
std::pair<json::value, json::value> value_from(FuzzedDataProvider& bytes, int depth) {
  switch (bytes.ConsumeIntegralInRange(0, depth > 0 ? 5 : 3)) {
    case 0:
      return {nullptr, nullptr};
    case 1: {
      const auto number = bytes.ConsumeIntegralInRange<std::int64_t>(-9007199254740991, 9007199254740991);
      return {number, number};
    }
    case 2: {
      const double number = bytes.ConsumeFloatingPoint<double>();
      const double finite = std::isfinite(number) ? number : 1.5;
      return {finite, finite};
    }
    case 3: {
      const std::string text = text_from(bytes);
      return {json::string(text), json::string(text)};
    }
    case 4: {
      json::array array;
      json::array other;
      for (int i = bytes.ConsumeIntegralInRange(0, 4); i > 0; --i) {
        auto [value, turned] = value_from(bytes, depth - 1);
        array.push_back(std::move(value));
        other.push_back(std::move(turned));
      }
      return {std::move(array), std::move(other)};
    }
    default: {
      std::map<std::string, std::pair<json::value, json::value>> members;
      for (int i = bytes.ConsumeIntegralInRange(0, 6); i > 0; --i) {
        std::string key = text_from(bytes);
        members.insert_or_assign(std::move(key), value_from(bytes, depth - 1));
      }
      json::object object;
      json::object other;
      for (auto at = members.begin(); at != members.end(); ++at) object.emplace(at->first, at->second.first);
      for (auto at = members.rbegin(); at != members.rend(); ++at) other.emplace(at->first, at->second.second);
      return {std::move(object), std::move(other)};
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  FuzzedDataProvider bytes(data, std::min<std::size_t>(size, 256));  // more bytes only make it slower
  const auto [value, turned] = value_from(bytes, 5);
  const std::string canonical = canonical_json(value);
  CHECK(canonical_json(turned) == canonical);
  const auto read = parse_json(canonical);
  CHECK(read && canonical_json(*read) == canonical);
  return 0;
}
