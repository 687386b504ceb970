#include "catalogue/registry.hpp"

#include <algorithm>
#include <set>

#include "base/check.hpp"
#include "base/said.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/store.hpp"
#include "catalogue/store_registry.hpp"

namespace qyzmet::catalogue {
namespace {

constexpr int kMostReason = 2000;

bool is_given(const json::object& body, std::string_view name) {
  const auto* value = body.if_contains(name);
  return value != nullptr && !value->is_null();
}

std::unexpected<Error> not_theirs() { return fail(Code::forbidden, "right.missing"); }

/// Handing an entry over to another agency is for those who keep the registry.
Result<void> check_hands_over(const http::Caller& caller, const Entry& entry, std::string_view agency) {
  if (caller.has(http::Role::keeper) || agency == entry.agency || agency == caller.agency) return {};
  return not_theirs();
}

/// Appends the event, which also says when, by whom and for which agency.
journal::Stored tell(db::Tx& tx, std::string_view by, std::string_view agency, std::string_view kind,
                     std::int64_t subject, json::object facts) {
  facts["at"] = to_rfc3339(tx.now());
  facts["by"] = by;
  facts["by_agency"] = agency;
  facts["kind"] = kind;
  facts["subject"] = id_to_decimal(subject);
  journal::Stored told{.at = tx.now(), .kind = std::string(kind), .subject = subject, .facts = canonical_json(facts)};
  told.index = journal::append(tx, {.kind = kind, .subject = subject, .facts = told.facts, .personal = {}});
  return told;
}

/// The entry after what was just told; a use case never tells what cannot follow.
Entry after(const std::optional<Entry>& before, EntryId id, const journal::Stored& told) {
  const auto facts = parse_json(told.facts);
  CHECK(facts.has_value());
  auto entry = follow(before, id, {told.kind, &facts->get_object(), told.at, told.index});
  CHECK(entry.has_value());
  return *std::move(entry);
}

json::object found_facts(const Entry& entry) {
  return {{"agency", entry.agency},
          {"due_on", to_json(entry.post.due_on)},
          {"entry_kind", to_word(entry.kind)},
          {"listed_service", entry.listed_service},
          {"owner", entry.post.owner},
          {"stage", to_word(entry.stage)},
          {"title", to_object(entry.title)}};
}

Entry begin(db::Tx& tx, std::string_view by, std::string_view agency, json::object facts) {
  const auto id = tx.new_id<EntryTag>();
  const Entry entry = after({}, id, tell(tx, by, agency, "registry.found", id.value, std::move(facts)));
  store::put_new(tx, entry);
  return entry;
}

/// These stages are the keepers' decision, whoever has the work in hand.
bool is_keepers_decision(Stage to) {
  return to == Stage::registered || to == Stage::online_only || to == Stage::retired;
}

Result<store::ReportRow> open_report(db::Tx& tx, std::int64_t id) {
  const auto report = store::report(tx, id);
  if (!report) return fail(Code::not_found, "registry.no_report");
  if (report->state != store::ReportState::fresh) return fail(Code::conflict, "registry.report_settled");
  return *report;
}

Result<std::int64_t> id_in(const json::object& body, std::string_view name) {
  TRY_ASSIGN(const std::string_view text, get_string(body, name));
  const auto id = parse_id(text);
  if (!id) return fail_field(std::string(name), "id.malformed");
  return *id;
}

Result<Entry> entry_in(db::Tx& tx, EntryId id) {
  auto entry = store::find(tx, id);
  if (!entry) return fail(Code::not_found, "registry.not_found");
  return *std::move(entry);
}

/// `owners`: whose entries somebody sees; none: all.
bool is_seen(const Entry& entry, const std::vector<std::string>& owners) {
  return owners.empty() || (!entry.dismissed && std::ranges::find(owners, entry.post.owner) != owners.end());
}

}  // namespace

void Registry::take_over(db::Tx& tx) const {
  for (const Service* service : catalogue_.services()) take_over(tx, service->definition.id);
}

void Registry::take_over(db::Tx& tx, std::string_view id) const {
  const Service* const service = catalogue_.find(id);
  if (service == nullptr || !service->definition.standing || store::lists_service(tx, id)) return;
  const Definition& definition = service->definition;
  Entry entry{.kind = definition.kind, .stage = *definition.standing};
  entry.title = definition.title;
  entry.agency = definition.agency.id;
  entry.listed_service = definition.id;
  entry.post = usual_post(entry, entry.stage, tx.now());
  begin(tx, "system", "", found_facts(entry));
}

void Registry::show_gate(db::Tx& tx, const std::string& service) const {
  if (service.empty()) return;
  tx.after_commit([&catalogue = catalogue_, service, gate = gate_of(store::of_service(tx, service))]() mutable {
    catalogue.show_gate(service, std::move(gate));
  });
}

void Registry::show_gates(db::Tx& tx) const {
  std::set<std::string> services;  // also those that lost theirs
  for (const Service* service : catalogue_.services()) {
    if (catalogue_.gate(service->definition.id)) services.insert(service->definition.id);
  }
  for (std::string& service : store::online_only_services(tx)) services.insert(std::move(service));
  for (const std::string& service : services) show_gate(tx, service);
}

/// Whether a service takes applications is told of the service alone; the registry only follows.
Result<void> Registry::check_service_retired(db::Tx& tx, const Entry& entry) const {
  const std::string service = entry.service();
  if (catalogue_.find(service) == nullptr || store::is_retired(tx, service)) return {};
  for (const Entry& other : store::of_service(tx, service)) {
    if (other.id != entry.id && other.counts()) return {};
  }
  return fail(Code::conflict, "registry.service_not_retired", {{"service", service}});
}

Result<std::vector<std::string>> Registry::sees(const http::Caller& caller) const {
  std::vector<std::string> owners;
  if (caller.has(http::Role::keeper)) return owners;
  if (!caller.has(http::Role::officer) || caller.agency.empty()) return not_theirs();
  owners.push_back(caller.agency);
  for (const LocalBody& body : catalogue_.local_bodies()) {
    if (body.id == caller.agency) owners.push_back(body.part_of);
    if (body.part_of == caller.agency) owners.push_back(body.id);
  }
  return owners;
}

EntryRights Registry::rights(const http::Caller& caller, const Entry& entry) const {
  const bool keeper = caller.has(http::Role::keeper);
  const bool theirs =
      caller.has(http::Role::officer) && stands_for(catalogue_.local_bodies(), caller.agency, entry.post.owner);
  return {.move = !entry.dismissed && (keeper || theirs),
          .decide = keeper,
          .dismiss = keeper && check_dismiss(entry).has_value()};
}

Result<Entry> Registry::find(db::Snapshot& snapshot, const http::Caller& caller, EntryId id) const {
  TRY_ASSIGN(const std::vector<std::string> owners, sees(caller));
  auto entry = store::find(snapshot, id);
  if (!entry || !is_seen(*entry, owners)) return fail(Code::not_found, "registry.not_found");
  return *std::move(entry);
}

/// An entry that the caller may change.
Result<Entry> Registry::entry_for(db::Tx& tx, const http::Caller& caller, EntryId id) const {
  TRY_ASSIGN(const std::vector<std::string> owners, sees(caller));
  TRY_ASSIGN(Entry entry, entry_in(tx, id));
  if (!is_seen(entry, owners)) return fail(Code::not_found, "registry.not_found");
  const bool theirs = owners.empty() || stands_for(catalogue_.local_bodies(), caller.agency, entry.post.owner);
  if (!theirs) return not_theirs();
  return entry;
}

FormRules Registry::form_rules(Instant now) const {
  return {.today = today(now),
          .notice_days = terms_.notice_days,
          .is_agency = [this](std::string_view id) { return catalogue_.agency(id) != nullptr; },
          .files_here =
              [this](std::string_view id) {
                const Service* service = catalogue_.find(id);
                return service != nullptr && service->definition.files_here;
              }};
}

Post Registry::usual_post(const Entry& entry, Stage stage, Instant now) const {
  const StageTerm& term = terms_.stages.at(stage);
  Post post{.owner = std::string(kKeepers), .due_on = {}};
  if (term.agency_owns && !entry.agency.empty()) post.owner = entry.agency;
  if (!term.working_days) return post;
  if (const auto day = calendar_.add_working_days(today(now), *term.working_days)) post.due_on = *day;
  return post;
}

Result<Post> Registry::read_post(const http::Caller& caller, const Entry& entry, Stage stage, const json::object& body,
                                 Instant now) const {
  Post post = usual_post(entry, stage, now);
  if (is_given(body, "owner")) {
    if (!caller.has(http::Role::keeper)) return not_theirs();
    TRY_ASSIGN(const std::string_view owner, get_string(body, "owner"));
    if (owner != kKeepers && catalogue_.agency(owner) == nullptr) return fail_field("owner", "field.not_a_choice");
    post.owner = owner;
  }
  if (is_given(body, "due_on")) {
    TRY_ASSIGN(const std::string_view text, get_string(body, "due_on"));
    const auto day = parse_date(text);
    if (!day) return fail_field("due_on", "date.malformed");
    if (*day < today(now)) return fail_field("due_on", "registry.due_on_past");
    TRY(check_not_too_far("due_on", *day, today(now)));
    post.due_on = *day;
  }
  // Nothing on its way may lie without a day.
  if (!post.due_on && terms_.stages.at(stage).working_days) return fail_field("due_on", "registry.due_on_wanted");
  return post;
}

Result<Entry> Registry::changed(db::Tx& tx, const http::Caller& caller, const Entry& before, std::string_view kind,
                                json::object facts) const {
  const Entry entry =
      after(before, before.id, tell(tx, caller.id, caller.agency, kind, before.id.value, std::move(facts)));
  store::put(tx, before, entry);
  show_gate(tx, entry.service());
  if (before.service() != entry.service()) show_gate(tx, before.service());
  return entry;
}

Result<Entry> Registry::create(db::Tx& tx, const http::Caller& caller, const json::object& body) const {
  if (!caller.has(http::Role::keeper)) return not_theirs();
  TRY(only_fields(body, {"agency", "due_on", "kind", "owner", "report", "title"}));
  TRY_ASSIGN(const std::string_view word, get_string(body, "kind"));
  const auto kind = parse_service_kind(word);
  if (!kind) return fail_field("kind", "field.not_a_choice");
  Entry entry{.kind = *kind};
  TRY_ASSIGN(entry.title, read_rough_title(body));
  if (is_given(body, "agency")) {
    TRY_ASSIGN(const std::string_view agency, get_string(body, "agency"));
    if (catalogue_.agency(agency) == nullptr) return fail_field("agency", "field.not_a_choice");
    entry.agency = agency;
  }
  TRY_ASSIGN(entry.post, read_post(caller, entry, Stage::found, body, tx.now()));
  json::object facts = found_facts(entry);
  std::optional<store::ReportRow> report;
  if (is_given(body, "report")) {
    TRY_ASSIGN(const std::int64_t id, id_in(body, "report"));
    TRY_ASSIGN(report, open_report(tx, id));
    facts["report"] = id_to_decimal(id);
  }
  const Entry made = begin(tx, caller.id, caller.agency, std::move(facts));
  if (report) store::settle_report(tx, report->id, store::ReportState::linked, made.id);
  return made;
}

Result<Entry> Registry::move(db::Tx& tx, const http::Caller& caller, EntryId id, const json::object& body) const {
  TRY_ASSIGN(const Entry entry, entry_for(tx, caller, id));
  TRY_ASSIGN(const std::string_view word, get_string(body, "to"));
  const auto to = parse_stage(word);
  if (!to) return fail_field("to", "field.not_a_choice");
  TRY(check_move(entry, *to));
  if (is_keepers_decision(*to) && !caller.has(http::Role::keeper)) return not_theirs();
  if (*to == Stage::retired) TRY(check_service_retired(tx, entry));
  TRY_ASSIGN(json::object form, read_form(*to, body, form_rules(tx.now())));
  Entry named = entry;  // the description may name another agency, which then has it in hand
  if (*to == Stage::described) {
    named.agency = std::string(form.at("agency").get_string());
    TRY(check_hands_over(caller, entry, named.agency));
  }
  TRY_ASSIGN(const Post post, read_post(caller, named, *to, body, tx.now()));
  return changed(tx, caller, entry, "registry.moved",
                 {{"due_on", to_json(post.due_on)},
                  {"form", std::move(form)},
                  {"from", to_word(entry.stage)},
                  {"owner", post.owner},
                  {"to", word}});
}

Result<json::object> Registry::corrected_form(const Entry& entry, const json::object& body, Instant now) const {
  TRY_ASSIGN(const std::string_view word, get_string(body, "stage"));
  const auto stage = parse_stage(word);
  if (!stage) return fail_field("stage", "field.not_a_choice");
  TRY(check_correct(entry, *stage));
  TRY_ASSIGN(json::object form, read_form(*stage, body, form_rules(now)));
  return json::object{{"form", std::move(form)}, {"stage", word}};
}

Result<Entry> Registry::correct(db::Tx& tx, const http::Caller& caller, EntryId id, const json::object& body) const {
  TRY_ASSIGN(const Entry entry, entry_for(tx, caller, id));
  if (body.contains("stage")) {
    TRY_ASSIGN(json::object facts, corrected_form(entry, body, tx.now()));
    const auto stage = parse_stage(facts.at("stage").get_string());
    if (is_keepers_decision(*stage) && !caller.has(http::Role::keeper)) return not_theirs();
    if (*stage == Stage::described) TRY(check_hands_over(caller, entry, facts.at("form").at("agency").get_string()));
    return changed(tx, caller, entry, "registry.changed", std::move(facts));
  }
  if (!caller.has(http::Role::keeper)) return not_theirs();
  if (entry.dismissed) return fail(Code::conflict, "registry.is_dismissed");
  if (!is_given(body, "owner")) return fail_field("owner", "field.missing");
  TRY_ASSIGN(const Post post, read_post(caller, entry, entry.stage, body, tx.now()));
  return changed(tx, caller, entry, "registry.changed", {{"due_on", to_json(post.due_on)}, {"owner", post.owner}});
}

Result<Entry> Registry::take_back(db::Tx& tx, const http::Caller& caller, EntryId id, const json::object& body) const {
  TRY_ASSIGN(const Entry entry, entry_for(tx, caller, id));
  if (!caller.has(http::Role::keeper)) return not_theirs();
  TRY_ASSIGN(const std::string reason, must_say(body, "reason", kMostReason));
  TRY_ASSIGN(const Stage to, back_from(entry));
  TRY_ASSIGN(const Post post, read_post(caller, entry, to, body, tx.now()));
  return changed(tx, caller, entry, "registry.taken_back",
                 {{"due_on", to_json(post.due_on)},
                  {"from", to_word(entry.stage)},
                  {"owner", post.owner},
                  {"reason", reason},
                  {"to", to_word(to)}});
}

Result<Entry> Registry::dismiss(db::Tx& tx, const http::Caller& caller, EntryId id, const json::object& body) const {
  TRY_ASSIGN(const Entry entry, entry_for(tx, caller, id));
  if (!caller.has(http::Role::keeper)) return not_theirs();
  TRY(check_dismiss(entry));
  TRY_ASSIGN(const std::string_view why, get_string(body, "why"));
  if (why != "not_a_service" && why != "duplicate") return fail_field("why", "field.not_a_choice");
  TRY_ASSIGN(const std::string note, get_said(body, "note", kMostReason));
  json::object facts{{"note", note}, {"why", why}};
  if (why == "duplicate") {
    TRY_ASSIGN(const std::int64_t of, id_in(body, "duplicate_of"));
    const auto other = store::find(tx, {of});
    if (!other || other->dismissed || of == id.value) return fail_field("duplicate_of", "registry.no_such_entry");
    facts["duplicate_of"] = id_to_decimal(of);
  } else if (note.empty()) {
    return fail_field("note", "field.missing");
  }
  return changed(tx, caller, entry, "registry.dismissed", std::move(facts));
}

Result<void> Registry::link_report(db::Tx& tx, const http::Caller& caller, std::int64_t report,
                                   const json::object& body) const {
  TRY_ASSIGN(const store::ReportRow row, open_report(tx, report));
  TRY_ASSIGN(const std::int64_t id, id_in(body, "entry"));
  const auto entry = store::find(tx, {id});
  if (!entry) return fail_field("entry", "registry.no_such_entry");
  TRY(changed(tx, caller, *entry, "registry.linked", {{"report", id_to_decimal(report)}}));
  store::settle_report(tx, row.id, store::ReportState::linked, entry->id);
  return {};
}

Result<void> Registry::dismiss_report(db::Tx& tx, const http::Caller& caller, std::int64_t report,
                                      const json::object& body) const {
  TRY_ASSIGN(const store::ReportRow row, open_report(tx, report));
  TRY_ASSIGN(const std::string reason, must_say(body, "reason", kMostReason));
  tell(tx, caller.id, caller.agency, "registry.report_dismissed", report, {{"reason", reason}});
  store::settle_report(tx, row.id, store::ReportState::dismissed, {});
  return {};
}

std::vector<SharePoint> Registry::share(db::Snapshot& snapshot, Instant now) const {
  constexpr int kMonths = 36;
  return share_over_time(store::all_passages(snapshot), now, utc_offset_minutes_, kMonths);
}

journal::Consumer registry_consumer(const Registry& registry) {
  return {.name = "catalogue.registry",
          .kinds = {"service.not_listed", "service.published"},
          .hear = [&registry](db::Tx& tx, const journal::Stored& event) -> Result<void> {
            if (event.kind == "service.not_listed") {
              store::put_report(tx, {.id = event.subject, .at = event.at, .index = event.index});
              return {};
            }
            TRY_ASSIGN(const json::value facts, parse_json(event.facts));
            TRY_ASSIGN(const std::string_view service, get_string(facts.as_object(), "service"));
            registry.take_over(tx, service);
            return {};
          }};
}

}  // namespace qyzmet::catalogue
