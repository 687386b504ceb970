#include "applications/store_desk.hpp"

#include <algorithm>
#include <array>

#include "applications/store.hpp"

namespace qyzmet::applications::store {
namespace {

// What orders is never null here: each WHERE leaves the nulls out, and without NULLS both engines use their index.
constexpr std::string_view kWhole = "desk = $desk";
constexpr std::string_view kOfService = "desk = $desk AND service = $service";
constexpr std::string_view kInStep = "desk = $desk AND service = $service AND step = $step";
constexpr std::array<std::string_view, 4> kLanes = {"free", "held", "waiting", "elsewhere"};

std::string page_text(std::string_view where, std::string_view lane) {
  std::string text("SELECT ");
  text.append(kColumns).append(" FROM application WHERE ").append(where).append(" AND lane = ").append(lane);
  return text.append(
      " AND (next_at_ms, id) > ($after_ms, $after_id) AND next_at_ms < $before_ms ORDER BY next_at_ms, id "
      "LIMIT $limit");
}
db::Sql page_of(std::string_view where) { return db::Sql(page_text(where, "$lane")); }

/// Of every lane the first, then the first of these: each from its index, in one question.
db::Sql all_of(std::string_view where) {
  std::string text("SELECT ");
  text.append(kColumns).append(" FROM (");
  for (const std::string_view lane : kLanes) {
    if (lane != kLanes.front()) text.append(" UNION ALL ");
    const std::string word = "'" + std::string(lane) + "'";
    text.append("SELECT * FROM (").append(page_text(where, word)).append(") AS of_").append(lane);
  }
  return db::Sql(text.append(") AS every ORDER BY next_at_ms, id LIMIT $limit"));
}

std::string count_text(std::string_view where) {
  std::string text("(SELECT COUNT(*) FROM (SELECT 1 AS one FROM application WHERE ");
  return text.append(where).append(" LIMIT $most) AS counted)");
}

/// How many there are in each lane; of these, what is overdue; what the officer has in hand.
db::Sql counts_of(std::string_view where) {
  std::string text("SELECT ");
  for (const std::string_view more : {"", " AND next_at_ms < $now_ms"}) {
    for (const std::string_view lane : kLanes) {
      std::string in_lane(where);
      text.append(count_text(in_lane.append(" AND lane = '").append(lane).append("'").append(more))).append(", ");
    }
  }
  return db::Sql(text.append(count_text("holder = $holder")));
}

const db::Sql kDeskPage = page_of(kWhole);
const db::Sql kServicePage = page_of(kOfService);
const db::Sql kStepPage = page_of(kInStep);
const db::Sql kDeskAll = all_of(kWhole);
const db::Sql kServiceAll = all_of(kOfService);
const db::Sql kStepAll = all_of(kInStep);
const db::Sql kDeskCounts = counts_of(kWhole);
const db::Sql kServiceCounts = counts_of(kOfService);
const db::Sql kStepCounts = counts_of(kInStep);
const db::Sql kInHand(std::string("SELECT ").append(kColumns).append(
    " FROM application WHERE holder = $holder AND (next_at_ms, id) > ($after_ms, $after_id) ORDER BY next_at_ms, id "
    "LIMIT $limit"));
const db::Sql kOverdue(std::string("SELECT ").append(kColumns).append(
    " FROM application WHERE overdue_since_ms IS NOT NULL AND (overdue_since_ms, id) > ($after_ms, $after_id) "
    "ORDER BY overdue_since_ms, id LIMIT $limit"));
const db::Sql kToSign(std::string("SELECT ").append(kColumns).append(
    " FROM application WHERE signer = $signer AND id < $before ORDER BY id DESC LIMIT $limit"));

}  // namespace

std::vector<Application> on_desk(db::Snapshot& snapshot, const Slice& slice, const After& after, int limit) {
  const db::Param after_ms{"after_ms", after.next_at_ms};
  const db::Param after_id{"after_id", after.id};
  const db::Param before{"before_ms", slice.before_ms};
  const db::Param most{"limit", limit};
  const db::Param desk{"desk", slice.desk};
  const db::Param service{"service", slice.service};
  const db::Param step{"step", slice.step};
  if (slice.lane) {
    const db::Param lane{"lane", to_word(*slice.lane)};
    if (slice.service.empty())
      return read_all(*snapshot.query(kDeskPage, {desk, lane, after_ms, after_id, before, most}));
    if (slice.step.empty())
      return read_all(*snapshot.query(kServicePage, {desk, service, lane, after_ms, after_id, before, most}));
    return read_all(*snapshot.query(kStepPage, {desk, service, step, lane, after_ms, after_id, before, most}));
  }
  if (slice.service.empty()) return read_all(*snapshot.query(kDeskAll, {desk, after_ms, after_id, before, most}));
  if (slice.step.empty())
    return read_all(*snapshot.query(kServiceAll, {desk, service, after_ms, after_id, before, most}));
  return read_all(*snapshot.query(kStepAll, {desk, service, step, after_ms, after_id, before, most}));
}

std::vector<Application> in_hand(db::Snapshot& snapshot, std::int64_t holder, const After& after, int limit) {
  return read_all(*snapshot.query(
      kInHand, {{"holder", holder}, {"after_ms", after.next_at_ms}, {"after_id", after.id}, {"limit", limit}}));
}

Counts count(db::Snapshot& snapshot, const Slice& slice, std::int64_t holder, Instant now, std::int64_t most) {
  const db::Param at_most{"most", most};
  const db::Param now_ms{"now_ms", to_ms(now)};
  const db::Param held_by{"holder", holder};
  const db::Param desk{"desk", slice.desk};
  const db::Param service{"service", slice.service};
  const db::Param step{"step", slice.step};
  const auto rows = slice.service.empty() ? snapshot.query(kDeskCounts, {desk, at_most, now_ms, held_by})
                    : slice.step.empty()  ? snapshot.query(kServiceCounts, {desk, service, at_most, now_ms, held_by})
                                         : snapshot.query(kStepCounts, {desk, service, step, at_most, now_ms, held_by});
  Counts counts;
  if (!rows->next()) return counts;
  for (int lane = 0; lane < 4; ++lane) {
    counts.in_lane[static_cast<std::size_t>(lane)] = rows->integer(lane);
    counts.overdue += rows->integer(4 + lane);
  }
  counts.overdue = std::min(counts.overdue, most);
  counts.in_hand = rows->integer(8);
  return counts;
}

std::vector<Application> overdue(db::Snapshot& snapshot, const After& after, int limit) {
  return read_all(
      *snapshot.query(kOverdue, {{"after_ms", after.next_at_ms}, {"after_id", after.id}, {"limit", limit}}));
}

std::vector<Application> to_sign(db::Snapshot& snapshot, std::string_view iin, ApplicationId before, int limit) {
  return read_all(*snapshot.query(kToSign, {{"signer", iin}, {"before", before.value}, {"limit", limit}}));
}

}  // namespace qyzmet::applications::store
