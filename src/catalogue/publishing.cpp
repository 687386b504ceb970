#include "catalogue/publishing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/check_files.hpp"
#include "catalogue/composites.hpp"
#include "catalogue/differences.hpp"
#include "catalogue/index.hpp"
#include "catalogue/store.hpp"
#include "catalogue/store_registry.hpp"

namespace qyzmet::catalogue {

struct Publication {
  Published version;
  std::shared_ptr<const Service> service;
  Catalogue::Next next;
};

struct StandingChange {
  Retirement retirement;
  Catalogue::Next next;
};

namespace {

constexpr int kReadAtOnce = 100;
constexpr int kMostVersionsAhead = 1000;  // so that a typing error does not use the numbers up

/// What a stored version is called in errors.
std::string label_of(const Published& version) { return fmt::format("{}.v{}.yaml", version.service, version.version); }

Error mistake_at(std::string key, std::string_view file, int line, Details more) {
  Details details = {{"file", std::string(file)}, {"line", std::to_string(line)}};
  details.insert(details.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  return {Code::invalid, std::move(key), std::move(details), {}};
}

std::string_view detail(const Error& error, std::string_view name) {
  const auto found = std::ranges::find(error.details, name, &std::pair<std::string, std::string>::first);
  return found == error.details.end() ? std::string_view() : std::string_view(found->second);
}

/// Where a member of the whole service stands in its text, from 1.
int line_of(std::string_view text, std::string_view start) {
  int line = 1;
  while (!text.empty() && !text.starts_with(start)) {
    const auto end = text.find('\n');
    if (end == text.npos) return 1;
    text.remove_prefix(end + 1);
    ++line;
  }
  return line;
}

/// What the whole catalogue would be told of with `next` in it: it was without faults before.
std::vector<Error> composite_mistakes(const Catalogue& catalogue, const Definition& next) {
  std::vector<const Definition*> all = {&next};
  for (const Service* service : catalogue.services()) {
    if (service->definition.id != next.id) all.push_back(&service->definition);
  }
  auto mistakes = composite_errors(all);
  for (const Step& step : next.process.steps) {
    if (step.by != Step::By::service || !catalogue.is_retired(step.service)) continue;
    mistakes.push_back(mistake_at("definition.part_retired", next.file, step.line, {{"name", step.service}}));
  }
  return mistakes;
}

Error mistakes_error(const std::vector<Error>& mistakes) {
  Error error{Code::invalid, "definition.mistakes", {{"count", std::to_string(mistakes.size())}}, {}};
  for (const Error& mistake : mistakes) {
    error.fields.push_back({fmt::format("definition:{}", detail(mistake, "line")), mistake.key, mistake.details});
  }
  return error;
}

std::int64_t append_event(db::Tx& tx, std::string_view kind, std::string_view by, std::string_view reason,
                          json::object facts) {
  facts["at"] = to_rfc3339(tx.now());
  facts["by"] = by;
  facts["kind"] = kind;
  facts["subject"] = "0";  // a service has a name, no number
  const std::string text = canonical_json(facts);
  const std::string personal = reason.empty() ? std::string() : canonical_json(json::object{{"reason", reason}});
  return journal::append(tx, {.kind = kind, .subject = 0, .facts = text, .personal = personal});
}

/// The registry does not let a service be taken up again whose kinds are all retired: they come back first.
Result<void> check_entries(db::Tx& tx, std::string_view service) {
  const auto entries = store::of_service(tx, service);
  if (entries.empty() || std::ranges::any_of(entries, &Entry::counts)) return {};
  return fail(Code::conflict, "service.entry_retired", {{"number", id_to_display(entries.front().id.value)}});
}

/// Nobody else has changed what is published since `next` was made.
Result<void> check_base(db::Tx& tx, const Catalogue::Next& next) {
  if (store::last_change(tx) == next.base) return {};
  return fail(Code::conflict, "definition.changed_meanwhile");
}

Published write(db::Tx& tx, std::string_view by, Published version) {
  version.at = tx.now();
  version.by = by;
  version.journal_index = append_event(
      tx, "service.published", by, version.reason,
      {{"digest", to_hex(version.digest)}, {"service", version.service}, {"version", version.version}});
  store::insert(tx, version);
  return version;
}

std::vector<Published> stored_versions(db::Database& database) {
  std::vector<Published> all;
  for (bool more = true; more;) {
    database.read([&](db::Snapshot& snapshot) {
      auto some = store::published(snapshot, all.empty() ? -1 : all.back().journal_index, kReadAtOnce);
      more = std::ssize(some) == kReadAtOnce;
      all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    });
  }
  return all;
}

/// A version as the folder has it; to be stored if the database does not know it.
Result<Published> in_folder(const Service& service) {
  const Definition& definition = service.definition;
  TRY_ASSIGN(std::string text, read_file(definition.file, kMostBytes));
  TRY_ASSIGN(const Digest digest, digest_of(text, definition.file));
  return Published{.service = definition.id,
                   .version = definition.version,
                   .definition = std::move(text),
                   .digest = digest,
                   .at = {},
                   .by = {},
                   .reason = {}};
}

/// The versions of services among `stored` that lead: their highest.
std::map<std::string, int> highest(const std::vector<Published>& stored, const Catalogue& catalogue) {
  std::map<std::string, int> highest;
  for (const Service* service : catalogue.services()) highest[service->definition.id] = service->definition.version;
  for (const Published& one : stored) highest[one.service] = std::max(highest[one.service], one.version);
  return highest;
}

}  // namespace

Result<void> Publishing::take_up(db::Database& database) {
  const auto stored = stored_versions(database);
  std::map<std::pair<std::string, int>, const Published*> known;
  for (const Published& one : stored) known.emplace(std::pair(one.service, one.version), &one);
  for (const Service* service : catalogue_.services()) {
    TRY_ASSIGN(Published version, in_folder(*service));
    const auto found = known.find({version.service, version.version});
    if (found == known.end()) {
      new_.push_back(std::move(version));
    } else if (found->second->digest != version.digest) {
      return fail(Code::conflict, "definition.version_differs",
                  {{"file", service->definition.file},
                   {"service", version.service},
                   {"version", std::to_string(version.version)}});
    }
  }
  Catalogue::Change change;
  const auto current = highest(stored, catalogue_);
  for (const Published& one : stored) {
    if (catalogue_.find(one.service, one.version) != nullptr) continue;
    auto definition = parse_published(one.definition, label_of(one), country_);
    if (!definition && current.at(one.service) == one.version) return std::unexpected(definition.error());
    if (!definition) {
      unreadable_.emplace(std::pair(one.service, one.version), definition.error());
      continue;
    }
    change.added.push_back(std::make_shared<Service>(*std::move(definition), country_.phone));
  }
  std::int64_t last = -1;
  database.read([&](db::Snapshot& snapshot) {
    last = store::last_change(snapshot);
    for (const Retirement& one : store::retirements(snapshot)) change.retired.emplace_back(one.service, one.retired);
  });
  catalogue_.show(catalogue_.next(change), last);
  std::vector<const Definition*> all;
  for (const Service* service : catalogue_.services()) all.push_back(&service->definition);
  auto errors = composite_errors(all);
  return errors.empty() ? Result<void>() : std::unexpected(std::move(errors.front()));
}

Result<void> Publishing::store_new(db::Database& database) {
  if (new_.empty()) return {};
  TRY(database.change([this](db::Tx& tx) -> Result<void> {
    std::int64_t last = -1;
    for (const Published& one : new_) last = write(tx, "system", one).journal_index;
    tx.after_commit([this, last] { catalogue_.show({catalogue_.index(), catalogue_.as_of()}, last); });
    return {};
  }));
  new_.clear();
  return {};
}

Result<void> Publishing::catch_up(db::Snapshot& snapshot) const {
  const std::int64_t last = store::last_change(snapshot);
  const std::int64_t as_of = catalogue_.as_of();
  if (last <= as_of) return {};
  Catalogue::Change change;
  for (const Published& one : store::published(snapshot, as_of, kReadAtOnce)) {
    TRY_ASSIGN(Definition definition, parse_published(one.definition, label_of(one), country_));
    change.added.push_back(std::make_shared<Service>(std::move(definition), country_.phone));
  }
  for (const Retirement& one : store::retirements(snapshot)) change.retired.emplace_back(one.service, one.retired);
  Catalogue::Next next = catalogue_.next(change);
  // If something was shown meanwhile, it was made from all that came before it.
  if (next.base == as_of) catalogue_.show(next, last);
  return {};
}

Inspection Publishing::inspect(db::Snapshot& snapshot, std::string_view text, std::string_view file) const {
  Judged judged = judge(text, file, country_);
  if (!judged.definition) return {.mistakes = std::move(judged.mistakes), .service = {}};
  const Definition& next = *judged.definition;
  Inspection inspection;
  const Service* newest = catalogue_.find(next.id);
  if (newest != nullptr && next.version <= newest->definition.version) {
    inspection.mistakes.push_back(mistake_at("definition.version_not_higher", file, line_of(text, "version:"),
                                             {{"version", std::to_string(next.version)},
                                              {"newest", std::to_string(newest->definition.version)}}));
  }
  const int before = newest == nullptr ? 0 : newest->definition.version;
  if (next.version > before + kMostVersionsAhead) {
    inspection.mistakes.push_back(
        mistake_at("definition.version_too_high", file, line_of(text, "version:"),
                   {{"version", std::to_string(next.version)}, {"most", std::to_string(before + kMostVersionsAhead)}}));
  }
  for (Error& mistake : composite_mistakes(catalogue_, next)) inspection.mistakes.push_back(std::move(mistake));
  const auto ahead = standing_mistake(next, line_of(text, "standing:"), store::of_service(snapshot, next.id));
  if (ahead) inspection.mistakes.push_back(*ahead);
  inspection.service = std::make_shared<Service>(*std::move(judged.definition), country_.phone);
  return inspection;
}

Result<std::shared_ptr<const Publication>> Publishing::prepare(db::Snapshot& snapshot, std::string_view text,
                                                               std::string_view file, std::string_view reason) const {
  TRY(catch_up(snapshot));
  const std::int64_t as_of = catalogue_.as_of();  // before anything is looked at
  const Inspection inspection = inspect(snapshot, text, file);
  if (!inspection.mistakes.empty()) return std::unexpected(mistakes_error(inspection.mistakes));
  const Definition& definition = inspection.service->definition;
  TRY_ASSIGN(const Digest digest, digest_of(text, file));
  auto publication = std::make_shared<Publication>();
  publication->version = {.service = definition.id,
                          .version = definition.version,
                          .definition = std::string(text),
                          .digest = digest,
                          .at = {},
                          .by = {},
                          .reason = std::string(reason)};
  publication->service = inspection.service;
  publication->next = catalogue_.next({.added = {inspection.service}, .retired = {}});
  publication->next.base = as_of;
  return publication;
}

Result<Published> Publishing::publish(db::Tx& tx, std::string_view by, const Publication& publication) const {
  TRY(check_base(tx, publication.next));
  const Definition& definition = publication.service->definition;
  if (standing_mistake(definition, 1, store::of_service(tx, definition.id))) {
    return fail(Code::conflict, "definition.changed_meanwhile");
  }
  Published version = write(tx, by, publication.version);
  tx.after_commit([&catalogue = catalogue_, next = publication.next, index = version.journal_index] {
    catalogue.show(next, index);
  });
  return version;
}

Result<std::shared_ptr<const StandingChange>> Publishing::prepare_standing(db::Snapshot& snapshot,
                                                                           std::string_view service, bool retired,
                                                                           std::string_view reason) const {
  TRY(catch_up(snapshot));
  const std::int64_t as_of = catalogue_.as_of();
  if (catalogue_.find(service) == nullptr) return fail(Code::not_found, "service.not_found");
  if (catalogue_.is_retired(service) == retired) {
    return fail(Code::conflict, retired ? "service.retired" : "service.not_retired");
  }
  for (const Service* other : catalogue_.services()) {
    if (!retired || catalogue_.is_retired(other->definition.id)) continue;
    for (const Step& step : other->definition.process.steps) {
      if (step.by == Step::By::service && step.service == service) {
        return fail(Code::conflict, "service.needed", {{"by", other->definition.id}});
      }
    }
  }
  auto change = std::make_shared<StandingChange>();
  change->retirement = {.service = std::string(service),
                        .retired = retired,
                        .at = {},
                        .by = {},
                        .reason = std::string(reason)};
  change->next = catalogue_.next({.added = {}, .retired = {{std::string(service), retired}}});
  change->next.base = as_of;
  return change;
}

Result<Retirement> Publishing::change_standing(db::Tx& tx, std::string_view by, const StandingChange& change) const {
  TRY(check_base(tx, change.next));
  Retirement retirement = change.retirement;
  if (!retirement.retired) TRY(check_entries(tx, retirement.service));
  retirement.at = tx.now();
  retirement.by = by;
  retirement.journal_index = append_event(tx, retirement.retired ? "service.retired" : "service.restored", by,
                                          retirement.reason, {{"service", retirement.service}});
  store::put_retirement(tx, retirement);
  tx.after_commit([&catalogue = catalogue_, next = change.next, index = retirement.journal_index] {
    catalogue.show(next, index);
  });
  return retirement;
}

void write_rehearsal(db::Tx& tx, std::string_view by, const RehearsalTold& told) {
  append_event(tx, "service.rehearsed", by, "",
               {{"digest", to_hex(told.digest)},
                {"run", told.run},
                {"service", told.service},
                {"version", told.version}});
}

}  // namespace qyzmet::catalogue
