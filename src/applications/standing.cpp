#include "applications/standing.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace qyzmet::applications {
namespace {

template <class T, std::size_t N>
using WordList = std::array<std::pair<T, std::string_view>, N>;

constexpr WordList<State, 6> kStates = {{{State::submitted, "submitted"},
                                         {State::in_progress, "in_progress"},
                                         {State::waiting_for_applicant, "waiting_for_applicant"},
                                         {State::decided, "decided"},
                                         {State::delivered, "delivered"},
                                         {State::withdrawn, "withdrawn"}}};
constexpr WordList<Outcome, 2> kOutcomes = {{{Outcome::granted, "granted"}, {Outcome::refused, "refused"}}};
constexpr WordList<Awaits, 8> kAwaits = {{{Awaits::system, "system"},
                                          {Awaits::evidence, "evidence"},
                                          {Awaits::paper, "paper"},
                                          {Awaits::officer, "officer"},
                                          {Awaits::answer, "answer"},
                                          {Awaits::signature, "signature"},
                                          {Awaits::register_, "register"},
                                          {Awaits::part, "part"}}};
constexpr std::string_view kAgency = "agency:";

template <class T, std::size_t N>
std::string_view word_in(const WordList<T, N>& words, T value) {
  return std::ranges::find(words, value, &std::pair<T, std::string_view>::first)->second;
}

template <class T, std::size_t N>
std::optional<T> value_in(const WordList<T, N>& words, std::string_view word) {
  const auto found = std::ranges::find(words, word, &std::pair<T, std::string_view>::second);
  return found == words.end() ? std::nullopt : std::optional(found->first);
}

}  // namespace

std::string_view to_word(State state) { return word_in(kStates, state); }
std::optional<State> parse_state(std::string_view word) { return value_in(kStates, word); }
bool is_open(State state) { return state != State::delivered && state != State::withdrawn; }

std::string_view to_word(Outcome outcome) { return word_in(kOutcomes, outcome); }
std::optional<Outcome> parse_outcome(std::string_view word) { return value_in(kOutcomes, word); }

std::string_view to_word(Awaits awaits) { return word_in(kAwaits, awaits); }
std::optional<Awaits> parse_awaits(std::string_view word) { return value_in(kAwaits, word); }

std::string to_word(const Party& party) {
  if (party.kind == Party::Kind::agency) return std::string(kAgency) + party.agency;
  return party.kind == Party::Kind::applicant ? "applicant" : "office";
}

std::optional<Party> parse_party(std::string_view word) {
  if (word == "applicant") return Party{.kind = Party::Kind::applicant, .agency = {}};
  if (word == "office") return Party{};
  if (!word.starts_with(kAgency) || word.size() == kAgency.size()) return std::nullopt;
  return Party{.kind = Party::Kind::agency, .agency = std::string(word.substr(kAgency.size()))};
}

}  // namespace qyzmet::applications
