#include <algorithm>

#include "rules/builtin.hpp"

namespace qyzmet::rules {

namespace {

Value contains_item(const Arguments& arguments) {
  const auto items = arguments.list(0);
  if (!items) return {};
  return std::ranges::any_of(*items, [&](const Value& item) { return equal(item, arguments.at(1)).value_or(false); });
}

Value count(const Arguments& arguments) {
  const auto items = arguments.list(0);
  return items ? Value(static_cast<std::int64_t>(items->size())) : Value();
}

Value sublist(const Arguments& arguments) {
  const auto items = arguments.list(0);
  const auto start = items ? arguments.place(1, items->size()) : std::nullopt;
  if (!start) return {};
  std::size_t size = items->size() - *start;
  if (!arguments.at(2).is_null()) {
    const auto wanted = arguments.whole(2);
    if (!wanted) return {};
    if (*wanted < 1 || static_cast<std::uint64_t>(*wanted) > size) return arguments.refused(2);
    size = static_cast<std::size_t>(*wanted);
  }
  const auto part = items->subspan(*start, size);
  return arguments.evaluation.make_list({part.begin(), part.end()});
}

Value append(const Arguments& arguments) {
  const auto items = arguments.list(0);
  if (!items) return {};
  std::vector<Value> out(items->begin(), items->end());
  out.insert(out.end(), arguments.values.begin() + 1, arguments.values.end());
  return arguments.evaluation.make_list(std::move(out));
}

/// All items of all lists given; a single value is a list of one.
std::optional<std::vector<Value>> all_items(const Arguments& arguments) {
  const Value& given = arguments.at(0);
  if (given.is_null()) {
    arguments.wrong(0, "list");
    return std::nullopt;
  }
  const std::size_t most = arguments.evaluation.limits().items;
  std::vector<Value> out;
  for (const Value& list : given.is_list() ? given.as_list() : std::span<const Value>(&given, 1)) {
    const auto items = list.is_list() ? list.as_list() : std::span<const Value>(&list, 1);
    if (!arguments.evaluation.spend(items.size())) return std::nullopt;
    if (out.size() + items.size() > most) {
      arguments.evaluation.report("rules.limit_items", {{"limit", std::to_string(most)}});
      return std::nullopt;
    }
    out.insert(out.end(), items.begin(), items.end());
  }
  return out;
}

/// Each value once, the first of them stays.
Value distinct(std::vector<Value> items, Evaluation& evaluation) {
  std::vector<Value> out;
  for (Value& item : items) {
    if (!evaluation.spend(out.size() * (1 + item.weight() / 8))) return {};
    const bool known = std::ranges::any_of(out, [&](const Value& seen) { return equal(seen, item).value_or(false); });
    if (!known) out.push_back(std::move(item));
  }
  return evaluation.make_list(std::move(out));
}

Value concatenate(const Arguments& arguments) {
  auto items = all_items(arguments);
  return items ? arguments.evaluation.make_list(std::move(*items)) : Value();
}

Value union_of(const Arguments& arguments) {
  auto items = all_items(arguments);
  return items ? distinct(std::move(*items), arguments.evaluation) : Value();
}

Value distinct_values(const Arguments& arguments) {
  const auto items = arguments.list(0);
  return items ? distinct({items->begin(), items->end()}, arguments.evaluation) : Value();
}

bool flatten_into(std::span<const Value> items, std::vector<Value>& out, Evaluation& evaluation) {
  if (!evaluation.spend(items.size())) return false;
  for (const Value& item : items) {
    if (item.is_list()) {
      if (!flatten_into(item.as_list(), out, evaluation)) return false;
    } else {
      out.push_back(item);
    }
  }
  return true;
}

Value flatten(const Arguments& arguments) {
  const auto items = arguments.list(0);
  std::vector<Value> out;
  if (!items || !flatten_into(*items, out, arguments.evaluation)) return {};
  return arguments.evaluation.make_list(std::move(out));
}

Value index_of(const Arguments& arguments) {
  const auto items = arguments.list(0);
  if (!items) return {};
  std::vector<Value> out;
  for (std::size_t i = 0; i < items->size(); ++i) {
    if (equal((*items)[i], arguments.at(1)).value_or(false)) out.emplace_back(static_cast<std::int64_t>(i) + 1);
  }
  return arguments.evaluation.make_list(std::move(out));
}

}  // namespace

std::vector<BuiltinRow> list_builtins() {
  return {
      {"list contains", {"list,element"}, contains_item},
      {"count", {"list"}, count},
      {"sublist", {"list,start position,length?"}, sublist},
      {"append", {"list,item..."}, append},
      {"concatenate", {"list..."}, concatenate},
      {"union", {"list..."}, union_of},
      {"distinct values", {"list"}, distinct_values},
      {"flatten", {"list"}, flatten},
      {"index of", {"list,match"}, index_of},
  };
}

}  // namespace qyzmet::rules
