#include "rules/table.hpp"

#include <algorithm>
#include <utility>

namespace qyzmet::rules {
namespace {

template <class T>
using Word = std::pair<T, std::string_view>;

constexpr Word<HitPolicy> kHits[] = {
    {HitPolicy::unique, "unique"},         {HitPolicy::any, "any"},
    {HitPolicy::priority, "priority"},     {HitPolicy::first, "first"},
    {HitPolicy::rule_order, "rule_order"}, {HitPolicy::output_order, "output_order"},
    {HitPolicy::collect, "collect"},
};
constexpr Word<Aggregation> kAggregations[] = {
    {Aggregation::list, "list"}, {Aggregation::sum, "sum"}, {Aggregation::count, "count"},
    {Aggregation::min, "min"},   {Aggregation::max, "max"},
};

}  // namespace

std::string_view to_word(HitPolicy hit) { return std::ranges::find(kHits, hit, &Word<HitPolicy>::first)->second; }

std::string_view to_word(Aggregation aggregation) {
  return std::ranges::find(kAggregations, aggregation, &Word<Aggregation>::first)->second;
}

}  // namespace qyzmet::rules
