#include <gtest/gtest.h>

#include "applications/applications.hpp"
#include "applications/testing.hpp"

namespace qyzmet::applications {
namespace {

using testing::kGoodAnswers;
using testing::must;

class AuditTest : public ::testing::Test {
 protected:
  AuditTest() : bench(QYZMET_SOURCE_DIR) {
    bench.start_database();
    const Prepared prepared = must(bench.prepare("kz.address-certificate", kGoodAnswers));
    constexpr int kMoreThanTwoChunks = 450;
    const auto submitted = bench.database->change([&](db::Tx& tx) -> Result<void> {
      applications.clear();
      for (int i = 0; i < kMoreThanTwoChunks; ++i) applications.push_back(bench.applications.submit(tx, prepared));
      return {};
    });
    EXPECT_TRUE(submitted);
  }

  std::vector<journal::Finding> findings() {
    journal::AuditReport report;
    audit(*bench.database, report);
    return report.findings;
  }
  std::int64_t id(int number) { return applications.at(static_cast<std::size_t>(number)).id.value; }

  /// What a tamperer does, and what the audit says of it.
  void expect_found(const db::Sql& sql, db::Params params, std::int64_t of, std::string_view what) {
    bench.tamper(sql, params);
    const auto found = findings();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_NE(found[0].what.find(std::to_string(of)), std::string::npos) << found[0].what;
    EXPECT_NE(found[0].what.find(what), std::string::npos) << found[0].what;
  }

  testing::Bench bench;
  std::vector<Application> applications;
};

TEST_F(AuditTest, WhatWasFiledIsClean) { EXPECT_TRUE(findings().empty()); }

TEST_F(AuditTest, FindsAState) {
  static const db::Sql kSql("UPDATE application SET state = 'decided' WHERE id = $id");
  expect_found(kSql, {{"id", id(3)}}, id(3), "state");
}

TEST_F(AuditTest, FindsContent) {
  static const db::Sql kSql("UPDATE application SET content = replace(content, 'Абай', 'Сайн') WHERE id = $id");
  expect_found(kSql, {{"id", id(449)}}, id(449), "content");
}

TEST_F(AuditTest, FindsContentAndDigestChangedTogether) {
  static const db::Sql kSql("UPDATE application SET content = $content, content_sha256 = $digest WHERE id = $id");
  std::string content(testing::kGoodContent);
  content.replace(content.find("900315400007"), 12, "900315400804");
  expect_found(kSql, {{"content", content}, {"digest", sha256(content)}, {"id", id(7)}}, id(7), "digest");
}

TEST_F(AuditTest, FindsATime) {
  static const db::Sql kSql("UPDATE application SET submitted_at_ms = submitted_at_ms - 1 WHERE id = $id");
  expect_found(kSql, {{"id", id(0)}}, id(0), "at");
}

TEST_F(AuditTest, FindsAService) {
  static const db::Sql kSql("UPDATE application SET service = 'kz.other' WHERE id = $id");
  expect_found(kSql, {{"id", id(0)}}, id(0), "service");
}

TEST_F(AuditTest, FindsARowThatIsGone) {
  static const db::Sql kSql("DELETE FROM application WHERE id = $id");
  expect_found(kSql, {{"id", id(321)}}, id(321), "no such application");
}

TEST_F(AuditTest, FindsARowThatNobodySubmitted) {
  static const db::Sql kSql(
      "INSERT INTO application (id, service, service_version, state, submitted_at_ms, due_at_ms, due_on, due_days, "
      "content,"
      " content_sha256, submitted_index) SELECT $id, service, service_version, state, submitted_at_ms, due_at_ms, "
      "due_on,"
      " due_days, content, content_sha256, submitted_index FROM application WHERE id = $like");
  expect_found(kSql, {{"id", id(449) + 1}, {"like", id(449)}}, id(449) + 1, "no such submission");
}

TEST_F(AuditTest, ErasedIsNoFinding) {
  ASSERT_TRUE(bench.database->change(
      [&](db::Tx& tx) { return journal::erase_personal(tx, applications[5].submitted_index, "asked to"); }));
  EXPECT_TRUE(findings().empty());
}

}  // namespace
}  // namespace qyzmet::applications
