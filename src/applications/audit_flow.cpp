#include "applications/audit_flow.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "applications/history.hpp"

namespace qyzmet::applications {
namespace {

/// Of a number its digits; empty if there is none, or null.
std::string fact_of(const json::object& facts, std::string_view name) {
  const auto* value = facts.if_contains(name);
  if (value == nullptr || value->is_null()) return "";
  return value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
}

void take_due(Followed& followed, const json::object& facts) {
  if (!facts.contains("due_at") && !facts.contains("due_days") && !facts.contains("due_on")) return;
  followed.due_at = fact_of(facts, "due_at");
  followed.due_days = fact_of(facts, "due_days");
  followed.due_on = fact_of(facts, "due_on");
}

/// It stays in the officer's hand while it goes to and fro between them and the applicant.
void take_standing(Followed& followed, const json::object& facts, std::int64_t index) {
  const std::string step = fact_of(facts, "step");
  followed.awaits = fact_of(facts, "awaits");
  const bool same_file = step == followed.step && (followed.awaits == "officer" || followed.awaits == "answer");
  const std::string state = fact_of(facts, "state");
  if (!same_file || state == "decided") followed.holder.reset();
  followed.step = step;
  const std::string party = fact_of(facts, "party");
  if (party != followed.party || followed.ball_since.empty()) followed.ball_since = fact_of(facts, "at");
  followed.party = party;
  followed.part_of = fact_of(facts, "part_of");
  followed.next_at = fact_of(facts, "next_at");
  followed.next_at_told = true;
  followed.outcome = fact_of(facts, "outcome");
  followed.index = index;
  followed.overdue = false;
}

void take_act(Followed& followed, const journal::Stored& event, const json::object& facts) {
  if (event.kind == "application.taken") {
    constexpr std::string_view kStaff = "staff:";
    const std::string by = fact_of(facts, "by");
    const auto staff = by.starts_with(kStaff) ? parse_id(std::string_view(by).substr(kStaff.size()))
                                              : Result<std::int64_t>(std::unexpected(Error{}));
    followed.holder = staff ? std::optional(*staff) : std::nullopt;
  }
  if (event.kind == "application.given_back") followed.holder.reset();
  if (event.kind == "application.missed") {
    const std::string due = fact_of(facts, "due");
    followed.overdue = true;
    followed.next_at = fact_of(facts, "at");
    if (!due.empty()) followed.next_at = std::min(followed.next_at, due);  // written alike: in the order of time
  }
  if (event.kind == "application.extended") followed.extended = true;
  if (event.kind == "application.extended" && facts.contains("next_at")) {
    followed.next_at = fact_of(facts, "next_at");
    followed.overdue = false;
  }
  if (event.kind == "application.part_filed") {
    followed.next_at = fact_of(facts, "next_at");
    followed.next_at_told = !followed.next_at.empty();
  }
  if (event.kind == "application.rated") {
    const auto rating = get_integer(facts, "rating");
    followed.rating = rating ? *rating : 0;
  }
  if (event.kind == "application.corrected")
    followed.corrections.push_back(event.personal ? fact_of(object_of(*event.personal), "content_sha256") : "");
}

void check_corrections(const Application& row, const Followed& followed,
                       const std::vector<store::Correction>& corrections,
                       const std::function<void(std::string_view what)>& differs) {
  const auto count = static_cast<std::size_t>(row.flow.corrections);
  if (count != followed.corrections.size() || count != corrections.size()) {
    differs("corrections");
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const std::string digest = to_hex(corrections[i].content_sha256);
    const std::string& told = followed.corrections[i];
    const bool same = sha256(corrections[i].content) == corrections[i].content_sha256;
    if (!same || (!told.empty() && told != digest)) differs(fmt::format("correction {}", i + 1));
  }
}

}  // namespace

Followed follow(const std::vector<journal::Stored>& history) {
  Followed followed;
  for (const journal::Stored& event : history) {
    if (!event.kind.starts_with("application.")) continue;
    const json::object facts = object_of(event.facts);
    take_due(followed, facts);
    if (facts.contains("state")) take_standing(followed, facts, event.index);
    take_act(followed, event, facts);
  }
  return followed;
}

void check_flow(const Application& row, const Followed& followed, const std::vector<store::Correction>& corrections,
                const std::function<void(std::string_view what)>& differs) {
  const Flow& flow = row.flow;
  const auto expect = [&](std::string_view name, const std::string& in_row, const std::string& in_events) {
    if (in_row != in_events) differs(name);
  };
  const bool moved = flow.index.has_value();
  expect("step", flow.step, followed.step);
  expect("ball", moved ? to_word(flow.ball) : "", followed.party);
  if (is_open(row.state) && !followed.awaits.empty())
    expect("awaits", moved ? std::string(to_word(flow.awaits)) : "", followed.awaits);
  expect("outcome", flow.outcome ? std::string(to_word(*flow.outcome)) : "", followed.outcome);
  expect("due_at", row.due.at ? to_rfc3339(*row.due.at) : "", followed.due_at);
  expect("due_days", row.due.days ? std::to_string(*row.due.days) : "", followed.due_days);
  expect("due_on", row.due.on ? to_iso(*row.due.on) : "", followed.due_on);
  if (followed.next_at_told) expect("next_at", flow.next_at ? to_rfc3339(*flow.next_at) : "", followed.next_at);
  expect("ball_since", flow.ball_since ? to_rfc3339(*flow.ball_since) : "", followed.ball_since);
  if (moved) expect("part_of", flow.part_of ? id_to_decimal(*flow.part_of) : "", followed.part_of);
  if (flow.index != followed.index) differs("flow_index");
  if (flow.holder != followed.holder) differs("holder");
  if (flow.overdue_since.has_value() != followed.overdue) differs("overdue_since_ms");
  if (flow.extended != followed.extended) differs("extended");
  if (flow.rating.value_or(0) != followed.rating) differs("rating");
  check_corrections(row, followed, corrections, differs);
}

}  // namespace qyzmet::applications
