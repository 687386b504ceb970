#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "rules/expression.hpp"
#include "rules/name_scope.hpp"
#include "rules/scanner.hpp"
#include "rules/syntax.hpp"

namespace qyzmet::rules {

/// Recursive descent over FEEL's grammar (DMN 1.5, 10.3.1.2). From loose to tight: for, if, some, every, function;
/// or; and; comparisons, between, in; + -; * /; **; minus; instance of; paths, filters, calls; the rest.
class Parser {
 public:
  Parser(std::string_view text, const Names& names, const ParseLimits& limits)
      : scanner_(text), scope_(names), limits_(limits) {}

  Result<std::shared_ptr<const Program>> expression();
  Result<std::shared_ptr<const Program>> unary_tests();
  Result<TypeRef> type_alone();

 private:
  using Parsed = Result<NodePtr>;

  // parser.cpp
  Parsed parse_expression();
  Parsed parse_or();
  Parsed parse_and();
  Parsed parse_comparison();
  Parsed parse_in(NodePtr left);
  Parsed parse_additive();
  Parsed parse_multiplicative();
  Parsed parse_power();
  Parsed parse_negation();
  Parsed parse_postfix(NodePtr node);
  Parsed parse_path(NodePtr node);
  Parsed parse_filter(NodePtr node);
  Parsed parse_call(NodePtr callee);

  // parser_primary.cpp
  Parsed parse_primary();
  Parsed parse_number();
  Parsed parse_at_literal();
  Parsed parse_parenthesis(bool may_list_tests);
  Parsed parse_bracket();
  Parsed parse_range(NodePtr low, bool low_included);
  Parsed parse_context();
  Parsed parse_comparison_range();
  Parsed parse_test(bool whole_expression);
  Parsed parse_name();
  Parsed parse_known_name(const std::string& name, std::size_t end);
  Parsed parse_unknown_name();
  std::string match_builtin(std::size_t& end);

  // parser_blocks.cpp
  Parsed parse_if();
  Parsed parse_loop(Op op);
  Parsed parse_function(std::string self);
  Result<std::string> parse_new_name(std::string_view end_signs, std::string_view end_word);
  Result<std::pair<std::string, TypeRef>> parse_parameter();

  // parser_types.cpp
  Result<TypeRef> parse_type();
  Result<TypeRef> parse_type_arguments(std::string_view name);
  Result<TypeRef> parse_context_type();
  Result<TypeRef> parse_function_type();

  /// The longest known name from here, blanks and signs included; "" when none begins here.
  std::string match_name(bool members, std::size_t& end);
  /// Words from here up to a keyword: what a name is when nothing knows it.
  std::string match_words(std::size_t& end);
  /// Whether `name:` stands here, in a call's arguments; passes it.
  std::string accept_argument_name();
  bool sees_filter();
  bool sees_comparison();
  bool sees_call(std::size_t offset);

  NodePtr make(Op op, std::size_t offset);
  Parsed binary(Op op, NodePtr left, Parsed right, std::size_t offset);
  /// The node, unless it stands too high over its parts.
  Parsed grown(NodePtr node);
  NodePtr constant(Value value, std::size_t offset);
  /// A call that depends on nothing is made now, when it goes well: `date("2026-03-05")` in a cell is a constant.
  NodePtr folded(NodePtr node);
  Result<void> expect(std::string_view sign);
  Result<void> expect_word(std::string_view word);

  /// Counts how deep the reading is in itself.
  struct Nesting {
    explicit Nesting(std::uint32_t& depth) : depth(depth) { ++depth; }
    ~Nesting() { --depth; }
    std::uint32_t& depth;
  };
  Result<void> not_too_deep();
  /// What closes inside closes that, and not a range outside.
  struct Inside {
    explicit Inside(bool& flag, bool value = false) : flag(flag), before(flag) { flag = value; }
    ~Inside() { flag = before; }
    bool& flag;
    bool before;
  };

  Scanner scanner_;
  NameScope scope_;
  ParseLimits limits_;
  std::uint32_t depth_ = 0;
  bool asked_input_ = false;   // `?` was read
  bool in_range_end_ = false;  // a `[` may close the range
};

}  // namespace qyzmet::rules
