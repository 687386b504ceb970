#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/random.hpp"

/// For tests only: a disk that can lose power.
namespace qyzmet::db::testing {

/// Registers an SQLite VFS that works on the real one and remembers, for every file, what has been synced and what has
/// only been written. `image` makes the folder that a machine would find after losing power at this moment: what was
/// synced is there; of what was not, every sector of 512 bytes was written or lost by chance, in any order, and a file
/// never synced may be missing.
class PowerLossDisk {
 public:
  PowerLossDisk();
  ~PowerLossDisk();
  PowerLossDisk(const PowerLossDisk&) = delete;
  PowerLossDisk& operator=(const PowerLossDisk&) = delete;

  /// For `Options::sqlite_vfs`.
  const std::string& vfs() const { return name_; }
  /// Writes the image of all that lies in `folder` to `target`, by `random`'s chances. Safe while the database works.
  void image(const std::filesystem::path& folder, const std::filesystem::path& target, Random& random);

  struct Disk;

 private:
  std::string name_;
  std::unique_ptr<Disk> disk_;
};

}  // namespace qyzmet::db::testing
