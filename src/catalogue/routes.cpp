#include <fmt/format.h>

#include <optional>

#include "base/json.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/index.hpp"
#include "catalogue/registry_entry.hpp"
#include "catalogue/yaml.hpp"

namespace qyzmet::catalogue {
namespace {

using http::FixedReply;
using http::Method;
using http::Reply;
using http::Request;
using http::Right;

/// Of a local body also the agency that it stands for, and where.
std::string agencies_json(const Catalogue& catalogue) {
  json::array all;
  for (const Named& agency : catalogue.agencies()) {
    json::object one{{"id", agency.id}, {"title", to_object(agency.title)}, {"part_of", nullptr}, {"region", nullptr}};
    for (const LocalBody& body : catalogue.local_bodies()) {
      if (body.id != agency.id) continue;
      one["part_of"] = body.part_of;
      one["region"] = body.region;
    }
    all.push_back(std::move(one));
  }
  return canonical_json(json::object{{"agencies", std::move(all)}});
}

void lists(http::Router& router, const Catalogue& catalogue) {
  router.memory(Right::everyone, Method::get, "/api/services", [&catalogue](const Request& request) -> Result<Reply> {
    const auto index = catalogue.index();
    const std::string filing = request.parameter("filing");
    if (filing == "here") return index->replies.filed_here->answer(request);
    if (!filing.empty()) return fail_field("filing", "field.not_a_choice");
    if (const std::string word = request.parameter("kind"); !word.empty()) {
      const auto kind = parse_service_kind(word);
      if (!kind) return fail_field("kind", "field.not_a_choice");
      return index->replies.of_kind.at(*kind)->answer(request);
    }
    const auto found = index->replies.lists.find(request.parameter("life_event"));
    if (found == index->replies.lists.end()) return fail(Code::not_found, "life_event.not_found");
    return found->second->answer(request);
  });
  router.memory(Right::everyone, Method::get, "/api/life-events",
                [&catalogue](const Request& request) -> Result<Reply> {
                  return catalogue.index()->replies.life_events->answer(request);
                });
  router.memory(Right::everyone, Method::get, "/api/agencies",
                [agencies = FixedReply(agencies_json(catalogue))](const Request& request) -> Result<Reply> {
                  return agencies.answer(request);
                });
}

void ways_to_find(http::Router& router, const Catalogue& catalogue) {
  std::optional<FixedReply> finder;
  if (catalogue.finder()) finder.emplace(to_json(*catalogue.finder()));
  router.memory(Right::everyone, Method::get, "/api/finder",
                [finder = std::move(finder)](const Request& request) -> Result<Reply> {
                  if (!finder) return fail(Code::not_found, "finder.not_found");
                  return finder->answer(request);
                });
  router.memory(Right::everyone, Method::get, "/api/search", [&catalogue](const Request& request) -> Result<Reply> {
    const auto index = catalogue.index();
    std::string body = "{\"results\":[";
    for (const Found& found : index->search.find(request.parameter("q"), request.lang)) {
      const std::string& id = index->current[found.service]->definition.id;
      if (body.back() != '[') body += ',';
      body.append("{").append(index->replies.services.at(id).result).append(",\"matched\":");
      append_canonical_string(body, found.matched);
      body += fmt::format(",\"score\":{:.3f}}}", found.score);
    }
    return http::json_reply(200, body + "]}");
  });
}

/// A version that the request names by `text`. Errors: not_found "service.not_found", "service.no_such_version".
Result<const Service*> version_of(const Catalogue& catalogue, const Request& request, std::string_view text) {
  const std::string_view id = request.capture("id");
  if (catalogue.find(id) == nullptr) return fail(Code::not_found, "service.not_found");
  const auto version = to_integer(text);
  const Service* service = version ? catalogue.find(id, *version) : nullptr;
  if (service == nullptr) return fail(Code::not_found, "service.no_such_version");
  return service;
}

/// Packed only for the current versions: the others are asked for seldom, and made on a reader thread.
void versions(http::Router& router, const Catalogue& catalogue) {
  router.read(Right::everyone, Method::get, "/api/services/{id}/versions/{version}",
              [&catalogue](const Request& request, db::Snapshot&) -> Result<Reply> {
                TRY_ASSIGN(const Service* service, version_of(catalogue, request, request.capture("version")));
                const bool retired = catalogue.is_retired(request.capture("id"));
                const auto gate = catalogue.gate(request.capture("id"));
                return http::with_etag(request,
                                       http::json_reply(200, to_json(service->definition, retired, gate.get())));
              });
  router.read(Right::everyone, Method::get, "/api/services/{id}/changes",
              [&catalogue](const Request& request, db::Snapshot&) -> Result<Reply> {
                TRY_ASSIGN(const Service* since, version_of(catalogue, request, request.parameter("since")));
                const Service* now = catalogue.find(request.capture("id"));
                return http::json_reply(200, changes_json(since->definition, now->definition));
              });
}

}  // namespace

void routes(http::Router& router, const Catalogue& catalogue) {
  lists(router, catalogue);
  ways_to_find(router, catalogue);
  versions(router, catalogue);
  router.memory(Right::everyone, Method::get, "/api/services/{id}",
                [&catalogue](const Request& request) -> Result<Reply> {
                  const auto reply = catalogue.reply(request.capture("id"));
                  if (!reply) return fail(Code::not_found, "service.not_found");
                  return reply->answer(request);
                });
}

}  // namespace qyzmet::catalogue
