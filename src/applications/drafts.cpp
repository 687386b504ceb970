#include "applications/drafts.hpp"

#include <cstdint>

#include "applications/store_drafts.hpp"

namespace qyzmet::applications {
namespace {

constexpr int kMostPageId = 40;  ///< as a definition's ids
constexpr int kSweptAtOnce = 200;
constexpr auto kSweepEvery = std::chrono::hours(1);

std::unexpected<Error> already_sent(std::int64_t application) {
  return fail(Code::conflict, "draft.already_sent",
              {{"application", id_to_decimal(application)}, {"number", id_to_display(application)}});
}

std::string question_key(catalogue::FormChange::Kind kind) {
  using Kind = catalogue::FormChange::Kind;
  if (kind == Kind::gone) return "draft.question_gone";
  return kind == Kind::added ? "draft.question_added" : "draft.question_changed";
}

/// There, and not sent.
Result<Draft> open_draft(std::optional<Draft> draft) {
  if (!draft) return fail(Code::not_found, "draft.not_found");
  if (draft->sent_application) return already_sent(*draft->sent_application);
  return *std::move(draft);
}

}  // namespace

Error form_changed(const catalogue::Catalogue& catalogue, std::string_view service, int version) {
  Error error{Code::conflict, "draft.form_changed", {{"service", std::string(service)}}, {}};
  const auto* now = catalogue.find(service);
  const auto* since = catalogue.find(service, version);
  error.details.emplace_back("version", std::to_string(version));
  error.details.emplace_back("now", std::to_string(now == nullptr ? 0 : now->definition.version));
  if (now == nullptr || since == nullptr) return error;
  for (const auto& change : catalogue::form_changes(since->definition, now->definition)) {
    error.fields.push_back({"answers." + change.question, question_key(change.kind), {}});
  }
  return error;
}

Result<DraftChange> Drafts::read(std::string_view id, const json::object& body) const {
  if (!is_draft_id(id)) return fail_field("id", "draft.malformed_id");
  TRY(only_fields(body, {"answers", "base", "lang", "page", "service", "version"}));
  DraftChange change{.draft = {.id = std::string(id)}};
  TRY_ASSIGN(change.draft.service, get_string(body, "service"));
  if (catalogue_.find(change.draft.service) == nullptr) return fail_field("service", "service.not_found");
  TRY_ASSIGN(const std::int64_t version, get_integer(body, "version"));
  if (version < 1 || version > INT32_MAX) return fail_field("version", "field.not_a_choice");
  change.draft.service_version = static_cast<int>(version);
  TRY_ASSIGN(const std::string_view lang, get_string(body, "lang"));
  const auto known = parse_lang(lang);
  if (!known) return fail_field("lang", "field.not_a_choice");
  change.draft.lang = *known;
  TRY_ASSIGN(const std::string_view page, get_string(body, "page"));
  if (page.size() > kMostPageId) {
    return fail_field("page", "field.too_long", {{"limit", std::to_string(kMostPageId)}});
  }
  change.draft.page = page;
  TRY(get_object(body, "answers"));
  change.draft.answers = canonical_json(body.at("answers"));
  if (change.draft.answers.size() > kDraftBytes) {
    return fail(Code::too_large, "draft.too_large", {{"limit", std::to_string(kDraftBytes >> 10)}});
  }
  if (const auto* base = body.if_contains("base"); base != nullptr && !base->is_null()) {
    TRY_ASSIGN(change.base, get_integer(body, "base"));
  }
  return change;
}

Result<Draft> Drafts::keep(db::Tx& tx, std::int64_t person, const DraftChange& change) const {
  Draft next = change.draft;
  next.updated_at = tx.now();
  auto before = store::draft(tx, person, next.id);
  if (!before) {
    if (change.base) return fail(Code::not_found, "draft.not_found");
    if (store::draft_count(tx, person) >= kDraftsPerPerson) {
      return fail(Code::conflict, "draft.too_many", {{"limit", std::to_string(kDraftsPerPerson)}});
    }
    next.revision = 1;
  } else {
    TRY_ASSIGN(Draft stands, open_draft(std::move(before)));
    if (same_content(stands, next)) return stands;
    if (change.base != stands.revision) {
      return fail(Code::conflict, "draft.changed_elsewhere", {{"revision", std::to_string(stands.revision)}});
    }
    next.revision = stands.revision + 1;
  }
  store::save_draft(tx, person, next);
  return next;
}

Result<void> Drafts::remove(db::Tx& tx, std::int64_t person, std::string_view id) const {
  TRY(open_draft(store::draft(tx, person, id)));
  store::remove_draft(tx, person, id);
  return {};
}

Result<Draft> Drafts::find(db::Snapshot& snapshot, std::int64_t person, std::string_view id) const {
  return open_draft(store::draft(snapshot, person, id));
}

std::vector<Draft> Drafts::list(db::Snapshot& snapshot, std::int64_t person) const {
  return store::drafts(snapshot, person);
}

Result<DraftCode> Drafts::make_code(db::Tx& tx, std::int64_t person, std::string_view id) const {
  TRY(open_draft(store::draft(tx, person, id)));
  DraftCode made{make_draft_code(tx.random()), tx.now() + kDraftCodeHolds};
  store::set_code(tx, person, id, draft_code_digest(person, made.code), made.expires_at);
  return made;
}

Result<Digest> Drafts::check_code(db::Snapshot& snapshot, std::int64_t person, std::string_view typed) {
  // Taken before looking, so that many tries at once are no more than many one after the other.
  const std::string key = std::to_string(person);
  if (!code_tries_.take(key, clock_.monotonic_ms())) {
    return fail(Code::too_many, "draft.too_many_tries", {{"minutes", std::to_string(kDraftCodeWindow.count())}});
  }
  const auto code = read_draft_code(typed);
  if (!code) return fail(Code::not_found, "draft.no_such_code");
  const Digest digest = draft_code_digest(person, *code);
  if (!store::draft_of_code(snapshot, person, digest, clock_.now())) {
    return fail(Code::not_found, "draft.no_such_code");
  }
  code_tries_.give_back(key);
  return digest;
}

Result<Draft> Drafts::use_code(db::Tx& tx, std::int64_t person, const Digest& code) const {
  auto draft = store::draft_of_code(tx, person, code, tx.now());
  if (!draft) return fail(Code::not_found, "draft.no_such_code");
  store::clear_code(tx, person, draft->id);
  return *std::move(draft);
}

Result<void> Drafts::check_not_sent(db::Tx& tx, std::int64_t person, std::string_view id,
                                    std::string_view service, std::optional<int> version) const {
  const auto draft = store::draft(tx, person, id);
  if (draft && draft->sent_application) return already_sent(*draft->sent_application);
  if (draft && draft->service != service) return fail_field("draft", "draft.other_service");
  if (draft && version && draft->service_version != *version) {
    return std::unexpected(form_changed(catalogue_, service, draft->service_version));
  }
  return {};
}

void Drafts::sent(db::Tx& tx, std::int64_t person, std::string_view id, ApplicationId application) const {
  store::mark_sent(tx, person, id, application, tx.now());
}

bool draft_names(db::Tx& tx, std::int64_t person, std::string_view sha256) {
  return store::draft_names(tx, person, sha256);
}

Result<std::int64_t> sweep_drafts(db::Database& database, Clock& clock) {
  std::int64_t all = 0;
  for (std::int64_t removed = kSweptAtOnce; removed == kSweptAtOnce; all += removed) {
    TRY(database.change(
        [&](db::Tx& tx) -> Result<void> {
          removed = store::remove_old_drafts(tx, clock.now() - kDraftKept, kSweptAtOnce);
          return {};
        },
        db::Priority::background));
  }
  return all;
}

void DraftSweep::start() {
  thread_ = std::thread([this] { run(); });
}

void DraftSweep::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void DraftSweep::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    (void)sweep_drafts(database_, clock_);  // a writer that takes nothing now is asked again in an hour
    lock.lock();
    wake_.wait_for(lock, kSweepEvery, [this] { return stopping_; });
  }
}

}  // namespace qyzmet::applications
