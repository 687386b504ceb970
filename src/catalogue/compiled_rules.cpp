#include "catalogue/compiled_rules.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

#include "catalogue/check_tables.hpp"
#include "catalogue/conditions.hpp"
#include "catalogue/members.hpp"

namespace qyzmet::catalogue {
namespace {

constexpr std::array<std::string_view, 4> kApplicant = {"age", "birth_date", "iin", "name"};

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

std::string in_quotes(std::string_view value) { return "\"" + std::string(value) + "\""; }

std::string list_of(const std::vector<std::string>& values) {
  std::string list;
  for (const std::string& value : values) list += (list.empty() ? "" : ",") + in_quotes(value);
  return list;
}

/// "city, village" as "\"city\", \"village\"": a word of the column is its value. Inside quotes nothing changes.
std::string with_quotes(std::string_view cell, const std::vector<std::string>& values) {
  std::string out;
  for (std::size_t i = 0; i < cell.size();) {
    if (cell[i] == '"') {
      const auto end = cell.find('"', i + 1);
      const auto size = end == std::string_view::npos ? cell.size() - i : end + 1 - i;
      out += cell.substr(i, size);
      i += size;
      continue;
    }
    std::size_t size = 0;
    while (i + size < cell.size() && is_word(cell[i + size])) ++size;
    const std::string word(cell.substr(i, std::max<std::size_t>(size, 1)));
    out += size > 0 && std::ranges::find(values, word) != values.end() ? in_quotes(word) : word;
    i += word.size();
  }
  return out;
}

std::string_view type_of(Column::Kind kind) {
  switch (kind) {
    case Column::Kind::number:
    case Column::Kind::money:
      return "number";
    case Column::Kind::yes_no:
      return "boolean";
    case Column::Kind::date:
      return "date";
    default:
      return "string";
  }
}

std::string values_of(const Column& column) {
  if (!column.values.empty()) return list_of(column.values);
  if (!column.min && !column.max) return "";
  if (!column.max) return ">= " + std::to_string(*column.min);
  if (!column.min) return "<= " + std::to_string(*column.max);
  return "[" + std::to_string(*column.min) + ".." + std::to_string(*column.max) + "]";
}

void set_hit(Decision::Hit hit, rules::Table& table) {
  constexpr std::array kAggregations = {rules::Aggregation::list, rules::Aggregation::sum, rules::Aggregation::min,
                                        rules::Aggregation::max, rules::Aggregation::count};
  constexpr std::array kHits = {rules::HitPolicy::unique, rules::HitPolicy::any,        rules::HitPolicy::priority,
                                rules::HitPolicy::first,  rules::HitPolicy::rule_order, rules::HitPolicy::output_order};
  const auto place = static_cast<std::size_t>(hit);
  table.hit = place < kHits.size() ? kHits[place] : rules::HitPolicy::collect;
  if (place >= kHits.size()) table.aggregation = kAggregations[place - kHits.size()];
}

/// "rules[3][1]" → 3, 1; "inputs[0].expression" → 0.
std::vector<std::size_t> places(std::string_view path) {
  std::vector<std::size_t> all;
  for (auto open = path.find('['); open != std::string_view::npos; open = path.find('[', open + 1)) {
    std::size_t number = 0;
    for (std::size_t i = open + 1; i < path.size() && path[i] >= '0' && path[i] <= '9'; ++i) {
      number = number * 10 + static_cast<std::size_t>(path[i] - '0');
    }
    all.push_back(number);
  }
  return all;
}

class RulesCompiler {
 public:
  RulesCompiler(const Definition& definition, const Country& country, Scope scope, std::vector<Mistake>& mistakes)
      : definition_(definition),
        country_(country),
        process_(definition.process),
        mistakes_(mistakes),
        compiled_(std::make_shared<CompiledRules>(CompiledRules{std::move(scope), {}, {}})) {
    for (const Page& page : definition.pages) {
      for (const Question& question : page.questions) questions_.emplace(question.id, &question);
    }
  }

  void compile(const Decision& decision) {
    if (!check_results(decision)) return;
    auto table = rules::CompiledTable::compile(to_table(decision), compiled_->scope.names());
    if (!table) {
      for (const FieldError& error : table.error().fields) add_table_mistake(decision, error);
      return;
    }
    std::set<std::string> evidence;
    for (const std::string& path : table->names()) {
      check_name(path, decision.line, false, evidence);
    }
    for (std::size_t i = 0; i < decision.inputs.size(); ++i) {
      check_members(table->input_expression(i), decision.inputs[i].line);
    }
    for (const Step& step : process_.steps) {
      if (step.decide == decision.id) check_needed(evidence, step.needs, step.line, step.id);
    }
    if (definition_.fee.decision == decision.id) check_needed(evidence, {}, definition_.fee.line, "fee");
    for (Mistake& mistake : table_mistakes(definition_, decision, *table)) mistakes_.push_back(std::move(mistake));
    compiled_->decisions.emplace(decision.id, *std::move(table));
  }

  void compile(const Written& written) {
    auto expression = rules::parse_expression(written.feel, compiled_->scope.names());
    if (!expression) return mistakes_.push_back(feel_mistake(written.line, written.name, expression.error()));
    std::set<std::string> evidence;
    check_members(*expression, written.line);
    const bool late = written.use != Written::Use::evidence;
    for (const std::string& path : expression->names()) check_name(path, written.line, late, evidence);
    if (written.use == Written::Use::evidence) {
      for (const std::string& id : evidence) add(written.line, "definition.not_known_yet", "evidence." + id);
    } else if (written.use == Written::Use::step) {
      check_needed(evidence, process_.step(written.step)->needs, written.line, written.step);
    } else {
      std::vector<std::string> all;
      for (const Step& step : process_.steps) all.insert(all.end(), step.needs.begin(), step.needs.end());
      check_needed(evidence, all, written.line, "document");
    }
    compiled_->expressions.emplace(written.feel, *std::move(expression));
  }

  std::shared_ptr<const CompiledRules> finish() { return std::move(compiled_); }

 private:
  void add(int line, std::string key, std::string_view name) {
    mistakes_.push_back({line, std::move(key), {{"name", std::string(name)}}});
  }

  void check_members(const rules::Expression& expression, int line) {
    if (const auto unknown = unknown_member(rules::to_json(expression), definition_.pages)) {
      add(line, "definition.nobody_asks", *unknown);
    }
  }

  /// Values of a closed output are written as they are.
  bool check_results(const Decision& decision) {
    bool good = true;
    for (const Rule& rule : decision.rules) {
      for (std::size_t i = 0; i < rule.results.size(); ++i) {
        const Column& column = decision.outputs[i];
        const std::string& result = rule.results[i];
        const bool fits = column.kind == Column::Kind::choice
                              ? std::ranges::find(column.values, result) != column.values.end()
                              : column.kind != Column::Kind::yes_no || result == "true" || result == "false";
        if (fits) continue;
        good = false;
        const std::string would = column.kind == Column::Kind::choice
                                      ? fmt::format(" ({})", fmt::join(column.values, " | "))
                                      : " (true | false)";
        mistakes_.push_back(
            {rule.line, "definition.bad_value", {{"name", column.name}, {"value", result}, {"fits", would}}});
      }
    }
    return good;
  }

  void add_table_mistake(const Decision& decision, const FieldError& error) {
    const auto at = places(error.path);
    int line = decision.line;
    std::string name = decision.id;
    if (error.path.starts_with("rules[") && at.size() == 2 && at[0] < decision.rules.size()) {
      line = decision.rules[at[0]].line;
      const std::size_t inputs = decision.inputs.size();
      if (at[1] < inputs + decision.outputs.size()) {
        name = at[1] < inputs ? decision.inputs[at[1]].name : decision.outputs[at[1] - inputs].name;
      }
    } else if (!at.empty() && error.path.starts_with("inputs[") && at[0] < decision.inputs.size()) {
      line = decision.inputs[at[0]].line;
      name = decision.inputs[at[0]].name;
    }
    mistakes_.push_back(feel_mistake(line, name, {Code::invalid, error.key, error.details, {}}));
  }

  void check_needed(const std::set<std::string>& used, const std::vector<std::string>& needs, int line,
                    const std::string& where) {
    for (const std::string& id : used) {
      if (std::ranges::find(needs, id) != needs.end()) continue;
      mistakes_.push_back({line, "definition.evidence_not_needed", {{"name", id}, {"where", where}}});
    }
  }

  /// `decided`: may earlier decisions be looked at? Adds the evidence that is used to `evidence`.
  void check_name(const std::string& path, int line, bool decided, std::set<std::string>& evidence) {
    const std::string_view first = std::string_view(path).substr(0, path.find('.'));
    std::string_view rest = first.size() == path.size() ? "" : std::string_view(path).substr(first.size() + 1);
    const std::string_view second = rest.substr(0, rest.find('.'));
    if (const auto question = questions_.find(first); question != questions_.end()) {
      if (!knows_member(*question->second, second)) add(line, "definition.nobody_asks", path);
    } else if (first == "applicant") {
      if (!second.empty() && std::ranges::find(kApplicant, second) == kApplicant.end()) {
        add(line, "definition.nobody_asks", path);
      }
    } else if (first == "evidence") {
      rest.remove_prefix(std::min(rest.size(), second.size() + 1));
      check_evidence(line, second, rest.substr(0, rest.find('.')), evidence);
    } else if (first == "decided") {
      if (!decided) return add(line, "definition.not_known_yet", path);
      rest.remove_prefix(std::min(rest.size(), second.size() + 1));
      check_decided(line, second, rest.substr(0, rest.find('.')));
    }
  }

  void check_evidence(int line, std::string_view id, std::string_view fact, std::set<std::string>& evidence) {
    const Evidence* found = process_.find_evidence(id);
    if (found == nullptr) return add(line, "definition.no_such_evidence", id.empty() ? "evidence" : id);
    evidence.emplace(id);
    const auto& facts = country_.find_register(found->register_id)->facts;
    if (fact.empty() || facts.empty() || std::ranges::find(facts, fact) != facts.end()) return;
    mistakes_.push_back(
        {line, "definition.no_such_fact", {{"name", found->register_id}, {"value", std::string(fact)}}});
  }

  void check_decided(int line, std::string_view id, std::string_view output) {
    const Decision* decision = process_.decision(id);
    if (decision == nullptr) return add(line, "definition.no_such_decision", id.empty() ? "decided" : id);
    const bool taken = std::ranges::find(process_.steps, id, &Step::decide) != process_.steps.end();
    if (!taken) return add(line, "definition.decision_not_taken", id);
    const bool known = std::ranges::find(decision->outputs, output, &Column::name) != decision->outputs.end();
    if (output.empty() || known) return;
    add(line, "definition.nobody_asks", "decided." + std::string(id) + "." + std::string(output));
  }

  const Definition& definition_;
  const Country& country_;
  const Process& process_;
  std::vector<Mistake>& mistakes_;
  std::map<std::string, const Question*, std::less<>> questions_;
  std::shared_ptr<CompiledRules> compiled_;
};

}  // namespace

rules::Table to_table(const Decision& decision) {
  rules::Table table;
  set_hit(decision.hit, table);
  table.annotations = {"article"};
  for (const Column& column : decision.inputs) {
    rules::Table::Input input;
    input.label = column.name;
    input.expression = column.expression;
    input.type = type_of(column.kind);
    input.values = values_of(column);
    input.whole = column.kind == Column::Kind::number;
    input.line = static_cast<std::size_t>(column.line);
    table.inputs.push_back(std::move(input));
  }
  for (const Column& column : decision.outputs) {
    rules::Table::Output output;
    output.name = column.name;
    output.type = type_of(column.kind);
    output.values = values_of(column);
    output.line = static_cast<std::size_t>(column.line);
    table.outputs.push_back(std::move(output));
  }
  for (const Rule& rule : decision.rules) {
    rules::Table::Rule row;
    for (std::size_t i = 0; i < rule.tests.size(); ++i) {
      row.inputs.push_back(with_quotes(rule.tests[i], decision.inputs[i].values));
    }
    for (std::size_t i = 0; i < rule.results.size(); ++i) {
      const bool choice = decision.outputs[i].kind == Column::Kind::choice;
      row.outputs.push_back(choice ? in_quotes(rule.results[i]) : rule.results[i]);
    }
    row.annotations = {rule.article};
    row.line = static_cast<std::size_t>(rule.line);
    table.rules.push_back(std::move(row));
  }
  return table;
}

std::shared_ptr<const CompiledRules> compile_rules(const Definition& definition, const Country& country, Scope scope,
                                                   const std::vector<Written>& written,
                                                   std::vector<Mistake>& mistakes) {
  RulesCompiler compiler(definition, country, std::move(scope), mistakes);
  for (const Decision& decision : definition.process.decisions) compiler.compile(decision);
  for (const Written& one : written) compiler.compile(one);
  return compiler.finish();
}

}  // namespace qyzmet::catalogue
