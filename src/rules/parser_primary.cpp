#include <algorithm>

#include "rules/builtin.hpp"
#include "rules/parser.hpp"

namespace qyzmet::rules {

Parser::Parsed Parser::parse_primary() {
  const char next = scanner_.peek();
  const std::size_t offset = scanner_.offset();
  if ((next >= '0' && next <= '9') || (next == '.' && !scanner_.sees(".."))) return parse_number();
  if (next == '"') {
    TRY_ASSIGN(std::string text, read_string(scanner_));
    return constant(Value(text), offset);
  }
  if (next == '@') return parse_at_literal();
  if (next == '(') return parse_parenthesis(false);
  if (next == '[') return parse_bracket();
  if (next == ']') {
    scanner_.pass(1);
    const Inside inside(in_range_end_);
    TRY_ASSIGN(NodePtr low, parse_expression());
    return parse_range(std::move(low), false);
  }
  if (next == '{') return parse_context();
  return parse_name();
}

Parser::Parsed Parser::parse_number() {
  scanner_.skip();
  const std::size_t begin = scanner_.offset();
  const std::string_view text = scanner_.text();
  std::size_t end = begin;
  const auto digits = [&] {
    const std::size_t from = end;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
    return end > from;
  };
  bool read = digits();
  if (end + 1 < text.size() && text[end] == '.' && text[end + 1] >= '0' && text[end + 1] <= '9') {
    ++end;
    read = digits();
  }
  if (read && end < text.size() && (text[end] | 0x20) == 'e') {
    const std::size_t before = end++;
    if (end < text.size() && (text[end] == '+' || text[end] == '-')) ++end;
    if (!digits()) end = before;
  }
  const auto number = Number::parse(text.substr(begin, end - begin));
  if (!number) return scanner_.fail_at(begin, "rules.bad_number");
  scanner_.back_to(end);
  return constant(*number, begin);
}

Parser::Parsed Parser::parse_at_literal() {
  const std::size_t offset = scanner_.offset();
  scanner_.pass(1);
  if (scanner_.peek() != '"') return scanner_.unexpected_here();
  TRY_ASSIGN(const std::string text, read_string(scanner_));
  if (const auto day = DayValue::parse(text)) return constant(*day, offset);
  if (const auto time = TimeValue::parse(text)) return constant(*time, offset);
  if (const auto moment = DateTimeValue::parse(text)) return constant(*moment, offset);
  if (const auto duration = YearsMonthsDuration::parse(text)) return constant(*duration, offset);
  if (const auto duration = DaysTimeDuration::parse(text)) return constant(*duration, offset);
  return scanner_.fail_at(offset, "rules.bad_literal", {{"found", text.substr(0, 40)}});
}

bool Parser::sees_comparison() {
  const char next = scanner_.peek();
  return next == '<' || next == '>' || next == '=' || scanner_.sees("!=");
}

Parser::Parsed Parser::parse_comparison_range() {
  static constexpr std::pair<std::string_view, Op> signs[] = {
      {"<=", Op::less_equal}, {"<", Op::less},       {">=", Op::greater_equal},
      {">", Op::greater},     {"!=", Op::not_equal}, {"=", Op::equal},
  };
  NodePtr node = make(Op::comparison, scanner_.offset());
  for (const auto& [sign, op] : signs) {
    if (!scanner_.accept(sign)) continue;
    node->sign = op;
    TRY_ASSIGN(NodePtr end, parse_additive());
    node->parts.push_back(std::move(end));
    return grown(std::move(node));
  }
  return scanner_.unexpected_here();
}

Parser::Parsed Parser::parse_test(bool whole_expression) {
  if (sees_comparison()) return parse_comparison_range();
  return whole_expression ? parse_expression() : parse_additive();
}

Parser::Parsed Parser::parse_parenthesis(bool may_list_tests) {
  const Nesting nesting(depth_);
  TRY(not_too_deep());
  scanner_.skip();
  const std::size_t offset = scanner_.offset();
  scanner_.pass(1);
  const Inside inside(in_range_end_);
  TRY_ASSIGN(NodePtr first, parse_test(true));
  if (scanner_.sees("..")) return parse_range(std::move(first), false);
  if (may_list_tests && scanner_.sees(",")) {
    NodePtr tests = make(Op::tests, offset);
    tests->parts.push_back(std::move(first));
    while (scanner_.accept(",")) {
      TRY_ASSIGN(NodePtr test, parse_test(true));
      tests->parts.push_back(std::move(test));
    }
    TRY(expect(")"));
    return grown(std::move(tests));
  }
  TRY(expect(")"));
  return first;
}

Parser::Parsed Parser::parse_range(NodePtr low, bool low_included) {
  scanner_.skip();
  NodePtr range = make(Op::range, scanner_.offset());
  TRY(expect(".."));
  range->low_included = low_included;
  range->parts.push_back(std::move(low));
  const Inside inside(in_range_end_, true);
  TRY_ASSIGN(NodePtr high, parse_additive());
  range->parts.push_back(std::move(high));
  range->high_included = scanner_.accept("]");
  if (!range->high_included && !scanner_.accept(")") && !scanner_.accept("[")) return scanner_.unexpected_here();
  return grown(std::move(range));
}

Parser::Parsed Parser::parse_bracket() {
  const Nesting nesting(depth_);
  TRY(not_too_deep());
  NodePtr list = make(Op::list, scanner_.offset());
  scanner_.pass(1);
  const Inside inside(in_range_end_);
  if (scanner_.accept("]")) return list;
  for (;;) {
    TRY_ASSIGN(NodePtr item, parse_test(true));
    if (list->parts.empty() && scanner_.sees("..")) return parse_range(std::move(item), true);
    list->parts.push_back(std::move(item));
    if (!scanner_.accept(",")) break;
  }
  TRY(expect("]"));
  return grown(std::move(list));
}

Parser::Parsed Parser::parse_context() {
  const Nesting nesting(depth_);
  TRY(not_too_deep());
  NodePtr context = make(Op::context, scanner_.offset());
  scanner_.pass(1);
  const Inside inside(in_range_end_);
  if (scanner_.accept("}")) return context;
  do {
    std::string name;
    const bool quoted = scanner_.peek() == '"';
    const std::size_t offset = scanner_.offset();
    if (quoted) {
      TRY_ASSIGN(name, read_string(scanner_));
    } else {
      TRY_ASSIGN(name, parse_new_name(":", ""));
    }
    TRY(expect(":"));
    if (std::ranges::find(context->names, name) != context->names.end()) {
      return scanner_.fail_at(offset, "rules.duplicate_entry", {{"name", name}});
    }
    Parsed value = scanner_.sees_word("function") ? parse_function(name) : parse_expression();
    if (!value) return value;
    scope_.add_member(normal_name(name));
    context->slots.push_back(scope_.declare(normal_name(name)));
    context->names.push_back(std::move(name));
    context->parts.push_back(std::move(*value));
  } while (scanner_.accept(","));
  TRY(expect("}"));
  scope_.hide(context->parts.size());
  return grown(std::move(context));
}

}  // namespace qyzmet::rules
