#include "base/words.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "base/json.hpp"

namespace qyzmet {
namespace {

const std::filesystem::path kSource = QYZMET_SOURCE_DIR;

std::string read(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  return content.str();
}

/// "{limit}" and the like in one text.
std::set<std::string> placeholders(std::string_view text) {
  std::set<std::string> found;
  for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
    const auto close = text.find('}', open);
    if (close != std::string_view::npos) found.emplace(text.substr(open, close - open + 1));
  }
  return found;
}

TEST(Words, of_this_project_are_complete_and_sorted) {
  const std::string text = read(kSource / "data/words.json");
  const auto words = Words::parse(text);
  ASSERT_TRUE(words) << words.error().key << (words.error().details.empty() ? "" : words.error().details[0].second);
  const auto root = parse_json(text);
  std::string before;
  for (const auto& member : root->as_object()) {
    const std::string key(std::string_view(member.key()));
    EXPECT_LT(before, key) << "keys stand in order";
    before = key;
    const auto& texts = member.value().as_object();
    const auto expected = placeholders(texts.at("en").as_string());
    EXPECT_EQ(placeholders(texts.at("kk").as_string()), expected) << key;
    EXPECT_EQ(placeholders(texts.at("ru").as_string()), expected) << key;
  }
}

TEST(Words, exist_for_every_type_that_a_field_can_be_expected_to_have) {
  const auto words = Words::load(kSource / "data/words.json");
  ASSERT_TRUE(words);
  for (const char* type : {"array", "integer", "object", "string"}) {
    EXPECT_TRUE(words->has(std::string("type.") + type));
  }
  EXPECT_EQ(words->say(Lang::kk, "field.wrong_type", {{"expected", "integer"}}), "Мұнда бүтін сан болуы керек.");
}

TEST(Words, fill_their_placeholders) {
  const auto words = Words::parse(R"({
    "limit": {"kk": "{limit} байт, {limit}", "ru": "не больше {limit}", "en": "at most {limit}{unit}"},
    "type": {"kk": "{type:expected} керек", "ru": "нужно {type:expected}", "en": "give {type:expected}"},
    "type.integer": {"kk": "бүтін сан", "ru": "целое число", "en": "a whole number"},
    "title": {"kk": "«{in:title}»", "ru": "«{in:title}»", "en": "“{in:title}”"},
    "open": {"kk": "{", "ru": "}{", "en": "{}"}
  })");
  ASSERT_TRUE(words);
  EXPECT_EQ(words->say(Lang::kk, "limit", {{"limit", "5"}}), "5 байт, 5");
  EXPECT_EQ(words->say(Lang::ru, "limit", {{"unit", "B"}, {"limit", "5"}}), "не больше 5");
  EXPECT_EQ(words->say(Lang::kk, "type", {{"expected", "integer"}}), "бүтін сан керек");
  EXPECT_EQ(words->say(Lang::ru, "type", {{"expected", "date"}}), "нужно date");
  EXPECT_EQ(words->say(Lang::kk, "title", {{"title.ru", "Справка"}, {"title.kk", "Анықтама"}}), "«Анықтама»");
  EXPECT_EQ(words->say(Lang::en, "title", {{"title.ru", "Справка"}}), "“{in:title}”");
  EXPECT_EQ(words->say(Lang::kk, "open"), "{");
  EXPECT_EQ(words->say(Lang::ru, "open"), "}{");
  EXPECT_EQ(words->say(Lang::en, "open"), "{}");
}

TEST(Words, what_is_missing_stays_visible) {
  const auto words = Words::parse(R"({"limit": {"kk": "{limit}", "ru": "{limit}", "en": "at most {limit}"}})");
  ASSERT_TRUE(words);
  EXPECT_EQ(words->say(Lang::en, "no.such_key"), "no.such_key");
  EXPECT_EQ(words->say(Lang::en, "limit"), "at most {limit}");
}

TEST(Words, a_value_is_never_read_as_a_placeholder) {
  const auto words = Words::parse(R"({"key": {"kk": "«{key}»", "ru": "«{key}» {limit}", "en": "“{key}”"}})");
  ASSERT_TRUE(words);
  EXPECT_EQ(words->say(Lang::ru, "key", {{"key", "{limit}{key}"}, {"limit", "9"}}), "«{limit}{key}» 9");
}

TEST(Words, a_missing_language_is_named) {
  for (const char* text : {R"({"a.b": {"kk": "x", "en": "y"}})", R"({"a.b": {"kk": "x", "ru": "", "en": "y"}})"}) {
    const auto words = Words::parse(text);
    ASSERT_FALSE(words);
    EXPECT_EQ(words.error().code, Code::invalid);
    EXPECT_EQ(words.error().key, "words.incomplete");
    EXPECT_EQ(words.error().details, (Details{{"key", "a.b"}, {"lang", "ru"}}));
  }
}

TEST(Words, another_shape_is_refused) {
  for (const char* text : {"[]", R"({"a": "b"})", R"({"a": {"kk": "x", "ru": 1, "en": "y"}})",
                           R"({"a": {"kk": "x", "ru": "y", "en": "z", "de": "w"}})"}) {
    const auto words = Words::parse(text);
    ASSERT_FALSE(words) << text;
    EXPECT_EQ(words.error().key, "words.malformed") << text;
  }
  EXPECT_EQ(Words::parse("{").error().key, "json.malformed");
  EXPECT_EQ(Words::load("/no/such/file").error().key, "words.malformed");
}

}  // namespace
}  // namespace qyzmet
