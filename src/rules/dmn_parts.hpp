#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rules/dmn_logic.hpp"
#include "rules/dmn_model.hpp"

namespace qyzmet::rules::dmn {

/// What a node's logic finds in one slot of its scope: another node's value, or, for what is imported under a name, a
/// context of several.
struct Need {
  std::string name;                 ///< of the slot
  std::optional<std::size_t> node;  ///< nothing: a context
  std::vector<std::pair<std::string, std::size_t>> members;
};

/// A node, compiled.
struct CompiledNode {
  const Node* written = nullptr;
  std::size_t file = 0;
  std::string name;  ///< of its variable, normal
  Declared type;     ///< its value's; of a knowledge model or service: its result's
  std::vector<Need> needs;
  LogicPtr logic;  ///< null for input data and services
  std::vector<Parameter> parameters;
  std::vector<Declared> parameter_types;  ///< with their constraints
  std::vector<std::size_t> takes;         ///< service: the nodes that the parameters stand for
  std::vector<std::size_t> outputs;       ///< service
};

struct Model::Parts {
  std::vector<Definitions> files;
  std::vector<std::unique_ptr<Types>> types;  ///< of each file; used while compiling
  std::vector<CompiledNode> nodes;
  std::map<std::pair<std::size_t, std::string>, std::size_t> by_id;    ///< file and id
  std::map<std::pair<std::size_t, std::string>, std::size_t> by_name;  ///< file and normal name
  std::vector<Fault> faults;
};

}  // namespace qyzmet::rules::dmn
