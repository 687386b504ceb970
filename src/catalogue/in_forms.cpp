#include "catalogue/in_forms.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace qyzmet::catalogue {
namespace {

using Unknown = std::optional<std::string>;

/// Those whose other entries are all nodes.
constexpr std::array<std::string_view, 16> kPlain = {"<", "<=", ">",   ">=", "=",      "!=",      "+",  "-",
                                                     "*", "/",  "and", "or", "negate", "between", "if", "list"};
constexpr std::array<std::string_view, 4> kConstants = {"number", "string", "date", "duration"};

struct Function {
  std::string_view name;
  std::size_t least;
  std::size_t most;
};
constexpr std::array<Function, 9> kFunctions = {{{"count", 1, 1},
                                                 {"sum", 1, 100},
                                                 {"min", 1, 100},
                                                 {"max", 1, 100},
                                                 {"not", 1, 1},
                                                 {"date", 1, 3},
                                                 {"duration", 1, 1},
                                                 {"list contains", 2, 2},
                                                 {"string length", 1, 1}}};

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

Unknown look(const json::value& node, bool is_test = false);

Unknown look_all(const json::array& nodes, std::size_t first) {
  for (std::size_t i = first; i < nodes.size(); ++i) {
    if (auto unknown = look(nodes[i])) return unknown;
  }
  return std::nullopt;
}

/// `x in tests`: only here may a test be a range or a comparison.
Unknown look_in(const json::array& node) {
  if (auto unknown = look(node[1])) return unknown;
  for (std::size_t i = 2; i < node.size(); ++i) {
    if (auto unknown = look(node[i], true)) return unknown;
  }
  return std::nullopt;
}

Unknown look_builtin(const json::array& node) {
  const std::string name(node[1].get_string());
  const auto& arguments = node[2].get_array();
  const auto known = std::ranges::find(kFunctions, std::string_view(name), &Function::name);
  const bool fits = known != kFunctions.end() && arguments.size() >= known->least && arguments.size() <= known->most;
  if (!fits || !node[3].get_array().empty() || (name == "date" && arguments.size() == 2)) return name + "()";
  return look_all(arguments, 0);
}

/// The one function that is no FEEL's own. In a filter its name could be a member of the item, which no question is.
Unknown look_call(const json::array& node) {
  const auto* callee = node[1].if_array();
  while (callee != nullptr && callee->size() == 4 && (*callee)[0] == "member") callee = (*callee)[3].if_array();
  const bool age = callee != nullptr && callee->size() == 2 && (*callee)[0] == "name" && (*callee)[1] == "age";
  if (!age || node[2].get_array().size() != 1 || !node[3].get_array().empty()) return "a call";
  return look_all(node[2].get_array(), 0);
}

/// A loop's lists, each of one expression; then its body.
Unknown look_loop(const json::array& node) {
  for (const auto& domain : node[1].get_array()) {
    if (domain.get_array().size() != 2) return "..";
    if (auto unknown = look(domain.get_array()[1])) return unknown;
  }
  return look(node[2]);
}

Unknown look(const json::value& node, bool is_test) {
  const auto* parts = node.if_array();
  if (parts == nullptr) return std::nullopt;  // null, true, false
  const std::string op((*parts)[0].get_string());
  if (op == "in" || op == "tests") return look_in(*parts);
  if (is_one_of(op, kConstants) || op == "name" || op == "local") return std::nullopt;
  if (is_one_of(op, kPlain)) return look_all(*parts, 1);
  if (op == "path") return look((*parts)[1]);
  if (op == "member") return look_all(*parts, 2);
  if (op == "filter") {
    if (auto unknown = look((*parts)[1])) return unknown;
    return look((*parts)[3]);
  }
  if (op == "some" || op == "every") return look_loop(*parts);
  if (op == "builtin") return look_builtin(*parts);
  if (op == "call") return look_call(*parts);
  if (is_test && op == "compare") return look((*parts)[2]);
  if (is_test && op == "range") {
    if (auto unknown = look((*parts)[2])) return unknown;
    return look((*parts)[3]);
  }
  return op;
}

}  // namespace

std::optional<std::string> beyond_forms(const json::value& compiled) { return look(compiled.at("root")); }

}  // namespace qyzmet::catalogue
