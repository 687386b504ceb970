#include "applications/rehearsed_way.hpp"

#include "applications/history.hpp"

namespace qyzmet::applications {
namespace {

constexpr int kMostSteps = 100;  ///< rules may lead in circles that only people end

/// What is going to happen where it stands now; nothing: nobody did anything there.
std::optional<Happening> next_happening(const Standing& standing, const catalogue::Step& step, const Said_at& said) {
  using Kind = Happening::Kind;
  const auto found = said.find(step.id);
  const std::string word = found == said.end() ? std::string() : found->second;
  switch (standing.awaits) {
    case Awaits::officer:
      return word.empty() ? std::nullopt : std::optional(Happening{Kind::officer, word});
    case Awaits::signature:
      return word.empty() ? std::nullopt : std::optional(Happening{Kind::signer, word});
    case Awaits::register_:
      return word.empty() ? std::nullopt : std::optional(Happening{Kind::register_, word});
    case Awaits::answer:
      if (word.empty() && step.actions.size() != 1) return std::nullopt;
      return Happening{Kind::answer, word};
    case Awaits::part:
    case Awaits::system:
    case Awaits::evidence:
    case Awaits::paper:
      break;
  }
  return std::nullopt;
}

}  // namespace

Said_at said_at_steps(db::Snapshot& snapshot, ApplicationId id) {
  Said_at said;
  std::string at;
  each_event(snapshot, id, [&](const journal::Stored& event) {
    const auto facts = parse_json(event.facts);
    if (!facts || !facts->is_object()) return true;
    for (const std::string_view name : {"action", "answer"}) {
      if (const auto word = get_string(facts->get_object(), name)) said[at] = *word;
    }
    if (const auto step = get_string(facts->get_object(), "step")) at = *step;
    return true;
  });
  return said;
}

Rehearsed rehearse_way(const Processes& processes, const Way& way, const Said_at& said, json::object facts,
                       Instant now) {
  EvidenceStates evidence;
  for (const auto& one : way.process.evidence) evidence[one.id] = EvidenceState::arrived;
  const Surroundings around = processes.around(way, evidence);
  Standing standing{.state = State::submitted};
  facts["decided"] = json::object();
  std::optional<Happening> happening = Happening{};
  for (int i = 0; happening && i < kMostSteps; ++i) {
    const auto moves = next(around, standing, *happening);
    if (!moves || moves->empty()) break;  // what was done then, nobody may do here
    standing = moves->back().to;
    if (standing.outcome) return {.outcome = standing.outcome, .step = standing.step};
    const catalogue::Step* step = way.process.step(standing.step);
    if (step == nullptr) break;
    if (standing.awaits != Awaits::system) {
      happening = next_happening(standing, *step, said);
      continue;
    }
    const auto decided = processes.doors.decide(*way.definition, step->decide, facts, now);
    if (!decided) return {.outcome = {}, .step = step->id, .fault = decided.error().key};
    facts["decided"].as_object()[step->decide] = decided->outputs;
    happening = Happening{Happening::Kind::rule, decided->outcome};
  }
  return {.outcome = {}, .step = standing.step};
}

}  // namespace qyzmet::applications
