#include <fmt/format.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <ostream>

#include "app/command_line.hpp"
#include "app/share.hpp"
#include "app/stop_signals.hpp"
#include "exchange/exchange.hpp"

namespace qyzmet::app {

Exit agencies(std::span<const std::string> arguments, const Program& program) {
  std::string country;
  std::string share;
  std::uint16_t port = 8090;
  bool with_parent = false;
  const auto line = read_command_line(
      program, "agencies [--port N]",
      "Simulates the agencies' registers, with people who do not exist. For demonstrations and tests.", arguments,
      {{"--port", "N", "0-65535 (8090) on 127.0.0.1; 0 takes any free one and prints it", into_number(port, 0, 65535)},
       {"--data", "DIR", "the country's data (data/kz of the share)", into(country)},
       {"--share", "DIR", "where services/, data/ and api/ lie", into(share)},
       {"--with-parent", "", "end when the process that started this one ends", into_flag(with_parent)}},
      0, {});
  if (line.ended) return *line.ended;
  StopSignals signals;
  if (with_parent) {
    const pid_t parent = ::getppid();
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent) return kOk;  // it ended between the two calls
  }
  if (country.empty()) {
    const auto found = find_share(share, program.executable);
    if (!found) return complain(program, found.error());
    country = *found / "data" / "kz";
  }
  SystemClock clock;
  const auto registers = exchange::Agencies::open(country, port, clock);
  if (!registers) return complain(program, registers.error(), share);
  (*registers)->start();
  program.out << fmt::format("registers on http://127.0.0.1:{}\n", (*registers)->port()) << std::flush;
  signals.wait();
  (*registers)->stop();
  return kOk;
}

}  // namespace qyzmet::app
