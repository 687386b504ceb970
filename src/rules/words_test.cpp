#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "base/json.hpp"

// Goal: every fault of this module has its words. Method: the word keys that stand in its sources, literally, and those
// of data/words.json are the same.
namespace qyzmet::rules {
namespace {

std::string read_all(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

TEST(RulesWords, EveryKeyHasWordsAndAllWordsHaveAKey) {
  std::set<std::string> used;
  const std::regex key("\"((?:rules|dmn)\\.[a-z0-9_]+)\"");
  for (const auto& entry : std::filesystem::directory_iterator(QYZMET_SOURCE_DIR "/src/rules")) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != ".cpp" || name.ends_with("_test.cpp")) continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      for (std::sregex_iterator at(line.begin(), line.end(), key), end; at != end; ++at) used.insert((*at)[1]);
    }
  }
  const auto words = parse_json(read_all(QYZMET_SOURCE_DIR "/data/words.json"));
  ASSERT_TRUE(words);
  std::set<std::string> known;
  for (const auto& word : words->as_object()) {
    const std::string name(word.key());
    if (name.starts_with("rules.") || name.starts_with("dmn.")) known.insert(name);
  }
  for (const std::string& name : used) EXPECT_TRUE(known.contains(name)) << name << " has no words";
  for (const std::string& name : known) EXPECT_TRUE(used.contains(name)) << name << " is used nowhere";
  EXPECT_GT(used.size(), 40U);
}

}  // namespace
}  // namespace qyzmet::rules
