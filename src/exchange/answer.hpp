#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"

namespace qyzmet::exchange {

/// What a register said about one request.
struct Answer {
  std::optional<std::string> value;  ///< a canonical JSON object; none: the register holds nothing
  Instant as_of{};                   ///< of when that is, as the register says
  bool synthetic = false;            ///< made up, for demonstrations
};

/// Reads an answer's body: {"found": true, "value": {…}, "as_of": RFC 3339, "synthetic"?: true}; without `found`, no
/// `value`. Members that we do not know are ignored: an agency may add some. Errors: invalid
/// "register.answer_malformed".
Result<Answer> parse_answer(std::string_view body, std::size_t limit);

}  // namespace qyzmet::exchange
