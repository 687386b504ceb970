#include "base/said.hpp"

#include <algorithm>

namespace qyzmet {
namespace {

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7f;
}

bool starts_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace

Result<std::string> get_said(const json::object& object, std::string_view name, int limit) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || value->is_null()) return std::string();
  TRY_ASSIGN(std::string_view text, get_string(object, name));
  text = without_blanks(text);
  if (std::ranges::any_of(text, is_control)) return fail_field(std::string(name), "field.control_character");
  if (std::ranges::count_if(text, starts_character) > limit) {
    return fail_field(std::string(name), "field.too_long", {{"limit", std::to_string(limit)}});
  }
  return std::string(text);
}

}  // namespace qyzmet
