#include "applications/others.hpp"

#include <algorithm>

namespace qyzmet::applications {
namespace {

bool is_iin(const json::value& value) {
  constexpr std::size_t kDigits = 12;
  return value.is_string() && value.get_string().size() == kDigits &&
         std::ranges::all_of(value.get_string(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Whether the rule may have looked at this evidence: its step needs it, or one of its inputs names it.
bool looks_at(const RuleApplied& rule, const catalogue::Process& process, const std::string& evidence) {
  const auto* step = process.step(rule.step);
  if (step == nullptr || std::ranges::find(step->needs, evidence) != step->needs.end()) return true;
  const auto* decision = process.decision(rule.decision);
  return decision == nullptr || std::ranges::any_of(decision->inputs, [&](const catalogue::Column& input) {
           return input.expression.find("evidence." + evidence) != std::string::npos;
         });
}

}  // namespace

std::vector<Other> others_of(std::span<const RegisterAnswer> answers, std::string_view own) {
  std::vector<Other> all;
  for (const RegisterAnswer& answer : answers) {
    const auto asked = parse_json(answer.request);
    if (!asked || !asked->is_object()) continue;
    for (const auto& member : asked->get_object()) {
      if (!is_iin(member.value()) || member.value().get_string() == own) continue;
      const std::string iin(member.value().get_string());
      auto other = std::ranges::find(all, iin, &Other::iin);
      if (other == all.end()) other = all.insert(all.end(), Other{.iin = iin});
      other->evidence.push_back(answer.name);
      if (answer.state == "answered") other->answered.push_back(answer.name);
    }
  }
  return all;
}

void leave_out_others(db::Snapshot& snapshot, const Application& application, const Processes& processes,
                      Timeline& timeline) {
  if (timeline.rules.empty()) return;
  const catalogue::Process& process = processes.of(application).process;
  std::string own;
  if (application.filer.applicant) {
    if (const auto person = identity::person(snapshot, *application.filer.applicant)) own = person->iin;
  }
  const auto answers = processes.doors.answers_of(snapshot, application.id);
  for (const Other& other : others_of(answers, own)) {
    const auto person = identity::person_of_iin(snapshot, other.iin);
    if (person && timeline.signed_by.contains(person_word(person->id))) continue;
    std::erase_if(timeline.rules, [&](const RuleApplied& rule) {
      return std::ranges::any_of(other.evidence,
                                 [&](const std::string& evidence) { return looks_at(rule, process, evidence); });
    });
  }
}

}  // namespace qyzmet::applications
