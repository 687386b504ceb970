#include "rules/builtin.hpp"

namespace qyzmet::rules {

namespace {

using Entries = std::vector<std::pair<std::string, Value>>;

Value get_value(const Arguments& arguments) {
  const Context* const context = arguments.context(0);
  if (context == nullptr) return {};
  const Value& key = arguments.at(1);
  if (!key.is_list()) {
    const auto name = arguments.text(1);
    const Value* const found = name ? context->find(*name) : nullptr;
    return found != nullptr ? *found : Value();
  }
  Value at = arguments.single(0);
  for (const Value& step : key.as_list()) {
    if (!step.is_string() || !at.is_context()) return arguments.refused(1);
    const Value* const found = at.as_context().find(step.as_string());
    if (found == nullptr) return {};
    at = Value(*found);
  }
  return at;
}

Value get_entries(const Arguments& arguments) {
  const Context* const context = arguments.context(0);
  if (context == nullptr) return {};
  std::vector<Value> out;
  for (const auto& [name, value] : context->entries) {
    out.push_back(arguments.evaluation.make_context({{"key", Value(name)}, {"value", value}}));
  }
  return arguments.evaluation.make_list(std::move(out));
}

/// A context's entries with one more, or another in its place.
Value with_entry(const Context& context, std::string_view name, const Value& value, Evaluation& evaluation) {
  Entries entries = context.entries;
  if (!evaluation.spend(entries.size())) return {};
  for (auto& entry : entries) {
    if (entry.first != name) continue;
    entry.second = value;
    return evaluation.make_context(std::move(entries));
  }
  entries.emplace_back(name, value);
  return evaluation.make_context(std::move(entries));
}

Value put_at(const Value& base, std::span<const Value> keys, const Value& value, const Arguments& arguments) {
  if (!base.is_context() || !keys[0].is_string()) return arguments.refused(1);
  const std::string_view name = keys[0].as_string();
  if (keys.size() == 1) return with_entry(base.as_context(), name, value, arguments.evaluation);
  const Value* const inner = base.as_context().find(name);
  if (inner == nullptr) return arguments.refused(1);
  const Value changed = put_at(*inner, keys.subspan(1), value, arguments);
  return changed.is_null() ? Value() : with_entry(base.as_context(), name, changed, arguments.evaluation);
}

Value put(const Arguments& arguments) {
  const Context* const context = arguments.context(0);
  if (context == nullptr) return {};
  const Value& key = arguments.at(1);
  // Whoever says `key:` means one; by position either fits.
  if (key.is_list() && arguments.signature.names[1] == "keys") {
    const auto keys = key.as_list();
    if (keys.empty() || keys.size() > Value::max_nesting) return arguments.refused(1);
    return put_at(arguments.single(0), keys, arguments.at(2), arguments);
  }
  const auto name = key.is_string() ? std::optional(key.as_string()) : std::nullopt;
  if (!name) return arguments.wrong(1, "string");
  return with_entry(*context, *name, arguments.at(2), arguments.evaluation);
}

Value merge(const Arguments& arguments) {
  const auto contexts = arguments.list(0);
  if (!contexts) return {};
  Entries entries;
  for (const Value& context : *contexts) {
    if (!context.is_context()) return arguments.wrong(0, "list<context>");
    if (!arguments.evaluation.spend(context.as_context().entries.size())) return {};
    entries.insert(entries.end(), context.as_context().entries.begin(), context.as_context().entries.end());
    if (entries.size() > arguments.evaluation.limits().items) break;
  }
  return arguments.evaluation.make_context(std::move(entries));
}

/// From contexts with `key` and `value`, as `get entries` gives them. A key that comes twice is an error.
Value from_entries(const Arguments& arguments) {
  const auto given = arguments.list(0);
  if (!given) return {};
  Entries entries;
  for (const Value& entry : *given) {
    const Value* const key = entry.is_context() ? entry.as_context().find("key") : nullptr;
    const Value* const value = entry.is_context() ? entry.as_context().find("value") : nullptr;
    if (key == nullptr || value == nullptr || !key->is_string()) return arguments.refused(0);
    entries.emplace_back(key->as_string(), *value);
  }
  const std::size_t size = entries.size();
  Value out = arguments.evaluation.make_context(std::move(entries));
  if (out.is_context() && out.as_context().entries.size() != size) return arguments.refused(0);
  return out;
}

Value negation(const Arguments& arguments) {
  const Value& value = arguments.single(0);
  if (value.is_null()) return {};
  const auto truth = arguments.boolean(0);
  return truth ? Value(!*truth) : Value();
}

/// Three-valued over a list: `decides` at the first of it.
Value quantified(const Arguments& arguments, bool decides) {
  const auto items = arguments.list(0);
  if (!items) return {};
  bool unknown = false;
  bool wrong = false;
  for (const Value& item : *items) {
    if (item.is_boolean() && item.as_boolean() == decides) {
      if (!wrong) return decides;
    }
    unknown = unknown || item.is_null();
    wrong = wrong || (!item.is_boolean() && !item.is_null());
  }
  if (wrong) return arguments.wrong(0, "list<boolean>");
  return unknown ? Value() : Value(!decides);
}

}  // namespace

std::vector<BuiltinRow> context_builtins() {
  return {
      {"get value", {"m,key", "context,keys"}, get_value},
      {"get entries", {"m"}, get_entries},
      {"context", {"entries"}, from_entries},
      {"context put", {"context,keys,value", "context,key,value"}, put},
      {"context merge", {"contexts"}, merge},
  };
}

std::vector<BuiltinRow> boolean_builtins() {
  return {
      {"not", {"negand"}, negation},
      {"all", {"list..."}, [](const Arguments& a) { return quantified(a, false); }},
      {"any", {"list..."}, [](const Arguments& a) { return quantified(a, true); }},
  };
}

}  // namespace qyzmet::rules
