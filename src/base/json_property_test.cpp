// Random values against what canonical JSON promises: the same value gives the same bytes, the bytes read back as the
// same value, and keys are in the order that a plain conversion to UTF-16 gives.

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/bytes.hpp"
#include "base/json.hpp"
#include "base/testing.hpp"

namespace qyzmet {
namespace {

std::size_t below(Random& random, std::size_t limit) { return random.next_u64() % limit; }

std::string random_string(Random& random) {
  // Few code points, at the borders that matter, so that keys often share a beginning.
  static constexpr const char* kPieces[] = {"a",          "b",          "\x01",       "\"",     "\\",     "/",
                                            "\x7f",       "\u0080",     "қ",          "\uD7FF", "\uE000", "\uFFFF",
                                            "\U00010000", "\U0001F600", "\U0010FFFF", "\n",     "\u2028"};
  std::string text;
  for (std::size_t i = below(random, 5); i > 0; --i) text += kPieces[below(random, std::size(kPieces))];
  return text;
}

json::value random_number(Random& random) {
  switch (below(random, 4)) {
    case 0:
      return static_cast<std::int64_t>(below(random, 2000)) - 1000;
    case 1:
      return static_cast<std::int64_t>(random.next_u64() >> 11U) * (below(random, 2) == 0 ? 1 : -1);
    case 2:
      return static_cast<double>(random.next_u64() >> 11U) / std::pow(10, static_cast<double>(below(random, 25)));
    default: {
      const auto number = std::bit_cast<double>(random.next_u64());
      return std::isfinite(number) ? number : 0.5;
    }
  }
}

json::value random_value(Random& random, int depth) {
  switch (below(random, depth > 0 ? 7 : 5)) {
    case 0:
      return nullptr;
    case 1:
      return below(random, 2) == 0;
    case 2:
      return json::string(random_string(random));
    case 3:
    case 4:
      return random_number(random);
    case 5: {
      json::array array;
      for (std::size_t i = below(random, 5); i > 0; --i) array.push_back(random_value(random, depth - 1));
      return array;
    }
    default: {
      json::object object;
      for (std::size_t i = below(random, 8); i > 0; --i)
        object[random_string(random)] = random_value(random, depth - 1);
      return object;
    }
  }
}

/// The same value with the members of every object in another order.
json::value shuffled(const json::value& value, Random& random) {
  if (const auto* array = value.if_array()) {
    json::array copy;
    for (const auto& element : *array) copy.push_back(shuffled(element, random));
    return copy;
  }
  const auto* object = value.if_object();
  if (object == nullptr) return value;
  std::vector<const json::key_value_pair*> members;
  for (const auto& member : *object) members.push_back(&member);
  for (std::size_t i = members.size(); i > 1; --i) std::swap(members[i - 1], members[below(random, i)]);
  json::object copy;
  for (const auto* member : members) copy.emplace(member->key(), shuffled(member->value(), random));
  return copy;
}

std::u16string to_utf16(std::string_view text) {
  std::u16string units;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::uint32_t point = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t j = 1; j < length; ++j) point = point << 6U | (static_cast<unsigned char>(text[i + j]) & 63U);
    i += length;
    if (point < 0x10000) {
      units += static_cast<char16_t>(point);
    } else {
      units += static_cast<char16_t>(0xD800 + ((point - 0x10000) >> 10U));
      units += static_cast<char16_t>(0xDC00 + ((point - 0x10000) & 0x3FFU));
    }
  }
  return units;
}

TEST(CanonicalJsonProperty, reads_back_as_the_same_bytes_and_the_same_value) {
  SeededRandom random(test_seed());
  for (int i = 0; i < 5000; ++i) {
    const json::value value = random_value(random, 4);
    const std::string canonical = canonical_json(value);
    const auto read = parse_json(canonical);
    ASSERT_TRUE(read) << canonical << " " << read.error().key;
    ASSERT_EQ(canonical_json(*read), canonical);
    // Boost's own serializer is another writer of the same value.
    const auto from_boost = parse_json(json::serialize(value));
    ASSERT_TRUE(from_boost) << json::serialize(value);
    ASSERT_EQ(canonical_json(*from_boost), canonical);
  }
}

TEST(CanonicalJsonProperty, does_not_depend_on_the_order_of_members) {
  SeededRandom random(test_seed());
  for (int i = 0; i < 2000; ++i) {
    const json::value value = random_value(random, 4);
    ASSERT_EQ(canonical_json(shuffled(value, random)), canonical_json(value));
  }
}

TEST(CanonicalJsonProperty, keys_are_in_the_order_of_their_utf16_code_units) {
  SeededRandom random(test_seed());
  for (int i = 0; i < 2000; ++i) {
    json::object object;
    for (int j = 0; j < 12; ++j) object[random_string(random)] = nullptr;
    const auto read = parse_json(canonical_json(object));
    ASSERT_TRUE(read);
    std::vector<std::u16string> keys;
    for (const auto& member : read->as_object()) keys.push_back(to_utf16(member.key()));
    ASSERT_EQ(keys.size(), object.size());
    ASSERT_TRUE(std::is_sorted(keys.begin(), keys.end())) << canonical_json(object);
  }
}

TEST(CanonicalJsonProperty, doubles_read_back_exactly) {
  SeededRandom random(test_seed());
  for (int i = 0; i < 50'000; ++i) {
    const auto number = std::bit_cast<double>(random.next_u64());
    if (!std::isfinite(number)) continue;
    const std::string text = canonical_json(json::value(number));
    const auto read = parse_json(text);
    ASSERT_TRUE(read) << text;
    ASSERT_EQ(read->to_number<double>(), number) << text;
  }
}

TEST(ParseJsonProperty, damaged_texts_are_refused_or_are_utf8_with_a_canonical_form) {
  SeededRandom random(test_seed());
  for (int i = 0; i < 5000; ++i) {
    std::string text = canonical_json(random_value(random, 4));
    for (std::size_t j = 1 + below(random, 3); j > 0; --j)
      text[below(random, text.size())] = static_cast<char>(random.next_u64());
    const auto read = parse_json(text);
    if (!read) continue;
    ASSERT_TRUE(is_utf8(text)) << text;
    ASSERT_TRUE(parse_json(canonical_json(*read))) << text;
  }
}

}  // namespace
}  // namespace qyzmet
