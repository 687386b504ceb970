#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "catalogue/definition.hpp"
#include "catalogue/fold.hpp"

/// Finds services as one types: in Kazakh, Russian and English, in either script, unfinished and with wrong letters.
namespace qyzmet::catalogue {

/// One way in which a service is called.
struct Phrase {
  std::string text;
  Lang lang = Lang::kk;
  double weight = 1;  ///< titles and keywords 1; whatever many services share less
};

/// Titles, keywords, agency and life events of a service.
std::vector<Phrase> phrases_of(const Definition& definition);

struct Found {
  std::size_t service = 0;   ///< its place among those that the index was built from
  double score = 0;          ///< above 0, at most 1; the best first
  std::string_view matched;  ///< the phrase that fits best; lives as long as the index
};

/// An index of all services; pure, unchanged once built, safe to use from every thread.
///
/// A query's words are folded (see `fold_words`), either spelling of each is compared with every word of the index: the
/// same, the beginning, another form, or with wrong letters (see spelling.hpp). A word counts the more, the fewer
/// services have it. Work is bounded: 100 code points, eight words.
class Search {
 public:
  static constexpr std::size_t kMostCodePoints = 100;
  static constexpr std::size_t kMostWords = 8;
  static constexpr std::size_t kMostFound = 10;

  Search() = default;
  explicit Search(const std::vector<std::vector<Phrase>>& services);

  /// At most ten; none if nothing fits. Of equals, phrases of `lang` come first, then the order of the services. Any
  /// bytes may be asked for.
  std::vector<Found> find(std::string_view query, Lang lang) const;

 private:
  struct Known {
    std::uint32_t service = 0;
    float weight = 0;
    std::uint16_t words = 0;
    Lang lang = Lang::kk;
  };
  /// A word of the index that fits a typed one.
  struct Fit {
    std::uint32_t word;
    float likeness;
  };
  struct Tally;

  std::vector<Found> find_words(const std::vector<FoldedWord>& typed, Lang lang) const;
  /// The words that fit `typed`, the last one of a query or not.
  std::vector<Fit> fits(const FoldedWord& typed, bool last) const;
  /// Those that fit one spelling of it, without wrong letters and with some.
  void add_right(const std::string& typed, bool last, std::vector<Fit>& right) const;
  void add_wrong(const std::string& typed, std::vector<Fit>& wrong) const;
  /// Counts the phrases in which `fits` occur.
  void count(const std::vector<Fit>& fits, double importance, Tally& tally) const;
  std::vector<Found> best(const Tally& tally, Lang lang) const;
  Found score(std::uint32_t service, const Tally& tally, Lang lang) const;

  std::vector<std::string> words_;             ///< rising
  std::vector<std::uint32_t> letters_;         ///< by word: which letters occur in it, a bit each
  std::vector<std::uint32_t> first_postings_;  ///< by word, and one more at the end: places in `postings_`
  std::vector<std::uint32_t> postings_;        ///< places in `phrases_`, rising, word after word
  std::vector<Known> phrases_;                 ///< service after service
  std::vector<std::string> texts_;             ///< of the phrases
  std::vector<std::uint32_t> first_phrases_;   ///< by service, and one more at the end
};

}  // namespace qyzmet::catalogue
