// Boxed expressions of a DMN file.
#include <algorithm>
#include <array>
#include <span>

#include "rules/dmn_read.hpp"

namespace qyzmet::rules::dmn {
namespace {

constexpr std::size_t kBoxParts = 5000;  ///< entries, items, rows, parameters: of each in one expression

/// Elements of an expression's parent that are no expression themselves.
constexpr std::array<std::string_view, 6> kBeside = {"description", "extensionElements", "variable",
                                                     "parameter",   "formalParameter",   "import"};

constexpr std::array<std::string_view, 12> kBoxes = {
    "literalExpression", "context", "invocation", "list",  "relation", "functionDefinition",
    "conditional",       "for",     "some",       "every", "filter",   "decisionTable"};

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

std::string type_of(const XmlElement& element) {
  if (element.has("typeRef")) return std::string(trimmed(element.attribute("typeRef")));
  const XmlElement inside = element.child("typeRef");
  return inside ? std::string(trimmed(inside.text())) : std::string();
}

Item item_of(const XmlElement& element) { return {std::string(element.attribute("name")), type_of(element)}; }

std::string text_of(const XmlElement& element) {
  const XmlElement text = element ? element.child("text") : element;
  return text ? std::string(trimmed(text.text())) : std::string();
}

Result<BoxPtr> Reader::box_in(const XmlElement& parent) const {
  for (const XmlElement& child : parent.children()) {
    if (is_one_of(child.name(), kBoxes)) return box(child);
  }
  return nullptr;
}

Result<BoxPtr> Reader::box_in_child(const XmlElement& parent, std::string_view name) const {
  TRY_ASSIGN(const XmlElement child, needed(parent, name));
  TRY_ASSIGN(BoxPtr found, box_in(child));
  if (!found) return fail_at(child, "dmn.missing", {{"name", "literalExpression"}});
  return found;
}

Result<BoxPtr> Reader::box(const XmlElement& element) const {
  auto made = std::make_shared<Box>();
  made->type = type_of(element);
  made->line = element.line();
  const std::string_view name = element.name();
  if (name == "literalExpression") {
    made->what = Literal{text_of(element), std::string(element.attribute("expressionLanguage"))};
  } else if (name == "context") {
    TRY_ASSIGN(made->what, context(element));
  } else if (name == "invocation") {
    TRY_ASSIGN(made->what, invocation(element));
  } else if (name == "relation") {
    TRY_ASSIGN(made->what, relation(element));
  } else if (name == "functionDefinition") {
    TRY_ASSIGN(made->what, function(element));
  } else if (name == "conditional") {
    TRY_ASSIGN(made->what, conditional(element));
  } else if (name == "for" || name == "some" || name == "every") {
    TRY_ASSIGN(made->what, iteration(element));
  } else if (name == "filter") {
    TRY_ASSIGN(made->what, filter(element));
  } else if (name == "decisionTable") {
    TRY_ASSIGN(made->what, table(element));
  } else if (name == "list") {
    List list;
    for (const XmlElement& child : element.children()) {
      if (is_one_of(child.name(), kBeside)) continue;
      TRY_ASSIGN(BoxPtr item, box(child));
      list.items.push_back(std::move(item));
    }
    TRY(at_most(element, list.items.size(), kBoxParts, "list"));
    made->what = std::move(list);
  } else {
    return fail_at(element, "dmn.unknown", {{"name", std::string(name)}});
  }
  return made;
}

Result<Context> Reader::context(const XmlElement& element) const {
  Context context;
  for (const XmlElement& child : element.children("contextEntry")) {
    Context::Entry entry;
    if (const XmlElement variable = child.child("variable")) entry.item = item_of(variable);
    TRY_ASSIGN(entry.value, box_in(child));
    if (!entry.value) return fail_at(child, "dmn.missing", {{"name", "literalExpression"}});
    context.entries.push_back(std::move(entry));
  }
  TRY(at_most(element, context.entries.size(), kBoxParts, "contextEntry"));
  return context;
}

Result<Invocation> Reader::invocation(const XmlElement& element) const {
  Invocation invocation;
  TRY_ASSIGN(invocation.function, box_in(element));
  if (!invocation.function) return fail_at(element, "dmn.missing", {{"name", "literalExpression"}});
  for (const XmlElement& child : element.children("binding")) {
    TRY_ASSIGN(const XmlElement parameter, needed(child, "parameter"));
    TRY_ASSIGN(BoxPtr value, box_in(child));
    invocation.bindings.push_back({std::string(parameter.attribute("name")), std::move(value)});
  }
  TRY(at_most(element, invocation.bindings.size(), kBoxParts, "binding"));
  return invocation;
}

Result<Relation> Reader::relation(const XmlElement& element) const {
  Relation relation;
  for (const XmlElement& child : element.children("column")) relation.columns.push_back(item_of(child));
  for (const XmlElement& child : element.children("row")) {
    std::vector<BoxPtr> row;
    for (const XmlElement& cell : child.children()) {
      if (is_one_of(cell.name(), kBeside)) continue;
      TRY_ASSIGN(BoxPtr value, box(cell));
      row.push_back(std::move(value));
    }
    if (row.size() != relation.columns.size()) {
      return fail_at(child, "dmn.row_length",
                     {{"expected", std::to_string(relation.columns.size())}, {"found", std::to_string(row.size())}});
    }
    relation.rows.push_back(std::move(row));
  }
  TRY(at_most(element, relation.rows.size(), kBoxParts, "row"));
  return relation;
}

Result<Function> Reader::function(const XmlElement& element) const {
  Function function;
  function.kind = element.attribute("kind");
  for (const XmlElement& child : element.children("formalParameter")) function.parameters.push_back(item_of(child));
  TRY(at_most(element, function.parameters.size(), kBoxParts, "formalParameter"));
  TRY_ASSIGN(function.body, box_in(element));
  return function;
}

Result<Conditional> Reader::conditional(const XmlElement& element) const {
  Conditional conditional;
  TRY_ASSIGN(conditional.condition, box_in_child(element, "if"));
  TRY_ASSIGN(conditional.then, box_in_child(element, "then"));
  TRY_ASSIGN(conditional.otherwise, box_in_child(element, "else"));
  return conditional;
}

Result<Iteration> Reader::iteration(const XmlElement& element) const {
  Iteration iteration;
  const std::string_view name = element.name();
  iteration.kind = name == "for"    ? Iteration::Kind::each
                   : name == "some" ? Iteration::Kind::some
                                    : Iteration::Kind::every;
  iteration.variable.name = element.attribute("iteratorVariable");
  TRY_ASSIGN(const XmlElement in, needed(element, "in"));
  iteration.variable.type = type_of(in);
  TRY_ASSIGN(iteration.in, box_in_child(element, "in"));
  TRY_ASSIGN(iteration.body, box_in_child(element, iteration.kind == Iteration::Kind::each ? "return" : "satisfies"));
  return iteration;
}

Result<Filter> Reader::filter(const XmlElement& element) const {
  Filter filter;
  TRY_ASSIGN(filter.in, box_in_child(element, "in"));
  TRY_ASSIGN(filter.match, box_in_child(element, "match"));
  return filter;
}

}  // namespace qyzmet::rules::dmn
