#include "files/shelf.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <optional>
#include <system_error>

#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "files/upload.hpp"

namespace qyzmet::files {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPart = ".part";
constexpr unsigned kOwnersAlone = 0600;
constexpr std::size_t kNameLength = 16;

/// "01973f0000000042" → its place.
std::optional<std::int64_t> place_of(std::string_view name) {
  std::uint64_t place = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), place, 16);
  const bool good = name.size() == kNameLength && error == std::errc() && end == name.data() + name.size();
  return good ? std::optional(static_cast<std::int64_t>(place)) : std::nullopt;
}

/// Before anything else may change errno.
std::unexpected<Error> not_written(int reason = errno) {
  return fail(Code::unavailable, "file.not_written", {{"reason", std::generic_category().message(reason)}});
}

Result<void> synced(const fs::path& folder) { return sync_folder(folder) ? Result<void>() : not_written(); }

Result<void> write_all(int fd, std::int64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::pwrite(fd, bytes.data(), bytes.size(), offset);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return not_written();
    offset += written;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(fd) == 0 ? Result<void>() : not_written();
}

}  // namespace

fs::path Shelf::whole(std::int64_t place) const {
  const std::string name = fmt::format("{:016x}", static_cast<std::uint64_t>(place));
  return folder_ / name.substr(kNameLength - 2) / name;  // the end is random: folders fill evenly
}

fs::path Shelf::part(std::int64_t place) const {
  fs::path path = whole(place);
  path += kPart;
  return path;
}

Result<void> Shelf::make() const {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) return not_written(error.value());
  fs::permissions(folder_, fs::perms::owner_all, error);
  return synced(folder_);
}

Result<void> Shelf::write(std::int64_t place, std::int64_t offset, std::string_view bytes) const {
  const fs::path path = part(place);
  const fs::path folder = path.parent_path();
  const bool first = offset == 0;
  if (first) {
    if (::mkdir(folder.c_str(), 0700) == 0) {
      TRY(synced(folder_));
    } else if (errno != EEXIST) {
      return not_written();
    }
  }
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC | (first ? O_CREAT : 0), kOwnersAlone));
  if (file.get() < 0) return errno == ENOENT ? fail(Code::conflict, "file.lost") : not_written();
  struct stat found{};
  if (::fstat(file.get(), &found) != 0) return not_written();
  if (found.st_size < offset) return fail(Code::conflict, "file.lost");
  TRY(write_all(file.get(), offset, bytes));
  return first ? synced(folder) : Result<void>();
}

Result<void> Shelf::finish(std::int64_t place) const {
  const fs::path to = whole(place);
  if (::rename(part(place).c_str(), to.c_str()) != 0 && errno != ENOENT) return not_written();
  std::error_code error;
  if (!fs::exists(to, error)) return fail(Code::conflict, "file.lost");
  return synced(to.parent_path());
}

Result<fs::path> Shelf::path_of(std::int64_t place) const {
  std::error_code error;
  for (fs::path path : {part(place), whole(place)}) {
    if (fs::exists(path, error)) return path;
  }
  return fail(Code::conflict, "file.lost");
}

Result<std::string> Shelf::read(std::int64_t place) const {
  auto bytes = read_file(whole(place), static_cast<std::size_t>(kLargestFile));
  if (!bytes) return fail(Code::internal, "file.missing", {{"file", whole(place).filename().string()}});
  return bytes;
}

void Shelf::remove(std::int64_t place) const {
  std::error_code error;
  fs::remove(part(place), error);
  fs::remove(whole(place), error);
}

std::uint64_t Shelf::free_bytes() const {
  std::error_code error;
  const auto space = fs::space(folder_, error);
  return error ? 0 : space.available;
}

void Shelf::each(const std::function<void(std::int64_t place, Instant changed_at)>& visit) const {
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
    std::string name = at->path().filename().string();
    if (name.ends_with(kPart)) name.resize(name.size() - kPart.size());
    struct stat found{};
    const auto place = place_of(name);
    if (!place || ::stat(at->path().c_str(), &found) != 0) continue;
    visit(*place, from_ms(static_cast<std::int64_t>(found.st_mtim.tv_sec) * 1000));
  }
}

}  // namespace qyzmet::files
