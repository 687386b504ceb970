#include "applications/audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "applications/applications.hpp"
#include "applications/audit_flow.hpp"
#include "applications/audit_kept.hpp"
#include "applications/history.hpp"
#include "applications/store.hpp"
#include "base/check.hpp"

/// Every application row must follow from its events, and every "application.submitted" must have its row.
namespace qyzmet::applications {
namespace {

constexpr std::size_t kEventsAtOnce = 2000;  // far below a snapshot's second
constexpr std::size_t kMostFindings = 1000;

/// A member as a text, of whatever type it is: null is "null". Empty if there is none.
std::string member_text(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value == nullptr ? "" : value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
}

/// Who filed, for whom, how. Events from before anybody could sign in do not say.
void check_filed_by(const Application& row, const json::object& facts, Findings& findings) {
  const auto expect = [&](std::string_view name, std::string_view in_row, std::string_view in_facts) {
    if (in_row != in_facts)
      findings.add(row.submitted_index, row.id, fmt::format("the row and the event differ in {}", name));
  };
  const std::string by = facts.contains("by") ? member_text(facts, "by") : Filer().by;
  const std::string for_whom = member_text(facts, "for");
  const std::string applicant = !for_whom.empty() ? for_whom : by.starts_with("person:") ? by : "";
  expect("filed_by", row.filer.by, by);
  expect("applicant", row.filer.applicant ? person_word(*row.filer.applicant) : "", applicant);
  expect("mandate", row.filer.mandate ? id_to_decimal(*row.filer.mandate) : "", member_text(facts, "mandate"));
  expect("channel", row.filer.channel, member_text(facts, "channel"));
}

/// What the facts say is what the row says; answers among the facts are those that were filed.
void check_facts(const Application& row, const json::object& facts, const json::object& content, Findings& findings) {
  const auto differs = [&](std::string_view name) {
    findings.add(row.submitted_index, row.id, fmt::format("the row and the event differ in {}", name));
  };
  if (member_text(facts, "subject") != id_to_decimal(row.id.value)) differs("subject");
  if (member_text(facts, "at") != to_rfc3339(row.submitted_at)) differs("at");
  if (member_text(facts, "service") != row.service || member_text(content, "service") != row.service)
    differs("service");
  const std::string version = std::to_string(row.service_version);
  if (member_text(facts, "service_version") != version || member_text(content, "version") != version)
    differs("service_version");
  if (member_text(facts, "local_body") != row.local_body) differs("local_body");
  const auto answers = get_object(content, "answers");
  for (const auto& fact : facts) {
    const json::value* answer = answers ? (*answers)->if_contains(fact.key()) : nullptr;
    if (answer != nullptr && *answer != fact.value()) differs(std::string_view(fact.key()));
  }
}

void check_content(const store::Filed& filed, const journal::Stored& submitted, Findings& findings) {
  const Application& row = filed.application;
  if (sha256(filed.content) != row.content_sha256) {
    findings.add(row.submitted_index, row.id, "its content is not what its digest stands for");
  }
  if (submitted.personal && *submitted.personal != submitted_personal(row.content_sha256)) {
    findings.add(row.submitted_index, row.id, "its digest is not the one in its event");
  }
  const auto facts = parse_json(submitted.facts);
  const auto content = parse_json(filed.content);
  if (!facts || !facts->is_object() || !content || !content->is_object()) {
    findings.add(row.submitted_index, row.id, "its content or its event's facts cannot be read");
    return;
  }
  check_facts(row, facts->get_object(), content->get_object(), findings);
  check_filed_by(row, facts->get_object(), findings);
}

void check_row(const Kept& kept, Findings& findings) {
  const store::Filed& filed = kept.filed;
  const Application& row = filed.application;
  std::optional<State> state;
  const journal::Stored* submitted = nullptr;
  for (const journal::Stored& event : kept.history) {
    if (event.kind == "application.submitted" && event.index == row.submitted_index) submitted = &event;
    const auto next = state_after(state, event.kind);
    if (!next)
      findings.add(event.index, row.id, fmt::format("the event {} cannot follow what was before it", event.kind));
    else
      state = next;
  }
  if (submitted == nullptr) {
    findings.add(row.submitted_index, row.id, "the journal has no such submission");
    return;
  }
  if (state != row.state) findings.add(-1, row.id, "its state does not follow from its events");
  check_content(filed, *submitted, findings);
  check_flow(row, follow(kept.history), kept.corrections, [&](std::string_view what) {
    findings.add(row.submitted_index, row.id, fmt::format("the row and the event differ in {}", what));
  });
  check_kept(kept, [&](std::int64_t index, std::string_view what) { findings.add(index, row.id, what); });
}

/// One whose history is longer than is read at once: in as many snapshots as it takes. The last of them has its end and
/// the row.
Kept read_long(db::Database& database, ApplicationId id) {
  Kept kept;
  for (bool more = true; more;) {
    database.read([&](db::Snapshot& snapshot) {
      more = read_on(snapshot, id, kept.history);
      if (more) return;
      auto rows = store::page(snapshot, {id.value - 1}, 1);
      CHECK(rows.size() == 1 && rows[0].application.id == id);
      kept.filed = std::move(rows[0]);
      if (kept.filed.damage.empty()) read_kept(snapshot, kept);
    });
  }
  return kept;
}

/// The next applications after `after`, as many as one snapshot has time for; false if those were the last.
bool read_some(db::Snapshot& snapshot, ApplicationId& after, std::vector<Kept>& some,
               std::vector<ApplicationId>& long_ones) {
  std::vector<store::Filed> page = store::page(snapshot, after, kAuditChunk);
  std::size_t events = 0;
  for (store::Filed& filed : page) {
    if (events > kEventsAtOnce) return true;
    Kept kept{.filed = std::move(filed)};
    after = kept.filed.application.id;
    const bool readable = kept.filed.damage.empty();
    const bool is_long = readable && read_on(snapshot, after, kept.history);
    events += kept.history.size();
    if (is_long) {
      long_ones.push_back(after);
      continue;
    }
    if (readable) read_kept(snapshot, kept);
    some.push_back(std::move(kept));
  }
  return page.size() == kAuditChunk;
}

void check_applications(db::Database& database, Findings& findings) {
  const auto check = [&](const Kept& kept) {
    if (kept.filed.damage.empty())
      check_row(kept, findings);
    else
      findings.add(-1, kept.filed.application.id, kept.filed.damage);
  };
  ApplicationId after{std::numeric_limits<std::int64_t>::min()};
  for (bool more = true; more && !findings.full();) {
    std::vector<Kept> some;
    std::vector<ApplicationId> long_ones;
    database.read([&](db::Snapshot& snapshot) { more = read_some(snapshot, after, some, long_ones); });
    for (const Kept& kept : some) check(kept);
    for (const ApplicationId id : long_ones) check(read_long(database, id));
  }
}

void check_submissions(db::Database& database, Findings& findings) {
  each_event(database, findings, [&](db::Snapshot& snapshot, const journal::Stored& event) {
    const ApplicationId id{event.subject};
    if (event.kind == "application.submitted" && !store::exists(snapshot, id))
      findings.add(event.index, id, "submitted, but there is no such application");
  });
}

}  // namespace

bool Findings::full() const { return report_.findings.size() >= kMostFindings; }

void Findings::add(std::int64_t index, ApplicationId id, std::string_view what) {
  if (!full()) report_.findings.push_back({index, fmt::format("application {}: {}", id.value, what)});
}

void Findings::add(std::int64_t index, DocumentId id, std::string_view what) {
  if (!full()) report_.findings.push_back({index, fmt::format("document {}: {}", id.value, what)});
}

void each_event(db::Database& database, const Findings& findings,
                const std::function<void(db::Snapshot&, const journal::Stored&)>& tell) {
  std::int64_t from = 0;
  for (bool more = true; more && !findings.full();) {
    database.read([&](db::Snapshot& snapshot) {
      const auto events = journal::events(snapshot, from, from + kAuditChunk);
      more = !events.empty();
      if (more) from = events.back().index + 1;
      for (const journal::Stored& event : events) tell(snapshot, event);
    });
  }
}

void audit(db::Database& database, journal::AuditReport& report) {
  Findings findings(report);
  check_applications(database, findings);
  check_submissions(database, findings);
  audit_documents(database, report);
}

}  // namespace qyzmet::applications
