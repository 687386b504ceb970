#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/text.hpp"

namespace qyzmet {

/// The server's own texts (problems, states, notices), from data/words.json: {"key": {"kk": …, "ru": …, "en": …}}, with
/// {placeholders} filled from an error's details. "{type:expected}" stands for the words of "type." + the detail
/// `expected`; "{in:title}" for the detail `title.kk`, `title.ru` or `title.en`: what people wrote in each language.
class Words {
 public:
  /// Errors: invalid "words.incomplete" {key, lang}; malformed "words.malformed" {key: the key, or the file}, or
  /// "json.…".
  static Result<Words> load(const std::filesystem::path& file);
  static Result<Words> parse(std::string_view json);

  /// The text of `key` with its placeholders filled. A key that is not there gives the key itself: visible, never
  /// empty.
  std::string say(Lang lang, std::string_view key, const Details& details = {}) const;
  bool has(std::string_view key) const { return texts_.contains(key); }

 private:
  std::map<std::string, Text, std::less<>> texts_;
};

}  // namespace qyzmet
