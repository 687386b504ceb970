#include "applications/application.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"
#include "catalogue/catalogue.hpp"

namespace qyzmet::applications {
namespace {

const std::filesystem::path kSource = QYZMET_SOURCE_DIR;
constexpr int kOffsetMinutes = 300;

const WorkingCalendar& calendar() {
  static const auto calendar = *WorkingCalendar::load(kSource / "data/kz/calendar_2025_2026.json");
  return calendar;
}

Due due(catalogue::Deadline::Unit unit, int count, std::string_view submitted) {
  return due_after({.unit = unit, .count = count, .certainty = {}, .source = {}}, *parse_rfc3339(submitted), calendar(),
                   kOffsetMinutes);
}

TEST(Application, StatesHaveOneWordEach) {
  for (const State state : {State::submitted, State::in_progress, State::waiting_for_applicant, State::decided,
                            State::delivered, State::withdrawn}) {
    EXPECT_EQ(parse_state(to_word(state)), state);
  }
  EXPECT_FALSE(parse_state("approved"));
}

TEST(Application, IsSubmittedOnce) {
  EXPECT_EQ(state_after(std::nullopt, "application.submitted"), State::submitted);
  EXPECT_FALSE(state_after(State::submitted, "application.submitted"));
  EXPECT_EQ(state_after(State::submitted, "event.erased"), State::submitted);
  EXPECT_FALSE(state_after(std::nullopt, "event.erased"));
}

TEST(Application, IsWithdrawnBeforeItIsDecided) {
  for (const State open : {State::submitted, State::in_progress, State::waiting_for_applicant}) {
    EXPECT_EQ(state_after(open, "application.withdrawn"), State::withdrawn);
  }
  for (const State closed : {State::decided, State::delivered, State::withdrawn}) {
    EXPECT_FALSE(state_after(closed, "application.withdrawn"));
  }
  EXPECT_FALSE(state_after(std::nullopt, "application.withdrawn"));
}

TEST(Application, MinutesAreCountedFromTheMoment) {
  const Due in_minutes = due(catalogue::Deadline::Unit::minutes, 15, "2026-03-05T23:50:00.500Z");
  EXPECT_EQ(in_minutes.at, *parse_rfc3339("2026-03-06T00:05:00.500Z"));
  EXPECT_FALSE(in_minutes.on);
  EXPECT_FALSE(in_minutes.days);
}

TEST(Application, HoursAndCalendarDaysEndAtAMoment) {
  using enum catalogue::Deadline::Unit;
  EXPECT_EQ(due(hours, 5, "2026-03-05T23:50:00Z").at, *parse_rfc3339("2026-03-06T04:50:00Z"));
  // Ten days after the 5th; midnight at the end of the 15th, five hours east of Greenwich.
  EXPECT_EQ(due(calendar_days, 10, "2026-03-05T10:00:00Z").at, *parse_rfc3339("2026-03-15T19:00:00Z"));
  EXPECT_EQ(due(calendar_days, 10, "2026-03-05T20:00:00Z").at, *parse_rfc3339("2026-03-16T19:00:00Z"));
  EXPECT_EQ(due(unknown, 0, "2026-03-05T10:00:00Z"), Due());
}

TEST(Application, WorkingDaysAreCountedFromTheLocalDayAfterAcceptance) {
  using enum catalogue::Deadline::Unit;
  // Thursday 5 March 2026; Sunday the 8th is a holiday and Monday the 9th is off for it.
  EXPECT_EQ(due(working_days, 3, "2026-03-05T10:00:00Z").on, *parse_date("2026-03-11"));
  // 20:00 UTC is already the next day in Kazakhstan.
  EXPECT_EQ(due(working_days, 3, "2026-03-05T20:00:00Z").on, *parse_date("2026-03-12"));
  EXPECT_EQ(due(working_days, 3, "2026-03-05T10:00:00Z").days, 3);
}

TEST(Application, AYearThatIsNotKnownLeavesTheDateOpen) {
  const Due open = due(catalogue::Deadline::Unit::working_days, 3, "2026-12-31T10:00:00Z");
  EXPECT_FALSE(open.on);
  EXPECT_EQ(open.days, 3);
  EXPECT_FALSE(open.at);
  EXPECT_EQ(due(catalogue::Deadline::Unit::working_days, 3, "2031-06-01T10:00:00Z").days, 3);
}

TEST(Application, ContentIsCanonical) {
  const std::string content = filed_content(R"({"a":"б"})", "kz.service", 12);
  EXPECT_EQ(content, R"({"answers":{"a":"б"},"service":"kz.service","version":12})");
  EXPECT_EQ(content, canonical_json(*parse_json(content)));
}

/// Goal: the facts are canonical whatever the figures are called. Method: names that sort before, between and after the
/// fixed ones.
TEST(Application, FactsAreCanonicalWhateverTheFigures) {
  catalogue::Definition definition;
  definition.id = "kz.service";
  definition.version = 2;
  const auto at = *parse_rfc3339("2026-03-05T09:07:01.250Z");
  const std::vector<std::vector<std::string_view>> cases = {
      {}, {"a"}, {"a", "as", "b"}, {"region"}, {"subject_", "t"}, {"a", "channels", "service_a", "service_w", "z"}};
  for (const auto& names : cases) {
    catalogue::Answers answers;
    for (const auto name : names) answers.figures.emplace_back(name, "\"x\"");
    using Unit = catalogue::Deadline::Unit;
    const Filer filer = names.size() == 1 ? Filer{.by = "person:8", .applicant = 7, .mandate = 9} : Filer();
    definition.deadline.unit = names.empty() ? Unit::unknown : names.size() == 1 ? Unit::minutes : Unit::working_days;
    definition.deadline.count = 3;
    const bool in_days = definition.deadline.unit == Unit::working_days;
    const Due due = due_after(definition.deadline, at, calendar(), kOffsetMinutes);
    const std::string text = SubmittedFacts(definition, answers, filer, "").text(at, due, {371927012345678901});
    const auto facts = parse_json(text);
    ASSERT_TRUE(facts) << text;
    EXPECT_EQ(text, canonical_json(*facts));
    const auto& object = facts->get_object();
    EXPECT_EQ(object.size(), 8 + (in_days ? 1 : 0) + (filer.mandate ? 2 : 0) + names.size()) << text;
    const json::value end = names.empty() ? json::value() : in_days ? "2026-03-11" : "2026-03-05T09:10:01.250Z";
    EXPECT_EQ(object.at(in_days ? "due_on" : "due_at"), end);
    EXPECT_EQ(object.at("by").as_string(), filer.by);
    EXPECT_EQ(object.contains("for"), filer.mandate.has_value());
    EXPECT_EQ(object.contains("mandate"), filer.mandate.has_value());
    EXPECT_EQ(object.at("at").as_string(), "2026-03-05T09:07:01.250Z");
    EXPECT_EQ(object.at("subject").as_string(), "371927012345678901");
    EXPECT_EQ(object.at("kind").as_string(), "application.submitted");
    EXPECT_EQ(object.at("service_version"), 2);
    for (const auto name : names) EXPECT_EQ(object.at(name).as_string(), "x");
  }
}

TEST(Application, AnAnswerTellsWhichLocalBodyHasIt) {
  const std::vector<catalogue::LocalBody> bodies = {{"kz.a.west", "kz.a", "10"}, {"kz.b.west", "kz.b", "10"}};
  catalogue::Definition definition;
  definition.agency.id = "kz.b";
  EXPECT_EQ(local_body_of(definition, R"({"region":"10"})", bodies), "") << "the definition says nothing of it";
  definition.agency_by = "region";
  EXPECT_EQ(local_body_of(definition, R"({"region":"10"})", bodies), "kz.b.west");
  EXPECT_EQ(local_body_of(definition, R"({"region":{"region":"10","text":"x"}})", bodies), "kz.b.west");
  EXPECT_EQ(local_body_of(definition, R"({"region":"20"})", bodies), "") << "it has none there";
  EXPECT_EQ(local_body_of(definition, R"({"other":"10"})", bodies), "") << "it was not answered";
  catalogue::Answers answers;
  const std::string text = SubmittedFacts(definition, answers, {}, "kz.b.west").text({}, {}, {1});
  EXPECT_EQ(text, canonical_json(*parse_json(text)));
  EXPECT_EQ(parse_json(text)->at("local_body"), "kz.b.west");
}

TEST(Application, PersonalIsCanonical) {
  const std::string text = submitted_personal(sha256("x"));
  EXPECT_EQ(text, canonical_json(*parse_json(text)));
  EXPECT_EQ(parse_json(text)->at("content_sha256").as_string(), to_hex(sha256("x")));
}

}  // namespace
}  // namespace qyzmet::applications
