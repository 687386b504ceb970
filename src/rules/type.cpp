#include "rules/type.hpp"

#include <algorithm>
#include <array>

namespace qyzmet::rules {

namespace {

using Kind = Type::Kind;

TypeRef make(Kind kind, TypeRef element = nullptr, std::vector<std::pair<std::string, TypeRef>> members = {}) {
  return std::make_shared<const Type>(Type{kind, std::move(element), std::move(members)});
}

TypeRef make_plain(Kind kind) {
  const bool has_element = kind == Kind::list || kind == Kind::range || kind == Kind::function;
  return make(kind, has_element ? make(Kind::any) : nullptr);
}

std::string_view plain_name(Kind kind) {
  switch (kind) {
    case Kind::any:
      return "Any";
    case Kind::null:
      return "Null";
    case Kind::boolean:
      return "boolean";
    case Kind::number:
      return "number";
    case Kind::string:
      return "string";
    case Kind::date:
      return "date";
    case Kind::time:
      return "time";
    case Kind::date_time:
      return "date and time";
    case Kind::days_time_duration:
      return "days and time duration";
    case Kind::years_months_duration:
      return "years and months duration";
    case Kind::list:
      return "list";
    case Kind::context:
      return "context";
    case Kind::range:
      return "range";
    case Kind::function:
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

TypeRef type_of(Kind kind) {
  static const auto all = [] {
    std::array<TypeRef, 14> types;
    for (std::size_t i = 0; i < types.size(); ++i) types[i] = make_plain(static_cast<Kind>(i));
    return types;
  }();
  return all[static_cast<std::size_t>(kind)];
}

TypeRef list_of(TypeRef element) { return make(Kind::list, std::move(element)); }

TypeRef range_of(TypeRef element) { return make(Kind::range, std::move(element)); }

TypeRef context_of(std::vector<std::pair<std::string, TypeRef>> members) {
  return make(Kind::context, nullptr, std::move(members));
}

TypeRef function_of(std::vector<TypeRef> parameters, TypeRef result) {
  std::vector<std::pair<std::string, TypeRef>> members;
  members.reserve(parameters.size());
  for (TypeRef& parameter : parameters) members.emplace_back("", std::move(parameter));
  return make(Kind::function, std::move(result), std::move(members));
}

std::string to_text(const Type& type) {
  const std::string name(plain_name(type.kind));
  if (type.kind == Kind::list || type.kind == Kind::range) return name + "<" + to_text(*type.element) + ">";
  if (type.kind == Kind::context && !type.members.empty()) return name + "<" + join_types(type, true) + ">";
  if (type.kind == Kind::function) return name + "<" + join_types(type, false) + "> -> " + to_text(*type.element);
  return name;
}

bool conforms(const Type& type, const Type& other) {
  if (other.kind == Kind::any || type.kind == Kind::null) return true;
  if (type.kind != other.kind) return false;
  if (type.kind == Kind::list || type.kind == Kind::range) return conforms(*type.element, *other.element);
  if (type.kind == Kind::context) {
    return std::ranges::all_of(other.members, [&](const auto& wanted) {
      const auto found = std::ranges::find(type.members, wanted.first, &std::pair<std::string, TypeRef>::first);
      return found != type.members.end() && conforms(*found->second, *wanted.second);
    });
  }
  if (type.kind == Kind::function) {
    if (&other == type_of(Kind::function).get()) return true;  // "function" alone: any
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
