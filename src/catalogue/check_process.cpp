#include "catalogue/check_process.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace qyzmet::catalogue {
namespace {

/// Where a step can lead, each with its line.
std::vector<std::pair<const Target*, int>> targets(const Step& step) {
  std::vector<std::pair<const Target*, int>> all;
  for (const Action& action : step.actions) all.emplace_back(&action.to, action.line);
  for (const Outcome& outcome : step.outcomes) all.emplace_back(&outcome.to, outcome.line);
  return all;
}

/// The values that the first output of a table can have. A value that no rule gives is none of them.
std::vector<std::string> outcomes_of(const Decision& decision) {
  std::vector<std::string> values;
  for (const Rule& rule : decision.rules) {
    if (std::ranges::find(values, rule.results.front()) == values.end()) values.push_back(rule.results.front());
  }
  return values;
}

class Checker {
 public:
  explicit Checker(const Definition& definition) : definition_(definition), process_(definition.process) {}

  std::vector<Mistake> check() {
    for (const Step& step : process_.steps) {
      check_targets(step);
      check_needs(step);
      if (step.by == Step::By::system) check_outcomes(step);
      if (step.by == Step::By::signer) check_signer(step);
    }
    check_fee();
    if (mistakes_.empty()) {  // otherwise what seems not to be used may be what was meant
      check_ways();
      check_circles();
      check_use();
    }
    sort_by_line(mistakes_);
    return std::move(mistakes_);
  }

 private:
  void add(int line, std::string key, Details details) {
    mistakes_.push_back({line, std::move(key), std::move(details)});
  }

  void check_targets(const Step& step) {
    for (const auto& [target, line] : targets(step)) {
      if (target->kind != Target::Kind::step || process_.step(target->step) != nullptr) continue;
      add(line, "definition.no_such_step", {{"name", target->step}});
    }
  }

  void check_needs(const Step& step) {
    for (const std::string& need : step.needs) {
      if (process_.find_evidence(need) == nullptr) add(step.line, "definition.no_such_evidence", {{"name", need}});
    }
  }

  /// Each value of the decision leads somewhere, and nothing that it never says does.
  void check_outcomes(const Step& step) {
    const Decision* decision = process_.decision(step.decide);
    if (decision == nullptr) return add(step.line, "definition.no_such_decision", {{"name", step.decide}});
    const Column& column = decision->outputs.front();
    const bool closed = column.kind == Column::Kind::yes_no || column.kind == Column::Kind::choice;
    if (!closed || decision->hit > Decision::Hit::first) {
      return add(step.line, "definition.not_a_choice", {{"name", decision->id + "." + column.name}});
    }
    const auto values = outcomes_of(*decision);
    for (const std::string& value : values) {
      if (std::ranges::find(step.outcomes, value, &Outcome::value) != step.outcomes.end()) continue;
      add(step.line, "definition.outcome_not_handled", {{"name", step.id}, {"value", value}});
    }
    for (const Outcome& outcome : step.outcomes) {
      if (std::ranges::find(values, outcome.value) != values.end()) continue;
      add(outcome.line, "definition.no_such_outcome", {{"name", decision->id}, {"value", outcome.value}});
    }
  }

  void check_signer(const Step& step) {
    for (const Page& page : definition_.pages) {
      for (const Question& question : page.questions) {
        if (question.id == step.signer && question.kind == Kind::iin) return;
      }
    }
    add(step.line, "definition.not_an_iin", {{"name", step.signer}});
  }

  /// From the first step to every other, and from every step to an end.
  void check_ways() {
    std::set<std::string_view> reached;
    std::vector<const Step*> next = {&process_.steps.front()};
    while (!next.empty()) {
      const Step* step = next.back();
      next.pop_back();
      if (!reached.insert(step->id).second) continue;
      for (const auto& [target, line] : targets(*step)) {
        if (target->kind == Target::Kind::step) next.push_back(process_.step(target->step));
      }
    }
    std::set<std::string_view> ends;  // steps from which an end is reached
    for (std::size_t before = 1; before != ends.size();) {
      before = ends.size();
      for (const Step& step : process_.steps) {
        const auto all = targets(step);
        const auto leads = [&](const auto& to) {
          const Target::Kind kind = to.first->kind;
          return kind == Target::Kind::granted || kind == Target::Kind::refused || ends.contains(to.first->step);
        };
        if (std::ranges::any_of(all, leads)) ends.insert(step.id);
      }
      if (ends.empty()) break;
    }
    for (const Step& step : process_.steps) {
      if (!reached.contains(step.id)) {
        add(step.line, "definition.step_unreached", {{"name", step.id}});
      } else if (!ends.contains(step.id)) {
        add(step.line, "definition.step_without_end", {{"name", step.id}});
      }
    }
  }

  /// Steps that this system takes by itself must not lead back to themselves: nobody would ever stop them.
  void check_circles() {
    for (const Step& first : process_.steps) {
      std::set<std::string_view> passed;
      std::vector<const Step*> next = {&first};
      while (!next.empty()) {
        const Step* step = next.back();
        next.pop_back();
        if (step->by != Step::By::system) continue;
        for (const auto& [target, line] : targets(*step)) {
          if (target->kind != Target::Kind::step) continue;
          if (target->step == first.id) return add(first.line, "definition.steps_in_circles", {{"name", first.id}});
          if (passed.insert(target->step).second) next.push_back(process_.step(target->step));
        }
      }
    }
  }

  /// What is asked for and decided is used.
  void check_use() {
    std::set<std::string_view> needed;
    std::set<std::string_view> decided = {definition_.fee.decision};
    for (const Step& step : process_.steps) {
      needed.insert(step.needs.begin(), step.needs.end());
      decided.insert(step.decide);
    }
    for (const Evidence& evidence : process_.evidence) {
      if (!needed.contains(evidence.id)) add(evidence.line, "definition.evidence_unused", {{"name", evidence.id}});
    }
    for (const Decision& decision : process_.decisions) {
      if (!decided.contains(decision.id)) add(decision.line, "definition.decision_unused", {{"name", decision.id}});
    }
  }

  void check_fee() {
    if (definition_.fee.decision.empty()) return;
    const Decision* decision = process_.decision(definition_.fee.decision);
    if (decision == nullptr) {
      return add(definition_.fee.line, "definition.no_such_decision", {{"name", definition_.fee.decision}});
    }
    const bool single = decision->hit <= Decision::Hit::first || decision->hit >= Decision::Hit::collect_sum;
    if (decision->outputs.front().kind != Column::Kind::number || !single)
      return add(definition_.fee.line, "definition.fee_not_a_number", {{"name", definition_.fee.decision}});
    const auto wrong = std::ranges::find_if(decision->rules, costs_nothing_real);
    if (wrong == decision->rules.end()) return;
    add(definition_.fee.line, "definition.fee_out_of_bounds",
        {{"name", definition_.fee.decision}, {"value", wrong->results.front()}});
  }

  /// A constant that is no fee: below zero, too much, or of more than three decimals. What is worked out is seen when
  /// it is.
  static bool costs_nothing_real(const Rule& rule) {
    const auto constant = rules::Number::parse(rule.results.front());
    if (!constant) return false;
    const auto milli = multiply(*constant, rules::Number(1000));
    const auto whole = milli ? milli->to_int64() : std::nullopt;
    return !whole || *whole < 0 || *whole > kMostMrpMilli;
  }

  const Definition& definition_;
  const Process& process_;
  std::vector<Mistake> mistakes_;
};

}  // namespace

std::vector<Mistake> process_mistakes(const Definition& definition) { return Checker(definition).check(); }

}  // namespace qyzmet::catalogue
