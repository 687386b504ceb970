#pragma once

#include <span>
#include <vector>

#include "catalogue/definition.hpp"

/// Services that are made of others.
namespace qyzmet::catalogue {

/// Every part exists, is filed here, and no service contains itself. Errors, each with {file, line, name}:
/// "definition.no_such_part", "definition.part_elsewhere", "definition.service_cycle" (name: the way around). In the
/// order of `all`.
std::vector<Error> composite_errors(std::span<const Definition* const> all);

}  // namespace qyzmet::catalogue
