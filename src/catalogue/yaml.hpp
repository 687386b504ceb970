#pragma once

#include <yaml-cpp/yaml.h>

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/text.hpp"

namespace qyzmet::catalogue {

/// Reads nodes of one file and says which line is wrong. Strict: unknown and repeated keys are errors, as are empty
/// texts.
class YamlReader {
 public:
  /// `published`: texts are taken as they are, for they were taken once.
  explicit YamlReader(std::string_view file, bool published = false) : file_(file), published_(published) {}

  /// The one document that `yaml` is. Errors: invalid "definition.not_yaml", also for what stands after its end;
  /// "definition.anchor" for an anchor or alias; "definition.too_large" (50,000 nodes, 20,000 opening brackets).
  Result<YAML::Node> load(const std::string& yaml) const;

  /// An error at `node`'s line; `details` come after {file, line}.
  std::unexpected<Error> fail_at(const YAML::Node& node, std::string key, Details details) const;

  /// `node` is a map with no other keys than `known`, none twice.
  Result<void> map(const YAML::Node& node, std::string_view name, std::initializer_list<std::string_view> known) const;
  Result<YAML::Node> member(const YAML::Node& map, std::string_view name) const;
  /// A list of 1 to `limit` entries.
  Result<YAML::Node> list(const YAML::Node& map, std::string_view name, std::size_t limit) const;
  /// A list of up to `limit` entries that may be empty or absent.
  Result<std::vector<YAML::Node>> entries(const YAML::Node& map, std::string_view name, std::size_t limit) const;
  /// The 1 to `limit` entries of a map whose keys are free, each key once.
  Result<std::vector<std::pair<std::string, YAML::Node>>> pairs(const YAML::Node& map, std::string_view name,
                                                                std::size_t limit) const;
  /// UTF-8 without control characters (line breaks among them), 1-4,000 bytes.
  Result<std::string> text(const YAML::Node& map, std::string_view name) const;
  /// A name: a small letter, then small letters, digits, and characters of `more`; at most 40 (64 with '.' in `more`).
  Result<std::string> name(const YAML::Node& map, std::string_view name, std::string_view more) const;
  /// The place of the text in `words`. Errors: definition.bad_value for any other.
  Result<std::size_t> one_of(const YAML::Node& map, std::string_view name,
                             std::span<const std::string_view> words) const;
  /// "yes" or "no"; `otherwise` if absent.
  Result<bool> yes(const YAML::Node& map, std::string_view name, bool otherwise) const;
  Result<int> integer(const YAML::Node& map, std::string_view name, int min, int max) const;
  /// {kk, ru, en}, all three.
  Result<Text> three(const YAML::Node& map, std::string_view name) const;
  /// The same; nothing if absent.
  Result<std::optional<Text>> maybe_three(const YAML::Node& map, std::string_view name) const;
  /// The text of an entry in the list `name`; not empty.
  Result<std::string> entry(const YAML::Node& node, std::string_view name) const;
  /// definition.bad_value at `node`'s line.
  /// `fits`: what would, in no language; empty: the name tells.
  std::unexpected<Error> bad_value(const YAML::Node& node, std::string_view name, std::string_view value,
                                   std::string_view fits = "") const;

 private:
  Result<std::string> scalar(const YAML::Node& node, std::string_view name) const;
  std::string file_;
  bool published_;
};

/// The whole number that `text` is. Nothing: not a plain decimal number within int.
std::optional<int> to_integer(std::string_view text);

}  // namespace qyzmet::catalogue
