#include "identity/testing.hpp"

#include <filesystem>
#include <stdexcept>

#include "base/id.hpp"

namespace qyzmet::identity::testing {
namespace {

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().key);
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

void who_route(http::Router& router, http::Right right) {
  router.change<int, int>(right, http::Method::post, "/api/test/" + std::string(http::to_word(right)),
                          {.parse = [](const http::Request&) -> Result<int> { return 0; },
                           .prepare = [](const http::Request&, int&&, db::Snapshot&) -> Result<int> { return 0; },
                           .apply = [](db::Tx&, const http::Request& request, const int&) -> Result<http::Reply> {
                             return http::json_reply(200, canonical_json(json::object{{"id", request.caller.id}}));
                           }});
}

}  // namespace

std::string cookie_of(const http::testing::Answer& answer, std::string_view name) {
  const std::string set = answer.header("Set-Cookie");
  if (!set.starts_with(std::string(name) + "=")) return {};
  return set.substr(name.size() + 1, set.find(';') - name.size() - 1);
}

std::string as(std::string_view cookie) {
  return "Cookie: lang=en; __Host-session=" + std::string(cookie) + "\r\nSec-Fetch-Site: same-origin\r\n";
}

std::string bearer(std::string_view token, std::string_view consent) {
  std::string lines = "Authorization: Bearer " + std::string(token) + "\r\n";
  if (!consent.empty()) lines += "On-Behalf-Of: " + std::string(consent) + "\r\n";
  return lines;
}

Site::Site(std::string_view source, db::Engine engine, bool demo, const std::function<void(http::Router&)>& more)
    : bench(engine), source_(source), demo_(demo), more_(more) {
  words_ = must(Words::load(std::filesystem::path(source_) / "data/words.json"));
  options.port = 0;
  options.access_log = false;
  start();
}

Site::~Site() { stop(); }

void Site::start() {
  bench.open_database();
  router = std::make_unique<http::Router>();
  identity.emplace(*bench.database, bench.clock, bench.random,
                   Options{.demo = demo_,
                           .service_exists = [](std::string_view id) { return id.starts_with("kz."); },
                           .service_retired = [](std::string_view id) { return id == "kz.retired"; },
                           .hashing_queue = hashing_queue});
  router->callers_from([this](const http::Request& request) { return identity->caller(request); });
  routes(*router, *identity);
  who_route(*router, http::Right::citizen_or_filing_client);
  who_route(*router, http::Right::citizen_or_reading_client);
  if (more_) more_(*router);
  server = std::make_unique<http::Server>(options, *router, *bench.database, words_, bench.clock, bench.random);
  bench.log = journal::Log::create();
  must(bench.database->start(*bench.log));
  const auto people = must(Demonstration::load(std::filesystem::path(source_) / "data/kz/demonstration.json"));
  must(identity->start(demo_ ? &people : nullptr));
  must(server->start());
}

void Site::stop() {
  if (server) server->stop();
  if (identity) identity->stop();
  if (bench.database) bench.database->stop();
  server.reset();
  identity.reset();
  router.reset();
  bench.stop();
}

void Site::restart() {
  stop();
  start();
}

http::testing::Answer Site::ask(std::string_view bytes) const {
  http::testing::Wire wire(server->port());
  wire.send(bytes);
  return wire.receive();
}

http::testing::Answer Site::get(std::string_view path, std::string_view headers) const {
  return ask(http::testing::request("GET", path, headers));
}

http::testing::Answer Site::post(std::string_view path, std::string_view body, std::string_view headers) {
  return ask(http::testing::post(path, "key-" + std::to_string(++keys_), body, headers));
}

json::object object_of(const http::testing::Answer& answer) {
  auto value = must(parse_json(answer.body));
  if (!value.is_object()) throw std::runtime_error("no object: " + answer.body);
  return std::move(value.get_object());
}

std::string text_of(const json::object& object, std::string_view name) {
  return std::string(must(get_string(object, name)));
}

std::string key_of(const http::testing::Answer& problem) {
  return text_of(object_of(problem), "type").substr(std::string_view("/problems/").size());
}

std::string body_without_trace(const http::testing::Answer& answer) {
  json::object object = object_of(answer);
  object.erase("instance");
  return canonical_json(object);
}

json::object Site::demo_people() { return object_of(get("/api/demo/people")); }

Person Site::played(std::size_t place) {
  const json::object all = demo_people();
  const json::object& one = all.at("people").as_array().at(place).as_object();
  return {must(parse_id(text_of(one, "id"))), text_of(one, "iin"), text_of(one, "name")};
}

std::string Site::citizen(std::size_t place) {
  const std::string person = id_to_decimal(played(place).id);
  const auto answer = post("/api/demo/sign-in", R"({"person":")" + person + "\"}");
  if (answer.status != 200) throw std::runtime_error("demo sign-in: " + answer.body);
  return cookie_of(answer);
}

std::string Site::staff(std::string_view login) {
  const std::string name(login);
  const auto answer = post("/api/sign-in", R"({"login":")" + name + R"(","password":"demonstration-)" + name + "\"}");
  if (answer.status != 200) throw std::runtime_error("sign-in: " + answer.body);
  return cookie_of(answer);
}

std::string Site::client_id() { return text_of(demo_people().at("clients").as_array().at(0).as_object(), "id"); }

std::string Site::token(std::string_view scopes) {
  const auto answer =
      post("/api/token", R"({"client_id":")" + client_id() +
                             R"(","client_secret":"demonstration-bank-secret","scopes":)" + std::string(scopes) + "}");
  if (answer.status != 200) throw std::runtime_error("token: " + answer.body);
  return text_of(object_of(answer), "access_token");
}

std::string Site::consent(std::string_view cookie, std::string_view scopes, int days) {
  const auto answer = post("/api/consents",
                           R"({"client":")" + client_id() + R"(","scopes":)" + std::string(scopes) + R"(,"days":)" +
                               std::to_string(days) + "}",
                           as(cookie));
  if (answer.status != 201) throw std::runtime_error("consent: " + answer.body);
  return text_of(object_of(answer), "id");
}

}  // namespace qyzmet::identity::testing
