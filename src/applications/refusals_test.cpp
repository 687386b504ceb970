#include <gtest/gtest.h>

#include "applications/documents.hpp"
#include "applications/testing.hpp"

namespace qyzmet::applications {
namespace {

using http::testing::Answer;
using testing::kMother;
using testing::must;
using testing::object_of;

/// Applications that end in a refusal, with documents connected as in a server.
class RefusalTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  RefusalTest() : site(QYZMET_SOURCE_DIR, GetParam()) {
    connect_documents(site.bench.applications.processes().doors, *site.documents, site.words,
                      site.bench.country.utc_offset_minutes);
  }
  std::string reviewed() {
    const ApplicationId id = site.world.file();
    for (const std::string name : {"family", "income", "address"}) site.world.answers(id, name);
    return id_to_decimal(id.value);
  }
  void office(const std::string& id, const std::string& what, std::string_view body = "{}") {
    const Answer answer = site.post("officer", "/api/desk/applications/" + id + "/" + what, body);
    EXPECT_EQ(answer.status, 200) << answer.body;
    site.world.settle();
  }
  void granted_and_then(const std::string& id, const std::string& what_the_second_signer_does) {
    office(id, "take");
    office(id, "actions/grant");
    const auto theirs = object_of(site.get("daughter", "/api/to-sign")).at("applications").as_array();
    const json::object digest{{"digest", theirs.at(0).at("digest")}};
    const std::string path = "/api/applications/" + id + "/" + what_the_second_signer_does;
    EXPECT_EQ(site.post("daughter", path, json::serialize(digest)).status, 200);
    site.world.settle();
  }
  void refuse(const std::string& id, std::string_view reason, std::string_view remedy) {
    office(id, "take");
    office(id, "actions/refuse",
           canonical_json(json::object{{"reason", reason}, {"remedy", remedy}, {"article", "art. 7"}}));
  }
  /// The only one that it ended in.
  KeptDocument document_of(const std::string& id) {
    std::vector<KeptDocument> all;
    site.bench.database->read([&](db::Snapshot& snapshot) {
      all = site.documents->of_application(snapshot, ApplicationId{must(parse_id(id))});
    });
    EXPECT_EQ(all.size(), 1u);
    EXPECT_TRUE(site.world.stuck().empty());
    EXPECT_EQ(must(site.bench.find({must(parse_id(id))})).state, State::delivered);
    return all.at(0);
  }

  static std::string number(const ResultDocument& document) { return id_to_decimal(document.id.value); }
  Answer standing(const ResultDocument& document) {
    return site.get("", "/api/documents/" + number(document) + "/standing?word=" + document.word);
  }
  std::vector<journal::Finding> findings() {
    journal::AuditReport report;
    audit(*site.bench.database, report);
    return report.findings;
  }

  testing::Site site;
};

TEST_P(RefusalTest, BringsItsReasonsOnPaper) {
  const std::string id = reviewed();
  refuse(id, "Жасы жетпейді.", "Он сегізге толғанда қайта келіңіз.");
  const KeptDocument kept = document_of(id);
  const ResultDocument& document = kept.document;
  EXPECT_EQ(document.kind, DocumentKind::refusal);
  EXPECT_EQ(document.title.ru, "Мотивированный отказ");
  EXPECT_EQ(document.decision.text.kk, "Өтінішті қанағаттандырудан бас тартылды.");
  ASSERT_EQ(document.people.size(), 1u);
  EXPECT_EQ(document.people[0].name, kMother.name);
  ASSERT_EQ(document.decision.reasons.size(), 1u);
  EXPECT_EQ(document.decision.reasons[0].en, "Жасы жетпейді.");
  EXPECT_EQ(document.decision.legal_basis.at(0).ru, "ст. 7");
  EXPECT_EQ(document.decision.legal_basis.at(0).kk, "7-бап");
  ASSERT_EQ(document.decision.would_change.size(), 2u);
  EXPECT_EQ(document.decision.would_change[0].ru, "Он сегізге толғанда қайта келіңіз.");
  EXPECT_NE(document.decision.would_change[1].en.find("you can complain"), std::string::npos);
  EXPECT_FALSE(document.valid_until);
  const auto delivered = site.history(must(parse_id(id))).back();
  EXPECT_EQ(delivered.kind, "application.delivered");
  EXPECT_EQ(must(parse_json(delivered.facts)).at("document"), number(document).c_str());
  EXPECT_EQ(object_of(standing(document)).at("people").at(0).at("iin"), "••••••••0005");
  EXPECT_EQ(site.get("mother", "/api/applications/" + id + "/document?lang=kk").status, 200);
  EXPECT_TRUE(findings().empty());
}

TEST_P(RefusalTest, WhoeverDidNotSignInIsNotNamedAndGetsItAllTheSame) {
  const std::string id =
      id_to_decimal(site.bench.submit(must(site.bench.prepare("kz.three-days", R"({"when":"2026-03-05"})"))).id.value);
  site.world.settle();
  refuse(id, "r", "m");
  const KeptDocument kept = document_of(id);
  EXPECT_TRUE(kept.document.people.empty());
  EXPECT_EQ(must(parse_content(kept.content)).people.size(), 0u);
  EXPECT_EQ(object_of(standing(kept.document)).at("people"), json::array());
  EXPECT_TRUE(findings().empty());
}

TEST_P(RefusalTest, WhatIsSaidAtGreatLengthFits) {
  const auto times = [](std::string_view symbol) {
    std::string all;
    for (int i = 0; i < 4000; ++i) all += symbol;
    return all;
  };
  const std::string whole = reviewed();
  refuse(whole, times("ә"), times("ң"));
  EXPECT_EQ(document_of(whole).document.decision.reasons[0].kk, times("ә"));
  EXPECT_EQ(document_of(whole).document.decision.would_change[0].kk, times("ң"));
  const std::string too_long = reviewed();
  refuse(too_long, times("𝄞"), times("𝄞"));
  EXPECT_EQ(document_of(too_long).document.decision.reasons[0].kk, times("𝄞").substr(0, 6000) + " …");
}

/// A service's own texts take their room first; whatever they and an officer say, it is delivered or told, and the
/// server goes on.
TEST_P(RefusalTest, AGrantWithReasonsAtGreatLengthFitsToo) {
  std::string said;
  for (int i = 0; i < 4000; ++i) said += "𝄞";
  catalogue::Process process;
  process.steps = {testing::whole_process().steps[1]};
  process.steps[0].actions[0].to = testing::kGranted;
  process.document = catalogue::Document{.kind = "certificate", .title = testing::text("t"), .rows = {}};
  const auto granted = [&] {
    site.bench.applications.processes().set("kz.signed", 4, process);
    const std::string id = id_to_decimal(site.world.file().value);
    office(id, "take");
    office(id, "actions/grant", canonical_json(json::object{{"reason", said}, {"remedy", said}}));
    return id;
  };
  EXPECT_EQ(document_of(granted()).document.decision.reasons[0].kk, said.substr(0, 6000) + " …");
  process.document->title.en = std::string(30 << 10, 't');
  EXPECT_EQ(document_of(granted()).document.decision.reasons[0].kk, said.substr(0, 2000) + " …");
  process.document->title.en = std::string(61 << 10, 't');
  const ApplicationId id{must(parse_id(granted()))};
  for (int i = 0; i < kWorkAttempts; ++i) {
    site.bench.clock.advance(std::chrono::hours(1));
    site.world.settle();
  }
  ASSERT_EQ(site.world.stuck().size(), 1u);
  EXPECT_EQ(site.world.stuck()[0].error, "document.too_large");
  EXPECT_TRUE(site.world.find(id).flow.overdue_since);
}

TEST_P(RefusalTest, WhereNothingWasSaidTheStepIs) {
  const std::string id = reviewed();
  granted_and_then(id, "decline");
  const KeptDocument kept = document_of(id);
  ASSERT_EQ(kept.document.decision.reasons.size(), 1u);
  EXPECT_TRUE(kept.document.decision.reasons[0].en.starts_with("It was decided at the step “"))
      << kept.document.decision.reasons[0].en;
  EXPECT_TRUE(kept.document.decision.legal_basis.empty());
}

TEST_P(RefusalTest, APartThatWasWithdrawnIsTheReason) {
  const std::string id = reviewed();
  granted_and_then(id, "sign");
  const ApplicationId whole{must(parse_id(id))};
  site.world.answers(whole, "step.assign");
  std::optional<Application> part;
  site.bench.database->read([&](db::Snapshot& snapshot) { part = store::part(snapshot, whole, 0); });
  ASSERT_TRUE(part);
  const std::string path = "/api/applications/" + id_to_decimal(part->id.value) + "/withdraw";
  EXPECT_EQ(site.post("mother", path, "{}").status, 200);
  site.world.settle();
  const KeptDocument kept = document_of(id);
  ASSERT_EQ(kept.document.decision.reasons.size(), 1u);
  EXPECT_TRUE(kept.document.decision.reasons[0].en.starts_with("The applicant withdrew the part “"))
      << kept.document.decision.reasons[0].en;
}

INSTANTIATE_TEST_SUITE_P(Engines, RefusalTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

}  // namespace
}  // namespace qyzmet::applications
