#pragma once

#include "catalogue/facts.hpp"
#include "catalogue/yaml.hpp"

/// Reads the facts of a service file. Errors: those of YamlReader.
namespace qyzmet::catalogue {

/// The largest count of each unit that a file may state.
int longest(Deadline::Unit unit);

class FactsReader {
 public:
  explicit FactsReader(const YamlReader& yaml) : yaml_(yaml) {}

  /// {minutes | hours | calendar_days | working_days: N, certainty, source}, or {unknown: yes}; both with a note.
  Result<Deadline> deadline(const YAML::Node& service) const;
  /// {mrp: N, certainty, source}, or {decision: ID, …}, or {note, certainty, source}, or {unknown: yes}.
  Result<Fee> fee(const YAML::Node& service) const;
  /// {portal: yes | no | unknown, …}; what is not named is unknown. May be absent.
  Result<Channels> channels(const YAML::Node& service) const;
  Result<std::optional<Standing>> standing(const YAML::Node& service) const;
  /// May be absent: a service like most.
  Result<ServiceKind> kind(const YAML::Node& service) const;
  /// {form, certainty, source, most, conditions}: a must of a measure of state support, and of nothing else.
  Result<std::optional<Support>> support(const YAML::Node& service, ServiceKind kind) const;
  Result<std::vector<LegalBasis>> legal_basis(const YAML::Node& service) const;
  Result<Keywords> keywords(const YAML::Node& service) const;

 private:
  Result<Origin> origin(const YAML::Node& fact) const;
  /// {tenge: N, certainty, source}, or {note, certainty, source}, or {unknown: yes}.
  Result<void> most(const YAML::Node& support, Support& read) const;
  /// Is it said to be unknown? "unknown: no" is refused: it says nothing.
  Result<bool> unknown(const YAML::Node& fact) const;

  const YamlReader& yaml_;
};

}  // namespace qyzmet::catalogue
