// Who may call what: every right against every kind of caller, our own origin, changes that are not kept, and live
// streams whose session ends.
#include "http/rights.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/json.hpp"
#include "http/testing.hpp"

namespace qyzmet::http {
namespace {

using testing::post;
using testing::request;

constexpr unsigned bit(Role role) { return static_cast<unsigned>(role); }
constexpr unsigned bit(Scope scope) { return static_cast<unsigned>(scope); }

Caller staff(Role role) { return {.id = "staff:2", .staff = 2, .session = 7, .roles = bit(role), .by_cookie = true}; }

struct Known {
  const char* name;
  Caller caller;
};

std::vector<Known> everybody() {
  const Caller person{.id = "person:1", .person = 1, .session = 7, .roles = bit(Role::citizen), .by_cookie = true};
  const Caller client{.id = "client:3", .client = 3, .roles = bit(Role::client), .scopes = 3};
  Caller filing = client;
  filing.person = 1;
  filing.scopes = bit(Scope::applications_file);
  Caller reading = filing;
  reading.scopes = bit(Scope::applications_read);
  return {{"nobody", {}},
          {"person", person},
          {"operator", staff(Role::operator_)},
          {"officer", staff(Role::officer)},
          {"keeper", staff(Role::keeper)},
          {"administrator", staff(Role::administrator)},
          {"client", client},
          {"filing", filing},
          {"reading", reading}};
}

/// Who passes, by right; everybody else is refused.
TEST(Rights, AreForThoseWhomTheyNameAndNobodyElse) {
  const std::vector<std::pair<Right, std::string>> table = {
      {Right::everyone, "nobody person operator officer keeper administrator client filing reading "},
      {Right::number_holder, "nobody person operator officer keeper administrator client filing reading "},
      {Right::signed_in, "person operator officer keeper administrator "},
      {Right::citizen, "person "},
      {Right::citizen_or_filing_client, "person filing "},
      {Right::citizen_or_reading_client, "person reading "},
      {Right::staff, "operator officer keeper administrator "},
      {Right::operator_or_officer, "operator officer "},
      {Right::keeper, "keeper "},
      {Right::administrator, "administrator "},
      {Right::client, "client filing reading "},
      {Right::operations, ""}};
  for (const auto& [right, names] : table) {
    std::string pass;
    for (const auto& [name, caller] : everybody()) {
      const auto checked = check_right(right, caller);
      if (checked) pass += std::string(name) + " ";
      if (!checked && caller.id == "anonymous") {
        EXPECT_EQ(checked.error().code, Code::unauthenticated);
        EXPECT_EQ(checked.error().key, "session.needed");
      } else if (!checked) {
        EXPECT_EQ(checked.error().code, Code::forbidden) << name;
      }
    }
    EXPECT_EQ(pass, names) << to_word(right);
  }
}

TEST(Rights, HaveWords) {
  EXPECT_EQ(to_word(Right::citizen_or_filing_client), "citizen_or_filing_client");
  for (const Role role :
       {Role::citizen, Role::operator_, Role::officer, Role::keeper, Role::administrator, Role::client}) {
    EXPECT_EQ(parse_role(to_word(role)), role);
  }
  EXPECT_EQ(to_word(Role::operator_), "operator");
  EXPECT_EQ(parse_scope(to_word(Scope::applications_read)), Scope::applications_read);
  EXPECT_FALSE(parse_role("citizens"));
}

/// One caller, "Who: person" in a header; "Who: ended" is a session that has ended; "Who: broken" is refused outright.
class CallerTest : public ::testing::Test {
 protected:
  CallerTest() : site_(testing::kWordsFile) {
    site_.router.callers_from([this](const Request& request) -> Result<Caller> {
      const auto who = ended_ ? "ended" : request.header("Who");
      if (who == "ended") return fail(Code::unauthenticated, "session.ended");
      if (who == "broken") return fail(Code::forbidden, "consent.not_valid");
      if (who == "person") return everybody()[1].caller;
      if (who == "client") return everybody()[7].caller;
      return Caller{};
    });
    const auto who = [](const Request& request) -> Result<Reply> {
      return json_reply(200, canonical_json(json::object{{"id", request.caller.id}}));
    };
    site_.router.memory(Right::everyone, Method::get, "/api/open", who);
    site_.router.memory(Right::citizen, Method::get, "/api/own", who);
    site_.router.memory(Right::operations, Method::get, "/api/machine", who);
    ChangeHandler<int, int> change;
    change.parse = [](const Request&) -> Result<int> { return 0; };
    change.prepare = [](const Request&, int&&, db::Snapshot&) -> Result<int> { return 0; };
    change.apply = [this](db::Tx&, const Request& request, const int&) -> Result<Reply> {
      return json_reply(200, canonical_json(json::object{{"id", request.caller.id}, {"n", ++applied_}}));
    };
    site_.router.change(Right::everyone, Method::post, "/api/open", change);
    change.kept = false;
    site_.router.change(Right::everyone, Method::post, "/api/secret", change);
    const auto nothing = [](const Request&, std::int64_t, int, db::Snapshot&) -> Result<std::vector<LiveEvent>> {
      return std::vector<LiveEvent>{};
    };
    site_.router.live(Right::citizen, "/api/live", nothing);
    site_.router.live(Right::number_holder, "/api/live-open", nothing);
    site_.options.live_poll_ms = 0;
    site_.start();
  }

  testing::Answer get(std::string_view path, std::string_view who) {
    return site_.get(path, "Who: " + std::string(who) + "\r\n");
  }

  std::atomic<bool> ended_ = false;
  std::atomic<int> applied_ = 0;
  testing::Site site_;
};

TEST_F(CallerTest, is_known_where_a_right_needs_it) {
  EXPECT_EQ(get("/api/own", "person").body, R"({"id":"person:1"})");
  EXPECT_EQ(get("/api/open", "person").body, R"({"id":"person:1"})");
  EXPECT_EQ(get("/api/own", "").status, 401);
  EXPECT_EQ(get("/api/own", "client").status, 403);
  EXPECT_EQ(get("/api/machine", "broken").body, R"({"id":"anonymous"})") << "the machine's own are not asked";
}

/// A session that has ended must not keep anybody from reading what is public, but nothing may be filed as nobody's by
/// somebody who believes to be signed in.
TEST_F(CallerTest, an_ended_session_reads_what_is_public_and_files_nothing) {
  EXPECT_EQ(get("/api/open", "ended").body, R"({"id":"anonymous"})");
  EXPECT_EQ(get("/api/own", "ended").status, 401);
  EXPECT_EQ(site_.ask(post("/api/open", "k", "", "Who: ended\r\n")).status, 401);
  EXPECT_EQ(site_.ask(post("/api/secret", "k", "", "Who: ended\r\n")).status, 200) << "signing in again is open";
  EXPECT_EQ(get("/api/open", "broken").status, 403);
  EXPECT_EQ(applied_, 1);
}

TEST_F(CallerTest, the_next_request_on_a_connection_is_somebody_elses) {
  auto wire = site_.connect();
  wire.send(request("GET", "/api/open", "Who: person\r\n"));
  EXPECT_EQ(wire.receive().body, R"({"id":"person:1"})");
  wire.send(request("GET", "/api/open"));
  EXPECT_EQ(wire.receive().body, R"({"id":"anonymous"})");
}

TEST_F(CallerTest, a_change_that_is_not_kept_happens_each_time_and_needs_no_key) {
  const auto first = site_.ask(request("POST", "/api/secret"));
  const auto second = site_.ask(request("POST", "/api/secret"));
  EXPECT_EQ(first.status, 200) << first.body;
  EXPECT_NE(first.body, second.body);
  EXPECT_EQ(site_.ask(post("/api/secret", "k", "")).header("Idempotent-Replayed"), "");
  EXPECT_EQ(site_.ask(post("/api/secret", "k", "")).header("Idempotent-Replayed"), "");
  EXPECT_EQ(site_.ask(request("POST", "/api/open")).status, 400) << "kept: no key";
  EXPECT_EQ(applied_, 4);
}

TEST_F(CallerTest, keys_of_two_callers_are_two_keys) {
  const auto anonymous = site_.ask(post("/api/open", "k", ""));
  const auto person = site_.ask(post("/api/open", "k", "", "Who: person\r\nSec-Fetch-Site: same-origin\r\n"));
  EXPECT_EQ(person.header("Idempotent-Replayed"), "");
  EXPECT_NE(anonymous.body, person.body);
}

TEST_F(CallerTest, a_live_stream_ends_with_its_session) {
  auto own = site_.connect();
  own.send(request("GET", "/api/live", "Who: person\r\n"));
  EXPECT_NE(own.receive_until("\r\n\r\n").find("200 OK"), std::string::npos);
  auto open = site_.connect();
  open.send(request("GET", "/api/live-open", "Who: person\r\n"));
  EXPECT_NE(open.receive_until("\r\n\r\n").find("200 OK"), std::string::npos);
  ended_ = true;
  EXPECT_TRUE(site_.database->change([](db::Tx&) -> Result<void> { return {}; }));
  EXPECT_TRUE(own.closed());
  EXPECT_TRUE(open.closed()) << "what the person saw there is not for nobody";
}

}  // namespace
}  // namespace qyzmet::http
