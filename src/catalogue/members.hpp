#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/json.hpp"
#include "catalogue/pages.hpp"

namespace qyzmet::catalogue {

/// The first name in a rule that is taken from an item of a group and that the group does not ask: "child.birth" in
/// `count(child[birth > today])`, `some c in child satisfies c.birth = null`. Nothing: there is none. FEEL itself would
/// take it for null. `compiled`: what `rules::to_json` gives for an expression.
std::optional<std::string> unknown_member(const json::value& compiled, std::span<const Page> pages);

}  // namespace qyzmet::catalogue
