#include "rules/parser.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "rules/builtin.hpp"

namespace qyzmet::rules {

namespace {

/// How high a tree may stand: evaluation and destruction go down it.
constexpr std::uint32_t max_height = 400;

Result<void> readable(std::string_view text, const ParseLimits& limits) {
  if (text.size() > limits.bytes) {
    return fail(Code::too_large, "rules.limit_source", {{"limit", std::to_string(limits.bytes)}});
  }
  if (!is_utf8(text)) return fail(Code::invalid, "rules.not_utf8");
  return {};
}

}  // namespace

NodePtr Parser::make(Op op, std::size_t offset) {
  auto node = std::make_unique<Node>();
  node->op = op;
  node->at = scanner_.position(offset);
  return node;
}

NodePtr Parser::constant(Value value, std::size_t offset) {
  NodePtr node = make(Op::constant, offset);
  node->value = std::move(value);
  return node;
}

Parser::Parsed Parser::grown(NodePtr node) {
  for (const NodePtr& part : node->parts) {
    if (part != nullptr) node->height = std::max(node->height, part->height + 1);
  }
  if (node->height > max_height) {
    return fail(Code::too_large, "rules.limit_nesting", {{"limit", std::to_string(max_height)}});
  }
  return node;
}

Parser::Parsed Parser::binary(Op op, NodePtr left, Parsed right, std::size_t offset) {
  if (!right) return right;
  NodePtr node = make(op, offset);
  node->parts.push_back(std::move(left));
  node->parts.push_back(std::move(*right));
  return grown(std::move(node));
}

Result<void> Parser::not_too_deep() {
  if (depth_ <= limits_.nesting) return {};
  return fail(Code::too_large, "rules.limit_nesting", {{"limit", std::to_string(limits_.nesting)}});
}

Result<void> Parser::expect(std::string_view sign) {
  if (!scanner_.accept(sign)) return scanner_.unexpected_here();
  return {};
}

Result<void> Parser::expect_word(std::string_view word) {
  if (!scanner_.accept_word(word)) return scanner_.unexpected_here();
  return {};
}

Parser::Parsed Parser::parse_expression() {
  const Nesting nesting(depth_);
  TRY(not_too_deep());
  return parse_or();
}

Parser::Parsed Parser::parse_or() {
  Parsed left = parse_and();
  while (left && scanner_.sees_word("or")) {
    const std::size_t offset = scanner_.offset();
    scanner_.pass(2);
    left = binary(Op::either, std::move(*left), parse_and(), offset);
  }
  return left;
}

Parser::Parsed Parser::parse_and() {
  Parsed left = parse_comparison();
  while (left && scanner_.sees_word("and")) {
    const std::size_t offset = scanner_.offset();
    scanner_.pass(3);
    left = binary(Op::both, std::move(*left), parse_comparison(), offset);
  }
  return left;
}

Parser::Parsed Parser::parse_comparison() {
  static constexpr std::pair<std::string_view, Op> signs[] = {
      {"<=", Op::less_equal}, {"<", Op::less},       {">=", Op::greater_equal},
      {">", Op::greater},     {"!=", Op::not_equal}, {"=", Op::equal},
  };
  Parsed left = parse_additive();
  while (left) {
    scanner_.skip();
    const std::size_t offset = scanner_.offset();
    const auto* const sign = std::ranges::find_if(signs, [&](const auto& s) { return scanner_.accept(s.first); });
    if (sign != std::end(signs)) {
      left = binary(sign->second, std::move(*left), parse_additive(), offset);
    } else if (scanner_.accept_word("in")) {
      left = parse_in(std::move(*left));
    } else if (scanner_.accept_word("between")) {
      NodePtr node = make(Op::between, offset);
      node->parts.push_back(std::move(*left));
      TRY_ASSIGN(NodePtr low, parse_additive());
      TRY(expect_word("and"));
      TRY_ASSIGN(NodePtr high, parse_additive());
      node->parts.push_back(std::move(low));
      node->parts.push_back(std::move(high));
      left = grown(std::move(node));
    } else {
      break;
    }
  }
  return left;
}

Parser::Parsed Parser::parse_in(NodePtr left) {
  scanner_.skip();
  const std::size_t offset = scanner_.offset();
  if (!scanner_.sees("(")) return binary(Op::in, std::move(left), parse_test(false), offset);
  TRY_ASSIGN(NodePtr right, parse_parenthesis(true));
  if (right->op != Op::tests) {
    TRY_ASSIGN(right, parse_postfix(std::move(right)));
  }
  return binary(Op::in, std::move(left), std::move(right), offset);
}

Parser::Parsed Parser::parse_additive() {
  Parsed left = parse_multiplicative();
  while (left) {
    scanner_.skip();
    const std::size_t offset = scanner_.offset();
    if (scanner_.accept("+")) {
      left = binary(Op::add, std::move(*left), parse_multiplicative(), offset);
    } else if (scanner_.accept("-")) {
      left = binary(Op::subtract, std::move(*left), parse_multiplicative(), offset);
    } else {
      break;
    }
  }
  return left;
}

Parser::Parsed Parser::parse_multiplicative() {
  Parsed left = parse_power();
  while (left) {
    scanner_.skip();
    const std::size_t offset = scanner_.offset();
    if (scanner_.accept("*")) {
      left = binary(Op::multiply, std::move(*left), parse_power(), offset);
    } else if (scanner_.accept("/")) {
      left = binary(Op::divide, std::move(*left), parse_power(), offset);
    } else {
      break;
    }
  }
  return left;
}

Parser::Parsed Parser::parse_power() {
  Parsed left = parse_negation();
  while (left) {
    scanner_.skip();
    const std::size_t offset = scanner_.offset();
    if (!scanner_.accept("**")) break;
    left = binary(Op::power, std::move(*left), parse_negation(), offset);
  }
  return left;
}

Parser::Parsed Parser::parse_negation() {
  const Nesting nesting(depth_);
  TRY(not_too_deep());
  scanner_.skip();
  const std::size_t offset = scanner_.offset();
  if (scanner_.accept("-")) {
    const bool number = scanner_.offset() < scanner_.text().size() &&
                        std::string_view("0123456789.").contains(scanner_.text()[scanner_.offset()]);
    if (number) {
      TRY_ASSIGN(NodePtr literal, parse_number());
      literal->value = -literal->value.as_number();
      literal->at = scanner_.position(offset);
      return parse_postfix(std::move(literal));
    }
    TRY_ASSIGN(NodePtr operand, parse_negation());
    NodePtr node = make(Op::negate, offset);
    node->parts.push_back(std::move(operand));
    return grown(std::move(node));
  }
  TRY_ASSIGN(NodePtr primary, parse_primary());
  return parse_postfix(std::move(primary));
}

Result<std::shared_ptr<const Program>> Parser::expression() {
  TRY(readable(scanner_.text(), limits_));
  TRY_ASSIGN(NodePtr root, parse_expression());
  if (!scanner_.at_end()) return scanner_.unexpected_here();
  auto program = std::make_shared<Program>();
  program->text = scanner_.text();
  program->scope = scope_.globals().size();
  program->frame = scope_.frame();
  program->root = std::move(root);
  collect_names(*program);
  return program;
}

Result<std::shared_ptr<const Program>> Parser::unary_tests() {
  TRY(readable(scanner_.text(), limits_));
  auto program = std::make_shared<Program>();
  program->text = scanner_.text();
  program->scope = scope_.globals().size();
  scope_.declare("?");
  const bool any = scanner_.at_end() || (scanner_.accept("-") && scanner_.at_end());
  scanner_.back_to(0);
  // `not(…)` around everything; `not(?) and …` is an expression.
  if (!any && scanner_.accept_word("not") && scanner_.sees("(")) {
    TRY_ASSIGN(NodePtr tests, parse_parenthesis(true));
    program->negated = scanner_.at_end();
    if (program->negated && tests->op == Op::tests)
      program->tests = std::move(tests->parts);
    else if (program->negated)
      program->tests.push_back(std::move(tests));
    if (program->negated && program->tests.size() == 1) program->tests[0]->asks_input = asked_input_;
  }
  if (!any && !program->negated) {
    scanner_.back_to(0);
    do {
      asked_input_ = false;
      TRY_ASSIGN(NodePtr test, parse_test(true));
      test->asks_input = asked_input_;
      program->tests.push_back(std::move(test));
    } while (scanner_.accept(","));
    if (!scanner_.at_end()) return scanner_.unexpected_here();
  }
  program->frame = scope_.frame();
  collect_names(*program);
  program->simple = simple_tests(*program);
  return program;
}

Result<TypeRef> Parser::type_alone() {
  TRY(readable(scanner_.text(), limits_));
  TRY_ASSIGN(TypeRef type, parse_type());
  if (!scanner_.at_end()) return scanner_.unexpected_here();
  return type;
}

Result<Expression> parse_expression(std::string_view text, const Names& names, const ParseLimits& limits) {
  TRY_ASSIGN(auto program, Parser(text, names, limits).expression());
  return Expression(std::move(program));
}

Result<UnaryTests> parse_unary_tests(std::string_view text, const Names& names, const ParseLimits& limits) {
  TRY_ASSIGN(auto program, Parser(text, names, limits).unary_tests());
  return UnaryTests(std::move(program));
}

Result<TypeRef> parse_type(std::string_view text, const Names& names) { return Parser(text, names, {}).type_alone(); }

}  // namespace qyzmet::rules
