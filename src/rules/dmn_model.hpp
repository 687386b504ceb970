#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/dmn.hpp"
#include "rules/dmn_types.hpp"
#include "rules/evaluation.hpp"
#include "rules/table_compiled.hpp"
#include "rules/value.hpp"

namespace qyzmet::rules::dmn {

/// One decision table that was run for an answer, in the order they ended.
struct TableRun {
  std::string node;  ///< the decision or knowledge model that it stands in
  CompiledTable table;
  TableResult result;
};

/// A value for an input (or, where a service takes one, for a decision).
struct Given {
  std::string space;  ///< the model's namespace; empty: the main model's, or any that has the name
  std::string name;
  Value value;
};

/// What a model answered, and from which tables. What went wrong stands in the evaluation's diagnostics.
struct Answer {
  Value value;
  std::vector<TableRun> tables;
};

/// A DMN model with all it imports, compiled. Unchangeable, cheap to copy, safe to use from several threads.
class Model {
 public:
  /// `files[0]` is the model, the others are those it may import, found by their namespaces. Texts that cannot be
  /// compiled do not fail the whole: see `faults`.
  /// Errors: invalid "dmn.no_import" {file: the importing model, name, space} for a DMN import that is not there,
  /// "dmn.duplicate" {file, line, name} for two nodes with one id.
  static Result<Model> compile(std::vector<Definitions> files);

  /// Everything that could not be compiled, references that lead nowhere and circles of decisions among it. A model is
  /// fit to be published only without any.
  const std::vector<Fault>& faults() const;
  const Definitions& main() const;

  /// The decision `name` of the main model. Required input data without a given value are null; so is a given value
  /// that is not of the declared type, and "rules.wrong_type" or "rules.not_allowed" is reported. A decision that is
  /// given is not evaluated. An answer counts only if nothing was reported. Errors: not_found "dmn.no_decision" {name}.
  Result<Answer> decide(std::string_view name, std::span<const Given> given, Evaluation& evaluation) const;
  /// All output decisions of the decision service `name`: one value, or a context of several.
  /// Errors: not_found "dmn.no_service" {name}.
  Result<Answer> serve(std::string_view name, std::span<const Given> given, Evaluation& evaluation) const;
  /// The knowledge model `name`, called with what is given for its parameters.
  /// Errors: not_found "dmn.no_knowledge" {name}.
  Result<Answer> call(std::string_view name, std::span<const Given> given, Evaluation& evaluation) const;

  struct Parts;

 private:
  std::shared_ptr<const Parts> parts_;
};

}  // namespace qyzmet::rules::dmn
