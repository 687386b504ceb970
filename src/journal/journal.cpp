#include "journal/journal.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "base/json.hpp"
#include "journal/receipt.hpp"
#include "journal/store.hpp"

namespace qyzmet::journal {

std::int64_t append(db::Tx& tx, const Event& event) {
  auto* log = dynamic_cast<Log*>(&tx.stream());
  CHECK(log != nullptr);
  std::array<Digest, 2> salts;
  tx.random().fill(std::as_writable_bytes(std::span(salts)));
  auto entry = event_entry(salts[0], event.facts, personal_digest(salts[1], event.personal));
  auto index = log->add(entry);
  store::insert(tx, {index, tx.now(), event, salts[0], salts[1], entry});
  return index;
}

Result<void> erase_personal(db::Tx& tx, std::int64_t index, std::string_view reason) {
  auto row = store::find(tx, index);
  if (!row) return fail(Code::not_found, "journal.no_event");
  if (!row->event.personal || !row->salt_2) return fail(Code::conflict, "journal.nothing_personal");
  store::erase(tx, index, personal_digest(*row->salt_2, *row->event.personal));
  auto facts = fmt::format(R"({{"at":"{}","index":{},"kind":"event.erased","reason":)", to_rfc3339(tx.now()), index);
  append_canonical_string(facts, reason);
  facts += fmt::format(R"(,"subject":"{}"}})", row->event.subject);
  append(tx, {.kind = "event.erased", .subject = row->event.subject, .facts = facts, .personal = {}});
  return {};
}

std::vector<Stored> newest(db::Snapshot& snapshot, std::int64_t subject, std::string_view kind, std::int64_t before,
                           int limit) {
  return store::newest(snapshot, subject, kind, before, limit);
}

db::Question history_question(std::int64_t subject, std::int64_t cursor, int limit) {
  return store::history_question(subject, cursor, limit);
}

std::vector<Stored> history(db::Snapshot& snapshot, std::int64_t subject, std::int64_t cursor, int limit) {
  return store::history(snapshot, subject, cursor, limit);
}

std::vector<Stored> events(db::Snapshot& snapshot, std::int64_t from, std::int64_t to) {
  return store::events(snapshot, from, to);
}

std::vector<Stuck> stuck(db::Snapshot& snapshot, int limit) { return store::stuck(snapshot, limit); }

}  // namespace qyzmet::journal
