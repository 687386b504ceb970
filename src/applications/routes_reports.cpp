#include "applications/replies.hpp"
#include "applications/store_not_listed.hpp"

namespace qyzmet::applications {
namespace {

using http::Method;
using http::Reply;
using http::Request;
using http::Right;

Result<Reply> list_reports(const Request& request, db::Snapshot& snapshot) {
  TRY_ASSIGN(const std::int64_t before, before_of(request));
  const auto found = store::reports(snapshot, {before}, kPage + 1);
  json::array all;
  for (const NotListed& report : found) {
    if (std::ssize(all) == kPage) break;
    all.push_back(json::object{{"id", id_to_decimal(report.id.value)},
                               {"what", report.what},
                               {"where", report.where},
                               {"agency", report.agency},
                               {"lang", to_code(report.lang)},
                               {"at", to_rfc3339(report.at)}});
  }
  json::value next = nullptr;
  if (found.size() > all.size()) next = all.back().at("id");
  const auto count = store::report_count(snapshot);
  return http::json_reply(200,
                          json::serialize(json::object{{"count", count}, {"reports", std::move(all)}, {"next", next}}));
}

}  // namespace

void report_routes(http::Router& router, Reports& reports) {
  router.change<NotListed, NotListed>(
      Right::everyone, Method::post, "/api/not-listed",
      {.parse = [](const Request& request) -> Result<NotListed> {
         TRY_ASSIGN(const json::value body, body_of(request));
         return Reports::read(body.get_object(), request.lang);
       },
       .prepare = [&reports](const Request& request, NotListed&& report, db::Snapshot&) -> Result<NotListed> {
         TRY(reports.count(request));
         return std::move(report);
       },
       .apply = [&reports](db::Tx& tx, const Request& request, const NotListed& report) -> Result<Reply> {
         const NotListed kept = reports.keep(tx, request.caller, report);
         const json::object object{{"id", id_to_decimal(kept.id.value)}, {"at", to_rfc3339(kept.at)}};
         return http::json_reply(201, json::serialize(object));
       }});

  router.read(Right::keeper, Method::get, "/api/not-listed", list_reports);
}

}  // namespace qyzmet::applications
