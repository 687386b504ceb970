#include "applications/store.hpp"

#include <algorithm>

namespace qyzmet::applications::store {
namespace {

const db::Sql kInsertApplication(
    "INSERT INTO application (id, service, service_version, state, submitted_at_ms, due_at_ms, due_on, due_days, "
    "content, content_sha256, submitted_index, applicant, filed_by, mandate, channel, local_body) VALUES ($id, "
    "$service, "
    "$service_version, $state, $submitted_at_ms, $due_at_ms, $due_on, $due_days, $content, $content_sha256, "
    "$submitted_index, $applicant, $filed_by, $mandate, $channel, $local_body)");

/// What `read_application` reads, and `more` after it.
std::string select_applications(std::string_view where, std::string_view more = "") {
  return std::string("SELECT ").append(kColumns).append(more).append(" FROM application WHERE ").append(where);
}

const db::Sql kExists("SELECT id FROM application WHERE id = $id");
const db::Sql kFindApplication(select_applications("id = $id"));
const db::Sql kApplicationPage(select_applications("id > $after ORDER BY id LIMIT $limit", ", content, lane"));
const db::Sql kContent("SELECT content FROM application WHERE id = $id");
const db::Sql kOfApplicant(select_applications("applicant = $person AND id < $before ORDER BY id DESC LIMIT $limit"));
const db::Sql kOfApplicantFiledBy(
    select_applications("applicant = $person AND filed_by = $by AND id < $before ORDER BY id DESC LIMIT $limit"));
const db::Sql kUnderMandate(
    select_applications("mandate IS NOT NULL AND filed_by = $by AND id < $before ORDER BY id DESC LIMIT $limit"));
const db::Sql kNewestApplications(select_applications("id < $before ORDER BY id DESC LIMIT $limit"));

/// Where it is on its way.
std::string_view read_flow(const db::Rows& rows, Flow& flow) {
  const auto moment = [&](int column) { return rows.integer_or_none(column).transform(from_ms); };
  flow.step = rows.text(14);
  if (!rows.null(15)) {
    const auto awaits = parse_awaits(rows.text(15));
    const auto ball = parse_party(rows.text(16));
    if (!awaits || !ball) return "its row does not say who has the ball";
    flow.awaits = *awaits;
    flow.ball = *ball;
  }
  flow.ball_since = moment(17);
  if (!rows.null(18)) flow.outcome = parse_outcome(rows.text(18));
  flow.desk = rows.text(19);
  flow.holder = rows.integer_or_none(20);
  flow.next_at = moment(21);
  flow.overdue_since = moment(22);
  flow.extended = rows.integer(23) != 0;
  flow.index = rows.integer_or_none(24);
  flow.signer = rows.text_or_none(25);
  flow.part_of = rows.integer_or_none(26);
  flow.corrections = rows.integer(27);
  if (const auto rating = rows.integer_or_none(28)) flow.rating = static_cast<int>(*rating);
  return {};
}

/// The row in `application`, or what is wrong with it.
std::string_view take_application(const db::Rows& rows, Application& application) {
  application.id = {rows.integer(0)};
  application.service = rows.text(1);
  application.service_version = static_cast<int>(rows.integer(2));
  const auto state = parse_state(rows.text(3));
  const auto digest = rows.bytes(8);
  if (!state || digest.size() != application.content_sha256.size()) return "its row is damaged";
  application.state = *state;
  std::ranges::copy(digest, application.content_sha256.begin());
  application.submitted_at = from_ms(rows.integer(4));
  if (const auto at = rows.integer_or_none(5)) application.due.at = from_ms(*at);
  if (!rows.null(6)) {
    const auto on = parse_date(rows.text(6));
    if (!on) return "its due_on is no date";
    application.due.on = *on;
  }
  if (const auto days = rows.integer_or_none(7)) application.due.days = static_cast<int>(*days);
  application.submitted_index = rows.integer(9);
  application.filer.applicant = rows.integer_or_none(10);
  application.filer.by = rows.text(11);
  application.filer.mandate = rows.integer_or_none(12);
  application.filer.channel = rows.text(13);
  application.local_body = rows.text(29);
  return read_flow(rows, application.flow);
}

}  // namespace

Application read_application(const db::Rows& rows) {
  Application application;
  if (const auto damage = take_application(rows, application); !damage.empty())
    throw db::Broken("application " + id_to_decimal(application.id.value) + ": " + std::string(damage));
  return application;
}

std::vector<Application> read_all(db::Rows& rows) {
  std::vector<Application> all;
  while (rows.next()) all.push_back(read_application(rows));
  return all;
}

void insert(db::Tx& tx, const Application& application, std::string_view content) {
  const auto due_at_ms = application.due.at.transform(to_ms);
  const auto due_on = application.due.on.transform(to_iso);
  const std::string& body = application.local_body;
  const auto local_body = body.empty() ? std::nullopt : std::optional<std::string_view>(body);
  tx.run(kInsertApplication, {{"id", application.id.value},
                              {"service", application.service},
                              {"service_version", application.service_version},
                              {"state", to_word(application.state)},
                              {"submitted_at_ms", to_ms(application.submitted_at)},
                              {"due_at_ms", due_at_ms},
                              {"due_on", due_on},
                              {"due_days", application.due.days},
                              {"content", content},
                              {"content_sha256", application.content_sha256},
                              {"submitted_index", application.submitted_index},
                              {"applicant", application.filer.applicant},
                              {"filed_by", application.filer.by},
                              {"mandate", application.filer.mandate},
                              {"channel", application.filer.channel},
                              {"local_body", local_body}});
}

std::optional<Application> find(db::Snapshot& snapshot, ApplicationId id) {
  const auto rows = snapshot.query(kFindApplication, {{"id", id.value}});
  return rows->next() ? std::optional(read_application(*rows)) : std::nullopt;
}

std::optional<Application> find(db::Tx& tx, ApplicationId id) {
  const auto rows = tx.query(kFindApplication, {{"id", id.value}});
  return rows->next() ? std::optional(read_application(*rows)) : std::nullopt;
}

std::optional<Application> find_only(db::Snapshot& snapshot, ApplicationId id) {
  const auto rows = snapshot.query_only(kFindApplication, {{"id", id.value}});
  return rows->next() ? std::optional(read_application(*rows)) : std::nullopt;
}

db::Question finding(ApplicationId id) { return {.sql = &kFindApplication, .wholes = {{{"id", id.value}}}}; }

bool exists(db::Snapshot& snapshot, ApplicationId id) { return snapshot.query(kExists, {{"id", id.value}})->next(); }

std::vector<Filed> page(db::Snapshot& snapshot, ApplicationId after, int limit) {
  std::vector<Filed> all;
  const auto rows = snapshot.query(kApplicationPage, {{"after", after.value}, {"limit", limit}});
  while (rows->next()) {
    Filed& filed = all.emplace_back();
    filed.damage = take_application(*rows, filed.application);
    filed.content = rows->text(kColumnCount);
    filed.lane = rows->text(kColumnCount + 1);
  }
  return all;
}

std::optional<std::string> content(db::Snapshot& snapshot, ApplicationId id) {
  const auto rows = snapshot.query(kContent, {{"id", id.value}});
  return rows->next() ? std::optional(std::string(rows->text(0))) : std::nullopt;
}

std::vector<Application> of_applicant(db::Snapshot& snapshot, std::int64_t person, ApplicationId before, int limit) {
  return read_all(*snapshot.query(kOfApplicant, {{"person", person}, {"before", before.value}, {"limit", limit}}));
}

std::vector<Application> of_applicant_filed_by(db::Snapshot& snapshot, std::int64_t person, std::string_view by,
                                               ApplicationId before, int limit) {
  return read_all(*snapshot.query(kOfApplicantFiledBy,
                                  {{"person", person}, {"by", by}, {"before", before.value}, {"limit", limit}}));
}

std::vector<Application> under_mandate(db::Snapshot& snapshot, std::string_view by, ApplicationId before, int limit) {
  return read_all(*snapshot.query(kUnderMandate, {{"by", by}, {"before", before.value}, {"limit", limit}}));
}

std::vector<Application> newest(db::Snapshot& snapshot, ApplicationId before, int limit) {
  return read_all(*snapshot.query(kNewestApplications, {{"before", before.value}, {"limit", limit}}));
}

}  // namespace qyzmet::applications::store
