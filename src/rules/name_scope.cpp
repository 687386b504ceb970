#include "rules/name_scope.hpp"

#include <algorithm>

namespace qyzmet::rules {

namespace {

NodePtr make(Op op, std::uint32_t slot, const std::string& name, Position at) {
  auto node = std::make_unique<Node>();
  node->op = op;
  node->slot = slot;
  node->name = name;
  node->at = at;
  return node;
}

}  // namespace

NameScope::NameScope(const Names& names) : globals_(names), functions_(1) {
  for (const Names::Entry& entry : names.entries()) collect_members(*entry.type, 16);
  for (const char* const property : {"time offset", "start included", "end included"}) members_.insert(property);
}

void NameScope::collect_members(const Type& type, int depth) {
  if (depth == 0 || members_.size() > 10'000) return;
  for (const auto& [name, member] : type.members) {
    if (type.kind == Type::Kind::context) members_.insert(normal_name(name));
    collect_members(*member, depth - 1);
  }
  if (type.element != nullptr) collect_members(*type.element, depth - 1);
}

std::uint32_t NameScope::declare(std::string name, bool is_item) {
  Function& function = functions_.back();
  function.variables.push_back({std::move(name), function.next_slot, is_item});
  return function.next_slot++;
}

void NameScope::hide(std::size_t count) {
  auto& variables = functions_.back().variables;
  variables.resize(variables.size() - count);
}

bool NameScope::used(std::uint32_t slot) const {
  const auto& variables = functions_.back().variables;
  const auto found = std::ranges::find(variables, slot, &Variable::slot);
  return found != variables.end() && found->used;
}

void NameScope::enter_function(std::string self) {
  functions_.emplace_back();
  functions_.back().self = std::move(self);
}

void NameScope::leave_function(FunctionInfo& function) {
  function.captures = std::move(functions_.back().captures);
  function.frame = functions_.back().next_slot;
  functions_.pop_back();
}

NodePtr NameScope::resolve(const std::string& name, Position at) { return resolve_in(functions_.size() - 1, name, at); }

NodePtr NameScope::resolve_in(std::size_t depth, const std::string& name, Position at) {
  Function& function = functions_[depth];
  std::vector<std::uint32_t> items;
  NodePtr found;
  for (std::size_t i = function.variables.size(); i-- > 0 && found == nullptr;) {
    Variable& variable = function.variables[i];
    if (variable.name == name) {
      found = make(Op::local, variable.slot, name, at);
      variable.used = true;
      // An item that has an entry `item` of its own means that one.
      if (variable.is_item) items.push_back(variable.slot);
    } else if (variable.is_item) {
      items.push_back(variable.slot);
    }
  }
  if (found == nullptr && depth == 0) found = resolve_global(name, at);
  if (found == nullptr && depth > 0) {
    if (!function.self.empty() && function.self == name) {
      found = make(Op::local, 0, name, at);
      found->names.emplace_back("self");
      found = capture(depth, std::move(found));
    } else if (NodePtr outside = resolve_in(depth - 1, name, at)) {
      found = capture(depth, std::move(outside));
    }
  }
  // A filter's item hides what lies outside of the filter: the innermost one comes first.
  for (std::size_t i = items.size(); i-- > 0;) {
    NodePtr node = make(Op::member_or, 0, name, at);
    node->parts.push_back(make(Op::local, items[i], "item", at));
    if (found != nullptr) node->parts.push_back(std::move(found));
    found = std::move(node);
  }
  return found;
}

NodePtr NameScope::resolve_global(const std::string& name, Position at) {
  NodePtr found;
  if (const auto slot = globals_.find(name)) {
    found = make(Op::global, static_cast<std::uint32_t>(*slot), name, at);
    found->global = *slot;
  }
  const auto item = globals_.item();
  if (!item || (found != nullptr && found->slot == *item)) return found;
  NodePtr node = make(Op::member_or, 0, name, at);
  node->parts.push_back(make(Op::global, static_cast<std::uint32_t>(*item), globals_.entries()[*item].name, at));
  node->parts[0]->global = *item;
  if (found != nullptr) node->parts.push_back(std::move(found));
  return node;
}

/// The same reading inside a function: each value from outside is captured once.
NodePtr NameScope::capture(std::size_t depth, NodePtr outside) {
  if (outside->op == Op::member_or) {
    for (NodePtr& part : outside->parts) part = capture(depth, std::move(part));
    return outside;
  }
  Function& function = functions_[depth];
  const bool self = !outside->names.empty();
  const auto from = self                        ? Capture::From::self
                    : outside->op == Op::global ? Capture::From::global
                                                : Capture::From::local;
  outside->names.clear();
  const auto known = std::ranges::find_if(function.captures, [&](const Capture& capture) {
    return capture.from == from && capture.outer == outside->slot;
  });
  outside->op = Op::local;
  if (known != function.captures.end()) {
    outside->slot = known->inner;
    return outside;
  }
  function.captures.push_back({from, outside->slot, function.next_slot, outside->name});
  outside->slot = function.next_slot++;
  return outside;
}

bool NameScope::knows(std::string_view name) const {
  if (globals_.find(name)) return true;
  return std::ranges::any_of(functions_, [&](const Function& function) {
    return function.self == name ||
           std::ranges::any_of(function.variables, [&](const Variable& variable) { return variable.name == name; });
  });
}

bool NameScope::begins(std::string_view start) const {
  const auto fits = [&](const std::string& name) { return name.starts_with(start); };
  return std::ranges::any_of(globals_.entries(), fits, &Names::Entry::name) ||
         std::ranges::any_of(functions_, [&](const Function& function) {
           return fits(function.self) || std::ranges::any_of(function.variables, fits, &Variable::name);
         });
}

bool NameScope::begins_member(std::string_view start) const {
  const auto at = members_.lower_bound(std::string(start));
  return at != members_.end() && at->starts_with(start);
}

bool NameScope::has_item() const {
  if (globals_.item()) return true;
  return std::ranges::any_of(
      functions_, [](const Function& function) { return std::ranges::any_of(function.variables, &Variable::is_item); });
}

}  // namespace qyzmet::rules
