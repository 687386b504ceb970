#pragma once

#include <set>
#include <string>
#include <vector>

#include "catalogue/country.hpp"
#include "catalogue/pages.hpp"
#include "catalogue/yaml.hpp"

namespace qyzmet::catalogue {

/// Reads the pages of a service file. Errors: those of YamlReader, and definition.name_taken {name}: a question called
/// as something that rules know already.
class PagesReader {
 public:
  PagesReader(const YamlReader& yaml, const Country& country) : yaml_(yaml), country_(country) {}

  Result<std::vector<Page>> pages(const YAML::Node& service);

 private:
  /// The ids of the questions so far: of the service, or of one group.
  using Ids = std::set<std::string>;

  Result<Page> page(const YAML::Node& node);
  Result<Question> question(const YAML::Node& node, Ids& ids, bool in_group);
  /// A list of questions inside a page or group.
  Result<std::vector<Question>> questions(const YAML::Node& map, std::string_view name, Ids& ids, bool in_group);
  Result<void> repeat(const YAML::Node& node, Question& question);
  /// The text of `when`; what it means is found once all questions are known (conditions.hpp).
  Result<std::optional<When>> when(const YAML::Node& node) const;

  Result<Kind> kind(const YAML::Node& node, bool in_group);
  Result<bool> required(const YAML::Node& node, Kind kind);
  Result<bool> prefill(const YAML::Node& node, bool in_group);
  /// What only some kinds have: lengths, bounds, options, types.
  Result<void> particulars(const YAML::Node& node, Question& question);
  Result<void> bounds(const YAML::Node& node, Question& question);
  Result<void> file(const YAML::Node& node, Question& question);
  Result<std::vector<Option>> options(const YAML::Node& node, Kind kind);

  const YamlReader& yaml_;
  const Country& country_;
  Ids page_ids_;
  Ids question_ids_;
};

}  // namespace qyzmet::catalogue
