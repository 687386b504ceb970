#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "db/db.hpp"
#include "http/http.hpp"

namespace qyzmet::http {

/// What makes two sendings of a change one. Views live as long as the request.
struct IdempotencyScope {
  std::string_view key;
  std::string_view caller;
  std::string_view route;
  Digest digest{};  ///< of path and body
};

/// Errors: malformed "idempotency.missing", "idempotency.malformed".
Result<std::string_view> idempotency_key(const Request& request);

Digest request_digest(const Request& request);

/// Keeps an accepted reply. A second row for the same scope is refused by the table "idempotency" and ends the change.
void keep_reply(db::Tx& tx, const IdempotencyScope& scope, const Reply& reply);

/// The kept reply, if there is one. Errors: invalid "idempotency.other_body" if the key was used with another path or
/// body.
Result<std::optional<Reply>> kept_reply(db::Tx& tx, const IdempotencyScope& scope);
Result<std::optional<Reply>> kept_reply(db::Snapshot& snapshot, const IdempotencyScope& scope);

}  // namespace qyzmet::http
