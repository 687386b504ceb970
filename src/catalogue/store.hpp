#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/publishing.hpp"
#include "db/db.hpp"

/// All SQL about published versions.
namespace qyzmet::catalogue::store {

void insert(db::Tx& tx, const Published& version);
void put_retirement(db::Tx& tx, const Retirement& retirement);

/// In the order of their publication, after the journal's index `after`, at most `limit`.
std::vector<Published> published(db::Snapshot& snapshot, std::int64_t after, int limit);
/// All versions of a service, without their texts, the newest first.
std::vector<Published> versions(db::Snapshot& snapshot, std::string_view service);
/// The newest version of each service, without texts, in the order of the ids.
std::vector<Published> newest(db::Snapshot& snapshot);
std::optional<Published> find(db::Snapshot& snapshot, std::string_view service, int version);
std::vector<Retirement> retirements(db::Snapshot& snapshot);
bool is_retired(db::Tx& tx, std::string_view service);

/// The journal's index of the last change to what is published; -1: none.
std::int64_t last_change(db::Snapshot& snapshot);
std::int64_t last_change(db::Tx& tx);

}  // namespace qyzmet::catalogue::store
