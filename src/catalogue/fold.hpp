#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Brings words of Kazakh, Russian and English, in either script, to rough spellings: what sounds nearly alike, or is
/// often written one for the other, comes out the same. Only for search; nobody reads the result.
namespace qyzmet::catalogue {

/// The longest word that is told apart, in letters of the folded alphabet.
inline constexpr std::size_t kLongestWord = 32;

/// One word in two spellings of [a-z0-9]+, at most kLongestWord long.
struct FoldedWord {
  std::string rough;  ///< by sound: for words that are written in another script or alphabet
  std::string plain;  ///< letter by letter: one wrong letter stays one
};

/// The words of `text`; what comes after `most_code_points` code points is not read. Any bytes may be given; those that
/// are no UTF-8 part words.
///
///   Cyrillic        Latin of 2021   plain ASCII       rough         plain
///   а ә             a ä             a                 a             a
///   г ғ             g ğ             g gh              g             g
///   е э ё           e               e ye yo           e             e
///   ж               j               j zh              j             j
///   и й ы і         i ı y           i y               i             i
///   к қ             k q             k q c             k             k
///   н ң нг          n ŋ             n ng              n             n (нг: ng)
///   о ө             o ö             o                 o             o
///   у ұ ү           u ū ü           u w               u             u
///   х һ             h               h kh              h             h
///   ц ч             ts ch           ts ch             ts c          w c
///   ш щ             ş               s sh sch shch     s             s
///   ю я                             yu ya             iu ia         q y
///   ъ ь                             '                 nothing       nothing
///
/// In the rough spelling a letter that follows itself counts once; in the plain one, letters are never taken together.
/// Source: the Kazakh alphabet of 28 January 2021; ISO 9 and common habit.
std::vector<FoldedWord> fold_words(std::string_view text, std::size_t most_code_points = std::string_view::npos);

/// What would have been typed had the keyboard been switched from English to Russian: "ghjgbcrf" is "прописка".
std::string from_russian_keys(std::string_view typed);

}  // namespace qyzmet::catalogue
