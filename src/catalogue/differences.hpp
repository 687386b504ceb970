#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "base/bytes.hpp"

namespace qyzmet::catalogue {

/// One place where two versions say something else.
struct Difference {
  std::string path;    ///< "pages.who.questions.name.title.ru": entries with an id, a name or a value go by it
  json::value before;  ///< null: it was not there
  json::value after;   ///< null: it is there no more
};

/// In the order of `after`, what is gone behind what stands; at most `limit`.
std::vector<Difference> differences(const json::value& before, const json::value& after, std::size_t limit);

/// What a definition's file says, whatever its layout, comments and quotes: the digest of its tree as canonical JSON.
/// Errors: invalid "definition.not_yaml" {file, line}.
Result<Digest> digest_of(std::string_view yaml, std::string_view file);

}  // namespace qyzmet::catalogue
