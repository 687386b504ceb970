#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace qyzmet::catalogue {

/// One mistake in a definition; `line` is where it stands in the file.
struct Mistake {
  int line = 0;
  std::string key;  ///< a word key, "definition.step_unreached"
  Details details;  ///< without file and line
};

/// Puts them in the order of the lines; those of one line stay as they are.
void sort_by_line(std::vector<Mistake>& mistakes);

/// What the rules' reader says of a text that it cannot read, as a mistake of a definition: "definition.not_feel"
/// {name, column: from 1 in the text, reason: a word key of the rules}, "definition.nobody_asks" {name} for a name that
/// is not known. `name`: what the text is for.
Mistake feel_mistake(int line, std::string_view name, const Error& error);

}  // namespace qyzmet::catalogue
