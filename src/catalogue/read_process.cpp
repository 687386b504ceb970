#include "catalogue/read_process.hpp"

#include <algorithm>
#include <array>

#include "catalogue/read_facts.hpp"

namespace qyzmet::catalogue {
namespace {

using Word = std::string_view;

// Each in the order of its enumeration.
constexpr std::array<Word, 3> kOnFreeze = {"accept_and_wait", "ask_applicant", "go_on"};
constexpr std::array<Word, 6> kBy = {"system", "officer", "applicant", "signer", "register", "service"};
constexpr std::array<Word, 3> kEnds = {"granted", "refused", "waiting_for_applicant"};

constexpr std::array<Word, 2> kRegisterOutcomes = {"done", "rejected"};
constexpr std::array<Word, 2> kServiceOutcomes = {"granted", "refused"};
constexpr std::array<Word, 5> kDocuments = {"certificate", "notice", "licence", "permit", "extract"};

/// Keys that only some kinds of step know.
struct StepKey {
  Word key;
  std::vector<Step::By> by;
};
const std::array<StepKey, 8> kStepKeys = {
    {{"decide", {Step::By::system}},
     {"then", {Step::By::system, Step::By::reg, Step::By::service}},
     {"actions", {Step::By::officer, Step::By::applicant, Step::By::signer}},
     {"within", {Step::By::officer, Step::By::applicant, Step::By::signer, Step::By::reg}},
     {"signer", {Step::By::signer}},
     {"register", {Step::By::reg}},
     {"ask", {Step::By::reg}},
     {"service", {Step::By::service}}}};

}  // namespace

std::string_view to_word(Evidence::On_freeze on_freeze) { return kOnFreeze[static_cast<std::size_t>(on_freeze)]; }
std::string_view to_word(Step::By by) { return kBy[static_cast<std::size_t>(by)]; }
std::string_view to_word(const Target& target) {
  return target.kind == Target::Kind::step ? Word(target.step) : kEnds[static_cast<std::size_t>(target.kind) - 1];
}

const Step* Process::step(std::string_view id) const {
  const auto found = std::ranges::find(steps, id, &Step::id);
  return found == steps.end() ? nullptr : &*found;
}
const Evidence* Process::find_evidence(std::string_view id) const {
  const auto found = std::ranges::find(evidence, id, &Evidence::id);
  return found == evidence.end() ? nullptr : &*found;
}
const Decision* Process::decision(std::string_view id) const {
  const auto found = std::ranges::find(decisions, id, &Decision::id);
  return found == decisions.end() ? nullptr : &*found;
}

Result<Process> ProcessReader::process(const YAML::Node& service) {
  Process process;
  TRY_ASSIGN(process.evidence, evidence(service));
  TRY_ASSIGN(process.decisions, DecisionsReader(yaml_).decisions(service));
  TRY_ASSIGN(process.steps, steps(service));
  if (service["answer_within"].IsDefined()) {
    TRY_ASSIGN(process.answer_within, term(service, "answer_within"));
  }
  TRY_ASSIGN(process.extension, maybe_term(service, "extension"));
  TRY_ASSIGN(process.suspends, yaml_.yes(service, "suspends", true));
  TRY_ASSIGN(process.service_norm, maybe_term(service, "service_norm"));
  TRY_ASSIGN(process.document, document(service));
  const YAML::Node proactive = service["proactive"];
  if (proactive.IsDefined()) {
    TRY(yaml_.map(proactive, "proactive", {"on"}));
    TRY_ASSIGN(process.proactive_on, yaml_.name(proactive, "on", "._"));
    if (process.proactive_on.find('.') == std::string::npos || process.proactive_on.ends_with('.')) {
      return yaml_.bad_value(proactive["on"], "on", process.proactive_on);
    }
    if (!country_.hears_of(process.proactive_on)) {
      return yaml_.fail_at(proactive["on"], "definition.no_such_notice", {{"name", process.proactive_on}});
    }
  }
  return process;
}

Result<std::vector<Evidence>> ProcessReader::evidence(const YAML::Node& service) {
  TRY_ASSIGN(const auto nodes, yaml_.entries(service, "evidence", 20));
  std::vector<Evidence> all;
  for (const YAML::Node& node : nodes) {
    TRY_ASSIGN(Evidence one, one_evidence(node));
    if (std::ranges::find(all, one.id, &Evidence::id) != all.end()) {
      return yaml_.fail_at(node, "definition.duplicate", {{"name", one.id}});
    }
    all.push_back(std::move(one));
  }
  return all;
}

Result<Evidence> ProcessReader::one_evidence(const YAML::Node& node) {
  TRY(yaml_.map(node, "evidence", {"id", "title", "register", "ask", "on_freeze", "within", "keep_days"}));
  Evidence evidence;
  evidence.line = node.Mark().line + 1;
  TRY_ASSIGN(evidence.id, yaml_.name(node, "id", "_"));
  TRY_ASSIGN(evidence.title, yaml_.three(node, "title"));
  TRY_ASSIGN(evidence.register_id, register_id(node));
  TRY_ASSIGN(evidence.ask, ask(node, evidence.register_id, {.use = Written::Use::evidence}));
  TRY_ASSIGN(const std::size_t word, yaml_.one_of(node, "on_freeze", kOnFreeze));
  evidence.on_freeze = static_cast<Evidence::On_freeze>(word);
  TRY_ASSIGN(evidence.within, term(node, "within"));
  if (node["keep_days"].IsDefined()) {
    TRY_ASSIGN(evidence.keep_days, yaml_.integer(node, "keep_days", 0, 365));
  }
  return evidence;
}

Result<std::string> ProcessReader::register_id(const YAML::Node& node) const {
  TRY_ASSIGN(std::string id, yaml_.text(node, "register"));
  if (country_.find_register(id) != nullptr) return id;
  return yaml_.fail_at(node["register"], "definition.no_such_register", {{"name", id}});
}

/// A register that says by what it is asked is asked by nothing else.
Result<ProcessReader::Ask> ProcessReader::ask(const YAML::Node& node, std::string_view register_id, Written use) {
  TRY_ASSIGN(const auto pairs, yaml_.pairs(node, "ask", 20));
  const auto& known = country_.find_register(register_id)->asked_by;
  Ask ask;
  for (const auto& [name, value] : pairs) {
    if (!known.empty() && std::ranges::find(known, name) == known.end()) {
      return yaml_.fail_at(value, "definition.unknown", {{"name", name}});
    }
    TRY_ASSIGN(use.feel, yaml_.entry(value, name));
    use.name = name;
    use.line = value.Mark().line + 1;
    written_.push_back(use);
    ask.emplace_back(name, use.feel);
  }
  return ask;
}

Result<std::vector<Step>> ProcessReader::steps(const YAML::Node& service) {
  TRY_ASSIGN(const YAML::Node nodes, yaml_.list(service, "steps", 100));
  std::vector<Step> all;
  for (const auto& node : nodes) {
    TRY_ASSIGN(Step step, this->step(node));
    if (std::ranges::find(all, step.id, &Step::id) != all.end()) {
      return yaml_.fail_at(node, "definition.duplicate", {{"name", step.id}});
    }
    all.push_back(std::move(step));
  }
  return all;
}

Result<Step> ProcessReader::step(const YAML::Node& node) {
  TRY(yaml_.map(
      node, "step",
      {"id", "by", "title", "within", "needs", "decide", "then", "actions", "signer", "register", "ask", "service"}));
  Step step;
  step.line = node.Mark().line + 1;
  TRY_ASSIGN(step.id, yaml_.name(node, "id", "_"));
  if (std::ranges::find(kEnds, step.id) != kEnds.end()) return yaml_.bad_value(node["id"], "id", step.id);
  TRY_ASSIGN(const std::size_t word, yaml_.one_of(node, "by", kBy));
  step.by = static_cast<Step::By>(word);
  TRY_ASSIGN(step.title, yaml_.three(node, "title"));
  TRY_ASSIGN(const auto needs, yaml_.entries(node, "needs", 20));
  for (const YAML::Node& need : needs) {
    TRY_ASSIGN(std::string id, yaml_.entry(need, "needs"));
    if (std::ranges::find(step.needs, id) != step.needs.end()) {
      return yaml_.fail_at(need, "definition.duplicate", {{"name", id}});
    }
    step.needs.push_back(std::move(id));
  }
  TRY(particulars(node, step));
  return step;
}

Result<void> ProcessReader::particulars(const YAML::Node& node, Step& step) {
  for (const StepKey& particular : kStepKeys) {
    const bool knows = std::ranges::find(particular.by, step.by) != particular.by.end();
    const YAML::Node value = node[std::string(particular.key)];
    if (!knows && value.IsDefined()) {
      return yaml_.fail_at(value, "definition.unknown", {{"name", std::string(particular.key)}});
    }
    const bool exit = particular.key == "then" || particular.key == "actions";
    if (!knows || value.IsDefined()) continue;
    if (exit) return yaml_.fail_at(node, "definition.step_without_exit", {{"name", step.id}});
    if (particular.key == "within") {
      return yaml_.fail_at(node, "definition.step_without_term", {{"name", step.id}});
    }
  }
  TRY_ASSIGN(step.within, maybe_term(node, "within"));
  switch (step.by) {
    case Step::By::system: {
      TRY_ASSIGN(step.decide, yaml_.text(node, "decide"));
      TRY_ASSIGN(step.outcomes, outcomes(node, {}));
      return {};
    }
    case Step::By::reg: {
      TRY_ASSIGN(step.register_id, register_id(node));
      TRY_ASSIGN(step.ask, ask(node, step.register_id, {.use = Written::Use::step, .step = step.id}));
      TRY_ASSIGN(step.outcomes, outcomes(node, kRegisterOutcomes));
      return {};
    }
    case Step::By::service: {
      TRY_ASSIGN(step.service, yaml_.name(node, "service", ".-"));
      TRY_ASSIGN(step.outcomes, outcomes(node, kServiceOutcomes));
      return {};
    }
    case Step::By::signer: {
      TRY_ASSIGN(step.signer, yaml_.text(node, "signer"));
      [[fallthrough]];
    }
    default: {
      TRY_ASSIGN(step.actions, actions(node, step.by));
      return {};
    }
  }
}

Result<std::vector<Action>> ProcessReader::actions(const YAML::Node& node, Step::By by) const {
  const YAML::Node list = node["actions"];
  if (list.IsSequence() && list.size() == 0) {
    return yaml_.fail_at(list, "definition.step_without_exit", {{"name", node["id"].Scalar()}});
  }
  TRY_ASSIGN(const YAML::Node nodes, yaml_.list(node, "actions", 20));
  std::vector<Action> all;
  for (const auto& entry : nodes) {
    TRY_ASSIGN(Action action, this->action(entry, by));
    if (std::ranges::find(all, action.id, &Action::id) != all.end()) {
      return yaml_.fail_at(entry, "definition.duplicate", {{"name", action.id}});
    }
    all.push_back(std::move(action));
  }
  return all;
}

/// Only an officer asks: nobody else has words for the question.
Result<Action> ProcessReader::action(const YAML::Node& node, Step::By by) const {
  TRY(yaml_.map(node, "action", {"id", "title", "to", "needs_reason"}));
  Action action;
  action.line = node.Mark().line + 1;
  TRY_ASSIGN(action.id, yaml_.name(node, "id", "_"));
  TRY_ASSIGN(action.title, yaml_.three(node, "title"));
  TRY_ASSIGN(const YAML::Node to, yaml_.member(node, "to"));
  TRY_ASSIGN(action.to, target(to));
  if (action.to.kind == Target::Kind::waiting_for_applicant && by != Step::By::officer) {
    return yaml_.bad_value(to, "to", to_word(action.to));
  }
  const bool always = action.to.kind == Target::Kind::waiting_for_applicant ||
                      (action.to.kind == Target::Kind::refused && by == Step::By::officer);
  TRY_ASSIGN(action.needs_reason, yaml_.yes(node, "needs_reason", always));
  if (always && !action.needs_reason) return yaml_.bad_value(node["needs_reason"], "needs_reason", "no");
  return action;
}

Result<std::vector<Outcome>> ProcessReader::outcomes(const YAML::Node& node, std::span<const Word> known) const {
  const YAML::Node then = node["then"];
  if (then.IsMap() && then.size() == 0) {
    return yaml_.fail_at(then, "definition.step_without_exit", {{"name", node["id"].Scalar()}});
  }
  TRY_ASSIGN(const auto pairs, yaml_.pairs(node, "then", 200));
  std::vector<Outcome> all;
  for (const auto& [value, to] : pairs) {
    if (!known.empty() && std::ranges::find(known, value) == known.end()) {
      return yaml_.fail_at(to, "definition.unknown", {{"name", value}});
    }
    TRY_ASSIGN(Target target, this->target(to));
    if (target.kind == Target::Kind::waiting_for_applicant) return yaml_.bad_value(to, "then", to_word(target));
    all.push_back({value, std::move(target), to.Mark().line + 1});
  }
  for (const Word value : known) {
    if (std::ranges::find(all, value, &Outcome::value) != all.end()) continue;
    return yaml_.fail_at(then, "definition.outcome_not_handled",
                         {{"name", node["id"].Scalar()}, {"value", std::string(value)}});
  }
  return all;
}

Result<Target> ProcessReader::target(const YAML::Node& node) const {
  TRY_ASSIGN(std::string word, yaml_.entry(node, "to"));
  const auto end = std::ranges::find(kEnds, word);
  if (end == kEnds.end()) return Target{Target::Kind::step, std::move(word)};
  return Target{static_cast<Target::Kind>(end - kEnds.begin() + 1), ""};
}

Result<Term> ProcessReader::term(const YAML::Node& map, std::string_view name) const {
  TRY_ASSIGN(const YAML::Node node, yaml_.member(map, name));
  TRY(yaml_.map(node, name, {"minutes", "hours", "calendar_days", "working_days"}));
  if (node.size() != 1) {
    return yaml_.fail_at(node, node.size() == 0 ? "definition.missing" : "definition.contradiction",
                         {{"name", "minutes | hours | calendar_days | working_days"}});
  }
  Term term;
  for (const auto unit :
       {Deadline::Unit::minutes, Deadline::Unit::hours, Deadline::Unit::calendar_days, Deadline::Unit::working_days}) {
    if (!node[std::string(to_word(unit))].IsDefined()) continue;
    term.unit = unit;
    TRY_ASSIGN(term.count, yaml_.integer(node, to_word(unit), 1, longest(unit)));
  }
  return term;
}

Result<std::optional<Term>> ProcessReader::maybe_term(const YAML::Node& map, std::string_view name) const {
  if (!map[std::string(name)].IsDefined()) return std::nullopt;
  TRY_ASSIGN(const Term term, this->term(map, name));
  return term;
}

Result<std::optional<Document>> ProcessReader::document(const YAML::Node& service) {
  const YAML::Node node = service["document"];
  if (!node.IsDefined()) return std::nullopt;
  TRY(yaml_.map(node, "document", {"kind", "title", "valid_months", "rows"}));
  Document document;
  TRY_ASSIGN(const std::size_t word, yaml_.one_of(node, "kind", kDocuments));
  document.kind = kDocuments[word];
  TRY_ASSIGN(document.title, yaml_.three(node, "title"));
  if (node["valid_months"].IsDefined()) {
    TRY_ASSIGN(document.valid_months, yaml_.integer(node, "valid_months", 1, 1200));
  }
  TRY_ASSIGN(const YAML::Node rows, yaml_.list(node, "rows", 40));
  for (const auto& entry : rows) {
    TRY(yaml_.map(entry, "row", {"label", "value"}));
    Document::Row row;
    TRY_ASSIGN(row.label, yaml_.three(entry, "label"));
    TRY_ASSIGN(row.value, yaml_.text(entry, "value"));
    written_.push_back({Written::Use::document, row.value, "value", "", entry["value"].Mark().line + 1});
    document.rows.push_back(std::move(row));
  }
  return document;
}

}  // namespace qyzmet::catalogue
