#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/type.hpp"

namespace qyzmet::rules {

/// A FEEL name in its one spelling: blanks within it single, none around `. / - ' + *`. "Monthly  income" is "Monthly
/// income", "a + b" is "a+b".
std::string normal_name(std::string_view name);

/// Which names an expression may use, and which slot of the scope holds each one's value. FEEL names may hold blanks
/// and signs ("gross income (a-b)"), so a text can be read only when its names are known; member names of a name's type
/// are known with it. A later name hides an earlier one of the same spelling. Copy it and add to it for an inner scope.
class Names {
 public:
  /// The name's slot: the number of names before it.
  std::size_t add(std::string_view name, TypeRef type = nullptr);
  /// A type that `instance of` and function parameters may name.
  void add_type(std::string_view name, TypeRef type);
  /// Names that are not found are members of this slot's value, if it is a context that has them (a filter's `item`).
  void set_item(std::size_t slot) { item_ = slot; }

  std::size_t size() const { return names_.size(); }
  std::optional<std::size_t> find(std::string_view normal_name) const;
  TypeRef find_type(std::string_view normal_name) const;
  std::optional<std::size_t> item() const { return item_; }

  struct Entry {
    std::string name;
    TypeRef type;  ///< never null
  };
  const std::vector<Entry>& entries() const { return names_; }
  const std::vector<Entry>& types() const { return types_; }

 private:
  std::vector<Entry> names_;
  std::vector<Entry> types_;
  std::optional<std::size_t> item_;
};

}  // namespace qyzmet::rules
