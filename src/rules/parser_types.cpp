#include "rules/parser.hpp"

namespace qyzmet::rules {

namespace {

// The longer ones first: "date and time" begins with "date". The last three are XML Schema's names, as older models
// have them.
constexpr std::pair<std::string_view, Type::Kind> plain_types[] = {
    {"years and months duration", Type::Kind::years_months_duration},
    {"days and time duration", Type::Kind::days_time_duration},
    {"date and time", Type::Kind::date_time},
    {"yearMonthDuration", Type::Kind::years_months_duration},
    {"dayTimeDuration", Type::Kind::days_time_duration},
    {"dateTime", Type::Kind::date_time},
    {"number", Type::Kind::number},
    {"string", Type::Kind::string},
    {"boolean", Type::Kind::boolean},
    {"date", Type::Kind::date},
    {"time", Type::Kind::time},
    {"list", Type::Kind::list},
    {"context", Type::Kind::context},
    {"range", Type::Kind::range},
    {"function", Type::Kind::function},
    {"Any", Type::Kind::any},
    {"Null", Type::Kind::null},
};

}  // namespace

Result<TypeRef> Parser::parse_type() {
  const Nesting nesting(depth_);
  TRY(not_too_deep());
  scanner_.skip();
  const std::size_t begin = scanner_.offset();
  // Types of the model's own come first; their names may hold anything that names may.
  std::string best;
  std::size_t end = begin;
  for (const Names::Entry& entry : scope_.globals().types()) {
    std::size_t size = 0;
    if (entry.name.size() > best.size() && scanner_.starts_with_name(entry.name, size)) {
      best = entry.name;
      end = begin + size;
    }
  }
  if (!best.empty()) {
    scanner_.back_to(end);
    return scope_.globals().find_type(best);
  }
  if (scanner_.accept_word("feel")) {
    if (!scanner_.accept(":")) scanner_.back_to(begin);
  }
  for (const auto& [name, kind] : plain_types) {
    std::size_t size = 0;
    if (!scanner_.starts_with_name(name, size)) continue;
    scanner_.pass(size);
    if (scanner_.sees("<")) return parse_type_arguments(name);
    return type_of(kind);
  }
  std::size_t unknown_end = 0;
  const std::string name = match_words(unknown_end);
  if (name.empty()) return scanner_.unexpected_here();
  return scanner_.fail_at(begin, "rules.unknown_type", {{"name", name}});
}

Result<TypeRef> Parser::parse_type_arguments(std::string_view name) {
  if (name == "context") return parse_context_type();
  if (name == "function") return parse_function_type();
  if (name != "list" && name != "range") return scanner_.unexpected_here();
  TRY(expect("<"));
  TRY_ASSIGN(TypeRef element, parse_type());
  if (scanner_.peek() != '>') return scanner_.unexpected_here();
  scanner_.pass(1);
  return name == "list" ? list_of(std::move(element)) : range_of(std::move(element));
}

Result<TypeRef> Parser::parse_context_type() {
  TRY(expect("<"));
  std::vector<std::pair<std::string, TypeRef>> members;
  while (scanner_.peek() != '>') {
    TRY_ASSIGN(std::string name, parse_new_name(":", ""));
    TRY(expect(":"));
    TRY_ASSIGN(TypeRef type, parse_type());
    members.emplace_back(std::move(name), std::move(type));
    if (!scanner_.accept(",") && scanner_.peek() != '>') return scanner_.unexpected_here();
  }
  scanner_.pass(1);
  return context_of(std::move(members));
}

Result<TypeRef> Parser::parse_function_type() {
  TRY(expect("<"));
  std::vector<TypeRef> parameters;
  while (scanner_.peek() != '>') {
    TRY_ASSIGN(TypeRef type, parse_type());
    parameters.push_back(std::move(type));
    if (!scanner_.accept(",") && scanner_.peek() != '>') return scanner_.unexpected_here();
  }
  scanner_.pass(1);
  TRY(expect("->"));
  TRY_ASSIGN(TypeRef result, parse_type());
  return function_of(std::move(parameters), std::move(result));
}

}  // namespace qyzmet::rules
