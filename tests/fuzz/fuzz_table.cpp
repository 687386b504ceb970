// Whatever JSON stands where a decision table should: an error, or a table that is the same after it was written and
// read again.
// modules: rules
// seed: {"hit":"unique","inputs":["age"],"outputs":["ok","n"],"rules":[[">= 18",true,"four_or_more","art. 10 (1)"]]}
// seed: {"hit":"first","inputs":[{"expression":"count(c)","whole":true}],"outputs":["a"],"rules":[["-",null]]}
// seed: {"hit":"collect_sum","inputs":["a"],"outputs":[{"name":"r","values":["x"]}],"rules":[["(b)","x"]]}
#include <cstdint>

#include "base/check.hpp"
#include "rules/rules.hpp"

using namespace qyzmet;
using namespace qyzmet::rules;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto json = parse_json({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  const auto table = table_from_json(*json);
  if (!table) {
    CHECK(!table.error().key.empty());
    return 0;
  }
  const json::value written = to_json(*table);
  const auto again = table_from_json(written);
  CHECK(again && canonical_json(to_json(*again)) == canonical_json(written));
  return 0;
}
