#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "applications/application.hpp"
#include "base/result.hpp"
#include "catalogue/process.hpp"

/// How an application goes through its service's process, from being taken up to its decision: pure, without database,
/// clock or I/O.  Source: DOMAIN, "Applications"; docs/service-format.md.
namespace qyzmet::applications {

/// What came of asking a register for one piece of evidence.
enum class EvidenceState {
  asked,     ///< on its way
  arrived,   ///< it is there, perhaps late
  failed,    ///< the register will not answer
  expired,   ///< its time has passed; it may still arrive
  given_up,  ///< nobody waits for it any more: the applicant brought the paper, or the step goes on without
};
/// "asked", "arrived", "failed", "expired", "given_up".
std::string_view to_word(EvidenceState state);
std::optional<EvidenceState> parse_evidence_state(std::string_view word);

/// By the ids of the process. What is not in it was not asked for yet.
using EvidenceStates = std::map<std::string, EvidenceState, std::less<>>;

/// What `next` looks at besides the standing. All of it outlives the call.
struct Surroundings {
  const catalogue::Process& process;
  const EvidenceStates& evidence;
  std::function<std::string(std::string_view)> agency_of_register;
  std::function<std::string(std::string_view)> agency_of_service;
};

/// Something that happens to an application.
struct Happening {
  enum class Kind {
    taken_up,    ///< the runner has seen that it was filed
    evidence,    ///< the state of a piece of evidence has changed
    rule,        ///< a decision came to `word`
    officer,     ///< the officer who holds it takes the action `word`
    signer,      ///< the second person takes the action `word`
    register_,   ///< the register that was told answered `word`: "done" or "rejected"
    part,        ///< the part's application was `word`: "granted" or "refused"
    answer,      ///< the applicant answered; `word`: the action they chose, empty if their step has only one
    correction,  ///< the applicant sent their answers again; `word` as with `answer`
    delivery,    ///< the result is with the applicant
    withdrawal,
  } kind = Kind::taken_up;
  std::string word;
  bool overdue = false;  ///< officer: what is awaited of somebody else did not come in time
  bool changed = false;  ///< correction: they are not the same answers
};

/// One change of standing, and the journal's event that tells of it.
struct Move {
  std::string_view event;  ///< "application.step_entered" …
  Standing to;
  std::vector<std::string> evidence;  ///< step_waits: what for; asked: what the applicant shall bring
};

/// What follows from a happening, in order; the last move is where it stands then. Empty: nothing changes (evidence
/// that the step does not need, or of which more is missing). Changed answers begin the process anew: it stands before
/// its first step, to be taken up again (one that is a single step and asks no register goes on). `Move::event` and the
/// state that `state_after` gives always agree. Errors: conflict "application.action_not_allowed" {action, step} (what
/// the step does not offer, or not now, or not to this one); "application.not_withdrawable" {state}; internal
/// "application.no_outcome" {step, outcome} (the definition does not say where that leads), "application.no_step"
/// {step} (nor what the step is).
Result<std::vector<Move>> next(const Surroundings& around, const Standing& standing, const Happening& happening);

/// Actions that somebody may take now. `overdue`: what is awaited did not come in time. An officer need not wait for an
/// answer that is overdue, and may refuse when an applicant's or a signer's step is.
std::vector<const catalogue::Action*> officers_actions(const catalogue::Process& process, const Standing& standing,
                                                       bool overdue);
std::vector<const catalogue::Action*> signers_actions(const catalogue::Process& process, const Standing& standing);
/// What the applicant may choose from in a step of their own; empty: they have none now.
std::vector<const catalogue::Action*> applicants_choices(const catalogue::Process& process, const Standing& standing);

/// Evidence that the step needs and that is neither there nor given up.
std::vector<const catalogue::Evidence*> missing(const Surroundings& around, const catalogue::Step& step);

/// Given up, or to be given up when the applicant has answered: what they were asked to bring.
std::vector<std::string> wanted_of_applicant(const Surroundings& around, const Standing& standing);

/// The process of a service whose definition says nothing of steps: an officer reviews it within the legal deadline (30
/// calendar days if that is not known), and grants, refuses or asks.
catalogue::Process review_only(const catalogue::Deadline& deadline);

}  // namespace qyzmet::applications
