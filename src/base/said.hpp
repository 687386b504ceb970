#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"

namespace qyzmet {

/// What somebody says in words of their own: a text without blanks at both ends, of at most `limit` characters; line
/// breaks may be in it, no other control characters. Left out, null or blank: empty. Errors: invalid "request.invalid"
/// with the field: "field.wrong_type", "field.too_long" {limit}, "field.control_character".
Result<std::string> get_said(const json::object& object, std::string_view name, int limit);

}  // namespace qyzmet
