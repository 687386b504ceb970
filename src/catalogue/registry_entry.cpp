#include "catalogue/registry_entry.hpp"

#include <algorithm>
#include <array>

namespace qyzmet::catalogue {
namespace {

constexpr std::array kStages = {Stage::found,      Stage::described,   Stage::redesigned, Stage::digitised,
                                Stage::registered, Stage::online_only, Stage::retired};

int rank(Stage stage) { return static_cast<int>(stage); }

std::string_view text_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

const json::object* object_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value == nullptr ? nullptr : value->if_object();
}

Text text_of(const json::object* object) {
  if (object == nullptr) return {};
  return {.kk = std::string(text_in(*object, "kk")),
          .ru = std::string(text_in(*object, "ru")),
          .en = std::string(text_in(*object, "en"))};
}

Post post_of(const json::object& object) {
  Post post{.owner = std::string(text_in(object, "owner")), .due_on = {}};
  if (const auto day = parse_date(text_in(object, "due_on"))) post.due_on = *day;
  return post;
}

std::optional<Dismissal> dismissal_of(const json::object& object) {
  Dismissal dismissal{
      .why = std::string(text_in(object, "why")), .duplicate_of = {}, .note = std::string(text_in(object, "note"))};
  if (const auto of = text_in(object, "duplicate_of"); !of.empty()) {
    const auto id = parse_id(of);
    if (!id) return {};
    dismissal.duplicate_of = EntryId{*id};
  }
  if (dismissal.why != "not_a_service" && dismissal.why != "duplicate") return {};
  if ((dismissal.why == "duplicate") != dismissal.duplicate_of.has_value()) return {};
  return dismissal;
}

void enter(Entry& entry, Stage stage, const Told& told) {
  entry.stage = stage;
  entry.post = post_of(*told.facts);
  entry.since = told.at;
  ++entry.passages;
}

std::optional<Entry> found(EntryId id, const json::object& facts, Instant at) {
  const auto kind = parse_service_kind(text_in(facts, "entry_kind"));
  const auto stage = parse_stage(text_in(facts, "stage"));
  if (!kind || !stage) return {};
  Entry entry;
  entry.id = id;
  entry.kind = *kind;
  entry.stage = *stage;
  entry.post = post_of(facts);
  entry.since = at;
  entry.title = text_of(object_in(facts, "title"));
  entry.agency = text_in(facts, "agency");
  entry.listed_service = text_in(facts, "listed_service");
  // Only what a file of services lists may begin farther on.
  if (entry.listed_service.empty() && entry.stage != Stage::found) return {};
  return entry;
}

/// What the description says is what the entry is called from then on.
void take_form(Entry& entry, Stage stage, const json::object& form) {
  entry.forms[stage] = form;
  if (stage != Stage::described) return;
  entry.title = text_of(object_in(form, "title"));
  entry.agency = text_in(form, "agency");
}

bool move(Entry& entry, const Told& told) {
  const auto to = parse_stage(text_in(*told.facts, "to"));
  const auto* form = object_in(*told.facts, "form");
  if (!to || form == nullptr || !check_move(entry, *to)) return false;
  if (*to == Stage::retired) entry.retired_from = entry.stage;
  enter(entry, *to, told);
  take_form(entry, *to, *form);
  return true;
}

bool correct(Entry& entry, const Told& told) {
  if (entry.dismissed) return false;
  if (!text_in(*told.facts, "owner").empty()) {
    entry.post = post_of(*told.facts);
    return true;
  }
  const auto stage = parse_stage(text_in(*told.facts, "stage"));
  const auto* form = object_in(*told.facts, "form");
  if (!stage || form == nullptr || !check_correct(entry, *stage)) return false;
  take_form(entry, *stage, *form);
  return true;
}

bool take_back(Entry& entry, const Told& told) {
  const auto to = back_from(entry);
  if (!to || text_in(*told.facts, "to") != to_word(*to)) return false;
  entry.dismissed.reset();
  entry.retired_from.reset();
  enter(entry, *to, told);
  // What was entered farther on holds no longer: whoever goes there again says it anew.
  std::erase_if(entry.forms, [&](const auto& form) { return rank(form.first) > rank(*to); });
  return true;
}

bool dismiss(Entry& entry, const Told& told) {
  if (!check_dismiss(entry)) return false;
  entry.dismissed = dismissal_of(*told.facts);
  return entry.dismissed.has_value();
}

}  // namespace

std::optional<Stage> parse_stage(std::string_view word) {
  const auto at = std::ranges::find(kStages, word, [](Stage stage) { return to_word(stage); });
  return at == kStages.end() ? std::nullopt : std::optional(*at);
}

std::string Entry::service() const {
  const auto form = forms.find(Stage::digitised);
  return form == forms.end() ? listed_service : std::string(text_in(form->second, "service"));
}

bool is_digitised(Stage stage) {
  return stage == Stage::digitised || stage == Stage::registered || stage == Stage::online_only;
}

Result<void> check_move(const Entry& entry, Stage to) {
  if (entry.dismissed) return fail(Code::conflict, "registry.is_dismissed");
  const bool next = to != Stage::retired && rank(to) == rank(entry.stage) + 1;
  const bool retires = to == Stage::retired && entry.stage != Stage::found && entry.stage != Stage::retired;
  if (next || retires) return {};
  return fail(Code::conflict, "registry.not_next",
              {{"from", std::string(to_word(entry.stage))}, {"to", std::string(to_word(to))}});
}

Result<Stage> back_from(const Entry& entry) {
  if (entry.dismissed) return entry.stage;
  if (entry.retired_from) return *entry.retired_from;
  if (entry.stage == Stage::found || entry.stage == Stage::retired)
    return fail(Code::conflict, "registry.nothing_to_take_back");
  return kStages[static_cast<std::size_t>(rank(entry.stage) - 1)];
}

Result<void> check_dismiss(const Entry& entry) {
  if (entry.dismissed) return fail(Code::conflict, "registry.is_dismissed");
  if (rank(entry.stage) <= rank(Stage::described)) return {};
  return fail(Code::conflict, "registry.too_late_to_dismiss");
}

Result<void> check_correct(const Entry& entry, Stage stage) {
  if (entry.dismissed) return fail(Code::conflict, "registry.is_dismissed");
  const Stage reached = entry.retired_from.value_or(entry.stage);
  if (stage != Stage::found && rank(stage) <= rank(reached)) return {};
  return fail(Code::conflict, "registry.not_there_yet", {{"stage", std::string(to_word(stage))}});
}

std::optional<Entry> follow(const std::optional<Entry>& before, EntryId id, const Told& told) {
  std::optional<Entry> after = before;
  if (told.kind == "registry.found") {
    after = before ? std::nullopt : found(id, *told.facts, told.at);
  } else if (before) {
    const bool good = told.kind == "registry.moved"        ? move(*after, told)
                      : told.kind == "registry.changed"    ? correct(*after, told)
                      : told.kind == "registry.taken_back" ? take_back(*after, told)
                      : told.kind == "registry.dismissed"  ? dismiss(*after, told)
                                                           : told.kind == "registry.linked";
    if (!good) return {};
  }
  if (!after || after->post.owner.empty()) return {};
  after->index = told.index;
  return after;
}

json::value to_json(const std::optional<Date>& date) {
  if (!date) return nullptr;
  return json::value(to_iso(*date));
}

std::string to_content(const Entry& entry) {
  json::object object{{"agency", entry.agency},
                      {"dismissed", nullptr},
                      {"due_on", to_json(entry.post.due_on)},
                      {"entry_kind", to_word(entry.kind)},
                      {"index", entry.index},
                      {"listed_service", entry.listed_service},
                      {"owner", entry.post.owner},
                      {"passages", entry.passages},
                      {"retired_from", nullptr},
                      {"since", to_rfc3339(entry.since)},
                      {"stage", to_word(entry.stage)},
                      {"title", to_object(entry.title)}};
  if (entry.retired_from) object["retired_from"] = to_word(*entry.retired_from);
  if (entry.dismissed) {
    json::object dismissed{{"note", entry.dismissed->note}, {"why", entry.dismissed->why}};
    if (entry.dismissed->duplicate_of) dismissed["duplicate_of"] = id_to_decimal(entry.dismissed->duplicate_of->value);
    object["dismissed"] = std::move(dismissed);
  }
  json::object& forms = object["forms"].emplace_object();
  for (const auto& [stage, form] : entry.forms) forms[to_word(stage)] = form;
  return canonical_json(object);
}

Result<Entry> parse_content(EntryId id, std::string_view content) {
  TRY_ASSIGN(const json::value value, parse_json(content));
  const auto damaged = [] { return fail(Code::invalid, "request.invalid"); };
  if (!value.is_object()) return damaged();
  const json::object& object = value.get_object();
  const auto kind = parse_service_kind(text_in(object, "entry_kind"));
  const auto stage = parse_stage(text_in(object, "stage"));
  if (!kind || !stage) return damaged();
  Entry entry;
  entry.id = id;
  entry.kind = *kind;
  entry.stage = *stage;
  entry.post = post_of(object);
  TRY_ASSIGN(entry.since, parse_rfc3339(text_in(object, "since")));
  TRY_ASSIGN(const std::int64_t passages, get_integer(object, "passages"));
  entry.passages = static_cast<int>(passages);
  TRY_ASSIGN(entry.index, get_integer(object, "index"));
  entry.retired_from = parse_stage(text_in(object, "retired_from"));
  if (const auto* dismissed = object_in(object, "dismissed")) entry.dismissed = dismissal_of(*dismissed);
  entry.title = text_of(object_in(object, "title"));
  entry.agency = text_in(object, "agency");
  entry.listed_service = text_in(object, "listed_service");
  TRY_ASSIGN(const json::object* forms, get_object(object, "forms"));
  for (const auto& form : *forms) {
    const auto of = parse_stage(form.key());
    if (!of || !form.value().is_object()) return damaged();
    entry.forms[*of] = form.value().get_object();
  }
  return entry;
}

}  // namespace qyzmet::catalogue
