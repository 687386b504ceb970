#include "catalogue/fold.hpp"

#include <gtest/gtest.h>

#include "base/testing.hpp"

namespace qyzmet::catalogue {
namespace {

std::string folded(std::string_view text) {
  std::string all;
  for (const FoldedWord& word : fold_words(text)) all += (all.empty() ? "" : " ") + word.rough;
  return all;
}

std::string plain(std::string_view text) {
  std::string all;
  for (const FoldedWord& word : fold_words(text)) all += (all.empty() ? "" : " ") + word.plain;
  return all;
}

TEST(Fold, PlainTakesNoLettersTogether) {
  EXPECT_EQ(plain("Death rAtes shchx"), "death rates shkhx");
  EXPECT_EQ(plain("ванна цюя щч"), "vanna wqy sc");
  EXPECT_EQ(plain("Қ ä соль"), "k a sol");
}

TEST(Fold, OneKazakhWordInEveryScriptIsTheSame) {
  for (const std::string_view written :
       {"жеке куәлік", "ЖЕКЕ КУӘЛІК", "jeke kuälık", "Jeke Kuälık", "zheke kualik", "jeke kwalik", "жеке куалик"}) {
    EXPECT_EQ(folded(written), "jeke kualik") << written;
  }
  for (const std::string_view written : {"балабақша", "balabaqşa", "balabaqsha", "balabaksha", "балабакша"}) {
    EXPECT_EQ(folded(written), "balabaksa") << written;
  }
  for (const std::string_view written : {"көшіп", "köşıp", "koship", "кошип"}) {
    EXPECT_EQ(folded(written), "kosip") << written;
  }
  for (const std::string_view written : {"өңір", "öŋır", "oñir", "ongir", "oнир"}) {
    EXPECT_EQ(folded(written), "onir") << written;
  }
  EXPECT_EQ(folded("ғылым тұрғын үй һәм"), folded("ğylym tūrğyn üi häm"));
  EXPECT_EQ(folded("ғылым тұрғын үй хат"), folded("ghylym turghyn ui khat"));
}

TEST(Fold, RussianInLatinLetters) {
  EXPECT_EQ(folded("справка о несудимости"), folded("spravka o nesudimosti"));
  EXPECT_EQ(folded("удостоверение личности"), folded("udostoverenie lichnosti"));
  EXPECT_EQ(folded("жильё многодетных"), folded("zhil'ye mnogodetnykh"));
  EXPECT_EQ(folded("юридический"), folded("yuridicheskiy"));
  EXPECT_EQ(folded("общежитие"), folded("obshchezhitie"));
  EXPECT_EQ(folded("ребёнок"), folded("ребенок"));
  EXPECT_EQ(folded("объём подъезд"), "obem podezd");
}

TEST(Fold, PartsWordsAndKeepsDigits) {
  EXPECT_EQ(folded("  id-card, №12: «паспорт»/4 "), "id kard 12 pasport 4");
  EXPECT_EQ(folded("applicant's d’Arc"), "aplikants dark");
  EXPECT_EQ(folded("1000 00"), "1000 00");
  EXPECT_EQ(folded("и\xcc\x86од"), "iod");  // и with a breve of its own
  EXPECT_EQ(folded("ъ ь '"), "");
  EXPECT_EQ(folded("a\xff b\xd0"), "a b");  // no UTF-8
  EXPECT_EQ(folded("漢字 abc"), "abk");
  EXPECT_TRUE(fold_words("").empty());
}

TEST(Fold, ReadsNoMoreThanItIsTold) {
  ASSERT_EQ(fold_words("абвгд е", 3).size(), 1u);
  EXPECT_EQ(fold_words("абвгд е", 3).at(0).rough, "abv");
  EXPECT_EQ(fold_words(std::string(100, 'a') + "bcbcbcbcbcbcbcbcbcbcbcbcbcbcbcbcbcbcbcbcbc").at(0).rough.size(),
            kLongestWord);
}

/// Whatever bytes come: words of the folded alphabet, none empty or too long, no more letters than were read.
TEST(Fold, AnyBytesGiveWordsOfTheFoldedAlphabet) {
  SeededRandom random(test_seed());
  for (int round = 0; round < 3000; ++round) {
    std::string bytes;
    for (std::uint64_t left = random.next_u64() % 60; left > 0; --left) {
      bytes += static_cast<char>(random.next_u64() % 3 == 0 ? 0xd0 + random.next_u64() % 4 : random.next_u64() % 256);
    }
    for (const auto& [rough, plain] : fold_words(bytes, 20)) {
      for (const std::string& word : {rough, plain}) {
        EXPECT_FALSE(word.empty());
        EXPECT_LE(word.size(), kLongestWord);
        EXPECT_EQ(word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789"), std::string::npos) << word;
      }
    }
  }
}

TEST(Fold, TheWrongKeyboard) {
  EXPECT_EQ(from_russian_keys("ghjgbcrf"), "прописка");
  EXPECT_EQ(from_russian_keys("Cghfdrf j ;bkmt"), "справка о жилье");
  EXPECT_EQ(from_russian_keys("12 3"), "12 3");
}

}  // namespace
}  // namespace qyzmet::catalogue
