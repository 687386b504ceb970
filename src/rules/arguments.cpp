#include "rules/builtin.hpp"

namespace qyzmet::rules {

const Value& Arguments::at(std::size_t index) const {
  static const Value null;
  return index < values.size() ? values[index] : null;
}

/// DMN's implicit conversion: a list of one item fits where the item does.
const Value& Arguments::single(std::size_t index) const {
  const Value& value = at(index);
  return value.is_list() && value.as_list().size() == 1 ? value.as_list()[0] : value;
}

Value Arguments::wrong(std::size_t index, std::string_view expected) const {
  const std::size_t named = std::min(index, signature.names.size() - 1);
  return evaluation.report(
      "rules.argument_type",
      {{"function", builtin.name}, {"parameter", signature.names[named]}, {"expected", std::string(expected)}});
}

Value Arguments::refused(std::size_t index) const {
  const std::size_t named = std::min(index, signature.names.size() - 1);
  return evaluation.report("rules.argument_value", {{"function", builtin.name}, {"parameter", signature.names[named]}});
}

const Number* Arguments::number(std::size_t index) const {
  const Value& value = single(index);
  if (value.is_number()) return &value.as_number();
  wrong(index, "number");
  return nullptr;
}

std::optional<std::int64_t> Arguments::whole(std::size_t index) const {
  const Number* const given = number(index);
  if (given == nullptr) return std::nullopt;
  const auto cut = round(*given, 0, Rounding::down);
  const auto value = cut ? cut->to_int64() : std::nullopt;
  if (!value) refused(index);
  return value;
}

std::optional<std::size_t> Arguments::place(std::size_t index, std::size_t size) const {
  const auto given = whole(index);
  if (!given) return std::nullopt;
  const auto most = static_cast<std::int64_t>(size);
  if (*given == 0 || *given > most || *given < -most) {
    refused(index);
    return std::nullopt;
  }
  return static_cast<std::size_t>(*given > 0 ? *given - 1 : most + *given);
}

std::optional<std::string_view> Arguments::text(std::size_t index) const {
  const Value& value = single(index);
  if (value.is_string()) return value.as_string();
  wrong(index, "string");
  return std::nullopt;
}

std::optional<bool> Arguments::boolean(std::size_t index) const {
  const Value& value = single(index);
  if (value.is_boolean()) return value.as_boolean();
  wrong(index, "boolean");
  return std::nullopt;
}

std::optional<std::span<const Value>> Arguments::list(std::size_t index) const {
  const Value& value = at(index);
  if (value.is_null()) {
    wrong(index, "list");
    return std::nullopt;
  }
  const auto items = value.is_list() ? value.as_list() : std::span<const Value>(&value, 1);
  if (!evaluation.spend(items.size() + value.weight() / 16)) return std::nullopt;
  return items;
}

const Context* Arguments::context(std::size_t index) const {
  const Value& value = single(index);
  if (value.is_context()) {
    const Context& context = value.as_context();
    return evaluation.spend(context.entries.size() / 16) ? &context : nullptr;
  }
  wrong(index, "context");
  return nullptr;
}

const Function* Arguments::function(std::size_t index) const {
  const Value& value = at(index);
  if (value.is_function()) return &value.as_function();
  wrong(index, "function");
  return nullptr;
}

}  // namespace qyzmet::rules
