#include "applications/draft.hpp"

#include <gtest/gtest.h>

#include <set>

#include "applications/tries.hpp"

namespace qyzmet::applications {
namespace {

TEST(Draft, IdsAreUuidsOfVersionSeven) {
  EXPECT_TRUE(is_draft_id("0195a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b"));
  for (const std::string_view bad : {"", "0195a1b2-7c3d-4e4f-8a5b-6c7d8e9f0a1b", "0195a1b2-7c3d-7e4f-ca5b-6c7d8e9f0a1b",
                                     "0195A1B2-7c3d-7e4f-8a5b-6c7d8e9f0a1b", "0195a1b27c3d7e4f8a5b6c7d8e9f0a1b",
                                     "0195a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b ", "0195a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1"}) {
    EXPECT_FALSE(is_draft_id(bad)) << bad;
  }
}

TEST(Draft, CodesAreReadAsPeopleTypeThem) {
  EXPECT_EQ(read_draft_code("ab12-cd34"), "AB12CD34");
  EXPECT_EQ(read_draft_code(" oOiI lL99 "), "00111199");
  for (const std::string_view bad : {"", "AB12CD3", "AB12CD345", "AB12CD3U", "AB12CD3Ж", "AB12_D34"}) {
    EXPECT_FALSE(read_draft_code(bad)) << bad;
  }
}

TEST(Draft, CodesAreMadeOfChanceAndReadBack) {
  SeededRandom random(1);
  std::set<std::string> codes;
  for (int i = 0; i < 1000; ++i) {
    const std::string code = make_draft_code(random);
    EXPECT_EQ(read_draft_code(code), code);
    codes.insert(code);
  }
  EXPECT_EQ(codes.size(), 1000u);
}

TEST(Draft, ACodeIsOnePersons) {
  EXPECT_EQ(draft_code_digest(7, "AB12CD34"), draft_code_digest(7, "AB12CD34"));
  EXPECT_NE(draft_code_digest(7, "AB12CD34"), draft_code_digest(71, "AB12CD34"));
}

TEST(Tries, AreCountedByKeyInASlidingWindow) {
  Tries tries(2, std::chrono::milliseconds(100));
  EXPECT_TRUE(tries.take("a", 0));
  EXPECT_TRUE(tries.take("a", 60));
  EXPECT_FALSE(tries.take("a", 99));
  EXPECT_TRUE(tries.take("b", 99));
  EXPECT_TRUE(tries.take("a", 100));
  EXPECT_FALSE(tries.take("a", 159));
  tries.give_back("a");
  EXPECT_TRUE(tries.take("a", 159));
  tries.give_back("nobody");
}

}  // namespace
}  // namespace qyzmet::applications
