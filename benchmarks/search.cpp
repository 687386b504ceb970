// How long one search takes at 1,296 services, beside a plain scan of the same rows: one thread, in microseconds.
//
//   search SHARE QUERIES SERVICES      SHARE holds services/ and data/; QUERIES is tests/queries.txt; one line of JSON
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/fold.hpp"
#include "catalogue/spelling.hpp"

namespace {

using qyzmet::Lang;
using qyzmet::catalogue::Phrase;
using Clock = std::chrono::steady_clock;
using Rows = std::vector<std::vector<Phrase>>;

constexpr int kTimes = 10;

template <class T>
T or_die(qyzmet::Result<T> result, std::string_view doing) {
  if (result) return *std::move(result);
  fmt::print(stderr, "search: {}: {}\n", doing, result.error().key);
  std::exit(1);
}

/// Words that no two invented services share, of two to five Kazakh or Russian syllables.
std::string invented_word(std::mt19937_64& dice) {
  static constexpr std::array kSyllables = {"бай", "қал", "сер", "тұр", "жол", "мек", "рал", "нұр", "кет", "әлі",
                                            "про", "ста", "вед", "тор", "мин", "гра", "дос", "лек", "пар", "зов"};
  std::string word;
  for (std::uint64_t left = 2 + dice() % 4; left > 0; --left) word += kSyllables[dice() % kSyllables.size()];
  return word;
}

/// The real services, and variants of them until there are `count`: each word of a variant is now and then another.
Rows multiplied(const qyzmet::catalogue::Catalogue& catalogue, std::size_t count) {
  Rows rows;
  for (const auto* service : catalogue.services()) rows.push_back(phrases_of(service->definition));
  const std::size_t real = rows.size();
  std::mt19937_64 dice(1);
  while (rows.size() < count) {
    std::vector<Phrase> variant = rows[rows.size() % real];
    for (Phrase& phrase : variant) {
      std::istringstream words(phrase.text);
      std::string text;
      for (std::string word; words >> word;) {
        text += (text.empty() ? "" : " ") + (dice() % 3 == 0 ? invented_word(dice) : word);
      }
      phrase.text = text;
    }
    rows.push_back(std::move(variant));
  }
  return rows;
}

/// What was typed, and every beginning of it: a search is made with each letter.
std::vector<std::string> as_typed(const std::string& file) {
  std::vector<std::string> all;
  std::istringstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#') continue;
    line.resize(std::min(line.find(" | "), line.size()));
    for (std::size_t i = 1; i <= line.size(); ++i) {
      if (i == line.size() || (static_cast<unsigned char>(line[i]) & 0xc0) != 0x80) all.push_back(line.substr(0, i));
    }
  }
  return all;
}

/// No index: every word of every row is compared with every word typed, in the same way.
class PlainScan {
 public:
  explicit PlainScan(const Rows& rows) {
    for (const auto& row : rows) {
      std::vector<std::string> words;
      for (const Phrase& phrase : row) {
        for (auto& word : qyzmet::catalogue::fold_words(phrase.text)) words.push_back(std::move(word.rough));
      }
      rows_.push_back(std::move(words));
    }
  }

  std::vector<std::pair<double, std::size_t>> find(const std::string& query) const {
    namespace catalogue = qyzmet::catalogue;
    const auto typed = catalogue::fold_words(query, catalogue::Search::kMostCodePoints);
    std::vector<std::pair<double, std::size_t>> found;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      double score = 0;
      for (const auto& [one, plain] : typed) {
        const catalogue::Typed prepared(one);
        double best = 0;
        for (const std::string& word : rows_[row]) {
          const double like = catalogue::likeness(one, word);
          best = std::max(
              best, like > 0 ? like : catalogue::likeness(one, prepared.distance(word, catalogue::forgiven(one))));
        }
        score += best;
      }
      if (score > 0) found.emplace_back(-score, row);
    }
    const auto kept = static_cast<std::ptrdiff_t>(std::min<std::size_t>(found.size(), 10));
    std::partial_sort(found.begin(), found.begin() + kept, found.end());
    found.resize(static_cast<std::size_t>(kept));
    return found;
  }

 private:
  std::vector<std::vector<std::string>> rows_;
};

template <class Find>
std::vector<double> microseconds(const std::vector<std::string>& queries, int times, Find find) {
  std::vector<double> all;
  std::size_t found = 0;
  for (int time = 0; time < times; ++time) {
    for (const std::string& query : queries) {
      const auto started = Clock::now();
      found += find(query);
      all.push_back(std::chrono::duration<double, std::micro>(Clock::now() - started).count());
    }
  }
  if (found == 0) std::abort();
  std::ranges::sort(all);
  return all;
}

double share(const std::vector<double>& sorted, double part) {
  return sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::filesystem::path place = argv[1];
  const auto country = or_die(qyzmet::catalogue::Country::load(place / "data" / "kz"), "country");
  const auto catalogue = or_die(qyzmet::catalogue::Catalogue::load(place / "services" / "kz", country), "services");
  const auto queries = as_typed(or_die(qyzmet::read_file(argv[2], 1 << 20), "queries"));
  const Rows rows = multiplied(catalogue, std::stoul(argv[3]));

  const auto started = Clock::now();
  const qyzmet::catalogue::Search search(rows);
  const double build_ms = std::chrono::duration<double, std::milli>(Clock::now() - started).count();
  const PlainScan scan(rows);
  const auto index_us =
      microseconds(queries, kTimes, [&](const std::string& query) { return search.find(query, Lang::ru).size(); });
  std::vector<std::string> some;  // the scan takes its time
  for (std::size_t i = 0; i < queries.size(); i += 10) some.push_back(queries[i]);
  const auto scan_us = microseconds(some, 1, [&](const std::string& query) { return scan.find(query).size(); });
  fmt::print(R"({{"services": {}, "queries": {}, "build_ms": {:.1f}, "median_us": {:.1f}, "p99_us": {:.1f}, )"
             R"("worst_us": {:.1f}, "scan_p99_us": {:.1f}}})"
             "\n",
             rows.size(), queries.size(), build_ms, share(index_us, 0.5), share(index_us, 0.99), index_us.back(),
             share(scan_us, 0.99));
}
