#include <algorithm>

#include "base/json.hpp"
#include "exchange/events.hpp"
#include "exchange/exchange.hpp"
#include "exchange/notices.hpp"
#include "exchange/store.hpp"

namespace qyzmet::exchange {
namespace {

using http::LiveEvent;
using http::Reply;
using http::Request;

json::value or_null(const auto& value, auto&& to_json) {
  return value ? json::value(to_json(*value)) : json::value(nullptr);
}

json::object to_json(const Register& about, const Standing& standing) {
  json::object object{{"id", about.id},
                      {"agency", about.agency},
                      {"system", about.system},
                      {"title", to_object(about.title)},
                      {"certainty", about.certainty},
                      {"state", to_word(standing.state)},
                      {"waiting", standing.waiting},
                      {"answers", standing.answers}};
  object["since"] = or_null(standing.since, to_rfc3339);
  object["took_ms"] = or_null(standing.took_ms, [](std::int64_t ms) { return ms; });
  return object;
}

Result<Reply> list(const Registers& registers, const Exchange& exchange) {
  json::array all;
  for (const Register& one : registers.all()) all.push_back(to_json(one, exchange.standing(one.id)));
  return http::json_reply(200, canonical_json(json::object{{"registers", std::move(all)}}));
}

/// Whoever comes for the first time hears of the freezes that go on; from then on, of all that begin and end.
std::vector<LiveEvent> freezes(db::Snapshot& snapshot, std::int64_t cursor, int limit) {
  std::vector<LiveEvent> live;
  const auto begun = cursor < 0 ? store::open_freezes(snapshot) : store::begun_after(snapshot, cursor, limit);
  for (const auto& freeze : begun) {
    live.push_back({freeze.frozen_index, "register.frozen", events::frozen_json(freeze)});
  }
  if (cursor >= 0) {
    for (const auto& freeze : store::ended_after(snapshot, cursor, limit)) {
      live.push_back({freeze.thawed_index, "register.thawed", events::thawed_json(freeze)});
    }
  }
  std::ranges::sort(live, {}, &LiveEvent::cursor);
  if (live.size() > static_cast<std::size_t>(limit)) live.resize(static_cast<std::size_t>(limit));
  return live;
}

}  // namespace

/// Registers tell of what has happened.
void notice_route(http::Router& router, const Registers& registers) {
  router.change<Notice, Notice>(
      http::Right::notifying_client, http::Method::post, "/api/notices",
      {.parse = [&registers](const Request& request) -> Result<Notice> {
         TRY_ASSIGN(const json::value body, parse_json(request.body, {.max_bytes = 4096, .max_depth = 2}));
         if (!body.is_object()) return fail_field("", "field.wrong_type", {{"expected", "object"}});
         return read_notice(body.get_object(), registers);
       },
       .prepare = [](const Request&, Notice&& notice, db::Snapshot&) -> Result<Notice> { return std::move(notice); },
       .apply = [](db::Tx& tx, const Request& request, const Notice& notice) -> Result<Reply> {
         const std::int64_t index = keep_notice(tx, request.caller, notice);
         return http::json_reply(201,
                                 canonical_json(json::object{{"at", to_rfc3339(tx.now())}, {"journal_index", index}}));
       }});
}

void routes(http::Router& router, const Registers& registers, const Exchange& exchange) {
  notice_route(router, registers);
  router.memory(http::Right::everyone, http::Method::get, "/api/registers",
                [&registers, &exchange](const Request&) { return list(registers, exchange); });
  router.live(
      http::Right::everyone, "/api/registers/live",
      [](const Request&, std::int64_t cursor, int limit, db::Snapshot& snapshot) -> Result<std::vector<LiveEvent>> {
        return freezes(snapshot, cursor, limit);
      });
}

}  // namespace qyzmet::exchange
