#include "http/http.hpp"
#include "http/route.hpp"

namespace qyzmet::http {

void operations_routes(Router& router, const db::Database& database, std::function<std::string()> more_trouble) {
  auto health = [&database, more_trouble = std::move(more_trouble)](const Request&) -> Result<Reply> {
    auto trouble = database.trouble();
    if (trouble.empty() && more_trouble) trouble = more_trouble();
    if (!trouble.empty()) return fail(Code::unavailable, trouble);
    return json_reply(200, R"({"status":"ok"})");
  };
  router.memory(Right::everyone, Method::get, "/healthz", std::move(health));
  router.memory(Right::operations, Method::get, "/metrics",
                [&database, &metrics = RouterAccess::of(router).metrics](const Request&) -> Result<Reply> {
                  Reply reply;
                  reply.content_type = "text/plain; version=0.0.4; charset=utf-8";
                  reply.body = metrics.text(database);
                  return reply;
                });
}

}  // namespace qyzmet::http
