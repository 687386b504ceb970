#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

/// The folder in which the bytes lie: "c4/01973f…c4.part" while they come, "c4/01973f…c4" once they are whole. Each
/// upload has a place of its own: what is removed for one is nobody else's. Blocks: on threads for slow work, or on
/// readers.
namespace qyzmet::files {

/// Safe to use from several threads, as long as no two work on one file at once.
class Shelf {
 public:
  explicit Shelf(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Makes the folder. Errors: unavailable "file.not_written" {reason}.
  Result<void> make() const;
  /// Writes `bytes` at `offset` of a file that comes, and syncs; with `offset` 0 the file is made and its folder
  /// synced. What lies behind them stays: a piece that was overtaken by its repeat takes nothing away. Errors: conflict
  /// "file.lost" (what came before is not there), unavailable "file.not_written" {reason}.
  Result<void> write(std::int64_t place, std::int64_t offset, std::string_view bytes) const;
  /// A file that comes becomes a whole one; the folder is synced. Done already: fine. Errors: as `write`.
  Result<void> finish(std::int64_t place) const;
  /// Where the bytes lie: whole, or as far as they came. Errors: conflict "file.lost".
  Result<std::filesystem::path> path_of(std::int64_t place) const;
  /// The bytes of a whole file. Errors: internal "file.missing" {file}.
  Result<std::string> read(std::int64_t place) const;
  /// Removes both. There is none: fine.
  void remove(std::int64_t place) const;
  /// Bytes that may still be written; 0 if nobody knows.
  std::uint64_t free_bytes() const;
  /// Names, with the moment of the last change, every place that has bytes.
  void each(const std::function<void(std::int64_t place, Instant changed_at)>& visit) const;

 private:
  std::filesystem::path whole(std::int64_t place) const;
  std::filesystem::path part(std::int64_t place) const;

  std::filesystem::path folder_;
};

}  // namespace qyzmet::files
