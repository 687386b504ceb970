#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace qyzmet::journal {

/// A number from 0 as the C2SP formats write it: decimal ASCII digits, no sign, no leading zeroes. None if it is
/// anything else.
inline std::optional<std::int64_t> parse_decimal(std::string_view text) {
  std::int64_t value = 0;
  if (text.empty() || text.front() == '-' || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace qyzmet::journal
