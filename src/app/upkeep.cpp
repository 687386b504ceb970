#include <fmt/format.h>

#include <ostream>

#include "app/command_line.hpp"

namespace qyzmet::app {
namespace {

Exit report(const Program& program, const journal::AuditReport& audited) {
  for (const journal::Finding& finding : audited.findings) {
    const std::string where = finding.index < 0 ? "journal" : fmt::format("event {}", finding.index);
    program.out << fmt::format("{}: {}\n", where, finding.what);
  }
  program.out << fmt::format("{} events, {} findings\n", audited.events, audited.findings.size());
  return audited.findings.empty() ? kOk : kFailure;
}

Result<void> continue_log(const Program& program, const Place& place, std::string_view name, std::string_view reason) {
  SystemClock clock;
  SystemRandom random;
  TRY_ASSIGN(Opened opened, open_database(program, place, For::writing, clock, random));
  TRY(opened.database->migrate());
  const auto log = journal::Log::create();
  TRY(opened.database->start(*log));
  auto continued = journal::continue_as(*opened.database, opened.settings.journal, name, reason);
  opened.database->stop();
  return continued;
}

Exit continue_as(std::span<const std::string> arguments, const Program& program) {
  Place place;
  std::string reason;
  auto options = place.options();
  options.push_back({"--reason", "TEXT", "why, for whoever reads the new log", into(reason)});
  const auto line = read_command_line(
      program, "journal continue-as NAME --data DIR --reason TEXT",
      "After a genuine restore of an older database: goes on as a new log called NAME, which names the old one.",
      arguments, std::move(options), 1, {{"--data", place.data}, {"--reason", reason}});
  if (line.ended) return *line.ended;
  const auto continued = continue_log(program, place, line.rest[0], reason);
  if (!continued) return complain(program, continued.error(), place.share);
  program.out << fmt::format("the log goes on as {}\n", line.rest[0]);
  return kOk;
}

Exit list_stuck(std::span<const std::string> arguments, const Program& program) {
  constexpr int kMost = 1000;
  Place place;
  const auto line = read_command_line(program, "journal stuck --data DIR",
                                      "Lists events that a consumer could not hear, newest first.", arguments,
                                      place.options(), 0, {{"--data", place.data}});
  if (line.ended) return *line.ended;
  SystemClock clock;
  SystemRandom random;
  const auto opened = open_database(program, place, For::reading, clock, random);
  if (!opened) return complain(program, opened.error(), place.share);
  std::vector<journal::Stuck> stuck;
  opened->database->read([&](db::Snapshot& snapshot) { stuck = journal::stuck(snapshot, kMost); });
  for (const journal::Stuck& one : stuck) {
    program.out << fmt::format("{} event {} {} attempts {} {}\n", to_rfc3339(one.at), one.index, one.attempts,
                               one.consumer, one.error);
  }
  program.out << fmt::format("{} stuck{}\n", stuck.size(), stuck.size() == kMost ? " or more" : "");
  return kOk;
}

}  // namespace

Exit migrate(std::span<const std::string> arguments, const Program& program) {
  Place place;
  const auto line =
      read_command_line(program, "migrate --data DIR", "Brings the schema up to this program's. `serve` does so too.",
                        arguments, place.options(), 0, {{"--data", place.data}});
  if (line.ended) return *line.ended;
  SystemClock clock;
  SystemRandom random;
  const auto opened = open_database(program, place, For::writing, clock, random);
  if (!opened) return complain(program, opened.error(), place.share);
  const auto ran = opened->database->migrate();
  if (!ran) return complain(program, ran.error(), opened->settings.share);
  program.out << fmt::format("{} migrations ran\n", *ran);
  return kOk;
}

Exit audit(std::span<const std::string> arguments, const Program& program) {
  Place place;
  const auto line = read_command_line(
      program, "audit --data DIR",
      "Recomputes every entry, the tree, its tiles and the head, holds every row against its events, and reads every "
      "file that an application names.",
      arguments, place.options(), 0, {{"--data", place.data}});
  if (line.ended) return *line.ended;
  SystemClock clock;
  SystemRandom random;
  const auto opened = open_database(program, place, For::reading, clock, random);
  if (!opened) return complain(program, opened.error(), place.share);
  const auto audit_files = [folder = opened->settings.files_folder](db::Database& database,
                                                                    journal::AuditReport& found) {
    files::audit(database, folder, found);
  };
  const std::vector<journal::ModuleAudit> modules = {applications::audit, catalogue::audit,
                                                     catalogue::audit_registry, audit_files};
  return report(program, journal::audit(*opened->database, opened->settings.journal, modules));
}

Exit journal_upkeep(std::span<const std::string> arguments, const Program& program) {
  const std::string_view what = arguments.empty() ? std::string_view() : std::string_view(arguments[0]);
  if (what == "continue-as") return continue_as(arguments.subspan(1), program);
  if (what == "stuck") return list_stuck(arguments.subspan(1), program);
  const bool help = what == "--help";
  (help ? program.out : program.err) << "qyzmet journal continue-as NAME --data DIR --reason TEXT\n"
                                        "qyzmet journal stuck --data DIR\n";
  return help ? kOk : kUsage;
}

}  // namespace qyzmet::app
