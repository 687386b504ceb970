// Goal: nobody reaches a route, or somebody else's object, that is not for them. Method: one table names every route
// with the status that each kind of caller gets; the test walks all of them, and fails on a route that the table does
// not know. What an answer means is for other tests; here only who is let in.
//
// A new route is one more line: what is asked, and nine statuses. 401: sign in first. 403: not for you. 404: there is
// no such thing, or none that you may know of. Whoever is let in gets what the request deserves: 200, or 422 for an
// empty body.
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <sstream>

#include "app/testing.hpp"
#include "identity/testing.hpp"

namespace qyzmet::app {
namespace {

using http::testing::Answer;
using identity::testing::as;
using identity::testing::bearer;
using identity::testing::cookie_of;
using identity::testing::object_of;
using identity::testing::text_of;

/// In the table's order. `program` is a client without a consent; `agent` one with the consent of citizen A: it sees
/// what it filed itself, not what A filed.
constexpr std::array kCallers = {"nobody", "citizen A", "citizen B", "operator", "officer",
                                 "keeper", "admin",     "program",   "agent"};

struct Line {
  std::string route;  ///< method and pattern, as the router says it
  std::string path;   ///< {application} and {draft}: citizen A's own
  std::string statuses;
  std::string body;
  std::string headers;
};

constexpr std::string_view kFiling =
    R"({"service":"kz.address-certificate","answers":{"iin":"900315400007","region":"750000000",)"
    R"("settlement":"Алматы","address":"Абай даңғылы, 10","purpose":"bank","phone":"8 701 123 45 67",)"
    R"("certificate_language":"kk","data_are_right":true}})";
constexpr std::string_view kDraft =
    R"({"service":"kz.address-certificate","version":1,"answers":{},"lang":"kk","page":""})";

constexpr std::string_view kDraftId = "01970000-0000-7000-8000-000000000001";

const std::string kFileId = "01970000000000000000000000000001";
constexpr std::string_view kFile =
    R"({"sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","size":4,"type":"image/png"})";

const std::string all = "200 200 200 200 200 200 200 200 200";
const std::string own = "401 200 200 403 403 403 403 403 403";
const std::string serving = "401 403 403 200 200 403 403 403 403";

std::vector<Line> machine_and_catalogue() {
  return {
      // The server and its log.
      {"GET /healthz", "/healthz", all},
      {"GET /api/about", "/api/about", all},
      {"GET /openapi.yaml", "/openapi.yaml", all},
      {"GET /metrics", "/metrics", "403 403 403 403 403 403 403 403 403", "", "X-Forwarded-For: 10.0.0.1\r\n"},
      {"GET /log/checkpoint", "/log/checkpoint", all},
      {"GET /log/key", "/log/key", all},
      {"GET /log/tile/{level}/{rest...}", "/log/tile/0/999", "404 404 404 404 404 404 404 404 404"},
      // The catalogue.
      {"GET /api/services", "/api/services", all},
      {"GET /api/services/{id}", "/api/services/kz.address-certificate", all},
      {"GET /api/services/{id}/versions/{version}", "/api/services/kz.address-certificate/versions/1", all},
      {"GET /api/services/{id}/changes", "/api/services/kz.address-certificate/changes?since=1", all},
      {"POST /api/services/{id}/fee", "/api/services/kz.driving-licence/fee",
       "422 422 422 422 422 422 422 422 422", "{}"},
      {"GET /api/agencies", "/api/agencies", all},
      {"GET /api/life-events", "/api/life-events", all},
      {"GET /api/search", "/api/search?q=a&lang=kk", all},
      {"GET /api/finder", "/api/finder", all},
      // The registers.
      {"POST /api/notices", "/api/notices", "401 403 403 403 403 403 403 403 403", "{}"},
      {"GET /api/registers", "/api/registers", all},
      {"GET /api/registers/live", "/api/registers/live", all},
  };
}

/// The registry's entries and reports; none of those asked for exists. Officers see what their agency has in hand.
std::vector<Line> registry() {
  const std::string entry = "/api/registry/entries/17";
  const std::string those_who_work = "401 403 403 403 404 404 403 403 403";
  return {
      {"GET /api/registry/share", "/api/registry/share", all},
      {"GET /api/registry/entries", "/api/registry/entries", "401 403 403 403 200 200 403 403 403"},
      {"GET /api/registry/entries/{id}", entry, those_who_work},
      {"POST /api/registry/entries", "/api/registry/entries", "401 403 403 403 403 422 403 403 403", "{}"},
      {"POST /api/registry/entries/{id}/move", entry + "/move", those_who_work, "{}"},
      {"POST /api/registry/entries/{id}/correct", entry + "/correct", those_who_work, "{}"},
      {"POST /api/registry/entries/{id}/take-back", entry + "/take-back", those_who_work, "{}"},
      {"POST /api/registry/entries/{id}/dismiss", entry + "/dismiss", those_who_work, "{}"},
      {"GET /api/registry/reports", "/api/registry/reports", "401 403 403 403 403 200 403 403 403"},
      {"POST /api/registry/reports/{id}/link", "/api/registry/reports/17/link", "401 403 403 403 403 404 403 403 403",
       "{}"},
      {"POST /api/registry/reports/{id}/dismiss", "/api/registry/reports/17/dismiss",
       "401 403 403 403 403 404 403 403 403", "{}"},
  };
}

std::vector<Line> applications() {
  return {
      // The one asked for is citizen A's.
      {"POST /api/applications", "/api/applications", "201 201 201 201 403 403 403 403 201", std::string(kFiling)},
      {"GET /api/applications", "/api/applications", "401 200 200 403 403 403 403 403 200"},
      {"GET /api/applications/{id}", "/api/applications/{application}", "404 200 404 404 404 404 404 404 404"},
      {"GET /api/applications/{id}/receipt", "/api/applications/{application}/receipt",
       "404 200 404 404 404 404 404 404 404"},
      {"GET /api/applications/{id}/events", "/api/applications/{application}/events",
       "404 200 404 404 404 404 404 404 404"},
      {"GET /api/applications/{id}/content", "/api/applications/{application}/content",
       "401 200 404 403 403 403 403 403 404"},
      {"GET /api/applications/{id}/history", "/api/applications/{application}/history",
       "404 200 404 404 404 404 404 404 404"},
      {"POST /api/applications/{id}/withdraw", "/api/applications/{application}/withdraw",
       "401 200 404 403 403 403 403 403 404", "{}"},
      {"POST /api/not-listed", "/api/not-listed", "422 422 422 422 422 422 422 422 422", "{}"},
      {"GET /api/not-listed", "/api/not-listed", "401 403 403 403 403 200 403 403 403"},
      // Drafts: the one asked for is citizen A's.
      {"GET /api/drafts", "/api/drafts", own},
      {"GET /api/drafts/{id}", "/api/drafts/{draft}", "401 200 404 403 403 403 403 403 403"},
      {"PUT /api/drafts/{id}", "/api/drafts/{draft}", "401 422 422 403 403 403 403 403 403", "{}"},
      {"POST /api/drafts/{id}/code", "/api/drafts/{draft}/code", "401 200 404 403 403 403 403 403 403"},
      {"POST /api/drafts/continue", "/api/drafts/continue", "401 404 404 403 403 403 403 403 403",
       R"({"code":"00000000"})"},
      {"DELETE /api/drafts/{id}", "/api/drafts/{draft}", "401 200 404 403 403 403 403 403 403"},
      // Files: citizen A's upload is asked for. There is none of the application's.
      {"PUT /api/files/{id}", "/api/files/" + kFileId, "404 200 404 403 403 403 403 403 200", std::string(kFile)},
      {"GET /api/files/{id}", "/api/files/" + kFileId, "404 200 404 403 403 403 403 403 200"},
      {"PUT /api/files/{id}/pieces/{offset}", "/api/files/" + kFileId + "/pieces/0",
       "422 422 422 403 403 403 403 403 422"},
      {"DELETE /api/files/{id}", "/api/files/" + kFileId, "404 200 404 403 403 403 403 403 404"},
      {"GET /api/applications/{id}/files/{sha256}", "/api/applications/{application}/files/00",
       "401 404 404 403 403 403 403 403 404"},
      {"GET /api/staff/applications/{id}/files/{sha256}",
       "/api/staff/applications/{application}/files/00?purpose=decide", "401 403 403 404 404 403 403 403 403"},
      // Staff, and who looked.
      {"GET /api/staff/applications", "/api/staff/applications", serving},
      {"GET /api/staff/applications/{id}", "/api/staff/applications/{application}?purpose=decide", serving},
      // Result documents: one of citizen A's application. Everybody may ask how it stands.
      {"GET /api/documents/key", "/api/documents/key", all},
      {"GET /api/documents/{number}/standing", "/api/documents/{document}/standing", all},
      {"GET /api/applications/{id}/documents", "/api/applications/{application}/documents",
       "401 200 404 403 403 403 403 403 404"},
      {"GET /api/applications/{id}/document", "/api/applications/{application}/document",
       "401 200 404 403 403 403 403 403 404"},
      {"GET /api/applications/{id}/document/receipt", "/api/applications/{application}/document/receipt",
       "401 200 404 403 403 403 403 403 404"},
      {"GET /api/staff/applications/{id}/documents", "/api/staff/applications/{application}/documents", serving},
      {"GET /api/staff/applications/{id}/document", "/api/staff/applications/{application}/document?purpose=decide",
       serving},
      {"POST /api/staff/documents/{number}/revoke", "/api/staff/documents/{document}/revoke",
       "401 403 403 403 200 403 403 403 403", R"({"reason":"court"})"},
      {"GET /api/looks", "/api/looks", own},
      {"POST /api/looks/{index}/object", "/api/looks/0/object", "401 404 404 403 403 403 403 403 403",
       R"({"reason":"a"})"},
  };
}

/// Citizen A has taken the application back before: whoever is let in is told that it is too late (409).
std::vector<Line> applications_under_way() {
  const std::string theirs = "401 409 404 403 403 403 403 403 404";
  const std::string officers = "401 403 403 403 409 403 403 403 403";
  const std::string signers = "401 404 404 403 403 403 403 403 403";
  const std::string application = "/api/applications/{application}/";
  const std::string desk = "/api/desk/applications/{application}/";
  return {
      {"POST /api/applications/{id}/answer", application + "answer", theirs, R"({"text":"a"})"},
      {"POST /api/applications/{id}/correct", application + "correct", "401 422 404 403 403 403 403 403 404",
       R"({"answers":{}})"},
      {"POST /api/applications/{id}/messages", application + "messages", theirs, R"({"text":"a"})"},
      {"POST /api/applications/{id}/rating", application + "rating", theirs, R"({"rating":5})"},
      {"GET /api/to-sign", "/api/to-sign", own},
      {"GET /api/offers", "/api/offers", own},
      {"POST /api/offers/{id}/decline", "/api/offers/17/decline", "401 404 404 403 403 403 403 403 403", "{}"},
      {"POST /api/applications/{id}/sign", application + "sign", signers, R"({"digest":"a"})"},
      {"POST /api/applications/{id}/decline", application + "decline", signers, R"({"digest":"a"})"},
      // The agency's desk.
      {"GET /api/desk/inbox", "/api/desk/inbox", "401 403 403 403 200 403 403 403 403"},
      {"GET /api/desk/overdue", "/api/desk/overdue", "401 403 403 403 403 200 200 403 403"},
      {"GET /api/desk/stuck", "/api/desk/stuck", "401 403 403 403 403 403 200 403 403"},
      {"POST /api/desk/stuck/{id}/retry", "/api/desk/stuck/{application}/retry", "401 403 403 403 403 403 404 403 403",
       "{}"},
      {"POST /api/desk/applications/{id}/take", desk + "take", officers, "{}"},
      {"POST /api/desk/applications/{id}/give-back", desk + "give-back", officers, "{}"},
      {"POST /api/desk/applications/{id}/actions/{action}", desk + "actions/grant", officers, "{}"},
      {"POST /api/desk/applications/{id}/messages", desk + "messages", officers, R"({"text":"a"})"},
      {"POST /api/desk/applications/{id}/extend", desk + "extend", officers, R"({"reason":"a"})"},
      {"POST /api/desk/bulk", "/api/desk/bulk", "401 403 403 403 422 403 403 403 403", "{}"},
  };
}

std::vector<Line> definitions() {
  const std::string keepers = "401 403 403 403 403 200 403 403 403";
  const std::string refused = "401 403 403 403 403 422 403 403 403";
  const std::string service = "/api/definitions/kz.address-certificate";
  return {
      {"GET /api/definitions", "/api/definitions", keepers},
      {"GET /api/definitions/{service}", service, keepers},
      {"GET /api/definitions/{service}/versions/{version}", service + "/versions/1", keepers},
      {"POST /api/definitions", "/api/definitions", refused, "{}"},
      {"POST /api/definitions/check", "/api/definitions/check", refused, "{}"},
      {"POST /api/definitions/{service}/retire", service + "/retire", refused, "{}"},
      {"POST /api/definitions/{service}/restore", service + "/restore", refused, "{}"},
  };
}

std::vector<Line> who_calls() {
  return {
      {"GET /api/session", "/api/session", all},
      {"POST /api/sign-in", "/api/sign-in", "401 401 401 401 401 401 401 401 401",
       R"({"login":"nobody","password":"nobody"})"},
      {"GET /api/demo/people", "/api/demo/people", all},
      {"POST /api/demo/sign-in", "/api/demo/sign-in", "404 404 404 404 404 404 404 404 404", R"({"person":"17"})"},
      {"POST /api/token", "/api/token", "401 401 401 401 401 401 401 401 401",
       R"({"client_id":"17","client_secret":"a","scopes":["applications_read"]})"},
      {"GET /api/sessions", "/api/sessions", "401 200 200 200 200 200 200 403 403"},
      {"POST /api/sessions/{id}/revoke", "/api/sessions/{session}/revoke", "401 404 404 404 404 404 404 403 403"},
      {"POST /api/sessions/revoke-others", "/api/sessions/revoke-others", "401 200 200 200 200 200 200 403 403"},
      {"POST /api/password", "/api/password", "401 403 403 422 422 422 422 403 403",
       R"({"password":"wrong","new_password":"wrong"})"},
      {"GET /api/clients", "/api/clients", own},
      {"GET /api/client/consents", "/api/client/consents", "401 403 403 403 403 403 403 200 200"},
      {"POST /api/consents", "/api/consents", "401 422 422 403 403 403 403 403 403", "{}"},
      {"GET /api/consents", "/api/consents", own},
      {"POST /api/consents/{id}/revoke", "/api/consents/{consent}/revoke", "401 200 404 403 403 403 403 403 403"},
      {"POST /api/mandates", "/api/mandates", "401 422 422 403 403 403 403 403 403", "{}"},
      {"GET /api/mandates", "/api/mandates", own},
      {"POST /api/mandates/{id}/revoke", "/api/mandates/{mandate}/revoke", "401 200 404 403 403 403 403 403 403"},
      // Last: it ends the sessions of the walk.
      {"POST /api/sign-out", "/api/sign-out", all},
  };
}

std::vector<Line> table() {
  std::vector<Line> lines;
  for (auto&& part :
       {machine_and_catalogue(), registry(), applications(), applications_under_way(), definitions(), who_calls()}) {
    lines.insert(lines.end(), part.begin(), part.end());
  }
  return lines;
}

class RightsTest : public ::testing::Test {
 protected:
  RightsTest() : site(QYZMET_SOURCE_DIR), cast(object_of(site.get("/api/demo/people"))) {
    credentials = {"",
                   as(citizen(0)),
                   as(citizen(1)),
                   as(staff("operator")),
                   as(staff("officer")),
                   as(staff("keeper")),
                   as(staff("administrator")),
                   bearer(token())};
    const std::string consent =
        created("/api/consents",
                R"({"client":")" + client() + R"(","scopes":["applications_file","applications_read"],"days":1})");
    credentials.push_back(bearer(token(), consent));
    things["{application}"] = created("/api/applications", kFiling);
    things["{consent}"] =
        created("/api/consents", R"({"client":")" + client() + R"(","scopes":["applications_read"],"days":1})");
    things["{mandate}"] = created("/api/mandates", R"({"to_iin":")" + member("people", 1, "iin") +
                                                       R"(","services":["kz.address-certificate"],"days":1,"uses":1})");
    things["{draft}"] = kDraftId;
    things["{session}"] = "17";
    things["{document}"] = issued(things["{application}"]);
    EXPECT_EQ(ask("PUT", "/api/drafts/" + things["{draft}"], kDraft, credentials[1]).status, 200);
    EXPECT_EQ(ask("PUT", "/api/files/" + kFileId, kFile, credentials[1]).status, 200);
  }

  std::string member(std::string_view list, std::size_t place, std::string_view name) {
    return text_of(cast.at(list).as_array().at(place).as_object(), name);
  }
  std::string client() { return member("clients", 0, "id"); }
  std::string citizen(std::size_t place) {
    return cookie_of(ask("POST", "/api/demo/sign-in", R"({"person":")" + member("people", place, "id") + "\"}", ""));
  }
  std::string staff(const std::string& login) {
    return cookie_of(
        ask("POST", "/api/sign-in", R"({"login":")" + login + R"(","password":"demonstration-)" + login + "\"}", ""));
  }
  std::string token() {
    return text_of(
        object_of(ask("POST", "/api/token",
                      R"({"client_id":")" + client() + R"(","client_secret":")" + member("clients", 0, "secret") +
                          R"(","scopes":["applications_file","applications_read"]})",
                      "")),
        "access_token");
  }
  /// What citizen A makes.
  std::string created(const std::string& path, std::string_view body) {
    const Answer answer = ask("POST", path, body, credentials[1]);
    EXPECT_EQ(answer.status, 201) << path << " " << answer.body;
    return text_of(object_of(answer), "id");
  }
  /// A document that the application ended in.
  std::string issued(const std::string& application) {
    const applications::ApplicationId id{*parse_id(application)};
    Result<applications::Application> of;
    site.app->database().read([&](db::Snapshot& snapshot) { of = site.app->applications().find(snapshot, id); });
    std::string document;
    const auto done = site.app->database().change([&](db::Tx& tx) -> Result<void> {
      const applications::Issue issue{.title = {"a", "b", "c"}, .people = {{.name = "A", .iin = "900101300017"}}};
      TRY_ASSIGN(const auto made, site.app->documents().issue(tx, *of, issue, {}));
      document = id_to_decimal(made.id.value);
      return {};
    });
    EXPECT_TRUE(of && done);
    return document;
  }
  Answer ask(std::string_view method, const std::string& path, std::string_view body, const std::string& headers) {
    std::string lines = headers + "Idempotency-Key: k" + std::to_string(++keys) + "\r\n";
    if (!body.empty()) lines += "Content-Type: application/json\r\n";
    return site.ask(http::testing::request(method, path, lines, body));
  }
  std::string filled(std::string path) const {
    for (const auto& [name, value] : things) {
      if (const auto at = path.find(name); at != std::string::npos) path.replace(at, name.size(), value);
    }
    return path;
  }
  /// Waits for a receipt to be published: what comes a moment later is no refusal.
  Answer settled(std::string_view method, const Line& line, const std::string& credential) {
    for (;;) {
      Answer answer = ask(method, filled(line.path), line.body, credential + line.headers);
      if (answer.body.find("journal.not_published_yet") == std::string::npos) return answer;
    }
  }

  testing::Site site;
  json::object cast;
  std::vector<std::string> credentials;
  std::map<std::string, std::string> things;
  int keys = 0;
};

TEST_F(RightsTest, EveryRouteLetsInWhomItShouldAndNobodyElse) {
  for (const Line& line : table()) {
    const std::string method = line.route.substr(0, line.route.find(' '));
    std::istringstream statuses(line.statuses);
    for (std::size_t i = 0; i < kCallers.size(); ++i) {
      int expected = 0;
      ASSERT_TRUE(statuses >> expected) << line.route << ": nine statuses";
      const Answer answer = settled(method, line, credentials[i]);
      EXPECT_EQ(answer.status, expected) << line.route << " as " << kCallers[i] << ": " << answer.body;
    }
  }
}

TEST_F(RightsTest, TheTableKnowsEveryRoute) {
  std::map<std::string, int> lines;
  for (const Line& line : table()) ++lines[line.route];
  for (const auto& route : site.app->router().describe()) {
    const std::string name = std::string(http::to_word(route.method)) + " " + route.pattern;
    EXPECT_EQ(lines[name], 1) << name << ": who may call it? Say so in table() of this file.";
    lines.erase(name);
  }
  for (const auto& [name, count] : lines) ADD_FAILURE() << name << " is in the table, but no route";
}

}  // namespace
}  // namespace qyzmet::app
