// Who looked at whose data: lines are events of the person looked at; objections are rows beside them.
#include <algorithm>
#include <array>
#include <map>

#include "base/check.hpp"
#include "base/id.hpp"
#include "base/json.hpp"
#include "base/said.hpp"
#include "identity/events.hpp"
#include "identity/identity.hpp"
#include "identity/store.hpp"

namespace qyzmet::identity {
namespace {

constexpr std::string_view kLooked = "person.looked";
constexpr int kLongestReason = 2000;  // characters
constexpr std::string_view kStaffPrefix = "staff:";

constexpr std::array kPurposes = {std::pair{Purpose::decide, std::string_view("decide")},
                                  std::pair{Purpose::help_applicant, std::string_view("help_applicant")},
                                  std::pair{Purpose::check_complaint, std::string_view("check_complaint")}};

/// The line without what other tables say: the member of staff's name, the objection.
struct Line {
  LedgerLine line;
  std::int64_t staff = 0;
};

/// Facts are our own: what does not fit is broken machinery, and thrown.
Line read_line(const journal::Stored& event) {
  const auto value = parse_json(event.facts);
  if (!value) throw db::Broken("identity: facts of a look are damaged");
  const json::object& facts = value->as_object();
  const auto text = [&](std::string_view name) { return std::string(facts.at(name).as_string()); };
  Line read;
  read.line.index = event.index;
  read.line.at = event.at;
  read.line.agency = text("agency");
  read.line.office = text("office");
  read.line.purpose = parse_purpose(text("purpose")).value();
  read.line.case_id = parse_id(text("case")).value();
  for (const json::value& field : facts.at("fields").as_array()) read.line.fields.emplace_back(field.as_string());
  read.staff = parse_id(text("by").substr(kStaffPrefix.size())).value();
  return read;
}

std::vector<LedgerLine> complete(db::Snapshot& snapshot, std::int64_t person, std::vector<Line> lines) {
  std::map<std::int64_t, std::string> names;
  for (const Line& one : lines) {
    if (names.contains(one.staff)) continue;
    const auto staff = store::find_staff(snapshot, one.staff);
    names[one.staff] = staff ? staff->name : "";
  }
  const auto objections = store::objections_of(snapshot, person);
  std::vector<LedgerLine> all;
  for (Line& one : lines) {
    one.line.name = names.at(one.staff);
    const auto objection = std::ranges::find(objections, one.line.index, &store::Objection::look_index);
    if (objection != objections.end()) one.line.objected_at = objection->at;
    all.push_back(std::move(one.line));
  }
  return all;
}

}  // namespace

std::string_view to_word(Purpose purpose) {
  return std::ranges::find(kPurposes, purpose, &decltype(kPurposes)::value_type::first)->second;
}

std::optional<Purpose> parse_purpose(std::string_view word) {
  const auto* const found = std::ranges::find(kPurposes, word, &decltype(kPurposes)::value_type::second);
  return found == kPurposes.end() ? std::nullopt : std::optional(found->first);
}

void looked(db::Tx& tx, const http::Caller& caller, const Look& look) {
  CHECK(caller.staff != 0 && look.case_id != 0);
  json::object facts{{"agency", caller.agency},
                     {"by", caller.id},
                     {"case", id_to_decimal(look.case_id)},
                     {"fields", json::array(look.fields.begin(), look.fields.end())},
                     {"office", caller.office},
                     {"purpose", to_word(look.purpose)}};
  for (const std::int64_t subject : look.subjects) append_event(tx, kLooked, subject, facts);
}

std::vector<LedgerLine> looks(db::Snapshot& snapshot, std::int64_t person, std::int64_t before, int limit) {
  std::vector<Line> lines;
  for (const journal::Stored& event : journal::newest(snapshot, person, kLooked, before, limit))
    lines.push_back(read_line(event));
  return complete(snapshot, person, std::move(lines));
}

Result<LedgerLine> look(db::Snapshot& snapshot, std::int64_t person, std::int64_t index) {
  std::vector<Line> lines;
  if (index >= 0) {
    for (const journal::Stored& event : journal::events(snapshot, index, index + 1)) {
      if (event.kind == kLooked && event.subject == person) lines.push_back(read_line(event));
    }
  }
  if (lines.empty()) return fail(Code::not_found, "look.not_found");
  return complete(snapshot, person, std::move(lines)).front();
}

Result<void> object_to_look(db::Tx& tx, std::int64_t person, std::int64_t index, std::string_view reason) {
  TRY_ASSIGN(const std::string said, get_said({{"reason", reason}}, "reason", kLongestReason));
  if (said.empty()) return fail_field("reason", "field.missing");
  if (store::has_objection(tx, index)) return fail(Code::conflict, "look.already_objected");
  store::insert_objection(tx, person, index);
  append_event(tx, "look.objected", person, {{"by", "person:" + id_to_decimal(person)}, {"look", index}},
               canonical_json(json::object{{"reason", said}}));
  return {};
}

}  // namespace qyzmet::identity
