#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace qyzmet::app {

/// One option of a command: `--name VALUE`, or a flag if `value` is empty.
struct Option {
  std::string_view name;   ///< "--port"
  std::string_view value;  ///< "N"; empty: a flag
  std::string help;
  /// Takes the value; false refuses it.
  std::function<bool(std::string_view)> take;
};

/// What an option's value becomes.
std::function<bool(std::string_view)> into(std::string& place);
std::function<bool(std::string_view)> into_flag(bool& place, bool value = true);
/// A whole number from `min` to `max`, in decimal.
template <class T>
std::function<bool(std::string_view)> into_number(T& place, std::int64_t min, std::int64_t max);

/// Reads `--name VALUE`, `--name=VALUE` and flags, in any order; gives what is none of these, in its order. "--" ends
/// the options. The error is one English line for the operator.
std::expected<std::vector<std::string>, std::string> parse_arguments(std::span<const std::string> arguments,
                                                                     std::span<const Option> options);

/// The options as lines of a help text.
std::string describe(std::span<const Option> options);

bool parse_number(std::string_view text, std::int64_t min, std::int64_t max, std::int64_t& number);

template <class T>
std::function<bool(std::string_view)> into_number(T& place, std::int64_t min, std::int64_t max) {
  return [&place, min, max](std::string_view text) {
    std::int64_t number = 0;
    if (!parse_number(text, min, max, number)) return false;
    place = static_cast<T>(number);
    return true;
  };
}

}  // namespace qyzmet::app
