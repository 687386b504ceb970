#include "catalogue/check_tables.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "rules/analysis.hpp"

namespace qyzmet::catalogue {
namespace {

/// "children = 4, place = \"city\"".
std::string example_text(const rules::Finding& finding) {
  std::string text;
  for (const auto& [input, value] : finding.example) {
    text += (text.empty() ? "" : ", ") + input + " = " + rules::to_text(value, 100);
  }
  return text.empty() ? "-" : text;
}

/// "2, 5", counted from 1.
std::string rules_text(const rules::Finding& finding) {
  std::string text;
  for (const std::size_t rule : finding.rules) text += (text.empty() ? "" : ", ") + std::to_string(rule + 1);
  return text;
}

/// May the question stay without an answer, by being optional or by not being asked?
bool may_be_empty(const Definition& definition, std::string_view id) {
  for (const Page& page : definition.pages) {
    for (const Question& question : page.questions) {
      if (question.id != id) continue;
      return page.when || question.when || !question.required;
    }
  }
  return false;
}

/// An answer that the form takes and the column does not; nothing if there is none, or the column looks at more than
/// an answer, or at how many a group has.
std::optional<std::string> answer_beyond(const Definition& definition, const Column& column) {
  constexpr std::string_view kCount = "count(";
  constexpr std::int64_t kTiyn = 100;
  std::string_view id = column.expression;
  const bool counts = id.starts_with(kCount) && id.ends_with(')');
  if (counts) id = id.substr(kCount.size(), id.size() - kCount.size() - 1);
  const Question* question = definition.find_question(id);
  if (question == nullptr || counts != (question->kind == Kind::repeat)) return std::nullopt;
  if (question->kind == Kind::choice) {
    for (const Option& option : question->options) {
      if (std::ranges::find(column.values, option.value) == column.values.end()) return option.value;
    }
    return std::nullopt;
  }
  const std::int64_t unit = question->kind == Kind::money ? kTiyn : 1;
  if (!counts && question->kind != Kind::number && question->kind != Kind::money) return std::nullopt;
  if (column.min && question->min < *column.min * unit) return std::to_string(question->min / unit);
  if (column.max && question->max > *column.max * unit) return std::to_string(question->max / unit);
  return std::nullopt;
}

bool names_null(const Decision& decision, std::size_t input) {
  return std::ranges::any_of(decision.rules,
                             [&](const Rule& rule) { return rule.tests[input].find("null") != std::string::npos; });
}

bool asks_nothing(const Decision& decision, std::size_t input) {
  return std::ranges::all_of(decision.rules, [&](const Rule& rule) { return rule.tests[input] == "-"; });
}

class TableChecker {
 public:
  TableChecker(const Definition& definition, const Decision& decision) : definition_(definition), decision_(decision) {}

  std::vector<Mistake> check(const rules::CompiledTable& table) {
    const bool gives_one = decision_.hit <= Decision::Hit::first;
    if (gives_one) check_nulls();
    for (const Column& input : decision_.inputs) {
      if (const auto value = answer_beyond(definition_, input))
        mistakes_.push_back({input.line, "definition.input_too_narrow", {{"name", input.name}, {"value", *value}}});
    }
    for (const rules::Finding& finding : rules::analyse(table).findings) add(finding, gives_one);
    return std::move(mistakes_);
  }

 private:
  void check_nulls() {
    for (std::size_t i = 0; i < decision_.inputs.size(); ++i) {
      const Column& input = decision_.inputs[i];
      const auto id = std::string_view(input.expression).substr(0, input.expression.find('.'));
      if (!may_be_empty(definition_, id) || names_null(decision_, i) || asks_nothing(decision_, i)) continue;
      mistakes_.push_back({input.line, "definition.rules_without_null", {{"name", input.name}}});
    }
  }

  void add(const rules::Finding& finding, bool gives_one) {
    Details details = {{"name", decision_.id}};
    if (finding.key == "rules.gap") {
      details.emplace_back("example", example_text(finding));
      add("definition.rules_incomplete", std::move(details));
    } else if (finding.key == "rules.overlap" || finding.key == "rules.overlap_differs") {
      details.emplace_back("rules", rules_text(finding));
      details.emplace_back("example", example_text(finding));
      add("definition.rules_overlap", std::move(details));
    } else if (finding.key == "rules.never_first") {
      details.emplace_back("rules", rules_text(finding));
      add("definition.rule_never_used", std::move(details));
    } else if (gives_one && (decision_.hit == Decision::Hit::unique || finding.key == "rules.gap_unless")) {
      details.emplace_back("place", place(finding));
      add("definition.rules_unproven", std::move(details));
    }
  }

  /// One of each kind is enough: the next shows once it is mended.
  void add(std::string key, Details details) {
    if (said_.insert(key).second) mistakes_.push_back({decision_.line, std::move(key), std::move(details)});
  }

  std::string place(const rules::Finding& finding) const {
    std::string text;
    if (finding.column && *finding.column < decision_.inputs.size()) text = decision_.inputs[*finding.column].name;
    if (!finding.rules.empty()) text += (text.empty() ? "" : " ") + rules_text(finding);
    return text.empty() ? finding.key : text;
  }

  const Definition& definition_;
  const Decision& decision_;
  std::vector<Mistake> mistakes_;
  std::set<std::string> said_;
};

}  // namespace

std::vector<Mistake> table_mistakes(const Definition& definition, const Decision& decision,
                                    const rules::CompiledTable& table) {
  return TableChecker(definition, decision).check(table);
}

}  // namespace qyzmet::catalogue
