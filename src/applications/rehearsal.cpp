#include "applications/rehearsal.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "applications/history.hpp"
#include "applications/rehearsed_way.hpp"
#include "applications/rule_facts.hpp"
#include "applications/store.hpp"
#include "applications/store_flow.hpp"

namespace qyzmet::applications {
namespace {

constexpr std::int64_t kLongEnoughMs = 600;  ///< a snapshot lives a second
constexpr std::size_t kMostListed = 200;

/// What a rule came to when the application was decided.
struct Ruled {
  std::string decision;
  std::string outcome;
  Instant at{};
};

std::vector<Ruled> rulings(db::Snapshot& snapshot, ApplicationId id) {
  std::vector<Ruled> all;
  each_event(snapshot, id, [&](const journal::Stored& event) {
    if (event.kind != "application.rule_applied") return true;
    const auto facts = parse_json(event.facts);
    if (!facts || !facts->is_object()) return true;
    const auto decision = get_string(facts->get_object(), "decision");
    const auto outcome = get_string(facts->get_object(), "outcome");
    if (decision && outcome) all.push_back({std::string(*decision), std::string(*outcome), event.at});
    return true;
  });
  return all;
}

/// "answers.children[2].iin" → "answers.children.iin".
std::string without_places(std::string_view path) {
  std::string text;
  bool inside = false;
  for (const char c : path) {
    inside = c == '[' || (inside && c != ']');
    if (!inside && c != ']') text += c;
  }
  return text;
}

std::set<std::string> decisions_of(const catalogue::Process& process) {
  std::set<std::string> all;
  for (const auto& decision : process.decisions) all.insert(decision.id);
  return all;
}

/// How many came to the same. What few came to is not told apart from what others did: a keeper writes the rules, and
/// could make them ask for somebody's answers one by one.
class Groups {
 public:
  /// `broad`: the part of `whole` that may be told of few.
  void add(const json::object& whole, const json::object& broad) {
    ++count_;
    Group& group = groups_[canonical_json(whole)];
    group.told = whole;
    group.broad = broad;
    ++group.count;
  }
  std::int64_t count() const { return count_; }

  /// The largest first, each with its "count"; at most kMostListed.
  json::array told() const {
    std::map<std::string, Group> merged;
    for (const auto& [key, group] : groups_) {
      const json::object& told = group.count < kFew ? group.broad : group.told;
      Group& same = merged[canonical_json(told)];
      same.told = told;
      same.count += group.count;
    }
    std::vector<Group> sorted;
    for (auto& [key, group] : merged) sorted.push_back(std::move(group));
    std::ranges::stable_sort(sorted, std::greater(), &Group::count);
    json::array all;
    for (Group& group : sorted) {
      if (all.size() == kMostListed) break;
      group.told["count"] = group.count;
      all.push_back(std::move(group.told));
    }
    return all;
  }

 private:
  static constexpr std::int64_t kFew = 5;
  struct Group {
    json::object told;
    json::object broad;
    std::int64_t count = 0;
  };
  std::map<std::string, Group> groups_;
  std::int64_t count_ = 0;
};

class Rehearsal {
 public:
  Rehearsal(db::Snapshot& snapshot, const Processes& processes, const catalogue::Service& next)
      : snapshot_(snapshot),
        processes_(processes),
        next_(next),
        way_{.definition = &next.definition, .process = next.definition.process} {}

  Result<void> run(const Application& application) {
    ++number_;
    TRY(form(application));
    const auto ruled = rulings(snapshot_, application.id);
    const Instant at = ruled.empty() ? application.submitted_at : ruled.front().at;
    TRY_ASSIGN(json::object facts, rule_facts(snapshot_, processes_, application, way_, at));
    whole(application, facts, at);
    rules(ruled, std::move(facts));
    return {};
  }

  json::object finish(int wanted, bool cut_short) {
    return {{"wanted", wanted},
            {"run", number_},
            {"cut_short", cut_short},
            {"changed_count", changed_.count()},
            {"refused_count", refused_},
            {"failed_count", failed_.count()},
            {"ended_count", ended_.count()},
            {"ended", ended_.told()},
            {"changed", changed_.told()},
            {"refused", fields_.told()},
            {"failed", failed_.told()},
            {"added_decisions", added()},
            {"gone_decisions", json::array(gone_.begin(), gone_.end())}};
  }

 private:
  /// As if it were filed on its day.
  Result<void> form(const Application& application) {
    const auto content = store::current_content(snapshot_, application.id);
    if (!content) return {};
    TRY_ASSIGN(const json::value filed, parse_json(*content));
    TRY_ASSIGN(const json::object* answers, get_object(filed.as_object(), "answers"));
    const Date day = local_date(application.submitted_at, processes_.utc_offset_minutes());
    const auto checked = next_.form.check(*answers, day);
    if (checked) return {};
    ++refused_;
    for (const FieldError& field : checked.error().fields) {
      fields_.add({{"path", without_places(field.path)}, {"key", field.key}}, {{"path", ""}, {"key", ""}});
    }
    return {};
  }

  void rules(const std::vector<Ruled>& ruled, json::object facts) {
    json::object decided;
    for (const Ruled& one : ruled) {
      compared_.insert(one.decision);
      if (next_.definition.process.decision(one.decision) == nullptr) {
        gone_.insert(one.decision);
        continue;
      }
      facts["decided"] = decided;  // what this version came to, not what the other did
      const auto now = processes_.doors.decide(next_.definition, one.decision, facts, one.at);
      if (!now) {
        failed_.add({{"decision", one.decision}, {"key", now.error().key}},
                    {{"decision", one.decision}, {"key", ""}});
        continue;
      }
      decided[one.decision] = now->outputs;
      if (now->outcome == one.outcome) continue;
      changed_.add({{"decision", one.decision},
                    {"before", one.outcome},
                    {"after", now->outcome},
                    {"rows", json::array(now->rows.begin(), now->rows.end())},
                    {"article", now->article}},
                   {{"decision", one.decision},
                    {"before", nullptr},
                    {"after", nullptr},
                    {"rows", json::array()},
                    {"article", ""}});
    }
  }

  /// From the first step to the end, people and registers doing what they did.
  void whole(const Application& application, const json::object& facts, Instant at) {
    if (!application.flow.outcome || way_.process.steps.empty()) return;
    const Rehearsed then =
        rehearse_way(processes_, way_, said_at_steps(snapshot_, application.id), facts, at);
    if (then.outcome == application.flow.outcome) return;
    json::object one{{"before", to_word(*application.flow.outcome)}, {"after", nullptr}, {"step", then.step}};
    if (then.outcome) one["after"] = to_word(*then.outcome);
    json::object broad = one;
    broad["step"] = "";
    ended_.add(one, broad);
  }

  /// Decisions that nothing which was rehearsed went through.
  json::array added() const {
    json::array all;
    for (const std::string& id : decisions_of(way_.process)) {
      if (!compared_.contains(id)) all.emplace_back(id);
    }
    return all;
  }

  db::Snapshot& snapshot_;
  const Processes& processes_;
  const catalogue::Service& next_;
  const Way way_;
  std::int64_t number_ = 0;
  Groups changed_;
  Groups fields_;  ///< that the form does not take
  std::int64_t refused_ = 0;
  Groups failed_;
  Groups ended_;  ///< otherwise, or not at all
  std::set<std::string> gone_;
  std::set<std::string> compared_;
};

}  // namespace

Result<json::object> rehearse(db::Snapshot& snapshot, const Processes& processes, const catalogue::Service& next,
                              int wanted, const Clock& clock) {
  const std::int64_t started_ms = clock.monotonic_ms();
  Rehearsal rehearsal(snapshot, processes, next);
  bool cut_short = false;
  for (const Application& application : store::decided(snapshot, next.definition.id, wanted)) {
    if (clock.monotonic_ms() - started_ms > kLongEnoughMs) {
      cut_short = true;
      break;
    }
    TRY(rehearsal.run(application));
  }
  return rehearsal.finish(wanted, cut_short);
}

}  // namespace qyzmet::applications
