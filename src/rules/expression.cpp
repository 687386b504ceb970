#include "rules/expression.hpp"

#include <array>

#include "base/check.hpp"
#include "rules/evaluate.hpp"
#include "rules/syntax.hpp"

namespace qyzmet::rules {

namespace {

/// Calls `use` with a frame of nulls; a small one needs no memory of its own.
template <class Use>
Value with_frame(std::size_t size, Use use) {
  constexpr std::size_t few = 4;
  if (size <= few) {
    std::array<Value, few> frame;
    return use(std::span<Value>(frame).first(size));
  }
  std::vector<Value> frame(size);
  return use(std::span<Value>(frame));
}

Value combined(std::optional<bool> truth, bool negated) { return truth ? Value(*truth != negated) : Value(); }

}  // namespace

Value Expression::evaluate(Scope scope, Evaluation& evaluation) const {
  CHECK(scope.size() >= program_->scope);
  return with_frame(program_->frame, [&](std::span<Value> frame) {
    return Evaluator(*program_, scope, frame, evaluation).evaluate(*program_->root);
  });
}

const std::vector<std::string>& Expression::names() const { return program_->names; }
const std::vector<std::size_t>& Expression::slots() const { return program_->slots; }
const std::string& Expression::text() const { return program_->text; }

std::optional<Value> Expression::constant() const {
  const Node& root = *program_->root;
  return root.op == Op::constant ? std::optional(root.value) : std::nullopt;
}

Value UnaryTests::evaluate(const Value& input, Scope scope, Evaluation& evaluation) const {
  CHECK(scope.size() >= program_->scope);
  if (program_->tests.empty()) return true;
  bool unknown = false;
  if (program_->simple) {
    if (!evaluation.spend(program_->tests.size())) return {};
    for (const SimpleTest& test : program_->simple->tests) {
      const auto found = contains(test.interval, input);
      if (found.value_or(false)) return !program_->negated;
      if (!found && !input.is_null()) {
        evaluation.at = program_->tests[0]->at;
        evaluation.report("rules.not_comparable");
      }
      unknown = unknown || !found;
    }
    return combined(unknown ? std::nullopt : std::optional(false), program_->negated);
  }
  return with_frame(program_->frame, [&](std::span<Value> frame) {
    frame[0] = input;
    Evaluator evaluator(*program_, scope, frame, evaluation);
    for (const NodePtr& test : program_->tests) {
      const auto found = evaluator.test(input, *test, true);
      if (found.value_or(false)) return Value(!program_->negated);
      unknown = unknown || !found;
    }
    return combined(unknown ? std::nullopt : std::optional(false), program_->negated);
  });
}

bool UnaryTests::matches(const Value& input, Scope scope, Evaluation& evaluation) const {
  return evaluate(input, scope, evaluation).is_true();
}

const std::optional<SimpleTests>& UnaryTests::simple() const { return program_->simple; }
const std::vector<std::string>& UnaryTests::names() const { return program_->names; }
const std::vector<std::size_t>& UnaryTests::slots() const { return program_->slots; }
const std::string& UnaryTests::text() const { return program_->text; }

}  // namespace qyzmet::rules
