#include "applications/store_flow.hpp"

#include <algorithm>

#include "applications/store.hpp"

namespace qyzmet::applications::store {
namespace {

const std::string kSelect = std::string("SELECT ").append(kColumns).append(" FROM application WHERE ");

const db::Sql kSaveApplication(
    "UPDATE application SET state = $state, due_at_ms = $due_at_ms, due_on = $due_on, due_days = $due_days, "
    "step = $step, awaits = $awaits, ball = $ball, ball_since_ms = $ball_since_ms, outcome = $outcome, desk = $desk, "
    "lane = $lane, holder = $holder, next_at_ms = $next_at_ms, overdue_since_ms = $overdue_since_ms, "
    "extended = $extended, flow_index = $flow_index, signer = $signer, part_of = $part_of, "
    "corrections = $corrections, rating = $rating WHERE id = $id");

const db::Sql kDecidedApplications(kSelect +
                                   "service = $service AND outcome IS NOT NULL ORDER BY id DESC LIMIT $limit");

const db::Sql kAsked(
    "SELECT name, lookup, state, asked_at_ms, due_at_ms, settled_at_ms FROM application_asked "
    "WHERE application = $application");
const db::Sql kPutAsked(
    "INSERT INTO application_asked (application, name, lookup, state, asked_at_ms, due_at_ms, settled_at_ms) VALUES "
    "($application, $name, $lookup, $state, $asked_at_ms, $due_at_ms, $settled_at_ms) "
    "ON CONFLICT (application, name) DO UPDATE SET lookup = $lookup, state = $state, asked_at_ms = $asked_at_ms, "
    "due_at_ms = $due_at_ms, settled_at_ms = $settled_at_ms");
const db::Sql kSettle(
    "UPDATE application_asked SET state = $state, settled_at_ms = $now WHERE application = $application AND "
    "name = $name AND lookup = $lookup AND (state = 'asked' OR ($state = 'arrived' AND state <> 'arrived'))");
const db::Sql kForgetAsked("DELETE FROM application_asked WHERE application = $application AND name = $name");
const db::Sql kForgetUnanswered(
    "DELETE FROM application_asked WHERE application = $application AND name LIKE 'step.%' AND "
    "(state = 'failed' OR state = 'expired')");
const db::Sql kGiveUp(
    "UPDATE application_asked SET state = 'given_up', settled_at_ms = $now WHERE application = $application AND "
    "name = $name AND state <> 'arrived'");

const db::Sql kAddWork(
    "INSERT INTO application_work (application, news, moves, attempts, not_before_ms, error, stuck_at_ms) VALUES "
    "($application, 1, 0, 0, 0, '', NULL) ON CONFLICT (application) DO UPDATE SET "
    "news = application_work.news + 1, moves = 0, attempts = 0, not_before_ms = 0, error = '', stuck_at_ms = NULL");
const db::Sql kContinueWork(
    "INSERT INTO application_work (application, news, moves, attempts, not_before_ms, error, stuck_at_ms) VALUES "
    "($application, 1, 1, 0, 0, '', NULL) ON CONFLICT (application) DO UPDATE SET "
    "news = application_work.news + 1, moves = application_work.moves + 1, attempts = 0, not_before_ms = 0, "
    "error = '', stuck_at_ms = NULL");
constexpr std::string_view kWork =
    "SELECT application, news, moves, attempts, error, stuck_at_ms FROM application_work ";
const db::Sql kDueWork(std::string(kWork) +
                       "WHERE stuck_at_ms IS NULL AND not_before_ms <= $now ORDER BY not_before_ms, application "
                       "LIMIT $limit");
const db::Sql kStuckWork(std::string(kWork) +
                         "WHERE stuck_at_ms IS NOT NULL ORDER BY stuck_at_ms DESC, application DESC LIMIT $limit");
const db::Sql kIsStuck(
    "SELECT application FROM application_work WHERE application = $application AND stuck_at_ms IS NOT NULL");
const db::Sql kEndWork("DELETE FROM application_work WHERE application = $application AND news = $news");
const db::Sql kPutWork(
    "UPDATE application_work SET moves = $moves, attempts = $attempts, not_before_ms = $not_before_ms, error = $error, "
    "stuck_at_ms = $stuck_at_ms WHERE application = $application AND news = $news");

const db::Sql kPart(kSelect + "part_of = $whole AND submitted_index > $index ORDER BY id DESC LIMIT 1");
const db::Sql kOpenPart(kSelect +
                        "part_of = $whole AND (state = 'submitted' OR state = 'in_progress' OR "
                        "state = 'waiting_for_applicant') ORDER BY id DESC LIMIT 1");
const db::Sql kCurrentContent(
    "SELECT COALESCE((SELECT content FROM application_correction WHERE application = $id ORDER BY number DESC "
    "LIMIT 1), content) FROM application WHERE id = $id");
const db::Sql kInsertCorrection(
    "INSERT INTO application_correction (application, number, content, content_sha256, at_ms, journal_index) VALUES "
    "($application, $number, $content, $content_sha256, $at_ms, $journal_index)");
const db::Sql kCorrections(
    "SELECT number, content, content_sha256, at_ms, journal_index FROM application_correction "
    "WHERE application = $application ORDER BY number");
const db::Sql kMissed(
    "SELECT id FROM application WHERE desk IS NOT NULL AND overdue_since_ms IS NULL AND next_at_ms < $now "
    "ORDER BY next_at_ms, id LIMIT $limit");
const db::Sql kNotTakenUp(
    "SELECT application.id FROM application_work JOIN application ON application.id = application_work.application "
    "WHERE application.state = 'submitted' AND application.submitted_at_ms < $before AND "
    "application.overdue_since_ms IS NULL ORDER BY application.id LIMIT $limit");

std::optional<std::string_view> none_if_empty(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

std::vector<ApplicationId> read_ids(db::Rows& rows) {
  std::vector<ApplicationId> all;
  while (rows.next()) all.push_back({rows.integer(0)});
  return all;
}

AskedAll read_asked(db::Rows& rows) {
  AskedAll all;
  while (rows.next()) {
    const auto state = parse_evidence_state(rows.text(2));
    if (!state) throw db::Broken("a row of application_asked is damaged");
    all[std::string(rows.text(0))] = {.lookup = rows.integer(1),
                                      .state = *state,
                                      .asked_at = from_ms(rows.integer(3)),
                                      .due_at = from_ms(rows.integer(4)),
                                      .settled_at = rows.integer_or_none(5).transform(from_ms)};
  }
  return all;
}

std::vector<Work> read_work(db::Rows& rows) {
  std::vector<Work> all;
  while (rows.next()) {
    all.push_back({.application = {rows.integer(0)},
                   .news = rows.integer(1),
                   .moves = static_cast<int>(rows.integer(2)),
                   .attempts = static_cast<int>(rows.integer(3)),
                   .error = std::string(rows.text(4)),
                   .stuck_at = rows.integer_or_none(5).transform(from_ms)});
  }
  return all;
}

std::optional<Application> read_first(db::Rows& rows) {
  return rows.next() ? std::optional(read_application(rows)) : std::nullopt;
}

std::optional<std::string> read_content(db::Rows& rows) {
  return rows.next() ? std::optional(std::string(rows.text(0))) : std::nullopt;
}

}  // namespace

void save(db::Tx& tx, const Application& application) {
  const Flow& flow = application.flow;
  const bool on_its_way = flow.index.has_value();
  const auto due_on = application.due.on.transform(to_iso);
  const std::string ball = to_word(flow.ball);
  const auto said = [&](std::string_view word) { return on_its_way ? std::optional(word) : std::nullopt; };
  const auto outcome = flow.outcome.transform([](Outcome one) { return to_word(one); });
  const auto desk = none_if_empty(flow.desk);
  tx.run(kSaveApplication, {{"id", application.id.value},
                            {"state", to_word(application.state)},
                            {"due_at_ms", application.due.at.transform(to_ms)},
                            {"due_on", due_on},
                            {"due_days", application.due.days},
                            {"step", none_if_empty(flow.step)},
                            {"awaits", said(to_word(flow.awaits))},
                            {"ball", said(ball)},
                            {"ball_since_ms", flow.ball_since.transform(to_ms)},
                            {"outcome", outcome},
                            {"desk", desk},
                            {"lane", desk ? std::optional(to_word(lane_of(application))) : std::nullopt},
                            {"holder", flow.holder},
                            {"next_at_ms", flow.next_at.transform(to_ms)},
                            {"overdue_since_ms", flow.overdue_since.transform(to_ms)},
                            {"extended", flow.extended},
                            {"flow_index", flow.index},
                            {"signer", flow.signer},
                            {"part_of", flow.part_of},
                            {"corrections", flow.corrections},
                            {"rating", flow.rating}});
}

AskedAll asked(db::Snapshot& snapshot, ApplicationId id) {
  return read_asked(*snapshot.query(kAsked, {{"application", id.value}}));
}
db::Question asked_question(ApplicationId id) { return {.sql = &kAsked, .wholes = {{{"application", id.value}}}}; }
AskedAll asked(db::Tx& tx, ApplicationId id) { return read_asked(*tx.query(kAsked, {{"application", id.value}})); }

void put_asked(db::Tx& tx, ApplicationId id, std::string_view name, const Asked& asked) {
  tx.run(kPutAsked, {{"application", id.value},
                     {"name", name},
                     {"lookup", asked.lookup},
                     {"state", to_word(asked.state)},
                     {"asked_at_ms", to_ms(asked.asked_at)},
                     {"due_at_ms", to_ms(asked.due_at)},
                     {"settled_at_ms", asked.settled_at.transform(to_ms)}});
}

void settle(db::Tx& tx, ApplicationId id, std::string_view name, std::int64_t lookup, EvidenceState state,
            Instant now) {
  tx.run(
      kSettle,
      {{"application", id.value}, {"name", name}, {"lookup", lookup}, {"state", to_word(state)}, {"now", to_ms(now)}});
}

void forget_asked(db::Tx& tx, ApplicationId id, std::string_view name) {
  tx.run(kForgetAsked, {{"application", id.value}, {"name", name}});
}

bool forget_unanswered(db::Tx& tx, ApplicationId id) {
  return tx.run_counted(kForgetUnanswered, {{"application", id.value}}) > 0;
}

void give_up(db::Tx& tx, ApplicationId id, std::string_view name, Instant now) {
  tx.run(kGiveUp, {{"application", id.value}, {"name", name}, {"now", to_ms(now)}});
}

void add_work(db::Tx& tx, ApplicationId id) { tx.run(kAddWork, {{"application", id.value}}); }

void continue_work(db::Tx& tx, ApplicationId id) { tx.run(kContinueWork, {{"application", id.value}}); }

std::vector<Work> due_work(db::Snapshot& snapshot, Instant now, int limit) {
  return read_work(*snapshot.query(kDueWork, {{"now", to_ms(now)}, {"limit", limit}}));
}

void end_work(db::Tx& tx, const Work& work) {
  tx.run(kEndWork, {{"application", work.application.value}, {"news", work.news}});
}

void put_work(db::Tx& tx, const Work& work, Instant not_before) {
  tx.run(kPutWork, {{"application", work.application.value},
                    {"news", work.news},
                    {"moves", work.moves},
                    {"attempts", work.attempts},
                    {"not_before_ms", to_ms(not_before)},
                    {"error", work.error},
                    {"stuck_at_ms", work.stuck_at.transform(to_ms)}});
}

bool is_stuck(db::Tx& tx, ApplicationId id) { return tx.query(kIsStuck, {{"application", id.value}})->next(); }

std::vector<Work> stuck_work(db::Snapshot& snapshot, int limit) {
  return read_work(*snapshot.query(kStuckWork, {{"limit", limit}}));
}

std::optional<Application> part(db::Snapshot& snapshot, ApplicationId whole, std::int64_t index) {
  return read_first(*snapshot.query(kPart, {{"whole", whole.value}, {"index", index}}));
}
std::optional<Application> open_part(db::Tx& tx, ApplicationId whole) {
  return read_first(*tx.query(kOpenPart, {{"whole", whole.value}}));
}

std::optional<std::string> current_content(db::Snapshot& snapshot, ApplicationId id) {
  return read_content(*snapshot.query(kCurrentContent, {{"id", id.value}}));
}
db::Question content_question(ApplicationId id) { return {.sql = &kCurrentContent, .wholes = {{{"id", id.value}}}}; }
std::optional<std::string> current_content(db::Tx& tx, ApplicationId id) {
  return read_content(*tx.query(kCurrentContent, {{"id", id.value}}));
}

void insert_correction(db::Tx& tx, ApplicationId id, const Correction& correction) {
  tx.run(kInsertCorrection, {{"application", id.value},
                             {"number", correction.number},
                             {"content", correction.content},
                             {"content_sha256", correction.content_sha256},
                             {"at_ms", to_ms(correction.at)},
                             {"journal_index", correction.journal_index}});
}

std::vector<Correction> corrections(db::Snapshot& snapshot, ApplicationId id) {
  std::vector<Correction> all;
  const auto rows = snapshot.query(kCorrections, {{"application", id.value}});
  while (rows->next()) {
    Correction& one = all.emplace_back();
    one.number = rows->integer(0);
    one.content = rows->text(1);
    const auto digest = rows->bytes(2);
    if (digest.size() == one.content_sha256.size()) std::ranges::copy(digest, one.content_sha256.begin());
    one.at = from_ms(rows->integer(3));
    one.journal_index = rows->integer(4);
  }
  return all;
}

std::vector<ApplicationId> missed(db::Snapshot& snapshot, Instant now, int limit) {
  return read_ids(*snapshot.query(kMissed, {{"now", to_ms(now)}, {"limit", limit}}));
}

std::vector<ApplicationId> not_taken_up(db::Snapshot& snapshot, Instant before, int limit) {
  return read_ids(*snapshot.query(kNotTakenUp, {{"before", to_ms(before)}, {"limit", limit}}));
}

std::vector<Application> decided(db::Snapshot& snapshot, std::string_view service, int limit) {
  const auto rows = snapshot.query(kDecidedApplications, {{"service", service}, {"limit", limit}});
  return read_all(*rows);
}

}  // namespace qyzmet::applications::store
