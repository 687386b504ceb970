#pragma once

#include <filesystem>
#include <iosfwd>
#include <span>
#include <string>

/// The program's commands. A command says on `out` what it was asked for and on `err` what went wrong, in plain
/// English.
namespace qyzmet::app {

/// How a command ends.
enum Exit : int {
  kOk = 0,
  kFailure = 1,  ///< what was asked for could not be done, or what was checked is wrong
  kUsage = 2,    ///< the command line is wrong
  kRefused = 3,  ///< it would do harm: a second writer, an older database, a demonstration taken for the real thing
};

/// What the commands know of the program and its surroundings.
struct Program {
  std::string version;
  std::filesystem::path executable;
  std::istream& in;  ///< a password is read from here, never from the command line, which others can see
  std::ostream& out;
  std::ostream& err;
};

/// Runs `arguments` (without the program's name).
Exit run(std::span<const std::string> arguments, const Program& program);

// Each command with its own arguments: serve.cpp, agencies.cpp, services.cpp, rules.cpp, offline.cpp, upkeep.cpp,
// accounts.cpp.
Exit serve(std::span<const std::string> arguments, const Program& program);
Exit agencies(std::span<const std::string> arguments, const Program& program);
Exit routes(std::span<const std::string> arguments, const Program& program);
Exit verify(std::span<const std::string> arguments, const Program& program);
Exit audit(std::span<const std::string> arguments, const Program& program);
Exit check_file(std::span<const std::string> arguments, const Program& program);
Exit migrate(std::span<const std::string> arguments, const Program& program);
Exit staff(std::span<const std::string> arguments, const Program& program);
Exit clients(std::span<const std::string> arguments, const Program& program);
Exit rules_check(std::span<const std::string> arguments, const Program& program);
Exit services(std::span<const std::string> arguments, const Program& program);
Exit journal_upkeep(std::span<const std::string> arguments, const Program& program);

}  // namespace qyzmet::app
