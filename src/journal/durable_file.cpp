#include "journal/durable_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

#include "base/descriptor.hpp"

namespace qyzmet::journal {
namespace {

constexpr std::size_t longest_file = 1 << 20;

std::unexpected<Error> not_written(const std::filesystem::path& file) {
  auto reason = std::generic_category().message(errno);
  return fail(Code::unavailable, "journal.file_not_written", {{"file", file.string()}, {"reason", reason}});
}

Result<void> sync_folder_of(const std::filesystem::path& file) {
  auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  return sync_folder(folder) ? Result<void>() : not_written(folder);
}

Result<void> write_synced(const std::filesystem::path& file, std::string_view text, unsigned mode) {
  Descriptor descriptor(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
  if (descriptor.get() < 0 || ::fchmod(descriptor.get(), mode) != 0) return not_written(file);
  while (!text.empty()) {
    auto written = ::write(descriptor.get(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return not_written(file);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(descriptor.get()) != 0) return not_written(file);
  return {};
}

}  // namespace

std::optional<std::string> read_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string text(longest_file + 1, '\0');
  if (!stream.is_open()) return std::nullopt;
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (stream.bad() || text.size() > longest_file) return std::nullopt;
  return text;
}

Result<void> replace_file(const std::filesystem::path& file, std::string_view text, unsigned mode) {
  auto beside = file;
  beside += ".new";
  TRY(write_synced(beside, text, mode));
  return move_file(beside, file);
}

Result<void> move_file(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return not_written(to);
  return sync_folder_of(to);
}

}  // namespace qyzmet::journal
