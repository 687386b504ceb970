#include "rules/table_compiled.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "base/check.hpp"

namespace qyzmet::rules {

struct CompiledTable::Parts {
  struct Input {
    Expression expression;
    TypeRef type;
    std::optional<UnaryTests> values;
  };
  struct Output {
    TypeRef type;
    std::optional<UnaryTests> values;
    std::optional<Expression> fallback;
  };
  struct Rule {
    std::vector<std::optional<UnaryTests>> inputs;  // nullopt: anything
    std::vector<Expression> outputs;
  };
  Table table;
  std::vector<Input> inputs;
  std::vector<Output> outputs;
  std::vector<Rule> rules;
  bool has_fallback = false;
};

namespace {

using Matched = std::vector<std::size_t>;

/// Reads a table's texts and keeps every mistake with its place.
class Compiler {
 public:
  explicit Compiler(const Names& names) : names_(names) {}

  void fault(std::string path, std::string key, Details details = {}) {
    if (faults.size() < 100) faults.push_back({std::move(path), std::move(key), std::move(details)});
  }
  template <class T>
  std::optional<T> keep(Result<T> read, const std::string& path) {
    if (read) return *std::move(read);
    fault(path, read.error().key, read.error().details);
    return std::nullopt;
  }
  std::optional<Expression> expression(const std::string& text, const std::string& path) {
    return keep(parse_expression(text, names_), path);
  }
  std::optional<UnaryTests> tests(const std::string& text, const std::string& path) {
    if (text.empty() || text == "-") return std::nullopt;
    auto read = keep(parse_unary_tests(text, names_), path);
    if (read && read->simple() && read->simple()->any) return std::nullopt;
    return read;
  }
  TypeRef type(const std::string& text, const std::string& path) {
    if (text.empty()) return type_of(Type::Kind::any);
    return keep(parse_type(text, names_), path).value_or(type_of(Type::Kind::any));
  }

  std::vector<FieldError> faults;

 private:
  const Names& names_;
};

bool by_priority(HitPolicy hit) { return hit == HitPolicy::priority || hit == HitPolicy::output_order; }

void check_shape(const Table& table, Compiler& compiler) {
  if (table.outputs.empty()) compiler.fault("outputs", "field.missing");
  if (table.aggregation != Aggregation::list && table.outputs.size() > 1) compiler.fault("hit", "rules.aggregation");
  if (table.outputs.size() < 2) return;
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < table.outputs.size(); ++i) {
    const std::string& name = table.outputs[i].name;
    if (name.empty() || !seen.insert(name).second) {
      compiler.fault(fmt::format("outputs[{}].name", i), "rules.output_name", {{"name", name}});
    }
  }
}

bool lies_in(const Value& value, const Range& interval) {
  if (interval.form == Range::Form::interval && same(interval.low, interval.high)) return same(value, interval.low);
  return contains(interval, value).value_or(false);
}

/// Where `value` stands in an output's list of values: smaller counts more.
std::size_t weight(const std::optional<UnaryTests>& values, const Value& value) {
  if (!values) return 0;
  const auto& tests = values->simple()->tests;
  const auto found = std::ranges::find_if(tests, [&](const SimpleTest& test) { return lies_in(value, test.interval); });
  return static_cast<std::size_t>(found - tests.begin());
}

}  // namespace

Result<CompiledTable> CompiledTable::compile(Table table, const Names& names) {
  Compiler compiler(names);
  check_shape(table, compiler);
  auto parts = std::make_shared<Parts>();
  for (std::size_t i = 0; i < table.inputs.size(); ++i) {
    const auto& input = table.inputs[i];
    auto expression = compiler.expression(input.expression, fmt::format("inputs[{}].expression", i));
    auto type = compiler.type(input.type, fmt::format("inputs[{}].type", i));
    auto values = compiler.tests(input.values, fmt::format("inputs[{}].values", i));
    if (expression) parts->inputs.push_back({*std::move(expression), std::move(type), std::move(values)});
  }
  for (std::size_t i = 0; i < table.outputs.size(); ++i) {
    const auto& output = table.outputs[i];
    Parts::Output made;
    made.type = compiler.type(output.type, fmt::format("outputs[{}].type", i));
    made.values = compiler.tests(output.values, fmt::format("outputs[{}].values", i));
    const bool ordered = made.values && made.values->simple() && !made.values->simple()->negated;
    if (by_priority(table.hit) && !output.values.empty() && !ordered) {
      compiler.fault(fmt::format("outputs[{}].values", i), "rules.no_order", {{"name", name_of(output)}});
    }
    if (!output.fallback.empty()) {
      made.fallback = compiler.expression(output.fallback, fmt::format("outputs[{}].default", i));
      parts->has_fallback = true;
    }
    parts->outputs.push_back(std::move(made));
  }
  if (by_priority(table.hit) && std::ranges::all_of(table.outputs, [](auto& one) { return one.values.empty(); })) {
    compiler.fault("outputs[0].values", "rules.no_order", {{"name", name_of(table.outputs.front())}});
  }
  for (std::size_t row = 0; row < table.rules.size(); ++row) {
    const auto& rule = table.rules[row];
    CHECK(rule.inputs.size() == table.inputs.size() && rule.outputs.size() == table.outputs.size());
    Parts::Rule made;
    std::size_t column = 0;
    for (const std::string& cell : rule.inputs) {
      made.inputs.push_back(compiler.tests(cell, fmt::format("rules[{}][{}]", row, column++)));
    }
    for (const std::string& cell : rule.outputs) {
      auto read = compiler.expression(cell.empty() ? "null" : cell, fmt::format("rules[{}][{}]", row, column++));
      if (read) made.outputs.push_back(*std::move(read));
    }
    parts->rules.push_back(std::move(made));
  }
  if (!compiler.faults.empty()) {
    return std::unexpected(Error{Code::invalid, "request.invalid", {}, std::move(compiler.faults)});
  }
  parts->table = std::move(table);
  CompiledTable compiled;
  compiled.parts_ = std::move(parts);
  return compiled;
}

namespace {

/// One evaluation of one table.
template <class Parts>
class TableEvaluator {
 public:
  TableEvaluator(const Parts& parts, Scope scope, Evaluation& evaluation)
      : parts_(parts), table_(parts.table), scope_(scope), evaluation_(evaluation) {}

  TableResult result() {
    if (!read_inputs()) return std::move(result_);
    match();
    if (matched_.empty()) {
      fall_back();
    } else {
      answer();
    }
    return std::move(result_);
  }

 private:
  bool read_inputs() {
    result_.inputs.reserve(parts_.inputs.size());
    for (std::size_t i = 0; i < parts_.inputs.size(); ++i) {
      const auto& input = parts_.inputs[i];
      Value value = input.expression.evaluate(scope_, evaluation_);
      value = fitting(std::move(value), input.type, input.values, name_of_input(i));
      result_.inputs.push_back(std::move(value));
    }
    // A wrong input makes no rule's answer right.
    return not_allowed_ == 0;
  }

  /// The value as one of `type` and `values`; null and a diagnostic if it is neither. Null itself is "unknown".
  Value fitting(Value value, const TypeRef& type, const std::optional<UnaryTests>& values, const auto& name) {
    if (value.is_null()) return value;
    if (type->kind != Type::Kind::any) {
      auto coerced = coerce(value, *type);
      if (!coerced) {
        ++not_allowed_;
        return evaluation_.report("rules.wrong_type", {{"name", name()}, {"expected", to_text(*type)}});
      }
      value = *std::move(coerced);
    }
    if (values && !values->matches(value, scope_, evaluation_)) {
      ++not_allowed_;
      return evaluation_.report("rules.not_allowed", {{"name", name()}, {"value", to_text(value, 100)}});
    }
    return value;
  }
  auto name_of_input(std::size_t i) const {
    return [this, i] { return name_of(table_.inputs[i]); };
  }
  auto name_of_output(std::size_t i) const {
    return [this, i] { return name_of(table_.outputs[i]); };
  }

  bool matches(const auto& rule) {
    for (std::size_t i = 0; i < rule.inputs.size(); ++i) {
      if (rule.inputs[i] && !rule.inputs[i]->matches(result_.inputs[i], scope_, evaluation_)) return false;
    }
    return true;
  }

  void match() {
    for (std::size_t row = 0; row < parts_.rules.size(); ++row) {
      if (!evaluation_.spend() || !matches(parts_.rules[row])) continue;
      matched_.push_back(row);
      if (table_.hit == HitPolicy::first) return;
    }
  }

  std::vector<Value> outputs_of(std::size_t row) {
    std::vector<Value> values;
    values.reserve(parts_.outputs.size());
    for (std::size_t i = 0; i < parts_.outputs.size(); ++i) {
      Value value = parts_.rules[row].outputs[i].evaluate(scope_, evaluation_);
      values.push_back(fitting(std::move(value), parts_.outputs[i].type, parts_.outputs[i].values, name_of_output(i)));
    }
    return values;
  }

  Value joined(std::vector<Value> values) {
    if (values.size() == 1) return std::move(values.front());
    std::vector<std::pair<std::string, Value>> entries;
    entries.reserve(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) entries.emplace_back(table_.outputs[i].name, std::move(values[i]));
    return evaluation_.make_context(std::move(entries));
  }

  void fall_back() {
    if (parts_.has_fallback) {
      std::vector<Value> values;
      for (std::size_t i = 0; i < parts_.outputs.size(); ++i) {
        const auto& output = parts_.outputs[i];
        Value value = output.fallback ? output.fallback->evaluate(scope_, evaluation_) : Value();
        values.push_back(fitting(std::move(value), output.type, output.values, name_of_output(i)));
      }
      result_.value = joined(std::move(values));
      result_.fell_back = true;
    } else if (table_.aggregation == Aggregation::count) {
      result_.value = 0;
    }
  }

  void several(std::string_view key) { result_.value = evaluation_.report(key, {{"rules", rule_numbers(matched_)}}); }

  void answer() {
    if (table_.hit == HitPolicy::unique && matched_.size() > 1) {
      several("rules.several_rules");
      result_.rules = std::move(matched_);
      return;
    }
    if (matched_.size() == 1 || table_.hit == HitPolicy::first) {
      Value value = joined(outputs_of(matched_.front()));
      if (gives_list()) value = evaluation_.make_list({std::move(value)});
      result_.value = table_.aggregation == Aggregation::list ? std::move(value) : aggregated({std::move(value)});
      result_.rules = std::move(matched_);
      return;
    }
    answer_of_several();
  }

  bool gives_list() const {
    return table_.hit == HitPolicy::rule_order || table_.hit == HitPolicy::output_order ||
           (table_.hit == HitPolicy::collect && table_.aggregation == Aggregation::list);
  }

  void answer_of_several() {
    std::vector<std::vector<Value>> answers;
    answers.reserve(matched_.size());
    for (const std::size_t row : matched_) answers.push_back(outputs_of(row));
    if (by_priority(table_.hit)) sort(answers);
    std::vector<Value> values;
    values.reserve(answers.size());
    for (auto& one : answers) values.push_back(joined(std::move(one)));
    if (table_.hit == HitPolicy::any) {
      const auto agrees = [&](const Value& one) { return same(one, values.front()); };
      if (std::ranges::all_of(values, agrees)) {
        result_.value = std::move(values.front());
      } else {
        several("rules.rules_disagree");
      }
    } else if (table_.hit == HitPolicy::priority) {
      matched_.resize(1);
      result_.value = std::move(values.front());
    } else if (table_.aggregation != Aggregation::list) {
      result_.value = aggregated(std::move(values));
    } else {
      result_.value = evaluation_.make_list(std::move(values));
    }
    result_.rules = std::move(matched_);
  }

  /// The weightiest answers first; their rules with them.
  void sort(std::vector<std::vector<Value>>& answers) {
    std::vector<std::vector<std::size_t>> weights;
    for (const auto& values : answers) {
      std::vector<std::size_t> one;
      for (std::size_t i = 0; i < values.size(); ++i) one.push_back(weight(parts_.outputs[i].values, values[i]));
      weights.push_back(std::move(one));
    }
    std::vector<std::size_t> places(answers.size());
    std::iota(places.begin(), places.end(), 0);
    // Of equal weight the earlier rule comes first.
    std::ranges::sort(places, {}, [&](std::size_t place) { return std::pair(weights[place], place); });
    std::vector<std::vector<Value>> sorted;
    Matched rules;
    for (const std::size_t place : places) {
      sorted.push_back(std::move(answers[place]));
      rules.push_back(matched_[place]);
    }
    answers = std::move(sorted);
    matched_ = std::move(rules);
  }

  Value aggregated(std::vector<Value> values) {
    if (table_.aggregation == Aggregation::count) return static_cast<std::int64_t>(values.size());
    const Value list = evaluation_.make_list(std::move(values));
    return call_builtin(to_word(table_.aggregation), {&list, 1}, evaluation_);
  }

  const Parts& parts_;
  const Table& table_;
  Scope scope_;
  Evaluation& evaluation_;
  Matched matched_;
  TableResult result_;
  std::size_t not_allowed_ = 0;
};

}  // namespace

TableResult CompiledTable::evaluate(Scope scope, Evaluation& evaluation) const {
  return TableEvaluator(*parts_, scope, evaluation).result();
}

const Table& CompiledTable::table() const { return parts_->table; }

const std::optional<UnaryTests>& CompiledTable::input_cell(std::size_t rule, std::size_t input) const {
  return parts_->rules[rule].inputs[input];
}

const Expression& CompiledTable::output_cell(std::size_t rule, std::size_t output) const {
  return parts_->rules[rule].outputs[output];
}

const Expression& CompiledTable::input_expression(std::size_t input) const { return parts_->inputs[input].expression; }

const TypeRef& CompiledTable::input_type(std::size_t input) const { return parts_->inputs[input].type; }

const std::optional<UnaryTests>& CompiledTable::input_values(std::size_t input) const {
  return parts_->inputs[input].values;
}

const TypeRef& CompiledTable::output_type(std::size_t output) const { return parts_->outputs[output].type; }

const std::optional<UnaryTests>& CompiledTable::output_values(std::size_t output) const {
  return parts_->outputs[output].values;
}

const std::optional<Expression>& CompiledTable::output_fallback(std::size_t output) const {
  return parts_->outputs[output].fallback;
}

std::vector<std::string> CompiledTable::names() const {
  std::set<std::string> all;
  const auto add = [&](const std::vector<std::string>& names) { all.insert(names.begin(), names.end()); };
  for (const auto& input : parts_->inputs) add(input.expression.names());
  for (const auto& output : parts_->outputs) {
    if (output.fallback) add(output.fallback->names());
  }
  for (const auto& rule : parts_->rules) {
    for (const auto& cell : rule.inputs) {
      if (cell) add(cell->names());
    }
    for (const auto& cell : rule.outputs) add(cell.names());
  }
  return {all.begin(), all.end()};
}

}  // namespace qyzmet::rules
