#include "applications/plan.hpp"

#include <algorithm>

#include "applications/rule_facts.hpp"
#include "applications/shared_clock.hpp"
#include "applications/store.hpp"
#include "exchange/exchange.hpp"

namespace qyzmet::applications {
namespace {

using catalogue::Step;
using Apply = std::function<Result<void>(db::Tx&, Application&)>;

constexpr std::int64_t kSecondsADay = 86'400;

/// One look at one application.
class Planning {
 public:
  Planning(db::Snapshot& snapshot, const Applications& applications, const Application& application, Instant now)
      : snapshot_(snapshot),
        applications_(applications),
        processes_(applications.processes()),
        application_(application),
        way_(processes_.of(application)),
        asked_(store::asked(snapshot, application.id)),
        now_(now) {}

  /// What is to be done; nothing: not now.
  Result<Apply> plan() const {
    if (application_.state == State::decided) return deliver();
    if (!is_open(application_.state)) return Apply();
    if (application_.flow.step.empty()) return take_up();
    const Step* step = way_.process.step(application_.flow.step);
    if (step == nullptr) return fail(Code::internal, "application.no_step", {{"step", application_.flow.step}});
    switch (application_.flow.awaits) {
      case Awaits::evidence:
      case Awaits::paper:
        return move({Happening::Kind::evidence, {}});
      case Awaits::system:
        return apply_rule(*step);
      case Awaits::register_:
        return tell_register(*step);
      case Awaits::part:
        return look_at_part(*step);
      case Awaits::officer:
      case Awaits::answer:
      case Awaits::signature:
        break;
    }
    return Apply();
  }

 private:
  Result<Apply> take_up() const;
  Result<Apply> apply_rule(const Step& step) const;
  Result<Apply> tell_register(const Step& step) const;
  Result<Apply> register_said(const Step& step, const std::string& name) const;
  Result<Apply> look_at_part(const Step& step) const;
  Result<Apply> file_part(const Step& step) const;
  Result<Apply> deliver() const;

  Result<json::object> facts() const { return rule_facts(snapshot_, processes_, application_, now_); }
  Result<const catalogue::Definition*> definition() const {
    if (way_.definition != nullptr) return way_.definition;
    return fail(Code::internal, "application.version_not_found",
                {{"service", application_.service}, {"version", std::to_string(application_.service_version)}});
  }
  /// A change that moves the application and does no more.
  Result<Apply> move(const Happening& happening, Said said = {.who = system_itself(), .facts = {}, .personal = {}},
                     Apply before = {}) const {
    const EvidenceStates evidence = states_of(asked_);
    TRY_ASSIGN(auto moves, next(processes_.around(way_, evidence), application_.standing(), happening));
    if (moves.empty()) return Apply();
    return Apply([&processes = processes_, asked = asked_, moves = std::move(moves), said = std::move(said),
                  before = std::move(before)](db::Tx& tx, Application& application) -> Result<void> {
      if (before) TRY(before(tx, application));
      carry(tx, processes, application, asked, moves, said);
      return {};
    });
  }
  Result<RegisterQuestion> question(std::string_view register_id, std::string name,
                                    std::span<const std::pair<std::string, std::string>> ask,
                                    const catalogue::Term& within, const json::object& seen) const {
    TRY_ASSIGN(const catalogue::Definition* known, definition());
    RegisterQuestion made{.register_id = std::string(register_id), .name = std::move(name)};
    TRY_ASSIGN(made.request, processes_.doors.request_json(*known, ask, seen, now_));
    if (made.request.size() > exchange::kMostRequest) {
      return fail(Code::internal, "application.request_too_large", {{"register", made.register_id}});
    }
    made.subject = application_.id;
    made.person = application_.filer.applicant.value_or(0);
    made.purpose = application_.service;
    made.deadline = end_of(within, now_, processes_.calendar(), processes_.utc_offset_minutes());
    return made;
  }

  db::Snapshot& snapshot_;
  const Applications& applications_;
  const Processes& processes_;
  const Application& application_;
  const Way& way_;
  const AskedAll asked_;
  const Instant now_;
};

Asked ask(db::Tx& tx, const Processes& processes, RegisterQuestion question) {
  question.deadline = std::max(question.deadline, tx.now() + std::chrono::seconds(1));
  const Asked asked{.lookup = processes.doors.ask(tx, question), .asked_at = tx.now(), .due_at = question.deadline};
  store::put_asked(tx, question.subject, question.name, asked);
  return asked;
}

/// Everything that is wanted of registers is asked for at once; nothing waits for it but the step that needs it.
Result<Apply> Planning::take_up() const {
  std::vector<RegisterQuestion> questions;
  if (!way_.process.evidence.empty()) {
    TRY_ASSIGN(const json::object seen, facts());
    for (const auto& one : way_.process.evidence) {
      TRY_ASSIGN(RegisterQuestion made, question(one.register_id, one.id, one.ask, one.within, seen));
      made.keep_s = one.keep_days * kSecondsADay;
      questions.push_back(std::move(made));
    }
  }
  return Apply([&processes = processes_, &way = way_, questions = std::move(questions)](
                   db::Tx& tx, Application& application) -> Result<void> {
    AskedAll asked;
    for (const RegisterQuestion& one : questions) asked[one.name] = ask(tx, processes, one);
    const EvidenceStates evidence = states_of(asked);
    TRY_ASSIGN(const auto moves,
               next(processes.around(way, evidence), application.standing(), {Happening::Kind::taken_up, {}}));
    carry(tx, processes, application, asked, moves, {.who = system_itself(), .facts = {}, .personal = {}});
    return {};
  });
}

Result<Apply> Planning::apply_rule(const Step& step) const {
  TRY_ASSIGN(const catalogue::Definition* known, definition());
  TRY_ASSIGN(const json::object seen, facts());
  TRY_ASSIGN(const catalogue::Decided decided, processes_.doors.decide(*known, step.decide, seen, now_));
  Said rule{.who = system_itself(),
            .facts = {{"article", decided.article},
                      {"decision", step.decide},
                      {"outcome", decided.outcome},
                      {"rows", json::array(decided.rows.begin(), decided.rows.end())},
                      {"step", step.id}},
            .personal = {{"outputs", decided.outputs}}};
  Said said{.who = system_itself(), .facts = {}, .personal = {}};
  said.facts["article"] = decided.article;
  said.facts["decision"] = step.decide;
  if (decided.reason) rule.personal["reason"] = said.personal["reason"] = to_object(*decided.reason);
  return move({Happening::Kind::rule, decided.outcome}, std::move(said),
              [rule = std::move(rule)](db::Tx& tx, Application& application) -> Result<void> {
                tell(tx, application, "application.rule_applied", rule);
                return {};
              });
}

Result<Apply> Planning::tell_register(const Step& step) const {
  const std::string name = "step." + step.id;
  const auto told = asked_.find(name);
  if (told != asked_.end()) {
    if (told->second.state == EvidenceState::arrived) return register_said(step, name);
    if (told->second.state == EvidenceState::failed)
      return fail(Code::internal, "application.register_failed", {{"register", step.register_id}, {"step", step.id}});
    return Apply();  // it may still answer
  }
  TRY_ASSIGN(const json::object seen, facts());
  const auto within = step.within.value_or(catalogue::Term{catalogue::Deadline::Unit::working_days, 1});
  TRY_ASSIGN(RegisterQuestion made, question(step.register_id, name, step.ask, within, seen));
  return Apply([&processes = processes_, made = std::move(made)](db::Tx& tx, Application&) -> Result<void> {
    ask(tx, processes, made);
    return {};
  });
}

Result<Apply> Planning::register_said(const Step& step, const std::string& name) const {
  std::string outcome;
  for (const RegisterAnswer& answer : processes_.doors.answers_of(snapshot_, application_.id)) {
    if (answer.lookup != asked_.at(name).lookup) continue;
    outcome = answer.found ? "done" : "rejected";
    const auto value = answer.value ? parse_json(*answer.value) : Result<json::value>(nullptr);
    if (!value || !value->is_object()) continue;
    if (const auto said = get_string(value->get_object(), "outcome")) outcome = *said;
  }
  if (outcome.empty()) return fail(Code::internal, "application.register_failed", {{"step", step.id}});
  Said said{.who = system_itself(), .facts = {{"answer", outcome}}, .personal = {}};
  return move({Happening::Kind::register_, outcome}, std::move(said),
              [name](db::Tx& tx, Application& application) -> Result<void> {
                store::forget_asked(tx, application.id, name);  // entered again, it is told again
                return {};
              });
}

Result<Apply> Planning::look_at_part(const Step& step) const {
  const auto part = store::part(snapshot_, application_.id, application_.flow.index.value_or(0));
  if (!part) return file_part(step);
  if (part->state == State::withdrawn) return move({Happening::Kind::part, "refused"});
  if (!part->flow.outcome) return Apply();
  return move({Happening::Kind::part, std::string(to_word(*part->flow.outcome))});
}

/// In the applicant's name, with the answers that both services ask for under the same id.
Result<Apply> Planning::file_part(const Step& step) const {
  const auto* service = applications_.catalogue().find(step.service);
  if (service == nullptr) return fail(Code::internal, "service.not_found", {{"service", step.service}});
  TRY_ASSIGN(const json::object seen, facts());
  Filing filing{.service = step.service, .answers = {}, .mandate = {}, .draft = {}};
  for (const auto& page : service->definition.pages) {
    for (const auto& question : page.questions) {
      const auto* answer = seen.if_contains(question.id);
      if (answer != nullptr && !answer->is_null()) filing.answers[question.id] = *answer;
    }
  }
  Filer filer = system_itself();
  filer.applicant = application_.filer.applicant;
  TRY_ASSIGN(Prepared prepared, applications_.prepare(filing, filer));
  TRY_ASSIGN(prepared.files,
             applications_.check_files(snapshot_, prepared.answers.files, {.application = application_.id.value}));
  return Apply([&applications = applications_, prepared = std::move(prepared)](
                   db::Tx& tx, Application& application) -> Result<void> {
    Application part = applications.submit(tx, prepared);
    TRY(applications.name_files(tx, part.id, prepared.files));
    part.flow.part_of = application.id.value;
    store::save(tx, part);
    const Processes& processes = applications.processes();
    if (const auto own = end_of(part.due, processes.utc_offset_minutes()))
      application.flow.next_at = next_moment(processes, application, *own, tx.now());
    store::save(tx, application);
    Said said{.who = system_itself(),
              .facts = {{"part", id_to_decimal(part.id.value)}, {"part_service", part.service}},
              .personal = {}};
    if (application.flow.next_at) said.facts["next_at"] = to_rfc3339(*application.flow.next_at);
    tell(tx, application, "application.part_filed", said);
    return {};
  });
}

Result<Apply> Planning::deliver() const {
  std::optional<DocumentToIssue> document;
  const bool refused = application_.flow.outcome == Outcome::refused;
  const catalogue::Document* granted = way_.process.document && !refused ? &*way_.process.document : nullptr;
  if (way_.definition != nullptr && (refused || granted != nullptr)) {
    json::object seen;
    if (granted != nullptr) {  // nobody shall wait for a refusal because something is not known
      TRY_ASSIGN(seen, facts());
    }
    TRY_ASSIGN(document,
               processes_.doors.prepare_document(snapshot_, {application_, *way_.definition, granted, seen, now_}));
  }
  const EvidenceStates evidence = states_of(asked_);
  TRY_ASSIGN(auto moves,
             next(processes_.around(way_, evidence), application_.standing(), {Happening::Kind::delivery, {}}));
  return Apply([&processes = processes_, asked = asked_, moves = std::move(moves), document = std::move(document)](
                   db::Tx& tx, Application& application) -> Result<void> {
    Said said{.who = system_itself(), .facts = {}, .personal = {}};
    if (document) {
      TRY_ASSIGN(said.facts["document"], document->issue(tx, application));
    }
    carry(tx, processes, application, asked, moves, said);
    return {};
  });
}

}  // namespace

Plan make_plan(db::Snapshot& snapshot, const Applications& applications, const Work& work, Instant now) {
  Plan plan{.work = work, .application = store::find(snapshot, work.application), .apply = {}, .error = {}};
  if (!plan.application) return plan;
  if (work.moves > kWorkMoves) {
    plan.error = Error{Code::internal, "application.goes_in_circles", {{"step", plan.application->flow.step}}, {}};
    return plan;
  }
  auto made = Planning(snapshot, applications, *plan.application, now).plan();
  if (made) {
    plan.apply = *std::move(made);
  } else {
    plan.error = std::move(made).error();
  }
  return plan;
}

}  // namespace qyzmet::applications
