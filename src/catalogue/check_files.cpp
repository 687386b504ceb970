#include "catalogue/check_files.hpp"

#include <algorithm>
#include <list>
#include <set>

#include "base/file.hpp"
#include "catalogue/composites.hpp"

namespace qyzmet::catalogue {
namespace {

class FilesChecker {
 public:
  explicit FilesChecker(const Country& country) : country_(country) {}

  void check(const std::filesystem::path& path) {
    if (!std::filesystem::is_directory(path)) return file(path);
    const auto files = service_files(path);
    if (!files) return checked_.errors.push_back(files.error());
    for (const auto& one : *files) file(one);
  }

  /// What may be named: wrong files there are somebody else's.
  void know(const std::filesystem::path& directory) {
    const auto files = service_files(directory);
    if (!files) return;
    for (const auto& one : *files) {
      const auto text = read_file(one, kMostBytes);
      auto definition = text ? parse_definition(*text, one.string(), country_) : std::unexpected(text.error());
      if (!definition || ids_.contains(definition->id)) continue;
      definitions_.push_back(*std::move(definition));
      known_.push_back(&definitions_.back());
    }
  }

  Checked finish() {
    std::vector<const Definition*> all = filed_;
    all.insert(all.end(), known_.begin(), known_.end());
    for (Error& error : composite_errors(all)) {
      const auto mine = [&](const Definition* one) { return one->file == error.details.front().second; };
      if (std::ranges::any_of(filed_, mine)) checked_.errors.push_back(std::move(error));
    }
    return std::move(checked_);
  }

 private:
  void file(const std::filesystem::path& path) {
    ++checked_.files;
    const auto text = read_file(path, kMostBytes);
    if (!text) return checked_.errors.push_back(text.error());
    Judged judged = judge(*text, path.string(), country_);
    if (!judged.definition) {
      checked_.errors.insert(checked_.errors.end(), judged.mistakes.begin(), judged.mistakes.end());
      return;
    }
    definitions_.push_back(*std::move(judged.definition));
    const std::string& id = definitions_.back().id;
    filed_.push_back(&definitions_.back());
    if (ids_.insert(id).second) return;
    checked_.errors.push_back(
        {Code::invalid, "definition.duplicate", {{"file", path.string()}, {"line", "1"}, {"name", id}}, {}});
  }

  const Country& country_;
  Checked checked_;
  std::list<Definition> definitions_;
  std::vector<const Definition*> filed_;
  std::vector<const Definition*> known_;
  std::set<std::string> ids_;
};

}  // namespace

Result<std::vector<std::filesystem::path>> service_files(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator at(directory, error), end; !error && at != end;
       at.increment(error)) {
    if (at->path().extension() == ".yaml") files.push_back(at->path());
  }
  if (error) return fail(Code::not_found, "file.cannot_read", {{"file", directory.string()}});
  if (files.empty()) return fail(Code::not_found, "catalogue.empty", {{"file", directory.string()}});
  std::ranges::sort(files);
  return files;
}

Checked check_files(const std::vector<std::filesystem::path>& paths, const std::filesystem::path& among,
                    const Country& country) {
  FilesChecker checker(country);
  for (const auto& path : paths) checker.check(path);
  if (!among.empty()) checker.know(among);
  return checker.finish();
}

}  // namespace qyzmet::catalogue
