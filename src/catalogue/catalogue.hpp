#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "catalogue/check_files.hpp"
#include "catalogue/country.hpp"
#include "catalogue/definition.hpp"
#include "catalogue/evaluate.hpp"
#include "catalogue/exports.hpp"
#include "catalogue/form.hpp"
#include "catalogue/form_changes.hpp"
#include "catalogue/gate.hpp"
#include "catalogue/identifiers.hpp"
#include "catalogue/process.hpp"
#include "catalogue/publishing.hpp"
#include "catalogue/registry.hpp"
#include "catalogue/search.hpp"
#include "http/http.hpp"

/// The services that are given: each one file of data, compiled when it is published.  Source: DESIGN §1, first law.
namespace qyzmet::catalogue {

/// One version of one service, ready to use. Once a catalogue shows it, it stays as long as the catalogue does.
struct Service {
  Service(Definition made, const PhonePlan& plan) : definition(std::move(made)), form(definition, plan) {}
  Definition definition;
  Form form;
};

struct Index;

/// All services, every version of each. Safe to use from every thread; what it shows is changed by `show` alone.
class Catalogue {
 public:
  /// Reads every .yaml under `directory`. Errors: those of `parse_definition`; not_found "file.cannot_read" {file};
  /// invalid "definition.duplicate" {file, line, name} if two files name one service; not_found "catalogue.empty"
  /// {file}; those of `composite_errors`; invalid "definition.no_such_service" {file, name} if the country's finder
  /// leads to none of these.
  static Result<Catalogue> load(const std::filesystem::path& directory, const Country& country);
  Catalogue();
  ~Catalogue();
  Catalogue(Catalogue&&) noexcept;
  Catalogue& operator=(Catalogue&&) noexcept;

  /// The current version: the highest, also of a service that is retired. Null if there is no such service.
  const Service* find(std::string_view id) const;
  /// Null if there is no such version.
  const Service* find(std::string_view id, int version) const;
  /// A retired service is shown, and takes no applications.
  bool is_retired(std::string_view id) const;
  /// From when it is given online only; null: the registry says nothing of it.
  std::shared_ptr<const Gate> gate(std::string_view id) const;
  /// The whole of the current version, packed; null if there is no such service.
  std::shared_ptr<const http::FixedReply> reply(std::string_view id) const;
  /// The current version of each, in the order of the ids.
  std::vector<const Service*> services() const;
  /// Rising; none if there is no such service.
  std::vector<const Service*> versions(std::string_view id) const;
  const std::vector<Named>& life_events() const;
  const std::vector<Named>& agencies() const;
  /// Null if the country knows no such agency.
  const Named* agency(std::string_view id) const;
  /// Those that stand for an agency, each in its region.
  const std::vector<LocalBody>& local_bodies() const;
  const std::optional<Finder>& finder() const;
  const PhonePlan& phone_plan() const;

  /// Services that `query` may mean, the likeliest first; at most ten.  See `Search::find`.
  struct Hit {
    const Service* service;
    double score;
    std::string matched;
  };
  std::vector<Hit> search(std::string_view query, Lang lang) const;

  /// The journal's index of the last change to what is shown; -1: none.
  std::int64_t as_of() const;
  /// What is shown now, in one piece.
  std::shared_ptr<const Index> index() const;
  /// What a change would make of the catalogue. Slow: for a reader thread.
  struct Change {
    std::vector<std::shared_ptr<const Service>> added;
    std::vector<std::pair<std::string, bool>> retired;  ///< service → is it?
  };
  struct Next {
    std::shared_ptr<const Index> index;
    std::int64_t base = -1;  ///< the journal's index of the last change to what it was made from
  };
  Next next(const Change& change) const;
  /// Shows it from now on: after the commit of the change whose event has that index. Quick. False if something else
  /// was shown since it was made: then it changes nothing.
  bool show(const Next& next, std::int64_t journal_index);
  /// From now on this is what the registry says of the service; none: nothing. As `show`, after the commit.
  void show_gate(std::string_view id, std::optional<Gate> gate);

 private:
  struct Shelf;
  std::unique_ptr<Shelf> shelf_;
};

/// GET /api/services (?life_event=, ?filing=, ?kind=), /api/services/{id}, …/versions/{version}, …/changes,
/// /api/life-events, /api/agencies, /api/finder, /api/search. `catalogue` outlives the router.
void routes(http::Router& router, const Catalogue& catalogue);

}  // namespace qyzmet::catalogue
