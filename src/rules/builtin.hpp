#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/evaluation.hpp"
#include "rules/value.hpp"

namespace qyzmet::rules {

/// One way to call a function: its parameters in order.
struct Signature {
  std::vector<std::string> names;
  std::size_t required = 0;  // the first so many must be given
  bool variadic = false;     // the last takes a list, or all arguments from there on
};

class Arguments;

/// One of FEEL's functions.
struct Builtin {
  std::string name;
  std::vector<Signature> signatures;
  Value (*call)(const Arguments& arguments);
};

/// The arguments of one call, in the order of one signature; those that were not given are null. Each reader reports
/// `rules.argument_type` and returns nothing when the argument does not fit; a list of one item fits where the item
/// does.
class Arguments {
 public:
  Arguments(const Builtin& builtin, const Signature& signature, std::span<const Value> values, Evaluation& evaluation)
      : builtin(builtin), signature(signature), values(values), evaluation(evaluation) {}

  std::size_t size() const { return values.size(); }
  /// Null beyond those given.
  const Value& at(std::size_t index) const;
  const Number* number(std::size_t index) const;
  std::optional<std::int64_t> whole(std::size_t index) const;
  /// Where a position in a list of `size` items points, from 0; below 0 it counts from the end. Refused when it points
  /// nowhere.
  std::optional<std::size_t> place(std::size_t index, std::size_t size) const;
  std::optional<std::string_view> text(std::size_t index) const;
  std::optional<bool> boolean(std::size_t index) const;
  /// A value that is no list is a list of one; null does not fit.
  std::optional<std::span<const Value>> list(std::size_t index) const;
  const Context* context(std::size_t index) const;
  const Function* function(std::size_t index) const;
  /// `rules.argument_type` for that argument.
  Value wrong(std::size_t index, std::string_view expected) const;
  /// `rules.argument_value` for that argument: the kind is right, the value is not.
  Value refused(std::size_t index) const;
  const Value& single(std::size_t index) const;

  const Builtin& builtin;
  const Signature& signature;
  std::span<const Value> values;
  Evaluation& evaluation;
};

/// nullptr: FEEL has no such function.
const Builtin* find_builtin(std::string_view name);
/// Names of all, for reading: some are several words.
const std::vector<std::string>& builtin_names();
/// Calls by position, or by name when `names` is not empty (then as long as `values`).
Value call_builtin(const Builtin& builtin, std::span<const Value> values, std::span<const std::string> names,
                   Evaluation& evaluation);
/// The builtin as a function value.
Value function_of(const Builtin& builtin);
/// Calls a function value by position or by name.
Value call_function(const Value& function, std::span<const Value> values, std::span<const std::string> names,
                    Evaluation& evaluation);

/// One part of the table of functions: builtins_*.cpp.
struct BuiltinRow {
  std::string_view name;
  std::vector<std::string_view> signatures;  // "n,scale?" or "list..."
  Value (*call)(const Arguments& arguments);
};
std::vector<BuiltinRow> number_builtins();
std::vector<BuiltinRow> statistics_builtins();
std::vector<BuiltinRow> string_builtins();
std::vector<BuiltinRow> regex_builtins();
std::vector<BuiltinRow> list_builtins();
std::vector<BuiltinRow> list_change_builtins();
std::vector<BuiltinRow> context_builtins();
std::vector<BuiltinRow> boolean_builtins();
std::vector<BuiltinRow> conversion_builtins();
std::vector<BuiltinRow> temporal_builtins();
std::vector<BuiltinRow> range_builtins();

}  // namespace qyzmet::rules
