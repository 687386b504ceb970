#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/app.hpp"
#include "app/arguments.hpp"
#include "app/commands.hpp"

/// What the commands share.
namespace qyzmet::app {

/// One command's arguments, read.
struct CommandLine {
  std::optional<Exit> ended;  ///< help was asked for (and given), or the usage is wrong (and said so)
  std::vector<std::string> rest;
};

/// Reads `arguments` into `options`, which are also the text of --help. `usage` is the first line ("serve --data DIR
/// …"), `positional` how many arguments without a name there must be (`kOneOrMore`: any number of them); options named
/// in `needed` must have left their place not empty.
inline constexpr std::size_t kOneOrMore = static_cast<std::size_t>(-1);
struct Needed {
  std::string_view option;
  const std::string& place;
};
CommandLine read_command_line(const Program& program, std::string_view usage, std::string_view summary,
                              std::span<const std::string> arguments, std::vector<Option> options,
                              std::size_t positional, std::initializer_list<Needed> needed);

/// Says `error` and gives the exit code that belongs to it.
Exit complain(const Program& program, const Error& error, const std::filesystem::path& share = {});

/// --data, --postgres, --node, --share and the journal's options: which database, and which log.
struct Place {
  std::string data;
  std::string postgres_url;
  std::string share;
  std::string origin;
  std::string high_water_file;
  std::string last_checkpoint;
  std::string public_url;

  std::vector<Option> options();
  /// Errors: those of find_share.
  Result<Settings> settings(const Program& program) const;
};

/// A database, opened (and locked, for writing), and what it was opened with.
struct Opened {
  Settings settings;
  std::unique_ptr<db::Database> database;
};
enum class For { reading, writing };
Result<Opened> open_database(const Program& program, const Place& place, For what, Clock& clock, Random& random);

}  // namespace qyzmet::app
