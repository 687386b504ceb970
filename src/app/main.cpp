#include <sys/stat.h>

#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "app/commands.hpp"

int main(int count, char** values) {
  ::umask(0077);  // database, key and files hold people's data: for the server's own user only
  const std::vector<std::string> arguments(values + 1, values + count);
  std::error_code error;
  const qyzmet::app::Program program{.version = QYZMET_VERSION,
                                     .executable = std::filesystem::read_symlink("/proc/self/exe", error),
                                     .in = std::cin,
                                     .out = std::cout,
                                     .err = std::cerr};
  try {
    return qyzmet::app::run(arguments, program);
  } catch (const std::exception& broken) {
    std::cerr << "qyzmet: " << broken.what() << '\n';
    return qyzmet::app::kFailure;
  }
}
