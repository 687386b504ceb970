#pragma once

#include <array>
#include <cstdint>
#include <string_view>

/// How far what was typed is from a word. All words are folded (see `fold_words`), at most kLongestWord long.
namespace qyzmet::catalogue {

/// Wrong, missing, superfluous and exchanged neighbouring letters (optimal string alignment).
struct Distance {
  int whole = 0;      ///< to the whole word
  int beginning = 0;  ///< to the beginning of it that fits best
};

/// One typed word, prepared to be compared with many: a comparison costs a few operations a letter.
/// Source: Myers (1999), with Hyyrö's exchange of neighbours (2003).
class Typed {
 public:
  explicit Typed(std::string_view typed);
  /// Distances above `most` may be given as any number above it.
  Distance distance(std::string_view word, int most) const;

 private:
  std::array<std::uint64_t, 128> places_{};  ///< by letter: the bits of where it stands
  int size_;
};

/// How many wrong letters are forgiven in a word of that length: 0 below 4, 1 up to 7, 2 above.
int forgiven(std::string_view typed);

/// How many letters a word and what was typed must begin with together for `likeness` to be more than 0.
inline constexpr std::size_t kCommonBeginning = 3;

/// How well `typed` fits `word` without any wrong letter, 0 (not) to 1 (the same): it may be its beginning, or another
/// form of it (a common stem of four letters or more, and short endings).
double likeness(std::string_view typed, std::string_view word);

/// The same for wrong letters.
double likeness(std::string_view typed, Distance distance);

}  // namespace qyzmet::catalogue
