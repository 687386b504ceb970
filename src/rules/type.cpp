#include "rules/type.hpp"

#include <algorithm>
#include <array>

namespace qyzmet::rules {

namespace {

TypeRef make_type(Type::Kind kind, TypeRef element = nullptr,
                  std::vector<std::pair<std::string, TypeRef>> members = {}) {
  return std::make_shared<const Type>(Type{kind, std::move(element), std::move(members)});
}

TypeRef make_plain(Type::Kind kind) {
  const bool has_element = kind == Type::Kind::list || kind == Type::Kind::range || kind == Type::Kind::function;
  return make_type(kind, has_element ? make_type(Type::Kind::any) : nullptr);
}

std::string_view plain_name(Type::Kind kind) {
  switch (kind) {
    case Type::Kind::any:
      return "Any";
    case Type::Kind::null:
      return "Null";
    case Type::Kind::boolean:
      return "boolean";
    case Type::Kind::number:
      return "number";
    case Type::Kind::string:
      return "string";
    case Type::Kind::date:
      return "date";
    case Type::Kind::time:
      return "time";
    case Type::Kind::date_time:
      return "date and time";
    case Type::Kind::days_time_duration:
      return "days and time duration";
    case Type::Kind::years_months_duration:
      return "years and months duration";
    case Type::Kind::list:
      return "list";
    case Type::Kind::context:
      return "context";
    case Type::Kind::range:
      return "range";
    case Type::Kind::function:
      return "function";
  }
  return "";
}

std::string join_types(const Type& type, bool named) {
  std::string out;
  for (const auto& [name, member] : type.members) {
    if (!out.empty()) out += ", ";
    if (named) out += name + ": ";
    out += to_text(*member);
  }
  return out;
}

}  // namespace

TypeRef type_of(Type::Kind kind) {
  static const auto all = [] {
    std::array<TypeRef, 14> types;
    for (std::size_t i = 0; i < types.size(); ++i) types[i] = make_plain(static_cast<Type::Kind>(i));
    return types;
  }();
  return all[static_cast<std::size_t>(kind)];
}

TypeRef list_of(TypeRef element) { return make_type(Type::Kind::list, std::move(element)); }

TypeRef range_of(TypeRef element) { return make_type(Type::Kind::range, std::move(element)); }

TypeRef context_of(std::vector<std::pair<std::string, TypeRef>> members) {
  return make_type(Type::Kind::context, nullptr, std::move(members));
}

TypeRef function_of(std::vector<TypeRef> parameters, TypeRef result) {
  std::vector<std::pair<std::string, TypeRef>> members;
  members.reserve(parameters.size());
  for (TypeRef& parameter : parameters) members.emplace_back("", std::move(parameter));
  return make_type(Type::Kind::function, std::move(result), std::move(members));
}

std::string to_text(const Type& type) {
  const std::string name(plain_name(type.kind));
  if (type.kind == Type::Kind::list || type.kind == Type::Kind::range) return name + "<" + to_text(*type.element) + ">";
  if (type.kind == Type::Kind::context && !type.members.empty()) return name + "<" + join_types(type, true) + ">";
  if (type.kind == Type::Kind::function) return name + "<" + join_types(type, false) + "> -> " + to_text(*type.element);
  return name;
}

bool conforms(const Type& type, const Type& other) {
  if (other.kind == Type::Kind::any || type.kind == Type::Kind::null) return true;
  if (type.kind != other.kind) return false;
  if (type.kind == Type::Kind::list || type.kind == Type::Kind::range) return conforms(*type.element, *other.element);
  if (type.kind == Type::Kind::context) {
    return std::ranges::all_of(other.members, [&](const auto& wanted) {
      const auto found = std::ranges::find(type.members, wanted.first, &std::pair<std::string, TypeRef>::first);
      return found != type.members.end() && conforms(*found->second, *wanted.second);
    });
  }
  if (type.kind == Type::Kind::function) {
    if (&other == type_of(Type::Kind::function).get()) return true;  // "function" alone: any
    if (type.members.size() != other.members.size()) return false;
    for (std::size_t i = 0; i < type.members.size(); ++i) {
      // What the caller gives must be taken: parameters conform the other way round.
      if (!conforms(*other.members[i].second, *type.members[i].second)) return false;
    }
    return conforms(*type.element, *other.element);
  }
  return true;
}

}  // namespace qyzmet::rules
