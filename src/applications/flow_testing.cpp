#include "applications/flow_testing.hpp"

namespace qyzmet::applications::testing {
namespace {

using catalogue::Action;
using catalogue::Evidence;
using catalogue::Step;
using catalogue::Target;
using Unit = catalogue::Deadline::Unit;

Step step(std::string id, Step::By by, std::optional<catalogue::Term> within = std::nullopt) {
  Step made{.id = id, .title = text(id), .by = by};
  made.within = within;
  return made;
}

Action action(std::string id, Target to) { return {.id = id, .title = text(id), .to = std::move(to)}; }

/// A target that may stand in a step's actions or outcomes.
Target random_target(std::mt19937_64& random, int steps) {
  const int which = static_cast<int>(random() % static_cast<unsigned>(steps + 2));
  if (which == steps) return kGranted;
  if (which == steps + 1) return kRefused;
  return to_step("s" + std::to_string(which));
}

Step random_step(std::mt19937_64& random, int at, int steps, int evidence) {
  constexpr std::array kBy = {Step::By::system, Step::By::officer, Step::By::applicant,
                              Step::By::signer, Step::By::reg,     Step::By::service};
  Step made = step("s" + std::to_string(at), kBy[random() % kBy.size()], catalogue::Term{Unit::working_days, 2});
  for (int e = 0; e < evidence; ++e) {
    if (random() % 3 == 0) made.needs.push_back("e" + std::to_string(e));
  }
  const auto outcomes = [&](std::string first, std::string second) {
    // The first way out leads to an end or further on: no process goes in circles for ever.
    const Target onwards = at + 1 < steps ? to_step("s" + std::to_string(at + 1)) : kGranted;
    made.outcomes = {{std::move(first), onwards}, {std::move(second), random_target(random, steps)}};
  };
  switch (made.by) {
    case Step::By::system:
      made.decide = "rule";
      outcomes("true", "false");
      break;
    case Step::By::reg:
      made.register_id = "kz.told";
      outcomes("done", "rejected");
      break;
    case Step::By::service:
      made.service = "kz.part";
      outcomes("granted", "refused");
      break;
    case Step::By::signer:
      made.signer = "spouse_iin";
      made.actions = {action("sign", random_target(random, steps)), action("decline", kRefused)};
      break;
    case Step::By::applicant:
      made.actions = {action("go_on", random_target(random, steps))};
      break;
    case Step::By::officer:
      made.actions = {action("grant", random_target(random, steps)), action("refuse", kRefused), action("ask", kAsk)};
      break;
  }
  return made;
}

}  // namespace

catalogue::Process whole_process() {
  catalogue::Process process;
  process.evidence = {evidence("family", Evidence::On_freeze::accept_and_wait),
                      evidence("income", Evidence::On_freeze::ask_applicant),
                      evidence("address", Evidence::On_freeze::go_on)};
  Step check = step("check", Step::By::system);
  check.needs = {"family", "income", "address"};
  check.decide = "entitled";
  check.outcomes = {{"true", to_step("consent")}, {"false", to_step("review")}};
  Step review = step("review", Step::By::officer, catalogue::Term{Unit::working_days, 2});
  review.actions = {action("grant", to_step("consent")), action("refuse", kRefused), action("ask", kAsk)};
  Step consent = step("consent", Step::By::signer, catalogue::Term{Unit::calendar_days, 10});
  consent.signer = "iin";
  consent.actions = {action("sign", to_step("assign")), action("decline", kRefused)};
  Step assign = step("assign", Step::By::reg, catalogue::Term{Unit::working_days, 1});
  assign.register_id = "kz.payments";
  assign.ask = {{"iin", "applicant.iin"}};
  assign.outcomes = {{"done", to_step("part")}, {"rejected", to_step("review")}};
  Step part = step("part", Step::By::service);
  part.service = "kz.part";
  part.outcomes = {{"granted", kGranted}, {"refused", kRefused}};
  process.steps = {check, review, consent, assign, part};
  process.extension = catalogue::Term{Unit::working_days, 5};
  return process;
}

catalogue::Process random_process(std::mt19937_64& random) {
  catalogue::Process process;
  constexpr std::array kFreeze = {Evidence::On_freeze::accept_and_wait, Evidence::On_freeze::ask_applicant,
                                  Evidence::On_freeze::go_on};
  const int evidences = static_cast<int>(random() % 4);
  for (int e = 0; e < evidences; ++e)
    process.evidence.push_back(evidence("e" + std::to_string(e), kFreeze[random() % kFreeze.size()]));
  const int steps = 1 + static_cast<int>(random() % 6);
  for (int at = 0; at < steps; ++at) process.steps.push_back(random_step(random, at, steps, evidences));
  process.suspends = random() % 2 == 0;
  return process;
}

}  // namespace qyzmet::applications::testing
