#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "base/file.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/testing.hpp"

namespace qyzmet::catalogue {
namespace {

using testing::kSource;

struct Query {
  std::string typed;
  std::string service;
};

std::vector<Query> queries() {
  std::vector<Query> all;
  std::istringstream lines(*read_file(kSource / "tests/queries.txt", 1 << 20));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#') continue;
    constexpr std::string_view kBetween = " | ";
    const auto between = line.find(kBetween);
    EXPECT_NE(between, std::string::npos) << line;
    all.push_back({line.substr(0, between), line.substr(between + kBetween.size())});
  }
  return all;
}

/// Goal: what people type leads them to what they mean. Method: tests/queries.txt, 60 queries written from how people
/// speak, each with the service that is meant; it must be among the first three for all, and first for four in five,
/// in whichever language the pages are shown.
TEST(Queries, LeadToTheServiceThatIsMeant) {
  const Country country = *Country::load(kSource / "data/kz");
  const Catalogue catalogue = *Catalogue::load(kSource / "services", country);
  const auto all = queries();
  ASSERT_EQ(all.size(), 60u);
  for (const Lang lang : {Lang::kk, Lang::ru, Lang::en}) {
    std::size_t first = 0;
    for (const Query& query : all) {
      ASSERT_NE(catalogue.find(query.service), nullptr) << query.service;
      const auto hits = catalogue.search(query.typed, lang);
      const auto found =
          std::ranges::find(hits, query.service, [](const auto& hit) { return hit.service->definition.id; });
      const auto place = found - hits.begin();
      std::string shown;
      for (const auto& hit : hits) {
        shown +=
            "\n  " + std::to_string(hit.score) + " " + hit.service->definition.id + " by " + std::string(hit.matched);
      }
      EXPECT_TRUE(found != hits.end() && place < 3) << query.typed << " is not among the first three:" << shown;
      if (place == 0 && !hits.empty()) ++first;
      if (place != 0)
        std::printf("%s: %s is not the first%s\n", to_code(lang).data(), query.typed.c_str(), shown.c_str());
    }
    EXPECT_GE(first * 5, all.size() * 4) << to_code(lang);
    std::printf("%s: %zu of %zu are found first\n", to_code(lang).data(), first, all.size());
  }
}

/// What the pages take for found (web/src/pages/home/Search.svelte), and api/openapi.yaml names.
constexpr double kSure = 0.5;

/// Goal: a service that is not here is not mistaken for another. Method: what people look for in vain, and the queries
/// of tests/queries.txt, of which most must still count as found.
TEST(Queries, WhatIsNotHereIsNotTakenForFound) {
  const Country country = *Country::load(kSource / "data/kz");
  const Catalogue catalogue = *Catalogue::load(kSource / "services", country);
  for (const Lang lang : {Lang::kk, Lang::ru, Lang::en}) {
    for (const std::string typed : {"зейнетақы алу", "паспорт жоғалтып алдым", "жол жүру билеті", "оформить пенсию",
                                    "пособие по безработице", "hunting licence", "лицензия на оружие"}) {
      const auto hits = catalogue.search(typed, lang);
      const double best = hits.empty() ? 0 : hits.front().score;
      EXPECT_LT(best, kSure) << typed << " " << to_code(lang);
    }
    const auto all = queries();
    const auto sure = std::ranges::count_if(all, [&](const Query& query) {
      const auto hits = catalogue.search(query.typed, lang);
      return !hits.empty() && hits.front().score >= kSure;
    });
    EXPECT_GE(sure, 40) << to_code(lang);
  }
}

TEST(Queries, FindEveryMeasureOfStateSupportByItsKind) {
  const Country country = *Country::load(kSource / "data/kz");
  const Catalogue catalogue = *Catalogue::load(kSource / "services", country);
  for (const std::string typed :
       {"мера поддержки", "меры господдержки", "қолдау шарасы", "мемлекеттік қолдау", "state support"}) {
    const auto hits = catalogue.search(typed, Lang::ru);
    ASSERT_FALSE(hits.empty()) << typed;
    EXPECT_EQ(hits.front().service->definition.kind, ServiceKind::support_measure) << typed;
  }
}

}  // namespace
}  // namespace qyzmet::catalogue
