#pragma once

#include <string>
#include <vector>

#include "rules/value.hpp"

namespace qyzmet::rules {

/// What a string shares.
struct String final : Shared {
  explicit String(std::string_view value) : text(value) {}
  std::string text;
};

/// What a list shares.
struct List final : Shared {
  std::vector<Value> items;
  std::uint32_t nesting = 1;
  std::uint64_t weight = 1;
};

/// What a range shares.
struct SharedRange final : Shared {
  explicit SharedRange(Range value) : range(std::move(value)) {}
  Range range;
};

/// What a function shares.
struct SharedFunction final : Shared {
  explicit SharedFunction(Function value) : function(std::move(value)) {}
  Function function;
};

}  // namespace qyzmet::rules
