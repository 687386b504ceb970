#include <algorithm>

#include "applications/fee.hpp"
#include "applications/replies.hpp"

namespace qyzmet::applications {
namespace {

using http::Method;
using http::Reply;
using http::Request;
using http::Right;

/// The version that `body` names, or the current one.
Result<const catalogue::Service*> service_of(const catalogue::Catalogue& catalogue, const Request& request,
                                             const json::object& body) {
  const std::string_view id = request.capture("id");
  const catalogue::Service* service = catalogue.find(id);
  if (service == nullptr) return fail(Code::not_found, "service.not_found");
  if (body.contains("version")) {
    TRY_ASSIGN(const std::int64_t version, get_integer(body, "version"));
    service = catalogue.find(id, version);
    if (service == nullptr) return fail(Code::not_found, "service.no_such_version");
  }
  if (!service->definition.files_here) return fail_field("service", "service.not_filed_here");
  if (catalogue.is_retired(id)) return fail(Code::conflict, "service.retired", {{"service", std::string(id)}});
  return service;
}

bool is_statement(const catalogue::Definition& definition, std::string_view id) {
  return std::ranges::any_of(definition.pages, [id](const catalogue::Page& page) {
    return std::ranges::any_of(page.questions, [id](const catalogue::Question& question) {
      return question.id == id && question.kind == catalogue::Kind::statement;
    });
  });
}

/// As the form takes them. What is agreed to is agreed to last, after the price is known: it is taken as made.
Result<json::value> checked(const catalogue::Service& service, json::object answers, Date today) {
  constexpr std::string_view kLead = "answers.";
  auto taken = service.form.check(answers, today);
  if (!taken) {
    for (const FieldError& field : taken.error().fields) {
      const std::string id = field.path.starts_with(kLead) ? field.path.substr(kLead.size()) : std::string();
      if (field.key == "field.missing" && is_statement(service.definition, id)) answers[id] = true;
    }
    taken = service.form.check(answers, today);
  }
  if (!taken) return std::unexpected(std::move(taken).error());
  return parse_json(taken->canonical);
}

Result<Reply> fee(const Applications& applications, const Clock& clock, const Request& request,
                  db::Snapshot& snapshot) {
  TRY_ASSIGN(const json::value body, body_of(request));
  TRY(only_fields(body.get_object(), {"answers", "version"}));
  TRY_ASSIGN(const json::object* sent, get_object(body.get_object(), "answers"));
  TRY_ASSIGN(const catalogue::Service* service, service_of(applications.catalogue(), request, body.get_object()));
  TRY_ASSIGN(const json::value answers, checked(*service, *sent, applications.today()));
  Filed filed{.definition = &service->definition, .answers = answers.get_object(), .submitted_at = clock.now()};
  if (request.caller.person != 0) filed.applicant = request.caller.person;
  TRY_ASSIGN(const json::value told, fee_of(snapshot, applications.processes(), filed));
  return http::json_reply(200, canonical_json(told));
}

}  // namespace

void fee_routes(http::Router& router, const Applications& applications, const Clock& clock) {
  router.read(Right::everyone, Method::post, "/api/services/{id}/fee",
              [&applications, &clock](const Request& request, db::Snapshot& snapshot) {
                return fee(applications, clock, request, snapshot);
              });
}

}  // namespace qyzmet::applications
