#pragma once

#include <string_view>

#include "base/text.hpp"
#include "base/words.hpp"

namespace qyzmet::applications {

/// Where a rule stands, in each language, if it is named as definitions do: "art. 10-1 (3)", "law 194-V", "code
/// 518-IV", each with ", unverified" behind it or not. Anything else stays as it is, but for that end. The pages do the
/// same (web/src/way/way.ts); tests/articles.json holds both to it.
Text article_text(const Words& words, std::string_view article);

}  // namespace qyzmet::applications
