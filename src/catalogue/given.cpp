#include "catalogue/given.hpp"

#include <algorithm>

#include "catalogue/answers.hpp"
#include "catalogue/scope.hpp"

namespace qyzmet::catalogue {
namespace {

/// Enough for the longest group; a rule that wants more is not true.
constexpr rules::EvaluationLimits kLimits{.steps = 200'000, .depth = 200, .items = 10'000, .text_bytes = 64 << 10};

bool has_answer(const json::object& answers, const std::string& id, const std::variant<bool, std::string>& equals) {
  const json::value* answer = answers.if_contains(id);
  if (answer == nullptr) return false;
  if (const bool* said = answer->if_bool()) return equals == std::variant<bool, std::string>(*said);
  const auto* text = answer->if_string();
  const auto* wanted = std::get_if<std::string>(&equals);
  return text != nullptr && wanted != nullptr && trim(*text) == *wanted;
}

}  // namespace

Given::Given(const FieldSet& set, const json::object& answers, const Surroundings& surroundings)
    : set_(set), answers_(answers), surroundings_(surroundings) {
  find_conditions();
}

Given::Given(const FieldSet& set, const json::object& answers, const Given& outer)
    : set_(set), answers_(answers), outer_(&outer), surroundings_(outer.surroundings_) {
  find_conditions();
}

void Given::find_conditions() {
  holds_.reserve(set_.conditions.size());
  for (const Condition& condition : set_.conditions) {
    bool found = holds(condition.needs);
    if (found && condition.rule) {
      found = rule_holds(condition);
    } else if (found) {
      const Field& field = set_.fields[condition.field];
      found = asked(field) && has_answer(answers_, field.id, condition.equals);
    }
    holds_.push_back(found ? 1 : 0);
  }
}

bool Given::rule_holds(const Condition& condition) {
  values_.resize(set_.names);
  known_.resize(set_.names);
  for (const std::size_t slot : condition.rule->slots()) {
    const bool is_item = outer_ != nullptr && slot == outer_->set_.names;  // as much of it as this rule looks at
    if (known_[slot] != 0 && !is_item) continue;
    values_[slot] = value_of_slot(slot, condition);
    known_[slot] = 1;
  }
  rules::EvaluationLimits limits = kLimits;
  limits.steps = std::min(limits.steps, surroundings_.steps_left);
  rules::Evaluation evaluation(moment(surroundings_.today), limits);
  const bool holds = condition.rule->evaluate(values_, evaluation).is_true();
  surroundings_.steps_left -= limits.steps - evaluation.steps_left();
  return holds;
}

/// Slots as `Scope` gives them.
rules::Value Given::value_of_slot(std::size_t slot, const Condition& condition) const {
  if (outer_ != nullptr) {
    const std::size_t outer_names = outer_->set_.names;
    if (slot < outer_names) return outer_->value_of_slot(slot, condition);
    if (slot == outer_names) return item(&condition.members);
    return value_of(set_.fields[set_.by_slot[slot - outer_names - 1]]);
  }
  const std::size_t questions = set_.by_slot.size();
  if (slot < questions) return value_of(set_.fields[set_.by_slot[slot]]);
  if (slot == questions + Scope::age) return age_function();
  if (slot == questions + Scope::today) return to_day(surroundings_.today);
  return {};
}

/// Null: not asked, not answered, or not an answer of its kind. A group is a list then too, without items.
rules::Value Given::value_of(const Field& field) const {
  const json::value* answer = answers_.if_contains(field.id);
  if (answer == nullptr || !asked(field) || is_blank(field, *answer)) {
    return field.kind == Kind::repeat ? rules::Value::list({}) : rules::Value();
  }
  if (field.kind == Kind::repeat) {
    const auto* list = answer->if_array();
    if (list == nullptr || static_cast<std::int64_t>(list->size()) > field.max) return {};
    std::vector<rules::Value> items;
    for (const auto& one : *list) {
      const auto* object = one.if_object();
      if (object == nullptr) return {};
      items.push_back(Given(field.group.front(), *object, *this).item(nullptr));
    }
    return rules::Value::list(std::move(items));
  }
  std::string normal;
  if (check_answer(field, *answer, surroundings_.plan, normal)) return {};
  const auto value = parse_json(normal);
  return value ? to_value(field.kind, *value) : rules::Value();
}

rules::Value Given::item(const std::vector<std::string>* only) const {
  std::vector<std::pair<std::string, rules::Value>> members;
  for (const std::size_t place : set_.by_slot) {
    const Field& field = set_.fields[place];
    if (only != nullptr && std::ranges::find(*only, field.id) == only->end()) continue;
    members.emplace_back(field.id, value_of(field));
  }
  return rules::Value::context(std::move(members));
}

}  // namespace qyzmet::catalogue
