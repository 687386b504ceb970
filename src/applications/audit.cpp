#include <fmt/format.h>
#include <limits>

#include <algorithm>

#include "applications/applications.hpp"
#include "applications/audit_flow.hpp"
#include "applications/store.hpp"

/// Every application row must follow from its events, and every "application.submitted" must have its row.
namespace qyzmet::applications {
namespace {

constexpr int kChunk = 200;
constexpr int kHistory = 1000;
constexpr std::size_t kMostFindings = 1000;

class Findings {
 public:
  explicit Findings(journal::AuditReport& report) : report_(report) {}
  bool full() const { return report_.findings.size() >= kMostFindings; }
  void add(std::int64_t index, ApplicationId id, std::string_view what) {
    if (!full()) report_.findings.push_back({index, fmt::format("application {}: {}", id.value, what)});
  }

 private:
  journal::AuditReport& report_;
};

std::string text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value == nullptr ? "" : value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
}

/// Who filed, for whom, how. Events from before anybody could sign in do not say.
void check_filer(const Application& row, const json::object& facts, Findings& findings) {
  const auto expect = [&](std::string_view name, std::string_view in_row, std::string_view in_facts) {
    if (in_row != in_facts)
      findings.add(row.submitted_index, row.id, fmt::format("the row and the event differ in {}", name));
  };
  const std::string by = facts.contains("by") ? text_of(facts, "by") : Filer().by;
  const std::string for_whom = text_of(facts, "for");
  const std::string applicant = !for_whom.empty() ? for_whom : by.starts_with("person:") ? by : "";
  expect("filed_by", row.filer.by, by);
  expect("applicant", row.filer.applicant ? person_word(*row.filer.applicant) : "", applicant);
  expect("mandate", row.filer.mandate ? id_to_decimal(*row.filer.mandate) : "", text_of(facts, "mandate"));
  expect("channel", row.filer.channel, text_of(facts, "channel"));
}

/// What the facts say is what the row says; answers among the facts are those that were filed.
void check_facts(const Application& row, const json::object& facts, const json::object& content, Findings& findings) {
  const auto differs = [&](std::string_view name) {
    findings.add(row.submitted_index, row.id, fmt::format("the row and the event differ in {}", name));
  };
  if (text_of(facts, "subject") != id_to_decimal(row.id.value)) differs("subject");
  if (text_of(facts, "at") != to_rfc3339(row.submitted_at)) differs("at");
  if (text_of(facts, "service") != row.service || text_of(content, "service") != row.service) differs("service");
  const std::string version = std::to_string(row.service_version);
  if (text_of(facts, "service_version") != version || text_of(content, "version") != version)
    differs("service_version");
  if (text_of(facts, "local_body") != row.local_body) differs("local_body");
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
  check_filer(row, facts->get_object(), findings);
}

/// What came with an answer or a message is named, so that it stays.
void check_attached(db::Snapshot& snapshot, ApplicationId id, const std::vector<journal::Stored>& history,
                    Findings& findings) {
  std::optional<std::vector<files::Named>> named;
  for (const journal::Stored& event : history) {
    const auto facts = parse_json(event.facts);
    if (!facts || !facts->is_object() || !facts->get_object().contains("files") || !event.personal) continue;
    const auto personal = parse_json(*event.personal);
    const auto records = personal && personal->is_object() ? get_array(personal->get_object(), "files")
                                                           : Result<const json::array*>(nullptr);
    const json::value& told = facts->get_object().at("files");
    if (!records || *records == nullptr || told != json::value((*records)->size())) {
      findings.add(event.index, id, "the event and its personal part differ in files");
      continue;
    }
    if (!named) named = files::named_by(snapshot, id.value);
    for (const json::value& record : **records) {
      const std::string digest = record.is_object() ? text_of(record.get_object(), "sha256") : "";
      const auto same = [&](const files::Named& one) { return to_hex(one.sha256) == digest; };
      if (std::ranges::none_of(*named, same))
        findings.add(event.index, id, "it does not name a file that came with it");
    }
  }
}

void check_row(const store::Filed& filed, const std::vector<journal::Stored>& history,
               const std::vector<store::Correction>& corrections, Findings& findings) {
  const Application& row = filed.application;
  std::optional<State> state;
  const journal::Stored* submitted = nullptr;
  for (const journal::Stored& event : history) {
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
  check_flow(row, follow(history), corrections, [&](std::string_view what) {
    findings.add(row.submitted_index, row.id, fmt::format("the row and the event differ in {}", what));
  });
}

void check_rows(db::Database& database, Findings& findings) {
  ApplicationId after{std::numeric_limits<std::int64_t>::min()};
  for (std::size_t count = kChunk; count == kChunk && !findings.full();) {
    database.read([&](db::Snapshot& snapshot) {
      const auto page = store::page(snapshot, after, kChunk);
      count = page.size();
      for (const store::Filed& filed : page) {
        after = filed.application.id;
        if (!filed.damage.empty()) {
          findings.add(-1, after, filed.damage);
          continue;
        }
        const auto corrections = filed.application.flow.corrections == 0 ? std::vector<store::Correction>()
                                                                         : store::corrections(snapshot, after);
        const auto history = journal::history(snapshot, after.value, -1, kHistory);
        check_row(filed, history, corrections, findings);
        check_attached(snapshot, after, history, findings);
      }
    });
  }
}

void check_events(db::Database& database, Findings& findings) {
  std::int64_t from = 0;
  for (bool more = true; more && !findings.full();) {
    database.read([&](db::Snapshot& snapshot) {
      const auto events = journal::events(snapshot, from, from + kChunk);
      more = !events.empty();
      if (more) from = events.back().index + 1;
      for (const journal::Stored& event : events) {
        if (event.kind != "application.submitted") continue;
        if (!store::exists(snapshot, {event.subject}))
          findings.add(event.index, {event.subject}, "submitted, but there is no such application");
      }
    });
  }
}

}  // namespace

void audit(db::Database& database, journal::AuditReport& report) {
  Findings findings(report);
  check_rows(database, findings);
  check_events(database, findings);
  audit_documents(database, report);
}

}  // namespace qyzmet::applications
