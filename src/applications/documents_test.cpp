#include "applications/documents.hpp"

#include <gtest/gtest.h>

#include "applications/document_testing.hpp"
#include "applications/testing.hpp"

namespace qyzmet::applications {
namespace {

using http::testing::Answer;
using testing::certificate;
using testing::document_key;
using testing::kMother;
using testing::must;
using testing::object_of;
using testing::problem_of;
using testing::refusal;

class DocumentsTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  DocumentsTest() : site(QYZMET_SOURCE_DIR, GetParam()) {}

  std::string filed(std::string_view caller, std::string_view more = "") {
    const std::string answers(caller == "daughter" ? testing::kSignedByStranger : testing::kSignedAnswers);
    const Answer answer = site.post(caller, "/api/applications",
                                    R"({"service":"kz.signed","answers":)" + answers + std::string(more) + "}");
    EXPECT_EQ(answer.status, 201) << answer.body;
    return std::string(must(get_string(object_of(answer), "id")));
  }

  /// As the step that decides will: in one change.
  ResultDocument issue(const std::string& application, const Issue& issue) {
    const Application of = must(site.bench.find({must(parse_id(application))}));
    std::optional<ResultDocument> document;
    const Filer officer = filer_of(site.callers.at("officer"));
    const auto done = site.bench.database->change([&](db::Tx& tx) -> Result<void> {
      TRY_ASSIGN(document, site.documents->issue(tx, of, issue, officer));
      return {};
    });
    EXPECT_TRUE(done);
    return document.value();
  }
  static std::string number(const ResultDocument& document) { return id_to_decimal(document.id.value); }

  Answer standing(const ResultDocument& document, std::string_view word = "") {
    return site.get("", "/api/documents/" + number(document) + "/standing?word=" + std::string(word));
  }
  Answer revoke(std::string_view caller, const ResultDocument& document, std::string_view body) {
    return site.post(caller, "/api/staff/documents/" + number(document) + "/revoke", body);
  }
  std::vector<journal::Finding> findings() {
    journal::AuditReport report;
    audit(*site.bench.database, report);
    return report.findings;
  }

  testing::Site site;
};

constexpr std::string_view kRevoked = R"({"reason":"facts_changed","said":"Сіз көшіп кеттіңіз."})";

TEST_P(DocumentsTest, AnIssuedDocumentIsAnEventOfItsApplication) {
  const std::string id = filed("mother");
  const ResultDocument document = issue(id, certificate());
  EXPECT_EQ(document.service, "kz.signed");
  EXPECT_EQ(document.service_version, 4);
  EXPECT_EQ(document.agency.id, "kz.mvd");
  EXPECT_EQ(normal_word(document.word), document.word);
  EXPECT_FALSE(document.specimen);
  const auto events = site.history(document.application.value);
  ASSERT_EQ(events.size(), 2u);
  const json::object facts = must(parse_json(events[1].facts)).get_object();
  EXPECT_EQ(events[1].kind, "document.issued");
  EXPECT_EQ(facts.at("document"), id_to_decimal(document.id.value).c_str());
  EXPECT_EQ(facts.at("document_kind"), "certificate");
  EXPECT_EQ(facts.at("by"), "staff:302");
  EXPECT_EQ(facts.at("for"), "person:101");
  EXPECT_EQ(facts.at("valid_until"), "2026-03-15");
  EXPECT_EQ(events[1].facts.find("content_sha256"), std::string::npos) << "a digest is personal";
  EXPECT_EQ(*events[1].personal, submitted_personal(sha256(to_content(document))));
  EXPECT_TRUE(findings().empty());
}

TEST_P(DocumentsTest, ALocalBodyIssuesAndRevokesItsOwn) {
  const Answer answer = site.post("mother", "/api/applications",
                                  R"({"service":"kz.measure","answers":{"region":"750000000","idea":"x"}})");
  ASSERT_EQ(answer.status, 201) << answer.body;
  const ResultDocument document = issue(std::string(must(get_string(object_of(answer), "id"))), certificate());
  EXPECT_EQ(document.agency.id, "kz.mio.almaty");
  EXPECT_EQ(document.agency.title.en, "Akimat of Almaty city");
  const auto revoke = [&](const std::string& agency) {
    http::Caller caller = site.callers.at("officer");
    caller.agency = agency;
    Result<KeptDocument> revoked;
    const auto done = site.bench.database->change([&](db::Tx& tx) -> Result<void> {
      revoked = site.documents->revoke(tx, caller, document.id, RevocationReason::court, "");
      if (!revoked) return std::unexpected(revoked.error());
      return {};
    });
    return done ? "" : done.error().key;
  };
  EXPECT_EQ(revoke("kz.mio.astana"), "right.missing");
  EXPECT_EQ(revoke("kz.mio"), "");
  EXPECT_EQ(revoke("kz.mio.almaty"), "document.already_revoked");
  EXPECT_TRUE(findings().empty());
}

TEST_P(DocumentsTest, TheApplicantReadsItAndNobodyElse) {
  const std::string id = filed("mother");
  const std::string path = "/api/applications/" + id + "/document";
  EXPECT_EQ(problem_of(site.get("mother", path)), "document.none_yet");
  const ResultDocument document = issue(id, certificate());
  const Answer answer = site.get("mother", path + "?lang=ru");
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_NE(answer.head.find("Content-Type: application/pdf"), std::string::npos);
  EXPECT_NE(answer.head.find(id_to_display(document.id.value) + ".ru.pdf"), std::string::npos);
  const auto verified = must(verify_document(answer.body, document_key().verifier_key()));
  EXPECT_EQ(verified.content, to_content(document));
  EXPECT_EQ(verified.file.lang, Lang::ru);
  EXPECT_EQ(verified.file.number, id_to_display(document.id.value));

  EXPECT_EQ(site.get("mother", path + "?number=" + id_to_display(document.id.value)).status, 200);
  EXPECT_EQ(problem_of(site.get("mother", path + "?number=17")), "document.not_found");
  EXPECT_EQ(site.get("", path).status, 401);
  for (const std::string_view caller : {"stranger", "daughter", "bank for the stranger"}) {
    for (const std::string_view end : {"", "s", "/receipt"}) {
      EXPECT_EQ(problem_of(site.get(caller, path + std::string(end))), "application.not_found") << caller << end;
    }
  }
  for (const std::string_view caller : {"officer", "operator"}) EXPECT_EQ(site.get(caller, path).status, 403);
}

TEST_P(DocumentsTest, WhoFiledUnderAMandateAndTheApplicantReadIt) {
  const std::string id = filed("daughter", R"(,"mandate":"201")");
  issue(id, certificate());
  EXPECT_EQ(site.get("mother", "/api/applications/" + id + "/document").status, 200);
  EXPECT_EQ(site.get("daughter", "/api/applications/" + id + "/document").status, 200);
}

/// What was issued until then is listed; nothing that came later, and no document, which names the applicant.
TEST_P(DocumentsTest, UnderAMandateThatHasEndedNobodyReadsThem) {
  static const db::Sql kRevoke("UPDATE mandate SET revoked_at_ms = $now_ms WHERE id = $id");
  const std::string id = filed("daughter", R"(,"mandate":"201")");
  const std::string path = "/api/applications/" + id + "/document";
  const ResultDocument before = issue(id, certificate());
  site.bench.clock.advance(std::chrono::seconds(1));
  ASSERT_TRUE(site.bench.database->change([&](db::Tx& tx) -> Result<void> {
    tx.run(kRevoke, {{"now_ms", to_ms(tx.now())}, {"id", testing::kMandate}});
    return {};
  }));
  site.bench.clock.advance(std::chrono::seconds(1));
  issue(id, certificate());
  const std::string revoke = "/api/staff/documents/" + id_to_display(before.id.value) + "/revoke";
  ASSERT_EQ(site.post("officer", revoke, R"({"reason":"court","said":"for the holder"})").status, 200);
  for (const std::string end : {"", "/receipt"})
    EXPECT_EQ(problem_of(site.get("daughter", path + end)), "mandate.ended");
  const std::string number = "?number=" + id_to_display(before.id.value);
  EXPECT_EQ(problem_of(site.get("daughter", path + number)), "mandate.ended");
  const json::object listed = object_of(site.get("daughter", path + "s"));
  ASSERT_EQ(listed.at("documents").as_array().size(), 1u);
  EXPECT_EQ(listed.at("documents").at(0).at("number"), id_to_display(before.id.value).c_str());
  EXPECT_EQ(listed.at("documents").at(0).at("revoked").at("said"), "");
  EXPECT_EQ(object_of(site.get("mother", path + "s")).at("documents").as_array().size(), 2u);
  EXPECT_EQ(site.get("mother", path).status, 200);
}

TEST_P(DocumentsTest, TheNewestIsGivenAndTheListHasAll) {
  const std::string id = filed("mother");
  issue(id, refusal());
  const ResultDocument second = issue(id, certificate());
  const json::array all =
      object_of(site.get("mother", "/api/applications/" + id + "/documents")).at("documents").as_array();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].at("number"), id_to_display(second.id.value).c_str());
  EXPECT_EQ(all[0].at("title").at("ru"), "Адресная справка");
  EXPECT_EQ(all[1].at("kind"), "refusal");
  EXPECT_EQ(all[1].at("standing"), "valid");
  const Answer newest = site.get("mother", "/api/applications/" + id + "/document");
  EXPECT_NE(newest.head.find(id_to_display(second.id.value)), std::string::npos);
}

TEST_P(DocumentsTest, EverybodyLearnsHowANumberStandsAndNothingOfThePerson) {
  const ResultDocument document = issue(filed("mother"), certificate());
  const Answer answer = standing(document);
  ASSERT_EQ(answer.status, 200) << answer.body;
  const json::object said = object_of(answer);
  EXPECT_EQ(said.at("standing"), "valid");
  EXPECT_EQ(said.at("kind"), "certificate");
  EXPECT_EQ(said.at("service").at("id"), "kz.signed");
  EXPECT_EQ(said.at("valid_until"), "2026-03-15");
  EXPECT_TRUE(said.at("revoked").is_null());
  for (const std::string_view secret : {"Ғайша", "Ғ•••", "0007", "people", "digest", "application", "word"}) {
    EXPECT_EQ(answer.body.find(secret), std::string::npos) << secret;
  }
  EXPECT_EQ(problem_of(site.get("", "/api/documents/17/standing")), "document.not_found");
  EXPECT_EQ(problem_of(site.get("", "/api/documents/nothing/standing")), "document.not_found");
}

TEST_P(DocumentsTest, TheWordShowsAMaskedNameAndTheDigest) {
  const ResultDocument document = issue(filed("mother"), certificate());
  const json::object said = object_of(standing(document, document.word));
  EXPECT_EQ(said.at("people").at(0), (json::value{{"iin", "••••••••0007"}, {"name", "Ә••• Ғ••• Ө•••"}}));
  EXPECT_EQ(said.at("digest"), to_hex(sha256(to_content(document))).c_str());
  EXPECT_EQ(problem_of(standing(document, "0000-0000-0000-0000")), "request.invalid word document.wrong_word");
  EXPECT_EQ(problem_of(standing(document, "abc")), "request.invalid word document.wrong_word");
}

TEST_P(DocumentsTest, ItRunsOutAfterItsLastDay) {
  const ResultDocument document = issue(filed("mother"), certificate());
  site.bench.clock.set(*parse_rfc3339("2026-03-15T18:59:59Z"));  // 23:59:59 in Kazakhstan
  EXPECT_EQ(object_of(standing(document)).at("standing"), "valid");
  site.bench.clock.set(*parse_rfc3339("2026-03-15T19:00:00Z"));
  EXPECT_EQ(object_of(standing(document)).at("standing"), "expired");
}

TEST_P(DocumentsTest, AnOfficerOfTheAgencyRevokesItOnce) {
  const std::string id = filed("mother");
  const ResultDocument document = issue(id, certificate());
  for (const std::string_view caller : {"operator", "other officer"}) {
    EXPECT_EQ(problem_of(revoke(caller, document, kRevoked)), "right.missing") << caller;
  }
  for (const std::string_view caller : {"mother", "keeper", "bank"}) {
    EXPECT_EQ(revoke(caller, document, kRevoked).status, 403) << caller;
  }
  EXPECT_EQ(revoke("", document, kRevoked).status, 401);
  EXPECT_EQ(problem_of(revoke("officer", document, R"({"reason":"whim"})")),
            "request.invalid reason field.not_a_choice");
  EXPECT_EQ(problem_of(revoke("officer", document, R"({"said":"x"})")), "request.invalid reason field.missing");
  EXPECT_EQ(object_of(standing(document)).at("standing"), "valid");

  const Answer done = revoke("officer", document, kRevoked);
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(object_of(done).at("standing"), "revoked");
  EXPECT_EQ(problem_of(revoke("officer", document, kRevoked)), "document.already_revoked");
  ResultDocument none = document;
  none.id.value = 17;
  EXPECT_EQ(problem_of(revoke("officer", none, kRevoked)), "document.not_found");

  const Answer seen = standing(document);
  EXPECT_EQ(object_of(seen).at("revoked"),
            (json::value{{"at", to_rfc3339(site.bench.clock.now())}, {"reason", "facts_changed"}}));
  EXPECT_EQ(seen.body.find("көшіп"), std::string::npos) << "what was said is the holder's alone";
  const json::object list = object_of(site.get("mother", "/api/applications/" + id + "/documents"));
  EXPECT_EQ(list.at("documents").at(0).at("revoked").at("said"), "Сіз көшіп кеттіңіз.");
  EXPECT_EQ(site.history(document.application.value).back().kind, "document.revoked");
  EXPECT_TRUE(findings().empty());
}

TEST_P(DocumentsTest, WhatWasSaidCanBeErased) {
  const std::string id = filed("mother");
  const ResultDocument document = issue(id, certificate());
  ASSERT_EQ(revoke("officer", document, kRevoked).status, 200);
  const auto index = site.history(document.application.value).back().index;
  ASSERT_TRUE(site.bench.database->change(
      [&](db::Tx& tx) -> Result<void> { return journal::erase_personal(tx, index, "asked for"); }));
  const json::object list = object_of(site.get("mother", "/api/applications/" + id + "/documents"));
  EXPECT_EQ(list.at("documents").at(0).at("revoked").at("said"), "");
  EXPECT_TRUE(findings().empty());
}

TEST_P(DocumentsTest, StaffOpenItAsALookAndListsHoldNothingPersonal) {
  const std::string id = filed("mother");
  const ResultDocument document = issue(id, certificate());
  const std::string path = "/api/staff/applications/" + id + "/document";
  const Answer list = site.get("officer", path + "s");
  EXPECT_EQ(object_of(list).at("documents").at(0).at("number"), id_to_display(document.id.value).c_str());
  EXPECT_EQ(list.body.find("Ғайша"), std::string::npos);
  EXPECT_EQ(problem_of(site.get("other officer", path + "s")), "right.missing");
  EXPECT_EQ(problem_of(site.get("other officer", path + "?purpose=decide")), "right.missing");
  EXPECT_EQ(problem_of(site.get("officer", path)), "request.invalid purpose field.missing");
  EXPECT_TRUE(object_of(site.get("mother", "/api/looks")).at("looks").as_array().empty());

  const Answer seen = site.get("officer", path + "?purpose=decide");
  ASSERT_EQ(seen.status, 200) << seen.body;
  EXPECT_TRUE(verify_document(seen.body, document_key().verifier_key()));
  const json::array looks = object_of(site.get("mother", "/api/looks")).at("looks").as_array();
  ASSERT_EQ(looks.size(), 1u);
  EXPECT_EQ(looks[0].at("fields"), (json::value{"document"}));
}

TEST_P(DocumentsTest, ItsReceiptProvesWhatWasIssued) {
  const std::string id = filed("mother");
  const ResultDocument document = issue(id, certificate());
  site.bench.published(site.history(document.application.value).back().index + 1);
  const Answer receipt = site.get("mother", "/api/applications/" + id + "/document/receipt");
  ASSERT_EQ(receipt.status, 200) << receipt.body;
  const std::string key = site.bench.publisher->verifier_key();
  const auto verified = must(journal::verify(receipt.body, key, to_content(document)));
  EXPECT_TRUE(verified.content_checked);
  EXPECT_NE(verified.facts.find("document.issued"), std::string::npos);
}

TEST_P(DocumentsTest, TheAuditFindsWhatDoesNotFollow) {
  const std::string id = filed("mother");
  const ResultDocument first = issue(id, certificate());
  const ResultDocument second = issue(id, refusal());
  ASSERT_EQ(revoke("officer", second, kRevoked).status, 200);
  ASSERT_TRUE(findings().empty());
  const auto expect_found = [&](std::string_view sql, std::string_view back, const ResultDocument& of,
                                std::string_view what) {
    site.bench.tamper(db::Sql(std::string(sql)), {{"id", of.id.value}});
    const auto found = findings();
    ASSERT_FALSE(found.empty()) << sql;
    EXPECT_NE(found[0].what.find(what), std::string::npos) << found[0].what;
    EXPECT_NE(found[0].what.find(std::to_string(of.id.value)), std::string::npos) << found[0].what;
    site.bench.tamper(db::Sql(std::string(back)), {{"id", of.id.value}});
    ASSERT_TRUE(findings().empty()) << back;
  };
  expect_found("UPDATE document SET content = replace(content, '900315400007', '900315400804') WHERE id = $id",
               "UPDATE document SET content = replace(content, '900315400804', '900315400007') WHERE id = $id", first,
               "content is not what its digest");
  expect_found("UPDATE document SET issued_index = issued_index - 1 WHERE id = $id",
               "UPDATE document SET issued_index = issued_index + 1 WHERE id = $id", first, "no such issue");
  expect_found("UPDATE document SET application = application + 1 WHERE id = $id",
               "UPDATE document SET application = application - 1 WHERE id = $id", first, "another document's");
  expect_found("UPDATE document SET revocation_reason = 'court' WHERE id = $id",
               "UPDATE document SET revocation_reason = 'facts_changed' WHERE id = $id", second, "does not follow");
  site.bench.tamper(
      db::Sql("UPDATE document SET revoked_at_ms = NULL, revocation_reason = NULL, revoked_index = NULL"));
  ASSERT_EQ(findings().size(), 1u);
  EXPECT_NE(findings()[0].what.find("row does not say so"), std::string::npos);
  site.bench.tamper(db::Sql("DELETE FROM document"));
  EXPECT_EQ(findings().size(), 3u) << "two issues and a revocation without their documents";
}

TEST_P(DocumentsTest, TheKeyIsMadeBeforeTheFirstDocumentOnly) {
  const db::testing::TempFolder folder;
  const auto file = folder.path() / "documents.key";
  const auto open = [&](const std::filesystem::path& place, std::string name = "q.example/documents") {
    return open_document_key(*site.bench.database, place, std::move(name), site.bench.random);
  };
  const std::string made = must(open(file)).verifier_key();
  EXPECT_EQ(must(open(file)).verifier_key(), made);
  EXPECT_EQ(std::filesystem::status(file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_EQ(open(file, "two words").error().key, "journal.bad_origin");
  EXPECT_EQ(open(file, std::string(201, 'x')).error().key, "journal.bad_origin");
  issue(filed("mother"), certificate());
  EXPECT_EQ(must(open(file)).verifier_key(), made);
  EXPECT_EQ(open(folder.path() / "lost.key").error().key, "journal.bad_key");
}

TEST_P(DocumentsTest, TheKeyIsPublic) {
  EXPECT_EQ(site.get("", "/api/documents/key").body, document_key().verifier_key() + "\n");
}

INSTANTIATE_TEST_SUITE_P(Engines, DocumentsTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return std::string(db::testing::to_word(info.param)); });

}  // namespace
}  // namespace qyzmet::applications
