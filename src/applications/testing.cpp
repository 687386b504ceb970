#include "applications/testing.hpp"

#include <algorithm>

#include "applications/document_testing.hpp"

namespace qyzmet::applications::testing {
namespace {

const db::Sql kInsertPerson("INSERT INTO person (id, iin, name, added_at_ms) VALUES ($id, $iin, $name, 0)");

const db::Sql kInsertStaff(
    "INSERT INTO staff (id, login, password_hash, name, roles, agency, office, added_at_ms) VALUES "
    "($id, $login, '', $name, $roles, $agency, $office, 0)");

const db::Sql kInsertClient(
    "INSERT INTO client (id, name, secret_sha256, scopes, added_at_ms) VALUES ($id, $name, $secret_sha256, '', 0)");
const db::Sql kInsertMandate(
    "INSERT INTO mandate (id, giver, holder, services, given_at_ms, until_ms, uses, uses_left) VALUES "
    "($id, $giver, $holder, '[\"kz.signed\"]', 0, $until_ms, 2, 2)");

http::Caller citizen(const Somebody& somebody) {
  return {.id = person_word(somebody.id),
          .person = somebody.id,
          .session = somebody.id + 1000,
          .roles = static_cast<unsigned>(http::Role::citizen)};
}

http::Caller staff(std::int64_t id, http::Role role, std::string agency) {
  return {.id = "staff:" + std::to_string(id),
          .staff = id,
          .session = id + 1000,
          .agency = std::move(agency),
          .office = "office-1",
          .roles = static_cast<unsigned>(role)};
}

http::Caller client(std::int64_t id, const Somebody& somebody, unsigned scopes) {
  return {.id = "client:" + std::to_string(id) + ":person:" + std::to_string(somebody.id),
          .person = somebody.id,
          .client = id,
          .roles = static_cast<unsigned>(http::Role::client),
          .scopes = scopes};
}

std::map<std::string, http::Caller, std::less<>> all_callers() {
  using http::Role;
  constexpr auto file = static_cast<unsigned>(http::Scope::applications_file);
  constexpr auto read = static_cast<unsigned>(http::Scope::applications_read);
  return {{"mother", citizen(kMother)},
          {"daughter", citizen(kDaughter)},
          {"stranger", citizen(kStranger)},
          {"operator", staff(301, Role::operator_, "")},
          {"officer", staff(302, Role::officer, "kz.mvd")},
          {"other officer", staff(303, Role::officer, "kz.moh")},
          {"keeper", staff(304, Role::keeper, "")},
          {"bank", client(401, kMother, file | read)},
          {"bank for the stranger", client(401, kStranger, file | read)},
          {"other bank", client(402, kMother, file | read)},
          {"reading bank", client(401, kMother, read)}};
}

Result<void> fill(db::Tx& tx) {
  for (const Somebody& one : {kMother, kDaughter, kStranger}) {
    tx.run(kInsertPerson, {{"id", one.id}, {"iin", one.iin}, {"name", one.name}});
  }
  for (const std::int64_t id : {301, 302, 303, 304}) {
    const std::string name = "Staff " + std::to_string(id);
    tx.run(kInsertStaff,
           {{"id", id}, {"login", name}, {"name", name}, {"roles", "operator"}, {"agency", ""}, {"office", ""}});
  }
  for (const std::int64_t id : {401, 402}) {
    const std::string name = "Bank " + std::to_string(id);
    tx.run(kInsertClient, {{"id", id}, {"name", name}, {"secret_sha256", sha256(name)}});
  }
  const auto until = to_ms(tx.now() + std::chrono::days(1));
  for (const auto& [id, until_ms] : {std::pair{kMandate, until}, std::pair{kOver, std::int64_t{1}}}) {
    tx.run(kInsertMandate, {{"id", id}, {"giver", kMother.id}, {"holder", kDaughter.id}, {"until_ms", until_ms}});
  }
  return {};
}

}  // namespace

void put_people(db::Database& database) {
  if (const auto filled = database.change(fill); !filled) throw std::runtime_error(filled.error().key);
}

World::World(Bench& given) : bench(given) {
  Processes& processes = bench.applications.processes();
  processes.set("kz.signed", 4, whole_process());
  processes.doors.decide = [this](const catalogue::Definition&, std::string_view decision, const json::object& facts,
                                  Instant) -> Result<catalogue::Decided> {
    if (const auto fault = broken.find(std::string(decision)); fault != broken.end())
      return std::unexpected(fault->second);
    catalogue::Decided decided{.outcome = outcomes[std::string(decision)], .rows = {2}, .article = "art. 10 (1)"};
    decided.outputs["entitled"] = decided.outcome;
    decided.outputs["seen"] = facts.at("evidence");
    decided.reason = text("three children are too few");
    return decided;
  };
  processes.doors.request_json = [](const catalogue::Definition&, auto, const json::object& facts,
                                    Instant) -> Result<std::string> {
    const json::value* applicant = facts.if_contains("applicant");
    return canonical_json(json::object{{"iin", applicant->as_object().at("iin")}});
  };
  processes.doors.answers_of = [this](db::Snapshot&, ApplicationId id) {
    std::vector<RegisterAnswer> all;
    for (const auto& [lookup, answer] : answers_) {
      if (whose_[lookup] == id) all.push_back(answer);
    }
    return all;
  };
}

void World::settle() {
  const journal::Consumer consumer = runner_consumer();
  for (bool more = true; more;) {
    std::vector<journal::Stored> events;
    bench.database->read([&](db::Snapshot& snapshot) { events = journal::events(snapshot, heard_, heard_ + 1000); });
    for (const journal::Stored& event : events) {
      heard_ = event.index + 1;
      if (std::ranges::find(consumer.kinds, event.kind) == consumer.kinds.end()) continue;
      const auto heard = bench.database->change([&](db::Tx& tx) { return consumer.hear(tx, event); });
      if (!heard) throw std::runtime_error(heard.error().key);
    }
    const int done = must(carry_on(*bench.database, bench.applications, bench.clock));
    more = !events.empty() || done > 0;
  }
}

void World::append(ApplicationId id, std::string_view name, std::string_view kind) {
  std::int64_t lookup = 0;
  bench.database->read([&](db::Snapshot& snapshot) {
    const auto asked = store::asked(snapshot, id);
    if (const auto found = asked.find(name); found != asked.end()) lookup = found->second.lookup;
  });
  if (lookup == 0) throw std::runtime_error("nobody asked for " + std::string(name));
  answers_[lookup].lookup = lookup;
  answers_[lookup].name = name;
  whose_[lookup] = id;
  (void)bench.database->change([&](db::Tx& tx) -> Result<void> {
    const json::object facts{{"at", to_rfc3339(tx.now())},
                             {"evidence", name},
                             {"kind", kind},
                             {"lookup", id_to_decimal(lookup)},
                             {"subject", id_to_decimal(id.value)}};
    const std::string text = canonical_json(facts);
    journal::append(tx, {.kind = kind, .subject = id.value, .facts = text, .personal = {}});
    return {};
  });
  settle();
}

void World::answers(ApplicationId id, std::string_view name, std::string value) {
  bench.database->read([&](db::Snapshot& snapshot) {
    const auto asked = store::asked(snapshot, id);
    if (const auto found = asked.find(name); found != asked.end()) {
      RegisterAnswer& answer = answers_[found->second.lookup];
      answer.found = !value.empty();
      if (answer.found) answer.value = value;
    }
  });
  append(id, name, "lookup.answered");
}

void World::answers_not(ApplicationId id, std::string_view name, std::string_view kind) { append(id, name, kind); }

ApplicationId World::file(std::string_view service, std::string_view answers) {
  const Filer mother{.by = person_word(kMother.id), .applicant = kMother.id, .mandate = {}};
  const ApplicationId id = bench.submit(must(bench.prepare(service, answers, mother))).id;
  settle();
  return id;
}

std::string World::stands(ApplicationId id) {
  const Standing at = find(id).standing();
  std::string said =
      std::string(to_word(at.state)) + " " + at.step + " " + std::string(to_word(at.awaits)) + " " + to_word(at.ball);
  return at.outcome ? said + " " + std::string(to_word(*at.outcome)) : said;
}

std::string World::events(ApplicationId id) {
  std::string all;
  bench.database->read([&](db::Snapshot& snapshot) {
    for (const auto& event : journal::history(snapshot, id.value, -1, 1000)) {
      if (event.kind.starts_with("application."))
        all += (all.empty() ? "" : " ") + event.kind.substr(std::string_view("application.").size());
    }
  });
  return all;
}

std::vector<Work> World::stuck() {
  std::vector<Work> all;
  bench.database->read([&](db::Snapshot& snapshot) { all = store::stuck_work(snapshot, 100); });
  return all;
}

Site::Site(std::string_view source, db::Engine engine)
    : bench(source, engine),
      words(must(Words::load(std::filesystem::path(source) / "data" / "words.json"))),
      callers(all_callers()) {
  if (const auto opened = bench.open(); !opened) throw std::runtime_error(opened.error().key);
  if (const auto made = files.open(); !made) throw std::runtime_error(made.error().key);
  bench.applications.keep_files_in(files);
  files::routes(router, files);
  routes(router, bench.applications, drafts, reports, *bench.publisher, words, bench.clock);
  documents.emplace(bench.services, words, bench.clock, document_key(),
                    Documents::Options{.public_url = "https://qyzmet.example",
                                       .utc_offset_minutes = bench.country.utc_offset_minutes});
  document_routes(router, bench.applications, *documents, *bench.publisher);
  router.callers_from([this](const http::Request& request) -> Result<http::Caller> {
    const auto found = callers.find(request.header("X-Caller"));
    return found == callers.end() ? http::Caller() : found->second;
  });
  http::ServerOptions options;
  options.port = 0;
  options.access_log = false;
  options.network_threads = 2;
  server.emplace(options, router, *bench.database, words, bench.clock, bench.random);
  bench.run();
  put_people(*bench.database);
  if (const auto started = server->start(); !started) throw std::runtime_error(started.error().key);
}

void Site::stop() {
  if (server) server->stop();
  server.reset();
  files.stop();
  bench.stop();
}

http::testing::Answer Site::ask(std::string_view caller, std::string_view method, std::string_view path,
                                std::string_view body, std::string_view type) const {
  std::string headers = "X-Caller: " + std::string(caller) + "\r\n";
  if (method != "GET") headers += "Idempotency-Key: key-" + std::to_string(++keys_) + "\r\n";
  if (!body.empty()) headers += "Content-Type: " + std::string(type) + "\r\n";
  http::testing::Wire wire(server->port());
  wire.send(http::testing::request(method, path, headers, body));
  return wire.receive();
}

http::testing::Answer Site::upload(std::string_view caller, std::string_view id, std::string_view bytes,
                                   std::string_view type) const {
  const std::string path = "/api/files/" + std::string(id);
  auto begun = ask(caller, "PUT", path, files::testing::announced(bytes, type));
  return begun.status == 200 ? ask(caller, "PUT", path + "/pieces/0", bytes, "application/octet-stream") : begun;
}

std::int64_t Site::count(const db::Sql& sql) {
  std::int64_t count = 0;
  bench.database->read([&](db::Snapshot& snapshot) {
    const auto rows = snapshot.query(sql);
    if (rows->next()) count = rows->integer(0);
  });
  return count;
}

std::vector<journal::Stored> Site::history(std::int64_t subject) {
  std::vector<journal::Stored> all;
  bench.database->read([&](db::Snapshot& snapshot) { all = journal::history(snapshot, subject, -1, 1000); });
  return all;
}

json::object object_of(const http::testing::Answer& answer) {
  const auto value = parse_json(answer.body);
  if (!value || !value->is_object()) throw std::runtime_error("no JSON object: " + answer.head + answer.body);
  return value->get_object();
}

std::string problem_of(const http::testing::Answer& answer) {
  const json::object problem = object_of(answer);
  constexpr std::string_view lead = "/problems/";
  std::string said(must(get_string(problem, "type")).substr(lead.size()));
  if (must(get_string(problem, "detail")) == said) throw std::runtime_error("no words for " + said);
  if (const auto* fields = problem.if_contains("fields")) {
    const json::object& first = fields->as_array().at(0).as_object();
    const std::string key(must(get_string(first, "key")));
    if (must(get_string(first, "message")) == key) throw std::runtime_error("no words for " + key);
    said.append(" ").append(must(get_string(first, "path"))).append(" ").append(key);
  }
  return said;
}

std::string findings(db::Database& database) {
  journal::AuditReport report;
  audit(database, report);
  std::string all;
  for (const auto& finding : report.findings) all += finding.what + "\n";
  return all;
}

}  // namespace qyzmet::applications::testing
