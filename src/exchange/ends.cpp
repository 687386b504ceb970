#include "exchange/ends.hpp"

#include "exchange/events.hpp"
#include "exchange/store.hpp"

namespace qyzmet::exchange {
namespace {

void write_answer(db::Tx& tx, const Lookup& lookup, const Answered& end) {
  store::answer(tx, lookup.id, end.answer, end.got_at, end.kept);
  events::answered(tx, lookup, end.answer, end.kept, end.took_ms);
}

}  // namespace

Result<void> write(db::Tx& tx, const End& end) {
  const auto lookup = store::find(tx, end.lookup);
  if (!lookup) return {};
  const bool waits = lookup->state == LookupState::asked;
  if (const auto* answered = std::get_if<Answered>(&end.what)) {
    if (waits || lookup->state == LookupState::expired) write_answer(tx, *lookup, *answered);
  } else if (const auto* failed = std::get_if<Failed>(&end.what); failed != nullptr && waits) {
    store::refuse(tx, lookup->id, failed->reason);
    events::failed(tx, *lookup, failed->reason);
  } else if (std::holds_alternative<Expired>(end.what) && waits) {
    store::expire(tx, lookup->id);
    events::expired(tx, *lookup);
  }
  return {};
}

Result<void> write(db::Tx& tx, const News& news) {
  auto open = store::open_freeze(tx, news.register_id);
  if (!news.ended && !open) {
    store::FreezeRow row{.register_id = news.register_id, .since = news.since};
    row.frozen_index = events::frozen(tx, row.register_id, row.since);
    store::begin_freeze(tx, row);
  } else if (news.ended && open) {
    open->until = tx.now();
    open->waiting = news.waiting;
    open->thawed_index = events::thawed(tx, *open);
    store::end_freeze(tx, *open);
  }
  return {};
}

}  // namespace qyzmet::exchange
