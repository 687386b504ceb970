#include "exchange/line.hpp"

#include <gtest/gtest.h>

#include "exchange/testing.hpp"

namespace qyzmet::exchange {
namespace {

using testing::at;
using Ids = std::vector<std::int64_t>;

constexpr Instant kLater = from_ms(100'000'000);

class LineTest : public ::testing::Test {
 protected:
  LineTest() : line(about) {}

  void join(std::int64_t first, std::int64_t last) {
    for (std::int64_t id = first; id <= last; ++id) line.join(id, kLater);
  }
  /// Three silences, and nobody on the way any more.
  void freeze() {
    const Ids going = line.next(at(0));
    for (const std::int64_t id : going) line.silent(id, at(10));
    ASSERT_EQ(line.standing().state, RegisterState::frozen);
  }
  void answer(const Ids& ids, const Moment& when) {
    for (const std::int64_t id : ids) {
      line.answered(id, when);
      line.leave(id);
    }
  }

  Register about{.id = "kz.family", .timeout_ms = 10'000, .slow_ms = 2'000, .limit = 4, .freeze = {3, 60, 5}};
  Line line;
};

TEST_F(LineTest, TheOldestGoFirstAndNoMoreThanTheLimit) {
  join(1, 6);
  EXPECT_EQ(line.next(at(0)), (Ids{1, 2, 3, 4}));
  EXPECT_EQ(line.next(at(0)), Ids{});
  answer({2}, at(1));
  EXPECT_EQ(line.next(at(1)), (Ids{5}));
  EXPECT_EQ(line.standing().waiting, 5);
  EXPECT_EQ(line.standing().in_flight, 4);
}

TEST_F(LineTest, JoiningTwiceIsJoiningOnce) {
  join(1, 1);
  join(1, 1);
  EXPECT_EQ(line.next(at(0)), (Ids{1}));
  EXPECT_EQ(line.next(at(0)), Ids{});
}

TEST_F(LineTest, WhileFrozenOneAtATimeGoesOutAfterEachPause) {
  join(1, 6);
  freeze();
  EXPECT_EQ(line.next(at(11)), Ids{}) << "the pause is not over";
  EXPECT_EQ(line.next(at(15)), (Ids{1})) << "the oldest";
  EXPECT_EQ(line.next(at(100)), Ids{}) << "one at a time";
  EXPECT_EQ(line.overdue(at(24).monotonic_ms), Ids{});
  EXPECT_EQ(line.overdue(at(25).monotonic_ms), (Ids{1}));
  EXPECT_FALSE(line.silent(1, at(25))) << "known already";
  EXPECT_EQ(line.next(at(29)), Ids{});
  EXPECT_EQ(line.next(at(30)).size(), 1U);
}

TEST_F(LineTest, ARequestOnWhichARegisterChokesStandsInNobodysWay) {
  join(1, 2);
  line.next(at(0));
  line.silent(1, at(10));
  EXPECT_EQ(line.next(at(10)), Ids{}) << "2 is on its way, 1 pauses";
  answer({2}, at(10));
  join(3, 3);
  EXPECT_EQ(line.next(at(10)), (Ids{3}));
  answer({3}, at(10));
  EXPECT_EQ(line.next(at(11)), (Ids{1}));
  line.silent(1, at(21));
  EXPECT_EQ(line.next(at(22)), Ids{}) << "the second pause is longer";
  EXPECT_EQ(line.next(at(23)), (Ids{1}));
}

TEST_F(LineTest, AfterAFreezeThoseWhoWaitGoOldestFirstInARamp) {
  join(1, 12);
  freeze();
  EXPECT_EQ(line.next(at(20)), (Ids{1}));
  EXPECT_EQ(line.answered(1, at(20)), at(10).now) << "since when";
  line.leave(1);
  EXPECT_EQ(line.next(at(20)), (Ids{2})) << "although it was tried in vain";
  answer({2}, at(20));
  EXPECT_EQ(line.next(at(20)), (Ids{3, 4}));
  answer({3, 4}, at(20));
  EXPECT_EQ(line.next(at(20)), (Ids{5, 6, 7, 8}));
  answer({5, 6, 7, 8}, at(20));
  EXPECT_EQ(line.next(at(20)), (Ids{9, 10, 11, 12})) << "no more than the limit";
}

TEST_F(LineTest, TheRampBeginsAtOneHoweverManyMayGo) {
  about.limit = 64;
  Line wide(about);
  for (std::int64_t id = 1; id <= 100; ++id) wide.join(id, kLater);
  ASSERT_EQ(wide.next(at(0)).size(), 64U);
  for (const std::int64_t id : {1, 2, 3}) wide.silent(id, at(10));
  ASSERT_EQ(wide.standing().state, RegisterState::frozen);
  wide.answered(4, at(20));
  wide.leave(4);
  for (std::int64_t id = 5; id <= 64; ++id) wide.put_back(id);
  EXPECT_EQ(wide.next(at(20)), (Ids{1}));
}

TEST_F(LineTest, WhoseDeadlinePassedLeavesAndIsToldOnce) {
  line.join(1, at(5).now);
  line.join(2, at(50).now);
  EXPECT_EQ(line.take_expired(at(4).now), Ids{});
  EXPECT_EQ(line.take_expired(at(5).now), (Ids{1}));
  EXPECT_EQ(line.take_expired(at(6).now), Ids{});
  EXPECT_EQ(line.next(at(6)), (Ids{2}));
  EXPECT_EQ(line.standing().waiting, 1);
}

TEST_F(LineTest, WhatIsOnItsWayStaysSoAfterItsDeadline) {
  line.join(1, at(5).now);
  line.join(2, at(5).now);
  line.next(at(0));
  EXPECT_EQ(line.take_expired(at(5).now), (Ids{1, 2}));
  EXPECT_TRUE(line.on_its_way(1));
  line.silent(2, at(6));
  EXPECT_EQ(line.next(at(100)), Ids{}) << "nothing came of 2, and it is not sent again";
  line.answered(1, at(7));
  line.leave(1);
  EXPECT_EQ(line.standing().waiting, 0);
}

TEST_F(LineTest, APageOfSomeOtherMachineIsNoSignOfLife) {
  join(1, 6);
  freeze();
  EXPECT_EQ(line.next(at(20)), (Ids{1}));
  line.unclear(1);
  line.leave(1);
  EXPECT_EQ(line.standing().state, RegisterState::frozen);
  EXPECT_EQ(line.standing().answers, 0);
}

TEST_F(LineTest, TheMedianOfItsAnswersMakesARegisterSlow) {
  join(1, 3);
  line.next(at(0));
  EXPECT_EQ(line.standing().took_ms, std::nullopt);
  answer({1}, at(1));
  EXPECT_EQ(line.standing().state, RegisterState::healthy);
  answer({2}, at(3));
  answer({3}, at(4));
  EXPECT_EQ(line.standing().took_ms, 3000);
  EXPECT_EQ(line.standing().answers, 3);
  EXPECT_EQ(line.standing().state, RegisterState::slow);
}

}  // namespace
}  // namespace qyzmet::exchange
