#include "rules/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace qyzmet::rules {
namespace {

template <class T>
using Word = std::pair<T, std::string_view>;

constexpr Word<HitPolicy> kPolicyWords[] = {
    {HitPolicy::unique, "unique"},         {HitPolicy::any, "any"},
    {HitPolicy::priority, "priority"},     {HitPolicy::first, "first"},
    {HitPolicy::rule_order, "rule_order"}, {HitPolicy::output_order, "output_order"},
    {HitPolicy::collect, "collect"},
};
constexpr Word<Aggregation> kAggregationWords[] = {
    {Aggregation::list, "list"}, {Aggregation::sum, "sum"}, {Aggregation::count, "count"},
    {Aggregation::min, "min"},   {Aggregation::max, "max"},
};

}  // namespace

std::string_view to_word(HitPolicy hit) {
  return std::ranges::find(kPolicyWords, hit, &Word<HitPolicy>::first)->second;
}

std::string_view to_word(Aggregation aggregation) {
  return std::ranges::find(kAggregationWords, aggregation, &Word<Aggregation>::first)->second;
}

const std::string& name_of(const Table::Input& input) { return input.label.empty() ? input.expression : input.label; }
const std::string& name_of(const Table::Output& output) { return output.label.empty() ? output.name : output.label; }

std::string rule_numbers(const std::vector<std::size_t>& rules) {
  std::string all;
  for (const std::size_t rule : rules) all += fmt::format("{}{}", all.empty() ? "" : ", ", rule + 1);
  return all;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlank);
  return first == std::string_view::npos ? std::string_view()
                                         : text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

}  // namespace qyzmet::rules
