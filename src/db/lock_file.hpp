#pragma once

#include <filesystem>
#include <memory>

#include "base/result.hpp"

namespace qyzmet::db {

/// DIR/writer.lock, held with flock(2) for the life of the process: SQLite's fence against a second writer.
class LockFile {
 public:
  /// Errors: unavailable "db.locked" {by}, "db.unreachable" {reason}.
  static Result<std::unique_ptr<LockFile>> take(const std::filesystem::path& file);
  ~LockFile();
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

  /// Whether the file that we locked is still the one at its path; somebody may have removed it to "free" the lock.
  bool held() const;

 private:
  LockFile(std::filesystem::path file, int descriptor) : file_(std::move(file)), descriptor_(descriptor) {}
  std::filesystem::path file_;
  int descriptor_;
};

}  // namespace qyzmet::db
