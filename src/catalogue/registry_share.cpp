#include "catalogue/registry_share.hpp"

#include <algorithm>

namespace qyzmet::catalogue {
namespace {

/// What held just before `moment`.
SharePoint count_at(const std::vector<Passage>& passages, Instant moment, Date on) {
  SharePoint point{.on = on};
  for (const Passage& passage : passages) {
    if (passage.entered >= moment || (passage.left && *passage.left < moment)) continue;
    if (passage.stage == Stage::retired) continue;
    ++point.known;
    if (is_digitised(passage.stage)) ++point.digitised;
  }
  return point;
}

}  // namespace

std::vector<SharePoint> share_over_time(const std::vector<Passage>& passages, Instant now, int utc_offset_minutes,
                                        int months) {
  using namespace std::chrono;
  std::vector<SharePoint> points;
  const Date today = local_date(now, utc_offset_minutes);
  if (!passages.empty()) {
    const Instant first = std::ranges::min(passages, {}, &Passage::entered).entered;
    const year_month_day begins(local_date(first, utc_offset_minutes));
    const year_month_day present(today);
    const year_month oldest = year_month(present.year(), present.month()) - std::chrono::months(months);
    for (year_month month = std::max(year_month(begins.year(), begins.month()), oldest);
         month < year_month(present.year(), present.month()); month += std::chrono::months(1)) {
      const Date next = sys_days((month + std::chrono::months(1)) / 1);
      points.push_back(count_at(passages, Instant(next) - minutes(utc_offset_minutes), next - days(1)));
    }
  }
  points.push_back(count_at(passages, now + milliseconds(1), today));
  return points;
}

}  // namespace qyzmet::catalogue
