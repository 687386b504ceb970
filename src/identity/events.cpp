#include "identity/events.hpp"

#include "base/id.hpp"
#include "base/time.hpp"
#include "journal/journal.hpp"

namespace qyzmet::identity {

std::int64_t append_event(db::Tx& tx, std::string_view kind, std::int64_t subject, json::object more,
                          std::string_view personal) {
  more["at"] = to_rfc3339(tx.now());
  more["kind"] = kind;
  more["subject"] = id_to_decimal(subject);
  const std::string facts = canonical_json(std::move(more));
  return journal::append(tx, {.kind = kind, .subject = subject, .facts = facts, .personal = personal});
}

}  // namespace qyzmet::identity
