#include "catalogue/fold.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/text.hpp"

namespace qyzmet::catalogue {
namespace {

constexpr char32_t kNoCharacter = 0xffff'ffff;

/// The code point at the beginning of `text`, which is shortened by it; kNoCharacter (and one byte) if it is no UTF-8.
char32_t next_code_point(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t length = first < 0x80 ? 1 : (first & 0xe0) == 0xc0 ? 2 : (first & 0xf0) == 0xe0 ? 3 : 4;
  if (length == 1) {
    text.remove_prefix(1);
    return first;
  }
  char32_t code = first & (0xff >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if (i >= text.size() || (byte(i) & 0xc0) != 0x80) {
      text.remove_prefix(1);
      return kNoCharacter;
    }
    code = code << 6 | (byte(i) & 0x3f);
  }
  text.remove_prefix(length);
  return code;
}

bool within(char32_t code, char32_t first, char32_t last) { return code >= first && code <= last; }

/// The small letter, for the scripts that are folded below.
char32_t small(char32_t code) {
  if (within(code, 'A', 'Z') || within(code, 0x410, 0x42f) || (within(code, 0xc0, 0xde) && code != 0xd7))
    return code + 0x20;
  if (within(code, 0x400, 0x40f)) return code + 0x50;
  const bool even_is_capital = within(code, 0x100, 0x137) || within(code, 0x14a, 0x177) || within(code, 0x1e6, 0x1f5) ||
                               within(code, 0x218, 0x21b) || within(code, 0x490, 0x4bf) || within(code, 0x4d0, 0x4ff);
  if (even_is_capital) return code | 1;
  if (within(code, 0x139, 0x148) || within(code, 0x179, 0x17e)) return code + (code & 1);
  return code;
}

/// From U+0430.
constexpr std::array<std::string_view, 32> kCyrillic = {"a",  "b", "v", "g", "d", "e", "j", "z", "i",  "i", "k",
                                                        "l",  "m", "n", "o", "p", "r", "s", "t", "u",  "f", "h",
                                                        "ts", "c", "s", "s", "",  "i", "",  "e", "iu", "ia"};
/// From 'a'.
constexpr std::array<std::string_view, 26> kLatin = {"a", "b", "k", "d", "e", "f", "g", "h", "i", "j", "k",  "l", "m",
                                                     "n", "o", "p", "k", "r", "s", "t", "u", "v", "u", "ks", "i", "z"};
/// Latin letters that sound as one; the longest first.
constexpr std::array<std::pair<std::u32string_view, std::string_view>, 10> kTogether = {{{U"shch", "s"},
                                                                                         {U"sch", "s"},
                                                                                         {U"tch", "c"},
                                                                                         {U"sh", "s"},
                                                                                         {U"ch", "c"},
                                                                                         {U"zh", "j"},
                                                                                         {U"gh", "g"},
                                                                                         {U"kh", "h"},
                                                                                         {U"yo", "e"},
                                                                                         {U"ye", "e"}}};
/// All other letters that are known; small ones.
constexpr std::array<std::pair<std::u32string_view, std::string_view>, 14> kMore = {{{U"әäáàâãåāă", "a"},
                                                                                     {U"ёєəéèêëěē", "e"},
                                                                                     {U"ғğǵģǧ", "g"},
                                                                                     {U"іїıíìîïī", "i"},
                                                                                     {U"қķç", "k"},
                                                                                     {U"ңŋñńňņ", "n"},
                                                                                     {U"өöóòôõøō", "o"},
                                                                                     {U"ұүüúùûūůýў", "u"},
                                                                                     {U"һ", "h"},
                                                                                     {U"şšśș", "s"},
                                                                                     {U"žźż", "z"},
                                                                                     {U"č", "c"},
                                                                                     {U"ţťț", "t"},
                                                                                     {U"łľ", "l"}}};

/// Signs inside a word that part nothing: apostrophes and combining marks.
bool is_silent(char32_t code) {
  return code == '\'' || code == '`' || code == 0x2019 || code == 0x2bc || code == 0xb4 || within(code, 0x300, 0x36f) ||
         code == 0xad;
}

/// How the small letter or digit `code` is written in the folded alphabet; null: it is neither.
const std::string_view* folded(char32_t code) {
  static constexpr std::array<std::string_view, 10> kDigits = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  if (within(code, 'a', 'z')) return &kLatin[code - 'a'];
  if (within(code, 0x430, 0x44f)) return &kCyrillic[code - 0x430];
  if (within(code, '0', '9')) return &kDigits[code - '0'];
  if (code < 0x80) return nullptr;
  for (const auto& [letters, letter] : kMore) {
    if (letters.find(code) != std::u32string_view::npos) return &letter;
  }
  return nullptr;
}

/// The letter's plain spelling: one character, or none.
std::string_view plain(char32_t code) {
  switch (code) {
    case U'ц':
      return "w";
    case U'ю':
      return "q";
    case U'я':
      return "y";
    case U'x':
      return "x";
    default:
      return *folded(code);
  }
}

/// One word, letter by letter.
class Folding {
 public:
  void add(char32_t code) { letters_ += code; }

  /// The word folded; empty if there is none. Ready for the next one.
  FoldedWord finish() {
    FoldedWord word;
    for (const char32_t code : letters_) word.plain += plain(code);
    for (std::u32string_view rest = letters_; !rest.empty() && word.rough.size() < kLongestWord;) {
      const auto together =
          std::ranges::find_if(kTogether, [&](const auto& one) { return rest.starts_with(one.first); });
      const bool alone = together == kTogether.end();
      append(word.rough, alone ? *folded(rest.front()) : together->second);
      rest.remove_prefix(alone ? 1 : together->first.size());
    }
    letters_.clear();
    for (std::string* spelling : {&word.rough, &word.plain}) {
      if (spelling->size() > kLongestWord) spelling->resize(kLongestWord);
    }
    return word;
  }

 private:
  static void append(std::string& word, std::string_view letters) {
    for (const char letter : letters) {
      const char last = word.empty() ? ' ' : word.back();
      if ((last == letter && !is_digit(letter)) || (last == 'n' && letter == 'g')) continue;
      word += letter;
    }
  }

  std::u32string letters_;
};

}  // namespace

std::vector<FoldedWord> fold_words(std::string_view text, std::size_t most_code_points) {
  std::vector<FoldedWord> words;
  Folding word;
  const auto finish = [&] {
    FoldedWord folded = word.finish();
    if (!folded.plain.empty()) words.push_back(std::move(folded));
  };
  for (std::size_t read = 0; !text.empty() && read < most_code_points; ++read) {
    const char32_t code = small(next_code_point(text));
    if (folded(code) != nullptr) {
      word.add(code);
    } else if (!is_silent(code)) {
      finish();
    }
  }
  finish();
  return words;
}

std::string from_russian_keys(std::string_view typed) {
  static constexpr std::string_view kKeys = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";
  static constexpr std::array<std::string_view, 33> kLetters = {"ё", "й", "ц", "у", "к", "е", "н", "г", "ш", "щ", "з",
                                                                "х", "ъ", "ф", "ы", "в", "а", "п", "р", "о", "л", "д",
                                                                "ж", "э", "я", "ч", "с", "м", "и", "т", "ь", "б", "ю"};
  static_assert(kKeys.size() == kLetters.size());
  std::string text;
  for (const char typed_key : typed) {
    const auto key = kKeys.find(static_cast<char>(small(static_cast<unsigned char>(typed_key))));
    if (key == std::string_view::npos) {
      text += typed_key;
    } else {
      text += kLetters[key];
    }
  }
  return text;
}

}  // namespace qyzmet::catalogue
