#include "base/id.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "base/testing.hpp"

namespace qyzmet {
namespace {

Instant at(std::string_view text) { return parse_rfc3339(text).value(); }
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

std::string key_of(std::string_view text) {
  const auto id = parse_id(text);
  return id ? "accepted" : id.error().key;
}

TEST(IdSource, ids_carry_time_and_node) {
  SeededRandom random(test_seed());
  const Instant now = at("2026-03-05T09:07:01.250Z");
  for (int node = 0; node < 16; ++node) {
    IdSource source(node, 0);
    const std::int64_t id = source.next(now, random);
    EXPECT_GT(id, 0);
    EXPECT_EQ(id_time(id), now);
    EXPECT_EQ(id >> 18 & 15, node);
    EXPECT_EQ(source.last(), id);
  }
}

TEST(IdSource, ids_only_rise_whatever_the_clock_does) {
  SeededRandom random(test_seed());
  std::int64_t last = 0;
  Instant now = at("2026-03-05T09:07:01.250Z");
  for (int start = 0; start < 200; ++start) {
    // Another node each time: a database that moved to another machine goes on above its last id.
    IdSource source(static_cast<int>(random.next_u64() % 16), last);
    for (int i = 0; i < 300; ++i) {
      if (random.next_u64() % 4 == 0) {
        now += std::chrono::milliseconds{static_cast<std::int64_t>(random.next_u64() % 2001) - 1000};
      }
      const std::int64_t id = source.next(now, random);
      ASSERT_GT(id, last);
      last = id;
    }
  }
}

TEST(IdSource, a_burst_in_one_millisecond_borrows_from_the_next) {
  SeededRandom random(test_seed());
  const Instant now = at("2026-03-05T09:07:01.250Z");
  IdSource source(3, 0);
  std::int64_t last = 0;
  for (int i = 0; i < 10'000; ++i) {
    const std::int64_t id = source.next(now, random);
    ASSERT_GT(id, last);
    ASSERT_EQ(id >> 18 & 15, 3);
    last = id;
  }
  EXPECT_GT(id_time(last), now);
  EXPECT_LT(id_time(last), now + std::chrono::milliseconds{60});
}

TEST(IdSource, neighbours_are_not_consecutive_numbers) {
  SeededRandom random(test_seed());
  IdSource source(0, 0);
  const Instant now = at("2026-03-05T09:07:01.250Z");
  std::int64_t last = source.next(now, random);
  int consecutive = 0;
  for (int i = 0; i < 100; ++i) {
    const std::int64_t id = source.next(now, random);
    if (id == last + 1) ++consecutive;
    last = id;
  }
  EXPECT_LT(consecutive, 10);
}

TEST(IdSource, a_clock_before_2024_still_gives_positive_ids) {
  SeededRandom random(1);
  IdSource source(0, 0);
  EXPECT_GT(source.next(at("1970-01-01T00:00:00Z"), random), 0);
}

TEST(IdDisplay, is_thirteen_symbols_and_a_check_symbol) {
  EXPECT_EQ(id_to_display(287'873'627'586'560'194), "07ZN-VH80-8006-2K");
  EXPECT_EQ(id_to_display(1), "0000-0000-0000-11");
  EXPECT_EQ(id_to_display(32), "0000-0000-0001-0*");
  EXPECT_EQ(id_to_display(36), "0000-0000-0001-4U");
  EXPECT_EQ(id_to_display(kMax), "7ZZZ-ZZZZ-ZZZZ-Z5");
  EXPECT_EQ(id_to_decimal(kMax), "9223372036854775807");
}

TEST(ParseId, reads_both_forms_of_every_id) {
  SeededRandom random(test_seed());
  for (int i = 0; i < 20'000; ++i) {
    const auto id = static_cast<std::int64_t>(random.next_u64() >> (1 + random.next_u64() % 50));
    if (id == 0) continue;
    ASSERT_EQ(parse_id(id_to_display(id)), id);
    // A decimal of 14 digits has the shape of the form for people; no id of ours is that small.
    if (id_to_decimal(id).size() != 14) {
      ASSERT_EQ(parse_id(id_to_decimal(id)), id);
    }
  }
}

TEST(ParseId, forgives_what_people_write) {
  constexpr std::int64_t kId = 287'873'627'586'560'194;
  EXPECT_EQ(parse_id("07znvh8080062k"), kId);
  EXPECT_EQ(parse_id(" 07ZN VH80 8006 2K "), kId);
  EXPECT_EQ(parse_id("O7ZN-VH8O-8oo6-2K"), kId);
  EXPECT_EQ(parse_id("0000-0000-0000-Il"), 1);
}

TEST(ParseId, one_wrong_or_two_swapped_symbols_are_noticed) {
  constexpr std::string_view kSymbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  constexpr std::string_view kText = "07ZNVH8080062K";
  for (std::size_t i = 0; i < kText.size(); ++i) {
    for (const char symbol : kSymbols) {
      std::string wrong(kText);
      wrong[i] = symbol;
      if (wrong == kText) continue;
      const bool too_large = i == 0 && symbol > '7';
      EXPECT_EQ(key_of(wrong), too_large ? "id.malformed" : "id.check_symbol") << wrong;
    }
    std::string swapped(kText);
    if (i + 1 < kText.size()) std::swap(swapped[i], swapped[i + 1]);
    if (swapped != kText) {
      EXPECT_NE(key_of(swapped), "accepted") << swapped;
    }
  }
}

TEST(ParseId, what_is_not_an_id_is_refused) {
  for (const std::string_view text :
       {"", "0", "-1", "+1", "01", "1 ", "1-2", "12a", "0x1f", "1.0", "9223372036854775808", "99999999999999999999",
        "00000000000000", "07ZN-VH80-8006-2", "07ZN-VH80-8006-2KK", "U7ZN-VH80-8006-2K", "07ZN-VH80-8006-2#",
        "07ZN-VH80-80\xD0\x86-2K", "8000-0000-0000-0K"}) {
    EXPECT_EQ(key_of(text), "id.malformed") << text;
  }
}

}  // namespace
}  // namespace qyzmet
