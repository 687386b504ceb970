#include <algorithm>

#include "rules/builtin.hpp"
#include "rules/parser.hpp"

namespace qyzmet::rules {

namespace {

constexpr std::size_t max_name_pieces = 40;

bool is_keyword(std::string_view word) {
  constexpr std::string_view keywords[] = {"and",      "or", "then",    "else",   "in",
                                           "instance", "of", "between", "return", "satisfies"};
  return std::ranges::find(keywords, word) != std::end(keywords);
}

/// One piece of a name from `at`: a word, or one sign.
std::size_t piece_size(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size()) {
    const std::size_t next = name_part_size(text.substr(size));
    if (next == 0) break;
    size += next;
  }
  if (size == 0 && !text.empty() && std::string_view("./-'+*").contains(text[0])) return 1;
  return size;
}

/// Grows a name piece by piece as long as a known one begins with it; the longest known one counts.
template <class Known, class Begins>
std::string longest(Scanner& scanner, std::size_t& end, Known known, Begins begins) {
  scanner.skip();
  const std::size_t begin = scanner.offset();
  const std::string_view text = scanner.text();
  std::string best;
  for (std::size_t pieces = 0; pieces < max_name_pieces; ++pieces) {
    scanner.skip();
    const std::size_t size = piece_size(text.substr(scanner.offset()));
    if (size == 0) break;
    scanner.pass(size);
    const std::string name = normal_name(text.substr(begin, scanner.offset() - begin));
    if (known(name)) {
      best = name;
      end = scanner.offset();
    }
    if (!begins(name)) break;
  }
  scanner.back_to(begin);
  return best;
}

}  // namespace

std::string Parser::match_name(bool members, std::size_t& end) {
  if (members) {
    return longest(
        scanner_, end, [&](const std::string& name) { return scope_.knows_member(name); },
        [&](const std::string& name) { return scope_.begins_member(name); });
  }
  return longest(
      scanner_, end, [&](const std::string& name) { return scope_.knows(name); },
      [&](const std::string& name) { return scope_.begins(name); });
}

std::string Parser::match_builtin(std::size_t& end) {
  const auto& names = builtin_names();
  return longest(
      scanner_, end, [&](const std::string& name) { return find_builtin(name) != nullptr; },
      [&](const std::string& name) {
        const auto at = std::ranges::lower_bound(names, name);
        return at != names.end() && at->starts_with(name);
      });
}

std::string Parser::match_words(std::size_t& end) {
  scanner_.skip();
  const std::size_t begin = scanner_.offset();
  end = begin;
  for (std::size_t pieces = 0; pieces < max_name_pieces; ++pieces) {
    const std::string_view word = scanner_.word();
    if (word.empty() || (pieces == 0 && name_start_size(word) == 0)) break;
    if (pieces > 0 && is_keyword(word)) break;
    scanner_.pass(word.size());
    end = scanner_.offset();
  }
  scanner_.back_to(begin);
  return normal_name(scanner_.text().substr(begin, end - begin));
}

bool Parser::sees_call(std::size_t offset) {
  const std::size_t here = scanner_.offset();
  scanner_.back_to(offset);
  const bool seen = scanner_.sees("(");
  scanner_.back_to(here);
  return seen;
}

Parser::Parsed Parser::parse_name() {
  const std::size_t offset = scanner_.offset();
  const std::string_view word = scanner_.word();
  std::size_t end = 0;
  const std::string name = match_name(false, end);
  if (name.empty() || name == word) {
    if (scanner_.accept_word("true")) return constant(true, offset);
    if (scanner_.accept_word("false")) return constant(false, offset);
    if (scanner_.accept_word("null")) return constant(Value(), offset);
    if (scanner_.accept_word("if")) return parse_if();
    if (scanner_.accept_word("for")) return parse_loop(Op::loop);
    if (scanner_.accept_word("some")) return parse_loop(Op::some);
    if (scanner_.accept_word("every")) return parse_loop(Op::every);
    if (scanner_.sees_word("function")) return parse_function("");
  }
  if (word.empty() || name_start_size(word) == 0) return scanner_.unexpected_here();
  std::size_t builtin_end = 0;
  const std::string builtin = match_builtin(builtin_end);
  if (!builtin.empty() && (name.empty() || builtin_end >= end) && sees_call(builtin_end)) {
    // A variable of that very name is only called if it may be a function.
    const auto slot = scope_.globals().find(name);
    const bool may_be_called = !name.empty() && builtin == name &&
                               (!slot || scope_.globals().entries()[*slot].type->kind == Type::Kind::any ||
                                scope_.globals().entries()[*slot].type->kind == Type::Kind::function);
    if (!may_be_called) {
      scanner_.back_to(builtin_end);
      NodePtr node = make(Op::builtin, offset);
      node->builtin = find_builtin(builtin);
      return node;
    }
  }
  if (scope_.has_item()) {
    std::size_t member_end = 0;
    if (const std::string member = match_name(true, member_end); !member.empty() && member_end > end) {
      return parse_known_name(member, member_end);
    }
  }
  if (!name.empty()) return parse_known_name(name, end);
  return parse_unknown_name();
}

Parser::Parsed Parser::parse_known_name(const std::string& name, std::size_t end) {
  const std::size_t offset = scanner_.offset();
  scanner_.back_to(end);
  NodePtr node = scope_.resolve(name, scanner_.position(offset));
  if (node == nullptr) return scanner_.fail_at(offset, "rules.unknown_name", {{"name", name}});
  if (name == "?") asked_input_ = true;
  if (scanner_.sees("(")) node->builtin = find_builtin(name);
  return grown(std::move(node));
}

Parser::Parsed Parser::parse_unknown_name() {
  const std::size_t offset = scanner_.offset();
  std::size_t end = 0;
  const std::string builtin = match_builtin(end);
  NodePtr function;
  if (!builtin.empty()) {
    function = make(Op::builtin, offset);
    function->builtin = find_builtin(builtin);
  }
  if (!scope_.has_item()) {
    if (function == nullptr) {
      const std::string name = match_words(end);
      return scanner_.fail_at(offset, is_keyword(scanner_.word()) ? "rules.syntax" : "rules.unknown_name",
                              {{"found", name}, {"name", name}});
    }
    scanner_.back_to(end);
    return function;
  }
  // Inside a filter: a member of the item, if it has one of that name.
  const std::string name = function != nullptr ? builtin : match_words(end);
  scanner_.back_to(end);
  NodePtr node = scope_.resolve(name, scanner_.position(offset));
  if (function == nullptr || node == nullptr)
    return node != nullptr ? grown(std::move(node)) : grown(std::move(function));
  Node* innermost = node.get();
  while (innermost->parts.size() == 2) innermost = innermost->parts[1].get();
  innermost->parts.push_back(std::move(function));
  return grown(std::move(node));
}

}  // namespace qyzmet::rules
