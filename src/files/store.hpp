#pragma once

#include <optional>
#include <vector>

#include "db/db.hpp"
#include "files/files.hpp"
#include "files/upload.hpp"

namespace qyzmet::files::store {

std::optional<Upload> find(db::Snapshot& snapshot, std::string_view id);
std::optional<Upload> find(db::Tx& tx, std::string_view id);
void insert(db::Tx& tx, const Upload& upload);
void set_person(db::Tx& tx, std::int64_t place, std::int64_t person);
/// Where to go on, and whether it is kept.
void set_received(db::Tx& tx, const Upload& upload);
void remove(db::Tx& tx, std::int64_t place);
bool exists(db::Snapshot& snapshot, std::int64_t place);
bool exists(db::Tx& tx, std::int64_t place);

/// A kept file of the person's with these bytes, the newest.
std::optional<Upload> kept_of(db::Snapshot& snapshot, std::int64_t person, const Digest& sha256);

/// What was begun since.
struct Begun {
  std::int64_t bytes = 0;
  int under_way = 0;  ///< not kept yet
};
/// Nothing: of all who have not signed in.
Begun begun_since(db::Tx& tx, std::optional<std::int64_t> person, Instant since);

void name(db::Tx& tx, std::int64_t application, const Named& named);
bool is_named(db::Tx& tx, std::int64_t place);
std::optional<Named> named(db::Snapshot& snapshot, std::int64_t application, const Digest& sha256);
std::vector<Named> named_by(db::Snapshot& snapshot, std::int64_t application);
/// For the audit: by application and digest, after these.
struct NamedRow {
  std::int64_t application = 0;
  Named named;
};
std::vector<NamedRow> page_of_named(db::Snapshot& snapshot, std::int64_t application, const Digest& sha256, int limit);

/// Old uploads that no application names, the oldest first, after these.
std::vector<Upload> unnamed(db::Snapshot& snapshot, Instant before, Instant after, std::int64_t after_place, int limit);

}  // namespace qyzmet::files::store
