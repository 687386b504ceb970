#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "catalogue/country.hpp"
#include "catalogue/definition.hpp"
#include "catalogue/form.hpp"
#include "http/http.hpp"

/// The services that are given: each one file of data, compiled at start.  Source: DESIGN §1, first law.
namespace qyzmet::catalogue {

/// One version of one service, ready to use.
struct Service {
  Definition definition;
  Form form;
};

/// All services; read at start, unchanged afterwards, safe to read from every thread.
class Catalogue {
 public:
  /// Reads every .yaml under `directory`. Errors: those of `parse_definition`; not_found "file.cannot_read" {file};
  /// invalid "definition.duplicate" {file, line, name} if two files name one service; not_found "catalogue.empty"
  /// {file}.
  static Result<Catalogue> load(const std::filesystem::path& directory, const Country& country);

  /// Null if there is no such service.
  const Service* find(std::string_view id) const;
  const std::map<std::string, Service, std::less<>>& services() const { return services_; }

 private:
  std::map<std::string, Service, std::less<>> services_;
};

/// GET /api/services, GET /api/services/{id}. `catalogue` outlives the router.
void routes(http::Router& router, const Catalogue& catalogue);

}  // namespace qyzmet::catalogue
