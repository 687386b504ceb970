// Staff and clients of a real installation. The server must not run: a database has one writer.
#include <fmt/format.h>

#include <istream>
#include <ostream>

#include "app/command_line.hpp"
#include "app/share.hpp"
#include "identity/identity.hpp"

namespace qyzmet::app {
namespace {

/// A folder that is not there is more likely a slip of the pen than a new installation.
Result<void> check_folder(const Place& place) {
  std::error_code error;
  if (std::filesystem::is_directory(place.data, error)) return {};
  return fail(Code::not_found, "app.no_data_folder", {{"file", place.data}});
}

/// Runs `act` on a started database.
template <class Act>
auto with_database(const Program& program, const Place& place, Act&& act)
    -> decltype(act(std::declval<db::Database&>(), std::declval<Random&>())) {
  TRY(check_folder(place));
  SystemClock clock;
  SystemRandom random;
  TRY_ASSIGN(Opened opened, open_database(program, place, For::writing, clock, random));
  TRY(opened.database->migrate());
  // Makes the key and the high-water file of an installation that begins with its staff: events need both.
  TRY_ASSIGN(const auto publisher, journal::Publisher::open(opened.settings.journal, *opened.database, clock, random));
  const auto log = journal::Log::create();
  TRY(opened.database->start(*log));
  auto result = act(*opened.database, random);
  opened.database->stop();
  return result;
}

/// Sets the bit of each word that the option is given; `given` is what was said, for whether it was.
template <class Bit>
std::function<bool(std::string_view)> into_bits(unsigned& bits, std::string& given,
                                                std::optional<Bit> (*parse)(std::string_view)) {
  return [&bits, &given, parse](std::string_view word) {
    const auto bit = parse(word);
    if (!bit) return false;
    bits |= static_cast<unsigned>(*bit);
    given = word;
    return true;
  };
}

/// Where the words for what went wrong lie.
std::filesystem::path share_of(const Program& program, const Place& place) {
  return find_share(place.share, program.executable).value_or(place.share);
}

std::string read_password(std::istream& in) {
  std::string password;
  std::getline(in, password);
  if (password.ends_with('\r')) password.pop_back();
  return password;
}

/// An officer sees the applications of their agency: a slip of the pen would show them none.
Result<void> check_agency(const Program& program, const Place& place, const std::string& agency) {
  if (agency.empty()) return {};
  TRY_ASSIGN(const Settings settings, place.settings(program));
  TRY_ASSIGN(const auto country, catalogue::Country::load(settings.share / "data" / settings.country));
  if (country.agency(agency) != nullptr) return {};
  std::string known;
  for (const auto& one : country.agencies) known += (known.empty() ? "" : ", ") + one.id;
  return fail_field("agency", "staff.no_such_agency", {{"known", known}});
}

Exit add_staff(std::span<const std::string> arguments, const Program& program) {
  Place place;
  identity::NewStaff staff;
  std::string role;
  auto options = place.options();
  options.push_back({"--login", "L", "what they sign in with: a-z, 0-9, dot, hyphen, underscore", into(staff.login)});
  options.push_back({"--name", "N", "as people know them", into(staff.name)});
  options.push_back({"--role", "R", "operator, officer, keeper or administrator; may be given several times",
                     into_bits(staff.roles, role, http::parse_role)});
  options.push_back({"--agency", "A", "an officer's, for example kz.mvd", into(staff.agency)});
  options.push_back({"--office", "O", "where they work", into(staff.office)});
  const auto line = read_command_line(
      program, "staff add --data DIR --login L --name N --role R [--agency A] [--office O]",
      "Adds a member of staff. The password, 12 to 256 characters, is the first line of standard input.", arguments,
      std::move(options), 0,
      {{"--data", place.data}, {"--login", staff.login}, {"--name", staff.name}, {"--role", role}});
  if (line.ended) return *line.ended;
  if (const auto checked = check_agency(program, place, staff.agency); !checked) {
    return complain(program, checked.error(), share_of(program, place));
  }
  staff.password = read_password(program.in);
  const auto added = with_database(program, place, [&](db::Database& database, Random& random) {
    return identity::add_staff(database, random, staff);
  });
  if (!added) return complain(program, added.error(), share_of(program, place));
  program.out << fmt::format("added {}\n", staff.login);
  return kOk;
}

Exit add_client(std::span<const std::string> arguments, const Program& program) {
  Place place;
  std::string name;
  std::string scope;
  unsigned scopes = 0;
  auto options = place.options();
  options.push_back({"--name", "N", "as people know it", into(name)});
  options.push_back({"--scope", "S", "applications_file, applications_read or notices_send; may be given several times",
                     into_bits(scopes, scope, http::parse_scope)});
  const auto line =
      read_command_line(program, "clients add --data DIR --name N --scope S",
                        "Adds a client of a partner channel and prints its secret, which is kept nowhere.", arguments,
                        std::move(options), 0, {{"--data", place.data}, {"--name", name}, {"--scope", scope}});
  if (line.ended) return *line.ended;
  const auto added = with_database(program, place, [&](db::Database& database, Random& random) {
    return identity::add_client(database, random, name, scopes);
  });
  if (!added) return complain(program, added.error(), share_of(program, place));
  program.out << fmt::format("client_id {}\nclient_secret {}\n", added->client, added->secret);
  return kOk;
}

/// What is done to one account, named by its login.
using AccountAct = std::function<Result<void>(db::Database&, Random&, std::string_view login)>;
Exit change_account(std::span<const std::string> arguments, const Program& program, std::string_view usage,
                    std::string_view summary, std::string_view said, const AccountAct& act) {
  Place place;
  const auto line = read_command_line(program, usage, summary, arguments, place.options(), 1, {{"--data", place.data}});
  if (line.ended) return *line.ended;
  const std::string& login = line.rest[0];
  const auto done = with_database(program, place,
                                  [&](db::Database& database, Random& random) { return act(database, random, login); });
  if (!done) return complain(program, done.error(), share_of(program, place));
  program.out << fmt::format("{} {}\n", said, login);
  return kOk;
}

Exit close_staff(std::span<const std::string> arguments, const Program& program) {
  return change_account(
      arguments, program, "staff close LOGIN --data DIR",
      "Closes an account: nobody signs in with it any more. What its holder did stays theirs.", "closed",
      [](db::Database& database, Random&, std::string_view login) { return identity::close_staff(database, login); });
}

Exit set_password(std::span<const std::string> arguments, const Program& program) {
  return change_account(arguments, program, "staff password LOGIN --data DIR",
                        "Gives an account a new password, 12 to 256 characters: the first line of standard input. It "
                        "is signed out everywhere.",
                        "changed the password of", [&](db::Database& database, Random& random, std::string_view login) {
                          return identity::set_password(database, random, login, read_password(program.in));
                        });
}

struct Subcommand {
  std::string_view name;
  Exit (*run)(std::span<const std::string>, const Program&);
};

Exit run_one(std::span<const std::string> arguments, const Program& program, std::string_view usage,
             std::initializer_list<Subcommand> known) {
  const std::string_view what = arguments.empty() ? std::string_view() : std::string_view(arguments[0]);
  for (const Subcommand& one : known) {
    if (what == one.name) return one.run(arguments.subspan(1), program);
  }
  const bool help = what == "--help";
  (help ? program.out : program.err) << usage;
  return help ? kOk : kUsage;
}

}  // namespace

Exit staff(std::span<const std::string> arguments, const Program& program) {
  return run_one(arguments, program,
                 "qyzmet staff add --data DIR --login L --name N --role R [--agency A] [--office O]\n"
                 "qyzmet staff password LOGIN --data DIR\n"
                 "qyzmet staff close LOGIN --data DIR\n",
                 {{"add", add_staff}, {"password", set_password}, {"close", close_staff}});
}

Exit clients(std::span<const std::string> arguments, const Program& program) {
  return run_one(arguments, program, "qyzmet clients add --data DIR --name N --scope S\n", {{"add", add_client}});
}

}  // namespace qyzmet::app
