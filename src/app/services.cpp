#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>

#include "app/command_line.hpp"
#include "app/services_publish.hpp"
#include "app/share.hpp"
#include "base/file.hpp"
#include "base/json.hpp"
#include "base/words.hpp"
#include "catalogue/catalogue.hpp"

namespace qyzmet::app {
namespace {

/// What is needed to judge a service file: the country's data, the words for mistakes, the services that may be named.
struct Desk {
  catalogue::Country country;
  Words words;
  std::filesystem::path services;

  static Result<Desk> open(const std::filesystem::path& share) {
    TRY_ASSIGN(catalogue::Country country, catalogue::Country::load(share / "data" / "kz"));
    TRY_ASSIGN(Words words, Words::load(share / "data" / "words.json"));
    return Desk{std::move(country), std::move(words), share / "services"};
  }
};

std::string_view detail(const Error& error, std::string_view name) {
  const auto found = std::ranges::find(error.details, name, &std::pair<std::string, std::string>::first);
  return found == error.details.end() ? std::string_view() : std::string_view(found->second);
}

/// "file:line: reason". The words begin with file and line, which stand before them already.
std::string mistake_text(const Desk& desk, const Error& error, Lang lang) {
  const std::string said = desk.words.say(lang, error.key, error.details);
  const std::string_view line = detail(error, "line");
  if (line.empty()) return fmt::format("{}: {}", detail(error, "file"), said);
  const auto colon = said.find(": ", detail(error, "file").size());
  return fmt::format("{}:{}: {}", detail(error, "file"), line, colon == said.npos ? said : said.substr(colon + 2));
}

Exit check(std::span<const std::string> arguments, const Program& program) {
  std::string share;
  std::string lang = "en";
  const auto line = read_command_line(
      program, "services check FILE… [--lang LANG]",
      "Reads service files, or all of a folder, and says every mistake: file, line, reason. Ends with 1 if there is "
      "any. It knows no registry: whether `standing` is ahead of the service's entry is said when it is published.",
      arguments,
      {{"--lang", "LANG", "kk, ru or en (en)", into(lang)},
       {"--share", "DIR", "where data/ and services/ lie (found near the program)", into(share)}},
      kOneOrMore, {});
  if (line.ended) return *line.ended;
  const auto language = parse_lang(lang);
  if (!language) {
    program.err << fmt::format("qyzmet: --lang does not take {:?}\n", lang);
    return kUsage;
  }
  const auto place = find_share(share, program.executable);
  if (!place) return complain(program, place.error());
  const auto desk = Desk::open(*place);
  if (!desk) return complain(program, desk.error(), *place);
  const std::vector<std::filesystem::path> paths(line.rest.begin(), line.rest.end());
  const catalogue::Checked checked = catalogue::check_files(paths, desk->services, desk->country);
  for (const Error& error : checked.errors) program.out << mistake_text(*desk, error, *language) << '\n';
  program.out << fmt::format("{} files, {} mistakes\n", checked.files, checked.errors.size());
  return checked.errors.empty() ? kOk : kFailure;
}

/// The catalogue as the server would read it.
struct Read {
  catalogue::PhonePlan phone;
  catalogue::Catalogue catalogue;
};

Result<Read> read_all(const std::string& share, const Program& program) {
  TRY_ASSIGN(const std::filesystem::path place, find_share(share, program.executable));
  TRY_ASSIGN(const Desk desk, Desk::open(place));
  TRY_ASSIGN(catalogue::Catalogue catalogue, catalogue::Catalogue::load(desk.services / "kz", desk.country));
  return Read{desk.country.phone, std::move(catalogue)};
}

const catalogue::Service* find_service(const catalogue::Catalogue& catalogue, const std::string& id,
                                       const Program& program) {
  const catalogue::Service* service = catalogue.find(id);
  if (service == nullptr) program.err << fmt::format("qyzmet: there is no service {:?}\n", id);
  return service;
}

Exit export_as(std::span<const std::string> arguments, const Program& program) {
  std::string share;
  std::string format = "cpsv-ap";
  std::string id;
  std::string base = "https://qyzmet.invalid";
  const auto line = read_command_line(
      program, "services export [--format FORMAT]", "Prints the catalogue, or one service's form, for others.",
      arguments,
      {{"--format", "FORMAT", "cpsv-ap: all services (CPSV-AP 3.2.0, JSON-LD); json-schema: one form (cpsv-ap)",
        into(format)},
       {"--service", "ID", "whose form", into(id)},
       {"--base", "URL", fmt::format("where services are found, for their ids ({})", base), into(base)},
       {"--share", "DIR", "where data/ and services/ lie (found near the program)", into(share)}},
      0, {});
  if (line.ended) return *line.ended;
  if (format != "cpsv-ap" && format != "json-schema") {
    program.err << fmt::format("qyzmet: --format does not take {:?}\n", format);
    return kUsage;
  }
  const auto read = read_all(share, program);
  if (!read) return complain(program, read.error(), share);
  if (format == "cpsv-ap") {
    program.out << catalogue::cpsv_ap(read->catalogue, base) << '\n';
    return kOk;
  }
  const catalogue::Service* service = find_service(read->catalogue, id, program);
  if (service == nullptr) return kUsage;
  program.out << canonical_json(catalogue::form_schema(service->definition, read->phone)) << '\n';
  return kOk;
}

/// {"answers": in normal form} or {"errors": [{"field", "key"}]}.
json::object judged(const catalogue::Form& form, std::string_view text, Date today) {
  const auto answers = parse_json(text);
  if (!answers) return {{"errors", json::array{json::object{{"key", answers.error().key}}}}};
  if (!answers->is_object()) return {{"errors", json::array{json::object{{"key", "field.wrong_type"}}}}};
  const auto accepted = form.check(answers->get_object(), today);
  if (accepted) return {{"answers", *parse_json(accepted->canonical)}};
  json::array errors;
  for (const FieldError& field : accepted.error().fields)
    errors.push_back(json::object{{"field", field.path}, {"key", field.key}});
  return {{"errors", std::move(errors)}};
}

Exit answers(std::span<const std::string> arguments, const Program& program) {
  constexpr std::size_t kMost = 64 << 20;
  std::string share;
  std::string today;
  const auto line = read_command_line(
      program, "services answers SERVICE FILE [--today DATE]",
      "Holds sets of answers, one JSON object a line, against a service's form. Prints a line for each: its normal "
      "form, or what is wrong.",
      arguments,
      {{"--today", "DATE", "the day for conditions that ask for it (2026-01-01)", into(today)},
       {"--share", "DIR", "where data/ and services/ lie (found near the program)", into(share)}},
      2, {});
  if (line.ended) return *line.ended;
  const auto day = parse_date(today.empty() ? "2026-01-01" : today);
  if (!day) {
    program.err << fmt::format("qyzmet: --today does not take {:?}\n", today);
    return kUsage;
  }
  const auto read = read_all(share, program);
  if (!read) return complain(program, read.error(), share);
  const catalogue::Service* service = find_service(read->catalogue, line.rest[0], program);
  if (service == nullptr) return kUsage;
  const auto text = read_file(line.rest[1], kMost);
  if (!text) return complain(program, text.error(), share);
  for (std::string_view rest = *text; !rest.empty();) {
    const std::string_view one = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    if (!one.empty()) program.out << json::serialize(judged(service->form, one, *day)) << '\n';
  }
  return kOk;
}

struct ServiceAct {
  std::string_view name;
  std::string_view usage;
  Exit (*run)(std::span<const std::string>, const Program&);
};
constexpr std::array kActs = {
    ServiceAct{"check", "qyzmet services check FILE… [--lang LANG]", check},
    ServiceAct{"export", "qyzmet services export [--format cpsv-ap|json-schema] [--service ID]", export_as},
    ServiceAct{"answers", "qyzmet services answers SERVICE FILE", answers},
    ServiceAct{"publish", "qyzmet services publish FILE --server URL --login L --password-file F --reason TEXT",
               publish_service},
    ServiceAct{"rehearse", "qyzmet services rehearse FILE --server URL --login L --password-file F [--applications N]",
               rehearse_service},
};

}  // namespace

Exit services(std::span<const std::string> arguments, const Program& program) {
  const std::string_view what = arguments.empty() ? std::string_view() : std::string_view(arguments[0]);
  const auto act = std::ranges::find(kActs, what, &ServiceAct::name);
  if (act != kActs.end()) return act->run(arguments.subspan(1), program);
  const bool help = what == "--help";
  for (const ServiceAct& one : kActs) (help ? program.out : program.err) << one.usage << '\n';
  return help ? kOk : kUsage;
}

}  // namespace qyzmet::app
