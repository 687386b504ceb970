#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Where an application stands: pure words.
namespace qyzmet::applications {

/// Where an application stands in the large.
enum class State { submitted, in_progress, waiting_for_applicant, decided, delivered, withdrawn };
/// "submitted" …
std::string_view to_word(State state);
std::optional<State> parse_state(std::string_view word);
/// Neither delivered nor withdrawn: something must still happen.
bool is_open(State state);

/// How it was decided.
enum class Outcome { granted, refused };
/// "granted", "refused".
std::string_view to_word(Outcome outcome);
std::optional<Outcome> parse_outcome(std::string_view word);

/// To whom a working day is charged.
struct Party {
  enum class Kind {
    applicant,  ///< or the second person who signs
    office,     ///< the service's agency, and this system
    agency      ///< another one, by name: its register is silent, or its service is a part
  } kind = Kind::office;
  std::string agency;  ///< kind agency: its id
  bool operator==(const Party&) const = default;
};
/// "applicant", "office", "agency:kz.mvd".
std::string to_word(const Party& party);
std::optional<Party> parse_party(std::string_view word);

/// What must happen next.
enum class Awaits {
  system,     ///< this server goes on by itself
  evidence,   ///< a register answers what was asked for the step
  paper,      ///< the applicant brings what a register did not
  officer,    ///< an officer acts
  answer,     ///< the applicant answers, or does what the step is about
  signature,  ///< a second person signs
  register_,  ///< a register answers what it was told
  part        ///< another service's application is decided
};
/// "system", "evidence", "paper", "officer", "answer", "signature", "register", "part".
std::string_view to_word(Awaits awaits);
std::optional<Awaits> parse_awaits(std::string_view word);

/// Where an application stands exactly. Only `next` (flow.hpp) changes it.
struct Standing {
  State state = State::submitted;
  std::string step;                ///< of the process; empty before the first and where there is none
  Awaits awaits = Awaits::system;  ///< means nothing once it is not open
  Party ball;                      ///< who has it
  std::optional<Outcome> outcome;  ///< from `decided` on
  bool operator==(const Standing&) const = default;
};

}  // namespace qyzmet::applications
