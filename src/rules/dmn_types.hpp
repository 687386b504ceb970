#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "rules/dmn.hpp"
#include "rules/expression.hpp"
#include "rules/names.hpp"

namespace qyzmet::rules::dmn {

/// A text of a model that could not be compiled; what needs it is null and reports `error`.
struct Fault {
  std::string space;  ///< the model's namespace
  std::string node;   ///< the node's or the type's name
  std::size_t line = 0;
  Error error;
};

/// Which values of a type are allowed: what FEEL's types cannot say.
struct Constraint {
  std::optional<UnaryTests> values;
  std::shared_ptr<const Constraint> element;  ///< of a list
  std::vector<std::pair<std::string, std::shared_ptr<const Constraint>>> members;
  std::shared_ptr<const Constraint> also;  ///< of the type that this one narrows
};
using ConstraintRef = std::shared_ptr<const Constraint>;

/// A type as declared; without a constraint every value of the type is allowed.
struct Declared {
  TypeRef type;  ///< never null
  ConstraintRef constraint;
};

/// The value as one of `declared` (see rules::coerce); null and a diagnostic "rules.wrong_type" {name, expected} or
/// "rules.not_allowed" {name, value} if it is none. Null stays null. A function is one of a function type if it takes
/// as many arguments: those are looked at when it is called.
Value fit(Value value, const Declared& declared, std::string_view name, Evaluation& evaluation);

/// The result's type of what is declared: of a function type its result, as older models have it the type itself.
Declared result_of(Declared declared);

/// The types of one file.
class Types {
 public:
  /// `imported` are the types of files that this one imports, by the import's name; they outlive this.
  Types(const Definitions& file, std::vector<std::pair<std::string, const Types*>> imported,
        std::vector<Fault>& faults);

  /// The type that a typeRef names. One that is unknown is `any`, and a fault at `line` of `node`.
  Declared declared(std::string_view type, std::string_view node, std::size_t line);
  /// `type` as FEEL writes it: without a prefix, and with the words of DMN 1.5 for those of 1.1 ("dateTime").
  std::string feel(std::string_view type) const;
  /// No names, all types.
  const Names& names() const { return names_; }

 private:
  std::optional<Declared> find(std::string_view name);
  Declared built(const ItemDefinition& definition);
  Declared base(const ItemDefinition& definition);
  ConstraintRef constrained(const ItemDefinition& definition, const Declared& base);
  std::optional<UnaryTests> tests(const std::string& text, const ItemDefinition& definition);

  const Definitions& file_;
  std::vector<std::pair<std::string, const Types*>> imported_;
  std::vector<Fault>& faults_;
  std::unordered_map<std::string, const ItemDefinition*> definitions_;
  std::unordered_map<std::string, Declared> found_;
  std::set<std::string> being_built_;
  Names names_;
};

}  // namespace qyzmet::rules::dmn
