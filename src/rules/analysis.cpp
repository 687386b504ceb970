#include "rules/analysis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "rules/analysis_axis.hpp"

namespace qyzmet::rules {
namespace {

using Rules = std::vector<std::size_t>;

/// Inputs with the same expression: their cells speak of the same value.
struct Dimension {
  std::vector<std::size_t> columns;
  std::optional<Axis> axis;  // nullopt: cannot be analysed
};

Value some_value(const Type& type) {
  switch (type.kind) {
    case Type::Kind::number:
      return 0;
    case Type::Kind::boolean:
      return true;
    case Type::Kind::date:
      return DayValue{2026, 1, 1};
    default:
      return "other";
  }
}

class Analyst {
 public:
  Analyst(const CompiledTable& table, const AnalysisLimits& limits)
      : compiled_(table), table_(table.table()), limits_(limits) {}

  Analysis analysis() {
    if (!make_axes() || !place_rules()) {
      unfinished();
      return std::move(analysis_);
    }
    const HitPolicy hit = table_.hit;
    if (hit == HitPolicy::unique || hit == HitPolicy::any) find_overlaps();
    if (hit == HitPolicy::first) find_masked();
    const bool one_answer =
        hit == HitPolicy::unique || hit == HitPolicy::any || hit == HitPolicy::priority || hit == HitPolicy::first;
    const bool falls_back =
        std::ranges::any_of(table_.outputs, [](const Table::Output& one) { return !one.fallback.empty(); });
    if (one_answer && !falls_back) find_gaps();
    if (steps_ >= limits_.steps) unfinished();
    return std::move(analysis_);
  }

 private:
  bool spend(std::size_t steps) {
    steps_ = std::min(limits_.steps, steps_ + steps);
    return steps_ < limits_.steps;
  }

  void unfinished() {
    analysis_.finished = false;
    analysis_.findings.push_back({"rules.analysis_unfinished", {{"limit", std::to_string(limits_.steps)}}, {}, {}, {}});
  }

  const std::string& column_name(std::size_t column) const { return name_of(table_.inputs[column]); }

  const SimpleTests* simple_cell(std::size_t rule, std::size_t column) const {
    const auto& cell = compiled_.input_cell(rule, column);
    static const SimpleTests kAny{.any = true, .negated = false, .tests = {}};
    if (!cell) return &kAny;
    return cell->simple() ? &*cell->simple() : nullptr;
  }

  bool make_axes() {
    std::map<std::string, std::size_t> by_expression;
    for (std::size_t column = 0; column < table_.inputs.size(); ++column) {
      const auto [found, is_new] = by_expression.emplace(table_.inputs[column].expression, dimensions_.size());
      if (is_new) dimensions_.emplace_back();
      dimensions_[found->second].columns.push_back(column);
    }
    for (Dimension& dimension : dimensions_) {
      if (!make_axis(dimension)) return false;
    }
    return true;
  }

  bool make_axis(Dimension& dimension) {
    std::vector<const SimpleTests*> tests;
    std::optional<SimpleTests> allowed;
    bool whole = false;
    bool readable = true;
    for (const std::size_t column : dimension.columns) {
      whole = whole || table_.inputs[column].whole;
      if (const auto& values = compiled_.input_values(column)) {
        readable = readable && values->simple().has_value();
        if (values->simple() && !allowed) allowed = values->simple();
      }
      if (!spend(table_.rules.size())) return false;
      for (std::size_t rule = 0; rule < table_.rules.size(); ++rule) {
        if (const SimpleTests* cell = simple_cell(rule, column)) tests.push_back(cell);
      }
    }
    const Value some = some_value(*compiled_.input_type(dimension.columns.front()));
    if (readable) dimension.axis = Axis::cut(tests, allowed ? &*allowed : nullptr, whole, some);
    if (dimension.axis) return true;
    const std::size_t column = dimension.columns.front();
    analysis_.finished = false;
    analysis_.findings.push_back({"rules.column_not_analysed", {{"column", column_name(column)}}, {}, column, {}});
    return true;
  }

  /// Which parts of every axis each rule takes. A rule with a cell that is not analysed surely takes nothing, and may
  /// take anything in that column.
  bool place_rules() {
    std::vector<std::set<std::size_t>> unread(table_.inputs.size());
    for (std::size_t rule = 0; rule < table_.rules.size(); ++rule) {
      std::vector<Stretches> taken;
      bool read = true;
      for (const Dimension& dimension : dimensions_) {
        if (!dimension.axis) {  // its cells count only where they take anything
          taken.push_back({{0, 1}});
          for (const std::size_t column : dimension.columns) read = read && !compiled_.input_cell(rule, column);
          continue;
        }
        Stretches stretches = dimension.axis->all();
        for (const std::size_t column : dimension.columns) {
          const SimpleTests* cell = simple_cell(rule, column);
          if (cell == nullptr) {
            unread[column].insert(rule);
            read = false;
          } else if (!cell->any) {
            if (!spend(dimension.axis->parts())) return false;
            stretches = intersection(stretches, dimension.axis->passing(*cell));
          }
        }
        taken.push_back(std::move(stretches));
      }
      taken_.push_back(std::move(taken));
      (read ? read_ : unread_).push_back(rule);
    }
    for (std::size_t column = 0; column < unread.size(); ++column) {
      if (unread[column].empty()) continue;
      const Rules rules(unread[column].begin(), unread[column].end());
      analysis_.finished = false;
      analysis_.findings.push_back(
          {"rules.not_analysed", {{"rules", rule_numbers(rules)}, {"column", column_name(column)}}, rules, column, {}});
    }
    return true;
  }

  std::uint32_t parts_of(std::size_t dimension) const {
    const auto& axis = dimensions_[dimension].axis;
    return axis ? static_cast<std::uint32_t>(axis->parts()) : 1;
  }

  /// The inputs at `parts`, one of each axis; those that no rule asks about are left out.
  void report(std::string key, Rules rules, const std::vector<std::uint32_t>& parts) {
    Finding finding{std::move(key), {}, std::move(rules), {}, {}};
    std::string text;
    for (std::size_t i = 0; i < dimensions_.size(); ++i) {
      if (parts_of(i) < 2) continue;
      const std::string& name = column_name(dimensions_[i].columns.front());
      const Value& value = dimensions_[i].axis->value(parts[i]);
      text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", name, to_text(value, 100));
      finding.example.emplace_back(name, value);
    }
    finding.details = {{"rules", rule_numbers(finding.rules)}, {"example", std::move(text)}};
    analysis_.findings.push_back(std::move(finding));
  }

  /// A part of each axis that all of `rules` take, if there is one.
  std::optional<std::vector<std::uint32_t>> common(std::size_t a, std::size_t b) const {
    std::vector<std::uint32_t> parts;
    for (std::size_t i = 0; i < dimensions_.size(); ++i) {
      const Stretches both = intersection(taken_[a][i], taken_[b][i]);
      if (both.empty()) return std::nullopt;
      parts.push_back(both.front().first);
    }
    return parts;
  }

  bool surely_agree(std::size_t a, std::size_t b) const {
    for (std::size_t output = 0; output < table_.outputs.size(); ++output) {
      const auto left = compiled_.output_cell(a, output).constant();
      const auto right = compiled_.output_cell(b, output).constant();
      const bool agree =
          left && right ? same(*left, *right) : table_.rules[a].outputs[output] == table_.rules[b].outputs[output];
      if (!agree) return false;
    }
    return true;
  }

  void find_overlaps() {
    const bool any = table_.hit == HitPolicy::any;
    std::size_t found = 0;
    for (std::size_t i = 0; i < read_.size() && found < limits_.findings; ++i) {
      if (!spend(i * dimensions_.size())) return;
      for (std::size_t j = 0; j < i && found < limits_.findings; ++j) {
        const auto parts = common(read_[j], read_[i]);
        if (!parts || (any && surely_agree(read_[j], read_[i]))) continue;
        report(any ? "rules.overlap_differs" : "rules.overlap", {read_[j], read_[i]}, *parts);
        ++found;
      }
    }
  }

  // ---- what no rule takes ----

  /// Looks for a gap among `rules` inside `box` (stretches of each axis), from `dimension` on. Cuts the axis into
  /// stretches where the same rules are left, and looks further in each.
  void search(std::size_t dimension, const Rules& rules, const std::vector<Stretches>& box,
              std::vector<std::uint32_t>& parts, auto& on_gap) {
    if (rules.empty()) {
      for (std::size_t i = dimension; i < dimensions_.size(); ++i) parts[i] = box[i].front().first;
      on_gap(parts);
      return;
    }
    if (dimension == dimensions_.size() || !spend(rules.size())) return;
    if (std::ranges::any_of(rules, [&](std::size_t rule) { return takes_all_from(rule, dimension, box); })) return;
    if (!seen_.emplace(dimension, rules).second) return;
    std::set<std::uint32_t> cuts;
    for (const std::size_t rule : rules) {
      for (const Stretch& stretch : taken_[rule][dimension]) cuts.insert({stretch.first, stretch.last});
    }
    for (const Stretch& whole : box[dimension]) {
      auto begin = whole.first;
      while (begin < whole.last && !stop_) {
        const auto next = cuts.upper_bound(begin);
        const auto end = next == cuts.end() ? whole.last : std::min(*next, whole.last);
        Rules left;
        if (!spend(rules.size())) return;
        for (const std::size_t rule : rules) {
          if (takes(taken_[rule][dimension], begin)) left.push_back(rule);
        }
        parts[dimension] = begin;
        search(dimension + 1, left, box, parts, on_gap);
        begin = end;
      }
    }
  }

  static bool takes(const Stretches& stretches, std::uint32_t part) {
    return std::ranges::any_of(stretches, [&](const Stretch& one) { return one.first <= part && part < one.last; });
  }

  bool takes_all_from(std::size_t rule, std::size_t dimension, const std::vector<Stretches>& box) const {
    for (std::size_t i = dimension; i < dimensions_.size(); ++i) {
      if (intersection(box[i], taken_[rule][i]) != box[i]) return false;
    }
    return true;
  }

  void find_gaps() {
    std::vector<Stretches> everything;
    for (std::size_t i = 0; i < dimensions_.size(); ++i) everything.push_back({{0, parts_of(i)}});
    std::vector<std::uint32_t> parts(dimensions_.size());
    std::size_t found = 0;
    auto on_gap = [&](const std::vector<std::uint32_t>& at) {
      Rules unless;
      for (const std::size_t rule : unread_) {
        bool may = true;
        for (std::size_t i = 0; i < dimensions_.size(); ++i) may = may && takes(taken_[rule][i], at[i]);
        if (may) unless.push_back(rule);
      }
      const char* key = unless.empty() ? "rules.gap" : "rules.gap_unless";
      report(key, std::move(unless), at);
      stop_ = ++found >= limits_.findings;
    };
    search(0, read_, everything, parts, on_gap);
  }

  /// Rules of a `first` table that earlier ones leave nothing.
  void find_masked() {
    for (std::size_t i = 1; i < read_.size(); ++i) {
      const std::vector<Stretches>& box = taken_[read_[i]];
      if (std::ranges::any_of(box, [](const Stretches& one) { return one.empty(); })) continue;
      if (!spend(i)) return;
      Rules earlier;
      for (std::size_t j = 0; j < i; ++j) {
        if (common(read_[j], read_[i])) earlier.push_back(read_[j]);
      }
      bool left = false;
      auto on_gap = [&](const std::vector<std::uint32_t>&) { left = stop_ = true; };
      seen_.clear();
      std::vector<std::uint32_t> parts(dimensions_.size());
      search(0, earlier, box, parts, on_gap);
      stop_ = false;
      if (steps_ >= limits_.steps) return;
      if (!left) {
        analysis_.findings.push_back({"rules.never_first", {{"rules", rule_numbers({read_[i]})}}, {read_[i]}, {}, {}});
      }
    }
    seen_.clear();
  }

  const CompiledTable& compiled_;
  const Table& table_;
  AnalysisLimits limits_;
  Analysis analysis_;
  std::vector<Dimension> dimensions_;
  std::vector<std::vector<Stretches>> taken_;  ///< of each rule, on each axis
  Rules read_;                                 ///< rules all of whose cells are constants
  Rules unread_;
  std::set<std::pair<std::size_t, Rules>> seen_;
  std::size_t steps_ = 0;
  bool stop_ = false;
};

}  // namespace

Analysis analyse(const CompiledTable& table, const AnalysisLimits& limits) { return Analyst(table, limits).analysis(); }

}  // namespace qyzmet::rules
