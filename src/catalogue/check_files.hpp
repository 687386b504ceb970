#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "catalogue/country.hpp"
#include "catalogue/definition.hpp"

namespace qyzmet::catalogue {

/// What a look at service files found.
struct Checked {
  std::size_t files = 0;
  std::vector<Error> errors;  ///< each with {file, line}, but for files that cannot be read
};

/// Checks files, and every .yaml in folders and theirs, as `Catalogue::load` would, but says every mistake: of each
/// file those of `definition_errors`, then of all together services that occur twice and those of `composite_errors`.
/// `among`: a folder of services that they may name; empty: none. Errors of reading stand among the others: not_found
/// "file.cannot_read" {file}, "catalogue.empty" {file}.
Checked check_files(const std::vector<std::filesystem::path>& paths, const std::filesystem::path& among,
                    const Country& country);

/// Every .yaml file under `directory`, sorted. Errors: not_found "file.cannot_read" {file}, "catalogue.empty" {file}.
Result<std::vector<std::filesystem::path>> service_files(const std::filesystem::path& directory);
/// The largest service file that is read, in bytes.
inline constexpr std::size_t kMostBytes = 4 << 20;

}  // namespace qyzmet::catalogue
