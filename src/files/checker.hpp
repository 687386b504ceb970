#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "files/content.hpp"

/// Looks into a whole file. A stranger's PDF is unpacked in a process of its own, with little memory and time: what
/// breaks there breaks there alone.
namespace qyzmet::files {

/// Blocks. Safe to use from several threads.
class Checker {
 public:
  /// `program`: this server's own, which knows `check-file`; empty: PDFs are looked into in this process (tests).
  explicit Checker(std::filesystem::path program) : program_(std::move(program)) {}

  /// The file is what was announced, and fit to be taken. Errors: invalid "file.other_digest", and the word keys of
  /// `Fault`; unavailable "file.not_checked" (no process could be started).
  Result<void> check(const std::filesystem::path& file, const Digest& sha256, std::int64_t size,
                     std::string_view type) const;

 private:
  Result<Fault> ask(const std::filesystem::path& file, std::string_view type) const;
  std::filesystem::path program_;
};

/// What `check-file FILE TYPE` does in its process: takes limits on itself, looks into the file, gives the word of what
/// it found (`to_word`).
std::string_view check_under_limits(const std::filesystem::path& file, std::string_view type);

}  // namespace qyzmet::files
