#include "base/file.hpp"

#include <fstream>

namespace qyzmet {

Result<std::string> read_file(const std::filesystem::path& file, std::size_t limit) {
  std::error_code error;
  const bool regular = std::filesystem::is_regular_file(file, error);
  std::ifstream in(file, std::ios::binary);
  if (!regular || !in) return fail(Code::not_found, "file.cannot_read", {{"file", file.string()}});
  std::string text;
  char block[1 << 14];
  do {  // read, not asked for its size: a file may grow meanwhile
    in.read(block, sizeof block);
    text.append(block, static_cast<std::size_t>(in.gcount()));
    if (text.size() > limit) {
      return fail(Code::too_large, "file.too_large", {{"file", file.string()}, {"limit", std::to_string(limit)}});
    }
  } while (in);
  if (in.bad()) return fail(Code::not_found, "file.cannot_read", {{"file", file.string()}});
  return text;
}

}  // namespace qyzmet
