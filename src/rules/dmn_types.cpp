#include "rules/dmn_types.hpp"

#include <algorithm>

namespace qyzmet::rules::dmn {
namespace {

using OldWord = std::pair<std::string_view, std::string_view>;
/// Types as DMN 1.1 and XML Schema call them.
constexpr OldWord kOldWords[] = {
    {"dateTime", "date and time"},
    {"dayTimeDuration", "days and time duration"},
    {"yearMonthDuration", "years and months duration"},
    {"any", "Any"},
    {"integer", "number"},
    {"decimal", "number"},
    {"double", "number"},
};

std::string_view without_prefix(std::string_view type) {
  const std::size_t colon = type.find(':');
  const bool generic = type.find('<') != std::string_view::npos;
  return colon == std::string_view::npos || generic ? type : type.substr(colon + 1);
}

/// Whether all of `value` is allowed.
bool allows(const Constraint& constraint, const Value& value, Evaluation& evaluation) {
  if (value.is_null()) return true;
  if (constraint.also && !allows(*constraint.also, value, evaluation)) return false;
  if (constraint.values && !constraint.values->matches(value, {}, evaluation)) return false;
  if (constraint.element && value.is_list()) {
    return std::ranges::all_of(value.as_list(),
                               [&](const Value& item) { return allows(*constraint.element, item, evaluation); });
  }
  if (!value.is_context()) return true;
  return std::ranges::all_of(constraint.members, [&](const auto& member) {
    const Value* found = value.as_context().find(member.first);
    return found == nullptr || allows(*member.second, *found, evaluation);
  });
}

}  // namespace

Declared result_of(Declared declared) {
  if (declared.type->kind != Type::Kind::function) return declared;
  return {declared.type->element, nullptr};
}

Value fit(Value value, const Declared& declared, std::string_view name, Evaluation& evaluation) {
  if (value.is_null()) return value;
  if (declared.type->kind == Type::Kind::function && value.is_function() &&
      declared.type->members.size() == value.as_function().parameters.size()) {
    return value;
  }
  if (declared.type->kind != Type::Kind::any) {
    auto coerced = coerce(value, *declared.type);
    if (!coerced) {
      return evaluation.report("rules.wrong_type",
                               {{"name", std::string(name)}, {"expected", to_text(*declared.type)}});
    }
    value = *std::move(coerced);
  }
  if (declared.constraint && !allows(*declared.constraint, value, evaluation)) {
    return evaluation.report("rules.not_allowed", {{"name", std::string(name)}, {"value", to_text(value, 100)}});
  }
  return value;
}

Types::Types(const Definitions& file, std::vector<std::pair<std::string, const Types*>> imported,
             std::vector<Fault>& faults)
    : file_(file), imported_(std::move(imported)), faults_(faults) {
  for (const auto& [name, types] : imported_) {
    for (const auto& entry : types->names_.types()) {
      names_.add_type(name.empty() ? entry.name : name + "." + entry.name, entry.type);
    }
  }
  for (const ItemDefinition& definition : file_.types) {
    definitions_.emplace(normal_name(definition.name), &definition);
  }
  for (const ItemDefinition& definition : file_.types) find(normal_name(definition.name));
}

std::string Types::feel(std::string_view type) const {
  const std::string_view local = without_prefix(type);
  const auto old = std::ranges::find(kOldWords, local, &OldWord::first);
  // A model may have a type of its own by such a name.
  if (old == std::end(kOldWords) || definitions_.contains(normal_name(local))) return std::string(local);
  return std::string(old->second);
}

std::optional<Declared> Types::find(std::string_view name) {
  const std::string normal = normal_name(name);
  if (const auto found = found_.find(normal); found != found_.end()) return found->second;
  const auto definition = definitions_.find(normal);
  if (definition != definitions_.end()) {
    // A type that is made of itself: FEEL's types have no such thing; inside itself it is any. So it is deep inside.
    constexpr std::size_t kDeep = 50;
    if (being_built_.size() > kDeep || !being_built_.insert(normal).second) {
      return Declared{type_of(Type::Kind::any), nullptr};
    }
    Declared made = built(*definition->second);
    being_built_.erase(normal);
    names_.add_type(definition->second->name, made.type);
    return found_.emplace(normal, std::move(made)).first->second;
  }
  for (const auto& [import, types] : imported_) {
    const std::string prefix = import.empty() ? std::string() : normal_name(import) + ".";
    if (!normal.starts_with(prefix)) continue;
    const auto found = types->found_.find(normal.substr(prefix.size()));
    if (found != types->found_.end()) return found->second;
  }
  return std::nullopt;
}

Declared Types::declared(std::string_view type, std::string_view node, std::size_t line) {
  if (type.empty()) return {type_of(Type::Kind::any), nullptr};
  if (auto found = find(type)) return *std::move(found);
  const std::string local = feel(type);
  if (auto found = find(local)) return *std::move(found);
  for (const auto& imported : imported_) {  // "p:tPerson": DMN 1.1 named the import by a prefix
    const auto found = imported.second->found_.find(normal_name(local));
    if (found != imported.second->found_.end()) return found->second;
  }
  auto parsed = parse_type(local, names_);
  if (parsed) return {*std::move(parsed), nullptr};
  faults_.push_back({file_.space, std::string(node), line, std::move(parsed).error()});
  return {type_of(Type::Kind::any), nullptr};
}

Declared Types::base(const ItemDefinition& definition) {
  if (definition.function) {
    std::vector<TypeRef> parameters;
    for (const Item& item : definition.parameters) {
      parameters.push_back(declared(item.type, definition.name, definition.line).type);
    }
    return {function_of(std::move(parameters), declared(definition.result, definition.name, definition.line).type),
            nullptr};
  }
  if (definition.components.empty()) return declared(definition.type, definition.name, definition.line);
  std::vector<std::pair<std::string, TypeRef>> members;
  auto constraint = std::make_shared<Constraint>();
  for (const ItemDefinition& component : definition.components) {
    Declared member = built(component);
    const std::string name = normal_name(component.name);
    members.emplace_back(name, member.type);
    if (member.constraint) constraint->members.emplace_back(name, member.constraint);
  }
  const bool free = constraint->members.empty();
  return {context_of(std::move(members)), free ? nullptr : std::move(constraint)};
}

std::optional<UnaryTests> Types::tests(const std::string& text, const ItemDefinition& definition) {
  if (text.empty() || text == "-") return std::nullopt;
  auto parsed = parse_unary_tests(text, names_);
  if (parsed) return *std::move(parsed);
  faults_.push_back({file_.space, definition.name, definition.line, std::move(parsed).error()});
  return std::nullopt;
}

/// Allowed values are those of one item, a type constraint is on the whole (DMN 1.5, 7.3.3); both on top of the base's.
ConstraintRef Types::constrained(const ItemDefinition& definition, const Declared& base) {
  const auto and_tests = [&](ConstraintRef inner, const std::string& text) -> ConstraintRef {
    auto values = tests(text, definition);
    if (!values) return inner;
    auto made = std::make_shared<Constraint>();
    made->also = std::move(inner);
    made->values = std::move(values);
    return made;
  };
  ConstraintRef constraint = and_tests(base.constraint, definition.allowed_values);
  if (definition.collection && constraint) {
    auto list = std::make_shared<Constraint>();
    list->element = std::move(constraint);
    constraint = std::move(list);
  }
  return and_tests(std::move(constraint), definition.type_constraint);
}

Declared Types::built(const ItemDefinition& definition) {
  const Declared inner = base(definition);
  ConstraintRef constraint = constrained(definition, inner);
  return {definition.collection ? list_of(inner.type) : inner.type, std::move(constraint)};
}

}  // namespace qyzmet::rules::dmn
