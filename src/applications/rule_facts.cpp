#include "applications/rule_facts.hpp"

#include <algorithm>

#include "applications/history.hpp"
#include "identity/identity.hpp"

namespace qyzmet::applications {
namespace {

Result<json::value> applicant_of(db::Snapshot& snapshot, std::optional<std::int64_t> id, Date today) {
  if (!id) return json::value(nullptr);
  TRY_ASSIGN(const auto person, identity::person(snapshot, *id));
  json::object applicant{{"iin", person.iin}, {"name", person.name}, {"birth_date", nullptr}, {"age", nullptr}};
  if (const auto birth = birth_date_of(person.iin)) {
    applicant["birth_date"] = to_iso(*birth);
    applicant["age"] = age_at(*birth, today);
  }
  return json::value(std::move(applicant));
}

json::object evidence_of(db::Snapshot& snapshot, const Processes& processes, const Way& way, ApplicationId id) {
  json::object evidence;
  for (const auto& one : way.process.evidence) evidence[one.id] = nullptr;
  if (evidence.empty()) return evidence;
  const AskedAll asked = store::asked(snapshot, id);
  for (const RegisterAnswer& answer : processes.doors.answers_of(snapshot, id)) {
    const auto place = evidence.find(answer.name);
    const auto row = asked.find(answer.name);
    const bool counts = row != asked.end() && row->second.lookup == answer.lookup;  // was not asked anew since
    if (place == evidence.end() || !counts || !answer.found || !answer.value) continue;
    if (auto value = parse_json(*answer.value)) place->value() = *std::move(value);
  }
  return evidence;
}

/// What the rules came to for the answers that count. Erased: then nobody knows any more.
json::object decided_of(db::Snapshot& snapshot, ApplicationId id) {
  json::object decided;
  each_event(snapshot, id, [&](const journal::Stored& event) {
    const bool corrected = event.kind == "application.corrected";
    if (!corrected && (event.kind != "application.rule_applied" || !event.personal)) return true;
    const auto facts = parse_json(event.facts);
    if (corrected && facts && facts->as_object().contains("anew")) decided.clear();
    if (corrected) return true;
    const auto personal = parse_json(*event.personal);
    if (!facts || !personal) return true;
    const auto decision = get_string(facts->as_object(), "decision");
    const auto outputs = get_object(personal->as_object(), "outputs");
    if (decision && outputs) decided[*decision] = **outputs;
    return true;
  });
  return decided;
}

}  // namespace

Result<json::object> rule_facts(db::Snapshot& snapshot, const Processes& processes, const Application& application,
                                Instant now) {
  return rule_facts(snapshot, processes, application, processes.of(application), now);
}

Result<json::object> rule_facts(db::Snapshot& snapshot, const Processes& processes, const Application& application,
                                const Way& way, Instant now) {
  const auto content = store::current_content(snapshot, application.id);
  if (!content) return fail(Code::not_found, "application.not_found");
  TRY_ASSIGN(const json::value filed, parse_json(*content));
  TRY_ASSIGN(const json::object* answers, get_object(filed.as_object(), "answers"));
  const Filed what{.definition = way.definition,
                   .answers = *answers,
                   .applicant = application.filer.applicant,
                   .submitted_at = application.submitted_at};
  TRY_ASSIGN(json::object facts, filed_facts(snapshot, processes, what, now));
  facts["evidence"] = evidence_of(snapshot, processes, way, application.id);
  facts["decided"] = decided_of(snapshot, application.id);
  return facts;
}

Result<json::object> filed_facts(db::Snapshot& snapshot, const Processes& processes, const Filed& filed, Instant now) {
  json::object facts;
  if (filed.definition != nullptr) {
    for (const auto& page : filed.definition->pages) {
      for (const auto& question : page.questions) facts[question.id] = nullptr;
    }
  }
  for (const auto& answer : filed.answers) facts[answer.key()] = answer.value();
  const Date submitted_on = local_date(filed.submitted_at, processes.utc_offset_minutes());
  TRY_ASSIGN(facts["applicant"],
             applicant_of(snapshot, filed.applicant, local_date(now, processes.utc_offset_minutes())));
  facts["submitted_on"] = to_iso(submitted_on);
  facts["mrp"] = nullptr;
  if (const auto index = processes.doors.monthly_index(submitted_on)) facts["mrp"] = *index;
  return facts;
}

std::optional<Date> birth_date_of(std::string_view iin) {
  constexpr std::array<std::string_view, 3> kCenturies = {"18", "19", "20"};
  if (iin.size() != 12 || iin[6] < '1' || iin[6] > '6') return std::nullopt;
  std::string date(kCenturies[static_cast<std::size_t>((iin[6] - '1') / 2)]);
  date.append(iin.substr(0, 2)).append("-").append(iin.substr(2, 2)).append("-").append(iin.substr(4, 2));
  const auto parsed = parse_date(date);
  return parsed ? std::optional(*parsed) : std::nullopt;
}

int age_at(Date birth, Date today) {
  const std::chrono::year_month_day born{birth};
  const std::chrono::year_month_day now{today};
  const int years = static_cast<int>(now.year()) - static_cast<int>(born.year());
  const bool before_birthday = std::pair(now.month(), now.day()) < std::pair(born.month(), born.day());
  return years - (before_birthday ? 1 : 0);
}

}  // namespace qyzmet::applications
