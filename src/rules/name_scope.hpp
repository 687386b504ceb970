#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/names.hpp"
#include "rules/syntax.hpp"

namespace qyzmet::rules {

/// The names that are known at one point of a text, and where their values will be. Each function has a frame of its
/// own; what it uses of the outside it captures when it is made.
class NameScope {
 public:
  explicit NameScope(const Names& names);

  /// A variable of the innermost frame; `hide` forgets the newest `count` again (their slots stay theirs).
  std::uint32_t declare(std::string name, bool is_item = false);
  void hide(std::size_t count);
  /// Whether anything read this variable of the innermost frame: a loop that does not use `partial` need not make it.
  bool used(std::uint32_t slot) const;

  /// A function begins; `self` is the name it will have, if it is an entry of a context.
  void enter_function(std::string self);
  /// It ends: what it captured and how large its frame is.
  void leave_function(FunctionInfo& function);
  std::uint32_t frame() const { return functions_.front().next_slot; }

  /// The node that reads `name`; null when nothing knows it. Inside a filter any name may be a member of the item.
  NodePtr resolve(const std::string& name, Position at);
  bool knows(std::string_view name) const;
  /// Whether some known name begins with `start`.
  bool begins(std::string_view start) const;
  bool knows_member(std::string_view name) const { return members_.contains(std::string(name)); }
  bool begins_member(std::string_view start) const;
  bool has_item() const;
  void add_member(std::string name) { members_.insert(std::move(name)); }
  const Names& globals() const { return globals_; }

 private:
  struct Variable {
    std::string name;
    std::uint32_t slot;
    bool is_item;
    bool used = false;
  };
  struct Function {
    std::vector<Variable> variables;
    std::vector<Capture> captures;
    std::uint32_t next_slot = 0;
    std::string self;
  };

  NodePtr resolve_in(std::size_t depth, const std::string& name, Position at);
  NodePtr resolve_global(const std::string& name, Position at);
  NodePtr capture(std::size_t depth, NodePtr outside);
  void collect_members(const Type& type, int depth);

  const Names& globals_;
  std::vector<Function> functions_;
  std::set<std::string> members_;
};

}  // namespace qyzmet::rules
