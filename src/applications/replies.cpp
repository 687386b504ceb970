#include "applications/replies.hpp"

#include <array>
#include <limits>

#include "applications/history.hpp"
#include "applications/store_flow.hpp"
#include "applications/told.hpp"

namespace qyzmet::applications {
namespace {

json::object to_object(const Due& due) {
  json::object object{{"due_at", nullptr}, {"due_days", nullptr}, {"due_on", nullptr}};
  if (due.at) object["due_at"] = to_rfc3339(*due.at);
  if (due.days) object["due_days"] = *due.days;
  if (due.on) object["due_on"] = to_iso(*due.on);
  return object;
}

/// "person:7" → {"kind":"person"}; with the name if the caller may know it.
json::object actor(std::string_view word, const Names& names) {
  json::object actor{{"kind", word.substr(0, word.find(':'))}};
  if (const auto found = names.find(word); found != names.end()) actor["name"] = found->second;
  return actor;
}

/// {id, title}, or null if the service's agency has it itself.
json::value local_body_of(const Application& application, const catalogue::Catalogue& catalogue) {
  const auto* body = application.local_body.empty() ? nullptr : catalogue.agency(application.local_body);
  if (body == nullptr) return nullptr;
  return json::object{{"id", body->id}, {"title", to_object(body->title)}};
}

}  // namespace

Result<json::value> body_of(const http::Request& request, std::size_t max_bytes) {
  // The tree needs about four times the text; a filing of usual size then takes one allocation.
  auto memory = json::make_shared_resource<json::monotonic_resource>(request.body.size() * 4 + 1024);
  const JsonLimits limits{.max_bytes = max_bytes, .max_depth = kBodyDepth};
  TRY_ASSIGN(json::value body, parse_json(request.body, limits, memory));
  if (!body.is_object()) return fail_field("", "field.wrong_type", {{"expected", "object"}});
  return body;
}

Result<ApplicationId> id_of(const http::Request& request) {
  const auto id = parse_id(request.capture("id"));
  if (!id) return fail(Code::not_found, "application.not_found");
  return ApplicationId{*id};
}

Result<std::int64_t> before_of(const http::Request& request) {
  const std::string after = request.parameter("after");
  if (after.empty()) return std::numeric_limits<std::int64_t>::max();
  const auto id = parse_id(after);
  if (!id) return fail(Code::malformed, "http.malformed_cursor");
  return *id;
}

json::value title_of(const catalogue::Service* service) {
  if (service == nullptr) return nullptr;
  const Text& title = service->definition.title;
  return to_object(title);
}

json::object status_of(const Application& application, const Processes& processes) {
  const auto* service = version_of(processes.catalogue(), application.service, application.service_version);
  json::object status{{"id", id_to_decimal(application.id.value)},
                      {"number", id_to_display(application.id.value)},
                      {"service", application.service},
                      {"service_title", title_of(service)},
                      {"service_version", application.service_version},
                      {"local_body", local_body_of(application, processes.catalogue())},
                      {"state", to_word(application.state)},
                      {"submitted_at", to_rfc3339(application.submitted_at)},
                      {"due", to_object(application.due)},
                      {"channel", application.filer.channel},
                      {"digest", to_hex(application.content_sha256)},
                      {"journal_index", application.submitted_index}};
  add_way(status, application, processes);
  return status;
}

/// What the applicant may do now.
static void add_actions(json::array& actions, const Application& application) {
  if (state_after(application.state, "application.withdrawn")) actions.emplace_back("withdraw");
  if (application.state == State::waiting_for_applicant) {
    actions.emplace_back("answer");
    actions.emplace_back("correct");
  }
  if (is_open(application.state)) actions.emplace_back("write");
  if (application.flow.outcome && !application.flow.rating) actions.emplace_back("rate");
}

json::object status_for(const Application& application, const Processes& processes, const http::Caller& caller,
                        const std::optional<identity::Person>& applicant) {
  json::object object = status_of(application, processes);
  object["applicant"] = nullptr;
  if (applicant) object["applicant"] = json::object{{"name", applicant->name}, {"you", applicant->id == caller.person}};
  object["mandate"] = nullptr;
  if (application.filer.mandate) object["mandate"] = id_to_decimal(*application.filer.mandate);
  json::array& actions = object["actions"].emplace_array();
  if (access_of(application, caller, http::Scope::applications_file) == Access::applicant)
    add_actions(actions, application);
  return object;
}

void add_hand(json::object& object, const Application& application, const Processes& processes,
              const http::Caller& caller) {
  object["in_hand"] = nullptr;
  object["extension"] = false;
  json::array& actions = object["actions"].emplace_array();
  if (!application.flow.holder) return;
  const bool theirs = application.flow.holder == caller.staff;
  object["in_hand"] = theirs ? "you" : "colleague";
  if (!theirs) return;
  const auto& process = processes.of(application).process;
  actions = to_json(officers_actions(process, application.standing(), application.flow.overdue_since.has_value()));
  object["extension"] = process.extension.has_value() && !application.flow.extended;
}

void ask_ahead(db::Snapshot& snapshot, const Application& application) {
  const ApplicationId id = application.id;
  snapshot.ahead(store::content_question(id));
  if (application.filer.applicant) snapshot.ahead(identity::person_question(*application.filer.applicant));
  snapshot.ahead(exchange::lookups_question(id.value));
  snapshot.ahead(journal::history_question(id.value, -1, kHistoryChunk));
  snapshot.ahead(store::asked_question(id));
  snapshot.ahead(Documents::of_application_question(id));
}

Result<std::optional<identity::Person>> applicant_of(db::Snapshot& snapshot, const Application& application) {
  if (!application.filer.applicant) return std::nullopt;
  TRY_ASSIGN(auto person, identity::person(snapshot, *application.filer.applicant));
  return std::optional(std::move(person));
}

void add_actors(json::object& event, const json::object& facts, const Names& names) {
  const auto by = get_string(facts, "by");
  json::object& said = event["by"].emplace_object();
  said = actor(by ? *by : "system", names);
  if (const auto agency = get_string(facts, "agency"); agency && !agency->empty()) said["agency"] = *agency;
  if (const auto other = get_string(facts, "for")) event["for"] = actor(*other, names);
}

std::string public_facts(const json::object& facts) {
  constexpr std::array<std::string_view, 16> kPublic = {
      "at",      "awaits",  "due_at", "due_days", "due_on",          "evidence", "kind", "next_at",
      "outcome", "overdue", "party",  "service",  "service_version", "state",    "step", "subject"};
  json::object said;
  for (const std::string_view name : kPublic) {
    if (const json::value* fact = facts.if_contains(name)) said[name] = *fact;
  }
  return canonical_json(said);
}

}  // namespace qyzmet::applications
