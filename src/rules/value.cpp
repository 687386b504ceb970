#include "rules/value.hpp"

#include <algorithm>
#include <cstring>

#include "rules/value_inside.hpp"

namespace qyzmet::rules {

namespace {

constexpr std::uint64_t most_weight = UINT64_C(1) << 60;

struct Size {
  std::uint32_t nesting = 1;
  std::uint64_t weight = 1;

  void take(const Value& value) {
    nesting = std::max(nesting, value.nesting() + 1);
    weight = std::min(weight + value.weight(), most_weight);
  }
};

}  // namespace

Value::Value(const DaysTimeDuration& value) : kind_(Kind::days_time_duration) {
  std::memcpy(payload_.nanoseconds, &value.nanoseconds, sizeof value.nanoseconds);
}

Value::Value(std::string_view value) : Value(Kind::string, new String(value)) {}

Value Value::list(std::vector<Value> items) {
  Size size;
  for (const Value& item : items) size.take(item);
  CHECK(size.nesting <= max_nesting);
  auto* const shared = new List;
  shared->items = std::move(items);
  shared->nesting = size.nesting;
  shared->weight = size.weight;
  return Value(Kind::list, shared);
}

Value Value::context(std::vector<std::pair<std::string, Value>> entries) {
  auto* const shared = new Context;
  Value out(Kind::context, shared);
  Size size;
  for (auto& entry : entries) {
    size.take(entry.second);
    size.weight += entry.first.size() / 16;
  }
  CHECK(size.nesting <= max_nesting);
  shared->entries.reserve(entries.size());
  // A large context is checked for repeated names by sorting: one by one would be quadratic.
  std::vector<std::pair<std::string_view, std::size_t>> names;
  for (std::size_t i = 0; i < entries.size(); ++i) names.emplace_back(entries[i].first, i);
  std::ranges::sort(names);
  std::vector<std::size_t> last(entries.size());
  std::vector<bool> first(entries.size(), true);
  for (std::size_t i = 0; i < names.size(); ++i) last[names[i].second] = names[i].second;
  for (std::size_t i = 0; i < names.size();) {
    std::size_t end = i + 1;
    while (end < names.size() && names[end].first == names[i].first) first[names[end++].second] = false;
    last[names[i].second] = names[end - 1].second;
    i = end;
  }
  std::vector<std::pair<std::string, Value>> kept;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (first[i]) shared->entries.emplace_back(entries[i].first, entries[last[i]].second);
  }
  shared->nesting = size.nesting;
  shared->weight = size.weight;
  return out;
}

Value Value::range(Range range) { return Value(Kind::range, new SharedRange(std::move(range))); }

Value Value::function(Function function) {
  for (Parameter& parameter : function.parameters) {
    if (parameter.type == nullptr) parameter.type = type_of(Type::Kind::any);
  }
  CHECK(function.nesting <= max_nesting);
  return Value(Kind::function, new SharedFunction(std::move(function)));
}

void Value::release() noexcept {
  if (payload_.shared->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete payload_.shared;
}

DaysTimeDuration Value::as_days_time_duration() const {
  CHECK(kind_ == Kind::days_time_duration);
  DaysTimeDuration out;
  std::memcpy(&out.nanoseconds, payload_.nanoseconds, sizeof out.nanoseconds);
  return out;
}

std::string_view Value::as_string() const {
  CHECK(is_string());
  return static_cast<const String*>(payload_.shared)->text;
}

std::span<const Value> Value::as_list() const {
  CHECK(is_list());
  return static_cast<const List*>(payload_.shared)->items;
}

const Context& Value::as_context() const {
  CHECK(is_context());
  return *static_cast<const Context*>(payload_.shared);
}

const Range& Value::as_range() const {
  CHECK(is_range());
  return static_cast<const SharedRange*>(payload_.shared)->range;
}

const Function& Value::as_function() const {
  CHECK(is_function());
  return static_cast<const SharedFunction*>(payload_.shared)->function;
}

std::uint32_t Value::nesting() const {
  switch (kind_) {
    case Kind::list:
      return static_cast<const List*>(payload_.shared)->nesting;
    case Kind::context:
      return as_context().nesting;
    case Kind::range:
      return 1 + std::max(as_range().low.nesting(), as_range().high.nesting());
    case Kind::function:
      return as_function().nesting;
    default:
      return 0;
  }
}

std::uint64_t Value::weight() const {
  switch (kind_) {
    case Kind::string:
      return 1 + as_string().size() / 16;
    case Kind::list:
      return static_cast<const List*>(payload_.shared)->weight;
    case Kind::context:
      return as_context().weight;
    case Kind::range:
      return 1 + as_range().low.weight() + as_range().high.weight();
    case Kind::function:
      return as_function().weight;
    default:
      return 1;
  }
}

const Value* Context::find(std::string_view name) const {
  for (const auto& entry : entries) {
    if (entry.first == name) return &entry.second;
  }
  return nullptr;
}

}  // namespace qyzmet::rules
