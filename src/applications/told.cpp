#include "applications/told.hpp"

#include <algorithm>

#include "applications/others.hpp"

namespace qyzmet::applications {
namespace {

/// {agency, agency_title, party} of whoever has the ball, or had it for a day.
json::object party_of(const Party& party, const Processes& processes) {
  json::object told{{"party", to_word(party)}, {"agency", nullptr}, {"agency_title", nullptr}};
  if (party.kind != Party::Kind::agency) return told;
  told["party"] = "agency";
  told["agency"] = party.agency;
  told["agency_title"] = title_of_agency(processes, party.agency);
  return told;
}

json::value ball_of(const Application& application, const Processes& processes) {
  if (!is_open(application.state)) return nullptr;
  json::object ball = party_of(application.flow.ball, processes);
  ball["since"] = to_rfc3339(ball_since(application));
  ball["until"] = moment_or_null(next_at(application));
  return ball;
}

json::object clock_of(const Timeline& timeline, const Application& application, const Processes& processes,
                      Instant now) {
  const int offset = processes.utc_offset_minutes();
  const Date until = timeline.ended.value_or(local_date(now, offset));
  const Charges charges =
      charge(timeline.turns, local_date(application.submitted_at, offset), until, processes.calendar());
  json::array all;
  for (const auto& [party, days] : charges.days) {
    json::object one = party_of(parse_party(party).value_or(Party{}), processes);
    one["working_days"] = days;
    all.push_back(std::move(one));
  }
  return {{"charges", std::move(all)}, {"not_known_days", charges.not_known}};
}

json::array steps_of(const Timeline& timeline, const catalogue::Process& process) {
  json::array all;
  for (const catalogue::Step& step : process.steps) {
    json::object one{{"id", step.id},
                     {"by", catalogue::to_word(step.by)},
                     {"title", to_object(step.title)},
                     {"entered_at", nullptr}};
    for (const auto& [entered, at] : timeline.entered) {
      if (entered == step.id) one["entered_at"] = to_rfc3339(at);
    }
    all.push_back(std::move(one));
  }
  return all;
}

/// What the row that matched looks at: {kind, test, title} of each input that it does not leave open.
json::array conditions_of(const catalogue::Decision& decision, const std::vector<int>& rows) {
  json::array all;
  if (rows.empty() || rows.front() < 1 || rows.front() > std::ssize(decision.rules)) return all;
  const auto& tests = decision.rules[static_cast<std::size_t>(rows.front() - 1)].tests;
  for (std::size_t i = 0; i < std::min(tests.size(), decision.inputs.size()); ++i) {
    const catalogue::Column& input = decision.inputs[i];
    if (tests[i] == "-") continue;
    const Text named{.kk = input.name, .ru = input.name, .en = input.name};
    all.push_back(json::object{{"kind", catalogue::to_word(input.kind)},
                               {"test", tests[i]},
                               {"title", to_object(input.title.value_or(named))}});
  }
  return all;
}

json::array checks_of(const Timeline& timeline, const catalogue::Process& process) {
  json::array all;
  for (const RuleApplied& rule : timeline.rules) {
    const catalogue::Decision* decision = process.decision(rule.decision);
    json::object one{{"at", to_rfc3339(rule.at)},  {"step", rule.step},     {"title", nullptr},
                     {"outcome", rule.outcome},    {"reason", rule.reason}, {"article", rule.article},
                     {"conditions", json::array()}};
    if (decision != nullptr) {
      one["title"] = to_object(decision->title);
      one["conditions"] = conditions_of(*decision, rule.rows);
    }
    all.push_back(std::move(one));
  }
  return all;
}

json::value decision_of(const Timeline& timeline) {
  if (!timeline.decision) return nullptr;
  const DecisionTold& told = *timeline.decision;
  return json::object{{"outcome", to_word(told.outcome)}, {"at", to_rfc3339(told.at)}, {"by", told.by},
                      {"article", told.article},          {"reason", told.reason},     {"remedy", told.remedy}};
}

json::array messages_of(const Timeline& timeline, const catalogue::Process& process) {
  json::array all;
  for (const Message& message : timeline.messages) {
    json::array papers;
    for (const std::string& id : message.evidence) {
      const auto* evidence = process.find_evidence(id);
      papers.push_back(json::object{
          {"id", id}, {"title", evidence == nullptr ? json::value(nullptr) : json::value(to_object(evidence->title))}});
    }
    all.push_back(json::object{{"index", message.index},
                               {"at", to_rfc3339(message.at)},
                               {"kind", message.kind},
                               {"from", message.from},
                               {"text", message.text},
                               {"files", message.files},
                               {"papers", std::move(papers)}});
  }
  return all;
}

json::array evidence_rows(const AskedAll& asked, const Application& application, const Processes& processes) {
  json::array all;
  for (const auto& evidence : processes.of(application).process.evidence) {
    const std::string agency = processes.doors.agency_of_register(evidence.register_id);
    json::object one{{"id", evidence.id},
                     {"title", to_object(evidence.title)},
                     {"register", evidence.register_id},
                     {"register_title", to_object(processes.doors.title_of_register(evidence.register_id))},
                     {"agency", agency},
                     {"agency_title", title_of_agency(processes, agency)},
                     {"state", nullptr},
                     {"asked_at", nullptr},
                     {"due_at", nullptr}};
    if (const auto row = asked.find(evidence.id); row != asked.end()) {
      one["state"] = to_word(row->second.state);
      one["asked_at"] = to_rfc3339(row->second.asked_at);
      one["due_at"] = to_rfc3339(row->second.due_at);
    }
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

json::value moment_or_null(const std::optional<Instant>& moment) {
  return moment ? json::value(to_rfc3339(*moment)) : json::value(nullptr);
}

json::value title_of_agency(const Processes& processes, std::string_view agency) {
  const auto* const named = processes.catalogue().agency(agency);
  return named == nullptr ? json::value(nullptr) : json::value(to_object(named->title));
}

json::value step_of(const Application& application, const Processes& processes, std::string_view id) {
  const auto* step = processes.of(application).process.step(id);
  if (step == nullptr) return nullptr;
  return json::object{{"id", step->id}, {"by", catalogue::to_word(step->by)}, {"title", to_object(step->title)}};
}

void add_way(json::object& object, const Application& application, const Processes& processes) {
  const Flow& flow = application.flow;
  object["step"] = step_of(application, processes, flow.step);
  object["ball"] = ball_of(application, processes);
  object["awaits"] = nullptr;
  if (is_open(application.state)) object["awaits"] = to_word(flow.awaits);
  object["outcome"] = nullptr;
  if (flow.outcome) object["outcome"] = to_word(*flow.outcome);
  object["overdue"] = flow.overdue_since.has_value();
  object["part_of"] = nullptr;
  if (flow.part_of) object["part_of"] = id_to_decimal(*flow.part_of);
}

void add_timeline(json::object& object, db::Snapshot& snapshot, const Application& application,
                  const Processes& processes, Instant now, TellWhom whom) {
  Timeline timeline = timeline_of(snapshot, application, processes.utc_offset_minutes());
  if (whom == TellWhom::applicant) leave_out_others(snapshot, application, processes, timeline);
  object["clock"] = clock_of(timeline, application, processes, now);
  const catalogue::Process& process = processes.of(application).process;
  object["steps"] = steps_of(timeline, process);
  object["checks"] = checks_of(timeline, process);
  object["decision"] = decision_of(timeline);
  object["messages"] = messages_of(timeline, process);
  object["document"] = processes.doors.document_of(snapshot, application.id);
  object["corrections"] = application.flow.corrections;
  object["rating"] = nullptr;
  if (application.flow.rating) object["rating"] = *application.flow.rating;
}

json::array to_json(const std::vector<const catalogue::Action*>& actions) {
  using Kind = catalogue::Target::Kind;
  json::array all;
  for (const catalogue::Action* action : actions) {
    const bool refuses = action->to.kind == Kind::refused;
    const bool asks = action->to.kind == Kind::waiting_for_applicant;
    all.push_back(json::object{{"id", action->id},
                               {"title", to_object(action->title)},
                               {"needs_reason", refuses || asks || action->needs_reason},
                               {"needs_remedy", refuses}});
  }
  return all;
}

json::array evidence_asked(db::Snapshot& snapshot, const Application& application, const Processes& processes) {
  return evidence_rows(store::asked(snapshot, application.id), application, processes);
}

json::array evidence_of(db::Snapshot& snapshot, const Application& application, const Processes& processes,
                        std::span<const RegisterAnswer> answers) {
  const AskedAll asked = store::asked(snapshot, application.id);
  json::array all = evidence_rows(asked, application, processes);
  for (json::value& entry : all) {
    json::object& one = entry.get_object();
    const auto row = asked.find(std::string_view(one.at("id").as_string()));
    const auto answer =
        row == asked.end() ? answers.end() : std::ranges::find(answers, row->second.lookup, &RegisterAnswer::lookup);
    const bool there = answer != answers.end();
    const auto value = there && answer->value ? parse_json(*answer->value) : Result<json::value>(nullptr);
    one["found"] = there && answer->found;
    one["facts"] = processes.doors.facts_of_register(one.at("register").as_string());
    one["value"] = value ? *value : json::value(nullptr);
    one["as_of"] = there ? moment_or_null(answer->as_of) : json::value(nullptr);
    one["got_at"] = there ? moment_or_null(answer->got_at) : json::value(nullptr);
    one["kept"] = there && answer->kept;
    one["synthetic"] = there && answer->synthetic;
  }
  return all;
}

}  // namespace qyzmet::applications
