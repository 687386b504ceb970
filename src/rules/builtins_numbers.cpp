#include "rules/builtin.hpp"
#include "rules/evaluate.hpp"

namespace qyzmet::rules {

namespace {

Value known(const Arguments& arguments, const std::optional<Number>& number) {
  return number ? Value(*number) : arguments.evaluation.report("rules.out_of_range");
}

/// How many digits after the point; only `floor` and `ceiling` may leave it out.
Value rounded_argument(const Arguments& arguments, Rounding rounding) {
  const Number* const number = arguments.number(0);
  if (number == nullptr) return {};
  std::int64_t scale = 0;
  if (arguments.size() > 1) {
    const auto given = arguments.whole(1);
    if (!given) return {};
    scale = *given;
  }
  const auto out = round(*number, scale, rounding);
  return out ? Value(*out) : arguments.refused(1);
}

template <Rounding rounding>
Value round_by(const Arguments& arguments) {
  return rounded_argument(arguments, rounding);
}

/// By name `scale` may be missing, by position not: then it is as null as it looks.
Value floor_or_ceiling(const Arguments& arguments, Rounding rounding) {
  if (arguments.size() > 1 && arguments.at(1).is_null()) return arguments.wrong(1, "number");
  return rounded_argument(arguments, rounding);
}

Value absolute(const Arguments& arguments) {
  const Value& value = arguments.single(0);
  switch (value.kind()) {
    case Kind::number:
      return value.as_number().is_negative() ? -value.as_number() : value.as_number();
    case Kind::days_time_duration:
      return value.as_days_time_duration().nanoseconds < 0 ? negated(value, arguments.evaluation) : value;
    case Kind::years_months_duration:
      return value.as_years_months_duration().months < 0 ? negated(value, arguments.evaluation) : value;
    default:
      return arguments.wrong(0, "number");
  }
}

Value modulo_of(const Arguments& arguments) {
  const Number* const dividend = arguments.number(0);
  const Number* const divisor = dividend != nullptr ? arguments.number(1) : nullptr;
  if (divisor == nullptr) return {};
  if (divisor->is_zero()) return arguments.evaluation.report("rules.division_by_zero");
  return known(arguments, modulo(*dividend, *divisor));
}

/// `steps`: such a function takes as long as so many nodes.
template <std::optional<Number> (*function)(const Number&), std::uint64_t steps>
Value by_function(const Arguments& arguments) {
  const Number* const number = arguments.number(0);
  if (number == nullptr || !arguments.evaluation.spend(steps)) return {};
  const auto out = function(*number);
  return out ? Value(*out) : arguments.refused(0);
}

template <bool odd>
Value parity(const Arguments& arguments) {
  const Number* const number = arguments.number(0);
  if (number == nullptr) return {};
  const auto rest = modulo(*number, Number(2));
  return rest ? Value(*rest == Number(odd ? 1 : 0)) : arguments.refused(0);
}

}  // namespace

std::vector<BuiltinRow> number_builtins() {
  return {
      {"decimal", {"n,scale"}, round_by<Rounding::half_even>},
      {"floor", {"n,scale?"}, [](const Arguments& a) { return floor_or_ceiling(a, Rounding::floor); }},
      {"ceiling", {"n,scale?"}, [](const Arguments& a) { return floor_or_ceiling(a, Rounding::ceiling); }},
      {"round up", {"n,scale"}, round_by<Rounding::up>},
      {"round down", {"n,scale"}, round_by<Rounding::down>},
      {"round half up", {"n,scale"}, round_by<Rounding::half_up>},
      {"round half down", {"n,scale"}, round_by<Rounding::half_down>},
      {"abs", {"n"}, absolute},
      {"modulo", {"dividend,divisor"}, modulo_of},
      {"sqrt", {"number"}, by_function<square_root, 100>},
      {"log", {"number"}, by_function<logarithm, 2'000>},
      {"exp", {"number"}, by_function<exponential, 2'000>},
      {"odd", {"number"}, parity<true>},
      {"even", {"number"}, parity<false>},
  };
}

}  // namespace qyzmet::rules
