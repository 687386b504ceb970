#pragma once

#include <map>
#include <string>
#include <string_view>

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

  /// Reads all regular files under `directory` (none if it is empty). Errors: unavailable "http.static_unreadable"
  /// {file}.
  static Result<StaticFiles> load(const std::string& directory);

  /// The file at `path`; a page path that is no file gives index.html. Null: neither.
  const File* find(const Request& request) const;
  static Served serve(const File& file, const Request& request);

 private:
  std::map<std::string, File, std::less<>> files_;
};

}  // namespace qyzmet::http
