#include "catalogue/differences.hpp"

#include <array>
#include <map>
#include <optional>

#include "catalogue/yaml.hpp"

namespace qyzmet::catalogue {
namespace {

/// What entries of lists are called by.
constexpr std::array<std::string_view, 3> kNames = {"id", "name", "value"};

std::optional<std::string> name_of(const json::value& entry) {
  if (!entry.is_object()) return std::nullopt;
  for (const std::string_view name : kNames) {
    const auto* said = entry.get_object().if_contains(name);
    if (said != nullptr && said->is_string()) return std::string(said->get_string());
  }
  return std::nullopt;
}

/// Members of an object, or entries of a list, by what they are called; nothing if that is neither.
using Members = std::vector<std::pair<std::string, const json::value*>>;
std::optional<Members> members_of(const json::value& value) {
  Members members;
  if (value.is_object()) {
    for (const auto& member : value.get_object()) members.emplace_back(member.key(), &member.value());
    return members;
  }
  if (!value.is_array()) return std::nullopt;
  for (const json::value& entry : value.get_array()) {
    members.emplace_back(name_of(entry).value_or(std::to_string(members.size() + 1)), &entry);
  }
  return members;
}

class Comparing {
 public:
  explicit Comparing(std::size_t limit) : limit_(limit) {}

  void compare(const std::string& path, const json::value& before, const json::value& after) {
    if (before == after || all_.size() >= limit_) return;
    const auto old_members = members_of(before);
    const auto new_members = members_of(after);
    if (!old_members || !new_members || before.kind() != after.kind()) {
      all_.push_back({path, before, after});
      return;
    }
    std::map<std::string_view, const json::value*> known(old_members->begin(), old_members->end());
    for (const auto& [name, value] : *new_members) {
      const auto found = known.find(name);
      if (found == known.end()) {
        add({join(path, name), nullptr, *value});
      } else {
        compare(join(path, name), *found->second, *value);
        known.erase(found);
      }
    }
    for (const auto& [name, value] : *old_members) {
      if (known.contains(name)) add({join(path, name), *value, nullptr});
    }
  }

  std::vector<Difference> finish() { return std::move(all_); }

 private:
  static std::string join(const std::string& path, const std::string& name) {
    return path.empty() ? name : path + '.' + name;
  }
  void add(Difference difference) {
    if (all_.size() < limit_) all_.push_back(std::move(difference));
  }

  std::size_t limit_;
  std::vector<Difference> all_;
};

json::value tree_of(const YAML::Node& node) {
  if (node.IsMap()) {
    json::object object;
    for (const auto& entry : node) object[entry.first.Scalar()] = tree_of(entry.second);
    return object;
  }
  if (node.IsSequence()) {
    json::array array;
    for (const auto& entry : node) array.push_back(tree_of(entry));
    return array;
  }
  return node.IsScalar() ? json::value(node.Scalar()) : json::value(nullptr);
}

}  // namespace

std::vector<Difference> differences(const json::value& before, const json::value& after, std::size_t limit) {
  Comparing comparing(limit);
  comparing.compare("", before, after);
  return comparing.finish();
}

Result<Digest> digest_of(std::string_view yaml, std::string_view file) {
  TRY_ASSIGN(const YAML::Node root, YamlReader(file).load(std::string(yaml)));
  return sha256(canonical_json(tree_of(root)));
}

}  // namespace qyzmet::catalogue
