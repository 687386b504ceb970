#include "rules/builtin.hpp"
#include "rules/parser.hpp"

namespace qyzmet::rules {

Parser::Parsed Parser::parse_postfix(NodePtr node) {
  for (;;) {
    scanner_.skip();
    const std::size_t offset = scanner_.offset();
    Parsed next = nullptr;
    if (scanner_.sees(".")) {
      next = parse_path(std::move(node));
    } else if (sees_filter()) {
      next = parse_filter(std::move(node));
    } else if (scanner_.sees("(")) {
      next = parse_call(std::move(node));
    } else if (scanner_.accept_word("instance")) {
      TRY(expect_word("of"));
      TRY_ASSIGN(TypeRef type, parse_type());
      NodePtr test = make(Op::instance_of, offset);
      test->type = std::move(type);
      test->parts.push_back(std::move(node));
      next = grown(std::move(test));
    } else {
      return node;
    }
    if (!next) return next;
    node = std::move(*next);
  }
}

/// In `[1..10[` the last bracket closes: nothing that could be a filter follows it.
bool Parser::sees_filter() {
  if (!scanner_.sees("[")) return false;
  if (!in_range_end_) return true;
  const std::size_t offset = scanner_.offset();
  scanner_.pass(1);
  const char next = scanner_.peek();
  const std::string_view word = scanner_.word();
  scanner_.back_to(offset);
  constexpr std::string_view between[] = {"and", "or", "in", "then", "else", "return", "satisfies", "instance"};
  for (const std::string_view keyword : between) {
    if (word == keyword) return false;
  }
  return !word.empty() || std::string_view("\"([{@").contains(next);
}

Parser::Parsed Parser::parse_path(NodePtr node) {
  const std::size_t offset = scanner_.offset();
  scanner_.pass(1);
  scanner_.skip();
  std::size_t known_end = 0;
  std::size_t end = 0;
  const std::string known = match_name(true, known_end);
  std::string name = match_words(end);
  if (known_end > end) {
    name = known;
    end = known_end;
  }
  if (name.empty()) return scanner_.unexpected_here();
  scanner_.back_to(end);
  NodePtr path = make(Op::path, offset);
  path->name = std::move(name);
  path->parts.push_back(std::move(node));
  return grown(std::move(path));
}

Parser::Parsed Parser::parse_filter(NodePtr node) {
  const std::size_t offset = scanner_.offset();
  scanner_.pass(1);
  NodePtr filter = make(Op::filter, offset);
  filter->parts.push_back(std::move(node));
  filter->slot = scope_.declare("item", true);
  const Inside inside(in_range_end_);
  TRY_ASSIGN(NodePtr condition, parse_expression());
  scope_.hide(1);
  TRY(expect("]"));
  filter->parts.push_back(std::move(condition));
  return grown(std::move(filter));
}

std::string Parser::accept_argument_name() {
  scanner_.skip();
  const std::size_t begin = scanner_.offset();
  const std::string_view text = scanner_.text();
  std::size_t end = begin;
  while (end < text.size() && end < begin + 200) {
    const std::size_t size = name_part_size(text.substr(end));
    if (size > 0) {
      end += size;
    } else if (std::string_view(" \t\r\n./-'+*").contains(text[end])) {
      ++end;
    } else {
      break;
    }
  }
  if (end == begin || end >= text.size() || text[end] != ':' || name_start_size(text.substr(begin)) == 0) return "";
  scanner_.back_to(end + 1);
  return normal_name(text.substr(begin, end - begin));
}

Parser::Parsed Parser::parse_call(NodePtr callee) {
  const std::size_t offset = scanner_.offset();
  scanner_.pass(1);
  const Inside inside(in_range_end_);
  NodePtr call = make(callee->op == Op::builtin ? Op::call_builtin : Op::call, offset);
  call->builtin = callee->builtin;
  call->at = callee->at;
  if (call->op == Op::call) call->parts.push_back(std::move(callee));
  if (!scanner_.accept(")")) {
    do {
      std::string name = accept_argument_name();
      const std::size_t given = call->parts.size() - (call->op == Op::call ? 1 : 0);
      if (name.empty() != call->names.empty() && given > 0) return scanner_.fail_at(offset, "rules.mixed_arguments");
      if (!name.empty()) call->names.push_back(std::move(name));
      TRY_ASSIGN(NodePtr argument, parse_expression());
      call->parts.push_back(std::move(argument));
    } while (scanner_.accept(","));
    TRY(expect(")"));
  }
  TRY_ASSIGN(call, grown(std::move(call)));
  return folded(std::move(call));
}

NodePtr Parser::folded(NodePtr node) {
  constexpr std::string_view pure[] = {"date", "time", "date and time", "duration", "number"};
  if (node->op != Op::call_builtin || !node->names.empty()) return node;
  bool may = false;
  for (const std::string_view name : pure) may = may || node->builtin->name == name;
  std::vector<Value> values;
  for (const NodePtr& part : node->parts) {
    may = may && part->op == Op::constant;
    values.push_back(part->value);
  }
  if (!may) return node;
  Evaluation evaluation;
  Value value = call_builtin(*node->builtin, values, {}, evaluation);
  if (evaluation.reported() > 0 || value.is_null()) return node;
  node->op = Op::constant;
  node->value = std::move(value);
  node->parts.clear();
  return node;
}

}  // namespace qyzmet::rules
