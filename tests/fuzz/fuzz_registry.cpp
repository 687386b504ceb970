// Whatever forms arrive for an entry of the registry: an error that names the field, or a form that is the same when it
// is read again. Whatever stands in an entry's row: an error, or an entry that writes itself.
// modules: rules
// sources: src/catalogue/check_process.cpp src/catalogue/check_tables.cpp src/catalogue/compiled_rules.cpp
// sources: src/catalogue/conditions.cpp src/catalogue/country.cpp src/catalogue/definition.cpp
// sources: src/catalogue/definition_json.cpp src/catalogue/evaluate.cpp src/catalogue/facts.cpp
// sources: src/catalogue/finder.cpp src/catalogue/gate.cpp src/catalogue/in_forms.cpp src/catalogue/members.cpp
// sources: src/catalogue/process_json.cpp src/catalogue/read_decisions.cpp src/catalogue/read_pages.cpp
// sources: src/catalogue/read_process.cpp src/catalogue/registry_entry.cpp src/catalogue/registry_forms.cpp
// sources: src/catalogue/scope.cpp src/catalogue/yaml.cpp
// seed: {"agency":"k","deadline":{"count":3,"unit":"hours"},"legal_basis":"a","title":{"kk":"a","ru":"b","en":"c"}}
// seed: {"exceptions":[{"kk":"a","ru":"b","en":"c"}],"fallback":{"kk":"a","ru":"b","en":"c"},"first_day":"2026-09-05"}
// seed: {"before":{"days":5,"documents":3,"steps":4},"after":{"days":0,"documents":1,"steps":2},"volume":null}
// seed: {"service":"k","losers":[{"people":10,"reason":"x"}],"volume":{"a_year":1,"source":"s","year":2025}}
#include "catalogue/registry_forms.hpp"

#include <cstdint>

#include "base/check.hpp"

using namespace qyzmet;
using namespace qyzmet::catalogue;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto entry = parse_content(EntryId{1}, text)) {
    const std::string written = to_content(*entry);
    const auto again = parse_content(EntryId{1}, written);
    CHECK(again && to_content(*again) == written);
  }
  const auto body = parse_json(text);
  if (!body || !body->is_object()) return 0;
  const FormRules rules{.today = std::chrono::sys_days(std::chrono::year(2026) / 3 / 5),
                        .notice_days = 180,
                        .is_agency = [](std::string_view id) { return id == "k"; },
                        .files_here = [](std::string_view id) { return id == "k"; }};
  for (Stage stage = Stage::found;; stage = static_cast<Stage>(static_cast<int>(stage) + 1)) {
    const auto form = read_form(stage, body->get_object(), rules);
    if (form) {
      const auto again = read_form(stage, *form, rules);
      CHECK(again && canonical_json(*again) == canonical_json(*form));
    } else {
      CHECK(!form.error().key.empty());
    }
    if (stage == Stage::retired) break;
  }
  return 0;
}
