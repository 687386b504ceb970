#include "rules/dmn_logic.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"

namespace qyzmet::rules::dmn {
namespace {

class Broken : public Logic {
 public:
  explicit Broken(Error error) : error_(std::move(error)) {}
  Value evaluate(Frame& frame) const override { return frame.evaluation.report(error_.key, error_.details); }

 private:
  Error error_;
};

class Text : public Logic {
 public:
  explicit Text(Expression expression) : expression_(std::move(expression)) {}
  Value evaluate(Frame& frame) const override { return expression_.evaluate(frame.scope, frame.evaluation); }

 private:
  Expression expression_;
};

/// A box whose result has a declared type.
class Typed : public Logic {
 public:
  Typed(LogicPtr inner, Declared type, std::string name)
      : inner_(std::move(inner)), type_(std::move(type)), name_(std::move(name)) {}
  Value evaluate(Frame& frame) const override { return fit(inner_->evaluate(frame), type_, name_, frame.evaluation); }

 private:
  LogicPtr inner_;
  Declared type_;
  std::string name_;
};

class ContextLogic : public Logic {
 public:
  struct Entry {
    std::string name;  // empty: the result
    Declared type;
    LogicPtr value;
  };
  explicit ContextLogic(std::vector<Entry> entries) : entries_(std::move(entries)) {}

  Value evaluate(Frame& frame) const override {
    const Local local(frame);
    std::vector<std::pair<std::string, Value>> made;
    for (const Entry& entry : entries_) {
      Value value = fit(entry.value->evaluate(frame), entry.type, entry.name, frame.evaluation);
      if (entry.name.empty()) return value;
      frame.scope.push_back(value);
      made.emplace_back(entry.name, std::move(value));
    }
    return frame.evaluation.make_context(std::move(made));
  }

 private:
  std::vector<Entry> entries_;
};

class InvocationLogic : public Logic {
 public:
  using Bindings = std::vector<std::pair<std::string, LogicPtr>>;
  InvocationLogic(LogicPtr function, Bindings bindings)
      : function_(std::move(function)), bindings_(std::move(bindings)) {}

  Value evaluate(Frame& frame) const override {
    const Value function = function_->evaluate(frame);
    if (!function.is_function()) return frame.evaluation.report("rules.not_a_function");
    const auto& parameters = function.as_function().parameters;
    std::vector<Value> arguments(parameters.size());
    for (const auto& [name, logic] : bindings_) {
      const auto parameter = std::ranges::find(parameters, name, &Parameter::name);
      if (parameter == parameters.end()) return frame.evaluation.report("rules.no_parameter", {{"name", name}});
      if (logic) arguments[static_cast<std::size_t>(parameter - parameters.begin())] = logic->evaluate(frame);
    }
    return call(function, arguments, frame.evaluation);
  }

 private:
  LogicPtr function_;
  Bindings bindings_;
};

class ListLogic : public Logic {
 public:
  explicit ListLogic(std::vector<LogicPtr> items) : items_(std::move(items)) {}
  Value evaluate(Frame& frame) const override {
    std::vector<Value> values;
    values.reserve(items_.size());
    for (const LogicPtr& item : items_) values.push_back(item->evaluate(frame));
    return frame.evaluation.make_list(std::move(values));
  }

 private:
  std::vector<LogicPtr> items_;
};

class RelationLogic : public Logic {
 public:
  struct Column {
    std::string name;
    Declared type;
  };
  RelationLogic(std::vector<Column> columns, std::vector<std::vector<LogicPtr>> rows)
      : columns_(std::move(columns)), rows_(std::move(rows)) {}

  Value evaluate(Frame& frame) const override {
    std::vector<Value> values;
    for (const auto& row : rows_) {
      std::vector<std::pair<std::string, Value>> entries;
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        const Column& column = columns_[i];
        entries.emplace_back(column.name, fit(row[i]->evaluate(frame), column.type, column.name, frame.evaluation));
      }
      values.push_back(frame.evaluation.make_context(std::move(entries)));
    }
    return frame.evaluation.make_list(std::move(values));
  }

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<LogicPtr>> rows_;
};

class ConditionalLogic : public Logic {
 public:
  ConditionalLogic(LogicPtr condition, LogicPtr then, LogicPtr otherwise)
      : condition_(std::move(condition)), then_(std::move(then)), otherwise_(std::move(otherwise)) {}

  Value evaluate(Frame& frame) const override {
    const Value condition = condition_->evaluate(frame);
    if (condition.is_true()) return then_->evaluate(frame);
    if (condition.is_false() || condition.is_null()) return otherwise_->evaluate(frame);
    return frame.evaluation.report("rules.wrong_type", {{"name", "if"}, {"expected", "boolean"}});
  }

 private:
  LogicPtr condition_;
  LogicPtr then_;
  LogicPtr otherwise_;
};

std::shared_ptr<Trace> trace_of(const std::weak_ptr<Trace>& trace) {
  auto found = trace.lock();
  return found ? found : std::make_shared<Trace>();
}

class FunctionLogic : public Logic {
 public:
  FunctionLogic(std::vector<Parameter> parameters, TypeRef result, LogicPtr body)
      : parameters_(std::move(parameters)), result_(std::move(result)), body_(std::move(body)) {}

  Value evaluate(Frame& frame) const override {
    std::uint32_t nesting = 0;
    std::uint64_t weight = 1;
    for (const Value& value : frame.scope) {
      nesting = std::max(nesting, value.nesting());
      weight += value.weight();
    }
    if (nesting >= Value::max_nesting) return frame.evaluation.report("rules.limit_nesting");
    rules::Function function;
    function.parameters = parameters_;
    function.result = result_;
    function.nesting = nesting + 1;
    function.weight = weight;
    // The value may outlive the model, so it holds on to all that it needs.
    const std::weak_ptr<Trace> trace = frame.trace;  // weak: the trace may come to hold this very function
    function.call = [scope = frame.scope, body = body_, trace](std::span<const Value> arguments,
                                                               Evaluation& evaluation) {
      Frame inner{scope, evaluation, trace_of(trace)};
      inner.scope.insert(inner.scope.end(), arguments.begin(), arguments.end());
      return body->evaluate(inner);
    };
    return Value::function(std::move(function));
  }

 private:
  std::vector<Parameter> parameters_;
  TypeRef result_;
  LogicPtr body_;
};

class TableLogic : public Logic {
 public:
  TableLogic(std::string node, CompiledTable table) : node_(std::move(node)), table_(std::move(table)) {}
  Value evaluate(Frame& frame) const override {
    TableResult result = table_.evaluate(frame.scope, frame.evaluation);
    Value value = result.value;
    if (frame.trace->tables.size() < Trace::kTables) frame.trace->tables.push_back({node_, table_, std::move(result)});
    return value;
  }

 private:
  std::string node_;
  CompiledTable table_;
};

bool is_feel(std::string_view language) {
  return language.empty() || language == "feel" || language == "FEEL" ||
         language.find("/FEEL") != std::string_view::npos;
}

TypeRef any() { return type_of(Type::Kind::any); }

/// The type of a box for those who use its name: what is declared, or else what it shows.
TypeRef seen_type(const Declared& declared, const Box& box) {
  return declared.type->kind == Type::Kind::any ? shown_type(box) : declared.type;
}

}  // namespace

LogicPtr LogicCompiler::broken(Error error) { return std::make_shared<Broken>(std::move(error)); }

LogicPtr LogicCompiler::fault(Error error, std::size_t line) {
  faults_.push_back({file_.space, node_, line, error});
  return broken(std::move(error));
}

LogicPtr LogicCompiler::compile(const Box& box, const Names& names) {
  LogicPtr logic = untyped(box, names);
  // A table's type is its outputs' business; a function's typeRef is its result's.
  const bool own = std::holds_alternative<Table>(box.what) || std::holds_alternative<Function>(box.what);
  if (box.type.empty() || own) return logic;
  Declared type = declared(box.type, box.line);
  if (type.type->kind == Type::Kind::any && !type.constraint) return logic;
  return std::make_shared<Typed>(std::move(logic), std::move(type), node_);
}

LogicPtr LogicCompiler::untyped(const Box& box, const Names& names) {
  struct Visitor {
    LogicCompiler& self;
    std::string_view type;
    std::size_t line;
    const Names& names;
    LogicPtr operator()(const Literal& one) const { return self.literal(one, line, names); }
    LogicPtr operator()(const Context& one) const { return self.context(one, line, names); }
    LogicPtr operator()(const Invocation& one) const { return self.invocation(one, names); }
    LogicPtr operator()(const Relation& one) const { return self.relation(one, line, names); }
    LogicPtr operator()(const Function& one) const { return self.function(one, type, line, names); }
    LogicPtr operator()(const Iteration& one) const { return self.iteration(one, line, names); }
    LogicPtr operator()(const Filter& one) const { return self.filter(one, names); }
    LogicPtr operator()(const Table& one) const { return self.table(one, line, names); }
    LogicPtr operator()(const Conditional& one) const {
      return std::make_shared<ConditionalLogic>(self.compile(*one.condition, names), self.compile(*one.then, names),
                                                self.compile(*one.otherwise, names));
    }
    LogicPtr operator()(const List& one) const {
      std::vector<LogicPtr> items;
      for (const BoxPtr& item : one.items) items.push_back(self.compile(*item, names));
      return std::make_shared<ListLogic>(std::move(items));
    }
  };
  return std::visit(Visitor{*this, box.type, box.line, names}, box.what);
}

LogicPtr LogicCompiler::literal(const Literal& literal, std::size_t line, const Names& names) {
  if (!is_feel(literal.language.empty() ? file_.language : literal.language)) {
    return fault({Code::invalid, "rules.unsupported_language", {{"name", literal.language}}, {}}, line);
  }
  auto parsed = parse_expression(literal.text, names);
  if (!parsed) return fault(std::move(parsed).error(), line);
  return std::make_shared<Text>(*std::move(parsed));
}

LogicPtr LogicCompiler::context(const Context& context, std::size_t line, const Names& names) {
  Names inner = names;
  std::vector<ContextLogic::Entry> entries;
  for (const Context::Entry& entry : context.entries) {
    Declared type = declared(entry.item.type, line);
    LogicPtr value = compile(*entry.value, inner);
    const std::string name = normal_name(entry.item.name);
    if (!name.empty()) inner.add(name, seen_type(type, *entry.value));
    entries.push_back({name, std::move(type), std::move(value)});
  }
  return std::make_shared<ContextLogic>(std::move(entries));
}

LogicPtr LogicCompiler::invocation(const Invocation& invocation, const Names& names) {
  InvocationLogic::Bindings bindings;
  for (const auto& binding : invocation.bindings) {
    bindings.emplace_back(normal_name(binding.parameter), binding.value ? compile(*binding.value, names) : nullptr);
  }
  return std::make_shared<InvocationLogic>(compile(*invocation.function, names), std::move(bindings));
}

LogicPtr LogicCompiler::relation(const Relation& relation, std::size_t line, const Names& names) {
  std::vector<RelationLogic::Column> columns;
  for (const Item& column : relation.columns)
    columns.push_back({normal_name(column.name), declared(column.type, line)});
  std::vector<std::vector<LogicPtr>> rows;
  for (const auto& row : relation.rows) {
    std::vector<LogicPtr> cells;
    for (const BoxPtr& cell : row) cells.push_back(compile(*cell, names));
    rows.push_back(std::move(cells));
  }
  return std::make_shared<RelationLogic>(std::move(columns), std::move(rows));
}

std::vector<Parameter> LogicCompiler::parameters(const Function& function, Names& names, std::size_t line) {
  std::vector<Parameter> parameters;
  for (const Item& item : function.parameters) {
    Declared type = declared(item.type, line);
    names.add(item.name, type.type);
    parameters.push_back({normal_name(item.name), std::move(type.type)});
  }
  return parameters;
}

LogicPtr LogicCompiler::function(const Function& function, std::string_view type, std::size_t line,
                                 const Names& names) {
  if (function.kind == "Java" || function.kind == "PMML") {
    return fault({Code::invalid, "rules.external_function", {{"name", function.kind}}, {}}, line);
  }
  if (!function.body) return fault({Code::invalid, "dmn.no_logic", {{"name", node_}}, {}}, line);
  Names inner = names;
  auto given = parameters(function, inner, line);
  return std::make_shared<FunctionLogic>(std::move(given), result_of(declared(type, line)).type,
                                         compile(*function.body, inner));
}

LogicPtr LogicCompiler::iteration(const Iteration& iteration, std::size_t line, const Names& names) {
  IterationParts parts;
  parts.kind = iteration.kind;
  parts.name = iteration.variable.name;
  parts.type = declared(iteration.variable.type, line);
  parts.in = compile(*iteration.in, names);
  Names inner = names;
  const TypeRef list = shown_type(*iteration.in);
  const TypeRef item = list->kind == Type::Kind::list ? list->element : any();
  inner.add(iteration.variable.name, parts.type.type->kind == Type::Kind::any ? item : parts.type.type);
  // FEEL's `partial`; only where it is used, because the results so far are copied each time.
  const auto* body = std::get_if<Literal>(&iteration.body->what);
  parts.with_partial =
      iteration.kind == Iteration::Kind::each && body != nullptr && body->text.find("partial") != std::string::npos;
  if (parts.with_partial) inner.add("partial", list_of(any()));
  parts.body = compile(*iteration.body, inner);
  return make_iteration(std::move(parts));
}

LogicPtr LogicCompiler::filter(const Filter& filter, const Names& names) {
  LogicPtr in = compile(*filter.in, names);
  Names inner = names;
  const TypeRef list = shown_type(*filter.in);
  inner.set_item(inner.add("item", list->kind == Type::Kind::list ? list->element : any()));
  return make_filter(std::move(in), compile(*filter.match, inner));
}

LogicPtr LogicCompiler::table(const Table& written, std::size_t line, const Names& names) {
  Table table = written;
  for (auto& input : table.inputs) input.type = types_.feel(input.type);
  for (auto& output : table.outputs) {
    output.type = types_.feel(output.type);
    output.name = normal_name(output.name);
  }
  auto compiled = CompiledTable::compile(std::move(table), names);
  if (compiled) return std::make_shared<TableLogic>(node_, *std::move(compiled));
  Error first;
  for (const FieldError& one : compiled.error().fields) {
    Error error{Code::invalid, one.key, one.details, {}};
    error.details.emplace_back("place", one.path);
    faults_.push_back({file_.space, node_, line, error});
    if (first.key.empty()) first = std::move(error);
  }
  return broken(std::move(first));
}

TypeRef shown_type(const Box& box) {
  if (const auto* context = std::get_if<Context>(&box.what)) {
    std::vector<std::pair<std::string, TypeRef>> members;
    for (const auto& entry : context->entries) {
      if (entry.item.name.empty()) return shown_type(*entry.value);
      members.emplace_back(normal_name(entry.item.name), shown_type(*entry.value));
    }
    return context_of(std::move(members));
  }
  if (const auto* relation = std::get_if<Relation>(&box.what)) {
    std::vector<std::pair<std::string, TypeRef>> members;
    for (const Item& column : relation->columns) members.emplace_back(normal_name(column.name), any());
    return list_of(context_of(std::move(members)));
  }
  if (const auto* table = std::get_if<Table>(&box.what); table != nullptr && table->outputs.size() > 1) {
    std::vector<std::pair<std::string, TypeRef>> members;
    for (const auto& output : table->outputs) members.emplace_back(normal_name(output.name), any());
    TypeRef one = context_of(std::move(members));
    const bool several = table->hit == HitPolicy::rule_order || table->hit == HitPolicy::output_order ||
                         table->hit == HitPolicy::collect;
    return several ? list_of(std::move(one)) : one;
  }
  if (const auto* filter = std::get_if<Filter>(&box.what)) return shown_type(*filter->in);
  return any();
}

}  // namespace qyzmet::rules::dmn
