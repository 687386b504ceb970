// Whatever bytes stand in a service file: an error that names file and line, or a definition that is complete.
// modules: rules
// sources: src/catalogue/check_process.cpp src/catalogue/check_tables.cpp src/catalogue/compiled_rules.cpp
// sources: src/catalogue/conditions.cpp src/catalogue/country.cpp src/catalogue/definition.cpp
// sources: src/catalogue/definition_json.cpp src/catalogue/evaluate.cpp src/catalogue/facts.cpp
// sources: src/catalogue/finder.cpp src/catalogue/gate.cpp src/catalogue/in_forms.cpp src/catalogue/members.cpp
// sources: src/catalogue/process_json.cpp src/catalogue/read_decisions.cpp src/catalogue/read_pages.cpp
// sources: src/catalogue/read_process.cpp src/catalogue/registry_entry.cpp src/catalogue/registry_forms.cpp
// sources: src/catalogue/scope.cpp src/catalogue/yaml.cpp
// seed: evidence: [{id: e, title: {kk: a, ru: b, en: c}, register: kz.r, ask: {iin: q}, on_freeze: go_on,
// seed: decisions: [{id: d, hit: first, inputs: [{name: i, expression: q, kind: yes_no}], outputs: [{name: o,
// seed: rules: [["true", true, "art. 1"], ["-", false]]
// seed: steps: [{id: s, by: system, decide: d, needs: [e], title: {kk: a, ru: b, en: c}, then: {"true": granted}}]
// seed: actions: [{id: a, title: {kk: a, ru: b, en: c}, to: refused, needs_reason: yes}]
// seed: document: {kind: notice, title: {kk: a, ru: b, en: c}, rows: [{label: {kk: a, ru: b, en: c}, value: count(q)}]}
// seed: {service: a, version: 1, code: null, title: {kk: a, ru: b, en: c}, agency: kz.mvd}
// seed: deadline: {working_days: 5, certainty: sourced, source: law}
// seed: pages: [{id: p, questions: [{id: q, kind: choice, options: [{value: v, title: {kk: a, ru: b, en: c}}]}]}]
// seed: filing: elsewhere
// seed: keywords: {kk: [a], ru: [], en: [b]}
// seed: pages: [{id: p, when: {question: q, equals: yes}, questions: [{id: q, repeat: {min: 0, max: 2, fields: []}}]}]
// seed: a: &x [*x, *x]
// seed: ? [a, {b: !!binary c}] : |
#include "catalogue/definition.hpp"

#include "catalogue/evaluate.hpp"

#include <cstdint>

#include "base/check.hpp"
#include "base/json.hpp"

using namespace qyzmet;
using namespace qyzmet::catalogue;

namespace {

Country country() {
  Country country;
  country.agencies = {{"kz.mvd", {"a", "b", "c"}}};
  country.regions = {{"750000000", {"a", "b", "c"}}};
  country.life_events = {{"birth", {"a", "b", "c"}}};
  country.registers = {{"kz.r", {"a", "b", "c"}, "kz.mvd", {"iin"}, {"name"}}};
  return country;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Country known = country();
  // Few inputs reach the questions by chance: each is tried whole, and as the pages of a good service.
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::string head =
      "service: kz.a\nversion: 1\ncode: null\ntitle: {kk: a, ru: b, en: c}\nagency: kz.mvd\n"
      "deadline: {minutes: 1, certainty: sourced, source: s}\nfee: {mrp: 0.5, certainty: sourced, source: s}\n"
      "result: {kk: a, ru: b, en: c}\n";
  // … and what it may hold after filing as such, behind a question and before a step.
  const std::string question =
      "pages: [{id: p, title: {kk: a, ru: b, en: c}, questions: [{id: q, kind: yes_no, "
      "title: {kk: a, ru: b, en: c}}]}]\n";
  const std::string step =
      "\nsteps: [{id: s, by: officer, title: {kk: a, ru: b, en: c}, within: {hours: 1}, "
      "actions: [{id: a, title: {kk: a, ru: b, en: c}, to: granted}]}]\n";
  for (const std::string& yaml :
       {text, head + text, head + text + step, head + question + text, head + question + text + step}) {
    const auto errors = definition_errors(yaml, "a.yaml", known);
    const auto definition = parse_definition(yaml, "a.yaml", known);
    CHECK(errors.empty() == definition.has_value());
    if (!definition) {
      const Error& error = definition.error();
      CHECK(error.code == Code::invalid && error.key.starts_with("definition."));
      CHECK(error.details.size() >= 2 && error.details[0].second == "a.yaml" && error.details[1].first == "line");
      continue;
    }
    CHECK(definition->title.complete() && definition->result.complete());
    CHECK(definition->files_here != definition->pages.empty());
    const auto json = parse_json(to_json(*definition));
    CHECK(json && json->is_object());
    CHECK(parse_json(to_process_json(*definition)));
    CHECK(definition->files_here != definition->process.steps.empty());
    // Whatever its rules are: over these facts each gives something, or says why not.
    const json::object facts = {{"q", true}, {"evidence", json::object{{"e", json::object{{"name", "x"}}}}}};
    for (const Decision& decision : definition->process.decisions) {
      const auto decided = decide(*definition, decision.id, facts, Instant{});
      CHECK(decided ? parse_json(canonical_json(decided->outputs)).has_value()
                    : decided.error().key.starts_with("decision."));
    }
    CHECK(document_lines(*definition, facts, Instant{}).empty() || definition->process.document);
  }
  return 0;
}
