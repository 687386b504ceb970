#include "base/money.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "base/testing.hpp"

namespace qyzmet {
namespace {

constexpr Money kMost{std::numeric_limits<std::int64_t>::max()};
constexpr Money kLeast{std::numeric_limits<std::int64_t>::min()};

TEST(Money, is_added_and_never_wraps_round) {
  EXPECT_EQ(add({150}, {-50}), Money{100});
  EXPECT_EQ(add(kMost, {0}), kMost);
  for (const auto& sum : {add(kMost, {1}), add(kLeast, {-1})}) {
    ASSERT_FALSE(sum);
    EXPECT_EQ(sum.error().code, Code::invalid);
    EXPECT_EQ(sum.error().key, "money.overflow");
  }
}

TEST(Money, thousandths_are_rounded_half_up) {
  EXPECT_EQ(times_milli({432'500}, 200), Money{86'500});  // 0.2 of 4 325 ₸
  EXPECT_EQ(times_milli({1}, 499), Money{0});
  EXPECT_EQ(times_milli({1}, 500), Money{1});
  EXPECT_EQ(times_milli({1}, 1499), Money{1});
  EXPECT_EQ(times_milli({1}, 1500), Money{2});
  EXPECT_EQ(times_milli({-1}, 500), Money{0});
  EXPECT_EQ(times_milli({-1}, 501), Money{-1});
  EXPECT_EQ(times_milli({-1}, 1500), Money{-1});
  EXPECT_EQ(times_milli({-1}, 1501), Money{-2});
  EXPECT_EQ(times_milli({0}, 12'345), Money{0});
}

TEST(Money, products_use_the_whole_range) {
  EXPECT_EQ(times_milli(kMost, 1000), kMost);
  EXPECT_EQ(times_milli(kLeast, 1000), kLeast);
  EXPECT_EQ(times_milli(kMost, 1001).error().key, "money.overflow");
  EXPECT_EQ(times_milli(kLeast, 1001).error().key, "money.overflow");
  EXPECT_EQ(times_milli(kLeast, -1000).error().key, "money.overflow");
  EXPECT_EQ(times_milli(kMost, kMost.tiyn).error().key, "money.overflow");
}

TEST(Money, a_product_is_the_nearest_whole_tiyn) {
  SeededRandom random(test_seed());
  for (int i = 0; i < 20'000; ++i) {
    const auto unit = static_cast<std::int64_t>(random.next_u64() % 2'000'000'000) - 1'000'000'000;
    const auto milli = static_cast<std::int64_t>(random.next_u64() % 2'000'000) - 1'000'000;
    const std::int64_t exact = unit * milli;  // thousandths
    const std::int64_t rounded = times_milli({unit}, milli)->tiyn * 1000;
    ASSERT_LE(rounded - exact, 500) << unit << " " << milli;
    ASSERT_GT(rounded - exact, -500) << unit << " " << milli;
  }
}

TEST(Money, is_shown_as_people_write_it) {
  const std::string nbsp = "\u00a0";
  EXPECT_EQ(to_display({123'456'750}, Lang::kk), "1" + nbsp + "234" + nbsp + "567,50" + nbsp + "₸");
  EXPECT_EQ(to_display({123'456'750}, Lang::ru), "1" + nbsp + "234" + nbsp + "567,50" + nbsp + "₸");
  EXPECT_EQ(to_display({123'456'750}, Lang::en), "1,234,567.50" + nbsp + "₸");
  EXPECT_EQ(to_display({0}, Lang::en), "0" + nbsp + "₸");
  EXPECT_EQ(to_display({5}, Lang::en), "0.05" + nbsp + "₸");
  EXPECT_EQ(to_display({99'900}, Lang::en), "999" + nbsp + "₸");
  EXPECT_EQ(to_display({100'000}, Lang::en), "1,000" + nbsp + "₸");
  EXPECT_EQ(to_display({-100'001}, Lang::en), "\u22121,000.01" + nbsp + "₸");
  EXPECT_EQ(to_display(kLeast, Lang::en), "\u221292,233,720,368,547,758.08" + nbsp + "₸");
}

}  // namespace
}  // namespace qyzmet
