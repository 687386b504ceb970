#include "exchange/lookup.hpp"

namespace qyzmet::exchange {

std::string_view to_word(LookupState state) {
  switch (state) {
    case LookupState::asked:
      return "asked";
    case LookupState::answered:
      return "answered";
    case LookupState::failed:
      return "failed";
    case LookupState::expired:
      return "expired";
  }
  return "";
}

std::optional<LookupState> parse_lookup_state(std::string_view word) {
  for (const auto state : {LookupState::asked, LookupState::answered, LookupState::failed, LookupState::expired}) {
    if (word == to_word(state)) return state;
  }
  return std::nullopt;
}

}  // namespace qyzmet::exchange
