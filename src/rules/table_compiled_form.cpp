// A compiled table as JSON, for other evaluators.
#include "rules/table_compiled.hpp"

namespace qyzmet::rules {
namespace {

json::value tests_or_null(const std::optional<UnaryTests>& tests) { return tests ? to_json(*tests) : json::value(); }

}  // namespace

json::value to_json(const CompiledTable& compiled) {
  const Table& table = compiled.table();
  json::array inputs;
  for (std::size_t i = 0; i < table.inputs.size(); ++i) {
    inputs.push_back(json::object{{"label", table.inputs[i].label},
                                  {"expression", to_json(compiled.input_expression(i))},
                                  {"type", to_text(*compiled.input_type(i))},
                                  {"values", tests_or_null(compiled.input_values(i))}});
  }
  json::array outputs;
  for (std::size_t i = 0; i < table.outputs.size(); ++i) {
    const auto& fallback = compiled.output_fallback(i);
    outputs.push_back(json::object{{"name", table.outputs[i].name},
                                   {"type", to_text(*compiled.output_type(i))},
                                   {"values", tests_or_null(compiled.output_values(i))},
                                   {"default", fallback ? to_json(*fallback) : json::value()}});
  }
  json::array rules;
  for (std::size_t row = 0; row < table.rules.size(); ++row) {
    json::array asked;
    for (std::size_t i = 0; i < table.inputs.size(); ++i) asked.push_back(tests_or_null(compiled.input_cell(row, i)));
    json::array answered;
    for (std::size_t i = 0; i < table.outputs.size(); ++i) answered.push_back(to_json(compiled.output_cell(row, i)));
    const auto& annotations = table.rules[row].annotations;
    rules.push_back(json::object{{"inputs", std::move(asked)},
                                 {"outputs", std::move(answered)},
                                 {"annotations", json::array(annotations.begin(), annotations.end())}});
  }
  return json::object{{"feel", 1},
                      {"hit", to_word(table.hit)},
                      {"aggregation", to_word(table.aggregation)},
                      {"inputs", std::move(inputs)},
                      {"outputs", std::move(outputs)},
                      {"annotations", json::array(table.annotations.begin(), table.annotations.end())},
                      {"rules", std::move(rules)}};
}

}  // namespace qyzmet::rules
