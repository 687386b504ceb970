// Goal: whatever is changed in a row of an application under way is found. Method: one that has been through much; each
// column is tampered with in turn, and put back.
#include <gtest/gtest.h>

#include "applications/applicants.hpp"
#include "applications/desk.hpp"
#include "applications/testing.hpp"

namespace qyzmet::applications {
namespace {

const http::Caller kOfficer{
    .id = "staff:302", .staff = 302, .agency = "kz.mvd", .roles = static_cast<unsigned>(http::Role::officer)};
const http::Caller kMother{.id = "person:101", .person = 101, .roles = static_cast<unsigned>(http::Role::citizen)};

class AuditFlowTest : public ::testing::Test {
 protected:
  AuditFlowTest() : bench(QYZMET_SOURCE_DIR), world(bench) {
    bench.start_database();
    testing::put_people(*bench.database);
    id = world.file();
    for (const std::string name : {"family", "income", "address"}) world.answers(id, name);
    change([&](db::Tx& tx) { return desk.take(tx, kOfficer, id); });
    change([&](db::Tx& tx) { return desk.act(tx, kOfficer, id, {.action = "ask", .reason = "which?"}); });
    bench.clock.advance(std::chrono::days(2));
    const json::value answers = testing::must(parse_json(testing::kSignedAnswers));
    const auto corrected = testing::must(applicants.prepare_correction(world.find(id), answers.as_object(), ""));
    change([&](db::Tx& tx) { return applicants.correct(tx, kMother, id, corrected); });
    change([&](db::Tx& tx) { return desk.extend(tx, kOfficer, id, "an expert is asked"); });
  }
  void change(const std::function<Result<Application>(db::Tx&)>& what) {
    ASSERT_TRUE(bench.database->change([&](db::Tx& tx) -> Result<void> {
      TRY(what(tx));
      return {};
    }));
    world.settle();
  }
  std::string findings() { return testing::findings(*bench.database); }

  testing::Bench bench;
  testing::World world;
  Desk desk{bench.applications};
  Applicants applicants{bench.applications};
  ApplicationId id;
};

TEST_F(AuditFlowTest, EachColumnFollowsFromTheEvents) {
  ASSERT_EQ(findings(), "");
  struct Tampering {
    db::Sql sql;
    std::string_view column;
  };
  static const std::vector<Tampering> kAll = {
      {db::Sql("UPDATE application SET step = 'check'"), "step"},
      {db::Sql("UPDATE application SET awaits = 'answer'"), "awaits"},
      {db::Sql("UPDATE application SET ball = 'applicant'"), "ball"},
      {db::Sql("UPDATE application SET outcome = 'granted'"), "outcome"},
      {db::Sql("UPDATE application SET holder = 303"), "holder"},
      {db::Sql("UPDATE application SET holder = NULL"), "holder"},
      {db::Sql("UPDATE application SET overdue_since_ms = 1"), "overdue_since_ms"},
      {db::Sql("UPDATE application SET next_at_ms = next_at_ms + 86400000"), "next_at"},
      {db::Sql("UPDATE application SET ball_since_ms = ball_since_ms - 1"), "ball_since"},
      {db::Sql("UPDATE application SET part_of = 17"), "part_of"},
      {db::Sql("UPDATE application SET desk = NULL"), "desk"},
      {db::Sql("UPDATE application SET lane = 'free'"), "lane"},
      {db::Sql("UPDATE application SET signer = '640812490019'"), "signer"},
      {db::Sql("UPDATE application SET extended = 0"), "extended"},
      {db::Sql("UPDATE application SET flow_index = 0"), "flow_index"},
      {db::Sql("UPDATE application SET rating = 5"), "rating"},
      {db::Sql("UPDATE application SET corrections = 0"), "corrections"},
      {db::Sql("UPDATE application SET due_at_ms = due_at_ms - 86400000"), "due_at"},
      {db::Sql("UPDATE application_correction SET content = replace(content, '90', '80')"), "correction 1"},
  };
  for (const Tampering& one : kAll) {
    const auto before = world.find(id);
    bench.tamper(one.sql);
    EXPECT_NE(findings().find("differ in " + std::string(one.column)), std::string::npos) << one.column << findings();
    bench.database
        ->change([&](db::Tx& tx) -> Result<void> {
          store::save(tx, before);
          return {};
        })
        .value();
    if (one.column == "correction 1") break;
    ASSERT_EQ(findings(), "") << one.column;
  }
}

TEST_F(AuditFlowTest, WhatRegistersAnsweredFollowsFromTheEvents) {
  ASSERT_EQ(findings(), "");
  const auto found = [&](const db::Sql& sql) {
    bench.tamper(sql);
    return findings();
  };
  static const db::Sql kPaper("UPDATE application_asked SET state = 'failed' WHERE name = 'family'");
  EXPECT_NE(found(kPaper).find("evidence family does not follow"), std::string::npos);
  static const db::Sql kPutBack("UPDATE application_asked SET state = 'arrived' WHERE name = 'family'");
  EXPECT_EQ(found(kPutBack), "");
  static const db::Sql kDue("UPDATE application_asked SET due_at_ms = due_at_ms + 1 WHERE name = 'income'");
  EXPECT_NE(found(kDue).find("evidence income does not follow"), std::string::npos);
  static const db::Sql kDueBack("UPDATE application_asked SET due_at_ms = due_at_ms - 1 WHERE name = 'income'");
  EXPECT_EQ(found(kDueBack), "");
  static const db::Sql kValue("UPDATE lookup SET value = '{\"children\":9}' WHERE evidence = 'family'");
  EXPECT_NE(found(kValue).find("what a register answered is not what"), std::string::npos);
  static const db::Sql kRegister("UPDATE lookup SET register = 'kz.other' WHERE evidence = 'income'");
  EXPECT_NE(found(kRegister).find("a lookup does not follow"), std::string::npos);
  static const db::Sql kGone("DELETE FROM lookup");
  EXPECT_NE(found(kGone).find("there is no such lookup"), std::string::npos);
}

TEST_F(AuditFlowTest, WhoSignsStandsAmongTheAnswers) {
  change([&](db::Tx& tx) { return desk.act(tx, kOfficer, id, {.action = "grant"}); });
  ASSERT_EQ(world.stands(id), "in_progress consent signature applicant");
  ASSERT_EQ(findings(), "");
  static const db::Sql kSomebody("UPDATE application SET signer = '640812490019'");
  bench.tamper(kSomebody);
  EXPECT_NE(findings().find("differ in signer"), std::string::npos);
  static const db::Sql kNobody("UPDATE application SET signer = NULL");
  bench.tamper(kNobody);
  EXPECT_NE(findings().find("differ in signer"), std::string::npos);
}

}  // namespace
}  // namespace qyzmet::applications
