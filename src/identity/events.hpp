#pragma once

#include <cstdint>
#include <string_view>

#include "base/json.hpp"
#include "db/db.hpp"

namespace qyzmet::identity {

/// Appends an event of this module: facts are `more` with at, kind and subject (RFC 8785). `personal`: canonical JSON,
/// or empty. Gives its index.
std::int64_t append_event(db::Tx& tx, std::string_view kind, std::int64_t subject, json::object more,
                          std::string_view personal = {});

}  // namespace qyzmet::identity
