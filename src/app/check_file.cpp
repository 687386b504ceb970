#include <ostream>

#include "app/command_line.hpp"

namespace qyzmet::app {

Exit check_file(std::span<const std::string> arguments, const Program& program) {
  const auto line = read_command_line(program, "check-file FILE TYPE",
                                      "Looks into FILE as application/pdf, image/jpeg or image/png, under limits of "
                                      "memory and time, and says in one word what is wrong: none, damaged …",
                                      arguments, {}, 2, {});
  if (line.ended) return *line.ended;
  const std::string_view word = files::check_under_limits(line.rest[0], line.rest[1]);
  program.out << word << std::flush;
  return word == files::to_word(files::Fault::none) ? kOk : kFailure;
}

}  // namespace qyzmet::app
