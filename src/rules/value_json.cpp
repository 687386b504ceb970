#include "base/json.hpp"
#include "rules/value.hpp"

namespace qyzmet::rules {

namespace {

constexpr std::int64_t largest_exact = (INT64_C(1) << 53) - 1;

Result<Value> read(const json::value& value, std::uint32_t left) {
  if (left == 0) {
    return fail(Code::invalid, "rules.limit_nesting", {{"limit", std::to_string(Value::max_nesting / 2)}});
  }
  switch (value.kind()) {
    case json::kind::null:
      return Value();
    case json::kind::bool_:
      return Value(value.get_bool());
    case json::kind::int64:
      return Value(value.get_int64());
    case json::kind::uint64:
      return Value(Number::of(false, value.get_uint64(), 0));
    case json::kind::double_:
      return Value(Number::from_double(value.get_double()));
    case json::kind::string:
      return Value(std::string_view(value.get_string()));
    case json::kind::array: {
      std::vector<Value> items;
      for (const json::value& item : value.get_array()) {
        TRY_ASSIGN(Value read_item, read(item, left - 1));
        items.push_back(std::move(read_item));
      }
      return Value::list(std::move(items));
    }
    case json::kind::object: {
      std::vector<std::pair<std::string, Value>> entries;
      for (const auto& member : value.get_object()) {
        TRY_ASSIGN(Value read_item, read(member.value(), left - 1));
        entries.emplace_back(std::string_view(member.key()), std::move(read_item));
      }
      return Value::context(std::move(entries));
    }
  }
  return Value();
}

}  // namespace

json::value to_json(const Value& value) {
  switch (value.kind()) {
    case Kind::null:
      return nullptr;
    case Kind::boolean:
      return value.as_boolean();
    case Kind::number: {
      const auto whole = value.as_number().to_int64();
      if (whole && *whole >= -largest_exact && *whole <= largest_exact) return *whole;
      return value.as_number().to_double();
    }
    case Kind::list: {
      json::array out;
      for (const Value& item : value.as_list()) out.push_back(to_json(item));
      return out;
    }
    case Kind::context: {
      json::object out;
      for (const auto& [name, entry] : value.as_context().entries) out.emplace(name, to_json(entry));
      return out;
    }
    case Kind::range:
    case Kind::function:
      return json::string(to_text(value));
    default:
      return json::string(to_string(value, SIZE_MAX).value());
  }
}

Result<Value> from_json(const json::value& value) { return read(value, Value::max_nesting / 2); }

}  // namespace qyzmet::rules
