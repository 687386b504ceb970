#include <algorithm>

#include "rules/dmn.hpp"
#include "rules/xml.hpp"

namespace qyzmet::rules::dmn {
namespace {

constexpr std::string_view kSpace = "https://www.omg.org/spec/DMN/20230324/MODEL/";

class Writer {
 public:
  std::string written(const Definitions& definitions) {
    xml_.open("definitions").attribute("xmlns", kSpace).attribute("xmlns:q", kOwnSpace);
    xml_.attribute("name", definitions.name).attribute("namespace", definitions.space);
    xml_.maybe("id", definitions.id).maybe("expressionLanguage", definitions.language);
    maybe_line("description", definitions.description);
    for (const Import& import : definitions.imports) {
      xml_.open("import").attribute("name", import.name).attribute("namespace", import.space);
      xml_.maybe("locationURI", import.location).attribute("importType", import.type).close();
    }
    for (const ItemDefinition& type : definitions.types) item_definition("itemDefinition", type);
    for (const Node& node : definitions.nodes) this->node(node);
    return xml_.close().written();
  }

 private:
  void maybe_line(std::string_view name, const std::string& text) {
    if (!text.empty()) xml_.line(name, text);
  }
  void text_in(std::string_view name, const std::string& text) { xml_.open(name).line("text", text).close(); }
  void maybe_text_in(std::string_view name, const std::string& text) {
    if (!text.empty()) text_in(name, text);
  }
  void item(std::string_view name, const Item& item) {
    xml_.open(name).attribute("name", item.name).maybe("typeRef", item.type).close();
  }
  void href(std::string_view name, const std::string& to) { xml_.open(name).attribute("href", to).close(); }
  void requirement(std::string_view around, std::string_view name, const std::string& to) {
    xml_.open(around);
    href(name, to);
    xml_.close();
  }

  void item_definition(std::string_view name, const ItemDefinition& type) {
    xml_.open(name).attribute("name", type.name);
    if (type.collection) xml_.attribute("isCollection", "true");
    maybe_line("typeRef", type.type);
    maybe_text_in("allowedValues", type.allowed_values);
    maybe_text_in("typeConstraint", type.type_constraint);
    for (const ItemDefinition& component : type.components) item_definition("itemComponent", component);
    if (type.function) {
      xml_.open("functionItem").maybe("outputTypeRef", type.result);
      for (const Item& parameter : type.parameters) item("parameters", parameter);
      xml_.close();
    }
    xml_.close();
  }

  void node(const Node& node) {
    constexpr std::string_view kNames[] = {"inputData", "decision", "businessKnowledgeModel", "decisionService"};
    xml_.open(kNames[static_cast<std::size_t>(node.kind)]).attribute("name", node.name).maybe("id", node.id);
    maybe_line("description", node.description);
    maybe_line("question", node.question);
    maybe_line("allowedAnswers", node.allowed_answers);
    item("variable", node.variable);
    switch (node.kind) {
      case NodeKind::input_data:
        break;
      case NodeKind::decision:
        for (const auto& to : node.inputs) requirement("informationRequirement", "requiredInput", to);
        for (const auto& to : node.decisions) requirement("informationRequirement", "requiredDecision", to);
        for (const auto& to : node.knowledge) requirement("knowledgeRequirement", "requiredKnowledge", to);
        if (node.logic) box(*node.logic);
        break;
      case NodeKind::knowledge_model:
        if (node.logic) function("encapsulatedLogic", *node.logic);
        for (const auto& to : node.knowledge) requirement("knowledgeRequirement", "requiredKnowledge", to);
        break;
      case NodeKind::service:
        for (const auto& to : node.outputs) href("outputDecision", to);
        for (const auto& to : node.encapsulated) href("encapsulatedDecision", to);
        for (const auto& to : node.input_decisions) href("inputDecision", to);
        for (const auto& to : node.inputs) href("inputData", to);
        break;
    }
    xml_.close();
  }

  void box(const Box& box) {
    std::visit([&](const auto& what) { this->what(what, box); }, box.what);
  }
  void box_in(std::string_view name, const BoxPtr& inside) {
    xml_.open(name);
    if (inside) box(*inside);
    xml_.close();
  }
  XmlWriter& open(std::string_view name, const Box& box) { return xml_.open(name).maybe("typeRef", box.type); }

  void what(const Literal& literal, const Box& box) {
    open("literalExpression", box).maybe("expressionLanguage", literal.language);
    xml_.line("text", literal.text).close();
  }
  void what(const Context& context, const Box& box) {
    open("context", box);
    for (const Context::Entry& entry : context.entries) {
      xml_.open("contextEntry");
      if (!entry.item.name.empty()) item("variable", entry.item);
      if (entry.value) this->box(*entry.value);
      xml_.close();
    }
    xml_.close();
  }
  void what(const Invocation& invocation, const Box& box) {
    open("invocation", box);
    this->box(*invocation.function);
    for (const auto& binding : invocation.bindings) {
      xml_.open("binding").open("parameter").attribute("name", binding.parameter).close();
      if (binding.value) this->box(*binding.value);
      xml_.close();
    }
    xml_.close();
  }
  void what(const List& list, const Box& box) {
    open("list", box);
    for (const BoxPtr& item : list.items) this->box(*item);
    xml_.close();
  }
  void what(const Relation& relation, const Box& box) {
    open("relation", box);
    for (const Item& column : relation.columns) item("column", column);
    for (const auto& row : relation.rows) {
      xml_.open("row");
      for (const BoxPtr& cell : row) this->box(*cell);
      xml_.close();
    }
    xml_.close();
  }
  void what(const Function&, const Box& box) { function("functionDefinition", box); }
  void function(std::string_view name, const Box& box) {
    const Function& function = std::get<Function>(box.what);
    open(name, box).maybe("kind", function.kind);
    for (const Item& parameter : function.parameters) item("formalParameter", parameter);
    if (function.body) this->box(*function.body);
    xml_.close();
  }
  void what(const Conditional& conditional, const Box& box) {
    open("conditional", box);
    box_in("if", conditional.condition);
    box_in("then", conditional.then);
    box_in("else", conditional.otherwise);
    xml_.close();
  }
  void what(const Iteration& iteration, const Box& box) {
    constexpr std::string_view kNames[] = {"for", "some", "every"};
    open(kNames[static_cast<std::size_t>(iteration.kind)], box).attribute("iteratorVariable", iteration.variable.name);
    xml_.open("in").maybe("typeRef", iteration.variable.type);
    this->box(*iteration.in);
    xml_.close();
    box_in(iteration.kind == Iteration::Kind::each ? "return" : "satisfies", iteration.body);
    xml_.close();
  }
  void what(const Filter& filter, const Box& box) {
    open("filter", box);
    box_in("in", filter.in);
    box_in("match", filter.match);
    xml_.close();
  }
  void what(const Table& table, const Box& box) {
    open("decisionTable", box).attribute("hitPolicy", hit_word(table.hit));
    if (table.aggregation != Aggregation::list) xml_.attribute("aggregation", in_capitals(to_word(table.aggregation)));
    xml_.maybe("outputLabel", table.output_label);
    for (const auto& input : table.inputs) {
      xml_.open("input").maybe("label", input.label);
      if (input.whole) xml_.attribute("q:whole", "true");
      xml_.open("inputExpression").maybe("typeRef", input.type).line("text", input.expression).close();
      maybe_text_in("inputValues", input.values);
      xml_.close();
    }
    for (const auto& output : table.outputs) {
      xml_.open("output").maybe("name", output.name).maybe("label", output.label).maybe("typeRef", output.type);
      maybe_text_in("outputValues", output.values);
      maybe_text_in("defaultOutputEntry", output.fallback);
      xml_.close();
    }
    for (const std::string& annotation : table.annotations)
      xml_.open("annotation").attribute("name", annotation).close();
    for (const auto& rule : table.rules) {
      xml_.open("rule");
      maybe_line("description", rule.description);
      for (const std::string& cell : rule.inputs) text_in("inputEntry", cell.empty() ? "-" : cell);
      for (const std::string& cell : rule.outputs) text_in("outputEntry", cell);
      for (const std::string& annotation : rule.annotations) text_in("annotationEntry", annotation);
      xml_.close();
    }
    xml_.close();
  }

  static std::string in_capitals(std::string_view word) {
    std::string capitals(word);
    std::ranges::transform(capitals, capitals.begin(), [](char c) {
      if (c == '_') return ' ';
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return capitals;
  }
  static std::string hit_word(HitPolicy hit) { return in_capitals(to_word(hit)); }

  XmlWriter xml_;
};

}  // namespace

std::string write(const Definitions& definitions) { return Writer().written(definitions); }

std::string write(const Table& table, std::string_view name, const std::vector<Item>& inputs) {
  Definitions definitions;
  definitions.name = name;
  definitions.space = std::string(kOwnSpace) + "/table";
  Node decision;
  decision.kind = NodeKind::decision;
  decision.id = "decision";
  decision.name = name;
  decision.variable.name = name;
  for (const Item& input : inputs) {
    Node node;
    node.kind = NodeKind::input_data;
    node.id = "input_" + std::to_string(definitions.nodes.size() + 1);
    node.name = input.name;
    node.variable = input;
    decision.inputs.push_back("#" + node.id);
    definitions.nodes.push_back(std::move(node));
  }
  decision.logic = std::make_shared<Box>(Box{table, "", 0});
  definitions.nodes.push_back(std::move(decision));
  return write(definitions);
}

}  // namespace qyzmet::rules::dmn
