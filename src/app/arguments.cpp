#include "app/arguments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace qyzmet::app {

std::function<bool(std::string_view)> into(std::string& place) {
  return [&place](std::string_view text) {
    place = text;
    return !text.empty();
  };
}

std::function<bool(std::string_view)> into_flag(bool& place, bool value) {
  return [&place, value](std::string_view) {
    place = value;
    return true;
  };
}

bool parse_number(std::string_view text, std::int64_t min, std::int64_t max, std::int64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() && number >= min && number <= max;
}

std::expected<std::vector<std::string>, std::string> parse_arguments(std::span<const std::string> arguments,
                                                                     std::span<const Option> options) {
  std::vector<std::string> rest;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (argument == "--") {
      rest.insert(rest.end(), arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1, arguments.end());
      break;
    }
    if (!argument.starts_with("--")) {
      rest.emplace_back(argument);
      continue;
    }
    const auto equals = argument.find('=');
    const std::string_view name = argument.substr(0, equals);
    const auto option = std::ranges::find(options, name, &Option::name);
    if (option == options.end()) return std::unexpected(fmt::format("unknown option {}", name));
    std::string_view value;
    if (option->value.empty()) {
      if (equals != std::string_view::npos) return std::unexpected(fmt::format("{} takes no value", name));
    } else if (equals != std::string_view::npos) {
      value = argument.substr(equals + 1);
    } else {
      if (++i == arguments.size())
        return std::unexpected(fmt::format("{} needs a value: {} {}", name, name, option->value));
      value = arguments[i];
    }
    if (!option->take(value)) return std::unexpected(fmt::format("{} does not take {:?}", name, value));
  }
  return rest;
}

std::string describe(std::span<const Option> options) {
  std::string text;
  for (const Option& option : options) {
    text += fmt::format("  {:<32} {}\n", fmt::format("{} {}", option.name, option.value), option.help);
  }
  return text;
}

}  // namespace qyzmet::app
