#include "rules/tck.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "rules/dmn_model.hpp"
#include "rules/names.hpp"
#include "rules/xml.hpp"

namespace qyzmet::rules::tck {
namespace {

constexpr std::string_view kTestSpace = "http://www.omg.org/spec/DMN/20160719/testcase";
constexpr std::string_view kInstance = "http://www.w3.org/2001/XMLSchema-instance";

/// A value as a test writes it. Text without a type takes the kind of what it is compared with.
struct Written {
  Value value;
  bool untyped = false;
  std::vector<std::string> names;  // of components
  std::vector<Written> parts;      // components or items
  enum class Shape { simple, components, items } shape = Shape::simple;
};

Value read_duration(std::string_view text) {
  if (const auto months = YearsMonthsDuration::parse(text)) return *months;
  return DaysTimeDuration::parse(text);
}

Value simple(std::string_view type, const std::string& text) {
  if (type == "boolean") return text == "true" || text == "1";
  if (type == "decimal" || type == "double" || type == "integer" || type == "int" || type == "float") {
    return Number::parse(text);
  }
  if (type == "date") return DayValue::parse(text);
  if (type == "time") return TimeValue::parse(text);
  if (type == "dateTime") return DateTimeValue::parse(text);
  if (type == "duration" || type == "dayTimeDuration" || type == "yearMonthDuration") return read_duration(text);
  return text;
}

/// `element` holds a `value`, a `list`, or components.
Written read_value(const XmlElement& element) {
  Written written;
  if (const XmlElement value = element.child("value")) {
    if (value.attribute(kInstance, "nil") == "true") return written;
    std::string_view type = value.attribute(kInstance, "type");
    written.untyped = type.empty();
    type = type.substr(type.find(':') + 1);
    written.value = simple(type, value.text());
    return written;
  }
  if (const XmlElement list = element.child("list")) {
    if (list.attribute(kInstance, "nil") == "true") return written;
    written.shape = Written::Shape::items;
    for (const XmlElement& item : list.children("item")) written.parts.push_back(read_value(item));
    return written;
  }
  for (const XmlElement& component : element.children("component")) {
    written.shape = Written::Shape::components;
    Written inside = component.attribute(kInstance, "nil") == "true" ? Written() : read_value(component);
    written.names.emplace_back(component.attribute("name"));
    written.parts.push_back(std::move(inside));
  }
  return written;
}

Value to_value(const Written& written) {
  switch (written.shape) {
    case Written::Shape::simple:
      return written.value;
    case Written::Shape::items: {
      std::vector<Value> items;
      for (const Written& item : written.parts) items.push_back(to_value(item));
      return Value::list(std::move(items));
    }
    case Written::Shape::components: {
      std::vector<std::pair<std::string, Value>> entries;
      for (std::size_t i = 0; i < written.parts.size(); ++i) {
        entries.emplace_back(written.names[i], to_value(written.parts[i]));
      }
      return Value::context(std::move(entries));
    }
  }
  return {};
}

bool numbers_agree(const Number& a, const Number& b) {
  static const Number kNear = *Number::parse("0.00000001");
  const auto difference = subtract(a, b);
  return difference && (difference->is_negative() ? -*difference : *difference) < kNear;
}

bool agrees(const Written& expected, const Value& found) {
  if (expected.shape == Written::Shape::items) {
    if (!found.is_list() || found.as_list().size() != expected.parts.size()) return false;
    for (std::size_t i = 0; i < expected.parts.size(); ++i) {
      if (!agrees(expected.parts[i], found.as_list()[i])) return false;
    }
    return true;
  }
  if (expected.shape == Written::Shape::components) {
    if (!found.is_context() || found.as_context().entries.size() != expected.parts.size()) return false;
    for (std::size_t i = 0; i < expected.parts.size(); ++i) {
      const Value* entry = found.as_context().find(normal_name(expected.names[i]));
      if (entry == nullptr || !agrees(expected.parts[i], *entry)) return false;
    }
    return true;
  }
  if (expected.value.is_number() && found.is_number()) {
    return numbers_agree(expected.value.as_number(), found.as_number());
  }
  if (expected.untyped && !found.is_string()) {
    const auto text = to_string(found, 10'000);
    return text && *text == expected.value.as_string();
  }
  return same(expected.value, found);
}

std::string said(const Evaluation& evaluation) {
  std::string all;
  for (const Diagnostic& diagnostic : evaluation.diagnostics()) {
    all += fmt::format("{}{}", all.empty() ? "; reported " : ", ", diagnostic.key);
    for (const auto& [name, value] : diagnostic.details) all += fmt::format(" {}={}", name, value);
    if (all.size() > 300) return all + " …";
  }
  return all.empty() ? "; no error was reported" : all;
}

bool is_unsupported(const Evaluation& evaluation) {
  return std::ranges::any_of(evaluation.diagnostics(), [](const Diagnostic& one) {
    return one.key == "rules.external_function" || one.key == "rules.unsupported_language";
  });
}

/// One file of tests, and the model they are of.
class Tests {
 public:
  Tests(dmn::Model model, const DateTimeValue& now) : model_(std::move(model)), now_(now) {}

  void run(const XmlElement& test_case, std::vector<NodeResult>& results) const {
    std::vector<dmn::Given> given;
    for (const XmlElement& input : test_case.children("inputNode")) {
      given.push_back({std::string(input.attribute("namespace")), std::string(input.attribute("name")),
                       to_value(read_value(input))});
    }
    for (const XmlElement& node : test_case.children("resultNode")) {
      results.push_back(result(test_case, node, given));
    }
  }

 private:
  Result<dmn::Answer> ask(const XmlElement& test_case, const XmlElement& node, std::span<const dmn::Given> given,
                          Evaluation& evaluation) const {
    const std::string_view invocable = test_case.attribute("invocableName");
    const std::string_view type = test_case.attribute("type");
    const std::string_view name = node.attribute("name");
    if (type == "bkm") return model_.call(invocable.empty() ? name : invocable, given, evaluation);
    if (type != "decisionService") return model_.decide(name, given, evaluation);
    TRY_ASSIGN(dmn::Answer answer, model_.serve(invocable.empty() ? name : invocable, given, evaluation));
    const Value* entry = answer.value.is_context() ? answer.value.as_context().find(normal_name(name)) : nullptr;
    if (entry != nullptr && name != invocable) answer.value = Value(*entry);
    return answer;
  }

  NodeResult result(const XmlElement& test_case, const XmlElement& node, std::span<const dmn::Given> given) const {
    NodeResult result{std::string(test_case.attribute("id")), std::string(node.attribute("name")), Outcome::failed, ""};
    const XmlElement expected_in = node.child("expected");
    const Written expected = expected_in ? read_value(expected_in) : Written();
    const bool error_expected = node.attribute("errorResult") == "true";
    Evaluation evaluation(now_);
    const auto answer = ask(test_case, node, given, evaluation);
    if (!answer) {
      result.why = answer.error().key;
      return result;
    }
    const bool same_value = agrees(expected, answer->value);
    if (is_unsupported(evaluation)) {
      result.outcome = Outcome::unsupported;
      result.why = "unsupported" + said(evaluation);
    } else if (same_value && (!error_expected || evaluation.reported() > 0)) {
      result.outcome = Outcome::passed;
    } else {
      result.why = fmt::format("expected {}{}, found {}{}", to_text(to_value(expected), 300),
                               error_expected ? " and an error" : "", to_text(answer->value, 300), said(evaluation));
    }
    return result;
  }

  dmn::Model model_;
  DateTimeValue now_;
};

std::string in_words(const Error& error) {
  std::string all = error.key;
  for (const auto& [name, value] : error.details) all += fmt::format(" {}={}", name, value);
  return all;
}

/// The model cannot be used, so none of its tests can pass.
void all_failed(const XmlElement& test_case, const Error& error, std::vector<NodeResult>& results) {
  const Outcome outcome = error.key == "dmn.unknown" ? Outcome::unsupported : Outcome::failed;
  for (const XmlElement& node : test_case.children("resultNode")) {
    results.push_back(
        {std::string(test_case.attribute("id")), std::string(node.attribute("name")), outcome, in_words(error)});
  }
}

/// The model `name` and all that it imports, the model first.
Result<std::vector<dmn::Definitions>> with_imports(const File& tests, std::string_view name,
                                                   std::span<const File> models) {
  std::vector<dmn::Definitions> all;
  std::optional<std::size_t> main;
  for (const File& model : models) {
    if (model.name != name) continue;
    TRY_ASSIGN(dmn::Definitions read, dmn::read(model.text, model.name));
    all.push_back(std::move(read));
    main = 0;
  }
  if (!main) return fail(Code::invalid, "tck.no_model", {{"file", tests.name}, {"name", std::string(name)}});
  if (all.front().imports.empty()) return all;
  std::vector<dmn::Definitions> others;
  for (const File& model : models) {
    if (model.name == name) continue;
    TRY_ASSIGN(dmn::Definitions read, dmn::read(model.text, model.name));
    others.push_back(std::move(read));
  }
  std::set<std::string> taken = {all.front().space};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto imports = all[i].imports;
    for (const dmn::Import& import : imports) {
      const auto found = std::ranges::find(others, import.space, &dmn::Definitions::space);
      if (found != others.end() && taken.insert(import.space).second) all.push_back(*found);
    }
  }
  return all;
}

}  // namespace

Result<std::vector<NodeResult>> run(const File& tests, std::span<const File> models, const DateTimeValue& now) {
  TRY_ASSIGN(const Xml xml, Xml::parse(tests.text));
  const XmlElement root = xml.root();
  if (root.space() != kTestSpace || root.name() != "testCases") {
    return fail(Code::invalid, "tck.not_tests", {{"file", tests.name}});
  }
  const XmlElement named = root.child("modelName");
  const std::string model_name = named ? named.text() : std::string();
  auto files = with_imports(tests, model_name, models);
  auto model = files ? dmn::Model::compile(*std::move(files)) : std::unexpected(std::move(files).error());
  std::vector<NodeResult> results;
  for (const XmlElement& test_case : root.children("testCase")) {
    if (model) {
      Tests(*model, now).run(test_case, results);
    } else {
      all_failed(test_case, model.error(), results);
    }
  }
  return results;
}

}  // namespace qyzmet::rules::tck
