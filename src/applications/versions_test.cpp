// A new version is published, or the service retired, while applications run and drafts are being filled in; over real
// HTTP, on both engines. Publishing itself is the catalogue's matter: here the catalogue is just shown the next one.
#include <gtest/gtest.h>

#include "applications/rehearsal.hpp"
#include "applications/testing.hpp"

namespace qyzmet::applications {
namespace {

using testing::must;
using testing::object_of;
using testing::problem_of;

constexpr std::string_view kDraft = "0195a1b2-7c3d-7e4f-8a5b-000000000001";

/// kz.signed as it becomes: no car is asked about any more, but a name; and it is called something else.
std::string next_version() {
  std::string text(testing::kSigned);
  const auto replace = [&](std::string_view from, std::string_view to) {
    text.replace(text.find(from), from.size(), to);
  };
  replace("version: 4", "version: 5");
  replace("title: {kk: a, ru: b, en: c}\nagency", "title: {kk: a, ru: b, en: renamed}\nagency");
  replace("{id: has_car, kind: yes_no,", "{id: name, kind: text, max_length: 40,");
  const auto car = text.find("  - id: car");
  return text.erase(car, text.find("steps:") - car);
}

const Filer kMotherFiles{.by = "person:101", .applicant = 101, .mandate = {}};

class VersionsTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  VersionsTest() : site(QYZMET_SOURCE_DIR, GetParam()) {}
  ~VersionsTest() override { site.stop(); }

  void show(const catalogue::Catalogue::Change& change) {
    catalogue::Catalogue& services = site.bench.services;
    services.show(services.next(change), services.as_of() + 1);
  }
  void publish() {
    auto definition = must(catalogue::parse_definition(next_version(), "next.yaml", site.bench.country));
    show({.added = {std::make_shared<catalogue::Service>(std::move(definition), site.bench.country.phone)},
          .retired = {}});
  }
  void retire() { show({.added = {}, .retired = {{"kz.signed", true}}}); }

  http::testing::Answer act(std::string_view caller, const std::string& path, std::string_view body = "{}") {
    auto answer = site.post(caller, path, body);
    site.world.settle();
    return answer;
  }
  /// Under way, and a question put to the applicant.
  std::string asked() {
    const ApplicationId id = site.world.file();
    for (const std::string name : {"family", "income", "address"}) site.world.answers(id, name);
    const std::string text = id_to_decimal(id.value);
    EXPECT_EQ(act("officer", "/api/desk/applications/" + text + "/take").status, 200);
    EXPECT_EQ(act("officer", "/api/desk/applications/" + text + "/actions/ask", R"({"reason":"why?"})").status, 200);
    return text;
  }
  http::testing::Answer draft(int version, std::string_view answers, std::string_view more = "") {
    return site.ask("mother", "PUT", "/api/drafts/" + std::string(kDraft),
                    R"({"service":"kz.signed","lang":"kk","page":"","version":)" + std::to_string(version) +
                        R"(,"answers":)" + std::string(answers) + std::string(more) + "}");
  }
  http::testing::Answer file(std::string_view answers, std::string_view more) {
    return site.post("mother", "/api/applications",
                     R"({"service":"kz.signed","answers":)" + std::string(answers) + std::string(more) + "}");
  }
  static std::string fields_of(const http::testing::Answer& answer) {
    std::string all;
    const json::object problem = object_of(answer);
    for (const auto& field : problem.at("fields").as_array()) {
      all += std::string(field.at("path").as_string()) + ' ' + std::string(field.at("key").as_string()) + ';';
    }
    return all;
  }

  testing::Site site;
};

TEST_P(VersionsTest, WhatRunsStaysOnItsVersion) {
  const std::string id = asked();
  publish();
  const json::object status = object_of(site.get("mother", "/api/applications/" + id));
  EXPECT_EQ(status.at("service_version").to_number<int>(), 4);
  EXPECT_EQ(status.at("service_title").at("en").as_string(), "c") << "as it was called then";
  const std::string path = "/api/applications/" + id + "/correct";
  EXPECT_EQ(act("mother", path, R"({"answers":{"iin":"900315400007","name":"a"}})").status, 422) << "the new form";
  EXPECT_EQ(act("mother", path, R"({"answers":{"iin":"900315400007","has_car":true,"plate":"A1"}})").status, 200);
  for (const std::string name : {"family", "income", "address"}) site.world.answers({must(parse_id(id))}, name);
  EXPECT_EQ(act("officer", "/api/desk/applications/" + id + "/take").status, 200);
  EXPECT_EQ(act("officer", "/api/desk/applications/" + id + "/actions/grant").status, 200) << "an old step's action";
  const Prepared newer = must(site.bench.prepare("kz.signed", R"({"iin":"900315400007","name":"a"})", kMotherFiles));
  EXPECT_EQ(newer.service_version, 5) << "whoever files now files on the new one";
}

TEST_P(VersionsTest, ADraftOfAnOldVersionIsKeptAndSaysWhatHasChanged) {
  ASSERT_EQ(draft(4, R"({"iin":"900315400007","has_car":false})").status, 200);
  publish();
  const std::string with_draft = R"(,"draft":")" + std::string(kDraft) + '"';
  const auto refused = file(testing::kSignedAnswers, with_draft + R"(,"version":4)");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(problem_of(refused), "draft.form_changed answers.has_car draft.question_gone");
  EXPECT_EQ(fields_of(refused),
            "answers.has_car draft.question_gone;answers.plate draft.question_gone;answers.photo draft.question_gone;"
            "answers.name draft.question_added;");
  EXPECT_EQ(object_of(refused).at("details").at("now").as_string(), "5");

  const std::string path = "/api/drafts/" + std::string(kDraft);
  json::object kept = object_of(site.get("mother", path));
  EXPECT_EQ(kept.at("version_now").to_number<int>(), 5);
  EXPECT_EQ(json::serialize(kept.at("answers")), R"({"has_car":false,"iin":"900315400007"})") << "nothing is lost";

  const std::string answers = R"({"iin":"900315400007","name":"a"})";
  EXPECT_EQ(file(answers, with_draft).status, 409) << "nobody has said that they looked";
  ASSERT_EQ(draft(5, answers, R"(,"base":1)").status, 200);
  EXPECT_EQ(file(answers, with_draft + R"(,"version":5)").status, 201);
}

TEST_P(VersionsTest, ARetiredServiceTakesNothingAndCarriesOn) {
  const std::string id = asked();
  ASSERT_EQ(draft(4, testing::kSignedAnswers).status, 200);
  retire();
  const std::string with_draft = R"(,"draft":")" + std::string(kDraft) + '"';
  const auto refused = file(testing::kSignedAnswers, with_draft);
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(problem_of(refused), "service.retired");
  const json::object kept = object_of(site.get("mother", "/api/drafts/" + std::string(kDraft)));
  EXPECT_TRUE(kept.at("retired").as_bool());
  EXPECT_EQ(kept.at("answers").as_object().size(), 2u);
  EXPECT_EQ(act("mother", "/api/applications/" + id + "/answer", R"({"text":"because"})").status, 200);
  EXPECT_EQ(act("officer", "/api/desk/applications/" + id + "/actions/grant").status, 200);
  show({.added = {}, .retired = {{"kz.signed", false}}});
  EXPECT_EQ(file(testing::kSignedAnswers, with_draft).status, 201);
}

TEST_P(VersionsTest, RetiredBetweenPreparingAndWritingItIsRefusedAllTheSame) {
  const auto prepared = must(site.bench.prepare("kz.signed", testing::kSignedAnswers, kMotherFiles));
  retire();
  const auto written = site.bench.database->change([&](db::Tx& tx) -> Result<void> {
    TRY(site.bench.applications.file(tx, site.callers.at("mother"), site.drafts, prepared));
    return {};
  });
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().key, "service.retired");
}

TEST_P(VersionsTest, PublishedBetweenPreparingAndWritingUnderAMandateItStaysOnItsVersion) {
  const Filer daughter{.by = "person:102", .applicant = 102, .mandate = {}};
  auto prepared = must(site.bench.prepare("kz.signed", testing::kSignedByStranger, daughter));
  prepared.mandate = testing::kMandate;
  publish();
  Application filed;
  const auto written = site.bench.database->change([&](db::Tx& tx) -> Result<void> {
    TRY_ASSIGN(filed, site.bench.applications.file(tx, site.callers.at("daughter"), site.drafts, prepared));
    return {};
  });
  ASSERT_TRUE(written) << written.error().key;
  const json::value facts = must(parse_json(site.history(filed.id.value).front().facts));
  EXPECT_EQ(facts.at("service_version"), 4);
  EXPECT_EQ(testing::findings(*site.bench.database), "");
}

TEST_P(VersionsTest, ARehearsalSaysWhatWouldChangeAndNamesNobody) {
  for (int i = 0; i < 6; ++i) {
    const ApplicationId id = site.world.file();
    for (const std::string name : {"family", "income", "address"}) site.world.answers(id, name);
    const std::string path = "/api/desk/applications/" + id_to_decimal(id.value);
    EXPECT_EQ(act("officer", path + "/take").status, 200);
    EXPECT_EQ(act("officer", path + "/actions/refuse", R"({"reason":"r","remedy":"m","article":"a"})").status, 200);
  }
  auto definition = must(catalogue::parse_definition(next_version(), "next.yaml", site.bench.country));
  catalogue::Service next(std::move(definition), site.bench.country.phone);
  next.definition.process = site.bench.applications.processes().of("kz.signed", 4).process;
  next.definition.process.decisions = {{.id = "entitled"}};
  const auto rehearsed = [&](int wanted) {
    Result<json::object> said;
    site.bench.database->read([&](db::Snapshot& snapshot) {
      said = rehearse(snapshot, site.bench.applications.processes(), next, wanted, site.bench.clock);
    });
    return must(std::move(said));
  };
  const json::object same = rehearsed(10);
  EXPECT_EQ(same.at("run").to_number<int>(), 6);
  EXPECT_EQ(same.at("changed_count").to_number<int>(), 0);
  EXPECT_EQ(same.at("ended_count").to_number<int>(), 0) << "the officer refuses as they did";
  EXPECT_EQ(same.at("refused_count").to_number<int>(), 6) << "the new form does not know has_car";
  EXPECT_EQ(json::serialize(same.at("refused")),
            R"([{"path":"answers.name","key":"field.missing","count":6},)"
            R"({"path":"answers.has_car","key":"field.unknown","count":6}])");

  site.world.outcomes["entitled"] = "true";
  const json::object changed = rehearsed(10);
  EXPECT_EQ(changed.at("changed_count").to_number<int>(), 6);
  EXPECT_EQ(json::serialize(changed.at("changed")),
            R"j([{"decision":"entitled","before":"false","after":"true","rows":[2],)j"
            R"j("article":"art. 10 (1)","count":6}])j");
  EXPECT_EQ(json::serialize(changed.at("ended")), R"([{"before":"refused","after":null,"step":"consent","count":6}])")
      << "nobody has signed it then";
  // Of few it is not told what they came to: rules of somebody's own making could ask for answers one by one.
  const json::object few = rehearsed(4);
  EXPECT_EQ(json::serialize(few.at("changed")),
            R"j([{"decision":"entitled","before":null,"after":null,"rows":[],"article":"","count":4}])j");
  EXPECT_EQ(json::serialize(few.at("ended")), R"([{"before":"refused","after":null,"step":"","count":4}])");
  EXPECT_EQ(json::serialize(few.at("refused")), R"([{"path":"","key":"","count":8}])");

  // The same decision that leads elsewhere ends otherwise, though no rule says anything new.
  site.world.outcomes["entitled"] = "false";
  auto& leads = next.definition.process.steps.front().outcomes.back().to;
  leads = {.kind = catalogue::Target::Kind::granted, .step = {}};
  const json::object elsewhere = rehearsed(10);
  EXPECT_EQ(elsewhere.at("changed_count").to_number<int>(), 0);
  EXPECT_EQ(json::serialize(elsewhere.at("ended")),
            R"([{"before":"refused","after":"granted","step":"check","count":6}])");

  site.world.broken["entitled"] = {Code::invalid, "decision.no_rule", {}, {}};
  EXPECT_EQ(rehearsed(10).at("failed_count").to_number<int>(), 6);
  next.definition.process.decisions.clear();
  EXPECT_EQ(json::serialize(rehearsed(10).at("gone_decisions")), R"(["entitled"])");
}

INSTANTIATE_TEST_SUITE_P(engines, VersionsTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

}  // namespace
}  // namespace qyzmet::applications
