#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace qyzmet::rules {

/// A regular expression of XPath 3.1 (which is XML Schema's with anchors, groups and reluctant quantifiers), turned
/// into RE2's spelling: RE2 takes time in proportion to the text, whatever the expression. What needs more than that,
/// references back to a group, is refused.
struct Pattern {
  std::string text;        ///< for RE2
  std::string_view error;  ///< word key when it is none: "rules.bad_pattern", "rules.back_reference", "rules.bad_flags"
};

/// `flags`: s (dot takes line ends), m (^ and $ at lines), i, x (blanks do not count), q (no sign is special).
Pattern translate_pattern(std::string_view pattern, std::string_view flags);

/// Compiled, out of a small store that each thread keeps. nullptr and an error key when it is none.
std::shared_ptr<const re2::RE2> compiled_pattern(std::string_view pattern, std::string_view flags,
                                                 std::string_view& error);

}  // namespace qyzmet::rules
