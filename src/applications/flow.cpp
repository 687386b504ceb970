#include "applications/flow.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/check.hpp"

namespace qyzmet::applications {
namespace {

using catalogue::Action;
using catalogue::Evidence;
using catalogue::Step;
using catalogue::Target;

constexpr int kReviewDays = 30;  ///< calendar days, when a service's legal deadline is not known

constexpr std::array<std::pair<EvidenceState, std::string_view>, 5> kEvidenceStates = {
    {{EvidenceState::asked, "asked"},
     {EvidenceState::arrived, "arrived"},
     {EvidenceState::failed, "failed"},
     {EvidenceState::expired, "expired"},
     {EvidenceState::given_up, "given_up"}}};

const Party kApplicant{.kind = Party::Kind::applicant, .agency = {}};

EvidenceState state_of(const Surroundings& around, std::string_view evidence) {
  const auto found = around.evidence.find(evidence);
  return found == around.evidence.end() ? EvidenceState::asked : found->second;
}

bool is_missing(const Surroundings& around, const Evidence& evidence) {
  const EvidenceState state = state_of(around, evidence.id);
  if (state == EvidenceState::arrived || state == EvidenceState::given_up) return false;
  const bool ended = state == EvidenceState::failed || state == EvidenceState::expired;
  return !(ended && evidence.on_freeze == Evidence::On_freeze::go_on);
}

/// What will not come by itself. A register that refuses says nothing against the applicant: they may bring the paper.
bool is_the_applicants(const Surroundings& around, const Evidence& evidence) {
  const EvidenceState state = state_of(around, evidence.id);
  if (state == EvidenceState::failed) return evidence.on_freeze != Evidence::On_freeze::go_on;
  return state == EvidenceState::expired && evidence.on_freeze == Evidence::On_freeze::ask_applicant;
}

const Step& step_of(const Surroundings& around, const Standing& standing) {
  const Step* step = around.process.step(standing.step);
  CHECK(step != nullptr);  // `next` has looked
  return *step;
}

std::unexpected<Error> not_allowed(std::string_view action, std::string_view step) {
  return fail(Code::conflict, "application.action_not_allowed",
              {{"action", std::string(action)}, {"step", std::string(step)}});
}

/// Builds the moves of one happening, one after the other.
class Moving {
 public:
  Moving(const Surroundings& around, const Standing& from) : around_(around), at_(from) {}

  void go(std::string_view event, Standing to, std::vector<std::string> evidence = {}) {
    at_ = to;
    moves_.push_back({event, std::move(to), std::move(evidence)});
  }
  /// Into a step: first what it needs, from the applicant what nobody else will bring; then the step itself.
  void enter(const Step& step) {
    std::vector<std::string> wanted;
    const auto missing_here = missing(around_, step);
    for (const Evidence* evidence : missing_here) {
      if (is_the_applicants(around_, *evidence)) wanted.push_back(evidence->id);
    }
    if (!wanted.empty()) return wait_for_applicant(Awaits::paper, step.id, std::move(wanted));
    if (missing_here.empty()) return begin(step);
    std::vector<std::string> ids;
    for (const Evidence* evidence : missing_here) ids.push_back(evidence->id);
    const Standing to{State::in_progress, step.id, Awaits::evidence,
                      agency(around_.agency_of_register(missing_here.front()->register_id)), std::nullopt};
    if (at_ != to) go("application.step_waits", to, std::move(ids));
  }
  void follow(const Target& target, const Step& from) {
    switch (target.kind) {
      case Target::Kind::granted:
        return decide(Outcome::granted);
      case Target::Kind::refused:
        return decide(Outcome::refused);
      case Target::Kind::waiting_for_applicant:
        return wait_for_applicant(Awaits::answer, from.id, {});
      case Target::Kind::step:
        break;
    }
    const Step* step = around_.process.step(target.step);
    CHECK(step != nullptr);  // a definition with a target that leads nowhere is not published
    enter(*step);
  }
  std::vector<Move> take() { return std::move(moves_); }

 private:
  static Party agency(std::string id) { return {.kind = Party::Kind::agency, .agency = std::move(id)}; }

  void wait_for_applicant(Awaits awaits, const std::string& step, std::vector<std::string> evidence) {
    const Standing to{State::waiting_for_applicant, step, awaits, kApplicant, std::nullopt};
    if (at_ != to || awaits == Awaits::answer) go("application.asked", to, std::move(evidence));
  }
  void decide(Outcome outcome) {
    go("application.decided", {State::decided, at_.step, Awaits::system, Party{}, outcome});
  }
  void begin(const Step& step) {
    const auto entered = [&](Awaits awaits, Party ball) {
      go("application.step_entered", {State::in_progress, step.id, awaits, std::move(ball), std::nullopt});
    };
    switch (step.by) {
      case Step::By::system:
        return entered(Awaits::system, Party{});
      case Step::By::officer:
        return entered(Awaits::officer, Party{});
      case Step::By::applicant:
        return wait_for_applicant(Awaits::answer, step.id, {});
      case Step::By::signer:
        return entered(Awaits::signature, kApplicant);
      case Step::By::reg:
        return entered(Awaits::register_, agency(around_.agency_of_register(step.register_id)));
      case Step::By::service:
        return entered(Awaits::part, agency(around_.agency_of_service(step.service)));
    }
  }

  const Surroundings& around_;
  Standing at_;
  std::vector<Move> moves_;
};

bool awaits_applicant(const Standing& standing) {
  return standing.awaits == Awaits::answer || standing.awaits == Awaits::paper;
}

const Action* find_action(const std::vector<const Action*>& actions, std::string_view id) {
  const auto found = std::ranges::find_if(actions, [&](const Action* action) { return action->id == id; });
  return found == actions.end() ? nullptr : *found;
}

Result<std::vector<Move>> act(const Surroundings& around, const Standing& standing,
                              const std::vector<const Action*>& allowed, const Happening& happening) {
  const Action* action = find_action(allowed, happening.word);
  if (action == nullptr) return not_allowed(happening.word, standing.step);
  Moving moving(around, standing);
  moving.follow(action->to, step_of(around, standing));
  return moving.take();
}

Result<std::vector<Move>> came_out(const Surroundings& around, const Standing& standing, Step::By by, Awaits awaits,
                                   const std::string& outcome) {
  if (standing.state != State::in_progress || standing.awaits != awaits || standing.step.empty())
    return not_allowed(outcome, standing.step);
  const Step& step = step_of(around, standing);
  if (step.by != by) return not_allowed(outcome, standing.step);
  const auto found = std::ranges::find(step.outcomes, outcome, &catalogue::Outcome::value);
  if (found == step.outcomes.end()) {
    return fail(Code::internal, "application.no_outcome", {{"step", step.id}, {"outcome", outcome}});
  }
  Moving moving(around, standing);
  moving.follow(found->to, step);
  return moving.take();
}

/// No register, rule, signature or office but the one that asked has looked at anything.
bool one_looks(const catalogue::Process& process) { return process.evidence.empty() && process.steps.size() == 1; }

/// The ball goes back to the office; then the applicant's own step leads on, or the step that waited begins.
Result<std::vector<Move>> answered(const Surroundings& around, const Standing& standing, const Happening& happening) {
  if (standing.state != State::waiting_for_applicant) return not_allowed("answer", standing.step);
  const Step& step = step_of(around, standing);
  const bool own = step.by == Step::By::applicant && standing.awaits == Awaits::answer;
  const Action* chosen = nullptr;
  if (own) {
    const bool only_one = happening.word.empty() && step.actions.size() == 1;
    const auto named = std::ranges::find(step.actions, happening.word, &Action::id);
    if (only_one) chosen = &step.actions.front();
    if (named != step.actions.end()) chosen = &*named;
  }
  if (own ? chosen == nullptr : !happening.word.empty()) return not_allowed(happening.word, standing.step);
  const bool corrected = happening.kind == Happening::Kind::correction;
  const bool back_to_officer = step.by == Step::By::officer && standing.awaits == Awaits::answer;
  Moving moving(around, standing);
  if (corrected && happening.changed && !one_looks(around.process)) {
    moving.go("application.corrected", {State::in_progress, "", Awaits::system, Party{}, std::nullopt});
    return moving.take();
  }
  moving.go(
      corrected ? "application.corrected" : "application.answered",
      {State::in_progress, standing.step, back_to_officer ? Awaits::officer : Awaits::system, Party{}, std::nullopt});
  if (own) moving.follow(chosen->to, step);
  if (!own && !back_to_officer) moving.enter(step);
  return moving.take();
}

Result<std::vector<Move>> evidence_changed(const Surroundings& around, const Standing& standing) {
  const bool waits = standing.awaits == Awaits::evidence || standing.awaits == Awaits::paper;
  Moving moving(around, standing);
  if (waits && (standing.state == State::in_progress || standing.state == State::waiting_for_applicant)) {
    moving.enter(step_of(around, standing));
  }
  return moving.take();
}

Result<std::vector<Move>> taken_up(const Surroundings& around, const Standing& standing) {
  Moving moving(around, standing);
  const bool before_first = is_open(standing.state) && standing.step.empty();
  if (before_first && !around.process.steps.empty()) moving.enter(around.process.steps.front());
  return moving.take();
}

Result<std::vector<Move>> ended(const Surroundings& around, const Standing& standing, std::string_view event) {
  const auto state = state_after(standing.state, event);
  if (!state) {
    return fail(Code::conflict, "application.not_withdrawable", {{"state", std::string(to_word(standing.state))}});
  }
  Standing to = standing;
  to.state = *state;
  to.ball = Party{};
  Moving moving(around, standing);
  moving.go(event, std::move(to));
  return moving.take();
}

}  // namespace

std::string_view to_word(EvidenceState state) {
  return std::ranges::find(kEvidenceStates, state, &decltype(kEvidenceStates)::value_type::first)->second;
}

std::optional<EvidenceState> parse_evidence_state(std::string_view word) {
  const auto found = std::ranges::find(kEvidenceStates, word, &decltype(kEvidenceStates)::value_type::second);
  return found == kEvidenceStates.end() ? std::nullopt : std::optional(found->first);
}

std::vector<const Evidence*> missing(const Surroundings& around, const Step& step) {
  std::vector<const Evidence*> all;
  for (const std::string& id : step.needs) {
    const Evidence* evidence = around.process.find_evidence(id);
    if (evidence != nullptr && is_missing(around, *evidence)) all.push_back(evidence);
  }
  return all;
}

std::vector<std::string> wanted_of_applicant(const Surroundings& around, const Standing& standing) {
  std::vector<std::string> ids;
  if (standing.awaits != Awaits::paper || standing.state != State::waiting_for_applicant) return ids;
  for (const Evidence* evidence : missing(around, step_of(around, standing))) {
    if (is_the_applicants(around, *evidence)) ids.push_back(evidence->id);
  }
  return ids;
}

std::vector<const Action*> officers_actions(const catalogue::Process& process, const Standing& standing, bool overdue) {
  std::vector<const Action*> allowed;
  const Step* step = process.step(standing.step);
  const bool under_way = standing.state == State::in_progress || standing.state == State::waiting_for_applicant;
  if (step == nullptr || !under_way) return allowed;
  const bool theirs = step->by == Step::By::officer;
  const bool waits = awaits_applicant(standing) || standing.awaits == Awaits::signature;
  for (const Action& action : step->actions) {
    const bool asks = action.to.kind == Target::Kind::waiting_for_applicant;
    const bool refuses = action.to.kind == Target::Kind::refused;
    const bool may = standing.awaits == Awaits::officer ? theirs : waits && overdue && (theirs ? !asks : refuses);
    if (may) allowed.push_back(&action);
  }
  return allowed;
}

std::vector<const Action*> signers_actions(const catalogue::Process& process, const Standing& standing) {
  std::vector<const Action*> allowed;
  const Step* step = process.step(standing.step);
  if (step == nullptr || standing.state != State::in_progress || standing.awaits != Awaits::signature) return allowed;
  for (const Action& action : step->actions) allowed.push_back(&action);
  return allowed;
}

std::vector<const Action*> applicants_choices(const catalogue::Process& process, const Standing& standing) {
  std::vector<const Action*> choices;
  const Step* step = process.step(standing.step);
  const bool theirs = step != nullptr && step->by == Step::By::applicant;
  if (!theirs || standing.state != State::waiting_for_applicant || standing.awaits != Awaits::answer) return choices;
  for (const Action& action : step->actions) choices.push_back(&action);
  return choices;
}

Result<std::vector<Move>> next(const Surroundings& around, const Standing& standing, const Happening& happening) {
  using Kind = Happening::Kind;
  if (!standing.step.empty() && around.process.step(standing.step) == nullptr)
    return fail(Code::internal, "application.no_step", {{"step", standing.step}});
  switch (happening.kind) {
    case Kind::taken_up:
      return taken_up(around, standing);
    case Kind::evidence:
      return evidence_changed(around, standing);
    case Kind::rule:
      return came_out(around, standing, Step::By::system, Awaits::system, happening.word);
    case Kind::officer:
      return act(around, standing, officers_actions(around.process, standing, happening.overdue), happening);
    case Kind::signer:
      return act(around, standing, signers_actions(around.process, standing), happening);
    case Kind::register_:
      return came_out(around, standing, Step::By::reg, Awaits::register_, happening.word);
    case Kind::part:
      return came_out(around, standing, Step::By::service, Awaits::part, happening.word);
    case Kind::answer:
    case Kind::correction:
      return answered(around, standing, happening);
    case Kind::delivery:
      return ended(around, standing, "application.delivered");
    case Kind::withdrawal:
      return ended(around, standing, "application.withdrawn");
  }
  return std::vector<Move>();
}

catalogue::Process review_only(const catalogue::Deadline& deadline) {
  using Unit = catalogue::Deadline::Unit;
  catalogue::Process process;
  Step review{.id = "review",
              .title = {"Қызмет көрсетуші өтінішті қарайды", "Услугодатель рассматривает заявление",
                        "The agency looks at the application"},
              .by = Step::By::officer};
  review.within = deadline.unit == Unit::unknown ? catalogue::Term{Unit::calendar_days, kReviewDays}
                                                 : catalogue::Term{deadline.unit, deadline.count};
  review.actions = {{.id = "grant", .title = {"Беру", "Предоставить", "Grant"}, .to = {Target::Kind::granted, ""}},
                    {.id = "refuse", .title = {"Бас тарту", "Отказать", "Refuse"}, .to = {Target::Kind::refused, ""}},
                    {.id = "ask",
                     .title = {"Өтініш берушіден сұрау", "Запросить у заявителя", "Ask the applicant"},
                     .to = {Target::Kind::waiting_for_applicant, ""}}};
  process.steps.push_back(std::move(review));
  return process;
}

}  // namespace qyzmet::applications
