#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace qyzmet::http {

/// Decodes a request target's path (RFC 3986 §2.1) into `out`. False for a bad %-sequence, an encoded slash, control
/// characters or what is not UTF-8: such a path names nothing here, and two readers might read it in two ways.
bool decode_path(std::string_view raw, std::string& out);

/// The value of the first query parameter `name`, decoded ('+' is a space); none if it is absent or cannot be decoded.
std::optional<std::string> query_parameter(std::string_view query, std::string_view name);

/// The value of cookie `name` in a Cookie header (RFC 6265 §4.2.1); empty if absent.
std::string_view cookie(std::string_view header, std::string_view name);

/// Path and query of a request target in origin form or absolute form (RFC 9112 §3.2); none for the other forms.
std::optional<std::pair<std::string_view, std::string_view>> split_target(std::string_view target);

/// ASCII letters only; locale plays no part.
bool equal_ignoring_case(std::string_view a, std::string_view b);

/// True if a comma-separated header lists `token` (in any case), and not with q=0.
bool lists_token(std::string_view header, std::string_view token);

}  // namespace qyzmet::http
