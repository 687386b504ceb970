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

/// The signing key. Makes one if there is none and `may_make`. Errors: invalid "journal.bad_key" {file}; unavailable
/// "journal.file_not_written".
Result<Signer> open_key(const std::filesystem::path& file, bool may_make, Random& random);

}  // namespace qyzmet::journal
