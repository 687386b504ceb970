#include "applications/store.hpp"

#include <algorithm>

namespace qyzmet::applications::store {
namespace {

const db::Sql kInsert(
    "INSERT INTO application (id, service, service_version, state, submitted_at_ms, due_at_ms, due_on, due_days, "
    "content,"
    " content_sha256, submitted_index) VALUES ($id, $service, $service_version, $state, $submitted_at_ms, $due_at_ms, "
    "$due_on,"
    " $due_days, $content, $content_sha256, $submitted_index)");

const db::Sql kFind(
    "SELECT id, service, service_version, state, submitted_at_ms, due_at_ms, due_on, due_days, content_sha256,"
    " submitted_index FROM application WHERE id = $id");

const db::Sql kPage(
    "SELECT id, service, service_version, state, submitted_at_ms, due_at_ms, due_on, due_days, content_sha256,"
    " submitted_index, content FROM application WHERE id > $after ORDER BY id LIMIT $limit");

Application read_application(const db::Rows& rows) {
  Application application;
  application.id = {rows.integer(0)};
  application.service = rows.text(1);
  application.service_version = static_cast<int>(rows.integer(2));
  const auto state = parse_state(rows.text(3));
  const auto digest = rows.bytes(8);
  if (!state || digest.size() != application.content_sha256.size()) throw db::Broken("application: a row is damaged");
  application.state = *state;
  std::ranges::copy(digest, application.content_sha256.begin());
  application.submitted_at = from_ms(rows.integer(4));
  if (const auto at = rows.integer_or_none(5)) application.due.at = from_ms(*at);
  if (!rows.null(6)) {
    const auto on = parse_date(rows.text(6));
    if (!on) throw db::Broken("application: due_on is no date");
    application.due.on = *on;
  }
  if (const auto days = rows.integer_or_none(7)) application.due.days = static_cast<int>(*days);
  application.submitted_index = rows.integer(9);
  return application;
}

}  // namespace

void insert(db::Tx& tx, const Application& application, std::string_view content) {
  const auto due_at_ms = application.due.at.transform(to_ms);
  const auto due_on = application.due.on.transform(to_iso);
  tx.run(kInsert, {{"id", application.id.value},
                   {"service", application.service},
                   {"service_version", application.service_version},
                   {"state", to_word(application.state)},
                   {"submitted_at_ms", to_ms(application.submitted_at)},
                   {"due_at_ms", due_at_ms},
                   {"due_on", due_on},
                   {"due_days", application.due.days},
                   {"content", content},
                   {"content_sha256", application.content_sha256},
                   {"submitted_index", application.submitted_index}});
}

std::optional<Application> find(db::Snapshot& snapshot, ApplicationId id) {
  const auto rows = snapshot.query(kFind, {{"id", id.value}});
  return rows->next() ? std::optional(read_application(*rows)) : std::nullopt;
}

std::optional<Application> find_only(db::Snapshot& snapshot, ApplicationId id) {
  const auto rows = snapshot.query_only(kFind, {{"id", id.value}});
  return rows->next() ? std::optional(read_application(*rows)) : std::nullopt;
}

std::vector<Filed> page(db::Snapshot& snapshot, ApplicationId after, int limit) {
  std::vector<Filed> all;
  const auto rows = snapshot.query(kPage, {{"after", after.value}, {"limit", limit}});
  while (rows->next()) all.push_back({read_application(*rows), std::string(rows->text(10))});
  return all;
}

}  // namespace qyzmet::applications::store
