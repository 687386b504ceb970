// Publishing goes through the running server, which checks, writes and shows: never past it to the database.
#include <fmt/format.h>

#include <ostream>

#include "app/command_line.hpp"
#include "app/remote.hpp"
#include "app/services_publish.hpp"
#include "app/share.hpp"
#include "base/file.hpp"
#include "catalogue/catalogue.hpp"

namespace qyzmet::app {
namespace {

constexpr std::size_t kMostPassword = 1024;

struct Wish {
  std::string server;
  std::string login;
  std::string password_file;
  std::string reason;
  std::string share;
  std::int64_t applications = 200;
  std::string file;
};

std::vector<Option> options_of(Wish& wish) {
  return {{"--server", "URL", "the running server", into(wish.server)},
          {"--login", "L", "a keeper's", into(wish.login)},
          {"--password-file", "FILE", "holds the password in its first line", into(wish.password_file)},
          {"--share", "DIR", "where the words for what went wrong lie (found near the program)", into(wish.share)}};
}

Exit complain_of(const Program& program, const Wish& wish, const Error& error) {
  return complain(program, error, find_share(wish.share, program.executable).value_or(wish.share));
}

/// The first line of a file that others should not be able to read.
Result<std::string> password_of(const std::string& file) {
  TRY_ASSIGN(std::string text, read_file(file, kMostPassword));
  text.resize(std::min(text.size(), text.find_first_of("\r\n")));
  return text;
}

/// Signed in, with the file read.
struct Ready {
  Remote remote;
  std::string definition;
};
Result<Ready> get_ready(const Wish& wish) {
  TRY_ASSIGN(std::string definition, read_file(wish.file, catalogue::kMostBytes));
  TRY_ASSIGN(const std::string password, password_of(wish.password_file));
  Ready ready{Remote(wish.server), std::move(definition)};
  TRY(ready.remote.sign_in(wish.login, password));
  return ready;
}

std::string text_of(const json::object& object, std::string_view name) {
  const auto text = get_string(object, name);
  return text ? std::string(*text) : std::string();
}

json::array array_of(const json::object& object, std::string_view name) {
  const auto* array = object.if_contains(name);
  return array != nullptr && array->is_array() ? array->get_array() : json::array();
}

/// "definition:12" of a mistake is a place in the file; its message says so in words.
void say_problem(const Program& program, const Wish& wish, const json::object& problem) {
  for (const json::value& one : array_of(problem, "fields")) {
    const std::string path = text_of(one.as_object(), "path");
    const std::string message = text_of(one.as_object(), "message");
    constexpr std::string_view kPlace = "definition:";
    if (!path.starts_with(kPlace)) {
      program.err << fmt::format("{}: {}\n", path, message);
      continue;
    }
    const auto colon = message.find(": ", message.starts_with(wish.file) ? wish.file.size() : 0);
    program.err << fmt::format("{}:{}: {}\n", wish.file, path.substr(kPlace.size()),
                               colon == message.npos ? message : message.substr(colon + 2));
  }
  program.err << fmt::format("qyzmet: {}\n", text_of(problem, "detail"));
}

std::int64_t count_of(const json::object& object, std::string_view name) {
  const auto count = get_integer(object, name);
  return count ? *count : 0;
}

void say_rehearsal(const Program& program, const json::object& rehearsal) {
  program.out << fmt::format(
      "{} applications run{}: {} would end otherwise, in {} a rule would come to something else, {} would not be "
      "accepted, {} failed\n",
      count_of(rehearsal, "run"), rehearsal.at("cut_short").as_bool() ? " (then it was stopped)" : "",
      count_of(rehearsal, "ended_count"), count_of(rehearsal, "changed_count"), count_of(rehearsal, "refused_count"),
      count_of(rehearsal, "failed_count"));
  const auto or_few = [](const json::object& one, std::string_view name) {
    const auto text = get_string(one, name);
    return text && !text->empty() ? std::string(*text) : std::string("(few)");
  };
  for (const json::value& value : array_of(rehearsal, "ended")) {
    const json::object& one = value.as_object();
    const std::string after = one.at("after").is_null() ? "waits at " + or_few(one, "step") : text_of(one, "after");
    program.out << fmt::format("  {} x {} -> {}\n", count_of(one, "count"), text_of(one, "before"), after);
  }
  for (const json::value& value : array_of(rehearsal, "changed")) {
    const json::object& one = value.as_object();
    program.out << fmt::format("  {} x {} {} -> {} (rows {}) {}\n", count_of(one, "count"), text_of(one, "decision"),
                               or_few(one, "before"), or_few(one, "after"), json::serialize(one.at("rows")),
                               text_of(one, "article"));
  }
  for (const json::value& value : array_of(rehearsal, "refused")) {
    const json::object& one = value.as_object();
    program.out << fmt::format("  {} x {} {}\n", count_of(one, "count"), or_few(one, "path"), text_of(one, "key"));
  }
  for (const json::value& value : array_of(rehearsal, "failed")) {
    const json::object& one = value.as_object();
    program.out << fmt::format("  {} x {} {}\n", count_of(one, "count"), text_of(one, "decision"), or_few(one, "key"));
  }
}

/// Mistakes as `services check` prints them.
Exit say_check(const Program& program, const Wish& wish, const json::object& checked) {
  const json::array mistakes = array_of(checked, "mistakes");
  for (const json::value& value : mistakes) {
    const json::object& one = value.as_object();
    program.out << fmt::format("{}:{}: {}\n", text_of(one, "file"), count_of(one, "line"),
                               text_of(one.at("texts").as_object(), "en"));
  }
  if (const auto* rehearsal = checked.if_contains("rehearsal"); rehearsal != nullptr && rehearsal->is_object()) {
    say_rehearsal(program, rehearsal->get_object());
  }
  program.out << fmt::format("{}: {} mistakes\n", wish.file, mistakes.size());
  return mistakes.empty() ? kOk : kFailure;
}

}  // namespace

Exit publish_service(std::span<const std::string> arguments, const Program& program) {
  Wish wish;
  auto options = options_of(wish);
  options.push_back({"--reason", "TEXT", "why: told to other keepers", into(wish.reason)});
  const auto line = read_command_line(
      program, "services publish FILE --server URL --login L --password-file F --reason TEXT",
      "Publishes a new version of a service on a running server. What runs on older versions stays on them.", arguments,
      std::move(options), 1,
      {{"--server", wish.server},
       {"--login", wish.login},
       {"--password-file", wish.password_file},
       {"--reason", wish.reason}});
  if (line.ended) return *line.ended;
  wish.file = line.rest[0];
  auto ready = get_ready(wish);
  if (!ready) return complain_of(program, wish, ready.error());
  const auto answer = ready->remote.post(
      "/api/definitions",
      {{"definition", ready->definition}, {"file", wish.file}, {"reason", wish.reason}});
  if (!answer) return complain_of(program, wish, answer.error());
  if (answer->status != 201) {
    say_problem(program, wish, answer->body);
    return kFailure;
  }
  program.out << fmt::format("{} version {} is published\n", text_of(answer->body, "service"),
                             count_of(answer->body, "version"));
  return kOk;
}

Exit rehearse_service(std::span<const std::string> arguments, const Program& program) {
  constexpr std::int64_t kMost = 1000;
  Wish wish;
  auto options = options_of(wish);
  options.push_back(
      {"--applications", "N", "how many: 200 (the rule) or 1000", into_number(wish.applications, 1, kMost)});
  const auto line = read_command_line(
      program, "services rehearse FILE --server URL --login L --password-file F [--applications N]",
      "Runs what was decided last through a version that is not published yet, and says what would change. Changes "
      "nothing.",
      arguments, std::move(options), 1,
      {{"--server", wish.server}, {"--login", wish.login}, {"--password-file", wish.password_file}});
  if (line.ended) return *line.ended;
  wish.file = line.rest[0];
  auto ready = get_ready(wish);
  if (!ready) return complain_of(program, wish, ready.error());
  const auto answer = ready->remote.post(
      "/api/definitions/check",
      {{"definition", ready->definition}, {"file", wish.file}, {"rehearse", wish.applications}});
  if (!answer) return complain_of(program, wish, answer.error());
  if (answer->status == 200 && answer->body.contains("mistakes")) return say_check(program, wish, answer->body);
  say_problem(program, wish, answer->body);
  return kFailure;
}

}  // namespace qyzmet::app
