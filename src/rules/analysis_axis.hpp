#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "rules/expression.hpp"
#include "rules/value.hpp"

namespace qyzmet::rules {

/// Parts of an axis, from `first` up to but not `last`.
struct Stretch {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  friend bool operator==(const Stretch&, const Stretch&) = default;
};
/// Sorted, without overlaps.
using Stretches = std::vector<Stretch>;

Stretches intersection(const Stretches& a, const Stretches& b);

/// All values of one input, cut into parts that no cell of its columns can tell apart inside: `18`, `between 18 and
/// 21`,
/// `"a"`, `any other text`.
class Axis {
 public:
  /// Cuts at every constant of `tests`; `allowed` (may be null) restricts the axis to values that pass it. `some` is
  /// any value of the input's type, for a column that names none but null. Nothing if the constants are of several
  /// kinds or of one without order or equality.
  static std::optional<Axis> cut(const std::vector<const SimpleTests*>& tests, const SimpleTests* allowed, bool whole,
                                 const Value& some);

  std::size_t parts() const { return values_.size(); }
  /// A value in the part.
  const Value& value(std::size_t part) const { return values_[part]; }
  /// The parts that pass.
  Stretches passing(const SimpleTests& tests) const;
  Stretches all() const { return {{0, static_cast<std::uint32_t>(values_.size())}}; }

 private:
  std::vector<Value> values_;
};

}  // namespace qyzmet::rules
