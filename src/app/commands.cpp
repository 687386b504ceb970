#include "app/commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>

namespace qyzmet::app {
namespace {

struct Command {
  std::string_view name;
  std::string_view summary;
  Exit (*run)(std::span<const std::string>, const Program&);
};

constexpr std::array kCommands = {
    Command{"serve", "serve the portal and the API", serve},
    Command{"agencies", "simulate the agencies' registers for a demonstration", agencies},
    Command{"verify", "check a receipt or a result document without asking the server", verify},
    Command{"audit", "recompute the journal and hold every row against it", audit},
    Command{"check-file", "look into one file as `serve` does with what people attach", check_file},
    Command{"migrate", "bring a database's schema up to this program's", migrate},
    Command{"staff", "add staff, change a password, close an account", staff},
    Command{"clients", "add a client of a partner channel", clients},
    Command{"journal", "go on as a new log after a restore; list what is stuck", journal_upkeep},
    Command{"services", "say every mistake of service files", services},
    Command{"rules", "hold the rules engine against the DMN conformance kit", rules_check},
    Command{"routes", "list every route with its kind and right", routes},
};

std::string help() {
  std::string text = "qyzmet COMMAND [OPTIONS]\n\n";
  for (const Command& command : kCommands) text += fmt::format("  {:<10} {}\n", command.name, command.summary);
  return text + "\nqyzmet COMMAND --help says more; qyzmet --version says which version this is.\n";
}

}  // namespace

Exit run(std::span<const std::string> arguments, const Program& program) {
  const std::string_view first = arguments.empty() ? std::string_view() : std::string_view(arguments[0]);
  if (first == "--version") {
    program.out << "qyzmet " << program.version << '\n';
    return kOk;
  }
  if (first == "--help" || first == "help") {
    program.out << help();
    return kOk;
  }
  const auto command = std::ranges::find(kCommands, first, &Command::name);
  if (command != kCommands.end()) return command->run(arguments.subspan(1), program);
  program.err << (first.empty() ? std::string("qyzmet: say which command\n\n")
                                : fmt::format("qyzmet: no command {:?}\n\n", first))
              << help();
  return kUsage;
}

}  // namespace qyzmet::app
