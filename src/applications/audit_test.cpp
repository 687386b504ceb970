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

TEST_F(AuditTest, FindsALocalBody) {
  static const db::Sql kSql("UPDATE application SET local_body = 'kz.mio.astana' WHERE id = $id");
  expect_found(kSql, {{"id", id(3)}}, id(3), "local_body");
}

TEST_F(AuditTest, FindsATime) {
  static const db::Sql kSql("UPDATE application SET submitted_at_ms = submitted_at_ms - 1 WHERE id = $id");
  expect_found(kSql, {{"id", id(0)}}, id(0), "at");
}

TEST_F(AuditTest, FindsADeadline) {
  static const db::Sql kSql("UPDATE application SET due_at_ms = due_at_ms + 60000 WHERE id = $id");
  expect_found(kSql, {{"id", id(0)}}, id(0), "due_at");
}

TEST_F(AuditTest, FindsADeadlineInDays) {
  const Application application = bench.submit(must(bench.prepare("kz.three-days", R"({"when":"2026-03-05"})")));
  EXPECT_TRUE(findings().empty());
  static const db::Sql kDays("UPDATE application SET due_days = 4 WHERE id = $id");
  expect_found(kDays, {{"id", application.id.value}}, application.id.value, "due_days");
  static const db::Sql kOn("UPDATE application SET due_days = 3, due_on = '2026-03-12' WHERE id = $id");
  expect_found(kOn, {{"id", application.id.value}}, application.id.value, "due_on");
}

TEST_F(AuditTest, GetsPastARowThatCannotBeRead) {
  static const db::Sql kDamage("UPDATE application SET due_at_ms = NULL, due_days = 1, due_on = 'soon' WHERE id = $id");
  static const db::Sql kState("UPDATE application SET state = 'decided' WHERE id = $id");
  bench.tamper(kDamage, {{"id", id(3)}});
  bench.tamper(kState, {{"id", id(400)}});
  const auto found = findings();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_NE(found[0].what.find("due_on is no date"), std::string::npos) << found[0].what;
  EXPECT_NE(found[1].what.find(std::to_string(id(400))), std::string::npos) << found[1].what;
}

TEST_F(AuditTest, FindsAService) {
  static const db::Sql kSql("UPDATE application SET service = 'kz.other' WHERE id = $id");
  expect_found(kSql, {{"id", id(0)}}, id(0), "service");
}

TEST_F(AuditTest, FindsAnApplicantAndWhoFiledAndHow) {
  const Filer filer{.by = "person:8", .applicant = 7, .mandate = 9};
  const Application application = bench.submit(must(bench.prepare("kz.signed", testing::kSignedAnswers, filer)));
  const std::int64_t of = application.id.value;
  EXPECT_TRUE(findings().empty());
  static const db::Sql kApplicant("UPDATE application SET applicant = NULL WHERE id = $id");
  expect_found(kApplicant, {{"id", of}}, of, "applicant");
  static const db::Sql kFiledBy("UPDATE application SET applicant = 7, filed_by = 'person:6' WHERE id = $id");
  expect_found(kFiledBy, {{"id", of}}, of, "filed_by");
  static const db::Sql kMandate("UPDATE application SET filed_by = 'person:8', mandate = 10 WHERE id = $id");
  expect_found(kMandate, {{"id", of}}, of, "mandate");
  static const db::Sql kChannel("UPDATE application SET mandate = 9, channel = 'counter' WHERE id = $id");
  expect_found(kChannel, {{"id", of}}, of, "channel");
}

/// Goal: events of the time before anybody could sign in, which do not say "by", are no findings; making somebody the
/// applicant of such an application is one.
TEST_F(AuditTest, NobodysStaysNobodys) {
  static const db::Sql kSql("UPDATE application SET applicant = 7 WHERE id = $id");
  expect_found(kSql, {{"id", id(3)}}, id(3), "applicant");
}

TEST_F(AuditTest, FindsAWithdrawalThatTheRowDoesNotKnow) {
  const Filer filer{.by = "person:7", .applicant = 7};
  const Application application = bench.submit(must(bench.prepare("kz.signed", testing::kSignedAnswers, filer)));
  const http::Caller caller{.id = "person:7", .person = 7};
  const auto withdrawn = bench.database->change([&](db::Tx& tx) -> Result<void> {
    TRY(bench.applications.withdraw(tx, caller, application.id, "changed my mind"));
    return {};
  });
  ASSERT_TRUE(withdrawn);
  EXPECT_TRUE(findings().empty());
  static const db::Sql kSql("UPDATE application SET state = 'submitted' WHERE id = $id");
  bench.tamper(kSql, {{"id", application.id.value}});
  const auto found = findings();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_NE(found[0].what.find("state"), std::string::npos) << found[0].what;
  EXPECT_EQ(found[1].what.find("state"), std::string::npos) << "open, it would have a next event: " << found[1].what;
}

TEST_F(AuditTest, FindsARowThatIsGone) {
  static const db::Sql kSql("DELETE FROM application WHERE id = $id");
  expect_found(kSql, {{"id", id(321)}}, id(321), "no such application");
}

TEST_F(AuditTest, FindsARowThatNobodySubmitted) {
  static const db::Sql kSql(
      "INSERT INTO application (id, service, service_version, state, submitted_at_ms, due_at_ms, due_on, due_days, "
      "content, content_sha256, submitted_index, applicant, filed_by, mandate, channel) SELECT $id, service, "
      "service_version, state, submitted_at_ms, due_at_ms, "
      "due_on, due_days, content, content_sha256, submitted_index, applicant, filed_by, mandate, channel FROM "
      "application WHERE id = $like");
  expect_found(kSql, {{"id", id(449) + 1}, {"like", id(449)}}, id(449) + 1, "no such submission");
}

TEST_F(AuditTest, ErasedIsNoFinding) {
  ASSERT_TRUE(bench.database->change(
      [&](db::Tx& tx) { return journal::erase_personal(tx, applications[5].submitted_index, "asked to"); }));
  EXPECT_TRUE(findings().empty());
}

}  // namespace
}  // namespace qyzmet::applications
