#include "applications/timeline.hpp"

#include "applications/history.hpp"

namespace qyzmet::applications {
namespace {

json::value member(const json::object& object, std::string_view name) {
  const json::value* found = object.if_contains(name);
  return found == nullptr ? json::value(nullptr) : *found;
}

/// Which kinds of event are words of one side to the other.
std::string_view message_kind(std::string_view event) {
  if (event == "application.message_sent") return "message";
  if (event == "application.asked") return "question";
  if (event == "application.answered") return "answer";
  if (event == "application.corrected") return "correction";
  return "";
}

void add_message(Timeline& timeline, std::int64_t index, Instant at, std::string_view kind, const json::object& facts,
                 const json::object& personal) {
  const bool asks = kind == "question";
  Message message{.index = index,
                  .at = at,
                  .kind = std::string(kind),
                  .from = kind == "message" ? text_of(facts, "from")
                          : asks            ? "office"
                                            : "applicant",
                  .text = member(personal, asks ? "reason" : "text"),
                  .evidence = {},
                  .files = {}};
  if (const auto files = get_array(personal, "files")) message.files = **files;
  if (const auto papers = get_array(facts, "evidence")) {
    for (const auto& paper : **papers) message.evidence.emplace_back(paper.as_string());
  }
  timeline.messages.push_back(std::move(message));
}

void add_rule(Timeline& timeline, Instant at, const json::object& facts, const json::object& personal) {
  RuleApplied rule{.at = at,
                   .step = text_of(facts, "step"),
                   .decision = text_of(facts, "decision"),
                   .outcome = text_of(facts, "outcome"),
                   .rows = {},
                   .article = text_of(facts, "article"),
                   .reason = member(personal, "reason")};
  if (const auto rows = get_array(facts, "rows")) {
    for (const auto& row : **rows) rule.rows.push_back(static_cast<int>(row.to_number<std::int64_t>()));
  }
  timeline.rules.push_back(std::move(rule));
}

}  // namespace

void add_event(Timeline& timeline, std::int64_t index, Instant at, std::string_view kind, const json::object& facts,
               const json::object& personal, int utc_offset_minutes) {
  const Date day = local_date(at, utc_offset_minutes);
  if (const auto party = get_string(facts, "party"); party && facts.contains("state")) {
    if (const auto read = parse_party(*party)) timeline.turns.push_back({*read, day});
  }
  // A step of the applicant's own begins with being asked; a question in an officer's step begins none.
  const bool asked = kind == "application.asked" &&
                     (timeline.entered.empty() || timeline.entered.back().first != text_of(facts, "step"));
  if (asked || kind == "application.step_entered" || kind == "application.step_waits")
    timeline.entered.emplace_back(text_of(facts, "step"), at);
  if (kind == "application.signed") timeline.signed_by.insert(text_of(facts, "by"));
  if (facts.contains("anew")) timeline.rules.clear();  // they looked at other answers
  if (kind == "application.rule_applied") add_rule(timeline, at, facts, personal);
  if (const auto message = message_kind(kind); !message.empty())
    add_message(timeline, index, at, message, facts, personal);
  if (kind == "application.withdrawn" || kind == "application.decided") timeline.ended = day;
  if (kind != "application.decided") return;
  DecisionTold decision{.at = at,
                        .outcome = parse_outcome(text_of(facts, "outcome")).value_or(Outcome::refused),
                        .by = text_of(facts, "by"),
                        .article = text_of(facts, "article"),
                        .reason = member(personal, "reason"),
                        .remedy = member(personal, "remedy")};
  decision.by.resize(std::min(decision.by.find(':'), decision.by.size()));
  timeline.decision = std::move(decision);
}

Timeline timeline_of(db::Snapshot& snapshot, const Application& application, int utc_offset_minutes) {
  Timeline timeline;
  each_event(snapshot, application.id, [&](const journal::Stored& event) {
    add_event(timeline, event.index, event.at, event.kind, object_of(event.facts),
              event.personal ? object_of(*event.personal) : json::object(), utc_offset_minutes);
    return true;
  });
  return timeline;
}

}  // namespace qyzmet::applications
