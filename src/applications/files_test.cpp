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
  return fmt::format(R"({{"iin":"900315400007","has_car":true,"plate":"123ABC02","photo":{}}})", photo);
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

TEST_P(AttachedTest, WhoMayReadWhatWasFiledReadsItsFiles) {
  uploaded("mother", kId, photo);
  const std::string id = filed("mother", record(photo, "менің суретім.jpg"));
  const Answer own = read("mother", id, photo);
  ASSERT_EQ(own.status, 200) << own.body;
  EXPECT_EQ(own.body, photo);
  EXPECT_EQ(own.header("Content-Type"), "image/jpeg");
  EXPECT_NE(own.header("Content-Disposition").find("attachment; filename="), std::string::npos);
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
  site.world.settle();
  for (const std::string name : {"family", "income", "address"}) {
    site.world.answers(ApplicationId{must(parse_id(id))}, name);
  }
  const std::string desk = "/api/desk/applications/" + id;
  ASSERT_EQ(site.post("officer", desk + "/take", "{}").status, 200);
  ASSERT_EQ(site.post("officer", desk + "/actions/ask", R"({"reason":"another photo, please"})").status, 200);
  const auto correct = [&](std::string_view bytes) {
    return site.post("mother", "/api/applications/" + id + "/correct", R"({"answers":)" + answers(record(bytes)) + "}");
  };
  EXPECT_EQ(problem_of(correct(second)), "request.invalid answers.photo file.not_kept");
  uploaded("mother", kOther, second);
  EXPECT_EQ(correct(second).status, 200);
  EXPECT_EQ(read("mother", id, photo).body, photo);
  EXPECT_EQ(read("mother", id, second).body, second);
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
