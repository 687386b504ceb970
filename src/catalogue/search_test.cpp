#include "catalogue/search.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/random.hpp"
#include "base/testing.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/index.hpp"
#include "catalogue/testing.hpp"

namespace qyzmet::catalogue {
namespace {

using testing::kSource;

const Catalogue& catalogue() {
  static const Country country = *Country::load(kSource / "data/kz");
  static const Catalogue catalogue = *Catalogue::load(kSource / "services", country);
  return catalogue;
}

const Search& small() {
  static const std::vector<std::vector<Phrase>> kServices = {
      {{"Жеке куәлік беру", Lang::kk}, {"Выдача удостоверений", Lang::ru}, {"паспорт", Lang::ru}},
      {{"Выдача справок", Lang::ru}, {"справка о несудимости", Lang::ru}},
      {{"Выдача справок о доме", Lang::ru}, {"House papers", Lang::en}}};
  static const Search search(kServices);
  return search;
}

/// The services found, "1 2"; best first.
std::string found(std::string_view query, Lang lang = Lang::ru) {
  std::string all;
  for (const Found& one : small().find(query, lang)) all += (all.empty() ? "" : " ") + std::to_string(one.service);
  return all;
}

TEST(Search, FindsTheSameBeginningsFormsAndWrongLetters) {
  EXPECT_EQ(found("паспорт"), "0");
  EXPECT_EQ(found("пас"), "0");
  EXPECT_EQ(found("паспорта"), "0");
  EXPECT_EQ(found("пасорт"), "0");
  EXPECT_EQ(found("pasport"), "0");
  EXPECT_EQ(found("jeke kuälık"), "0");
  EXPECT_EQ(found("gfcgjhn"), "0");  // the keyboard was English
  EXPECT_EQ(found("справка о несудимости").front(), '1');
  EXPECT_EQ(found("дом справка").front(), '2');
  EXPECT_EQ(found("ничего такого"), "");
  EXPECT_EQ(found(""), "");
  EXPECT_EQ(found("  , "), "");
  EXPECT_TRUE(Search().find("паспорт", Lang::ru).empty());
}

TEST(Search, SaysWhichPhraseMatchedAndHowWell) {
  const auto exact = small().find("справка о несудимости", Lang::ru);
  ASSERT_FALSE(exact.empty());
  EXPECT_EQ(exact[0].matched, "справка о несудимости");
  EXPECT_NEAR(exact[0].score, 1, 1e-6);
  const auto wrong = small().find("справка о несудимасти", Lang::ru);
  ASSERT_FALSE(wrong.empty());
  EXPECT_LT(wrong[0].score, exact[0].score);
}

TEST(Search, RareWordsCountMore) {
  EXPECT_EQ(found("выдача паспорт").front(), '0');
  EXPECT_EQ(found("выдача несудимость").front(), '1');
}

TEST(Search, OfEqualsTheCallersLanguageIsFirst) {
  const std::vector<std::vector<Phrase>> services = {{{"abcd", Lang::ru}}, {{"abcd", Lang::kk}}};
  const Search search(services);
  EXPECT_EQ(search.find("abcd", Lang::kk).at(0).service, 1u);
  EXPECT_EQ(search.find("abcd", Lang::ru).at(0).service, 0u);
  EXPECT_EQ(search.find("abcd", Lang::en).at(0).service, 0u);
}

TEST(Search, ReadsNoMoreThanItsLimits) {
  const std::string blanks(Search::kMostCodePoints, ' ');
  EXPECT_EQ(found(blanks + "паспорт"), "");
  std::string words;
  for (std::size_t i = 0; i < Search::kMostWords; ++i) words += "zq ";
  EXPECT_EQ(found(words + "паспорт"), "");
  EXPECT_EQ(found(std::string(100'000, 'a')), "");
}

TEST(Search, ATitleFindsItself) {
  for (const Service* service : catalogue().services()) {
    for (const Lang lang : {Lang::kk, Lang::ru, Lang::en}) {
      const std::string& title = service->definition.title.in(lang);
      const auto hits = catalogue().search(title, lang);
      ASSERT_FALSE(hits.empty()) << title;
      EXPECT_EQ(hits[0].service, service) << title;
    }
  }
}

/// What a retirement shows: neither searched nor counted, though its own page stands, and back once it is restored.
TEST(Search, LeavesOutWhatIsRetiredAsLifeEventsDo) {
  static const Country country = *Country::load(kSource / "data/kz");
  Catalogue own = *Catalogue::load(kSource / "services", country);
  const auto all = own.services();
  const auto found = std::ranges::find_if(all, [](const Service* one) { return !one->definition.life_events.empty(); });
  ASSERT_NE(found, all.end());
  const Definition& definition = (*found)->definition;
  const std::string event = definition.life_events.front().id;
  const auto is_found = [&] {
    const auto hits = own.search(definition.title.ru, Lang::ru);
    return std::ranges::any_of(hits, [&](const auto& hit) { return hit.service->definition.id == definition.id; });
  };
  const auto is_listed = [&] {
    const std::string body = own.index()->replies.lists.at(event)->answer(http::Request()).body;
    return body.find("\"" + definition.id + "\"") != std::string::npos;
  };
  const auto counts = [&] { return own.index()->replies.life_events->answer(http::Request()).body; };
  const std::string before = counts();
  EXPECT_TRUE(is_found());
  EXPECT_TRUE(is_listed());

  ASSERT_TRUE(own.show(own.next({.added = {}, .retired = {{definition.id, true}}}), 1));
  EXPECT_FALSE(is_found());
  EXPECT_FALSE(is_listed());
  EXPECT_NE(counts(), before);
  ASSERT_NE(own.reply(definition.id), nullptr);
  EXPECT_NE(own.reply(definition.id)->answer(http::Request()).body.find(R"("retired":true)"), std::string::npos);
  EXPECT_EQ(own.services().size(), all.size());

  ASSERT_TRUE(own.show(own.next({.added = {}, .retired = {{definition.id, false}}}), 2));
  EXPECT_TRUE(is_found());
  EXPECT_EQ(counts(), before);
}

struct Letter {
  std::size_t at;
  std::size_t size;
};

/// The letters of words of five or more, within what a search reads.
std::vector<Letter> letters_of_long_words(std::string_view text) {
  std::vector<Letter> all;
  std::vector<Letter> word;
  std::size_t read = 0;
  for (std::size_t i = 0; i <= text.size() && read <= Search::kMostCodePoints;) {
    const bool letter = i < text.size() && (static_cast<unsigned char>(text[i]) >= 0xc2 || std::isalpha(text[i]) != 0);
    const std::size_t size = i < text.size() && static_cast<unsigned char>(text[i]) >= 0xc2 ? 2 : 1;
    if (letter) {
      word.push_back({i, size});
    } else {
      if (word.size() >= 5) all.insert(all.end(), word.begin(), word.end());
      word.clear();
    }
    i += size;
    ++read;
  }
  return all;
}

/// One letter of a title is another one: the service is still among the first three.
TEST(Search, OneWrongLetterIsForgiven) {
  SeededRandom random(test_seed());
  static const std::vector<std::string> kCyrillic = {"а", "е", "и", "о", "к", "т", "н", "р", "с", "л", "б", "д", "м"};
  for (int round = 0; round < 4; ++round) {
    for (const Service* service : catalogue().services()) {
      for (const Lang lang : {Lang::kk, Lang::ru, Lang::en}) {
        std::string title = service->definition.title.in(lang);
        const auto letters = letters_of_long_words(title);
        if (letters.empty()) continue;
        const Letter letter = letters[random.next_u64() % letters.size()];
        const std::string other = lang == Lang::en ? std::string(1, static_cast<char>('a' + random.next_u64() % 26))
                                                   : kCyrillic[random.next_u64() % kCyrillic.size()];
        title.replace(letter.at, letter.size, other);
        const auto hits = catalogue().search(title, lang);
        const std::size_t first = std::min<std::size_t>(hits.size(), 3);
        EXPECT_TRUE(std::any_of(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(first), [&](const auto& hit) {
          return hit.service == service;
        })) << title;
      }
    }
  }
}

}  // namespace
}  // namespace qyzmet::catalogue
