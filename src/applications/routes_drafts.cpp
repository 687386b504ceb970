#include "applications/replies.hpp"

namespace qyzmet::applications {
namespace {

using http::Method;
using http::Reply;
using http::Request;
using http::Right;

/// Answers as they are sent may be written longer than as they are kept.
constexpr std::size_t kMostBytes = kDraftBytes + (64 << 10);

json::object to_object(const Draft& draft, const catalogue::Catalogue& catalogue) {
  const auto* service = catalogue.find(draft.service);
  json::object object{{"id", draft.id},
                      {"service", draft.service},
                      {"service_title", title_of(service)},
                      {"version", draft.service_version},
                      {"version_now", nullptr},
                      {"retired", catalogue.is_retired(draft.service)},
                      {"lang", to_code(draft.lang)},
                      {"page", draft.page},
                      {"revision", draft.revision},
                      {"updated_at", to_rfc3339(draft.updated_at)},
                      {"kept_until", to_rfc3339(draft.updated_at + kDraftKept)}};
  if (service != nullptr) object["version_now"] = service->definition.version;
  return object;
}

Result<Reply> whole_reply(const Draft& draft, const catalogue::Catalogue& catalogue) {
  json::object object = to_object(draft, catalogue);
  TRY_ASSIGN(object["answers"], parse_json(draft.answers));
  return http::json_reply(200, json::serialize(object));
}

/// Of a change whose path says all.
struct Nothing {};

Result<Nothing> parse_nothing(const Request& request) {
  if (request.body.empty()) return Nothing();
  TRY_ASSIGN(const json::value body, body_of(request));
  TRY(only_fields(body.get_object(), {}));
  return Nothing();
}

Result<Nothing> prepare_nothing(const Request&, Nothing&&, db::Snapshot&) { return Nothing(); }

void reading(http::Router& router, const Drafts& drafts) {
  router.read(Right::citizen, Method::get, "/api/drafts",
              [&drafts](const Request& request, db::Snapshot& snapshot) -> Result<Reply> {
                json::array all;
                for (const Draft& draft : drafts.list(snapshot, request.caller.person)) {
                  all.push_back(to_object(draft, drafts.catalogue()));
                }
                return http::json_reply(200, json::serialize(json::object{{"drafts", std::move(all)}}));
              });

  router.read(Right::citizen, Method::get, "/api/drafts/{id}",
              [&drafts](const Request& request, db::Snapshot& snapshot) -> Result<Reply> {
                TRY_ASSIGN(const Draft draft, drafts.find(snapshot, request.caller.person, request.capture("id")));
                return whole_reply(draft, drafts.catalogue());
              });
}

/// Replies hold answers and codes, which belong in no store of replies; and a repeat does no harm, because a revision
/// says from what it began.
void changing(http::Router& router, const Drafts& drafts) {
  router.change<DraftChange, DraftChange>(
      Right::citizen, Method::put, "/api/drafts/{id}",
      {.parse = [&drafts](const Request& request) -> Result<DraftChange> {
         TRY_ASSIGN(const json::value body, body_of(request, kMostBytes));
         return drafts.read(request.capture("id"), body.get_object());
       },
       .prepare = [](const Request&, DraftChange&& change, db::Snapshot&) -> Result<DraftChange> {
         return std::move(change);
       },
       .apply = [&drafts](db::Tx& tx, const Request& request, const DraftChange& change) -> Result<Reply> {
         TRY_ASSIGN(const Draft draft, drafts.keep(tx, request.caller.person, change));
         return http::json_reply(200, json::serialize(to_object(draft, drafts.catalogue())));
       },
       .kept = false});

  router.change<Nothing, Nothing>(
      Right::citizen, Method::del, "/api/drafts/{id}",
      {.parse = parse_nothing,
       .prepare = prepare_nothing,
       .apply = [&drafts](db::Tx& tx, const Request& request, const Nothing&) -> Result<Reply> {
         TRY(drafts.remove(tx, request.caller.person, request.capture("id")));
         return http::json_reply(200, "{}");
       },
       .kept = false});
}

void codes(http::Router& router, Drafts& drafts) {
  router.change<Nothing, Nothing>(
      Right::citizen, Method::post, "/api/drafts/{id}/code",
      {.parse = parse_nothing,
       .prepare = prepare_nothing,
       .apply = [&drafts](db::Tx& tx, const Request& request, const Nothing&) -> Result<Reply> {
         TRY_ASSIGN(const DraftCode made, drafts.make_code(tx, request.caller.person, request.capture("id")));
         const json::object object{{"code", made.code}, {"expires_at", to_rfc3339(made.expires_at)}};
         return http::json_reply(200, json::serialize(object));
       },
       .kept = false});

  router.change<std::string, Digest>(
      Right::citizen, Method::post, "/api/drafts/continue",
      {.parse = [](const Request& request) -> Result<std::string> {
         TRY_ASSIGN(const json::value body, body_of(request));
         TRY(only_fields(body.get_object(), {"code"}));
         TRY_ASSIGN(const std::string_view code, get_string(body.get_object(), "code"));
         return std::string(code);
       },
       .prepare = [&drafts](
                      const Request& request, std::string&& code,
                      db::Snapshot& snapshot) { return drafts.check_code(snapshot, request.caller.person, code); },
       .apply = [&drafts](db::Tx& tx, const Request& request, const Digest& code) -> Result<Reply> {
         TRY_ASSIGN(const Draft draft, drafts.use_code(tx, request.caller.person, code));
         return whole_reply(draft, drafts.catalogue());
       },
       .kept = false});
}

}  // namespace

void draft_routes(http::Router& router, Drafts& drafts) {
  reading(router, drafts);
  changing(router, drafts);
  codes(router, drafts);
}

}  // namespace qyzmet::applications
