#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace qyzmet::rules {

struct Type;
/// A shared, unchangeable type.
using TypeRef = std::shared_ptr<const Type>;

/// A FEEL type, as in `instance of` and in DMN's typeRef. Source: DMN 1.5, 10.3.2.9.
struct Type {
  enum class Kind {
    any,
    null,
    boolean,
    number,
    string,
    date,
    time,
    date_time,
    days_time_duration,
    years_months_duration,
    list,      ///< of `element`
    context,   ///< with at least `members`; no members: any context
    range,     ///< of `element`
    function,  ///< from `members` (their names do not count) to `element`
  };
  Kind kind = Kind::any;
  TypeRef element;  ///< never null for list, range and function: `any` at least
  std::vector<std::pair<std::string, TypeRef>> members;
};

/// "number", "list<string>" …: what FEEL would write.
std::string to_text(const Type& type);

/// The type of one kind; `any` inside where it has an element.
TypeRef type_of(Type::Kind kind);
TypeRef list_of(TypeRef element);
TypeRef range_of(TypeRef element);
TypeRef context_of(std::vector<std::pair<std::string, TypeRef>> members);
TypeRef function_of(std::vector<TypeRef> parameters, TypeRef result);

/// Whether every value of `type` is one of `other` (DMN 1.5, 10.3.2.9.2).
bool conforms(const Type& type, const Type& other);

}  // namespace qyzmet::rules
