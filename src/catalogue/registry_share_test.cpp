#include "catalogue/registry_share.hpp"

#include <gtest/gtest.h>

namespace qyzmet::catalogue {
namespace {

Instant at(std::string_view text) { return *parse_rfc3339(text); }

Passage passage(Stage stage, std::string_view entered, std::string_view left = "") {
  Passage made{.stage = stage, .entered = at(entered)};
  if (!left.empty()) made.left = at(left);
  return made;
}

std::string text_of(const std::vector<SharePoint>& points) {
  std::string text;
  for (const auto& point : points)
    text += to_iso(point.on) + " " + std::to_string(point.digitised) + "/" + std::to_string(point.known) + "\n";
  return text;
}

TEST(RegistryShare, HasItsDenominatorAtTheEndOfEachMonthAndNow) {
  const std::vector<Passage> passages = {
      passage(Stage::registered, "2026-01-10T06:00:00Z"),
      // Found in February, digitised in March.
      passage(Stage::found, "2026-02-10T06:00:00Z", "2026-03-02T06:00:00Z"),
      passage(Stage::digitised, "2026-03-02T06:00:00Z"),
      // Dismissed in March: from then on it is in no stage.
      passage(Stage::found, "2026-02-20T06:00:00Z", "2026-03-03T06:00:00Z"),
      // Retired in February.
      passage(Stage::online_only, "2026-01-10T06:00:00Z", "2026-02-11T06:00:00Z"),
      passage(Stage::retired, "2026-02-11T06:00:00Z"),
  };
  EXPECT_EQ(text_of(share_over_time(passages, at("2026-03-05T06:00:00Z"), 300, 36)),
            "2026-01-31 2/2\n2026-02-28 1/3\n2026-03-05 2/2\n");
}

TEST(RegistryShare, AMonthEndsAtTheCountrysMidnight) {
  // 23:30 on 31 January in Kazakhstan, and half an hour into February.
  const std::vector<Passage> passages = {passage(Stage::found, "2026-01-31T18:30:00Z"),
                                         passage(Stage::found, "2026-01-31T19:30:00Z")};
  EXPECT_EQ(text_of(share_over_time(passages, at("2026-02-01T06:00:00Z"), 300, 36)),
            "2026-01-31 0/1\n2026-02-01 0/2\n");
}

TEST(RegistryShare, TheOldestMonthsFallAway) {
  const std::vector<Passage> passages = {passage(Stage::found, "2020-01-31T18:30:00Z")};
  EXPECT_EQ(share_over_time(passages, at("2026-02-01T06:00:00Z"), 300, 3).size(), 4u);
}

TEST(RegistryShare, NothingIsKnownOfNothing) {
  EXPECT_EQ(text_of(share_over_time({}, at("2026-02-01T06:00:00Z"), 300, 36)), "2026-02-01 0/0\n");
}

}  // namespace
}  // namespace qyzmet::catalogue
