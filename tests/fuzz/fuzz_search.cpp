// Whatever is typed: folded words of the search alphabet, and at most ten services, the best first, in bounded work.
// sources: src/catalogue/fold.cpp src/catalogue/search.cpp src/catalogue/spelling.cpp
// seed: жеке куәлік
// seed: jeke kuälık shch zh'
// seed: ghjgbcrf yf ndthcrjq
// seed: a b c d e f g h i j k l m n o p
#include "catalogue/search.hpp"

#include <cstdint>

#include "base/check.hpp"
#include "catalogue/fold.hpp"

using namespace qyzmet;
using namespace qyzmet::catalogue;

namespace {

Search few_services() {
  const std::vector<std::vector<Phrase>> services = {
      {{"Жеке куәлік беру", Lang::kk}, {"Выдача удостоверений личности", Lang::ru}, {"passport", Lang::en}},
      {{"Тұрғылықты жерінен мекенжай анықтамасы", Lang::kk}, {"прописка", Lang::ru, 0.4}},
      {{"Назначение пособий многодетным семьям", Lang::ru}, {"щ", Lang::ru}, {"", Lang::en}}};
  return Search(services);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Search search = few_services();
  const std::string_view typed(reinterpret_cast<const char*>(data), size);
  const auto words = fold_words(typed, Search::kMostCodePoints);
  CHECK(words.size() <= Search::kMostCodePoints);
  for (const auto& [rough, plain] : words) {
    for (const std::string& word : {rough, plain}) {
      CHECK(!word.empty() && word.size() <= kLongestWord);
      CHECK(word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == std::string::npos);
    }
  }
  double before = 1 + 1e-6;
  for (const Found& one : search.find(typed, Lang::kk)) {
    CHECK(one.service < 3 && !one.matched.empty());
    CHECK(one.score > 0 && one.score <= before);
    before = one.score;
  }
  return 0;
}
