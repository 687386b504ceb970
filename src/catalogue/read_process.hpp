#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalogue/compiled_rules.hpp"
#include "catalogue/country.hpp"
#include "catalogue/process.hpp"
#include "catalogue/yaml.hpp"

/// Reads what happens to an application after it was filed. Errors: those of YamlReader. What needs the whole file (do
/// targets exist, is every step reached?) is asked by `process_faults` (check_process.hpp).
namespace qyzmet::catalogue {

class ProcessReader {
 public:
  ProcessReader(const YamlReader& yaml, const Country& country) : yaml_(yaml), country_(country) {}

  Result<Process> process(const YAML::Node& service);
  /// The FEEL of what was read, with its lines; of decisions none, whose rules know their own.
  const std::vector<Written>& written() const { return written_; }

 private:
  using Ask = std::vector<std::pair<std::string, std::string>>;

  Result<std::vector<Evidence>> evidence(const YAML::Node& service);
  Result<Evidence> one_evidence(const YAML::Node& node);
  Result<std::vector<Step>> steps(const YAML::Node& service);
  Result<Step> step(const YAML::Node& node);
  Result<void> particulars(const YAML::Node& node, Step& step);
  Result<std::vector<Action>> actions(const YAML::Node& node, Step::By by) const;
  Result<Action> action(const YAML::Node& node, Step::By by) const;
  /// `then`: an outcome's value → where it leads. `known`: the values there are; empty: a decision's.
  Result<std::vector<Outcome>> outcomes(const YAML::Node& node, std::span<const std::string_view> known) const;
  Result<Target> target(const YAML::Node& node) const;
  Result<std::string> register_id(const YAML::Node& node) const;
  /// `use`: for whom; its name, feel and line are filled in.
  Result<Ask> ask(const YAML::Node& node, std::string_view register_id, Written use);
  Result<Term> term(const YAML::Node& map, std::string_view name) const;
  Result<std::optional<Term>> maybe_term(const YAML::Node& map, std::string_view name) const;
  Result<std::optional<Document>> document(const YAML::Node& service);

  const YamlReader& yaml_;
  const Country& country_;
  std::vector<Written> written_;
};

/// Reads the decision tables. Errors: those of YamlReader, and "definition.rule_length" {name, expected}.
class DecisionsReader {
 public:
  explicit DecisionsReader(const YamlReader& yaml) : yaml_(yaml) {}

  Result<std::vector<Decision>> decisions(const YAML::Node& service) const;

 private:
  Result<Decision> decision(const YAML::Node& node) const;
  Result<std::vector<Column>> columns(const YAML::Node& node, std::string_view list, bool is_input) const;
  Result<Column> column(const YAML::Node& node, bool is_input) const;
  Result<void> bounds(const YAML::Node& node, Column& column) const;
  Result<void> values(const YAML::Node& node, Column& column) const;
  Result<Rule> rule(const YAML::Node& node, const Decision& decision) const;

  const YamlReader& yaml_;
};

}  // namespace qyzmet::catalogue
