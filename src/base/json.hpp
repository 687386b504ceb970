#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/text.hpp"

namespace qyzmet {

namespace json = boost::json;

/// What one JSON text may hold.
struct JsonLimits {
  std::size_t max_bytes = 1 << 20;
  std::size_t max_depth = 32;  ///< lists and objects inside each other
};

/// Reads one JSON text (RFC 8259) strictly: UTF-8, no duplicate keys, no U+0000 in any string or key, no trailing
/// bytes, no comments. Numbers: an integer within ±(2^53-1) is an int64; everything else is the nearest double, as in
/// JavaScript. So whatever this returns can be written by `canonical_json`, and what that writes is read back as the
/// same value. Errors: malformed "json.malformed" {position}, "json.number_out_of_range" {position} (1e400),
/// "json.not_utf8", "json.too_deep" {limit}, "json.duplicate_key" {key}, "json.null_character"; too_large
/// "json.too_large" {limit}. Positions are bytes from the start.
Result<json::value> parse_json(std::string_view text, const JsonLimits& limits = {}, json::storage_ptr storage = {});

/// The JSON Canonicalization Scheme (RFC 8785): keys by UTF-16 code units, numbers as ECMAScript writes them, no white
/// space. The same value always gives the same bytes. Integers outside ±(2^53-1) are a programmer error (CHECK): use
/// strings.
std::string canonical_json(const json::value& value);
/// `text` as canonical JSON writes a string, quotes included.
void append_canonical_string(std::string& out, std::string_view text);

/// {"en": …, "kk": …, "ru": …}.
json::object to_object(const Text& text);

/// Member access that says which field is wrong. `path` is that of `object` ("" for the root); it stands before the
/// name. Errors: invalid "field.missing" or "field.wrong_type" {expected} on path.name.
Result<std::string_view> get_string(const json::object& object, std::string_view name, std::string_view path = "");
Result<std::int64_t> get_integer(const json::object& object, std::string_view name, std::string_view path = "");
Result<const json::object*> get_object(const json::object& object, std::string_view name, std::string_view path = "");
Result<const json::array*> get_array(const json::object& object, std::string_view name, std::string_view path = "");
/// Errors: invalid "field.unknown" for the first member whose name is not in `known`.
Result<void> only_fields(const json::object& object, std::initializer_list<std::string_view> known,
                         std::string_view path = "");

}  // namespace qyzmet
