#include "rules/builtin.hpp"
#include "rules/parser.hpp"

namespace qyzmet::rules {

Parser::Parsed Parser::parse_if() {
  NodePtr node = make(Op::conditional, scanner_.offset());
  const Inside inside(in_range_end_);
  TRY_ASSIGN(NodePtr condition, parse_expression());
  TRY(expect_word("then"));
  TRY_ASSIGN(NodePtr yes, parse_expression());
  TRY(expect_word("else"));
  TRY_ASSIGN(NodePtr no, parse_expression());
  node->parts.push_back(std::move(condition));
  node->parts.push_back(std::move(yes));
  node->parts.push_back(std::move(no));
  return grown(std::move(node));
}

Result<std::string> Parser::parse_new_name(std::string_view end_signs, std::string_view end_word) {
  scanner_.skip();
  const std::size_t begin = scanner_.offset();
  const std::string_view text = scanner_.text();
  if (name_start_size(text.substr(begin)) == 0) return scanner_.unexpected_here();
  std::size_t end = begin;
  for (;;) {
    const char next = scanner_.peek();
    const std::string_view word = scanner_.word();
    if (end_signs.contains(next) && next != '\0') break;
    if (!end_word.empty() && word == end_word && end > begin) break;
    if (word.empty() && !std::string_view("./-'+*").contains(next)) return scanner_.unexpected_here();
    if (next == '\0') return scanner_.unexpected_here();
    scanner_.pass(word.empty() ? 1 : word.size());
    end = scanner_.offset();
  }
  return normal_name(text.substr(begin, end - begin));
}

Parser::Parsed Parser::parse_loop(Op op) {
  NodePtr node = make(op, scanner_.offset());
  const Inside inside(in_range_end_);
  std::size_t declared = 0;
  do {
    TRY_ASSIGN(std::string name, parse_new_name("", "in"));
    TRY(expect_word("in"));
    TRY_ASSIGN(NodePtr from, parse_expression());
    NodePtr to;
    if (scanner_.accept("..")) {
      TRY_ASSIGN(to, parse_expression());
    }
    node->parts.push_back(std::move(from));
    node->parts.push_back(std::move(to));
    node->slots.push_back(scope_.declare(std::move(name)));
    ++declared;
  } while (scanner_.accept(","));
  if (op == Op::loop) {
    node->slot = scope_.declare("partial");
    ++declared;
  }
  TRY(expect_word(op == Op::loop ? "return" : "satisfies"));
  TRY_ASSIGN(NodePtr body, parse_expression());
  node->uses_partial = op == Op::loop && scope_.used(node->slot);
  scope_.hide(declared);
  node->parts.push_back(std::move(body));
  return grown(std::move(node));
}

Result<std::pair<std::string, TypeRef>> Parser::parse_parameter() {
  TRY_ASSIGN(std::string name, parse_new_name(":,)", ""));
  TypeRef type = type_of(Type::Kind::any);
  if (scanner_.accept(":")) {
    TRY_ASSIGN(type, parse_type());
  }
  return std::pair(std::move(name), std::move(type));
}

Parser::Parsed Parser::parse_function(std::string self) {
  const Nesting nesting(depth_);
  TRY(not_too_deep());
  scanner_.skip();
  NodePtr node = make(Op::function, scanner_.offset());
  TRY(expect_word("function"));
  node->function = std::make_unique<FunctionInfo>();
  const Inside inside(in_range_end_);
  TRY(expect("("));
  if (!scanner_.accept(")")) {
    do {
      TRY_ASSIGN(auto parameter, parse_parameter());
      node->function->parameters.push_back({std::move(parameter.first), std::move(parameter.second)});
    } while (scanner_.accept(","));
    TRY(expect(")"));
  }
  if (scanner_.sees_word("external")) {
    return scanner_.fail_at(scanner_.offset(), "rules.external_function", {{"name", "external"}});
  }
  scope_.enter_function(normal_name(self));
  for (const Parameter& parameter : node->function->parameters) scope_.declare(parameter.name);
  Parsed body = parse_expression();
  scope_.leave_function(*node->function);
  if (!body) return body;
  node->height = (*body)->height + 1;
  node->function->body = std::move(*body);
  return grown(std::move(node));
}

}  // namespace qyzmet::rules
