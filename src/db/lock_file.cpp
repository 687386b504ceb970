#include "db/lock_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace qyzmet::db {

Result<std::unique_ptr<LockFile>> LockFile::take(const std::filesystem::path& file) {
  int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return fail(Code::unavailable, "db.unreachable", {{"reason", std::strerror(errno)}});
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    char owner[32] = {};
    auto length = ::read(descriptor, owner, sizeof owner - 1);
    ::close(descriptor);
    return fail(Code::unavailable, "db.locked", {{"by", length > 0 ? std::string(owner) : "?"}});
  }
  auto pid = std::to_string(::getpid());
  if (::ftruncate(descriptor, 0) != 0 || ::write(descriptor, pid.data(), pid.size()) < 0) {
    // The number only helps a person to find the other process; the lock itself is held.
  }
  return std::unique_ptr<LockFile>(new LockFile(file, descriptor));
}

LockFile::~LockFile() { ::close(descriptor_); }

bool LockFile::held() const {
  struct stat ours{};
  struct stat there{};
  return ::fstat(descriptor_, &ours) == 0 && ::stat(file_.c_str(), &there) == 0 && ours.st_ino == there.st_ino &&
         ours.st_dev == there.st_dev;
}

}  // namespace qyzmet::db
