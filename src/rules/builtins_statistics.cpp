#include <algorithm>

#include "rules/builtin.hpp"
#include "rules/evaluate.hpp"

namespace qyzmet::rules {

namespace {

/// The list's numbers; nullopt (reported) when one is none.
std::optional<std::vector<Number>> numbers(const Arguments& arguments) {
  const auto items = arguments.list(0);
  if (!items) return std::nullopt;
  std::vector<Number> out;
  out.reserve(items->size());
  for (const Value& item : *items) {
    if (!item.is_number()) {
      arguments.wrong(0, "list<number>");
      return std::nullopt;
    }
    out.push_back(item.as_number());
  }
  return out;
}

/// Null, because there is no such value of nothing.
Value of_nothing(const Arguments& arguments) {
  return arguments.evaluation.report("rules.empty_list", {{"function", arguments.builtin.name}});
}

Value extreme(const Arguments& arguments, bool largest) {
  const auto items = arguments.list(0);
  if (!items) return {};
  if (items->empty()) return of_nothing(arguments);
  const Value* best = &items->front();
  for (const Value& item : *items) {
    const auto found = order(item, *best);
    if (!found) return arguments.wrong(0, "list");
    if (largest ? *found > 0 : *found < 0) best = &item;
  }
  return *best;
}

/// Numbers, or durations of one kind.
Value sum(const Arguments& arguments) {
  const auto items = arguments.list(0);
  if (!items) return {};
  if (items->empty()) return of_nothing(arguments);
  Value total = items->front();
  for (const Value& item : *items) {
    if (item.kind() != total.kind() ||
        (!item.is_number() && item.kind() != Kind::days_time_duration && item.kind() != Kind::years_months_duration)) {
      return arguments.wrong(0, "list<number>");
    }
  }
  for (std::size_t i = 1; i < items->size(); ++i) {
    total = arithmetic(Op::add, total, (*items)[i], arguments.evaluation);
    if (total.is_null()) return {};
  }
  return total;
}

Value mean(const Arguments& arguments) {
  const Value total = sum(arguments);
  if (total.is_null()) return {};
  const auto count = static_cast<std::int64_t>(arguments.list(0)->size());
  return arithmetic(Op::divide, total, count, arguments.evaluation);
}

Value product(const Arguments& arguments) {
  const auto items = numbers(arguments);
  if (!items) return {};
  if (items->empty()) return of_nothing(arguments);
  std::optional<Number> out = Number(1);
  for (const Number& item : *items) {
    out = multiply(*out, item);
    if (!out) return arguments.evaluation.report("rules.out_of_range");
  }
  return *out;
}

Value median(const Arguments& arguments) {
  auto items = numbers(arguments);
  if (!items) return {};
  if (items->empty()) return of_nothing(arguments);
  std::ranges::sort(*items);
  const std::size_t middle = items->size() / 2;
  if (items->size() % 2 == 1) return (*items)[middle];
  const auto both = add((*items)[middle - 1], (*items)[middle]);
  const auto half = both ? divide(*both, Number(2)) : std::nullopt;
  return half ? Value(*half) : arguments.evaluation.report("rules.out_of_range");
}

/// Of a sample: divided by n - 1.
Value deviation(const Arguments& arguments) {
  const auto items = numbers(arguments);
  if (!items) return {};
  if (items->size() < 2) return arguments.refused(0);
  std::optional<Number> total = Number(0);
  for (const Number& item : *items) total = total ? add(*total, item) : total;
  const auto count = static_cast<std::int64_t>(items->size());
  const auto average = total ? divide(*total, Number(count)) : std::nullopt;
  std::optional<Number> squares = Number(0);
  for (const Number& item : *items) {
    const auto apart = average ? subtract(item, *average) : std::nullopt;
    const auto square = apart ? multiply(*apart, *apart) : std::nullopt;
    squares = square && squares ? add(*squares, *square) : std::nullopt;
  }
  const auto variance = squares ? divide(*squares, Number(count - 1)) : std::nullopt;
  const auto root = variance ? square_root(*variance) : std::nullopt;
  return root ? Value(*root) : arguments.evaluation.report("rules.out_of_range");
}

/// The most frequent ones, the smaller first.
Value mode(const Arguments& arguments) {
  auto items = numbers(arguments);
  if (!items) return {};
  std::ranges::sort(*items);
  std::size_t most = 0;
  std::vector<Value> out;
  for (std::size_t begin = 0; begin < items->size();) {
    std::size_t end = begin;
    while (end < items->size() && (*items)[end] == (*items)[begin]) ++end;
    if (end - begin > most) out.clear();
    if (end - begin >= most) out.emplace_back((*items)[begin]);
    most = std::max(most, end - begin);
    begin = end;
  }
  return arguments.evaluation.make_list(std::move(out));
}

}  // namespace

std::vector<BuiltinRow> statistics_builtins() {
  return {
      {"min", {"list..."}, [](const Arguments& a) { return extreme(a, false); }},
      {"max", {"list..."}, [](const Arguments& a) { return extreme(a, true); }},
      {"sum", {"list..."}, sum},
      {"mean", {"list..."}, mean},
      {"product", {"list..."}, product},
      {"median", {"list..."}, median},
      {"stddev", {"list..."}, deviation},
      {"mode", {"list..."}, mode},
  };
}

}  // namespace qyzmet::rules
