#include <algorithm>

#include "rules/builtin.hpp"

namespace qyzmet::rules {

namespace {

std::vector<Value> copy_of(std::span<const Value> items) { return {items.begin(), items.end()}; }

Value insert_before(const Arguments& arguments) {
  const auto items = arguments.list(0);
  if (!items) return {};
  const auto at = arguments.place(1, items->size());
  if (!at) return {};
  std::vector<Value> out = copy_of(*items);
  out.insert(out.begin() + static_cast<std::ptrdiff_t>(*at), arguments.at(2));
  return arguments.evaluation.make_list(std::move(out));
}

Value remove(const Arguments& arguments) {
  const auto items = arguments.list(0);
  if (!items) return {};
  const auto at = arguments.place(1, items->size());
  if (!at) return {};
  std::vector<Value> out = copy_of(*items);
  out.erase(out.begin() + static_cast<std::ptrdiff_t>(*at));
  return arguments.evaluation.make_list(std::move(out));
}

/// By position, or wherever `match(item, new item)` is true.
Value list_replace(const Arguments& arguments) {
  const auto items = arguments.list(0);
  if (!items) return {};
  std::vector<Value> out = copy_of(*items);
  if (!arguments.at(1).is_function()) {
    const auto at = arguments.place(1, items->size());
    if (!at) return {};
    out[*at] = arguments.at(2);
    return arguments.evaluation.make_list(std::move(out));
  }
  for (Value& item : out) {
    const Value both[] = {item, arguments.at(2)};
    const Value found = call_function(arguments.at(1), both, {}, arguments.evaluation);
    if (!found.is_boolean()) return arguments.refused(1);
    if (found.as_boolean()) item = arguments.at(2);
  }
  return arguments.evaluation.make_list(std::move(out));
}

Value reverse(const Arguments& arguments) {
  const auto items = arguments.list(0);
  if (!items) return {};
  return arguments.evaluation.make_list({items->rbegin(), items->rend()});
}

/// Our own merge sort: whatever the function says, it only ever compares what is in the list (std::stable_sort may run
/// off its end when an order contradicts itself).
bool merge_sort(std::span<Value> items, std::span<Value> spare,
                const std::function<std::optional<bool>(const Value&, const Value&)>& precedes) {
  if (items.size() < 2) return true;
  const std::size_t half = items.size() / 2;
  if (!merge_sort(items.first(half), spare.first(half), precedes)) return false;
  if (!merge_sort(items.subspan(half), spare.subspan(half), precedes)) return false;
  std::size_t left = 0;
  std::size_t right = half;
  for (Value& next : spare) {
    bool take_right = left == half;
    if (left < half && right < items.size()) {
      const auto found = precedes(items[right], items[left]);
      if (!found) return false;
      take_right = *found;
    }
    next = std::move(items[take_right ? right++ : left++]);
  }
  std::ranges::move(spare, items.begin());
  return true;
}

Value sort(const Arguments& arguments) {
  const auto items = arguments.list(0);
  if (!items) return {};
  std::vector<Value> out = copy_of(*items);
  std::vector<Value> spare(out.size());
  const bool natural = arguments.at(1).is_null() && arguments.size() < 2;
  if (!natural && arguments.function(1) == nullptr) return {};
  const auto precedes = [&](const Value& a, const Value& b) -> std::optional<bool> {
    if (natural) {
      const auto found = order(a, b);
      return found ? std::optional(*found < 0) : std::nullopt;
    }
    const Value both[] = {a, b};
    const Value found = call_function(arguments.at(1), both, {}, arguments.evaluation);
    return found.is_boolean() ? std::optional(found.as_boolean()) : std::nullopt;
  };
  if (!merge_sort(out, spare, precedes)) return arguments.refused(natural ? 0 : 1);
  return arguments.evaluation.make_list(std::move(out));
}

}  // namespace

std::vector<BuiltinRow> list_change_builtins() {
  return {
      {"insert before", {"list,position,newItem"}, insert_before},
      {"remove", {"list,position"}, remove},
      {"list replace", {"list,position,newItem", "list,match,newItem"}, list_replace},
      {"reverse", {"list"}, reverse},
      {"sort", {"list,precedes?"}, sort},
  };
}

}  // namespace qyzmet::rules
