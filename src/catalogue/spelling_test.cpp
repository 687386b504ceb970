#include "catalogue/spelling.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/testing.hpp"

namespace qyzmet::catalogue {
namespace {

/// The textbook's whole table, for comparison: distances to every beginning of `word`.
std::vector<int> plain_distances(std::string_view typed, std::string_view word) {
  std::vector<std::vector<int>> table(typed.size() + 1, std::vector<int>(word.size() + 1));
  for (std::size_t i = 0; i <= typed.size(); ++i) {
    for (std::size_t j = 0; j <= word.size(); ++j) {
      if (i == 0 || j == 0) {
        table[i][j] = static_cast<int>(i + j);
        continue;
      }
      table[i][j] = std::min(
          {table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (typed[i - 1] == word[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && typed[i - 1] == word[j - 2] && typed[i - 2] == word[j - 1]) {
        table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 1);
      }
    }
  }
  return table[typed.size()];
}

Distance distance(std::string_view typed, std::string_view word) { return Typed(typed).distance(word, 100); }

TEST(Spelling, Distances) {
  EXPECT_EQ(distance("pasport", "pasport").whole, 0);
  EXPECT_EQ(distance("pasort", "pasport").whole, 1);
  EXPECT_EQ(distance("metsa", "mesta").whole, 1);  // exchanged
  EXPECT_EQ(distance("parva", "prava").whole, 1);
  EXPECT_EQ(distance("pasport", "pasta").whole, 4);
  EXPECT_EQ(distance("spravk", "spravka").beginning, 0);
  EXPECT_EQ(distance("sprvk", "spravka").beginning, 1);
  EXPECT_EQ(distance("", "ab").whole, 2);
  EXPECT_EQ(distance("ab", "").whole, 2);
  EXPECT_EQ(distance(std::string(32, 'a'), std::string(32, 'b')).whole, 32);
}

/// Random words over few letters, so that near ones are common: the bit vectors against the whole table.
TEST(Spelling, AgreesWithTheWholeTable) {
  SeededRandom random(test_seed());
  const auto word = [&] {
    std::string text(random.next_u64() % 9, 'a');
    for (char& c : text) c = static_cast<char>('a' + random.next_u64() % 3);
    return text;
  };
  for (int round = 0; round < 20'000; ++round) {
    const std::string typed = word();
    const std::string other = word();
    const auto plain = plain_distances(typed, other);
    const Distance found = distance(typed, other);
    const int most = static_cast<int>(random.next_u64() % 3);
    const Distance near = Typed(typed).distance(other, most);
    ASSERT_EQ(std::min(near.whole, most + 1), std::min(plain.back(), most + 1)) << typed << " " << other << most;
    ASSERT_EQ(std::min(near.beginning, most + 1), std::min(*std::ranges::min_element(plain), most + 1))
        << typed << " " << other << most;
    ASSERT_EQ(found.whole, plain.back()) << typed << " " << other;
    ASSERT_EQ(found.beginning, *std::ranges::min_element(plain)) << typed << " " << other;
  }
}

TEST(Spelling, LikenessPutsTheSameFirstThenBeginningsThenForms) {
  const double same = likeness("spravka", "spravka");
  const double beginning = likeness("sprav", "spravka");
  const double form = likeness("spravki", "spravka");
  EXPECT_EQ(same, 1);
  EXPECT_GT(same, beginning);
  EXPECT_GT(beginning, form);
  EXPECT_GT(form, 0.5);
  EXPECT_GT(likeness("kualigimdi", "kualik"), 0.5);  // куәлігімді
  EXPECT_GT(likeness("deti", "detei"), 0.5);
  EXPECT_EQ(likeness("sprut", "spravka"), 0);
  EXPECT_EQ(likeness("registratura", "regata"), 0);
  EXPECT_EQ(forgiven("abc"), 0);
  EXPECT_EQ(forgiven("abcd"), 1);
  EXPECT_EQ(forgiven("abcdefg"), 1);
  EXPECT_EQ(forgiven("abcdefgh"), 2);
  EXPECT_GT(likeness("spravka", Distance{1, 1}), likeness("sprvk", Distance{2, 1}));
  EXPECT_EQ(likeness("spra", Distance{2, 1}), 0);  // too short to guess an end
}

}  // namespace
}  // namespace qyzmet::catalogue
