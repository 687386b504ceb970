#pragma once

#include <filesystem>
#include <string>

#include "base/random.hpp"
#include "db/db.hpp"
#include "journal/journal.hpp"
#include "journal/note.hpp"
#include "journal/tree.hpp"

/// What stands in the database and beside it when a server or a tool opens the journal.
namespace qyzmet::journal {

/// The committed log: its name and its head.
struct Standing {
  std::string origin;
  CompactRange range;
};
/// The log's name: the one that the newest "log.continued" gave, else `origin`.
std::string log_origin(db::Snapshot& snapshot, std::string_view origin);
/// Reads the head and holds it against rows and tiles. `origin` as for `log_origin`.
/// Errors: conflict "journal.database_differs" {size}; invalid "journal.bad_origin" {origin}.
Result<Standing> read_standing(db::Database& database, std::string_view origin);

/// Holds the database against a checkpoint that was signed earlier. Errors: invalid "journal.bad_checkpoint" {file},
/// conflict "journal.database_older" {size, seen}, "journal.database_differs" {size}.
Result<void> check_against(db::Database& database, const Standing& standing, const std::filesystem::path& checkpoint,
                           const VerifierKey& key);

/// The first high-water file, of an empty log: from then on a missing one is a loss, never a first start. Errors:
/// conflict "journal.high_water_missing" {file} if the log is not empty; unavailable "journal.file_not_written".
Result<void> begin_high_water(const std::filesystem::path& file, const Standing& standing, const Signer& signer);

/// The signed checkpoint of `standing`, put durably in the file's place. Errors: unavailable
/// "journal.file_not_written".
Result<void> write_high_water(const std::filesystem::path& file, const Standing& standing, const Signer& signer);

/// The signing key. Errors: invalid "journal.bad_key" {file}.
Result<Signer> read_key(const std::filesystem::path& file);

}  // namespace qyzmet::journal
