#pragma once

#include <optional>

#include "db/db.hpp"

namespace qyzmet::app::store {

/// Was this database created as a demonstration? Nothing: it has not been put to use yet.
std::optional<bool> demo(db::Snapshot& snapshot);

/// Says it, once.
void create_installation(db::Tx& tx, bool demo);

}  // namespace qyzmet::app::store
