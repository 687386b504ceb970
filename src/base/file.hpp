#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace qyzmet {

/// A whole file as it is. Errors: not_found "file.cannot_read" {file}; too_large "file.too_large" {file, limit} over
/// `limit` bytes.
Result<std::string> read_file(const std::filesystem::path& file, std::size_t limit);

}  // namespace qyzmet
