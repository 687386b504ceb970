// The folders tests/definitions/bad and good: every bad file is refused for what its first line says, and for nothing
// else; every good one is accepted. A new kind of mistake goes there first.
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "base/file.hpp"
#include "base/json.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/testing.hpp"

namespace qyzmet::catalogue {
namespace {

using testing::kSource;
using testing::kazakhstan;

const std::filesystem::path kFolder = kSource / "tests/definitions";

std::string detail(const Error& error, std::string_view name) {
  for (const auto& [key, value] : error.details) {
    if (key == name) return value;
  }
  return "";
}

/// "key line N", all that is wrong in their order, with commas.
std::string said(const Checked& checked) {
  std::string all;
  for (const Error& error : checked.errors) {
    all += (all.empty() ? "" : ", ") + error.key + " line " + detail(error, "line");
  }
  return all;
}

std::string expected(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  const std::string_view mark = "# expect: ";
  EXPECT_TRUE(line.starts_with(mark)) << file;
  return line.substr(std::min(line.size(), mark.size()));
}

TEST(DefinitionsFolder, EveryBadOneIsRefusedForWhatItSays) {
  const auto files = service_files(kFolder / "bad");
  ASSERT_TRUE(files);
  for (const auto& file : *files) {
    if (file.parent_path() != kFolder / "bad") continue;
    EXPECT_EQ(said(check_files({file}, kFolder / "good", kazakhstan())), expected(file)) << file;
  }
  EXPECT_GE(files->size(), 90u);
}

TEST(DefinitionsFolder, ServicesThatContainEachOtherAreRefused) {
  const Checked checked = check_files({kFolder / "bad/around"}, {}, kazakhstan());
  EXPECT_EQ(said(checked), "definition.service_cycle line 17, definition.service_cycle line 17");
  ASSERT_FALSE(checked.errors.empty());
  EXPECT_EQ(detail(checked.errors[0], "name"), "kz.a → kz.b → kz.a");
}

TEST(DefinitionsFolder, EveryMistakeOfAFileIsSaidAtOnce) {
  const auto files = service_files(kFolder / "bad");
  ASSERT_TRUE(files);
  auto text = *read_file(kFolder / "bad/step_unreached.yaml", kMostBytes);
  text.replace(text.find("when: married = true"), 20, "when: wed = true");
  text.replace(text.find("signer: spouse_iin"), 18, "signer: home");
  const auto errors = definition_errors(text, "a.yaml", kazakhstan());
  ASSERT_EQ(errors.size(), 2u);
  EXPECT_EQ(errors[0].key, "definition.nobody_asks");
  EXPECT_EQ(errors[1].key, "definition.not_an_iin");
  EXPECT_EQ(detail(errors[1], "file"), "a.yaml");
}

/// Goal: a server starts with what an earlier program published, and what runs on it runs on.
TEST(DefinitionsFolder, WhatWasPublishedBeforeIsRead) {
  for (const std::string name : {"decision_input_too_narrow", "document_row_decision_not_taken", "fee_too_much",
                                 "hidden_characters", "steps_in_circles"}) {
    const auto text = read_file(kFolder / "bad" / (name + ".yaml"), kMostBytes);
    ASSERT_TRUE(text) << name;
    EXPECT_FALSE(parse_definition(*text, "a.yaml", kazakhstan())) << name;
    EXPECT_TRUE(parse_published(*text, "a.yaml", kazakhstan())) << name;
  }
  const auto broken = read_file(kFolder / "bad/step_unreached.yaml", kMostBytes);
  EXPECT_FALSE(parse_published(*broken, "a.yaml", kazakhstan())) << "never published";
}

TEST(DefinitionsFolder, GoodOnesAreAccepted) {
  const Checked checked = check_files({kFolder / "good"}, {}, kazakhstan());
  EXPECT_EQ(said(checked), "");
  EXPECT_EQ(checked.files, 4u);
  const Checked alone = check_files({kFolder / "good/everything.yaml"}, {}, kazakhstan());
  EXPECT_EQ(said(alone), "definition.no_such_part line 217");
  EXPECT_EQ(said(check_files({kSource / "services"}, {}, kazakhstan())), "");
  EXPECT_EQ(said(check_files({kFolder / "none.yaml"}, {}, kazakhstan())), "file.cannot_read line ");
}

TEST(DefinitionsFolder, AllOfAProcessIsInItsJson) {
  const auto text = read_file(kFolder / "good/everything.yaml", kMostBytes);
  const auto definition = parse_definition(*text, "everything.yaml", kazakhstan());
  ASSERT_TRUE(definition) << definition.error().key;
  const json::value process = *parse_json(to_process_json(*definition));
  EXPECT_EQ(process.at("decisions").as_array().size(), 3u);
  EXPECT_EQ(process.at("decisions").at(0).at("rules").at(0).at("tests").at(0), ">= 4");
  EXPECT_EQ(process.at("decisions").at(0).at("outputs").at(1).at("texts").at("not_known").at("en"),
            "The register knows of no children.");
  EXPECT_EQ(canonical_json(process.at("evidence").at(1).at("within")), R"({"working_days":2})");
  EXPECT_EQ(process.at("steps").at(2).at("actions").at(2).at("to"), "waiting_for_applicant");
  EXPECT_EQ(process.at("steps").at(2).at("actions").at(2).at("needs_reason"), true);
  EXPECT_EQ(process.at("steps").at(5).at("ask").at(1).at("value"), "account");
  EXPECT_EQ(process.at("document").at("rows").as_array().size(), 6u);
  EXPECT_EQ(process.at("proactive_on"), "birth.registered");
  EXPECT_EQ(process.at("suspends"), false);
  const json::value whole = *parse_json(to_json(*definition));
  EXPECT_EQ(canonical_json(whole.at("pages").at(1).at("when")), R"({"equals":true,"question":"married"})");
  EXPECT_TRUE(whole.at("pages").at(2).at("when").as_object().contains("rule"));
  EXPECT_EQ(canonical_json(whole.at("pages").at(2).at("when").at("uses")), R"(["place","region"])");
}

TEST(DefinitionsFolder, AMeasureSaysWhatItGivesAndWhoHasIt) {
  const auto text = read_file(kFolder / "good/measure.yaml", kMostBytes);
  const auto definition = parse_definition(*text, "measure.yaml", kazakhstan());
  ASSERT_TRUE(definition) << definition.error().key;
  EXPECT_EQ(definition->agency_by, "region");
  const json::value whole = *parse_json(to_json(*definition));
  EXPECT_EQ(whole.at("kind"), "support_measure");
  const json::value& support = whole.at("support");
  EXPECT_EQ(support.at("form"), "grant");
  EXPECT_EQ(support.at("certainty"), "assumed");
  EXPECT_EQ(support.at("most").at("tiyn"), 500'000'000);
  EXPECT_EQ(support.at("most").at("note").at("en"), "Once a year");
  EXPECT_EQ(support.at("conditions").at(0).at("text").at("en"), "A new idea");
  EXPECT_EQ(parse_json(to_summary_json(*definition))->at("kind"), "support_measure");
  const auto guarantee = read_file(kSource / "services/kz/credit-guarantee.yaml", kMostBytes);
  const json::value shown = *parse_json(to_json(*parse_definition(*guarantee, "credit-guarantee.yaml", kazakhstan())));
  EXPECT_EQ(canonical_json(shown.at("support").at("most")), R"({"unknown":true})");
  EXPECT_TRUE(shown.at("support").at("conditions").as_array().empty());
}

/// Whatever can be said of a mistake is said in all three languages, with nothing left to fill in.
TEST(DefinitionsFolder, EveryMistakeHasWords) {
  const auto words = parse_json(*read_file(kSource / "data/words.json", kMostBytes));
  ASSERT_TRUE(words);
  const auto files = service_files(kFolder / "bad");
  std::set<std::string> keys;
  for (const auto& file : *files) {
    for (const Error& error : check_files({file}, kFolder / "good", kazakhstan()).errors) {
      keys.insert(error.key);
      const auto* texts = words->get_object().if_contains(error.key);
      ASSERT_NE(texts, nullptr) << error.key;
      for (const auto& text : texts->get_object()) {
        std::string said(text.value().get_string());
        for (const auto& [name, value] : error.details) {
          for (const std::string& place : {"{" + name + "}", "{type:" + name + "}"}) {
            if (const auto at = said.find(place); at != std::string::npos) said.replace(at, place.size(), value);
          }
        }
        EXPECT_EQ(said.find('{'), std::string::npos) << error.key << ": " << said << " in " << file;
      }
    }
  }
  // Of the finder, and of publishing: what no file can be refused for by itself.
  const std::set<std::string_view> elsewhere = {"definition.no_such_service",   "definition.changed_meanwhile",
                                                "definition.mistakes",          "definition.part_retired",
                                                "definition.rehearsal_busy",    "definition.standing_ahead",
                                                "definition.standing_needs_entry", "definition.version_differs",
                                                "definition.version_not_higher", "definition.version_too_high"};
  for (const auto& member : words->get_object()) {
    const std::string_view key = member.key();
    if (!key.starts_with("definition.") || elsewhere.contains(key)) continue;
    EXPECT_TRUE(keys.contains(std::string(key))) << key << ": no file in tests/definitions/bad is refused for it";
  }
}

}  // namespace
}  // namespace qyzmet::catalogue
