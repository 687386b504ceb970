#include "base/text.hpp"

#include <gtest/gtest.h>

namespace qyzmet {
namespace {

std::string_view choice(std::string_view header, Lang fallback = Lang::kk) {
  return to_code(negotiate_lang(header, fallback));
}

TEST(Lang, codes_are_read_back) {
  for (const Lang lang : {Lang::kk, Lang::ru, Lang::en}) EXPECT_EQ(parse_lang(to_code(lang)), lang);
  EXPECT_FALSE(parse_lang("KK"));
  EXPECT_FALSE(parse_lang("kaz"));
  EXPECT_FALSE(parse_lang(""));
}

TEST(NegotiateLang, the_highest_quality_wins_then_the_first_named) {
  EXPECT_EQ(choice("ru"), "ru");
  EXPECT_EQ(choice("en;q=0.5, ru;q=0.9, kk;q=0.8"), "ru");
  EXPECT_EQ(choice("ru;q=0.8,en;q=0.8"), "ru");
  EXPECT_EQ(choice("en;q=0.8,ru;q=0.8"), "en");
  EXPECT_EQ(choice("en;q=0.999, ru;q=1.000"), "ru");
  EXPECT_EQ(choice("kk-KZ, ru;q=0.8"), "kk");
  EXPECT_EQ(choice("ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7"), "ru");
  EXPECT_EQ(choice("de-DE, EN-gb ; q=0.3"), "en");
  EXPECT_EQ(choice("\tru\t;\tq=0.4 ,, en;Q=0.5"), "en");
  EXPECT_EQ(choice("ru;level=1;q=0.1, en;q=0.2"), "en");
}

TEST(NegotiateLang, the_fallback_where_none_of_ours_is_wanted) {
  EXPECT_EQ(choice(""), "kk");
  EXPECT_EQ(choice("de, fr;q=0.5", Lang::en), "en");
  EXPECT_EQ(choice("kaz, rus"), "kk");
  EXPECT_EQ(choice("ru;q=0"), "kk");
  EXPECT_EQ(choice(",;,;q=1,--,*;q="), "kk");
}

TEST(NegotiateLang, a_star_stands_for_the_languages_not_named) {
  EXPECT_EQ(choice("*", Lang::ru), "ru");
  EXPECT_EQ(choice("de, *;q=0.5", Lang::en), "en");
  EXPECT_EQ(choice("kk;q=0, *"), "ru");
  EXPECT_EQ(choice("en;q=0.5, *;q=0.8", Lang::ru), "ru");
  EXPECT_EQ(choice("en;q=0.8, *;q=0.8", Lang::ru), "en");
}

TEST(NegotiateLang, entries_with_a_malformed_quality_do_not_count) {
  for (const std::string_view quality : {"", "x", "1.1", "2", "0.1234", "-1", "1.001", "0.5x", "00.5"}) {
    EXPECT_EQ(choice("ru;q=" + std::string(quality) + ", en;q=0.001"), "en") << quality;
  }
}

TEST(NegotiateLang, only_the_first_twenty_entries_are_read) {
  std::string header;
  for (int i = 0; i < 19; ++i) header += "de,";
  EXPECT_EQ(choice(header + "ru"), "ru");
  EXPECT_EQ(choice(header + "de,ru"), "kk");
}

TEST(Text, is_complete_with_all_three_languages) {
  const Text text{"қызмет", "услуга", "service"};
  EXPECT_TRUE(text.complete());
  EXPECT_EQ(text.in(Lang::kk), "қызмет");
  EXPECT_EQ(text.in(Lang::ru), "услуга");
  EXPECT_EQ(text.in(Lang::en), "service");
  EXPECT_FALSE((Text{"қызмет", "", "service"}).complete());
}

}  // namespace
}  // namespace qyzmet
