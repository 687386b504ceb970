// Whatever bytes stand in a service file: an error that names file and line, or a definition that is complete.
// sources: src/catalogue/definition.cpp src/catalogue/definition_json.cpp src/catalogue/yaml.cpp src/base/json.cpp
// sources: src/catalogue/country.cpp src/base/file.cpp src/base/text.cpp src/base/bytes.cpp src/base/check.cpp
// libraries: -lyaml-cpp -lboost_json -lfmt -lcrypto
// seed: {service: a, version: 1, code: null, title: {kk: a, ru: b, en: c}, agency: kz.mvd}
// seed: deadline: {working_days: 5, certainty: sourced, source: law}
// seed: pages: [{id: p, questions: [{id: q, kind: choice, options: [{value: v, title: {kk: a, ru: b, en: c}}]}]}]
// seed: a: &x [*x, *x]
// seed: ? [a, {b: !!binary c}] : |
#include "catalogue/definition.hpp"

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
  for (const std::string& yaml : {text, head + text}) {
    const auto definition = parse_definition(yaml, "a.yaml", known);
    if (!definition) {
      const Error& error = definition.error();
      CHECK(error.code == Code::invalid && error.key.starts_with("definition."));
      CHECK(error.details.size() >= 2 && error.details[0].second == "a.yaml" && error.details[1].first == "line");
      continue;
    }
    CHECK(definition->title.complete() && definition->result.complete() && !definition->pages.empty());
    const auto json = parse_json(to_json(*definition));
    CHECK(json && json->is_object());
  }
  return 0;
}
