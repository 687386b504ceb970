#include "catalogue/catalogue.hpp"

namespace qyzmet::catalogue {
namespace {

using http::Reply;
using http::Request;

std::string list_json(const Catalogue& catalogue) {
  std::string body = "{\"services\":[";
  for (const auto& [id, service] : catalogue.services()) {
    if (body.back() != '[') body += ',';
    body += to_summary_json(service.definition);
  }
  return body + "]}";
}

}  // namespace

void routes(http::Router& router, const Catalogue& catalogue) {
  using http::Method;
  using http::Right;

  router.memory(Right::everyone, Method::get, "/api/services",
                [body = list_json(catalogue)](const Request& request) -> Result<Reply> {
                  return http::with_etag(request, http::json_reply(200, body));
                });

  std::map<std::string, std::string, std::less<>> bodies;
  for (const auto& [id, service] : catalogue.services()) bodies.emplace(id, to_json(service.definition));
  router.memory(Right::everyone, Method::get, "/api/services/{id}",
                [bodies = std::move(bodies)](const Request& request) -> Result<Reply> {
                  const auto found = bodies.find(request.capture("id"));
                  if (found == bodies.end()) return fail(Code::not_found, "service.not_found");
                  return http::with_etag(request, http::json_reply(200, found->second));
                });
}

}  // namespace qyzmet::catalogue
