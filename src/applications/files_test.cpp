// Files of applications: named when filing, read by those who may, and known to the ledger.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "applications/applications.hpp"
#include "applications/store_drafts.hpp"
#include "applications/testing.hpp"

namespace qyzmet::applications {
namespace {

using http::testing::Answer;
using testing::kMother;
using testing::must;
using testing::object_of;
using testing::problem_of;

constexpr std::string_view kId = "00000000000000000000000000000001";
constexpr std::string_view kOther = "00000000000000000000000000000002";
constexpr std::string_view kJpeg = "image/jpeg";

std::string record(std::string_view bytes, std::string_view name = "photo.jpg") {
  return fmt::format(R"({{"name":"{}","sha256":"{}","size":{},"type":"image/jpeg"}})", name, to_hex(sha256(bytes)),
                     bytes.size());
}

std::string answers(std::string_view photo) {
  return fmt::format(R"({{"iin":"850101300005","has_car":true,"plate":"123ABC02","photo":{}}})", photo);
}

std::string filing(std::string_view photo, std::string_view more = "") {
  return fmt::format(R"({{"service":"kz.signed","answers":{}{}}})", answers(photo), more);
}

class AttachedTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  AttachedTest() : site(QYZMET_SOURCE_DIR, GetParam()) {}

  void uploaded(std::string_view caller, std::string_view id, std::string_view bytes) {
    const Answer answer = site.upload(caller, id, bytes, kJpeg);
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_TRUE(object_of(answer).at("kept").as_bool());
  }
  Answer file(std::string_view caller, std::string_view photo, std::string_view more = "") {
    return site.post(caller, "/api/applications", filing(photo, more));
  }
  std::string filed(std::string_view caller, std::string_view photo, std::string_view more = "") {
    const Answer answer = file(caller, photo, more);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return std::string(must(get_string(object_of(answer), "id")));
  }
  Answer read(std::string_view caller, std::string_view id, std::string_view bytes) {
    return site.get(caller, fmt::format("/api/applications/{}/files/{}", id, to_hex(sha256(bytes))));
  }
  Answer look(std::string_view caller, std::string_view id, std::string_view bytes) {
    return site.get(caller,
                    fmt::format("/api/staff/applications/{}/files/{}?purpose=decide", id, to_hex(sha256(bytes))));
  }

  /// Her application, about which the office has asked something.
  std::string asked() {
    const ApplicationId id = site.world.file();
    ask(id);
    return id_to_decimal(id.value);
  }
  void ask(ApplicationId id) {
    site.world.settle();
    for (const std::string name : {"family", "income", "address"}) site.world.answers(id, name);
    const std::string desk = "/api/desk/applications/" + id_to_decimal(id.value);
    EXPECT_EQ(site.post("officer", desk + "/take", "{}").status, 200);
    EXPECT_EQ(site.post("officer", desk + "/actions/ask", R"({"reason":"bring a paper, please"})").status, 200);
  }
  Answer answer(const std::string& id, std::string_view body) {
    return site.post("mother", "/api/applications/" + id + "/answer", body);
  }
  static std::string with_files(const std::vector<std::string>& records) {
    return fmt::format(R"({{"files":[{}]}})", fmt::join(records, ","));
  }
  journal::Stored last_event(const std::string& id, std::string_view kind) {
    journal::Stored last;
    for (auto& event : site.history(must(parse_id(id)))) {
      if (event.kind == kind) last = event;
    }
    return last;
  }

  testing::Site site;
  const std::string photo = files::testing::jpeg();
  const std::string second = files::testing::jpeg(3, 3);
};

TEST_P(AttachedTest, WhatWasNotSentCannotBeNamed) {
  EXPECT_EQ(problem_of(file("mother", record(photo))), "request.invalid answers.photo file.not_kept");
  uploaded("mother", kId, photo);
  EXPECT_EQ(problem_of(file("daughter", record(photo))), "request.invalid answers.photo file.not_kept")
      << "what somebody else has sent is not there for her";
  std::string other_size = record(photo);
  other_size.replace(other_size.find("\"size\":") + 7, 1, "1");
  EXPECT_EQ(problem_of(file("mother", other_size)), "request.invalid answers.photo file.not_kept");
  EXPECT_EQ(file("mother", record(photo)).status, 201);
}

/// Goal: what was looked into as a picture is not opened as a program.
TEST_P(AttachedTest, AFileEndsAsItsTypeDoes) {
  uploaded("mother", kId, photo);
  const std::string id = filed("mother", record(photo, "photo.hta"));
  EXPECT_TRUE(read("mother", id, photo).header("Content-Disposition").ends_with("''photo.hta.jpg"))
      << read("mother", id, photo).header("Content-Disposition");
}

TEST_P(AttachedTest, WhoMayReadWhatWasFiledReadsItsFiles) {
  uploaded("mother", kId, photo);
  const std::string id = filed("mother", record(photo, "менің суретім.jpg"));
  const Answer own = read("mother", id, photo);
  ASSERT_EQ(own.status, 200) << own.body;
  EXPECT_EQ(own.body, photo);
  EXPECT_EQ(own.header("Content-Type"), "image/jpeg");
  EXPECT_NE(own.header("Content-Disposition").find("attachment; filename="), std::string::npos);
  EXPECT_TRUE(own.header("Content-Disposition").ends_with(".jpg"));
  EXPECT_EQ(own.header("Content-Security-Policy"), "sandbox; default-src 'none'");
  EXPECT_EQ(own.header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(own.header("Cache-Control"), "no-store");
  EXPECT_EQ(read("mother", id, second).status, 404);
  EXPECT_EQ(read("daughter", id, photo).status, 404);
  EXPECT_EQ(read("stranger", id, photo).status, 404);
  EXPECT_EQ(read("officer", id, photo).status, 403);
  EXPECT_EQ(read("", id, photo).status, 401);
}

TEST_P(AttachedTest, UnderAMandateItIsTheHoldersFileUntilTheMandateEnds) {
  uploaded("daughter", kId, photo);
  const std::string id = filed("daughter", record(photo), R"(,"mandate":"201")");
  EXPECT_EQ(read("mother", id, photo).body, photo);
  EXPECT_EQ(read("daughter", id, photo).body, photo);
  site.bench.clock.advance(std::chrono::days(2));
  EXPECT_EQ(problem_of(read("daughter", id, photo)), "mandate.ended");
  EXPECT_EQ(read("mother", id, photo).body, photo);
}

TEST_P(AttachedTest, AnOfficersLookStandsInTheLedger) {
  uploaded("mother", kId, photo);
  const std::string id = filed("mother", record(photo));
  EXPECT_EQ(look("other officer", id, photo).status, 403);
  EXPECT_EQ(look("officer", id, second).status, 404);
  EXPECT_EQ(look("officer", id, photo).body, photo);
  const json::array looks = object_of(site.get("mother", "/api/looks")).at("looks").as_array();
  ASSERT_EQ(looks.size(), 1U);
  EXPECT_EQ(looks[0].at("fields"), (json::value{"file.photo"}));
}

TEST_P(AttachedTest, ACorrectionKeepsBothFiles) {
  uploaded("mother", kId, photo);
  const std::string id = filed("mother", record(photo));
  ask(ApplicationId{must(parse_id(id))});
  const auto correct = [&](std::string_view bytes) {
    return site.post("mother", "/api/applications/" + id + "/correct", R"({"answers":)" + answers(record(bytes)) + "}");
  };
  EXPECT_EQ(problem_of(correct(second)), "request.invalid answers.photo file.not_kept");
  uploaded("mother", kOther, second);
  EXPECT_EQ(correct(second).status, 200);
  EXPECT_EQ(read("mother", id, photo).body, photo);
  EXPECT_EQ(read("mother", id, second).body, second);
}

TEST_P(AttachedTest, AnAnswerBringsFiles) {
  const std::string id = asked();
  const std::string paper = record(photo, "табыс.jpg");
  EXPECT_EQ(problem_of(answer(id, with_files({paper}))), "request.invalid files[0] file.not_kept");
  uploaded("mother", kId, photo);
  EXPECT_EQ(answer(id, with_files({paper})).status, 200) << "a file alone is an answer";
  const json::array messages = object_of(site.get("mother", "/api/applications/" + id)).at("messages").as_array();
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0].at("files"), json::array());
  EXPECT_EQ(messages[1].at("files"), (json::array{must(parse_json(paper))}));
  EXPECT_TRUE(messages[1].at("text").is_null());
  EXPECT_EQ(read("mother", id, photo).body, photo);
  EXPECT_EQ(look("officer", id, photo).body, photo);
  const json::array looks = object_of(site.get("mother", "/api/looks")).at("looks").as_array();
  EXPECT_EQ(looks.at(0).at("fields"),
            (json::array{"file.answer." + std::to_string(messages[1].at("index").as_int64())}));
  const auto told = last_event(id, "application.answered");
  EXPECT_EQ(must(parse_json(told.facts)).at("files"), 1);
  EXPECT_EQ(told.facts.find(to_hex(sha256(photo))), std::string::npos) << "what they are is personal";
  EXPECT_EQ(must(parse_json(told.personal.value())).at("files"), messages[1].at("files"));
  EXPECT_EQ(testing::findings(*site.bench.database), "");
}

TEST_P(AttachedTest, AMessageBringsFilesToo) {
  const std::string id = asked();
  const auto write = [&](std::string_view body) {
    return site.post("mother", "/api/applications/" + id + "/messages", body);
  };
  EXPECT_EQ(problem_of(write(with_files({record(photo)}))), "request.invalid files[0] file.not_kept");
  EXPECT_EQ(problem_of(write(R"({"files":[]})")), "request.invalid text field.missing");
  uploaded("mother", kId, photo);
  EXPECT_EQ(write(R"({"text":"here","files":[)" + record(photo) + "]}").status, 200);
  EXPECT_EQ(look("officer", id, photo).body, photo);
  EXPECT_EQ(must(parse_json(last_event(id, "application.message_sent").facts)).at("files"), 1);
  site.bench.clock.advance(std::chrono::hours(25));
  EXPECT_EQ(must(site.files.sweep(*site.bench.database, draft_names)), 0) << "what is named stays";
  EXPECT_EQ(read("mother", id, photo).body, photo);
}

TEST_P(AttachedTest, OfWhatIsWrongWithFilesNothingIsKept) {
  const std::string id = asked();
  uploaded("daughter", kOther, second);
  EXPECT_EQ(problem_of(answer(id, with_files({record(second)}))), "request.invalid files[0] file.not_kept")
      << "somebody else's";
  uploaded("mother", kId, photo);
  const std::string good = record(photo);
  const std::string film = R"({"name":"a.mp4","sha256":")" + std::string(64, 'a') + R"(","size":9,"type":"video/mp4"})";
  const std::string large =
      R"({"name":"a.pdf","sha256":")" + std::string(64, 'a') + R"(","size":20971521,"type":"application/pdf"})";
  EXPECT_EQ(problem_of(answer(id, with_files({good, film}))), "request.invalid files[1] field.file_type");
  EXPECT_EQ(problem_of(answer(id, with_files({good, large}))), "request.invalid files[1] field.file_size");
  EXPECT_EQ(problem_of(answer(id, with_files({good, good}))), "request.invalid files[1] field.twice");
  EXPECT_EQ(problem_of(answer(id, with_files(std::vector(11, good)))), "request.invalid files field.too_many");
  EXPECT_EQ(problem_of(answer(id, R"({"files":{}})")), "request.invalid files field.wrong_type");
  EXPECT_EQ(problem_of(answer(id, R"({"files":["a"]})")), "request.invalid files[0] field.wrong_type");
  EXPECT_EQ(answer(id, R"({"text":"later"})").status, 200);
  EXPECT_EQ(problem_of(answer(id, with_files({good}))), "application.action_not_allowed") << "nobody waits for it";
  EXPECT_EQ(read("mother", id, photo).status, 404) << "nothing was named";
  site.bench.clock.advance(std::chrono::hours(25));
  EXPECT_EQ(must(site.files.sweep(*site.bench.database, draft_names)), 2);
}

TEST_P(AttachedTest, TheAuditMissesAFileThatIsNamedNoLonger) {
  const std::string id = asked();
  uploaded("mother", kId, photo);
  EXPECT_EQ(answer(id, with_files({record(photo)})).status, 200);
  EXPECT_EQ(testing::findings(*site.bench.database), "");
  static const db::Sql kForget("DELETE FROM file_named WHERE application = $id");
  EXPECT_TRUE(site.bench.database->change([&](db::Tx& tx) -> Result<void> {
    tx.run(kForget, {{"id", must(parse_id(id))}});
    return {};
  }));
  EXPECT_NE(testing::findings(*site.bench.database).find("it does not name a file that came with it"),
            std::string::npos);
}

TEST_P(AttachedTest, TheAuditHoldsWhatWasFiledAgainstTheAnswers) {
  uploaded("mother", kId, photo);
  filed("mother", record(photo));
  EXPECT_EQ(testing::findings(*site.bench.database), "");
  static const db::Sql kRename("UPDATE file_named SET name = 'x.pdf'");
  site.bench.tamper(kRename);
  EXPECT_NE(testing::findings(*site.bench.database).find("it calls a file otherwise"), std::string::npos);
  static const db::Sql kForget("DELETE FROM file_named");
  site.bench.tamper(kForget);
  EXPECT_NE(testing::findings(*site.bench.database).find("it does not name a file"), std::string::npos);
}

TEST_P(AttachedTest, TheSweepLetsDraftsBe) {
  uploaded("mother", kId, photo);
  const std::string draft = "/api/drafts/01970000-0000-7000-8000-000000000001";
  const std::string body = R"({"service":"kz.signed","version":4,"lang":"kk","page":"","answers":)";
  EXPECT_EQ(site.ask("mother", "PUT", draft, body + answers(record(photo)) + "}").status, 200);
  site.bench.clock.advance(std::chrono::hours(25));
  EXPECT_EQ(must(site.files.sweep(*site.bench.database, draft_names)), 0);
  EXPECT_EQ(site.ask("mother", "DELETE", draft).status, 200);
  EXPECT_EQ(must(site.files.sweep(*site.bench.database, draft_names)), 1);
  EXPECT_EQ(problem_of(file("mother", record(photo))), "request.invalid answers.photo file.not_kept");
}

INSTANTIATE_TEST_SUITE_P(Engines, AttachedTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

}  // namespace
}  // namespace qyzmet::applications
