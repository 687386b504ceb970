#include <algorithm>
#include <array>
#include <atomic>
#include <memory>

#include "base/said.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/preview.hpp"
#include "catalogue/store.hpp"
#include "catalogue/yaml.hpp"

namespace qyzmet::catalogue {
namespace {

using http::Looked;
using http::Method;
using http::Reply;
using http::Request;
using http::Right;

constexpr int kMostPublishReason = 500;
constexpr std::size_t kMostFile = 200;
constexpr std::array<std::int64_t, 3> kRehearsed = {0, 200, 1000};
constexpr std::size_t kBodyBytes = 4 << 20;

/// What keepers send.
struct Handed {
  std::string definition;
  std::string file;
  std::string reason;
  int rehearse = 0;
};

Result<std::string> bounded(const json::object& body, std::string_view name, std::size_t limit) {
  if (!body.contains(name)) return std::string();
  TRY_ASSIGN(const std::string_view text, get_string(body, name));
  if (text.size() > limit) {
    return fail_field(std::string(name), "field.too_long", {{"limit", std::to_string(limit)}});
  }
  return std::string(text);
}

Result<json::object> body_of(const Request& request) {
  TRY_ASSIGN(const json::value body, parse_json(request.body, {.max_bytes = kBodyBytes, .max_depth = 8}));
  if (!body.is_object()) return fail_field("", "field.wrong_type", {{"expected", "object"}});
  return body.get_object();
}

Result<std::string> reason_of(const json::object& body) {
  TRY_ASSIGN(std::string reason, get_said(body, "reason", kMostPublishReason));
  if (reason.empty()) return fail_field("reason", "field.missing");
  return reason;
}

Result<Handed> handed_of(const json::object& body) {
  Handed handed;
  TRY_ASSIGN(const std::string_view definition, get_string(body, "definition"));
  handed.definition = definition;
  TRY_ASSIGN(handed.file, bounded(body, "file", kMostFile));
  if (handed.file.empty()) handed.file = "definition.yaml";
  return handed;
}

Result<Handed> to_publish(const Request& request) {
  TRY_ASSIGN(const json::object body, body_of(request));
  TRY(only_fields(body, {"definition", "file", "reason"}));
  TRY_ASSIGN(Handed handed, handed_of(body));
  TRY_ASSIGN(handed.reason, reason_of(body));
  return handed;
}

Result<Handed> to_check(const Request& request) {
  TRY_ASSIGN(const json::object body, body_of(request));
  TRY(only_fields(body, {"definition", "file", "rehearse"}));
  TRY_ASSIGN(Handed handed, handed_of(body));
  if (!body.contains("rehearse")) return handed;
  TRY_ASSIGN(const std::int64_t rehearse, get_integer(body, "rehearse"));
  // Not any number: the difference of one more would tell that one's answers.
  if (std::ranges::find(kRehearsed, rehearse) == kRehearsed.end()) {
    return fail_field("rehearse", "field.not_a_choice");
  }
  handed.rehearse = static_cast<int>(rehearse);
  return handed;
}

/// The words begin with file and line, which stand beside them already.
std::string without_place(const std::string& said, std::string_view file) {
  const auto colon = said.find(": ", said.starts_with(file) ? file.size() : 0);
  return colon == said.npos ? said : said.substr(colon + 2);
}

json::object mistake_json(const Error& mistake, const Words& words) {
  json::object object{{"key", mistake.key}, {"line", nullptr}, {"file", nullptr}};
  std::string_view file;
  for (const auto& [name, value] : mistake.details) {
    if (name == "file") object["file"] = file = value;
    if (name == "line") object["line"] = to_integer(value).value_or(1);
  }
  json::object& texts = object["texts"].emplace_object();
  for (const Lang lang : {Lang::kk, Lang::ru, Lang::en}) {
    texts[to_code(lang)] = without_place(words.say(lang, mistake.key, mistake.details), file);
  }
  return object;
}

json::object to_object(const Published& version) {
  return {{"version", version.version}, {"digest", to_hex(version.digest)}, {"published_at", to_rfc3339(version.at)},
          {"by", version.by},           {"reason", version.reason},         {"journal_index", version.journal_index}};
}

json::value to_json(const Retirement* retirement) {
  if (retirement == nullptr) return nullptr;
  return json::object{{"retired", retirement->retired},
                      {"at", to_rfc3339(retirement->at)},
                      {"by", retirement->by},
                      {"reason", retirement->reason}};
}

const Retirement* of(const std::vector<Retirement>& all, std::string_view service) {
  const auto found = std::ranges::find(all, service, &Retirement::service);
  return found == all.end() ? nullptr : &*found;
}

Result<Reply> list(const Publishing& publishing, db::Snapshot& snapshot) {
  const auto retirements = store::retirements(snapshot);
  json::array all;
  for (const Published& newest : store::newest(snapshot)) {
    const Service* service = publishing.catalogue().find(newest.service, newest.version);
    if (service == nullptr) continue;  // committed in this moment, shown in the next
    const Definition& definition = service->definition;
    const Retirement* retirement = of(retirements, newest.service);
    all.push_back(json::object{
        {"service", newest.service},
        {"title", to_object(definition.title)},
        {"agency", definition.agency.id},
        {"agency_title", to_object(definition.agency.title)},
        {"version", newest.version},
        {"filing", definition.files_here ? "here" : "elsewhere"},
        {"standing", definition.standing ? json::value(to_word(*definition.standing)) : json::value(nullptr)},
        {"retired", retirement != nullptr && retirement->retired},
        {"published_at", to_rfc3339(newest.at)}});
  }
  return http::json_reply(200, canonical_json(json::object{{"services", std::move(all)}}));
}

Result<Reply> one(const Publishing& publishing, const Request& request, db::Snapshot& snapshot) {
  const std::string_view id = request.capture("service");
  const Service* service = publishing.catalogue().find(id);
  if (service == nullptr) return fail(Code::not_found, "service.not_found");
  json::array versions;
  for (const Published& version : store::versions(snapshot, id)) {
    json::object object = to_object(version);
    object["current"] = version.version == service->definition.version;
    object["readable"] = publishing.catalogue().find(id, version.version) != nullptr;
    versions.push_back(std::move(object));
  }
  const auto retirements = store::retirements(snapshot);
  return http::json_reply(200, canonical_json(json::object{{"service", id},
                                                           {"title", to_object(service->definition.title)},
                                                           {"retirement", to_json(of(retirements, id))},
                                                           {"versions", std::move(versions)}}));
}

Result<Reply> version(const Publishing& publishing, const Request& request, db::Snapshot& snapshot) {
  const std::string_view id = request.capture("service");
  const auto number = to_integer(request.capture("version"));
  const auto stored = number ? store::find(snapshot, id, *number) : std::nullopt;
  if (!stored) return fail(Code::not_found, "service.no_such_version");
  json::object object = to_object(*stored);
  object["service"] = id;
  object["text"] = stored->definition;
  object["preview"] = nullptr;
  if (const Service* service = publishing.catalogue().find(id, *number)) {
    const Definition* before = nullptr;
    for (const Service* other : publishing.catalogue().versions(id)) {
      if (other->definition.version < *number) before = &other->definition;
    }
    object["preview"] = preview_of(service->definition, before);
  }
  return http::json_reply(200, canonical_json(object));
}

/// Rehearsing takes a reader for a while: one at a time leaves the others to everybody else.
class OneAtATime {
 public:
  explicit OneAtATime(std::atomic<bool>& taken) : taken_(taken), mine_(!taken.exchange(true)) {}
  ~OneAtATime() {
    if (mine_) taken_ = false;
  }
  OneAtATime(const OneAtATime&) = delete;
  OneAtATime& operator=(const OneAtATime&) = delete;
  bool mine() const { return mine_; }

 private:
  std::atomic<bool>& taken_;
  bool mine_;
};

struct Checking {
  const Publishing& publishing;
  const Words& words;
  Rehearse rehearse;
  std::atomic<bool> rehearsing = false;
};

/// Rules of a keeper's own making, run over what people answered: who ran them stands in the journal before they hear
/// what came of it.
Result<Looked> check(Checking& checking, const Request& request, db::Snapshot& snapshot) {
  TRY_ASSIGN(const Handed handed, to_check(request));
  const Inspection inspection = checking.publishing.inspect(snapshot, handed.definition, handed.file);
  json::array mistakes;
  for (const Error& mistake : inspection.mistakes) mistakes.push_back(mistake_json(mistake, checking.words));
  json::object object{{"mistakes", std::move(mistakes)}, {"preview", nullptr}, {"rehearsal", nullptr}};
  std::function<Result<void>(db::Tx&)> ledger = [](db::Tx&) { return Result<void>(); };
  if (inspection.service) {
    const Definition& definition = inspection.service->definition;
    const Service* last = checking.publishing.catalogue().find(definition.id);
    object["preview"] = preview_of(definition, last == nullptr ? nullptr : &last->definition);
    if (handed.rehearse > 0 && checking.rehearse) {
      const OneAtATime turn(checking.rehearsing);
      if (!turn.mine()) return fail(Code::too_many, "definition.rehearsal_busy");
      TRY_ASSIGN(object["rehearsal"], checking.rehearse(snapshot, *inspection.service, handed.rehearse));
      const RehearsalTold told{.service = definition.id,
                               .version = definition.version,
                               .digest = sha256(handed.definition),
                               .run = object["rehearsal"].at("run").to_number<std::int64_t>()};
      ledger = [by = request.caller.id, told](db::Tx& tx) -> Result<void> {
        write_rehearsal(tx, by, told);
        return {};
      };
    }
  }
  return Looked{.reply = http::json_reply(200, canonical_json(object)), .ledger = std::move(ledger)};
}

struct StandingWish {
  std::string service;
  std::string reason;
};

void standing_route(http::Router& router, const Publishing& publishing, std::string_view pattern, bool retired) {
  using Prepared = std::shared_ptr<const StandingChange>;
  router.change<StandingWish, Prepared>(
      Right::keeper, Method::post, pattern,
      {.parse = [](const Request& request) -> Result<StandingWish> {
         TRY_ASSIGN(const json::object body, body_of(request));
         TRY(only_fields(body, {"reason"}));
         TRY_ASSIGN(std::string reason, reason_of(body));
         return StandingWish{std::string(request.capture("service")), std::move(reason)};
       },
       .prepare = [&publishing, retired](const Request&, StandingWish&& wish, db::Snapshot& snapshot)
           -> Result<Prepared> { return publishing.prepare_standing(snapshot, wish.service, retired, wish.reason); },
       .apply = [&publishing](db::Tx& tx, const Request& request, const Prepared& prepared) -> Result<Reply> {
         TRY_ASSIGN(const Retirement done, publishing.change_standing(tx, request.caller.id, *prepared));
         json::object object = to_json(&done).as_object();
         object["service"] = done.service;
         return http::json_reply(200, canonical_json(object));
       }});
}

}  // namespace

void definition_routes(http::Router& router, const Publishing& publishing, const Words& words, Rehearse rehearse) {
  router.read(Right::keeper, Method::get, "/api/definitions",
              [&publishing](const Request&, db::Snapshot& snapshot) { return list(publishing, snapshot); });
  router.read(
      Right::keeper, Method::get, "/api/definitions/{service}",
      [&publishing](const Request& request, db::Snapshot& snapshot) { return one(publishing, request, snapshot); });
  router.read(
      Right::keeper, Method::get, "/api/definitions/{service}/versions/{version}",
      [&publishing](const Request& request, db::Snapshot& snapshot) { return version(publishing, request, snapshot); });
  auto checking = std::make_shared<Checking>(publishing, words, std::move(rehearse));
  router.look(
      Right::keeper, Method::post, "/api/definitions/check",
      [checking](const Request& request, db::Snapshot& snapshot) { return check(*checking, request, snapshot); });
  using Prepared = std::shared_ptr<const Publication>;
  router.change<Handed, Prepared>(
      Right::keeper, Method::post, "/api/definitions",
      {.parse = to_publish,
       .prepare = [&publishing](const Request&, Handed&& handed, db::Snapshot& snapshot) -> Result<Prepared> {
         return publishing.prepare(snapshot, handed.definition, handed.file, handed.reason);
       },
       .apply = [&publishing](db::Tx& tx, const Request& request, const Prepared& prepared) -> Result<Reply> {
         TRY_ASSIGN(const Published version, publishing.publish(tx, request.caller.id, *prepared));
         json::object object = to_object(version);
         object["service"] = version.service;
         return http::json_reply(201, canonical_json(object));
       }});
  standing_route(router, publishing, "/api/definitions/{service}/retire", true);
  standing_route(router, publishing, "/api/definitions/{service}/restore", false);
}

}  // namespace qyzmet::catalogue
