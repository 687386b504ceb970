// Whatever answers arrive: the form names what is wrong, or gives a canonical object that it accepts again, unchanged.
// sources: src/catalogue/form.cpp src/catalogue/answers.cpp src/base/json.cpp src/base/bytes.cpp src/base/check.cpp
// sources: src/base/time.cpp
// libraries: -lboost_json -lfmt -lcrypto
// seed: {"a":"900315400007","b":"text","c":"8 701 123 45 67","d":"a@b.kz","e":"2026-03-05","f":"one","g":true,"i":true}
// seed: {"a":"9003 1540-0804","b":"Әлия","c":"+998 90 123 45 67","d":"A.B@C-D.EXAMPLE","e":" 2024-02-29 ","f":"two"}
// seed: {"h":"750000000","i":false,"j":1,"g":null,"b":""}
#include "catalogue/form.hpp"

#include <cstdint>

#include "base/check.hpp"

using namespace qyzmet;
using namespace qyzmet::catalogue;

namespace {

/// One question of each kind, none of them required.
Form every_kind() {
  Definition definition;
  Page page;
  const std::vector<Option> options = {{"one", {}}, {"two", {}}, {"750000000", {}}};
  char id = 'a';
  for (const Kind kind : {Kind::iin, Kind::text, Kind::phone, Kind::email, Kind::date, Kind::choice, Kind::yes_no,
                          Kind::region, Kind::statement}) {
    const bool closed = kind == Kind::choice || kind == Kind::region;
    page.questions.push_back({.id = std::string(1, id++),
                              .kind = kind,
                              .title = {},
                              .hint = {},
                              .required = false,
                              .max_length = 40,
                              .options = closed ? options : std::vector<Option>()});
  }
  definition.pages = {page};
  definition.figures = {"f", "g", "h"};
  return Form(definition, {"7", "8", 10});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Form form = every_kind();
  const auto given = parse_json({reinterpret_cast<const char*>(data), size}, {.max_bytes = 4096, .max_depth = 8});
  if (!given || !given->is_object()) return 0;
  const auto checked = form.check(given->get_object());
  if (!checked) {
    CHECK(checked.error().code == Code::invalid && !checked.error().fields.empty());
    for (const FieldError& field : checked.error().fields) {
      CHECK(field.path.starts_with("answers.") && !field.key.empty());
    }
    return 0;
  }
  const auto normal = parse_json(checked->canonical);
  CHECK(normal && canonical_json(*normal) == checked->canonical);
  const auto again = form.check(normal->get_object());
  CHECK(again && again->canonical == checked->canonical && again->figures == checked->figures);
  return 0;
}
