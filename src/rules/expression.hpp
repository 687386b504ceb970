#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "rules/evaluation.hpp"
#include "rules/names.hpp"
#include "rules/value.hpp"

namespace qyzmet::rules {

struct Node;     // syntax.hpp
struct Program;  // syntax.hpp: the tree and what it needs

/// The values of an expression's names, by slot: as many as the `Names` it was read with.
using Scope = std::span<const Value>;

/// What one text may hold.
struct ParseLimits {
  std::size_t bytes = 64 * 1024;
  std::uint32_t nesting = 100;  ///< parentheses, lists, calls … inside each other
};

/// A FEEL expression, read and resolved. Cheap to copy, unchangeable, safe to evaluate from several threads at once.
class Expression {
 public:
  explicit Expression(std::shared_ptr<const Program> program) : program_(std::move(program)) {}

  /// Null when FEEL says null or an error was reported to `evaluation`. `scope` must hold a value for each name
  /// (CHECK).
  Value evaluate(Scope scope, Evaluation& evaluation) const;
  /// The free names that it uses, each with the longest path of members read from it: "age", "applicant.age". Sorted,
  /// once each.
  const std::vector<std::string>& names() const;
  /// Slots of the names that it uses: sorted, once each.
  const std::vector<std::size_t>& slots() const;
  /// The value, if it is the same whatever the names are: a literal, or a minus before one.
  std::optional<Value> constant() const;
  const std::string& text() const;

 private:
  friend json::value to_json(const Expression& expression);
  std::shared_ptr<const Program> program_;
};

/// One test of a cell, when its ends are constants: a value (then `low` and `high` are the same and both included) or
/// an interval; a null end is open without end.
struct SimpleTest {
  Range interval;
};

/// A cell that is nothing but constants: `-` (any), or `one of tests`, or, negated, `none of tests`.
struct SimpleTests {
  bool any = false;
  bool negated = false;
  std::vector<SimpleTest> tests;
};

/// FEEL unary tests, the cell of a decision table: `-`, `< 5, [10..20]`, `not("a", "b")`, `? > limit`.
class UnaryTests {
 public:
  explicit UnaryTests(std::shared_ptr<const Program> program) : program_(std::move(program)) {}

  /// Whether `input` passes: true, false, or null (neither; it does not pass, and mostly something was reported).
  Value evaluate(const Value& input, Scope scope, Evaluation& evaluation) const;
  /// `evaluate` is true.
  bool matches(const Value& input, Scope scope, Evaluation& evaluation) const;
  /// What the cell says, for the analysis of tables; nullopt when it is more than constants.
  const std::optional<SimpleTests>& simple() const;
  /// As of Expression; `?` does not count.
  const std::vector<std::string>& names() const;
  const std::vector<std::size_t>& slots() const;
  const std::string& text() const;

 private:
  friend json::value to_json(const UnaryTests& tests);
  std::shared_ptr<const Program> program_;
};

/// Reads an expression. Errors: invalid "rules.syntax" {line, column, found}, "rules.unknown_name" {line, column,
/// name}, "rules.unknown_type", "rules.external_function", "rules.bad_literal" …, each with {line, column}; too_large
/// "rules.limit_source" {limit}, "rules.limit_nesting" {limit}.
Result<Expression> parse_expression(std::string_view text, const Names& names, const ParseLimits& limits = {});
/// Reads a cell. Errors: as parse_expression.
Result<UnaryTests> parse_unary_tests(std::string_view text, const Names& names, const ParseLimits& limits = {});
/// Reads a type as FEEL and typeRef write it: "number", "list<date>", "context<a: string>", a name that `names` knows
/// as a type. Errors: as parse_expression; invalid "rules.unknown_type" {name}.
Result<TypeRef> parse_type(std::string_view text, const Names& names = {});

/// One of FEEL's functions by its name, "sum", "date and time"; nullptr: there is none.
/// `call_builtin` calls it by position; null and a diagnostic for arguments that do not fit.
Value call_builtin(std::string_view name, std::span<const Value> arguments, Evaluation& evaluation);
/// Whether FEEL has a function of this name.
bool is_builtin(std::string_view name);
/// Calls a function value; arguments are coerced to its parameters' types. Null and a diagnostic when they do not fit.
Value call(const Value& function, std::span<const Value> arguments, Evaluation& evaluation);

/// The compiled form for another evaluator (web/): see README.md, "The compiled form".
json::value to_json(const Expression& expression);
json::value to_json(const UnaryTests& tests);

}  // namespace qyzmet::rules
