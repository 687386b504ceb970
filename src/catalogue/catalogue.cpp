#include "catalogue/catalogue.hpp"

#include <algorithm>
#include <mutex>

#include "base/file.hpp"
#include "catalogue/check_files.hpp"
#include "catalogue/composites.hpp"
#include "catalogue/index.hpp"

namespace qyzmet::catalogue {
namespace {

/// The finder, if every service that it leads to is there.
Result<void> check_finder(const std::optional<Finder>& finder, const AllVersions& services) {
  if (!finder) return {};
  for (const auto& [id, question] : finder->questions) {
    for (const FinderOption& option : question.options) {
      for (const std::string& service : option.services) {
        if (services.contains(service)) continue;
        return fail(Code::invalid, "definition.no_such_service", {{"file", "finder.json"}, {"name", service}});
      }
    }
  }
  return {};
}

Result<void> check_composites(const AllVersions& services) {
  std::vector<const Definition*> all;
  for (const auto& [id, versions] : services) all.push_back(&versions.current().definition);
  auto errors = composite_errors(all);
  if (!errors.empty()) return std::unexpected(std::move(errors.front()));
  return {};
}

Result<AllVersions> read_all(const std::filesystem::path& directory, const Country& country) {
  TRY_ASSIGN(const auto files, service_files(directory));
  AllVersions services;
  for (const auto& file : files) {
    TRY_ASSIGN(const std::string text, read_file(file, kMostBytes));
    TRY_ASSIGN(Definition definition, parse_definition(text, file.string(), country));
    const std::string id = definition.id;
    if (services.contains(id)) {
      return fail(Code::invalid, "definition.duplicate", {{"file", file.string()}, {"line", "1"}, {"name", id}});
    }
    const int version = definition.version;
    services[id].all[version] = std::make_shared<Service>(std::move(definition), country.phone);
  }
  return services;
}

}  // namespace

std::shared_ptr<const Index> make_index(AllVersions services, const CountryFacts& country, const Index* before) {
  auto index = std::make_shared<Index>();
  index->services = std::move(services);
  std::vector<std::vector<Phrase>> phrases;
  for (const auto& [id, versions] : index->services) {
    index->current.push_back(&versions.current());
    // Who looks for a service wants one that is given; the place stays, because it names the service.
    phrases.push_back(versions.retired ? std::vector<Phrase>{} : phrases_of(versions.current().definition));
  }
  index->search = Search(phrases);
  index->replies = make_replies(*index, country, before == nullptr ? nullptr : &before->replies);
  return index;
}

struct Catalogue::Shelf {
  CountryFacts country;
  mutable std::mutex mutex;
  Next shown;  ///< guarded by the mutex; services that it no longer held would be gone, so that it only grows
  struct Gated {
    std::shared_ptr<const Gate> gate;
    Replies::Whole of;  ///< what was packed with it last
  };
  std::map<std::string, Gated, std::less<>> gates;  ///< guarded by the mutex
};

Catalogue::Catalogue() : shelf_(std::make_unique<Shelf>()) { shelf_->shown.index = std::make_shared<Index>(); }
Catalogue::~Catalogue() = default;
Catalogue::Catalogue(Catalogue&&) noexcept = default;
Catalogue& Catalogue::operator=(Catalogue&&) noexcept = default;

Result<Catalogue> Catalogue::load(const std::filesystem::path& directory, const Country& country) {
  TRY_ASSIGN(AllVersions services, read_all(directory, country));
  TRY(check_composites(services));
  TRY(check_finder(country.finder, services));
  Catalogue catalogue;
  catalogue.shelf_->country = {.life_events = country.life_events,
                               .agencies = country.agencies,
                               .local_bodies = country.local_bodies,
                               .finder = country.finder,
                               .phone_plan = country.phone};
  catalogue.shelf_->shown.index = make_index(std::move(services), catalogue.shelf_->country, nullptr);
  return catalogue;
}

std::shared_ptr<const Index> Catalogue::index() const {
  const std::lock_guard lock(shelf_->mutex);
  return shelf_->shown.index;
}

std::int64_t Catalogue::as_of() const {
  const std::lock_guard lock(shelf_->mutex);
  return shelf_->shown.base;
}

Catalogue::Next Catalogue::next(const Change& change) const {
  Next base;
  {
    const std::lock_guard lock(shelf_->mutex);
    base = shelf_->shown;
  }
  AllVersions services = base.index->services;
  for (const auto& service : change.added) {
    // What is shown already is pointed at.
    services[service->definition.id].all.try_emplace(service->definition.version, service);
  }
  for (const auto& [id, retired] : change.retired) {
    if (const auto found = services.find(id); found != services.end()) found->second.retired = retired;
  }
  return {.index = make_index(std::move(services), shelf_->country, base.index.get()), .base = base.base};
}

bool Catalogue::show(const Next& next, std::int64_t journal_index) {
  const std::lock_guard lock(shelf_->mutex);
  if (shelf_->shown.base != next.base) return false;
  shelf_->shown = {.index = next.index, .base = journal_index};
  return true;
}

void Catalogue::show_gate(std::string_view id, std::optional<Gate> gate) {
  const std::lock_guard lock(shelf_->mutex);
  const auto known = shelf_->gates.find(id);
  if (known != shelf_->gates.end()) shelf_->gates.erase(known);
  if (gate) shelf_->gates[std::string(id)].gate = std::make_shared<const Gate>(*std::move(gate));
}

std::shared_ptr<const Gate> Catalogue::gate(std::string_view id) const {
  const std::lock_guard lock(shelf_->mutex);
  const auto found = shelf_->gates.find(id);
  return found == shelf_->gates.end() ? nullptr : found->second.gate;
}

/// With a gate it is packed when it is first asked for: a gate is shown on the writer's thread, which must not wait.
std::shared_ptr<const http::FixedReply> Catalogue::reply(std::string_view id) const {
  const std::lock_guard lock(shelf_->mutex);
  const Replies& replies = shelf_->shown.index->replies;
  const auto found = replies.services.find(id);
  if (found == replies.services.end()) return nullptr;
  const Replies::Whole& whole = found->second;
  const auto gated = shelf_->gates.find(id);
  if (gated == shelf_->gates.end()) return whole.reply;
  Replies::Whole& of = gated->second.of;
  if (of.service != whole.service || of.retired != whole.retired) {
    of = {.service = whole.service, .retired = whole.retired};
    of.reply =
        std::make_shared<http::FixedReply>(to_json(whole.service->definition, whole.retired, gated->second.gate.get()));
  }
  return of.reply;
}

std::vector<Catalogue::Hit> Catalogue::search(std::string_view query, Lang lang) const {
  const auto now = index();
  std::vector<Hit> hits;
  for (const Found& found : now->search.find(query, lang)) {
    hits.push_back({now->current[found.service], found.score, std::string(found.matched)});
  }
  return hits;
}

const std::vector<Named>& Catalogue::life_events() const { return shelf_->country.life_events; }
const std::vector<Named>& Catalogue::agencies() const { return shelf_->country.agencies; }
const std::vector<LocalBody>& Catalogue::local_bodies() const { return shelf_->country.local_bodies; }
const std::optional<Finder>& Catalogue::finder() const { return shelf_->country.finder; }
const PhonePlan& Catalogue::phone_plan() const { return shelf_->country.phone_plan; }

const Named* Catalogue::agency(std::string_view id) const {
  const auto& agencies = shelf_->country.agencies;
  const auto found = std::ranges::find(agencies, id, &Named::id);
  return found == agencies.end() ? nullptr : &*found;
}

const Service* Catalogue::find(std::string_view id) const {
  const auto now = index();
  const auto found = now->services.find(id);
  return found == now->services.end() ? nullptr : &found->second.current();
}

const Service* Catalogue::find(std::string_view id, int version) const {
  const auto now = index();
  const auto found = now->services.find(id);
  if (found == now->services.end()) return nullptr;
  const auto one = found->second.all.find(version);
  return one == found->second.all.end() ? nullptr : one->second.get();
}

bool Catalogue::is_retired(std::string_view id) const {
  const auto now = index();
  const auto found = now->services.find(id);
  return found != now->services.end() && found->second.retired;
}

std::vector<const Service*> Catalogue::services() const { return index()->current; }

std::vector<const Service*> Catalogue::versions(std::string_view id) const {
  const auto now = index();
  std::vector<const Service*> all;
  const auto found = now->services.find(id);
  if (found == now->services.end()) return all;
  for (const auto& [version, service] : found->second.all) all.push_back(service.get());
  return all;
}

}  // namespace qyzmet::catalogue
