#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "rules/table_compiled.hpp"

namespace qyzmet::rules {

/// One thing to mend in a table, or one that could not be found out.
struct Finding {
  /// A word key:
  /// "rules.gap" {example}: no rule for these inputs;
  /// "rules.gap_unless" {example, rules}: the same, unless one of `rules` takes them, whose cells are not analysed;
  /// "rules.overlap" {rules, example}: two rules of a unique table both match;
  /// "rules.overlap_differs" {rules, example}: two rules of an `any` table both match and do not surely agree;
  /// "rules.never_first" {rules}: earlier rules of a `first` table take all that this one would;
  /// "rules.not_analysed" {rules, column}: a cell that is more than constants, or does not fit its column;
  /// "rules.column_not_analysed" {column}: the values of an input are not given by constants, or are of several kinds;
  /// "rules.analysis_unfinished" {limit}: the work was stopped; what was not looked at may hold more.
  std::string key;
  Details details;                                     ///< the words' placeholders; rules and columns from 1
  std::vector<std::size_t> rules;                      ///< from 0
  std::optional<std::size_t> column;                   ///< an input, from 0
  std::vector<std::pair<std::string, Value>> example;  ///< inputs by name; one that is left out does not matter
};

/// What one analysis may cost, and how much it says.
struct AnalysisLimits {
  std::size_t steps = 5'000'000;  ///< rules looked at
  std::size_t findings = 20;      ///< of gaps; also of overlaps
};

/// What is known of a table before it is used. Without any finding: for every combination of inputs exactly one rule
/// of a unique table matches, at least one of an any, priority or first table, and those of an any table agree.
struct Analysis {
  std::vector<Finding> findings;
  /// False if some cell or column was not analysed or the work was stopped: then no finding does not mean that there is
  /// nothing to find.
  bool finished = true;
};

/// Looks for gaps and overlaps. An input's values are those that the table says it may have (`values`), or else all of
/// the kind that its cells name; numbers of a `whole` input have no fraction, dates are days, times whole seconds. Null
/// counts as a value only in a column that names it. Inputs with the same expression are one. Gaps are looked for where
/// one answer is expected (not in rule_order, output_order and collect tables) and no output has a fallback.
/// Every example was tried against the rules it speaks of.
Analysis analyse(const CompiledTable& table, const AnalysisLimits& limits = {});

}  // namespace qyzmet::rules
