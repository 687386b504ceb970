#include "base/check.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Check, goes_on_when_the_condition_holds_and_asks_it_once) {
  int asked = 0;
  CHECK(++asked == 1);
  EXPECT_EQ(asked, 1);
}

TEST(CheckDeathTest, ends_the_process_with_file_and_condition) {
  EXPECT_DEATH(CHECK(1 + 1 == 3), "check_test\\.cpp:[0-9]+: CHECK failed: 1 \\+ 1 == 3");
}

}  // namespace
