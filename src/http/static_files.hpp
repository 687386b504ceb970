#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "http/http.hpp"

namespace qyzmet::http {

/// The built pages, held in memory: a request's path is a key in a table and never reaches the file system.
class StaticFiles {
 public:
  struct Variant {
    std::string body;
    std::string etag;
  };
  struct File {
    std::string content_type;
    std::string cache_control;
    Variant plain;
    Variant brotli;  ///< from NAME.br; empty: none
    Variant gzip;    ///< from NAME.gz; empty: none
    bool page = false;
  };
  /// What is sent of a file. A null body with status 304: the client has it.
  struct Served {
    Reply head;
    const std::string* body = nullptr;
  };

  /// What a page of the build will ask for once its script runs, told with the document (header Link), so that a slow
  /// line carries all of it at once. The build writes it into preload.json.
  struct Preload {
    std::string path;                  ///< "/": that page alone; "/apply/": every page below
    std::string ask;                   ///< "/api/services/": asked with the next segment of the path; empty: nothing
    std::array<std::string, 3> links;  ///< by Lang: values of the header (RFC 8288)
  };

  /// Reads all regular files under `directory` (none if it is empty). Errors: unavailable "http.static_unreadable"
  /// {file}, also for a preload.json that is none.
  static Result<StaticFiles> load(const std::string& directory);

  /// The file at `path`; a page path that is no file gives index.html. Null: neither.
  const File* find(const Request& request) const;
  Served serve(const File& file, const Request& request) const;

 private:
  /// The header Link of the page that is asked for; empty: none.
  std::string links(const Request& request) const;
  std::map<std::string, File, std::less<>> files_;
  std::vector<Preload> preloads_;
};

}  // namespace qyzmet::http
