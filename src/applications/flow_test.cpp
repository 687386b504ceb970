#include "applications/flow.hpp"

#include <gtest/gtest.h>

#include "applications/flow_testing.hpp"

namespace qyzmet::applications {
namespace {

using testing::whole_process;
using Kind = Happening::Kind;

/// One application on its way: what happened to it, and where it stands.
struct Way {
  catalogue::Process process = whole_process();
  EvidenceStates evidence;
  Standing at;
  std::vector<std::string> events;

  Surroundings around() const {
    return {process, evidence, [](std::string_view id) { return std::string(id); },
            [](std::string_view) { return std::string("kz.part-agency"); }};
  }
  Result<void> happens(Kind kind, std::string word = "", bool overdue = false, bool changed = false) {
    TRY_ASSIGN(const auto moves, next(around(), at, {kind, std::move(word), overdue, changed}));
    for (const Move& move : moves) {
      EXPECT_EQ(state_after(at.state, move.event), move.to.state) << move.event;
      events.emplace_back(move.event.substr(std::string_view("application.").size()));
      at = move.to;
    }
    return {};
  }
  std::string refused(Kind kind, std::string word = "", bool overdue = false) {
    const Standing before = at;
    const auto result = happens(kind, std::move(word), overdue);
    EXPECT_EQ(at, before);
    return result ? "allowed" : result.error().key;
  }
  std::string stands() const {
    std::string said(to_word(at.state));
    said += " " + at.step + " " + std::string(to_word(at.awaits)) + " " + to_word(at.ball);
    return at.outcome ? said + " " + std::string(to_word(*at.outcome)) : said;
  }
  void all_evidence(EvidenceState state) {
    for (const auto& one : process.evidence) evidence[one.id] = state;
  }
};

TEST(Flow, ToTheEndThroughEveryKindOfStep) {
  Way way;
  EXPECT_TRUE(way.happens(Kind::taken_up));
  EXPECT_EQ(way.stands(), "in_progress check evidence agency:kz.family");
  way.all_evidence(EvidenceState::arrived);
  EXPECT_TRUE(way.happens(Kind::evidence));
  EXPECT_EQ(way.stands(), "in_progress check system office");
  EXPECT_TRUE(way.happens(Kind::rule, "false"));
  EXPECT_EQ(way.stands(), "in_progress review officer office");
  EXPECT_TRUE(way.happens(Kind::officer, "ask"));
  EXPECT_EQ(way.stands(), "waiting_for_applicant review answer applicant");
  EXPECT_TRUE(way.happens(Kind::correction));
  EXPECT_EQ(way.stands(), "in_progress review officer office");
  EXPECT_TRUE(way.happens(Kind::officer, "grant"));
  EXPECT_EQ(way.stands(), "in_progress consent signature applicant");
  EXPECT_TRUE(way.happens(Kind::signer, "sign"));
  EXPECT_EQ(way.stands(), "in_progress assign register agency:kz.payments");
  EXPECT_TRUE(way.happens(Kind::register_, "done"));
  EXPECT_EQ(way.stands(), "in_progress part part agency:kz.part-agency");
  EXPECT_TRUE(way.happens(Kind::part, "granted"));
  EXPECT_EQ(way.stands(), "decided part system office granted");
  EXPECT_TRUE(way.happens(Kind::delivery));
  EXPECT_EQ(way.at.state, State::delivered);
  EXPECT_EQ(way.events,
            (std::vector<std::string>{"step_waits", "step_entered", "step_entered", "asked", "corrected",
                                      "step_entered", "step_entered", "step_entered", "decided", "delivered"}));
}

TEST(Flow, TheBallGoesFromRegisterToRegister) {
  Way way;
  EXPECT_TRUE(way.happens(Kind::taken_up));
  way.evidence["address"] = EvidenceState::arrived;
  EXPECT_TRUE(way.happens(Kind::evidence));
  EXPECT_EQ(way.events.size(), 1u) << "nothing changed for anybody";
  way.evidence["family"] = EvidenceState::arrived;
  EXPECT_TRUE(way.happens(Kind::evidence));
  EXPECT_EQ(way.stands(), "in_progress check evidence agency:kz.income");
}

TEST(Flow, EachFreezeHasItsWay) {
  Way way;
  EXPECT_TRUE(way.happens(Kind::taken_up));
  way.all_evidence(EvidenceState::expired);
  EXPECT_TRUE(way.happens(Kind::evidence));
  EXPECT_EQ(way.stands(), "waiting_for_applicant check paper applicant");
  EXPECT_EQ(wanted_of_applicant(way.around(), way.at), std::vector<std::string>{"income"});
  way.evidence["income"] = EvidenceState::given_up;
  EXPECT_TRUE(way.happens(Kind::answer));
  EXPECT_EQ(way.stands(), "in_progress check evidence agency:kz.family") << "this one is waited for, however long";
  way.evidence["family"] = EvidenceState::arrived;
  EXPECT_TRUE(way.happens(Kind::evidence));
  EXPECT_EQ(way.stands(), "in_progress check system office");
}

/// The applicant is asked for a paper; then the register answers after all.
TEST(Flow, WhatComesLateNeedNotBeBrought) {
  Way way;
  way.evidence = {
      {"family", EvidenceState::arrived}, {"income", EvidenceState::expired}, {"address", EvidenceState::failed}};
  EXPECT_TRUE(way.happens(Kind::taken_up));
  EXPECT_EQ(way.stands(), "waiting_for_applicant check paper applicant");
  way.evidence["income"] = EvidenceState::arrived;
  EXPECT_TRUE(way.happens(Kind::evidence));
  EXPECT_EQ(way.stands(), "in_progress check system office");
}

TEST(Flow, NobodyDoesWhatTheStepDoesNotAllow) {
  Way way;
  EXPECT_EQ(way.refused(Kind::officer, "grant"), "application.action_not_allowed");
  EXPECT_EQ(way.refused(Kind::answer), "application.action_not_allowed");
  EXPECT_EQ(way.refused(Kind::delivery), "application.not_withdrawable");
  way.all_evidence(EvidenceState::arrived);
  EXPECT_TRUE(way.happens(Kind::taken_up));
  EXPECT_EQ(way.refused(Kind::officer, "grant"), "application.action_not_allowed") << "the system decides here";
  EXPECT_EQ(way.refused(Kind::rule, "perhaps"), "application.no_outcome");
  EXPECT_EQ(way.refused(Kind::register_, "done"), "application.action_not_allowed");
  EXPECT_EQ(way.refused(Kind::part, "granted"), "application.action_not_allowed");
  EXPECT_TRUE(way.happens(Kind::rule, "false"));
  EXPECT_EQ(way.refused(Kind::officer, "sign"), "application.action_not_allowed");
  EXPECT_EQ(way.refused(Kind::signer, "sign"), "application.action_not_allowed");
  EXPECT_EQ(way.refused(Kind::answer), "application.action_not_allowed") << "nobody asked";
  EXPECT_TRUE(way.happens(Kind::officer, "refuse"));
  EXPECT_EQ(way.refused(Kind::withdrawal), "application.not_withdrawable") << "it is decided";
}

TEST(Flow, AnOfficerNeedNotWaitForEver) {
  Way way;
  way.all_evidence(EvidenceState::arrived);
  EXPECT_TRUE(way.happens(Kind::taken_up));
  EXPECT_TRUE(way.happens(Kind::rule, "false"));
  EXPECT_TRUE(way.happens(Kind::officer, "ask"));
  EXPECT_EQ(way.refused(Kind::officer, "refuse"), "application.action_not_allowed") << "there is still time";
  EXPECT_EQ(way.refused(Kind::officer, "ask", true), "application.action_not_allowed") << "asked already";
  EXPECT_TRUE(way.happens(Kind::officer, "grant", true));
  EXPECT_EQ(way.stands(), "in_progress consent signature applicant");
  EXPECT_EQ(way.refused(Kind::officer, "decline"), "application.action_not_allowed");
  EXPECT_EQ(way.refused(Kind::officer, "sign", true), "application.action_not_allowed") << "nobody signs for another";
  EXPECT_TRUE(way.happens(Kind::officer, "decline", true));
  EXPECT_EQ(way.at.outcome, Outcome::refused);
}

TEST(Flow, AnApplicantsOwnStepLeadsWhereTheyChoose) {
  Way way;
  way.process = {};
  catalogue::Step choose{.id = "choose", .title = testing::text("choose"), .by = catalogue::Step::By::applicant};
  choose.actions = {{.id = "keep", .title = testing::text("keep"), .to = testing::kGranted},
                    {.id = "drop", .title = testing::text("drop"), .to = testing::kRefused}};
  way.process.steps = {choose};
  EXPECT_TRUE(way.happens(Kind::taken_up));
  EXPECT_EQ(way.stands(), "waiting_for_applicant choose answer applicant");
  EXPECT_EQ(way.refused(Kind::answer), "application.action_not_allowed") << "which of the two?";
  EXPECT_TRUE(way.happens(Kind::answer, "drop"));
  EXPECT_EQ(way.stands(), "decided choose system office refused");
  EXPECT_EQ(way.events, (std::vector<std::string>{"asked", "answered", "decided"}));
}

/// What was looked at and signed were other answers; `TheEnd` goes on with the same ones.
TEST(Flow, OtherAnswersBeginAnew) {
  Way way;
  way.all_evidence(EvidenceState::arrived);
  EXPECT_TRUE(way.happens(Kind::taken_up));
  EXPECT_TRUE(way.happens(Kind::rule, "true"));
  EXPECT_TRUE(way.happens(Kind::signer, "sign"));
  EXPECT_TRUE(way.happens(Kind::register_, "rejected"));
  EXPECT_TRUE(way.happens(Kind::officer, "ask"));
  EXPECT_TRUE(way.happens(Kind::correction, "", false, true));
  EXPECT_EQ(way.stands(), "in_progress  system office");
  EXPECT_EQ(way.refused(Kind::rule, "false"), "application.action_not_allowed") << "of no step";
  way.all_evidence(EvidenceState::asked);
  EXPECT_TRUE(way.happens(Kind::taken_up));
  EXPECT_EQ(way.stands(), "in_progress check evidence agency:kz.family");
}

TEST(Flow, OnlyTheOneWhoAskedLooksAgainWhereNobodyElseDid) {
  Way way;
  way.process = review_only({});
  EXPECT_TRUE(way.happens(Kind::taken_up));
  EXPECT_TRUE(way.happens(Kind::officer, "ask"));
  EXPECT_TRUE(way.happens(Kind::correction, "", false, true));
  EXPECT_EQ(way.stands(), "in_progress review officer office");
}

TEST(Flow, AServiceWithoutStepsIsReviewed) {
  Way way;
  way.process = review_only({.unit = catalogue::Deadline::Unit::working_days, .count = 3});
  EXPECT_TRUE(way.happens(Kind::taken_up));
  EXPECT_EQ(way.stands(), "in_progress review officer office");
  EXPECT_EQ(way.process.steps[0].within->count, 3);
  for (const std::string action : {"grant", "refuse", "ask"}) {
    Way other = way;
    EXPECT_TRUE(other.happens(Kind::officer, action)) << action;
  }
  EXPECT_GT(review_only({}).steps[0].within->count, 0);
}

/// Some happening, sensible or not.
Happening some_happening(std::mt19937_64& random) {
  static const std::vector<std::string> kWords = {"",        "true",  "false", "grant",    "refuse",  "ask",    "sign",
                                                  "decline", "go_on", "done",  "rejected", "granted", "refused"};
  return {static_cast<Kind>(random() % 11), kWords[random() % kWords.size()], random() % 2 == 0};
}

/// Goal: whatever happens in whatever order, an application stands where a process can stand, and its events say how it
/// came there. Method: random processes, random happenings, most of which are refused; what must always hold is checked
/// after each.
TEST(Flow, AnythingInAnyOrderLeavesItSomewhereThatMakesSense) {
  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  int ended = 0;
  for (int round = 0; round < 2000; ++round) {
    Way way;
    way.process = testing::random_process(random);
    for (int i = 0; i < 60; ++i) {
      for (const auto& one : way.process.evidence) {
        if (random() % 8 == 0) way.evidence[one.id] = static_cast<EvidenceState>(random() % 5);
      }
      const Standing before = way.at;
      if (!way.happens(some_happening(random).kind, some_happening(random).word, random() % 2 == 0,
                       random() % 2 == 0)) {
        ASSERT_EQ(way.at, before);
      }
      const bool waits_for_applicant = way.at.state == State::waiting_for_applicant;
      ASSERT_EQ(waits_for_applicant, is_open(way.at.state) &&
                                         (way.at.awaits == Awaits::answer || way.at.awaits == Awaits::paper) &&
                                         way.at.state != State::decided)
          << way.stands();
      ASSERT_TRUE(!waits_for_applicant || way.at.ball.kind == Party::Kind::applicant);
      ASSERT_EQ(way.at.outcome.has_value(), way.at.state == State::decided || way.at.state == State::delivered);
      const bool before_first = way.at.step.empty() && way.at.awaits == Awaits::system;
      ASSERT_TRUE(way.at.state != State::in_progress || before_first || way.process.step(way.at.step) != nullptr);
    }
    ended += is_open(way.at.state) ? 0 : 1;
  }
  EXPECT_GT(ended, 100) << "the happenings lead nowhere";
}

}  // namespace
}  // namespace qyzmet::applications
