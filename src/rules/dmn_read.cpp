#include "rules/dmn_read.hpp"

#include <algorithm>

namespace qyzmet::rules::dmn {
namespace {

constexpr std::size_t kNodes = 5000;
constexpr std::size_t kNodeParts = 1000;  ///< requirements of one node, components of one type

/// DMN 1.1, 1.2, 1.3, 1.4, 1.5 (and 1.6, which reads the same).
constexpr std::string_view kSpaces[] = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/", "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/", "https://www.omg.org/spec/DMN/20240513/MODEL/",
};

std::string href_of(const XmlElement& element) { return std::string(element.attribute("href")); }

class FileReader : public Reader {
 public:
  using Reader::Reader;

  Result<Definitions> definitions(const XmlElement& root) const;

 private:
  Result<ItemDefinition> type(const XmlElement& element) const;
  Result<Node> node(const XmlElement& element, NodeKind kind) const;
  Result<void> requirements(const XmlElement& element, Node& node) const;
  Result<void> logic(const XmlElement& element, Node& node) const;
};

Result<ItemDefinition> FileReader::type(const XmlElement& element) const {
  ItemDefinition type;
  type.name = element.attribute("name");
  type.type = type_of(element);
  type.collection = element.attribute("isCollection") == "true";
  type.line = element.line();
  if (const XmlElement allowed = element.child("allowedValues")) type.allowed_values = text_of(allowed);
  if (const XmlElement constraint = element.child("typeConstraint")) type.type_constraint = text_of(constraint);
  if (const XmlElement function = element.child("functionItem")) {
    type.function = true;
    type.result = function.attribute("outputTypeRef");
    for (const XmlElement& child : function.children("parameters")) type.parameters.push_back(item_of(child));
  }
  const auto components = element.children("itemComponent");
  TRY(at_most(element, components.size(), kNodeParts, "itemComponent"));
  for (const XmlElement& child : components) {
    TRY_ASSIGN(auto component, this->type(child));
    type.components.push_back(std::move(component));
  }
  return type;
}

Result<void> FileReader::requirements(const XmlElement& element, Node& node) const {
  for (const XmlElement& child : element.children("informationRequirement")) {
    if (const XmlElement input = child.child("requiredInput")) node.inputs.push_back(href_of(input));
    if (const XmlElement decision = child.child("requiredDecision")) node.decisions.push_back(href_of(decision));
  }
  for (const XmlElement& child : element.children("knowledgeRequirement")) {
    TRY_ASSIGN(const XmlElement knowledge, needed(child, "requiredKnowledge"));
    node.knowledge.push_back(href_of(knowledge));
  }
  TRY(at_most(element, node.inputs.size(), kNodeParts, "requiredInput"));
  TRY(at_most(element, node.decisions.size(), kNodeParts, "requiredDecision"));
  return at_most(element, node.knowledge.size(), kNodeParts, "requiredKnowledge");
}

Result<void> FileReader::logic(const XmlElement& element, Node& node) const {
  if (node.kind == NodeKind::decision) {
    TRY_ASSIGN(node.logic, box_in(element));
  } else if (const XmlElement encapsulated = element.child("encapsulatedLogic")) {
    TRY_ASSIGN(Function made, function(encapsulated));
    auto box = std::make_shared<Box>();
    box->what = std::move(made);
    box->type = type_of(encapsulated);
    box->line = encapsulated.line();
    node.logic = std::move(box);
  }
  return {};
}

Result<Node> FileReader::node(const XmlElement& element, NodeKind kind) const {
  Node node;
  node.kind = kind;
  node.id = element.attribute("id");
  node.name = element.attribute("name");
  node.line = element.line();
  if (node.name.empty()) return fail_at(element, "dmn.missing", {{"name", "name"}});
  if (const XmlElement variable = element.child("variable")) node.variable = item_of(variable);
  if (node.variable.name.empty()) node.variable.name = node.name;
  if (const XmlElement text = element.child("description")) node.description = text.text();
  if (const XmlElement text = element.child("question")) node.question = text.text();
  if (const XmlElement text = element.child("allowedAnswers")) node.allowed_answers = text.text();
  if (kind == NodeKind::service) {
    for (const XmlElement& child : element.children("outputDecision")) node.outputs.push_back(href_of(child));
    for (const XmlElement& child : element.children("encapsulatedDecision")) {
      node.encapsulated.push_back(href_of(child));
    }
    for (const XmlElement& child : element.children("inputDecision")) node.input_decisions.push_back(href_of(child));
    for (const XmlElement& child : element.children("inputData")) node.inputs.push_back(href_of(child));
    return node;
  }
  TRY(requirements(element, node));
  TRY(logic(element, node));
  return node;
}

Result<Definitions> FileReader::definitions(const XmlElement& root) const {
  Definitions definitions;
  definitions.name = root.attribute("name");
  definitions.id = root.attribute("id");
  definitions.space = root.attribute("namespace");
  definitions.language = root.attribute("expressionLanguage");
  const auto children = root.children();
  TRY(at_most(root, children.size(), kNodes, "definitions"));
  for (const XmlElement& child : children) {
    const std::string_view name = child.name();
    if (name == "description") {
      definitions.description = child.text();
    } else if (name == "import") {
      definitions.imports.push_back({std::string(child.attribute("name")), std::string(child.attribute("namespace")),
                                     std::string(child.attribute("importType")),
                                     std::string(child.attribute("locationURI")), child.line()});
    } else if (name == "itemDefinition") {
      TRY_ASSIGN(auto type, this->type(child));
      definitions.types.push_back(std::move(type));
    } else {
      constexpr std::pair<std::string_view, NodeKind> kKinds[] = {{"inputData", NodeKind::input_data},
                                                                  {"decision", NodeKind::decision},
                                                                  {"businessKnowledgeModel", NodeKind::knowledge_model},
                                                                  {"decisionService", NodeKind::service}};
      const auto kind = std::ranges::find(kKinds, name, &std::pair<std::string_view, NodeKind>::first);
      if (kind == std::end(kKinds)) continue;  // pictures, sources of knowledge, notes: not what is evaluated
      TRY_ASSIGN(auto node, this->node(child, kind->second));
      definitions.nodes.push_back(std::move(node));
    }
  }
  return definitions;
}

}  // namespace

std::unexpected<Error> Reader::fail_at(const XmlElement& at, std::string key, Details details) const {
  details.insert(details.begin(), {{"file", file_}, {"line", std::to_string(at.line())}});
  return fail(Code::invalid, std::move(key), std::move(details));
}

Result<XmlElement> Reader::needed(const XmlElement& parent, std::string_view name) const {
  const XmlElement child = parent.child(name);
  if (!child) return fail_at(parent, "dmn.missing", {{"name", std::string(name)}});
  return child;
}

Result<void> Reader::at_most(const XmlElement& at, std::size_t count, std::size_t limit, std::string_view name) const {
  if (count <= limit) return {};
  return fail_at(at, "dmn.too_many", {{"name", std::string(name)}, {"limit", std::to_string(limit)}});
}

Result<Definitions> read(std::string_view xml, std::string_view file) {
  auto parsed = Xml::parse(xml);
  if (!parsed) {
    Error error = std::move(parsed).error();
    error.details.insert(error.details.begin(), {"file", std::string(file)});
    return std::unexpected(std::move(error));
  }
  const XmlElement root = parsed->root();
  const FileReader reader(file);
  if (std::ranges::find(kSpaces, root.space()) == std::end(kSpaces)) {
    return reader.fail_at(root, "dmn.not_dmn", {{"name", std::string(root.space())}});
  }
  if (root.name() != "definitions") return reader.fail_at(root, "dmn.not_dmn", {{"name", std::string(root.name())}});
  return reader.definitions(root);
}

}  // namespace qyzmet::rules::dmn
