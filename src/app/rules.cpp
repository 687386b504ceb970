#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <ostream>

#include "app/command_line.hpp"
#include "app/share.hpp"
#include "base/file.hpp"
#include "rules/rules.hpp"

namespace qyzmet::app {
namespace {

namespace fs = std::filesystem;
namespace tck = rules::tck;

constexpr std::size_t kRulesLimit = 16 << 20;
constexpr std::string_view kLevelPrefix = "compliance-level-";
/// Its functions are Java classes.
constexpr std::string_view kNotCounted = "0076";

struct Count {
  std::size_t passed = 0;
  std::size_t total = 0;
};

/// The kit's folders, tested one after the other.
class Kit {
 public:
  Kit(const Program& program, fs::path directory) : program_(program), directory_(std::move(directory)) {}

  Result<void> run() {
    for (const fs::path& level : folders(directory_)) {
      if (!level.filename().string().starts_with(kLevelPrefix)) continue;
      for (const fs::path& folder : folders(level)) TRY(run_folder(level.filename(), folder));
    }
    if (counts_.empty()) return fail(Code::not_found, "tck.nothing", {{"file", directory_.string()}});
    return {};
  }

  /// The totals, and what fails; true if every level that is there reaches its share.
  bool report(const std::map<std::string, int>& at_least_percent) const {
    bool enough = true;
    program_.out << '\n';
    for (const auto& [level, count] : counts_) {
      const auto wanted = at_least_percent.find(level.substr(kLevelPrefix.size()));
      const int percent = wanted == at_least_percent.end() ? 100 : wanted->second;
      const bool reached = count.passed * 100 >= count.total * static_cast<std::size_t>(percent);
      program_.out << fmt::format("{}: {} of {} result nodes ({:.2f} %), at least {} %: {}\n", level, count.passed,
                                  count.total,
                                  100.0 * static_cast<double>(count.passed) / static_cast<double>(count.total), percent,
                                  reached ? "reached" : "NOT REACHED");
      enough = enough && reached;
    }
    if (!failures_.empty()) program_.out << fmt::format("\nDo not pass ({}):\n", failures_.size());
    for (const std::string& failure : failures_) program_.out << failure << '\n';
    return enough;
  }

 private:
  static std::vector<fs::path> folders(const fs::path& directory) {
    std::vector<fs::path> found;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(directory, error)) {
      if (entry.is_directory()) found.push_back(entry.path());
    }
    std::ranges::sort(found);
    return found;
  }

  static Result<std::vector<tck::File>> files(const fs::path& folder, std::string_view extension) {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() == extension) paths.push_back(entry.path());
    }
    std::ranges::sort(paths);
    std::vector<tck::File> all;
    for (const fs::path& path : paths) {
      TRY_ASSIGN(std::string text, read_file(path, kRulesLimit));
      all.push_back({path.filename().string(), std::move(text)});
    }
    return all;
  }

  Result<void> run_folder(const fs::path& level, const fs::path& folder) {
    const std::string name = (level / folder.filename()).string();
    TRY_ASSIGN(const auto models, files(folder, ".dmn"));
    TRY_ASSIGN(const auto tests, files(folder, ".xml"));
    Count count;
    const bool counted = !folder.filename().string().starts_with(kNotCounted);
    for (const tck::File& one : tests) {
      TRY_ASSIGN(const auto results, tck::run(one, models, now_));
      for (const tck::NodeResult& result : results) {
        ++count.total;
        if (result.outcome == tck::Outcome::passed) {
          ++count.passed;
        } else if (counted) {
          failures_.push_back(fmt::format("  {} {} {}: {}", name, result.test_case, result.node, result.why));
        }
      }
    }
    program_.out << fmt::format("{:<60} {:>5}/{}{}\n", name, count.passed, count.total,
                                counted ? "" : "  not counted: needs Java");
    if (counted) {
      counts_[level.string()].passed += count.passed;
      counts_[level.string()].total += count.total;
    }
    return {};
  }

  /// Any moment will do: the kit only asks that now() and today() are one. The same every time, so that runs compare.
  const rules::DateTimeValue now_ = *rules::DateTimeValue::parse("2026-03-05T09:30:00Z");

  const Program& program_;
  fs::path directory_;
  std::map<std::string, Count> counts_;
  std::vector<std::string> failures_;
};

}  // namespace

Exit rules_check(std::span<const std::string> arguments, const Program& program) {
  int at_least_2 = 100;
  int at_least_3 = 95;
  std::string share;
  const auto line = read_command_line(
      program, "rules tck DIR",
      "Runs the DMN Technology Compatibility Kit that lies in DIR (with its folders compliance-level-2 and -3): by "
      "folder how many\nresult nodes pass, then the totals, then each that does not pass and why. An expected error "
      "passes only if evaluation\nreported one; what is unsupported never passes. Folder 0076 needs Java and is not "
      "counted. Ends with 1 if a level stays\nbelow its share.",
      arguments,
      {{"--at-least-2", "PERCENT", "how much of level 2 must pass (100)", into_number(at_least_2, 0, 100)},
       {"--at-least-3", "PERCENT", "how much of level 3 must pass (95)", into_number(at_least_3, 0, 100)},
       {"--share", "DIR", "where data/words.json lies (found near the program)", into(share)}},
      2, {});
  if (line.ended) return *line.ended;
  if (line.rest[0] != "tck") {
    program.err << "qyzmet: rules knows one thing to do: tck DIR\n";
    return kUsage;
  }
  Kit kit(program, line.rest[1]);
  const auto ran = kit.run();
  if (!ran) return complain(program, ran.error(), find_share(share, program.executable).value_or(""));
  return kit.report({{"2", at_least_2}, {"3", at_least_3}}) ? kOk : kFailure;
}

}  // namespace qyzmet::app
