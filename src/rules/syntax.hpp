#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rules/evaluation.hpp"
#include "rules/expression.hpp"
#include "rules/type.hpp"
#include "rules/value.hpp"

namespace qyzmet::rules {

/// What a node does with its `parts`. The numbers never leave the process: to_json writes names.
enum class Op : std::uint8_t {
  constant,   // value
  global,     // slot of the scope
  local,      // slot of the frame
  member_or,  // `name` of the context that parts[0] is, else parts[1] (which may be missing)
  list,       // parts
  context,    // entries: names[i], parts[i], kept in frame slots slots[i]
  path,       // name of parts[0]
  filter,     // parts[0] where parts[1]; item in slot
  negate,     // parts[0]
  add,        // parts[0], parts[1]; so are all up to `either`
  subtract,
  multiply,
  divide,
  power,
  less,
  less_equal,
  greater,
  greater_equal,
  equal,
  not_equal,
  both,
  either,
  between,       // parts[0] between parts[1] and parts[2]
  in,            // parts[0] in parts[1]
  tests,         // any of parts, after `in (`
  range,         // parts[0], parts[1]; low_included, high_included
  comparison,    // `(< parts[0])`; sign
  conditional,   // if parts[0] then parts[1] else parts[2]
  loop,          // for slots[i] in parts[2i] (.. parts[2i+1] or none), parts.back()
  some,          // like loop
  every,         // like loop
  instance_of,   // parts[0], type
  function,      // function
  call,          // parts[0](parts[1] …), names when they are given by name; builtin when parts[0] is no function
  call_builtin,  // builtin(parts …), names
  builtin,       // builtin as a value
};

struct Node;
using NodePtr = std::unique_ptr<Node>;

/// Where a function's frame gets a value from when the function is made.
struct Capture {
  enum class From : std::uint8_t { local, global, self } from = From::local;
  std::uint32_t outer = 0;  // slot there
  std::uint32_t inner = 0;  // slot in the function's own frame
  std::string name;
};

/// A function's definition: its frame holds the parameters first, then what it captured and its own variables.
struct FunctionInfo {
  std::vector<Parameter> parameters;
  std::vector<Capture> captures;
  std::uint32_t frame = 0;
  NodePtr body;
};

/// One node of the tree.
struct Node {
  Op op = Op::constant;
  Op sign = Op::constant;  // of a comparison
  bool low_included = false;
  bool high_included = false;
  bool uses_partial = false;  // of a loop
  bool asks_input = false;    // `?` stands in it: a test that is a condition
  std::uint32_t height = 1;   // over the lowest of its parts
  std::uint32_t slot = 0;
  std::optional<std::size_t> global;  // of a local that is a captured global: its slot in the scope
  const struct Builtin* builtin = nullptr;
  Position at;
  Value value;
  std::string name;
  std::vector<NodePtr> parts;
  std::vector<std::string> names;
  std::vector<std::uint32_t> slots;
  TypeRef type;
  std::unique_ptr<FunctionInfo> function;
};

/// What parse_expression and parse_unary_tests make.
struct Program : std::enable_shared_from_this<Program> {
  std::string text;
  std::size_t scope = 0;    // how many names it was read with
  std::uint32_t frame = 0;  // how many variables of its own
  NodePtr root;             // of an expression
  bool negated = false;     // of unary tests, whose input is frame slot 0
  std::vector<NodePtr> tests;
  std::optional<SimpleTests> simple;
  std::vector<std::string> names;
  std::vector<std::size_t> slots;
};

/// Fills in `names` and `slots` from the tree.
void collect_names(Program& program);
/// What `< end`, `= end` … stand for; `sign` is the comparison's.
Range comparison_range(Op sign, const Value& end);
/// The cell's constants, if it is nothing else.
std::optional<SimpleTests> simple_tests(const Program& program);

}  // namespace qyzmet::rules
