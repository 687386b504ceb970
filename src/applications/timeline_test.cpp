// What an application's events tell of its way. Goal: steps, rules and letters come out of the events alone. Method:
// events as `carry` and the runner write them, without a database.
#include "applications/timeline.hpp"

#include <gtest/gtest.h>

namespace qyzmet::applications {
namespace {

constexpr int kCountryOffset = 300;

class ATimeline : public ::testing::Test {
 protected:
  void add(std::string_view kind, const json::object& facts, const json::object& personal = {}) {
    ++index;
    add_event(timeline, index, Instant(std::chrono::milliseconds(index)), kind, facts, personal, kCountryOffset);
  }
  void at_step(std::string_view kind, std::string_view step, std::string_view party = "office") {
    add(kind, {{"state", "in_progress"}, {"step", step}, {"party", party}});
  }
  std::vector<std::string> steps() const {
    std::vector<std::string> all;
    for (const auto& [step, at] : timeline.entered) all.push_back(step);
    return all;
  }
  Timeline timeline;
  std::int64_t index = 0;
};

TEST_F(ATimeline, TellsStepsAsTheyWereEntered) {
  at_step("application.step_waits", "check", "agency:kz.mvd");
  at_step("application.step_entered", "check");
  at_step("application.step_entered", "review");
  at_step("application.asked", "review", "applicant");
  EXPECT_EQ(steps(), (std::vector<std::string>{"check", "check", "review"})) << "a question begins no step";
  at_step("application.answered", "review");
  at_step("application.asked", "way", "applicant");
  EXPECT_EQ(steps().back(), "way") << "the applicant's own step begins with being asked";
  EXPECT_EQ(timeline.entered.back().second, Instant(std::chrono::milliseconds(index)));
}

TEST_F(ATimeline, TellsWhatARuleCameToAndByWhichRow) {
  add("application.rule_applied",
      {{"step", "check"}, {"decision", "entitled"}, {"outcome", "fewer"}, {"rows", {3}}, {"article", "art. 10"}},
      {{"reason", {{"en", "too few"}, {"kk", "аз"}, {"ru", "мало"}}}});
  ASSERT_EQ(timeline.rules.size(), 1u);
  const RuleApplied& rule = timeline.rules.front();
  EXPECT_EQ(rule.step, "check");
  EXPECT_EQ(rule.decision, "entitled");
  EXPECT_EQ(rule.outcome, "fewer");
  EXPECT_EQ(rule.rows, std::vector<int>{3});
  EXPECT_EQ(rule.article, "art. 10");
  EXPECT_EQ(rule.reason.at("en").as_string(), "too few");
}

TEST_F(ATimeline, TellsWhoWroteWhat) {
  add("application.message_sent", {{"from", "office"}}, {{"text", "soon"}});
  add("application.asked", {{"evidence", {"income"}}}, {{"reason", "which one?"}});
  add("application.answered", {}, {});
  ASSERT_EQ(timeline.messages.size(), 3u);
  EXPECT_EQ(timeline.messages[0].from, "office");
  EXPECT_EQ(timeline.messages[1].text.as_string(), "which one?");
  EXPECT_EQ(timeline.messages[1].evidence, std::vector<std::string>{"income"});
  EXPECT_EQ(timeline.messages[2].from, "applicant");
  EXPECT_TRUE(timeline.messages[2].text.is_null()) << "it was erased";
}

}  // namespace
}  // namespace qyzmet::applications
