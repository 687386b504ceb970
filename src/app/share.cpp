#include "app/share.hpp"

namespace qyzmet::app {
namespace {

bool holds_data(const std::filesystem::path& folder) {
  std::error_code error;
  return std::filesystem::is_directory(folder / "services", error) &&
         std::filesystem::is_directory(folder / "data", error);
}

}  // namespace

Result<std::filesystem::path> find_share(const std::filesystem::path& given, const std::filesystem::path& executable) {
  if (!given.empty()) {
    if (holds_data(given)) return given;
    return fail(Code::not_found, "app.no_share", {{"file", given.string()}});
  }
  for (auto folder = executable.parent_path();; folder = folder.parent_path()) {
    if (holds_data(folder)) return folder;
    if (holds_data(folder / "share" / "qyzmet")) return folder / "share" / "qyzmet";
    if (folder == folder.parent_path()) break;
  }
  return fail(Code::not_found, "app.no_share", {{"file", executable.string()}});
}

}  // namespace qyzmet::app
