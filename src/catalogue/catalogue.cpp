#include "catalogue/catalogue.hpp"

#include <algorithm>
#include <vector>

#include "base/file.hpp"
namespace qyzmet::catalogue {

Result<Catalogue> Catalogue::load(const std::filesystem::path& directory, const Country& country) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator at(directory, error), end; !error && at != end;
       at.increment(error)) {
    if (at->path().extension() == ".yaml") files.push_back(at->path());
  }
  if (error) return fail(Code::not_found, "file.cannot_read", {{"file", directory.string()}});
  if (files.empty()) return fail(Code::not_found, "catalogue.empty", {{"file", directory.string()}});
  std::ranges::sort(files);
  Catalogue catalogue;
  for (const auto& file : files) {
    TRY_ASSIGN(const std::string text, read_file(file, 4 << 20));
    TRY_ASSIGN(Definition definition, parse_definition(text, file.string(), country));
    Form form(definition, country.phone);
    const std::string id = definition.id;
    if (!catalogue.services_.try_emplace(id, std::move(definition), std::move(form)).second) {
      return fail(Code::invalid, "definition.duplicate", {{"file", file.string()}, {"line", "1"}, {"name", id}});
    }
  }
  return catalogue;
}

const Service* Catalogue::find(std::string_view id) const {
  const auto found = services_.find(id);
  return found == services_.end() ? nullptr : &found->second;
}

}  // namespace qyzmet::catalogue
