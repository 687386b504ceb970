#include "base/result.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace qyzmet {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return fail(Code::invalid, "number.odd", {{"number", std::to_string(number)}});
  return number / 2;
}

Result<int> quarter(int number) {
  TRY_ASSIGN(const int halved, half(number));
  return half(halved);
}

Result<void> even(int number) {
  TRY(half(number));
  return {};
}

Result<std::unique_ptr<int>> boxed(int number) {
  TRY_ASSIGN(auto box, Result<std::unique_ptr<int>>(std::make_unique<int>(number)));
  return box;
}

TEST(Result, goes_on_with_the_value) {
  EXPECT_EQ(quarter(8), 2);
  EXPECT_TRUE(even(2));
  EXPECT_EQ(**boxed(7), 7);
}

TEST(Result, hands_the_error_up_unchanged) {
  const auto failed = quarter(6);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, Code::invalid);
  EXPECT_EQ(failed.error().key, "number.odd");
  EXPECT_EQ(failed.error().details, (Details{{"number", "3"}}));
  EXPECT_EQ(even(5).error().details, (Details{{"number", "5"}}));
}

TEST(Result, a_wrong_field_is_named_by_its_path) {
  const std::unexpected<Error> failed = fail_field("answers.iin", "field.missing");
  EXPECT_EQ(failed.error().code, Code::invalid);
  EXPECT_EQ(failed.error().key, "request.invalid");
  ASSERT_EQ(failed.error().fields.size(), 1U);
  EXPECT_EQ(failed.error().fields[0].path, "answers.iin");
  EXPECT_EQ(failed.error().fields[0].key, "field.missing");
}

}  // namespace
}  // namespace qyzmet
