#pragma once

#include <string_view>
#include <vector>

namespace qyzmet::db {

/// One step of the schema, forward only. `sql` holds statements ended by `;` at a line's end, with macros for what the
/// engines spell differently: {{id}} (INTEGER PRIMARY KEY | BIGINT PRIMARY KEY), {{int64}} (INTEGER | BIGINT),
/// {{bytes}} (BLOB | BYTEA),
/// {{text}} (TEXT | TEXT COLLATE "C"), {{strict}} (STRICT | nothing), {{strict_without_rowid}} (STRICT, WITHOUT ROWID |
/// nothing),
/// {{empty_bytes}} (x'' | '\\x').
struct Migration {
  int number;
  std::string_view file;  ///< under src/
  std::string_view sql;
};

/// All of them in order; compiled in from src/schema_head.txt.
const std::vector<Migration>& migrations();

}  // namespace qyzmet::db
