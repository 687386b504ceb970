#include "catalogue/search.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "catalogue/fold.hpp"
#include "catalogue/spelling.hpp"

namespace qyzmet::catalogue {
namespace {

constexpr double kLifeEventWeight = 0.4;
constexpr double kAgencyWeight = 0.3;
constexpr double kKindWeight = 0.8;
/// Of two phrases that fit equally well, the one in the caller's language wins.
constexpr double kOtherLanguage = 0.98;
/// A word with wrong letters counts less where the word as typed exists.
constexpr double kDespiteExact = 0.5;
/// A service's score: how well its best phrase fits, and how much of the query its phrases cover together.
constexpr double kBestPhrase = 0.65;
/// How much of a phrase's fit comes from nothing of it being left over.
constexpr double kWholePhrase = 0.3;
/// What is shown at all: at least so much of a query, and of the best that was found.
constexpr double kLeastScore = 0.12;
constexpr double kLeastOfBest = 0.35;
/// Words that say nothing of what is wanted; they count a little, for want of others.
constexpr double kLittle = 0.35;
constexpr std::string_view kLittleWords =
    "және мен үшін қалай керек не қайда бар жоқ туралы келеді деген бойынша "
    "и в во на о об от до по с со к у за из для без при после не что как где кто это или если "
    "мне мой моя мою свою хочу надо нужно можно взять "
    "a an the of for to in on at by with and or not no i my me is are that this how what where want need have do get";
/// Below this the keyboard may have been switched to the wrong language.
constexpr double kDoubtful = 0.3;

/// How people call all measures of state support.
const std::array<Text, 2> kSupportNames = {
    Text{"мемлекеттік қолдау шарасы", "мера государственной поддержки", "measure of state support"},
    Text{"қолдау шаралары", "господдержка", "support measures"}};

std::uint32_t letters_of(std::string_view word) {
  std::uint32_t letters = 0;
  for (const char c : word) letters |= 1U << (c >= 'a' ? static_cast<unsigned>(c - 'a') : 26U);
  return letters;
}

bool is_little(const FoldedWord& word) {
  static const std::set<std::string> all = [] {
    std::set<std::string> all;
    for (FoldedWord& one : fold_words(kLittleWords)) all.insert(std::move(one.rough));
    return all;
  }();
  return all.contains(word.rough);
}

/// Are more than `most` bits set?
bool more_than(std::uint32_t bits, int most) {
  for (; most > 0; --most) bits &= bits - 1;  // takes away the lowest
  return bits != 0;
}

void add(std::vector<Phrase>& phrases, const Text& text, double weight) {
  phrases.push_back({text.kk, Lang::kk, weight});
  phrases.push_back({text.ru, Lang::ru, weight});
  phrases.push_back({text.en, Lang::en, weight});
}

}  // namespace

std::vector<Phrase> phrases_of(const Definition& definition) {
  std::vector<Phrase> phrases;
  add(phrases, definition.title, 1);
  const Keywords& keywords = definition.keywords;
  for (const std::string& text : keywords.kk) phrases.push_back({text, Lang::kk, 1});
  for (const std::string& text : keywords.ru) phrases.push_back({text, Lang::ru, 1});
  for (const std::string& text : keywords.en) phrases.push_back({text, Lang::en, 1});
  if (definition.kind == ServiceKind::support_measure) {
    for (const Text& name : kSupportNames) add(phrases, name, kKindWeight);
  }
  for (const Named& event : definition.life_events) add(phrases, event.title, kLifeEventWeight);
  add(phrases, definition.agency.title, kAgencyWeight);
  return phrases;
}

Search::Search(const std::vector<std::vector<Phrase>>& services) {
  std::map<std::string, std::vector<std::uint32_t>> index;
  for (std::size_t service = 0; service < services.size(); ++service) {
    first_phrases_.push_back(static_cast<std::uint32_t>(phrases_.size()));
    for (const Phrase& phrase : services[service]) {
      const auto place = static_cast<std::uint32_t>(phrases_.size());
      const auto words = fold_words(phrase.text);
      for (const FoldedWord& word : words) {
        for (const std::string* spelling : {&word.rough, &word.plain}) {
          auto& places = index[*spelling];
          if (places.empty() || places.back() != place) places.push_back(place);
        }
      }
      phrases_.push_back({static_cast<std::uint32_t>(service), static_cast<float>(phrase.weight),
                          static_cast<std::uint16_t>(std::min<std::size_t>(words.size(), 1000)), phrase.lang});
      texts_.push_back(phrase.text);
    }
  }
  first_phrases_.push_back(static_cast<std::uint32_t>(phrases_.size()));
  for (const auto& [word, places] : index) {
    words_.push_back(word);
    letters_.push_back(letters_of(word));
    first_postings_.push_back(static_cast<std::uint32_t>(postings_.size()));
    postings_.insert(postings_.end(), places.begin(), places.end());
  }
  first_postings_.push_back(static_cast<std::uint32_t>(postings_.size()));
}

/// What the words of a query found so far. One word after the other; of several fits in one phrase the best counts.
struct Search::Tally {
  struct OfPhrase {
    float sum = 0;  ///< of likeness × weight over earlier words
    float now = 0;  ///< likeness of the present word
    std::uint16_t hits = 0;
  };
  struct OfService {
    float sum = 0;  ///< as that of a phrase, over all phrases of the service
    float now = 0;
  };
  std::vector<OfPhrase> phrases;
  std::vector<OfService> services;
  std::vector<std::uint32_t> phrases_now;  ///< that the present word was found in
  std::vector<std::uint32_t> services_now;
  std::vector<std::uint32_t> found;  ///< services that any word was found in
  double asked = 0;                  ///< the weights of all words
};

std::vector<Found> Search::find(std::string_view query, Lang lang) const {
  const auto words = fold_words(query, kMostCodePoints);
  if (words.empty() || words_.empty()) return {};
  auto found = find_words(words, lang);
  if (!found.empty() && found.front().score >= kDoubtful) return found;
  const bool ascii = std::ranges::all_of(query, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!ascii) return found;
  auto switched = find_words(fold_words(from_russian_keys(query.substr(0, kMostCodePoints)), kMostCodePoints), lang);
  const bool better = !switched.empty() && (found.empty() || switched.front().score > found.front().score);
  return better ? switched : found;
}

std::vector<Found> Search::find_words(const std::vector<FoldedWord>& typed, Lang lang) const {
  Tally tally;
  tally.phrases.resize(phrases_.size());
  tally.services.resize(first_phrases_.size() - 1);
  const std::size_t count = std::min(typed.size(), kMostWords);
  for (std::size_t i = 0; i < count; ++i) {
    this->count(fits(typed[i], i + 1 == count), is_little(typed[i]) ? kLittle : 1, tally);
  }
  return best(tally, lang);
}

std::vector<Search::Fit> Search::fits(const FoldedWord& typed, bool last) const {
  std::vector<Fit> right;
  std::vector<Fit> wrong;
  add_right(typed.plain, last, right);
  add_wrong(typed.plain, wrong);
  if (typed.rough != typed.plain) {
    add_right(typed.rough, last, right);
    add_wrong(typed.rough, wrong);
  }
  const bool exact = std::ranges::any_of(right, [](const Fit& fit) { return fit.likeness == 1; });
  for (Fit& fit : wrong) {
    if (exact) fit.likeness *= static_cast<float>(kDespiteExact);
    right.push_back(fit);
  }
  return right;
}

/// The words are sorted: those that begin alike stand together.
void Search::add_right(const std::string& typed, bool last, std::vector<Fit>& right) const {
  const std::string_view beginning = std::string_view(typed).substr(0, kCommonBeginning);
  for (auto word = std::ranges::lower_bound(words_, beginning); word != words_.end() && word->starts_with(beginning);
       ++word) {
    const double like = likeness(typed, *word);
    // A short beginning says much while the word is being typed, and little in the middle of a query.
    if (like == 1 || (like > 0 && (last || typed.size() >= kCommonBeginning))) {
      right.push_back({static_cast<std::uint32_t>(word - words_.begin()), static_cast<float>(like)});
    }
  }
}

/// Every wrong letter takes away at most one of the typed letters: most words are ruled out by that.
void Search::add_wrong(const std::string& typed, std::vector<Fit>& wrong) const {
  const int most = forgiven(typed);
  if (most == 0) return;
  const std::uint32_t letters = letters_of(typed);
  const Typed prepared(typed);
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if (more_than(letters & ~letters_[i], most)) continue;
    if (words_[i].size() + static_cast<std::size_t>(most) < typed.size()) continue;
    const double like = likeness(typed, prepared.distance(words_[i], most));
    if (like > 0) wrong.push_back({static_cast<std::uint32_t>(i), static_cast<float>(like)});
  }
}

void Search::count(const std::vector<Fit>& fits, double importance, Tally& tally) const {
  tally.phrases_now.clear();
  tally.services_now.clear();
  for (const Fit& fit : fits) {
    for (std::uint32_t at = first_postings_[fit.word]; at < first_postings_[fit.word + 1]; ++at) {
      auto& phrase = tally.phrases[postings_[at]];
      if (phrase.now == 0) tally.phrases_now.push_back(postings_[at]);
      phrase.now = std::max(phrase.now, fit.likeness);
    }
  }
  for (const std::uint32_t at : tally.phrases_now) {
    auto& service = tally.services[phrases_[at].service];
    if (service.now == 0) tally.services_now.push_back(phrases_[at].service);
    service.now = std::max(service.now, tally.phrases[at].now * phrases_[at].weight);
  }
  const auto all = static_cast<double>(tally.services.size());
  const double rarity = std::log(1 + (all + 1) / (static_cast<double>(tally.services_now.size()) + 1));
  const auto weight = static_cast<float>(importance * rarity);
  tally.asked += weight;
  for (const std::uint32_t at : tally.phrases_now) {
    auto& phrase = tally.phrases[at];
    phrase.sum += phrase.now * weight;
    phrase.now = 0;
    ++phrase.hits;
  }
  for (const std::uint32_t at : tally.services_now) {
    auto& service = tally.services[at];
    if (service.sum == 0) tally.found.push_back(at);
    service.sum += service.now * weight;
    service.now = 0;
  }
}

Found Search::score(std::uint32_t service, const Tally& tally, Lang lang) const {
  Found one{service, 0, {}};
  for (std::uint32_t at = first_phrases_[service]; at < first_phrases_[service + 1]; ++at) {
    const auto& of_phrase = tally.phrases[at];
    if (of_phrase.hits == 0) continue;
    const Known& phrase = phrases_[at];
    const double whole = std::min(1.0, static_cast<double>(of_phrase.hits) / phrase.words);
    const double score = of_phrase.sum / tally.asked * phrase.weight * (1 - kWholePhrase + kWholePhrase * whole) *
                         (phrase.lang == lang ? 1 : kOtherLanguage);
    if (score > one.score) {
      one.score = score;
      one.matched = texts_[at];
    }
  }
  one.score = kBestPhrase * one.score + (1 - kBestPhrase) * tally.services[service].sum / tally.asked;
  return one;
}

std::vector<Found> Search::best(const Tally& tally, Lang lang) const {
  std::vector<Found> found;
  for (const std::uint32_t service : tally.found) {
    const Found one = score(service, tally, lang);
    if (one.score >= kLeastScore) found.push_back(one);
  }
  const auto better = [](const Found& a, const Found& b) {
    return a.score != b.score ? a.score > b.score : a.service < b.service;
  };
  const std::size_t kept = std::min(found.size(), kMostFound);
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(kept), found.end(), better);
  found.resize(kept);
  const double least = found.empty() ? 0 : kLeastOfBest * found.front().score;
  std::erase_if(found, [&](const Found& one) { return one.score < least; });
  return found;
}

}  // namespace qyzmet::catalogue
