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

/// What a test begins with: no table at all, or all of them, without rows.
enum class Start { empty, migrated };

/// A database on PostgreSQL's server named by the environment's QYZMET_POSTGRES; dropped when the program ends.
class TempPostgres {
 public:
  explicit TempPostgres(Start start);
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

/// Options for a database of `engine` of one's own, in a place that this object owns. On SQLite it is always empty:
/// making the tables costs no more than copying them.
class Place {
 public:
  explicit Place(Engine engine, Start start = Start::migrated);
  Options options() const;
  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  TempFolder folder_;
  std::unique_ptr<TempPostgres> postgres_;
};

}  // namespace qyzmet::db::testing
