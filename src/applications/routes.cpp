#include <fmt/format.h>

#include "applications/applications.hpp"

namespace qyzmet::applications {
namespace {

using http::Reply;
using http::Request;

/// A filing is a few levels deep at most.
constexpr JsonLimits kFilingLimits = {.max_bytes = 1 << 20, .max_depth = 8};

Result<Filing> parse_filing(const Request& request) {
  // The tree needs about four times the text; a filing of usual size then takes one allocation.
  auto memory = json::make_shared_resource<json::monotonic_resource>(request.body.size() * 4 + 1024);
  TRY_ASSIGN(json::value body, parse_json(request.body, kFilingLimits, memory));
  if (!body.is_object()) return fail_field("", "field.wrong_type", {{"expected", "object"}});
  json::object& object = body.get_object();
  TRY(only_fields(object, {"answers", "service"}));
  TRY_ASSIGN(const std::string_view service, get_string(object, "service"));
  TRY(get_object(object, "answers"));
  return Filing{.service = std::string(service), .answers = std::move(object.at("answers").get_object())};
}

Reply submitted_reply(const Application& application) {
  const std::string id = id_to_decimal(application.id.value);
  Reply reply = http::json_reply(
      201, fmt::format(
               R"({{"id":"{}","number":"{}","state":"{}","submitted_at":"{}","digest":"{}","journal_index":{}}})", id,
               id_to_display(application.id.value), to_word(application.state), to_rfc3339(application.submitted_at),
               to_hex(application.content_sha256), application.submitted_index));
  reply.headers.push_back({"Location", "/api/applications/" + id});
  return reply;
}

/// A number that cannot be read is no application's: one answer for both, and it is 404.
Result<ApplicationId> id_of(const Request& request) {
  const auto id = parse_id(request.capture("id"));
  if (!id) return fail(Code::not_found, "application.not_found");
  return ApplicationId{*id};
}

json::object to_object(const Due& due) {
  json::object object{{"due_at", nullptr}, {"due_days", nullptr}, {"due_on", nullptr}};
  if (due.at) object["due_at"] = to_rfc3339(*due.at);
  if (due.days) object["due_days"] = *due.days;
  if (due.on) object["due_on"] = to_iso(*due.on);
  return object;
}

std::string status_json(const Application& application, const catalogue::Service* service) {
  json::object object{{"id", id_to_decimal(application.id.value)},
                      {"number", id_to_display(application.id.value)},
                      {"service", application.service},
                      {"service_title", nullptr},
                      {"service_version", application.service_version},
                      {"state", to_word(application.state)},
                      {"submitted_at", to_rfc3339(application.submitted_at)},
                      {"due", to_object(application.due)},
                      {"digest", to_hex(application.content_sha256)},
                      {"journal_index", application.submitted_index}};
  if (service != nullptr) {
    const Text& title = service->definition.title;
    object["service_title"] = json::object{{"kk", title.kk}, {"ru", title.ru}, {"en", title.en}};
  }
  return json::serialize(object);
}

Result<Reply> receipt(const Applications& applications, const journal::Publisher& publisher, const Request& request,
                      db::Snapshot& snapshot) {
  TRY_ASSIGN(const ApplicationId id, id_of(request));
  TRY_ASSIGN(const Application application, applications.find(snapshot, id));
  TRY_ASSIGN(std::string receipt, publisher.receipt(snapshot, application.submitted_index));
  Reply reply = http::json_reply(200, std::move(receipt));
  reply.headers.push_back(
      {"Content-Disposition", fmt::format("attachment; filename=\"{}.receipt.json\"", id_to_display(id.value))});
  return reply;
}

Result<std::vector<http::LiveEvent>> events(const Applications& applications, const Request& request,
                                            std::int64_t cursor, int limit, db::Snapshot& snapshot) {
  TRY_ASSIGN(const ApplicationId id, id_of(request));
  auto history = journal::history(snapshot, id.value, cursor, limit);
  if (history.empty()) TRY(applications.find(snapshot, id));
  std::vector<http::LiveEvent> live;
  for (journal::Stored& event : history) live.push_back({event.index, std::move(event.kind), std::move(event.facts)});
  return live;
}

}  // namespace

void routes(http::Router& router, const Applications& applications, const journal::Publisher& publisher) {
  using http::Method;
  using http::Right;

  router.change<Filing, Prepared>(
      Right::everyone, Method::post, "/api/applications",
      {.parse = parse_filing,
       .prepare = [&applications](const Request&, Filing&& filing,
                                  db::Snapshot&) { return applications.prepare(filing); },
       .apply = [&applications](db::Tx& tx, const Request&, const Prepared& prepared) -> Result<Reply> {
         return submitted_reply(applications.submit(tx, prepared));
       }});

  router.read(Right::number_holder, Method::get, "/api/applications/{id}",
              [&applications](const Request& request, db::Snapshot& snapshot) -> Result<Reply> {
                TRY_ASSIGN(const ApplicationId id, id_of(request));
                TRY_ASSIGN(const Application application, applications.find_only(snapshot, id));
                const auto* service = applications.catalogue().find(application.service);
                return http::with_etag(request, http::json_reply(200, status_json(application, service)));
              });

  router.read(Right::number_holder, Method::get, "/api/applications/{id}/receipt",
              [&applications, &publisher](const Request& request, db::Snapshot& snapshot) {
                return receipt(applications, publisher, request, snapshot);
              });

  router.live(Right::number_holder, "/api/applications/{id}/events",
              [&applications](const Request& request, std::int64_t cursor, int limit, db::Snapshot& snapshot) {
                return events(applications, request, cursor, limit, snapshot);
              });
}

}  // namespace qyzmet::applications
