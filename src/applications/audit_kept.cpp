#include "applications/audit_kept.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "applications/history.hpp"
#include "exchange/exchange.hpp"

namespace qyzmet::applications {
namespace {

using Wrong = std::function<void(std::int64_t index, std::string_view what)>;

/// The lookup that an event is about; 0: none.
std::int64_t lookup_of(const json::object& facts) { return parse_id(text_of(facts, "lookup")).value_or(0); }

bool says(const Kept& kept, std::string_view kind) {
  return std::ranges::find(kept.history, kind, &journal::Stored::kind) != kept.history.end();
}

/// Files that were told of: digest → what each was called, and where.
using Told = std::map<std::string, std::set<std::pair<std::string, std::string>>>;

/// Every record of a file among answers, however deep.
void find_files(const json::value& value, std::string_view question, Told& told) {
  if (value.is_array()) {
    for (const json::value& one : value.get_array()) find_files(one, question, told);
  }
  if (!value.is_object()) return;
  const json::object& object = value.get_object();
  if (object.contains("sha256") && object.contains("name") && object.contains("size") && object.contains("type")) {
    told[text_of(object, "sha256")].emplace(question, text_of(object, "name"));
    return;
  }
  for (const auto& member : object) find_files(member.value(), member.key(), told);
}

void find_answers_files(std::string_view content, Told& told) {
  const json::object filed = object_of(content);
  if (const auto answers = get_object(filed, "answers")) find_files(**answers, "", told);
}

/// What came with an answer or a message, by the event that brought it.
void find_messages_files(const Kept& kept, const Wrong& wrong, Told& told) {
  for (const journal::Stored& event : kept.history) {
    const json::object facts = object_of(event.facts);
    const json::value* count = facts.if_contains("files");
    if (count == nullptr || !event.personal) continue;
    const json::object personal = object_of(*event.personal);
    const auto records = get_array(personal, "files");
    if (!records || *count != json::value((*records)->size())) {
      wrong(event.index, "the event and its personal part differ in files");
      continue;
    }
    const std::string_view kind = event.kind == "application.message_sent" ? "message" : "answer";
    for (const json::value& record : **records) find_files(record, fmt::format("{}.{}", kind, event.index), told);
  }
}

/// What was filed, or came later, is named as it was called: else the sweep would take it.
void check_files(const Kept& kept, const Wrong& wrong) {
  Told told;
  find_answers_files(kept.filed.content, told);
  for (const store::Correction& correction : kept.corrections) find_answers_files(correction.content, told);
  find_messages_files(kept, wrong, told);
  for (const auto& [digest, called] : told) {
    const auto row =
        std::ranges::find_if(kept.named, [&](const files::Named& one) { return to_hex(one.sha256) == digest; });
    if (row == kept.named.end())
      wrong(-1, "it does not name a file that came with it");
    else if (!called.contains({row->question, row->name}))
      wrong(-1, "it calls a file otherwise than who sent it");
  }
}

void check_lookup(const Kept& kept, const journal::Stored& asked, const json::object& facts, const Wrong& wrong) {
  const std::int64_t id = lookup_of(facts);
  const auto row = kept.lookups.find(id);
  if (row == kept.lookups.end()) return wrong(asked.index, "a register was asked, but there is no such lookup");
  const exchange::Lookup& lookup = row->second;
  std::string_view state = "asked";
  bool found = false;
  std::string digest;
  for (const journal::Stored& event : kept.history) {
    constexpr std::string_view kLead = "lookup.";
    if (!event.kind.starts_with(kLead) || event.index == asked.index) continue;
    const json::object said = object_of(event.facts);
    if (lookup_of(said) != id) continue;
    state = std::string_view(event.kind).substr(kLead.size());
    if (const auto* there = said.if_contains("found"); there != nullptr && there->is_bool()) found = there->get_bool();
    if (event.personal) digest = text_of(object_of(*event.personal), "value_sha256");
  }
  const bool same = lookup.register_id == text_of(facts, "register") && lookup.evidence == text_of(facts, "evidence") &&
                    to_rfc3339(lookup.deadline) == text_of(facts, "deadline") && lookup.found == found &&
                    to_word(lookup.state) == state;
  if (!same) wrong(asked.index, "a lookup does not follow from its events");
  if (!digest.empty() && digest != to_hex(sha256(lookup.value.value_or(""))))
    wrong(asked.index, "what a register answered is not what its digest stands for");
}

/// Which kind of event brings evidence into a state; empty: none, or one that may still be on its way.
std::string_view kind_for(EvidenceState state) {
  switch (state) {
    case EvidenceState::arrived:
      return "lookup.answered";
    case EvidenceState::failed:
      return "lookup.failed";
    case EvidenceState::expired:
      return "lookup.expired";
    case EvidenceState::asked:
    case EvidenceState::given_up:
      break;
  }
  return "";
}

void check_evidence(const Kept& kept, const Wrong& wrong) {
  const bool brought = says(kept, "application.answered") || says(kept, "application.corrected");
  for (const auto& [name, asked] : kept.asked) {
    const std::string_view kind = kind_for(asked.state);
    bool follows = kind.empty() && (asked.state != EvidenceState::given_up || brought);
    bool in_time = true;
    for (const journal::Stored& event : kept.history) {
      if (event.kind != kind && event.kind != "lookup.asked") continue;
      const json::object facts = object_of(event.facts);
      if (lookup_of(facts) != asked.lookup) continue;
      if (event.kind == kind) follows = true;
      if (event.kind == "lookup.asked") in_time = text_of(facts, "deadline") == to_rfc3339(asked.due_at);
    }
    if (!follows || !in_time) wrong(-1, fmt::format("evidence {} does not follow from its events", name));
  }
}

/// On no desk, or in the lane that follows from who has the ball and who has it in hand.
void check_desk(const Kept& kept, const Wrong& wrong) {
  const Application& row = kept.filed.application;
  const bool lies = is_open(row.state) && (row.flow.index || row.flow.overdue_since);
  if (row.flow.desk.empty() == lies) wrong(-1, "the row and the events differ in desk");
  if (kept.filed.lane != (row.flow.desk.empty() ? "" : to_word(lane_of(row))))
    wrong(-1, "the row and the events differ in lane");
}

/// Somebody who stands among the answers, while it waits for their signature; empty: the answers name nobody.
void check_signer(const Kept& kept, const Wrong& wrong) {
  const Flow& flow = kept.filed.application.flow;
  const bool waits = kept.filed.application.state == State::in_progress && flow.awaits == Awaits::signature;
  bool named = !flow.signer || flow.signer->empty();
  const json::object filed = object_of(kept.corrections.empty() ? kept.filed.content : kept.corrections.back().content);
  if (const auto answers = get_object(filed, "answers"); answers && !named) {
    for (const auto& answer : **answers)
      named = named || (answer.value().is_string() && answer.value().get_string() == *flow.signer);
  }
  if (waits != flow.signer.has_value() || !named) wrong(-1, "the row and the answers differ in signer");
}

}  // namespace

void read_kept(db::Snapshot& snapshot, Kept& kept) {
  const Application& row = kept.filed.application;
  if (row.flow.corrections != 0) kept.corrections = store::corrections(snapshot, row.id);
  if (row.flow.index) kept.asked = store::asked(snapshot, row.id);
  bool files = kept.filed.content.find("\"sha256\"") != std::string::npos;
  for (const store::Correction& one : kept.corrections)
    files = files || one.content.find("\"sha256\"") != std::string::npos;
  for (const journal::Stored& event : kept.history) {
    files = files || event.facts.find("\"files\"") != std::string::npos;
    if (event.kind != "lookup.asked") continue;
    const std::int64_t id = lookup_of(object_of(event.facts));
    if (auto found = exchange::find(snapshot, id)) kept.lookups[id] = *std::move(found);
  }
  if (files) kept.named = files::named_by(snapshot, row.id.value);
}

void check_kept(const Kept& kept, const Wrong& wrong) {
  check_files(kept, wrong);
  for (const journal::Stored& event : kept.history) {
    if (event.kind == "lookup.asked") check_lookup(kept, event, object_of(event.facts), wrong);
  }
  check_evidence(kept, wrong);
  check_desk(kept, wrong);
  check_signer(kept, wrong);
}

}  // namespace qyzmet::applications
