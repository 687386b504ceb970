#pragma once

#include <optional>
#include <string>

#include "base/json.hpp"

namespace qyzmet::catalogue {

/// What of a compiled rule a browser cannot evaluate (web/src/rules/evaluate.ts), as FEEL calls it: "sort", "for".
/// Nothing: all of it can be. `compiled`: what `rules::to_json` gives for an expression.
std::optional<std::string> beyond_forms(const json::value& compiled);

}  // namespace qyzmet::catalogue
