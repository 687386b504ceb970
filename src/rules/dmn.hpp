#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "rules/table.hpp"

/// DMN as it is written: one file's definitions, read from XML and written as XML, nothing compiled yet.
/// Source: OMG DMN 1.5 (formal/24-01-01), §6-8, §10.2 and its XML schema; 1.1 to 1.4 are read too.
namespace qyzmet::rules::dmn {

/// The namespace of what we add to DMN's elements (`whole` of an input), and of the files that we write.
constexpr std::string_view kOwnSpace = "urn:qyzmet:dmn";

struct Box;
/// A boxed expression; never null where one is required.
using BoxPtr = std::shared_ptr<const Box>;

/// A name with a type; what DMN calls an information item.
struct Item {
  std::string name;
  std::string type;  ///< as written ("number", "tPerson", "ns.tPerson"); empty: any
};

/// An expression in a text.
struct Literal {
  std::string text;
  std::string language;  ///< as written; empty: FEEL
};

/// Names with values; with an entry without a name, that one's value.
struct Context {
  struct Entry {
    Item item;  ///< without a name: the result
    BoxPtr value;
  };
  std::vector<Entry> entries;
};

/// A function called with arguments by name.
struct Invocation {
  struct Binding {
    std::string parameter;
    BoxPtr value;
  };
  BoxPtr function;
  std::vector<Binding> bindings;
};

/// A list of boxes.
struct List {
  std::vector<BoxPtr> items;
};

/// A list of contexts, written as rows.
struct Relation {
  std::vector<Item> columns;
  std::vector<std::vector<BoxPtr>> rows;
};

/// A function: of FEEL, or, which we do not have, of Java or PMML.
struct Function {
  std::string kind;  ///< "FEEL" (or empty), "Java", "PMML"
  std::vector<Item> parameters;
  BoxPtr body;  ///< may be null
};

/// if, then, else.
struct Conditional {
  BoxPtr condition;
  BoxPtr then;
  BoxPtr otherwise;
};

/// `for`, `some` and `every`.
struct Iteration {
  enum class Kind { each, some, every };
  Kind kind = Kind::each;
  Item variable;
  BoxPtr in;
  BoxPtr body;
};

/// The items of a list that match.
struct Filter {
  BoxPtr in;
  BoxPtr match;
};

/// A boxed expression.
struct Box {
  std::variant<Literal, Context, Invocation, List, Relation, Function, Conditional, Iteration, Filter, Table> what;
  std::string type;  ///< the result's, as written; empty: any
  std::size_t line = 0;
};

/// A type with a name.
struct ItemDefinition {
  std::string name;
  std::string type;  ///< what it is made of; empty with components or a function
  std::vector<ItemDefinition> components;
  std::string allowed_values;   ///< unary tests on each value; of a collection, on each member (until DMN 1.4's sense)
  std::string type_constraint;  ///< unary tests on the whole value
  bool collection = false;
  bool function = false;
  std::vector<Item> parameters;  ///< of a function
  std::string result;            ///< of a function
  std::size_t line = 0;
};

struct Import {
  std::string name;  ///< empty: its names stand beside our own
  std::string space;
  std::string type;
  std::string location;
  std::size_t line = 0;
};

enum class NodeKind { input_data, decision, knowledge_model, service };

/// A node of the decision requirements graph. References are as written: "#id" or "namespace#id".
struct Node {
  NodeKind kind = NodeKind::decision;
  std::string id;
  std::string name;
  Item variable;  ///< its name is the node's name if none is written
  std::string description;
  std::string question;
  std::string allowed_answers;
  std::vector<std::string> inputs;           ///< required input data
  std::vector<std::string> decisions;        ///< required decisions
  std::vector<std::string> knowledge;        ///< required knowledge models and services
  BoxPtr logic;                              ///< decision: may be null; knowledge model: a Function, may be null
  std::vector<std::string> outputs;          ///< service: output decisions
  std::vector<std::string> encapsulated;     ///< service: encapsulated decisions
  std::vector<std::string> input_decisions;  ///< service
  std::size_t line = 0;
};

/// One file.
struct Definitions {
  std::string name;
  std::string id;
  std::string space;     ///< the model's namespace
  std::string language;  ///< as written; empty: FEEL
  std::string description;
  std::vector<Import> imports;
  std::vector<ItemDefinition> types;
  std::vector<Node> nodes;  ///< in their order
};

/// Reads one DMN file. `file` stands in the errors.
/// Errors: those of Xml::parse with {file} added; invalid "dmn.not_dmn" {file, line, name: the namespace or element
/// found}, "dmn.missing" {file, line, name}, "dmn.unknown" {file, line, name: an expression's element that DMN 1.5 does
/// not have}, "dmn.too_many" {file, line, name, limit}, "dmn.row_length" {file, line, expected, found}.
Result<Definitions> read(std::string_view xml, std::string_view file);

/// The same as DMN 1.5 XML, its elements in the schema's order; `read` gives the same definitions back.
std::string write(const Definitions& definitions);
/// One table as a file of its own: the decision `name`, with input data named `inputs`.
std::string write(const Table& table, std::string_view name, const std::vector<Item>& inputs);

}  // namespace qyzmet::rules::dmn
