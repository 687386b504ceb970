#pragma once

#include <optional>
#include <vector>

#include "base/json.hpp"
#include "base/time.hpp"
#include "catalogue/field.hpp"
#include "rules/expression.hpp"

namespace qyzmet::catalogue {

/// What conditions know beside the answers.
struct Surroundings {
  const PhonePlan& plan;
  Date today;
  std::uint64_t& steps_left;  ///< of all rules of one check together
};

/// One set of answers as it was handed in, and which of its questions are asked in view of it. Refers to all that it is
/// made of.
class Given {
 public:
  Given(const FieldSet& set, const json::object& answers, const Surroundings& surroundings);
  /// An item of a group.
  Given(const FieldSet& set, const json::object& answers, const Given& outer);

  const FieldSet& set() const { return set_; }
  const json::object& answers() const { return answers_; }
  bool asked(const Field& field) const { return holds(field.condition); }

 private:
  bool holds(int condition) const { return condition < 0 || holds_[static_cast<std::size_t>(condition)] != 0; }
  void find_conditions();
  bool rule_holds(const Condition& condition);
  rules::Value value_of_slot(std::size_t slot, const Condition& condition) const;
  rules::Value value_of(const Field& field) const;
  /// The answers as one value; of `only` these, or of all if it is null.
  rules::Value item(const std::vector<std::string>* only) const;

  const FieldSet& set_;
  const json::object& answers_;
  const Given* outer_ = nullptr;
  Surroundings surroundings_;
  std::vector<char> holds_;  ///< by condition
  // What rules have looked at so far, by slot: an answer does not change while its conditions are found.
  std::vector<rules::Value> values_;
  std::vector<char> known_;
};

}  // namespace qyzmet::catalogue
