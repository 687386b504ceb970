#include "app/command_line.hpp"

#include <fmt/format.h>

#include <ostream>

#include "app/share.hpp"

namespace qyzmet::app {

CommandLine read_command_line(const Program& program, std::string_view usage, std::string_view summary,
                              std::span<const std::string> arguments, std::vector<Option> options,
                              std::size_t positional, std::initializer_list<Needed> needed) {
  bool help = false;
  options.push_back({"--help", "", "this text", into_flag(help)});
  auto rest = parse_arguments(arguments, options);
  if (help) {
    program.out << fmt::format("qyzmet {}\n\n{}\n\n{}", usage, summary, describe(options));
    return {.ended = kOk, .rest = {}};
  }
  std::string wrong = rest ? "" : rest.error();
  if (rest && rest->size() > positional) wrong = fmt::format("{:?} is one argument too many", rest->at(positional));
  const bool too_few = rest && rest->size() < (positional == kOneOrMore ? 1 : positional);
  if (too_few) wrong = "an argument is missing";
  for (const Needed& need : needed) {
    if (wrong.empty() && need.place.empty()) wrong = fmt::format("{} is needed", need.option);
  }
  if (wrong.empty()) return {.ended = std::nullopt, .rest = *std::move(rest)};
  const std::string_view command = usage.substr(0, usage.find_first_of(" ["));
  program.err << fmt::format("qyzmet: {}\nUsage: qyzmet {}\nMore: qyzmet {} --help\n", wrong, usage, command);
  return {.ended = kUsage, .rest = {}};
}

Exit complain(const Program& program, const Error& error, const std::filesystem::path& share) {
  // Words come from the share folder; if that is what is missing, the key and its details still say what happened.
  const auto words = Words::load(share / "data" / "words.json");
  const auto say = [&](const std::string& key, const Details& details) {
    if (words && words->has(key)) return words->say(Lang::en, key, details);
    std::string text = key;
    for (const auto& [name, value] : details) text += fmt::format(" {}={}", name, value);
    return text;
  };
  program.err << fmt::format("qyzmet: {}\n", say(error.key, error.details));
  for (const FieldError& field : error.fields) {
    program.err << fmt::format("  {}: {}\n", field.path, say(field.key, field.details));
  }
  const bool refused = error.code == Code::conflict || error.key == "db.locked";
  return refused ? kRefused : kFailure;
}

std::vector<Option> Place::options() {
  return {
      {"--data", "DIR", "where the database, the journal's key and files live; made if missing", into(data)},
      {"--postgres", "URL", "keep the database in PostgreSQL: postgresql://user@host/name", into(postgres_url)},
      {"--high-water", "FILE", "newest signed checkpoint; best on another disk (DIR/journal.checkpoint)",
       into(high_water_file)},
      {"--last-checkpoint", "FILE", "a checkpoint kept elsewhere: an older database is refused", into(last_checkpoint)},
      {"--public-url", "URL", "how the world reaches this server; names the log unless --origin does",
       into(public_url)},
      {"--origin", "NAME", "the log's name, first line of every checkpoint (HOST/log)", into(origin)},
      {"--share", "DIR", "where services/, data/ and api/ lie (found near the program)", into(share)}};
}

Result<Settings> Place::settings(const Program& program) const {
  Settings settings;
  TRY_ASSIGN(settings.share, find_share(share, program.executable));
  settings.version = program.version;
  settings.public_url = public_url;
  settings.database.directory = data;
  settings.database.postgres_url = postgres_url;
  settings.journal.origin = origin;
  settings.journal.high_water_file = high_water_file;
  settings.journal.last_checkpoint = last_checkpoint;
  complete(settings);
  return settings;
}

Result<Opened> open_database(const Program& program, const Place& place, For what, Clock& clock, Random& random) {
  TRY_ASSIGN(Settings settings, place.settings(program));
  settings.database.reading_only = what == For::reading;
  TRY_ASSIGN(auto database, db::Database::open(settings.database, clock, random));
  return Opened{std::move(settings), std::move(database)};
}

}  // namespace qyzmet::app
