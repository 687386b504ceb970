// A form of many questions, every fifth of them conditional: read from its file, compiled, and its answers checked, as
// the server does it, on one thread.
//
//   forms SHARE QUESTIONS SETS      SHARE holds data/; prints one line of JSON
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/country.hpp"

namespace {

namespace json = qyzmet::json;
namespace catalogue = qyzmet::catalogue;

template <class T>
T or_die(qyzmet::Result<T> result, std::string_view doing) {
  if (result) return *std::move(result);
  std::string details;
  for (const auto& [name, value] : result.error().details) details += " " + name + "=" + value;
  fmt::print(stderr, "forms: {}: {}{}\n", doing, result.error().key, details);
  std::exit(1);
}

/// Five to a page: a yes or no, two texts, a number, and a text that is asked only if the first was answered by yes.
/// `rule`: the condition of every page, after "q0".
std::string service(int questions, std::string_view rule) {
  constexpr std::string_view kTitle = "title: {kk: сұрақ, ru: вопрос, en: question}";
  std::string yaml = fmt::format(
      "service: kz.large\nversion: 1\ncode: null\n{0}\nagency: kz.mvd\ndeadline: {{unknown: yes}}\n"
      "fee: {{unknown: yes}}\nresult: {{kk: a, ru: b, en: c}}\npages:\n",
      kTitle);
  for (int i = 0; i < questions; i += 5) {
    yaml += fmt::format("  - id: p{}\n    {}\n    questions:\n", i, kTitle);
    yaml += fmt::format("      - {{id: q{}, kind: yes_no, {}}}\n", i, kTitle);
    for (const int text : {1, 2}) {
      yaml += fmt::format("      - {{id: q{}, kind: text, max_length: 100, {}}}\n", i + text, kTitle);
    }
    yaml += fmt::format("      - {{id: q{}, kind: number, min: 0, max: 1000, {}}}\n", i + 3, kTitle);
    yaml += fmt::format("      - {{id: q{}, kind: text, max_length: 100, {}, when: q{} {}}}\n", i + 4, kTitle, i, rule);
  }
  return yaml + fmt::format(
                    "steps:\n  - id: look\n    by: officer\n    {0}\n    within: {{working_days: 1}}\n"
                    "    actions: [{{id: grant, to: granted, {0}}}]\n",
                    kTitle);
}

json::object answers(int questions, int number) {
  json::object all;
  for (int i = 0; i < questions; i += 5) {
    const bool yes = (i / 5 + number) % 2 == 0;
    all[fmt::format("q{}", i)] = yes;
    all[fmt::format("q{}", i + 1)] = fmt::format("answer {} {}", number, i);
    all[fmt::format("q{}", i + 2)] = "Әлия";
    all[fmt::format("q{}", i + 3)] = (number + i) % 1000;
    if (yes) all[fmt::format("q{}", i + 4)] = "because";
  }
  return all;
}

double us_since(std::chrono::steady_clock::time_point began) {
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - began).count();
}

struct Times {
  double define_us = 0;   ///< reading the file with all its checks
  double compile_us = 0;  ///< making the form of what was read
  double check_us = 0;    ///< one set of answers
};

Times measure(const catalogue::Country& country, int questions, int sets, std::string_view rule) {
  const auto today = std::chrono::sys_days(std::chrono::year(2026) / 3 / 5);
  const std::string yaml = service(questions, rule);
  Times times;
  auto began = std::chrono::steady_clock::now();
  const auto definition = or_die(catalogue::parse_definition(yaml, "large.yaml", country), "reading");
  times.define_us = us_since(began);
  began = std::chrono::steady_clock::now();
  const catalogue::Form form(definition, country.phone);
  times.compile_us = us_since(began);
  std::vector<json::object> given;
  for (int i = 0; i < sets; ++i) given.push_back(answers(questions, i));
  json::object wrong = answers(questions, 1);
  wrong["q3"] = 5000;
  wrong.erase("q1");
  wrong.erase("q9");
  const auto refused = form.check(wrong, today);
  if (refused || refused.error().fields.size() != 3) std::abort();
  began = std::chrono::steady_clock::now();
  for (const json::object& one : given) or_die(form.check(one, today), "checking");
  times.check_us = us_since(began) / sets;
  return times;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const auto country = or_die(catalogue::Country::load(std::filesystem::path(argv[1]) / "data" / "kz"), "country");
  const int questions = std::atoi(argv[2]);
  const int sets = std::atoi(argv[3]);
  const Times plain = measure(country, questions, sets, "= true");
  const Times ruled = measure(country, questions, sets, "!= false");
  fmt::print(R"({{"define_us": {:.1f}, "compile_us": {:.1f}, "check_us": {:.2f}, "ruled_define_us": {:.1f}, )"
             R"("ruled_check_us": {:.2f}}})"
             "\n",
             plain.define_us, plain.compile_us, plain.check_us, ruled.define_us, ruled.check_us);
}
