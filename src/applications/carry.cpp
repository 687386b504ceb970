#include "applications/carry.hpp"

#include <algorithm>

#include "applications/access.hpp"
#include "applications/shared_clock.hpp"
#include "applications/signers.hpp"
#include "applications/store.hpp"
#include "base/check.hpp"
#include "journal/journal.hpp"

namespace qyzmet::applications {
namespace {

using Unit = catalogue::Deadline::Unit;

// When a definition does not say until when something should come.
constexpr catalogue::Term kStepTerm{Unit::working_days, 10};
constexpr catalogue::Term kPartTerm{Unit::calendar_days, 90};

json::value or_null(const std::optional<Instant>& moment) {
  return moment ? json::value(to_rfc3339(*moment)) : json::value(nullptr);
}

json::object facts_of(const Application& application, std::string_view kind, const Said& said, Instant at) {
  json::object facts = said.facts;
  facts["at"] = to_rfc3339(at);
  facts["by"] = said.who.by;
  facts["channel"] = said.who.channel;
  facts["kind"] = kind;
  facts["service"] = application.service;
  facts["subject"] = id_to_decimal(application.id.value);
  const auto& applicant = said.who.applicant ? application.filer.applicant : said.who.applicant;
  if (const auto other = acts_for(said.who.by, applicant)) facts["for"] = *other;
  return facts;
}

std::int64_t append_event(db::Tx& tx, const Application& application, const json::object& facts,
                          const json::object& personal) {
  const std::string text = canonical_json(facts);
  const std::string secret = personal.empty() ? std::string() : canonical_json(personal);
  const std::string kind(facts.at("kind").as_string());
  return journal::append(tx, {.kind = kind, .subject = application.id.value, .facts = text, .personal = secret});
}

/// The earliest of what the step still lacks.
std::optional<Instant> evidence_due(const Surroundings& around, const AskedAll& asked, const catalogue::Step& step) {
  std::optional<Instant> earliest;
  for (const catalogue::Evidence* evidence : missing(around, step)) {
    const auto found = asked.find(evidence->id);
    if (found != asked.end()) earliest = std::min(earliest.value_or(found->second.due_at), found->second.due_at);
  }
  return earliest;
}

/// When what the step awaits should come, by the step's own term.
Instant step_moment(const Processes& processes, const Surroundings& around, const AskedAll& asked,
                    const Standing& standing, Instant now) {
  const catalogue::Step* step = around.process.step(standing.step);
  const auto after = [&](const catalogue::Term& term) {
    return end_of(term, now, processes.calendar(), processes.utc_offset_minutes());
  };
  if (step == nullptr || standing.awaits == Awaits::system || standing.state == State::decided)
    return now + kTakenUpWithin;
  const catalogue::Term own = step->within.value_or(kStepTerm);
  switch (standing.awaits) {
    case Awaits::evidence:
      return evidence_due(around, asked, *step).value_or(now + kTakenUpWithin);
    case Awaits::paper:
      return after(around.process.answer_within);
    case Awaits::answer:
      return after(step->by == catalogue::Step::By::applicant ? step->within.value_or(around.process.answer_within)
                                                              : around.process.answer_within);
    case Awaits::part:
      return after(step->within.value_or(kPartTerm));
    case Awaits::officer:
    case Awaits::signature:
    case Awaits::register_:
    case Awaits::system:
      break;
  }
  return after(own);
}

/// The law's day has passed, and nobody was told: it was not taken up, or moves before anybody has looked.
bool missed_its_due(const Processes& processes, const Application& application, Instant now) {
  const Flow& flow = application.flow;
  const auto due = legal_moment(processes, application);
  return due && *due <= now && !flow.overdue_since && (!flow.index || flow.next_at == due);
}

/// While the applicant has the ball the legal deadline stands still; it moves when they give it back.
bool end_pause(const Processes& processes, const Way& way, Application& application, const Party& ball, Instant now) {
  const Flow& flow = application.flow;
  const bool theirs = flow.ball.kind == Party::Kind::applicant;
  if (!theirs || ball.kind == Party::Kind::applicant || !way.process.suspends || !flow.ball_since) return false;
  const Unit unit = way.definition != nullptr ? way.definition->deadline.unit
                    : application.due.days    ? Unit::working_days
                                              : Unit::calendar_days;
  const Due moved = after_pause(application.due, unit, application.submitted_at, {*flow.ball_since, now},
                                processes.calendar(), processes.utc_offset_minutes());
  const bool changed = moved != application.due;
  application.due = moved;
  return changed;
}

/// Takes up the standing; gives the facts that tell of it.
json::object stand(db::Tx& tx, const Processes& processes, const Way& way, Application& application,
                   const AskedAll& asked, const Standing& to) {
  const EvidenceStates evidence = states_of(asked);
  const Surroundings around = processes.around(way, evidence);
  const Instant now = tx.now();
  json::object facts{{"state", to_word(to.state)}, {"step", nullptr}, {"party", to_word(to.ball)}};
  const bool due_moved = end_pause(processes, way, application, to.ball, now);
  Flow& flow = application.flow;
  const bool same_file = to.step == flow.step && (to.awaits == Awaits::officer || to.awaits == Awaits::answer);
  if (!same_file || !is_open(to.state) || to.state == State::decided) flow.holder.reset();
  if (to.ball != flow.ball || !flow.ball_since) flow.ball_since = now;
  application.state = to.state;
  flow.step = to.step;
  flow.awaits = to.awaits;
  flow.ball = to.ball;
  flow.outcome = to.outcome;
  flow.overdue_since.reset();
  flow.signer.reset();
  if (to.state == State::in_progress && to.awaits == Awaits::signature)
    flow.signer = signer_in(store::current_content(tx, application.id).value_or(""), *around.process.step(to.step));
  const bool open = is_open(to.state);
  flow.desk = open ? processes.desk_of(application) : "";
  if (open) flow.next_at = next_moment(processes, application, step_moment(processes, around, asked, to, now), now);
  if (!open) flow.next_at.reset();
  if (!to.step.empty()) facts["step"] = to.step;
  if (open) facts["awaits"] = to_word(to.awaits);
  if (open) facts["next_at"] = or_null(flow.next_at);
  if (to.outcome) facts["outcome"] = to_word(*to.outcome);
  if (due_moved) tell_due(application.due, facts);
  return facts;
}

bool needs_this_server(const Standing& standing) {
  if (standing.state == State::decided) return true;
  if (standing.state != State::in_progress) return false;
  return standing.awaits == Awaits::system || standing.awaits == Awaits::register_ || standing.awaits == Awaits::part;
}

}  // namespace

std::optional<Instant> legal_moment(const Processes& processes, const Application& application) {
  const bool theirs = application.flow.ball.kind == Party::Kind::applicant;
  const bool stands = theirs && processes.of(application).process.suspends;
  if (stands || !is_open(application.state) || application.state == State::decided) return std::nullopt;
  return end_of(application.due, processes.utc_offset_minutes());
}

Instant next_moment(const Processes& processes, const Application& application, Instant own, Instant now) {
  const auto due = legal_moment(processes, application);
  return due && *due > now ? std::min(own, *due) : own;
}

bool renew_next_moment(db::Tx& tx, const Processes& processes, Application& application, const Due& before) {
  Flow& flow = application.flow;
  const auto due = legal_moment(processes, application);
  const bool waited_for_it = flow.next_at == end_of(before, processes.utc_offset_minutes());
  if (!waited_for_it || !due || *due <= tx.now()) return false;
  const AskedAll asked = store::asked(tx, application.id);
  const EvidenceStates evidence = states_of(asked);
  const Surroundings around = processes.around(processes.of(application), evidence);
  const Instant own = step_moment(processes, around, asked, application.standing(), tx.now());
  flow.next_at = next_moment(processes, application, own, tx.now());
  flow.overdue_since.reset();
  return true;
}

Filer system_itself() { return {.by = "system", .applicant = {}, .mandate = {}, .channel = "system"}; }

Said said_of(const http::Caller& caller) { return {.who = filer_of(caller), .facts = {}, .personal = {}}; }

std::int64_t tell(db::Tx& tx, const Application& application, std::string_view kind, const Said& said) {
  return append_event(tx, application, facts_of(application, kind, said, tx.now()), said.personal);
}

EvidenceStates states_of(const AskedAll& asked) {
  EvidenceStates states;
  for (const auto& [name, one] : asked) states[name] = one.state;
  return states;
}

std::int64_t carry(db::Tx& tx, const Processes& processes, Application& application, const AskedAll& asked,
                   std::span<const Move> moves, const Said& said) {
  std::int64_t first = -1;
  if (moves.empty()) return first;
  if (missed_its_due(processes, application, tx.now())) mark_missed(tx, processes, application, "");
  const Way& way = processes.of(application);
  Said now_said = said;
  for (const Move& move : moves) {
    json::object facts = stand(tx, processes, way, application, asked, move.to);
    if (!move.evidence.empty()) facts["evidence"] = json::array(move.evidence.begin(), move.evidence.end());
    if (application.flow.part_of) facts["part_of"] = id_to_decimal(*application.flow.part_of);
    for (auto& one : facts) now_said.facts[one.key()] = std::move(one.value());
    const std::int64_t index = tell(tx, application, move.event, now_said);
    if (first < 0) first = index;
    application.flow.index = index;
    now_said = {.who = said.who, .facts = {}, .personal = {}};
  }
  store::save(tx, application);
  const Standing standing = application.standing();
  if (needs_this_server(standing)) store::continue_work(tx, application.id);
  const bool decided = standing.state == State::decided || standing.state == State::withdrawn;
  if (decided && application.flow.part_of) store::add_work(tx, {*application.flow.part_of});
  return first;
}

void mark_missed(db::Tx& tx, const Processes& processes, Application& application, std::string_view reason) {
  Flow& flow = application.flow;
  if (!is_open(application.state) || flow.overdue_since) return;
  Said said{.who = system_itself(), .facts = {}, .personal = {}};
  said.facts["awaits"] = to_word(flow.awaits);
  said.facts["due"] = or_null(next_at(application));
  said.facts["party"] = reason.empty() ? to_word(flow.ball) : to_word(Party{});
  said.facts["step"] = nullptr;
  if (!flow.step.empty()) said.facts["step"] = flow.step;
  const auto due = legal_moment(processes, application);
  if (due && *due <= tx.now()) said.facts["reason"] = kDueMissed;
  if (!reason.empty()) said.facts["reason"] = reason;
  flow.overdue_since = tx.now();
  flow.next_at = std::min(next_at(application).value_or(tx.now()), tx.now());
  if (flow.desk.empty()) flow.desk = processes.desk_of(application);
  tell(tx, application, "application.missed", said);
  store::save(tx, application);
}

}  // namespace qyzmet::applications
