#include "applications/application.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/json.hpp"

namespace qyzmet::applications {
namespace {

constexpr unsigned bit(State state) { return 1U << static_cast<unsigned>(state); }

constexpr unsigned kWaiting = bit(State::waiting_for_applicant);
constexpr unsigned kUnderWay = bit(State::in_progress) | kWaiting;
constexpr unsigned kUndecided = bit(State::submitted) | kUnderWay;
constexpr unsigned kDecided = bit(State::decided);
constexpr unsigned kOpen = kUndecided | kDecided;

/// In which states an event may happen, and where it leads; nowhere: the state stays.
struct Row {
  std::string_view event;
  unsigned before;
  std::optional<State> after = std::nullopt;
};
constexpr std::array kRows = {Row{"application.step_waits", kUndecided, State::in_progress},
                              Row{"application.step_entered", kUndecided, State::in_progress},
                              Row{"application.asked", kUndecided, State::waiting_for_applicant},
                              Row{"application.answered", kWaiting, State::in_progress},
                              Row{"application.corrected", kWaiting, State::in_progress},
                              Row{"application.decided", kUnderWay, State::decided},
                              Row{"application.delivered", kDecided, State::delivered},
                              Row{"application.withdrawn", kUndecided, State::withdrawn},
                              Row{"application.rule_applied", kUndecided},
                              Row{"application.taken", kUnderWay},
                              Row{"application.given_back", kUnderWay},
                              Row{"application.extended", kUnderWay},
                              Row{"application.signed", kUnderWay},
                              Row{"application.declined", kUnderWay},
                              Row{"application.missed", kOpen},
                              Row{"application.rated", kDecided | bit(State::delivered)}};

}  // namespace

std::optional<State> state_after(std::optional<State> state, std::string_view event) {
  if (event == "application.submitted") return state ? std::nullopt : std::optional(State::submitted);
  const auto row = std::ranges::find(kRows, event, &Row::event);
  if (row == kRows.end() || !state) return state;
  if ((row->before & bit(*state)) == 0) return std::nullopt;
  return row->after ? row->after : state;
}

std::string_view to_word(Lane lane) {
  constexpr std::array<std::string_view, 4> kLanes = {"free", "held", "waiting", "elsewhere"};
  return kLanes[static_cast<std::size_t>(lane)];
}

Lane lane_of(const Application& application) {
  const Flow& flow = application.flow;
  if (flow.ball.kind == Party::Kind::applicant) return Lane::waiting;
  if (flow.awaits != Awaits::officer || application.state != State::in_progress) return Lane::elsewhere;
  return flow.holder ? Lane::held : Lane::free;
}

Instant ball_since(const Application& application) {
  return application.flow.ball_since.value_or(application.submitted_at);
}

std::optional<Instant> next_at(const Application& application) {
  if (application.flow.next_at || application.state != State::submitted) return application.flow.next_at;
  return application.submitted_at + kTakenUpWithin;
}

std::string person_word(std::int64_t person) { return "person:" + std::to_string(person); }

std::optional<std::string> acts_for(std::string_view by, const std::optional<std::int64_t>& applicant) {
  if (!applicant || person_word(*applicant) == by) return std::nullopt;
  return person_word(*applicant);
}

Due due_after(const catalogue::Deadline& deadline, Instant submitted, const WorkingCalendar& calendar,
              int utc_offset_minutes) {
  using Unit = catalogue::Deadline::Unit;
  const Date today = local_date(submitted, utc_offset_minutes);
  switch (deadline.unit) {
    case Unit::unknown:
      return {};
    case Unit::minutes:
      return {.at = submitted + std::chrono::minutes(deadline.count)};
    case Unit::hours:
      return {.at = submitted + std::chrono::hours(deadline.count)};
    case Unit::calendar_days: {
      const Instant midnight = today + std::chrono::days(deadline.count + 1);
      return {.at = midnight - std::chrono::minutes(utc_offset_minutes)};
    }
    case Unit::working_days:
      break;
  }
  const auto on = calendar.add_working_days(today, deadline.count);
  return {.on = on ? std::optional(*on) : std::nullopt, .days = deadline.count};
}

std::string filed_content(std::string_view canonical_answers, std::string_view service, int version) {
  std::string content;
  content.reserve(canonical_answers.size() + service.size() + 48);
  content.append("{\"answers\":").append(canonical_answers).append(",\"service\":");
  append_canonical_string(content, service);
  content.append(",\"version\":").append(std::to_string(version)).append("}");
  return content;
}

std::string local_body_of(const catalogue::Definition& definition, std::string_view canonical_answers,
                          const std::vector<catalogue::LocalBody>& local_bodies) {
  if (definition.agency_by.empty()) return {};
  const auto answers = parse_json(canonical_answers);
  const json::value* answer = answers ? answers->get_object().if_contains(definition.agency_by) : nullptr;
  if (answer != nullptr && answer->is_object()) answer = answer->get_object().if_contains("region");
  if (answer == nullptr || !answer->is_string()) return {};
  const auto* body = catalogue::local_body(local_bodies, definition.agency.id, answer->get_string());
  return body == nullptr ? std::string() : body->id;
}

SubmittedFacts::SubmittedFacts(const catalogue::Definition& definition, const catalogue::Answers& answers,
                               const Filer& filer, std::string_view local_body, std::optional<int> exception) {
  std::string service;
  append_canonical_string(service, definition.id);
  std::vector<std::pair<std::string_view, std::string>> members = answers.figures;
  members.emplace_back("at", "");
  members.emplace_back("by", '"' + filer.by + '"');
  members.emplace_back("channel", '"' + filer.channel + '"');
  const bool in_days = definition.deadline.unit == catalogue::Deadline::Unit::working_days;
  if (in_days) members.emplace_back("due_days", std::to_string(definition.deadline.count));
  members.emplace_back(in_days ? "due_on" : "due_at", "");
  if (exception) members.emplace_back("exception", std::to_string(*exception));
  if (const auto other = acts_for(filer.by, filer.applicant)) members.emplace_back("for", '"' + *other + '"');
  if (filer.mandate) members.emplace_back("mandate", '"' + id_to_decimal(*filer.mandate) + '"');
  members.emplace_back("kind", "\"application.submitted\"");
  if (!local_body.empty()) append_canonical_string(members.emplace_back("local_body", "").second, local_body);
  members.emplace_back("service", std::move(service));
  members.emplace_back("service_version", std::to_string(definition.version));
  members.emplace_back("subject", "");
  std::ranges::sort(members);  // names are ASCII: byte order is the order of RFC 8785

  std::string* part = &before_at_;
  part->append("{");
  for (const auto& [name, value] : members) {
    if (part != &before_at_ || part->size() > 1) part->append(",");
    part->append("\"").append(name).append("\":").append(value);
    if (name == "at") part = &before_due_;
    if (name == "due_on" || name == "due_at") part = &before_subject_;
    if (name == "subject") part = &after_subject_;
  }
  part->append("}");
}

std::string SubmittedFacts::text(Instant at, const Due& due, ApplicationId subject) const {
  std::string end = "null";  // the calendar of that year is not known
  if (due.at) end = '"' + to_rfc3339(*due.at) + '"';
  if (due.on) end = '"' + to_iso(*due.on) + '"';
  return fmt::format("{}\"{}\"{}{}{}\"{}\"{}", before_at_, to_rfc3339(at), before_due_, end, before_subject_,
                     subject.value, after_subject_);
}

std::string submitted_personal(const Digest& content_sha256) {
  return "{\"content_sha256\":\"" + to_hex(content_sha256) + "\"}";
}

void tell_due(const Due& due, json::object& facts) {
  if (due.at) facts["due_at"] = to_rfc3339(*due.at);
  if (due.days) facts["due_days"] = *due.days;
  if (due.on) facts["due_on"] = to_iso(*due.on);
}

}  // namespace qyzmet::applications
