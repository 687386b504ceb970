#include "applications/application.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/json.hpp"

namespace qyzmet::applications {
namespace {

constexpr std::array kStates = {std::pair{State::submitted, std::string_view("submitted")},
                                std::pair{State::in_progress, std::string_view("in_progress")},
                                std::pair{State::waiting_for_applicant, std::string_view("waiting_for_applicant")},
                                std::pair{State::decided, std::string_view("decided")},
                                std::pair{State::delivered, std::string_view("delivered")},
                                std::pair{State::withdrawn, std::string_view("withdrawn")}};

}  // namespace

std::string_view to_word(State state) {
  return std::ranges::find(kStates, state, &decltype(kStates)::value_type::first)->second;
}

std::optional<State> parse_state(std::string_view word) {
  const auto found = std::ranges::find(kStates, word, &decltype(kStates)::value_type::second);
  return found == kStates.end() ? std::nullopt : std::optional(found->first);
}

std::optional<State> state_after(std::optional<State> state, std::string_view event) {
  if (event == "application.submitted") return state ? std::nullopt : std::optional(State::submitted);
  return state;
}

Due due_after(const catalogue::Deadline& deadline, Instant submitted, const WorkingCalendar& calendar,
              int utc_offset_minutes) {
  if (deadline.unit == catalogue::Deadline::Unit::minutes)
    return {.at = submitted + std::chrono::minutes(deadline.count)};
  const auto on = calendar.add_working_days(local_date(submitted, utc_offset_minutes), deadline.count);
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

SubmittedFacts::SubmittedFacts(const catalogue::Definition& definition, const catalogue::Answers& answers) {
  std::string service;
  append_canonical_string(service, definition.id);
  std::vector<std::pair<std::string_view, std::string>> members = answers.figures;
  members.emplace_back("at", "");
  members.emplace_back("channel", "\"portal\"");
  members.emplace_back("kind", "\"application.submitted\"");
  members.emplace_back("service", std::move(service));
  members.emplace_back("service_version", std::to_string(definition.version));
  members.emplace_back("subject", "");
  std::ranges::sort(members);  // names are ASCII: byte order is the order of RFC 8785

  std::string* part = &before_at_;
  part->append("{");
  for (const auto& [name, value] : members) {
    if (part != &before_at_ || part->size() > 1) part->append(",");
    part->append("\"").append(name).append("\":").append(value);
    if (name == "at") part = &between_;
    if (name == "subject") part = &after_subject_;
  }
  part->append("}");
}

std::string SubmittedFacts::text(Instant at, ApplicationId subject) const {
  return fmt::format("{}\"{}\"{}\"{}\"{}", before_at_, to_rfc3339(at), between_, subject.value, after_subject_);
}

std::string submitted_personal(const Digest& content_sha256) {
  return "{\"content_sha256\":\"" + to_hex(content_sha256) + "\"}";
}

}  // namespace qyzmet::applications
