#pragma once

#include <filesystem>

#include "base/result.hpp"

namespace qyzmet::app {

/// Where services/, data/ and api/ lie: `given` if it is not empty; else the nearest folder above the executable that
/// holds services/ and data/ (a build in the source tree) or has them in share/qyzmet (an installation). Errors:
/// not_found "app.no_share" {file}.
Result<std::filesystem::path> find_share(const std::filesystem::path& given, const std::filesystem::path& executable);

}  // namespace qyzmet::app
