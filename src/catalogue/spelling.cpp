#include "catalogue/spelling.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "catalogue/fold.hpp"

namespace qyzmet::catalogue {

int forgiven(std::string_view typed) { return typed.size() < 4 ? 0 : typed.size() < 8 ? 1 : 2; }

Typed::Typed(std::string_view typed) : size_(static_cast<int>(typed.size())) {
  CHECK(typed.size() <= kLongestWord);
  for (std::size_t i = 0; i < typed.size(); ++i) places_[static_cast<unsigned char>(typed[i]) % 128] |= 1ULL << i;
}

/// One column of the table of distances after the other, each as two bit vectors: where a cell is one more than the
/// cell above it, and where it is one less. Only the last row's value is kept as a number.
Distance Typed::distance(std::string_view word, int most) const {
  if (size_ == 0) return {static_cast<int>(word.size()), 0};
  const std::uint64_t last = 1ULL << (size_ - 1);
  std::uint64_t more = ~0ULL;
  std::uint64_t less = 0;
  std::uint64_t diagonal = 0;  // where a cell equals its upper left neighbour
  std::uint64_t before = 0;    // where the letter before stands in what was typed
  Distance distance{size_, size_};
  int left = size_ + most;  // letters of the word after which no beginning can be near any more
  for (const char letter : word) {
    const std::uint64_t here = places_[static_cast<unsigned char>(letter) % 128];
    const std::uint64_t exchanged = ((~diagonal & here) << 1) & before;
    diagonal = (((here & more) + more) ^ more) | here | less | exchanged;
    std::uint64_t right_more = less | ~(diagonal | more);
    std::uint64_t right_less = diagonal & more;
    if ((right_more & last) != 0) ++distance.whole;
    if ((right_less & last) != 0) --distance.whole;
    distance.beginning = std::min(distance.beginning, distance.whole);
    // With every further letter the distance falls by one at most.
    if (distance.whole - --left > most && distance.beginning > most) return {most + 1, most + 1};
    right_more = right_more << 1 | 1;
    right_less <<= 1;
    more = right_less | ~(diagonal | right_more);
    less = right_more & diagonal;
    before = here;
  }
  return distance;
}

double likeness(std::string_view typed, std::string_view word) {
  const auto common = static_cast<std::size_t>(
      std::mismatch(typed.begin(), typed.end(), word.begin(), word.end()).first - typed.begin());
  if (common == typed.size() && common == word.size()) return 1;
  const double share = 2.0 * static_cast<double>(common) / static_cast<double>(typed.size() + word.size());
  if (common == typed.size()) return 0.75 + 0.2 * share;
  constexpr std::size_t kEnding = 5;
  if (typed.size() - common > kEnding || word.size() - common > kEnding) return 0;
  const bool long_stem = common >= 4 && share >= 0.6;
  const bool short_stem = common == kCommonBeginning && typed.size() <= 5 && word.size() <= 5;
  return long_stem || short_stem ? 0.5 + 0.35 * share : 0;
}

double likeness(std::string_view typed, Distance distance) {
  const int most = forgiven(typed);
  const double part = 1.0 / static_cast<double>(typed.size());  // a wrong letter weighs less in a long word
  if (distance.whole <= most) return 0.9 - part * distance.whole;
  if (distance.beginning <= most && typed.size() >= 5) return 0.8 - part * distance.beginning;
  return 0;
}

}  // namespace qyzmet::catalogue
