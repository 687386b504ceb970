#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace qyzmet::exchange {

/// asked → answered | failed | expired; expired → answered, when the answer comes late.
enum class LookupState {
  asked,     ///< waits for the register: not sent yet, on its way, or the register is frozen
  answered,  ///< the register answered, perhaps that it holds nothing (`found`)
  failed,    ///< it will not be answered; `reason` says why
  expired,   ///< the deadline passed; an answer that is still under way is taken all the same
};
/// "asked", "answered", "failed", "expired".
std::string_view to_word(LookupState state);
std::optional<LookupState> parse_lookup_state(std::string_view word);

/// One question to one register, and what came of it.
struct Lookup {
  std::int64_t id = 0;
  std::string register_id;   ///< also the value's source: "kz.family"
  std::string evidence;      ///< as the service's definition calls it: "family"
  std::int64_t subject = 0;  ///< the application that wants it; 0: none
  std::int64_t person = 0;   ///< whose data it is; 0: nobody whom we know
  std::string purpose;       ///< a plain word, never personal: the service's id
  std::string request;       ///< canonical JSON
  LookupState state = LookupState::asked;
  Instant asked_at{};
  Instant deadline{};
  std::optional<Instant> answered_at;  ///< when this lookup got its answer (or failed)
  bool found = false;                  ///< answered: the register holds something
  std::optional<std::string> value;    ///< what it holds: a canonical JSON object; none if nothing was found
  std::optional<Instant> as_of;        ///< of when the value is, as the register says
  std::optional<Instant> got_at;       ///< when the register gave it to us: before `asked_at` if `kept`
  bool kept = false;                   ///< answered from a value that was kept, without asking again
  bool synthetic = false;              ///< the register says that the value is made up, for demonstrations
  std::string reason;                  ///< of failed: a word key, "register.refused"; empty otherwise
};

}  // namespace qyzmet::exchange
