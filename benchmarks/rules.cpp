// What rules.py measures: decision tables, compiled once and evaluated often, on one thread.
//
//   rules TABLES INPUTS SECONDS     one line of JSON: [{"name", "a_second", "anew_a_second", "answers"}]
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "base/json.hpp"
#include "rules/rules.hpp"

namespace {

namespace json = qyzmet::json;
namespace rules = qyzmet::rules;
using Clock = std::chrono::steady_clock;

template <class T>
T or_die(qyzmet::Result<T> result, std::string_view doing) {
  if (result) return *std::move(result);
  fmt::print(stderr, "rules: {}: {}\n", doing, result.error().key);
  for (const auto& field : result.error().fields) fmt::print(stderr, "  {} {}\n", field.path, field.key);
  std::exit(1);
}

json::value read(const char* file) {
  const std::string text = or_die(qyzmet::read_file(file, 64 << 20), file);
  return or_die(qyzmet::parse_json(text, {.max_bytes = 64 << 20, .max_depth = 32}), file);
}

/// What a caller holds: a context of named values; the table wants them by slot.
std::vector<rules::Value> scope_of(const rules::Value& context, const json::array& names) {
  std::vector<rules::Value> scope;
  scope.reserve(names.size());
  for (const auto& name : names) {
    const rules::Value* found = context.as_context().find(std::string_view(name.get_string()));
    scope.push_back(found == nullptr ? rules::Value() : *found);
  }
  return scope;
}

rules::Value decide(const rules::CompiledTable& table, const rules::Value& context, const json::array& names) {
  rules::Evaluation evaluation;
  return table.evaluate(scope_of(context, names), evaluation).value;
}

/// How often a second `work` is done, which is given a count that rises.
double a_second(double seconds, auto work) {
  std::size_t done = 0;
  const auto began = Clock::now();
  const auto until = began + std::chrono::duration<double>(seconds);
  while (Clock::now() < until) {
    for (int i = 0; i < 20; ++i) work(done++);
  }
  return static_cast<double>(done) / std::chrono::duration<double>(Clock::now() - began).count();
}

json::object measure(const json::object& written, const json::array& inputs, double seconds) {
  const json::array& names = written.at("names").get_array();
  rules::Names known;
  for (const auto& name : names) known.add(std::string_view(name.get_string()));
  const auto compiled = [&] {
    auto table = or_die(rules::table_from_json(written.at("table")), "the table");
    return or_die(rules::CompiledTable::compile(std::move(table), known), "compiling");
  };
  const auto table = compiled();
  std::vector<rules::Value> contexts;
  for (const auto& input : inputs) contexts.push_back(or_die(rules::from_json(input), "inputs"));
  json::array answers;
  for (const auto& context : contexts) answers.push_back(rules::to_json(decide(table, context, names)));
  const auto check = [](const rules::Value& answer) {
    if (answer.is_function()) std::abort();  // so that the work is not thought useless
  };
  const double kept =
      a_second(seconds, [&](std::size_t i) { check(decide(table, contexts[i % contexts.size()], names)); });
  const double anew =
      a_second(seconds / 2, [&](std::size_t i) { check(decide(compiled(), contexts[i % contexts.size()], names)); });
  return {{"name", written.at("name")}, {"a_second", kept}, {"anew_a_second", anew}, {"answers", std::move(answers)}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const json::value tables = read(argv[1]);
  const json::value inputs = read(argv[2]);
  const double seconds = std::strtod(argv[3], nullptr);
  json::array results;
  for (std::size_t i = 0; i < tables.as_array().size(); ++i) {
    results.push_back(measure(tables.as_array()[i].as_object(), inputs.as_array()[i].as_array(), seconds));
  }
  fmt::print("{}\n", json::serialize(results));
}
