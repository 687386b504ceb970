#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace qyzmet::journal {

/// The file's bytes; none if it cannot be read or is over 1 MiB.
std::optional<std::string> read_file(const std::filesystem::path& file);

/// Puts `text` in the file's place, whole or not at all, and durably: written beside it, synced, renamed, the folder
/// synced. `mode` as in chmod(2). Errors: unavailable "journal.file_not_written" {file, reason}.
Result<void> replace_file(const std::filesystem::path& file, std::string_view text, unsigned mode);
/// Renames durably. Errors: as above.
Result<void> move_file(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace qyzmet::journal
