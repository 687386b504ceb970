// Whatever arrives as FEEL, an expression or a cell: it is read or refused, evaluated within its limits, twice to the
// same result; what the result is written as is read back as the same value.
// modules: rules
// seed: for i in 1..n return if odd(i) then i ** 2 else -partial[-1]
// seed: {f: function(a, b: number) a + b, r: f(b: 1, a: n), list<x>: [1..3)}.r instance of context<a: list<number>>
// seed: price list.a-b in (< 5, [1..n], "x") and every x in items satisfies x.qty > 1 or not(null)
// seed: @"2026-03-05T10:00:00@Asia/Almaty" + duration("P1DT2H") - date and time(@"2026-03-05", @"10:00:00Z")
// seed: not("a", <= @"P1Y", ]1..5[, ? > 3)
// seed: replace("a\u0041\U01F40E", "([a-z-[b]])|\p{IsCyrillic}", "$1\$", "ix") = string(decimal(1/3, 2))
// seed: items[qty > 1].tag[1] between "a" and "b" // end
#include <cstdint>

#include "base/check.hpp"
#include "rules/expression.hpp"

using namespace qyzmet;
using namespace qyzmet::rules;

namespace {

struct Known {
  Names names;
  std::vector<Value> scope;
};

Known make_known() {
  Known out;
  const auto add = [&](const char* name, Value value) {
    out.names.add(name);
    out.scope.push_back(std::move(value));
  };
  add("n", 5);
  add("price list", Value::context({{"unit price", 2}, {"a-b", 7}}));
  add("items", Value::list({Value::context({{"qty", 1}, {"tag", "a"}}), Value::context({{"qty", 3}, {"tag", "b"}})}));
  add("nothing", Value());
  return out;
}

EvaluationLimits small() {
  EvaluationLimits limits;
  limits.steps = 20'000;
  limits.items = 2'000;
  limits.weight = 20'000;
  limits.text_bytes = 20'000;
  return limits;
}

const std::optional<DateTimeValue>& moment() {
  static const auto now = DateTimeValue::parse("2026-03-05T10:00:00Z");
  return now;
}

void check_expression(std::string_view text, const Known& known) {
  const auto expression = parse_expression(text, known.names);
  if (!expression) {
    CHECK(expression.error().key.starts_with("rules."));
    return;
  }
  Evaluation first(moment(), small());
  Evaluation second(moment(), small());
  const Value value = expression->evaluate(known.scope, first);
  const std::string written = to_text(value, 4000);
  CHECK(written == to_text(expression->evaluate(known.scope, second), 4000));
  CHECK(first.reported() == second.reported() && first.steps_left() == second.steps_left());
  to_json(*expression);
  to_json(value);
  if (written.size() > 2000 || written.find("function(") != written.npos) return;
  const auto again = parse_expression(written, Names());
  if (!again) {
    CHECK(again.error().key == "rules.limit_nesting");
    return;
  }
  Evaluation third(moment());
  CHECK(to_text(again->evaluate({}, third)) == written);
}

void check_cell(std::string_view text, const Known& known) {
  const auto tests = parse_unary_tests(text, known.names);
  if (!tests) return;
  to_json(*tests);
  for (const Value& input : {Value(), Value(5), Value("a"), Value(true), Value(*DayValue::parse("2026-03-05"))}) {
    Evaluation evaluation(moment(), small());
    const Value passes = tests->evaluate(input, known.scope, evaluation);
    CHECK(passes.is_boolean() || passes.is_null());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Known known = make_known();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_expression(text, known);
  check_cell(text, known);
  return 0;
}
