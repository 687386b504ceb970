// Versions side by side: at start, published meanwhile, retired, and after a restart; on both engines.
#include "catalogue/publishing.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <stdexcept>

#include "catalogue/catalogue.hpp"
#include "catalogue/differences.hpp"
#include "catalogue/preview.hpp"
#include "catalogue/testing.hpp"
#include "journal/testing.hpp"

namespace qyzmet::catalogue {
namespace {

using testing::kSource;

const Country& country_without_finder() {
  static const Country country = [] {
    Country country = *Country::load(kSource / "data/kz");
    country.finder.reset();  // it leads to services that are not here
    return country;
  }();
  return country;
}

/// A service with one question; `steps` may name a part.
std::string yaml(std::string_view id, int version, std::string_view title = "c", std::string_view more = "") {
  return "service: " + std::string(id) + "\nversion: " + std::to_string(version) +
         "\ncode: null\ntitle: {kk: a, ru: b, en: " + std::string(title) +
         "}\nagency: kz.mvd\n"
         "deadline: {working_days: 3, certainty: sourced, source: law}\n"
         "fee: {mrp: 0, certainty: sourced, source: law}\n"
         "result: {kk: a, ru: b, en: c}\n"
         "pages:\n  - id: p\n    title: {kk: a, ru: b, en: c}\n    questions:\n"
         "      - {id: when, kind: date, title: {kk: a, ru: b, en: c}}\n" +
         std::string(more) +
         "steps:\n  - id: look\n    by: officer\n    title: {kk: a, ru: b, en: c}\n    within: {working_days: 1}\n"
         "    actions:\n      - {id: grant, title: {kk: a, ru: b, en: c}, to: granted}\n"
         "      - {id: refuse, title: {kk: a, ru: b, en: c}, to: refused}\n";
}

/// A service whose first step is the service `part`.
std::string whole(std::string_view id, int version, std::string_view part) {
  std::string text = yaml(id, version);
  return text.substr(0, text.find("steps:")) +
         "steps:\n  - id: first\n    by: service\n    service: " + std::string(part) +
         "\n    title: {kk: a, ru: b, en: c}\n    then: {granted: granted, refused: refused}\n";
}

std::string key_of(const auto& result) { return result ? "" : result.error().key; }

class PublishingTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  PublishingTest() : bench(GetParam()) {
    put("a.yaml", yaml("kz.a", 1));
    put("b.yaml", yaml("kz.b", 1));
    bench.open_database();
    start();
  }
  void put(const std::string& name, const std::string& text) {
    std::ofstream(folder.path() / name, std::ios::trunc) << text;
  }
  /// Reads folder and database, as a start does; the key of why not.
  std::string take_up() {
    auto loaded = Catalogue::load(folder.path(), country_without_finder());
    if (!loaded) return loaded.error().key;
    catalogue = *std::move(loaded);
    publishing.emplace(catalogue, country_without_finder());
    return key_of(publishing->take_up(*bench.database));
  }
  void start() {
    ASSERT_EQ(take_up(), "");
    bench.log = journal::Log::create();
    ASSERT_TRUE(bench.database->start(*bench.log));
    ASSERT_TRUE(publishing->store_new(*bench.database));
  }
  void restart() {
    bench.stop();
    bench.open_database();
    start();
  }
  Result<std::shared_ptr<const Publication>> prepare(const std::string& text) {
    Result<std::shared_ptr<const Publication>> prepared;
    bench.database->read(
        [&](db::Snapshot& snapshot) { prepared = publishing->prepare(snapshot, text, "f.yaml", "why"); });
    return prepared;
  }
  Inspection inspect(const std::string& text) {
    Inspection inspection;
    bench.database->read([&](db::Snapshot& snapshot) { inspection = publishing->inspect(snapshot, text, "f.yaml"); });
    return inspection;
  }
  std::string publish(const std::string& text) {
    auto prepared = prepare(text);
    return prepared ? publish(**prepared) : prepared.error().key;
  }
  std::string publish(const Publication& publication) {
    return key_of(bench.database->change([&](db::Tx& tx) -> Result<void> {
      TRY(publishing->publish(tx, "staff:7", publication));
      return {};
    }));
  }
  std::string set_retired(const std::string& service, bool retired) {
    Result<std::shared_ptr<const StandingChange>> prepared;
    bench.database->read(
        [&](db::Snapshot& snapshot) { prepared = publishing->prepare_standing(snapshot, service, retired, "why"); });
    if (!prepared) return prepared.error().key;
    return key_of(bench.database->change([&](db::Tx& tx) -> Result<void> {
      TRY(publishing->change_standing(tx, "staff:7", **prepared));
      return {};
    }));
  }
  int version(std::string_view id) {
    const Service* service = catalogue.find(id);
    return service == nullptr ? 0 : service->definition.version;
  }
  std::string audited() {
    journal::AuditReport report;
    audit(*bench.database, report);
    std::string all;
    for (const auto& finding : report.findings) all += finding.what + '\n';
    return all;
  }
  std::vector<std::string> kinds() {
    std::vector<std::string> all;
    bench.database->read([&](db::Snapshot& snapshot) {
      for (const auto& event : journal::events(snapshot, 0, 100)) all.push_back(event.kind);
    });
    return all;
  }

  db::testing::TempFolder folder;
  journal::testing::Bench bench;
  Catalogue catalogue;
  std::optional<Publishing> publishing;
};

TEST_P(PublishingTest, WhatTheFolderHasIsStoredOnce) {
  EXPECT_EQ(kinds(), std::vector<std::string>(2, "service.published"));
  restart();
  EXPECT_EQ(kinds().size(), 2u);
  EXPECT_EQ(audited(), "");
}

TEST_P(PublishingTest, APublishedVersionIsShownAtOnceAndTheOldOneStays) {
  const Service* old = catalogue.find("kz.a");
  EXPECT_EQ(publish(yaml("kz.a", 2, "new title")), "");
  EXPECT_EQ(version("kz.a"), 2);
  EXPECT_EQ(catalogue.find("kz.a", 1), old) << "what was handed out stays";
  EXPECT_EQ(old->definition.title.en, "c");
  EXPECT_EQ(catalogue.versions("kz.a").size(), 2u);
  ASSERT_FALSE(catalogue.search("new title", Lang::en).empty());
  EXPECT_EQ(catalogue.search("new title", Lang::en)[0].service->definition.version, 2);
  EXPECT_EQ(publish(yaml("kz.new", 1)), "");
  EXPECT_EQ(version("kz.new"), 1);
  EXPECT_EQ(audited(), "");
}

TEST_P(PublishingTest, EverythingIsThereAfterARestart) {
  EXPECT_EQ(publish(yaml("kz.a", 2, "new title")), "");
  EXPECT_EQ(publish(yaml("kz.new", 5)), "");
  EXPECT_EQ(set_retired("kz.b", true), "");
  std::filesystem::remove(folder.path() / "b.yaml");
  restart();
  EXPECT_EQ(version("kz.a"), 2);
  ASSERT_NE(catalogue.find("kz.a", 1), nullptr);
  EXPECT_EQ(version("kz.new"), 5);
  EXPECT_EQ(version("kz.b"), 1) << "the folder no longer has it";
  EXPECT_TRUE(catalogue.is_retired("kz.b"));
  EXPECT_EQ(publish(yaml("kz.a", 3)), "") << "and publishing goes on from there";
  EXPECT_EQ(audited(), "");
}

TEST_P(PublishingTest, AVersionThatDiffersIsRefusedAtStartACommentIsNot) {
  bench.stop();
  bench.open_database();
  put("a.yaml", "# only a comment\n" + yaml("kz.a", 1, "\"c\""));
  EXPECT_EQ(take_up(), "");
  put("a.yaml", yaml("kz.a", 1, "d"));
  EXPECT_EQ(take_up(), "definition.version_differs");
  put("a.yaml", yaml("kz.a", 2, "d"));
  start();
  EXPECT_EQ(version("kz.a"), 2);
  EXPECT_NE(catalogue.find("kz.a", 1), nullptr) << "from the database";
}

TEST_P(PublishingTest, MistakesAreSaidAllAtOnceWithTheirLines) {
  const auto refused = prepare(yaml("kz.a", 1, "c", "figures: [nothing]\n"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().key, "definition.mistakes");
  ASSERT_EQ(refused.error().fields.size(), 1u);
  EXPECT_EQ(refused.error().fields[0].path, "definition:14");
  EXPECT_EQ(refused.error().fields[0].key, "definition.bad_value");

  const Inspection high = inspect(yaml("kz.a", 1002));
  ASSERT_EQ(high.mistakes.size(), 1u);
  EXPECT_EQ(high.mistakes[0].key, "definition.version_too_high") << "the numbers would be used up";
  const Inspection low = inspect(yaml("kz.a", 1));
  ASSERT_EQ(low.mistakes.size(), 1u);
  EXPECT_EQ(low.mistakes[0].key, "definition.version_not_higher");
  EXPECT_EQ(low.mistakes[0].details[1], (std::pair<std::string, std::string>("line", "2")));
  EXPECT_TRUE(low.service) << "and can be looked at all the same";
  EXPECT_EQ(publish(whole("kz.whole", 1, "kz.nothing")), "definition.mistakes");
  EXPECT_EQ(kinds().size(), 2u);
}

TEST_P(PublishingTest, OfTwoThatWerePreparedTogetherOneIsTold) {
  const auto one = prepare(yaml("kz.a", 2));
  const auto other = prepare(yaml("kz.b", 2));
  ASSERT_TRUE(one && other);
  EXPECT_EQ(publish(**one), "");
  EXPECT_EQ(publish(**other), "definition.changed_meanwhile");
  EXPECT_EQ(version("kz.a"), 2);
  EXPECT_EQ(version("kz.b"), 1);
}

TEST_P(PublishingTest, AChangeThatFailsShowsNothing) {
  const auto prepared = prepare(yaml("kz.a", 2));
  ASSERT_TRUE(prepared);
  EXPECT_FALSE(bench.database->change([&](db::Tx& tx) -> Result<void> {
    TRY(publishing->publish(tx, "staff:7", **prepared));
    return fail(Code::conflict, "test.refused");
  }));
  EXPECT_EQ(version("kz.a"), 1);
  EXPECT_EQ(publish(**prepared), "");
}

/// Goal: a publication whose commit had an unknown outcome blocks nothing. Method: another catalogue on the same
/// database publishes; to this one it looks as if its own commit was kept, and what hung on it never ran.
TEST_P(PublishingTest, WhatWasKeptAndNotShownIsShownBeforeTheNextPublication) {
  Catalogue other = *Catalogue::load(folder.path(), country_without_finder());
  std::swap(other, catalogue);
  Publishing lost(catalogue, country_without_finder());
  ASSERT_TRUE(lost.take_up(*bench.database));
  EXPECT_EQ(publish(yaml("kz.a", 2, "kept")), "");
  EXPECT_EQ(set_retired("kz.b", true), "");
  std::swap(other, catalogue);
  EXPECT_EQ(version("kz.a"), 1);
  EXPECT_EQ(publish(yaml("kz.new", 1)), "") << "not refused as changed meanwhile";
  EXPECT_EQ(version("kz.new"), 1);
  EXPECT_EQ(version("kz.a"), 2);
  EXPECT_EQ(catalogue.find("kz.a")->definition.title.en, "kept");
  EXPECT_TRUE(catalogue.is_retired("kz.b"));
  EXPECT_EQ(set_retired("kz.b", false), "");
  EXPECT_EQ(audited(), "");
}

TEST_P(PublishingTest, CatchingUpLeavesWhatIsShown) {
  EXPECT_EQ(publish(yaml("kz.a", 2, "new title")), "");
  const Service* shown = catalogue.find("kz.a");
  const std::int64_t as_of = catalogue.as_of();
  bench.database->read([&](db::Snapshot& snapshot) { EXPECT_TRUE(publishing->catch_up(snapshot)); });
  EXPECT_EQ(catalogue.find("kz.a"), shown);
  EXPECT_EQ(catalogue.as_of(), as_of);
  EXPECT_FALSE(catalogue.show({.index = catalogue.index(), .base = as_of - 1}, as_of + 1)) << "made from older ones";
  EXPECT_EQ(catalogue.as_of(), as_of);
}

TEST_P(PublishingTest, RetiredAndRestored) {
  EXPECT_EQ(set_retired("kz.nothing", true), "service.not_found");
  EXPECT_EQ(set_retired("kz.a", false), "service.not_retired");
  EXPECT_EQ(set_retired("kz.a", true), "");
  EXPECT_TRUE(catalogue.is_retired("kz.a"));
  EXPECT_EQ(version("kz.a"), 1) << "it is shown";
  EXPECT_EQ(set_retired("kz.a", true), "service.retired");
  EXPECT_EQ(publish(whole("kz.whole", 1, "kz.a")), "definition.mistakes") << "a part must take applications";
  EXPECT_EQ(set_retired("kz.a", false), "");
  EXPECT_FALSE(catalogue.is_retired("kz.a"));
  EXPECT_EQ(publish(whole("kz.whole", 1, "kz.a")), "");
  EXPECT_EQ(set_retired("kz.a", true), "service.needed");
  EXPECT_EQ(audited(), "");
}

TEST_P(PublishingTest, TheAuditFindsWhatWasTamperedWith) {
  static const db::Sql kText("UPDATE service_version SET definition = 'a: b' WHERE service = 'kz.a'");
  static const db::Sql kGone("DELETE FROM service_version WHERE service = 'kz.b'");
  bench.tamper(kText);
  EXPECT_NE(audited().find("kz.a: its text is not what its digest stands for"), std::string::npos);
  bench.tamper(kGone);
  EXPECT_NE(audited().find("the event has no row"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(engines, PublishingTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

TEST(FormChanges, GoneFirstThenAsTheyAreAsked) {
  const auto since = *parse_definition(yaml("kz.a", 1), "a", country_without_finder());
  auto text = yaml("kz.a", 2, "c",
                   "      - {id: name, kind: text, max_length: 9, title: {kk: a, ru: b, en: c}}\n"
                   "      - id: cars\n        title: {kk: a, ru: b, en: c}\n        repeat:\n          min: 0\n"
                   "          max: 3\n          fields:\n"
                   "            - {id: plate, kind: text, max_length: 9, title: {kk: a, ru: b, en: c}}\n");
  const auto now = parse_definition(text, "b", country_without_finder()).value();
  EXPECT_TRUE(form_changes(since, since).empty());
  std::string said;
  for (const auto& one : form_changes(since, now)) said += one.question + ' ' + std::string(to_word(one.kind)) + ';';
  EXPECT_EQ(said, "name added;cars added;cars.plate added;");
  said.clear();
  for (const auto& one : form_changes(now, since)) said += one.question + ' ' + std::string(to_word(one.kind)) + ';';
  EXPECT_EQ(said, "name gone;cars gone;cars.plate gone;");
  text.replace(text.find("max_length: 9"), 13, "max_length: 8");
  const auto later = parse_definition(text, "b", country_without_finder()).value();
  ASSERT_EQ(form_changes(now, later).size(), 1u);
  EXPECT_EQ(form_changes(now, later)[0].kind, FormChange::Kind::changed);
}

TEST(Preview, SaysWhatChangesByPath) {
  const auto before = *parse_definition(yaml("kz.a", 1), "a", country_without_finder());
  const auto after = *parse_definition(yaml("kz.a", 2, "new"), "b", country_without_finder());
  const json::object preview = preview_of(after, &before);
  std::string said;
  for (const auto& one : preview.at("changes").as_array()) said += std::string(one.at("path").as_string()) + ' ';
  EXPECT_EQ(said, "version title.en ");
  EXPECT_TRUE(preview.at("form_changes").as_array().empty());
  EXPECT_TRUE(preview_of(after, nullptr).at("changes").is_null());
}

TEST(Preview, ShowsConditionsAsTheirFileWritesThem) {
  const auto text = [](int version, std::string_view when) {
    return yaml("kz.a", version, "c",
                "      - {id: name, kind: text, max_length: 9, title: {kk: a, ru: b, en: c}}\n"
                "      - {id: other, kind: text, max_length: 9, title: {kk: a, ru: b, en: c}, when: " +
                    std::string(when) + "}\n");
  };
  const auto before = parse_definition(text(1, "name != null"), "a", country_without_finder());
  const auto after = parse_definition(text(2, "name = null"), "b", country_without_finder());
  ASSERT_TRUE(before && after);
  std::string said;
  const json::object preview = preview_of(*after, &*before);
  for (const auto& one : preview.at("changes").as_array()) {
    if (!one.at("path").as_string().ends_with(".when")) continue;
    said += json::serialize(one.at("before")) + ' ' + json::serialize(one.at("after"));
  }
  EXPECT_EQ(said, R"("name != null" "name = null")");
}

TEST(Preview, TellsConditionsByPlace) {
  const auto text =
      yaml("kz.a", 1, "c",
           "      - {id: name, kind: text, max_length: 9, title: {kk: a, ru: b, en: c}, when: when != null}\n"
           "      - id: cars\n        title: {kk: a, ru: b, en: c}\n        repeat:\n          min: 0\n"
           "          max: 3\n          fields:\n"
           "            - {id: plate, kind: text, max_length: 9, title: {kk: a, ru: b, en: c}}\n"
           "            - {id: seats, kind: number, title: {kk: a, ru: b, en: c}, when: plate != null}\n"
           "  - id: q\n    title: {kk: a, ru: b, en: c}\n    when: name = \"x\"\n    questions:\n"
           "      - {id: p, kind: date, title: {kk: a, ru: b, en: c}}\n");
  const auto definition = parse_definition(text, "a", country_without_finder());
  ASSERT_TRUE(definition) << definition.error().key;
  const json::object preview = preview_of(*definition, nullptr);
  EXPECT_EQ(preview.at("conditions"),
            json::parse(R"({"p.name": "when != null", "p.cars.seats": "plate != null", "q": "name = \"x\""})"));
}

TEST(Preview, MissesNeitherFiguresNorWhoseLocalBody) {
  const auto read = [](int version, std::string_view more) {
    std::string text = yaml("kz.a", version, "c", "      - {id: place, kind: region, title: {kk: a, ru: b, en: c}}\n");
    text.replace(text.find("kz.mvd"), 6, "kz.mio").append(more);
    return parse_definition(text, "a", country_without_finder());
  };
  const auto before = read(1, "");
  const auto after = read(2, "figures: [place]\nagency_by: place\nkeywords: {kk: [x], ru: [], en: []}\n");
  ASSERT_TRUE(before) << before.error().key;
  ASSERT_TRUE(after) << after.error().key;
  const auto said = [](const Definition& now, const Definition& last) {
    const json::object preview = preview_of(now, &last);
    std::string all;
    for (const auto& one : preview.at("changes").as_array()) {
      if (one.at("path").as_string() == "version") continue;
      all += std::string(one.at("path").as_string()) + ' ' + json::serialize(one.at("before")) + ' ' +
             json::serialize(one.at("after")) + ';';
    }
    return all;
  };
  EXPECT_EQ(said(*after, *before), R"(agency_by null "place";figures null ["place"];keywords.kk.1 null "x";)");
  EXPECT_EQ(said(*before, *after), R"(keywords.kk.1 "x" null;agency_by "place" null;figures ["place"] null;)");
}

TEST(Differences, EntriesGoByTheirNamesAndNothingIsEndless) {
  const auto before = json::parse(R"({"a":[{"id":"x","t":1},{"id":"y","t":2}],"b":[1,2],"c":3})");
  const auto after = json::parse(R"({"a":[{"id":"y","t":5},{"id":"z"}],"b":[1],"c":3})");
  std::string said;
  for (const auto& one : differences(before, after, 9)) {
    said += one.path + ' ' + json::serialize(one.before) + ' ' + json::serialize(one.after) + '\n';
  }
  EXPECT_EQ(said,
            "a.y.t 2 5\na.z null {\"id\":\"z\"}\na.x {\"id\":\"x\",\"t\":1} null\nb.2 2 null\n");
  EXPECT_EQ(differences(before, after, 2).size(), 2u);
}

}  // namespace
}  // namespace qyzmet::catalogue
