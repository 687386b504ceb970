// Whatever answers arrive: the form names what is wrong, or gives a canonical object that it accepts again, unchanged.
// modules: rules
// sources: src/catalogue/amounts.cpp src/catalogue/answers.cpp src/catalogue/conditions.cpp src/catalogue/field.cpp
// sources: src/catalogue/form.cpp src/catalogue/given.cpp src/catalogue/identifiers.cpp src/catalogue/in_forms.cpp
// sources: src/catalogue/members.cpp src/catalogue/scope.cpp
// seed: {"k":2000,"r":[{"a":"900315400007","g":true,"k":5}],"t":"text","b":"text","u":"2026-03-05"}
// seed: {"l":"1,50","e":"2030-01-01","t":"x","m":["one"],"f":"one"}
// seed: {"a":"900315400007","b":"text","c":"8 701 123 45 67","d":"a@b.kz","e":"2026-03-05","f":"one","g":true,"i":true}
// seed: {"a":"9003 1540-0804","b":"Әлия","c":"+998 90 123 45 67","d":"A.B@C-D.EXAMPLE","e":" 2024-02-29 ","f":"two"}
// seed: {"h":"750000000","i":false,"j":1,"g":null,"b":""}
// seed: {"j":"a\r\nb","k":"1 000","l":"1 234,50","m":["two","one"],"n":"160440007161","o":"KZ86125KZT5004100100"}
// seed: {"p":{"region":"750000000","text":"x"},"g":true,"r":[{"a":"900315400007","g":true,"k":5},{"g":false}],"s":"x"}
// seed: {"q":{"name":"a.png","sha256":"00","size":10,"type":"image/png"}}
#include "catalogue/conditions.hpp"
#include "catalogue/form.hpp"

#include <cstdint>

#include "base/check.hpp"

using namespace qyzmet;
using namespace qyzmet::catalogue;

namespace {

constexpr Date kToday = std::chrono::sys_days(std::chrono::year(2026) / 3 / 5);

When said(std::string question) {
  When when;
  when.feel = question + " = true";
  when.all.push_back({std::move(question), true});
  return when;
}

Question one(std::string id, Kind kind) {
  Question question;
  question.id = std::move(id);
  question.kind = kind;
  question.required = false;
  question.max_length = 40;
  question.min = -10;
  question.max = 1'000'000;
  question.max_size = 1000;
  question.types = {"image/png", "application/pdf"};
  const bool chosen = kind == Kind::choice || kind == Kind::choices || kind == Kind::region || kind == Kind::address;
  if (chosen) question.options = {{"one", {}}, {"two", {}}, {"750000000", {}}};
  return question;
}

/// One question of each kind, none of them required; a group with a condition inside, and a page with one.
Form every_kind() {
  Page page;
  char id = 'a';
  for (const Kind kind : {Kind::iin, Kind::text, Kind::phone, Kind::email, Kind::date, Kind::choice, Kind::yes_no,
                          Kind::region, Kind::statement, Kind::long_text, Kind::number, Kind::money, Kind::choices,
                          Kind::bin, Kind::iban, Kind::address, Kind::file}) {
    page.questions.push_back(one(std::string(1, id++), kind));
  }
  Question group = one("r", Kind::repeat);
  group.min = 0;
  group.max = 3;
  group.fields = {one("a", Kind::iin), one("g", Kind::yes_no), one("k", Kind::number)};
  group.fields[2].when = said("g");
  page.questions.push_back(std::move(group));
  Page conditional;
  conditional.when = said("g");
  conditional.questions = {one("s", Kind::text)};
  Page ruled = conditional;
  ruled.questions = {one("t", Kind::text), one("u", Kind::date)};
  ruled.when->all.clear();
  ruled.when->feel = "k > 1000 or l < 100.50 or count(r[age(a) > 18]) > 0 or e > today or p.region = \"750000000\"";
  ruled.questions[1].when = ruled.when;
  ruled.questions[1].when->feel = "t in (b, j) and (m = null or list contains(m, f)) or some x in r satisfies x.k = k";
  Definition definition;
  definition.pages = {page, conditional, ruled};
  CHECK(compile_conditions(definition.pages, Scope(definition.pages)).empty());
  definition.figures = {"f", "g", "h"};
  return Form(definition, {"7", "8", 10});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Form form = every_kind();
  const auto given = parse_json({reinterpret_cast<const char*>(data), size}, {.max_bytes = 4096, .max_depth = 8});
  if (!given || !given->is_object()) return 0;
  const auto checked = form.check(given->get_object(), kToday);
  if (!checked) {
    CHECK(checked.error().code == Code::invalid && !checked.error().fields.empty());
    for (const FieldError& field : checked.error().fields) {
      CHECK(field.path.starts_with("answers.") && !field.key.empty());
    }
    return 0;
  }
  const auto normal = parse_json(checked->canonical);
  CHECK(normal && canonical_json(*normal) == checked->canonical);
  const auto again = form.check(normal->get_object(), kToday);
  CHECK(again && again->canonical == checked->canonical && again->figures == checked->figures);
  return 0;
}
