#include "exchange/freeze.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "exchange/testing.hpp"

namespace qyzmet::exchange {
namespace {

using testing::at;

constexpr FreezeRule kRule{.silent = 3, .within_s = 60, .probe_s = 5};

TEST(Freeze, IsNoticedWithTheLastOfSoManySilencesAndCountsFromTheFirst) {
  Freeze freeze(kRule);
  EXPECT_FALSE(freeze.silent(at(0)));
  EXPECT_FALSE(freeze.silent(at(30)));
  EXPECT_FALSE(freeze.frozen());
  EXPECT_TRUE(freeze.silent(at(60)));
  EXPECT_EQ(freeze.since(), at(0).now);
  EXPECT_FALSE(freeze.silent(at(61))) << "it is announced once";
  EXPECT_EQ(freeze.since(), at(0).now);
}

TEST(Freeze, SilencesFartherApartAreNone) {
  Freeze freeze(kRule);
  for (const int second : {0, 31, 62, 93, 124}) EXPECT_FALSE(freeze.silent(at(second))) << second;
  EXPECT_TRUE(freeze.silent(at(125)));
  EXPECT_EQ(freeze.since(), at(93).now);
}

TEST(Freeze, OneAnswerEndsTheRowAndTheFreeze) {
  Freeze freeze(kRule);
  freeze.silent(at(0));
  freeze.silent(at(1));
  EXPECT_FALSE(freeze.answered()) << "it was not frozen";
  EXPECT_FALSE(freeze.silent(at(2)));
  freeze.silent(at(3));
  EXPECT_TRUE(freeze.silent(at(4)));
  EXPECT_TRUE(freeze.answered());
  EXPECT_FALSE(freeze.frozen());
  EXPECT_FALSE(freeze.silent(at(5))) << "the row begins anew";
}

TEST(Freeze, IsTriedAgainAfterItsPause) {
  Freeze freeze(kRule);
  for (const int second : {0, 1, 2}) freeze.silent(at(second));
  EXPECT_FALSE(freeze.may_probe(at(6).monotonic_ms));
  EXPECT_TRUE(freeze.may_probe(at(7).monotonic_ms));
  freeze.silent(at(17));
  EXPECT_FALSE(freeze.may_probe(at(21).monotonic_ms));
}

TEST(Freeze, OneOfAnEarlierProcessGoesOnAndMayBeTriedAtOnce) {
  Freeze freeze(kRule);
  freeze.restore(at(-100).now);
  EXPECT_EQ(freeze.since(), at(-100).now);
  EXPECT_TRUE(freeze.may_probe(at(0).monotonic_ms));
  EXPECT_TRUE(freeze.answered());
}

std::vector<int> climb(Ramp& ramp, int answers) {
  std::vector<int> allowed;
  for (int i = 0; i < answers; ++i) {
    allowed.push_back(ramp.allowed());
    ramp.answered();
  }
  return allowed;
}

TEST(Ramp, DoublesWithEachRoundUpToTheLimit) {
  Ramp ramp(6);
  EXPECT_EQ(ramp.allowed(), 6) << "without a freeze there is none";
  ramp.restart();
  EXPECT_EQ(climb(ramp, 9), (std::vector<int>{1, 2, 2, 4, 4, 4, 4, 6, 6}));
}

TEST(Ramp, HalvesWithASilence) {
  Ramp ramp(8);
  ramp.silent();
  EXPECT_EQ(ramp.allowed(), 4);
  for (int i = 0; i < 5; ++i) ramp.silent();
  EXPECT_EQ(ramp.allowed(), 1) << "one goes always";
}

}  // namespace
}  // namespace qyzmet::exchange
