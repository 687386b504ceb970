#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rules/dmn.hpp"
#include "rules/dmn_model.hpp"
#include "rules/dmn_types.hpp"
#include "rules/table_compiled.hpp"

namespace qyzmet::rules::dmn {

/// What one evaluation of a model leaves beside its value.
struct Trace {
  static constexpr std::size_t kTables = 1000;  ///< of more, the first are kept
  std::vector<TableRun> tables;
};

/// What a boxed expression is evaluated in. `scope` holds a value for each name; boxes with names of their own add to
/// it and take them off again.
struct Frame {
  std::vector<Value> scope;
  Evaluation& evaluation;
  std::shared_ptr<Trace> trace;
};

/// Names that a box adds to the scope; they go with it.
class Local {
 public:
  explicit Local(Frame& frame) : frame_(frame), size_(frame.scope.size()) {}
  ~Local() { frame_.scope.resize(size_); }
  Local(const Local&) = delete;
  Local& operator=(const Local&) = delete;

 private:
  Frame& frame_;
  std::size_t size_;
};

/// A boxed expression, compiled. Unchangeable.
class Logic {
 public:
  virtual ~Logic() = default;
  virtual Value evaluate(Frame& frame) const = 0;
};
using LogicPtr = std::shared_ptr<const Logic>;

/// A compiled for, some or every.
struct IterationParts {
  Iteration::Kind kind = Iteration::Kind::each;
  Declared type;
  std::string name;
  bool with_partial = false;  ///< the slot after the item's holds the results so far
  LogicPtr in;
  LogicPtr body;
};

// dmn_logic_lists.cpp
LogicPtr make_iteration(IterationParts parts);
LogicPtr make_filter(LogicPtr in, LogicPtr match);

/// Compiles the boxes of one node. What cannot be compiled becomes a fault, and logic that reports it.
class LogicCompiler {
 public:
  LogicCompiler(Types& types, const Definitions& file, std::string_view node, std::vector<Fault>& faults)
      : types_(types), file_(file), node_(node), faults_(faults) {}

  /// `names` are those that the box may use, in the order of the frame's scope.
  LogicPtr compile(const Box& box, const Names& names);
  /// Reports `key` whenever it is asked.
  static LogicPtr broken(Error error);
  /// The parameters of a function, and its name with theirs added.
  std::vector<Parameter> parameters(const Function& function, Names& names, std::size_t line);
  Declared declared(std::string_view type, std::size_t line) { return types_.declared(type, node_, line); }

 private:
  LogicPtr untyped(const Box& box, const Names& names);
  LogicPtr literal(const Literal& literal, std::size_t line, const Names& names);
  LogicPtr context(const Context& context, std::size_t line, const Names& names);
  LogicPtr invocation(const Invocation& invocation, const Names& names);
  LogicPtr relation(const Relation& relation, std::size_t line, const Names& names);
  LogicPtr function(const Function& function, std::string_view type, std::size_t line, const Names& names);
  LogicPtr iteration(const Iteration& iteration, std::size_t line, const Names& names);
  LogicPtr filter(const Filter& filter, const Names& names);
  LogicPtr table(const Table& table, std::size_t line, const Names& names);
  LogicPtr fault(Error error, std::size_t line);

  Types& types_;
  const Definitions& file_;
  std::string node_;
  std::vector<Fault>& faults_;
};

/// The type that a box shows by its form, where none is declared: so that its members' names are known. Any if it shows
/// none.
TypeRef shown_type(const Box& box);

}  // namespace qyzmet::rules::dmn
