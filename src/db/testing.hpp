#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "db/db.hpp"
#include "db/power_loss.hpp"

/// For tests only: real databases in places of their own, removed at the end.
namespace qyzmet::db::testing {

/// A folder of its own under the system's temporary folder; removed with everything in it.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// An empty database on PostgreSQL's server named by the environment's QYZMET_POSTGRES; dropped at the end.
class TempPostgres {
 public:
  TempPostgres();
  ~TempPostgres();
  TempPostgres(const TempPostgres&) = delete;
  TempPostgres& operator=(const TempPostgres&) = delete;
  const std::string& url() const { return url_; }

 private:
  std::string server_;
  std::string name_;
  std::string url_;
};

/// The engines that can be tested here: SQLite always, PostgreSQL when QYZMET_POSTGRES is set.
std::vector<Engine> engines();
/// "sqlite" or "postgres", for the names of parameterised tests.
std::string to_word(Engine engine);

/// Options for an empty database of `engine`, in a place that this object owns.
class Place {
 public:
  explicit Place(Engine engine);
  Options options() const;
  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  TempFolder folder_;
  std::unique_ptr<TempPostgres> postgres_;
};

}  // namespace qyzmet::db::testing
