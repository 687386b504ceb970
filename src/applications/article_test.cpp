// How a rule's place in the law is said. The cases are the pages' too (web/src/way/way.test.ts).
#include "applications/article.hpp"

#include <gtest/gtest.h>

#include "base/file.hpp"
#include "base/json.hpp"

namespace qyzmet::applications {
namespace {

TEST(Article, IsSaidInEachLanguageOrStaysAsItIs) {
  const std::string source = QYZMET_SOURCE_DIR;
  const auto words = Words::load(source + "/data/words.json");
  ASSERT_TRUE(words);
  const json::value cases = *parse_json(*read_file(source + "/tests/articles.json", 1 << 20));
  const auto text = [](const json::value& value) { return std::string(value.as_string()); };
  for (const json::value& one : cases.at("said").as_array()) {
    const Text said = article_text(*words, text(one.at("article")));
    EXPECT_EQ(said.kk, text(one.at("kk")));
    EXPECT_EQ(said.ru, text(one.at("ru")));
    EXPECT_EQ(said.en, text(one.at("en")));
  }
  for (const json::value& one : cases.at("as_they_are").as_array()) {
    const Text said = article_text(*words, text(one));
    for (const std::string& in : {said.kk, said.ru, said.en}) EXPECT_EQ(in, text(one));
  }
}

}  // namespace
}  // namespace qyzmet::applications
