// What the registry has to say to a service: from when the counter is closed, for whom it is not, which standing a
// definition may claim.
#include "catalogue/gate.hpp"

#include <gtest/gtest.h>

#include "base/words.hpp"

namespace qyzmet::catalogue {
namespace {

const Date kFirstDay = *parse_date("2026-04-04");
const Date kDayBefore = *parse_date("2026-04-03");

json::object form(std::string_view first_day, std::string_view exception = "minors") {
  const auto text = [](std::string_view en) { return json::object{{"kk", "қ"}, {"ru", "р"}, {"en", en}}; };
  return {{"exceptions", json::array{text(exception)}},
          {"fallback", text("an operator")},
          {"first_day", first_day},
          {"losers", json::array()},
          {"notice_days", 30}};
}

Entry entry(Stage stage, std::int64_t id = 7) {
  Entry entry{.id = {id}, .stage = stage, .post = {.owner = "keepers", .due_on = {}}};
  if (stage == Stage::retired) entry.retired_from = Stage::registered;
  return entry;
}

Entry gated(std::string_view first_day = "2026-04-04", std::string_view exception = "minors") {
  Entry through = entry(Stage::online_only);
  through.forms[Stage::online_only] = form(first_day, exception);
  return through;
}

std::string error_of(const Result<void>& result) {
  if (result) return "";
  return result.error().fields.empty() ? result.error().key
                                       : result.error().fields[0].path + " " + result.error().fields[0].key;
}

TEST(Gate, CountsOnceEveryRegisteredKindOfTheServiceWentThroughOne) {
  EXPECT_FALSE(gate_of({}));
  EXPECT_FALSE(gate_of({entry(Stage::registered)}));
  ASSERT_TRUE(gate_of({gated()}));
  EXPECT_EQ(gate_of({gated()})->first_day, kFirstDay);
  EXPECT_FALSE(gate_of({gated(), entry(Stage::registered)})) << "the other kind is still taken at the counter";
  EXPECT_TRUE(gate_of({gated(), entry(Stage::digitised), entry(Stage::retired)})) << "neither is given now";
  const auto two = gate_of({gated(), gated("2026-05-01", "the incapable")});
  ASSERT_TRUE(two);
  EXPECT_EQ(two->first_day, *parse_date("2026-05-01"));
  ASSERT_EQ(two->exceptions.size(), 2u);
  EXPECT_EQ(two->exceptions[1].en, "the incapable");
}

TEST(Gate, WhatIsNotKnownOrCannotBeReadSendsNobodyAway) {
  EXPECT_FALSE(gate_of({entry(Stage::online_only)})) << "taken over: nobody knows since when, nor for whom not";
  EXPECT_TRUE(gate_of({entry(Stage::online_only), gated()}));
  for (const char* member : {"exceptions", "fallback", "first_day"}) {
    Entry damaged = gated();
    damaged.forms[Stage::online_only][member] = "text";
    EXPECT_FALSE(gate_of({damaged})) << member;
  }
}

TEST(Gate, ClosesTheCounterAloneFromItsFirstDay) {
  const auto gate = gate_of({gated()});
  ASSERT_TRUE(gate);
  EXPECT_EQ(error_of(check_channel(&*gate, "counter", {}, kDayBefore)), "");
  EXPECT_EQ(error_of(check_channel(&*gate, "counter", {}, kFirstDay)), "service.online_only");
  for (const char* online : {"portal", "client", "kiosk", "helper", "system"})
    EXPECT_EQ(error_of(check_channel(&*gate, online, {}, kFirstDay)), "") << online;
  EXPECT_EQ(error_of(check_channel(nullptr, "counter", {}, kFirstDay)), "");
}

TEST(Gate, TheCounterNamesAnExceptionWhereOneIsWantedAndNowhereElse) {
  const auto gate = gate_of({gated()});
  EXPECT_EQ(error_of(check_channel(&*gate, "counter", 1, kFirstDay)), "");
  EXPECT_EQ(error_of(check_channel(&*gate, "counter", 2, kFirstDay)), "exception field.not_in_range");
  EXPECT_EQ(error_of(check_channel(&*gate, "counter", 0, kFirstDay)), "exception field.not_in_range");
  EXPECT_EQ(error_of(check_channel(&*gate, "counter", 1, kDayBefore)), "exception service.no_exception_wanted");
  EXPECT_EQ(error_of(check_channel(&*gate, "portal", 1, kFirstDay)), "exception service.no_exception_wanted");
  EXPECT_EQ(error_of(check_channel(nullptr, "counter", 1, kFirstDay)), "exception service.no_exception_wanted");
}

TEST(Gate, TheRefusalSaysForWhomItIsNotMeantAndWhatElseThereIs) {
  const auto gate = gate_of({gated(), gated("2026-04-04", "the incapable")});
  const auto refused = check_channel(&*gate, "counter", {}, kFirstDay);
  ASSERT_FALSE(refused);
  const auto words = *Words::load(QYZMET_SOURCE_DIR "/data/words.json");
  const std::string said = words.say(Lang::en, refused.error().key, refused.error().details);
  EXPECT_NE(said.find("Since 2026-04-04"), said.npos) << said;
  EXPECT_NE(said.find("1) minors; 2) the incapable"), said.npos) << said;
  EXPECT_NE(said.find("an operator"), said.npos) << said;
  const std::string kazakh = words.say(Lang::kk, refused.error().key, refused.error().details);
  EXPECT_NE(kazakh.find("1) қ; 2) қ"), kazakh.npos) << kazakh;
}

TEST(Standing, ADefinitionClaimsNoMoreThanItsEntryHasReached) {
  const auto mistake = [](std::optional<Standing> standing, const std::vector<Entry>& entries) {
    Definition definition;
    definition.file = "f.yaml";
    definition.standing = standing;
    const auto found = standing_mistake(definition, 5, entries);
    return found ? found->key : "";
  };
  EXPECT_EQ(mistake({}, {}), "");
  EXPECT_EQ(mistake(Standing::registered, {}), "") << "it is taken over";
  EXPECT_EQ(mistake(Standing::online_only, {}), "definition.standing_needs_entry");
  EXPECT_EQ(mistake(Standing::retired, {}), "definition.standing_needs_entry");
  EXPECT_EQ(mistake(Standing::registered, {entry(Stage::digitised)}), "definition.standing_ahead");
  EXPECT_EQ(mistake(Standing::online_only, {entry(Stage::registered)}), "definition.standing_ahead");
  EXPECT_EQ(mistake(Standing::online_only, {entry(Stage::digitised), entry(Stage::online_only)}), "");
  EXPECT_EQ(mistake(Standing::registered, {entry(Stage::online_only)}), "") << "behind is no claim";
  EXPECT_EQ(mistake(Standing::retired, {entry(Stage::online_only)}), "definition.standing_ahead");
  EXPECT_EQ(mistake(Standing::retired, {entry(Stage::retired)}), "");
  EXPECT_EQ(mistake(Standing::online_only, {entry(Stage::retired)}), "definition.standing_ahead");
}

TEST(Standing, TheMistakeNamesEntryStageAndLine) {
  Definition definition;
  definition.file = "f.yaml";
  definition.standing = Standing::online_only;
  const auto mistake = standing_mistake(definition, 5, {entry(Stage::registered)});
  ASSERT_TRUE(mistake);
  const Details wanted = {{"file", "f.yaml"},
                          {"line", "5"},
                          {"standing", "online_only"},
                          {"stage", "registered"},
                          {"number", id_to_display(7)}};
  EXPECT_EQ(mistake->details, wanted);
}

}  // namespace
}  // namespace qyzmet::catalogue
