#include <algorithm>

#include "rules/value.hpp"

namespace qyzmet::rules {

namespace {

bool fits(const Value& value, const Type& type) { return value.is_null() || instance_of(value, type); }

bool is_context_of(const Context& context, const Type& type) {
  return std::ranges::all_of(type.members, [&](const auto& member) {
    const Value* const found = context.find(member.first);
    return found != nullptr && fits(*found, *member.second);
  });
}

bool is_function_of(const Function& function, const Type& type) {
  if (&type == type_of(Type::Kind::function).get()) return true;  // "function" alone: any
  if (function.parameters.size() != type.members.size()) return false;
  for (std::size_t i = 0; i < type.members.size(); ++i) {
    if (!conforms(*type.members[i].second, *function.parameters[i].type)) return false;
  }
  return conforms(function.result != nullptr ? *function.result : *type_of(Type::Kind::any), *type.element);
}

Type::Kind kind_of(Kind kind) {
  switch (kind) {
    case Kind::null:
      return Type::Kind::null;
    case Kind::boolean:
      return Type::Kind::boolean;
    case Kind::number:
      return Type::Kind::number;
    case Kind::date:
      return Type::Kind::date;
    case Kind::time:
      return Type::Kind::time;
    case Kind::date_time:
      return Type::Kind::date_time;
    case Kind::days_time_duration:
      return Type::Kind::days_time_duration;
    case Kind::years_months_duration:
      return Type::Kind::years_months_duration;
    case Kind::string:
      return Type::Kind::string;
    case Kind::list:
      return Type::Kind::list;
    case Kind::context:
      return Type::Kind::context;
    case Kind::range:
      return Type::Kind::range;
    case Kind::function:
      return Type::Kind::function;
  }
  return Type::Kind::any;
}

}  // namespace

bool instance_of(const Value& value, const Type& type) {
  if (value.is_null()) return type.kind == Type::Kind::null;
  if (type.kind == Type::Kind::any) return true;
  if (kind_of(value.kind()) != type.kind) return false;
  switch (type.kind) {
    case Type::Kind::list:
      return type.element->kind == Type::Kind::any ||
             std::ranges::all_of(value.as_list(), [&](const Value& item) { return fits(item, *type.element); });
    case Type::Kind::context:
      return is_context_of(value.as_context(), type);
    case Type::Kind::range:
      return fits(value.as_range().low, *type.element) && fits(value.as_range().high, *type.element);
    case Type::Kind::function:
      return is_function_of(value.as_function(), type);
    default:
      return true;
  }
}

std::optional<Value> coerce(const Value& value, const Type& type) {
  if (type.kind == Type::Kind::any || value.is_null() || instance_of(value, type)) return value;
  if (type.kind == Type::Kind::date_time && value.kind() == Kind::date) {
    return DateTimeValue{value.as_date(), TimeValue{0, 0, 0, 0, *Zone::of_offset(0)}};
  }
  if (type.kind == Type::Kind::list) {
    if (value.is_list()) {
      // Each item may be coerced by itself (a list of dates where dates and times are wanted).
      std::vector<Value> items;
      for (const Value& item : value.as_list()) {
        auto coerced = coerce(item, *type.element);
        if (!coerced || item.is_list()) return std::nullopt;
        items.push_back(std::move(*coerced));
      }
      return Value::list(std::move(items));
    }
    if (auto item = coerce(value, *type.element); item && value.nesting() < Value::max_nesting) {
      return Value::list({std::move(*item)});
    }
    return std::nullopt;
  }
  if (value.is_list() && value.as_list().size() == 1) {
    const Value& item = value.as_list()[0];
    if (instance_of(item, type)) return item;
  }
  return std::nullopt;
}

}  // namespace qyzmet::rules
