#include "db/power_loss.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <fstream>
#include <map>
#include <mutex>
#include <new>
#include <vector>

#include "base/check.hpp"

namespace qyzmet::db::testing {
namespace {

constexpr std::size_t sector = 512;

struct Write {
  std::size_t offset;
  std::string data;
  bool truncation;  ///< the file ends at `offset`
};

struct File {
  std::string synced;
  std::vector<Write> unsynced;
  bool ever_synced = false;
};

void put(std::string& content, std::size_t offset, std::string_view data) {
  if (content.size() < offset + data.size()) content.resize(offset + data.size(), '\0');
  std::memcpy(content.data() + offset, data.data(), data.size());
}

void put(std::string& content, const Write& write) {
  if (write.truncation) {
    content.resize(std::min(content.size(), write.offset));
  } else {
    put(content, write.offset, write.data);
  }
}

/// Of one unsynced write, what reached the disk by chance.
void put_by_chance(std::string& content, const Write& write, Random& random) {
  if (write.truncation) {
    if (random.next_u64() % 2) put(content, write);
    return;
  }
  auto manner = random.next_u64() % 3;  // all, nothing, or sector by sector
  for (std::size_t at = 0; at < write.data.size();) {
    auto end = std::min(write.data.size(), (write.offset + at) / sector * sector + sector - write.offset);
    if (manner == 0 || (manner == 2 && random.next_u64() % 2)) {
      put(content, write.offset + at, std::string_view(write.data).substr(at, end - at));
    }
    at = end;
  }
}

}  // namespace

struct PowerLossDisk::Disk {
  std::mutex mutex;
  std::map<std::string, File> files;
  sqlite3_vfs* real = nullptr;
  sqlite3_vfs vfs{};
};

namespace {

using Disk = PowerLossDisk::Disk;

/// SQLite's view of an open file: ours, with the real VFS's own structure right behind it.
struct Handle {
  sqlite3_file base;
  Disk* disk;
  File* file;  ///< null for files whose loss does not matter (shared memory's name, temporary files)
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

Handle* handle(sqlite3_file* file) { return reinterpret_cast<Handle*>(file); }
sqlite3_file* real(sqlite3_file* file) { return handle(file)->real(); }

int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  auto* self = handle(file);
  std::lock_guard lock(self->disk->mutex);
  int rc = self->real()->pMethods->xWrite(self->real(), data, size, offset);
  if (rc == SQLITE_OK && self->file) {
    self->file->unsynced.push_back(
        {static_cast<std::size_t>(offset), {static_cast<const char*>(data), static_cast<std::size_t>(size)}, false});
  }
  return rc;
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  auto* self = handle(file);
  std::lock_guard lock(self->disk->mutex);
  int rc = self->real()->pMethods->xTruncate(self->real(), size);
  if (rc == SQLITE_OK && self->file) self->file->unsynced.push_back({static_cast<std::size_t>(size), "", true});
  return rc;
}

int sync(sqlite3_file* file, int) {
  // Nothing is handed to the real disk: only the image matters, and the test is quicker by all those waits.
  auto* self = handle(file);
  std::lock_guard lock(self->disk->mutex);
  if (!self->file) return SQLITE_OK;
  for (const auto& write : self->file->unsynced) put(self->file->synced, write);
  self->file->unsynced.clear();
  self->file->ever_synced = true;
  return SQLITE_OK;
}

const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = [](sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); },
    .xRead = [](sqlite3_file* f, void* data, int size,
                sqlite3_int64 offset) { return real(f)->pMethods->xRead(real(f), data, size, offset); },
    .xWrite = write,
    .xTruncate = truncate,
    .xSync = sync,
    .xFileSize = [](sqlite3_file* f, sqlite3_int64* size) { return real(f)->pMethods->xFileSize(real(f), size); },
    .xLock = [](sqlite3_file* f, int level) { return real(f)->pMethods->xLock(real(f), level); },
    .xUnlock = [](sqlite3_file* f, int level) { return real(f)->pMethods->xUnlock(real(f), level); },
    .xCheckReservedLock = [](sqlite3_file* f, int* out) { return real(f)->pMethods->xCheckReservedLock(real(f), out); },
    .xFileControl =
        [](sqlite3_file* f, int op, void* argument) {
          // Hints about size would change the real file behind our back.
          if (op == SQLITE_FCNTL_SIZE_HINT || op == SQLITE_FCNTL_CHUNK_SIZE) return SQLITE_NOTFOUND;
          return real(f)->pMethods->xFileControl(real(f), op, argument);
        },
    .xSectorSize = [](sqlite3_file*) { return static_cast<int>(sector); },
    // Nothing is promised: no atomic writes, no order, no safe append.
    .xDeviceCharacteristics = [](sqlite3_file*) { return 0; },
    .xShmMap = [](sqlite3_file* f, int page, int size, int extend,
                  void volatile** out) { return real(f)->pMethods->xShmMap(real(f), page, size, extend, out); },
    .xShmLock = [](sqlite3_file* f, int offset, int n,
                   int flags) { return real(f)->pMethods->xShmLock(real(f), offset, n, flags); },
    .xShmBarrier = [](sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); },
    .xShmUnmap = [](sqlite3_file* f, int remove) { return real(f)->pMethods->xShmUnmap(real(f), remove); },
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* out) {
  auto* disk = static_cast<Disk*>(vfs->pAppData);
  auto* self = new (file) Handle{{nullptr}, disk, nullptr};
  int rc = disk->real->xOpen(disk->real, name, self->real(), flags, out);
  if (rc != SQLITE_OK) return rc;
  self->base.pMethods = &methods;
  if (name && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL))) {
    std::lock_guard lock(disk->mutex);
    self->file = &disk->files[name];
  }
  return rc;
}

int remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  auto* disk = static_cast<Disk*>(vfs->pAppData);
  std::lock_guard lock(disk->mutex);
  disk->files.erase(name);
  return disk->real->xDelete(disk->real, name, sync_folder);
}

}  // namespace

PowerLossDisk::PowerLossDisk() : disk_(std::make_unique<Disk>()) {
  static std::atomic<int> count{0};
  name_ = "power-loss-" + std::to_string(++count);
  disk_->real = sqlite3_vfs_find(nullptr);
  disk_->vfs = *disk_->real;
  disk_->vfs.pNext = nullptr;
  disk_->vfs.zName = name_.c_str();
  disk_->vfs.szOsFile = static_cast<int>(sizeof(Handle)) + disk_->real->szOsFile;
  disk_->vfs.pAppData = disk_.get();
  disk_->vfs.xOpen = open;
  disk_->vfs.xDelete = remove;
  CHECK(sqlite3_vfs_register(&disk_->vfs, 0) == SQLITE_OK);
}

PowerLossDisk::~PowerLossDisk() { sqlite3_vfs_unregister(&disk_->vfs); }

void PowerLossDisk::image(const std::filesystem::path& folder, const std::filesystem::path& target, Random& random) {
  std::filesystem::create_directories(target);
  std::lock_guard lock(disk_->mutex);
  for (const auto& [name, file] : disk_->files) {
    std::filesystem::path path(name);
    if (path.parent_path() != folder) continue;
    if (!file.ever_synced && random.next_u64() % 2) continue;
    std::string content = file.synced;
    for (const auto& write : file.unsynced) put_by_chance(content, write, random);
    std::ofstream(target / path.filename(), std::ios::binary) << content;
  }
}

}  // namespace qyzmet::db::testing
