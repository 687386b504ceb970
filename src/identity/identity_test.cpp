// Signing in, sessions, clients and consents through a real server, on both engines.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "base/id.hpp"
#include "identity/testing.hpp"

namespace qyzmet::identity {
namespace {

using http::testing::Answer;
using std::chrono::hours;
using std::chrono::minutes;
using testing::as;
using testing::bearer;
using testing::cookie_of;
using testing::body_without_trace;
using testing::key_of;
using testing::object_of;
using testing::Site;
using testing::text_of;

const db::Sql kKept{"SELECT count(*) FROM idempotency"};
const db::Sql kSeen{"SELECT last_seen_ms FROM session"};
const db::Sql kSessions{"SELECT count(*) FROM session"};
const db::Sql kEvents{"SELECT facts FROM journal ORDER BY idx"};

std::string sign_in_body(std::string_view login, std::string_view password) {
  return canonical_json(json::object{{"login", login}, {"password", password}});
}

class IdentityTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  IdentityTest() : site(QYZMET_SOURCE_DIR, GetParam()) {}

  Answer sign_in(std::string_view login, std::string_view password) {
    return site.post("/api/sign-in", sign_in_body(login, password));
  }
  bool is_live(std::string_view cookie) { return site.get("/api/sessions", as(cookie)).status == 200; }
  std::int64_t number(const db::Sql& sql) {
    std::int64_t found = -1;
    site.read([&](db::Snapshot& snapshot) {
      const auto rows = snapshot.query(sql);
      if (rows->next()) found = rows->integer(0);
    });
    return found;
  }
  std::string events() {
    std::string all;
    site.read([&](db::Snapshot& snapshot) {
      const auto rows = snapshot.query(kEvents);
      while (rows->next()) all += std::string(rows->text(0)) + "\n";
    });
    return all;
  }

  Site site;
};

TEST_P(IdentityTest, staff_sign_in_and_out) {
  const Answer in = sign_in("Officer", "demonstration-officer");
  ASSERT_EQ(in.status, 200) << in.body;
  const std::string set = in.header("Set-Cookie");
  EXPECT_NE(set.find("; Path=/; Secure; HttpOnly; SameSite=Lax"), std::string::npos) << set;
  EXPECT_EQ(set.find("Domain"), std::string::npos);
  const std::string cookie = cookie_of(in);
  EXPECT_EQ(cookie.size(), 43U);

  const json::object session = object_of(site.get("/api/session", as(cookie)));
  EXPECT_EQ(canonical_json(session), canonical_json(object_of(in)));
  EXPECT_EQ(text_of(session, "kind"), "staff");
  EXPECT_EQ(text_of(session, "agency"), "kz.mvd");
  EXPECT_EQ(session.at("roles"), json::array({"officer"}));
  EXPECT_TRUE(session.at("person").is_null() && session.at("iin").is_null() && session.at("office").is_null());
  EXPECT_EQ(text_of(session, "expires_at"), to_rfc3339(site.bench.clock.now() + minutes(15)));

  const Answer out = site.post("/api/sign-out", "", as(cookie));
  EXPECT_EQ(out.status, 200) << out.body;
  EXPECT_NE(out.header("Set-Cookie").find("Max-Age=0"), std::string::npos);
  EXPECT_FALSE(object_of(out).at("signed_in").as_bool());
  const Answer after = site.get("/api/sessions", as(cookie));
  EXPECT_EQ(after.status, 401);
  EXPECT_EQ(key_of(after), "session.ended");
  EXPECT_FALSE(object_of(site.get("/api/session", as(cookie))).at("signed_in").as_bool());
  EXPECT_EQ(site.get("/api/sessions").status, 401);
}

TEST_P(IdentityTest, citizens_of_a_demonstration_sign_in) {
  const Person gulnar = site.played(0);
  const std::string cookie = site.citizen(0);
  const json::object session = object_of(site.get("/api/session", as(cookie)));
  EXPECT_EQ(text_of(session, "kind"), "citizen");
  EXPECT_EQ(text_of(session, "name"), gulnar.name);
  EXPECT_EQ(text_of(session, "iin"), gulnar.iin);
  EXPECT_EQ(text_of(session, "person"), id_to_decimal(gulnar.id));
  EXPECT_EQ(site.post("/api/demo/sign-in", R"({"person":"17"})").status, 404);
  EXPECT_EQ(site.post("/api/demo/sign-in", R"({"person":17})").status, 422);
  EXPECT_EQ(events().find(gulnar.iin), std::string::npos) << "facts are pseudonymous";
  EXPECT_EQ(events().find(gulnar.name), std::string::npos);
}

TEST_P(IdentityTest, demonstration_sign_in_exists_nowhere_else) {
  Site real(QYZMET_SOURCE_DIR, GetParam(), false);
  EXPECT_EQ(real.get("/api/demo/people").status, 404);
  EXPECT_EQ(real.post("/api/demo/sign-in", R"({"person":"17"})").status, 404);
  EXPECT_EQ(real.post("/api/sign-in", sign_in_body("officer", "demonstration-officer")).status, 401);
}

/// Nothing in the answer tells whether a login exists: not its status, headers, text or what follows ten of them.
TEST_P(IdentityTest, an_unknown_login_looks_like_a_wrong_password) {
  for (int i = 0; i < 10; ++i) {
    const Answer wrong = sign_in("operator", "demonstration-wrong");
    const Answer unknown = sign_in("nobody", "demonstration-wrong");
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(unknown.status, 401);
    EXPECT_EQ(key_of(wrong), "sign_in.refused");
    EXPECT_EQ(body_without_trace(wrong), body_without_trace(unknown));
    EXPECT_EQ(wrong.header("Set-Cookie"), "");
  }
  const Answer wrong = sign_in("operator", "demonstration-operator");
  const Answer unknown = sign_in("nobody", "demonstration-operator");
  EXPECT_EQ(wrong.status, 429);
  EXPECT_EQ(unknown.status, 429);
  EXPECT_EQ(key_of(wrong), "sign_in.locked");
  EXPECT_EQ(body_without_trace(wrong), body_without_trace(unknown));
}

TEST_P(IdentityTest, a_lock_out_outlasts_a_restart_and_ends) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(sign_in("operator", "wrong").status, 401);
  EXPECT_EQ(sign_in("operator", "demonstration-operator").status, 429);
  EXPECT_EQ(sign_in("officer", "demonstration-officer").status, 200) << "others are not locked";
  site.restart();
  EXPECT_EQ(sign_in("operator", "demonstration-operator").status, 429);
  site.bench.clock.advance(minutes(15));
  EXPECT_EQ(sign_in("operator", "demonstration-operator").status, 200);
  EXPECT_NE(events().find("sign_in.locked"), std::string::npos);
}

/// Ten wrong passwords from elsewhere hold nobody up. Here a proxy of ours says who is where.
TEST_P(IdentityTest, a_stranger_locks_a_login_for_themself_alone) {
  site.options.trusted_proxies = {"127.0.0.1"};
  site.restart();
  const auto from = [&](std::string_view address, std::string_view password) {
    return site.post("/api/sign-in", sign_in_body("operator", password),
                     "X-Forwarded-For: " + std::string(address) + "\r\n");
  };
  EXPECT_EQ(from("192.0.2.1", "demonstration-operator").status, 200);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(from("203.0.113.9", "wrong").status, 401);
  EXPECT_EQ(key_of(from("203.0.113.9", "demonstration-operator")), "sign_in.locked");
  EXPECT_EQ(from("192.0.2.1", "demonstration-operator").status, 200);
  EXPECT_EQ(from("192.0.2.2", "demonstration-operator").status, 200);
}

TEST_P(IdentityTest, sign_ins_are_rate_limited_by_login) {
  int refused = 0;
  for (int i = 0; i < 40; ++i) {
    if (sign_in("keeper", "demonstration-keeper").status == 429) ++refused;
  }
  EXPECT_EQ(refused, 10);
  EXPECT_EQ(sign_in("officer", "demonstration-officer").status, 200);
  site.bench.clock.advance(minutes(1));
  EXPECT_EQ(sign_in("keeper", "demonstration-keeper").status, 200);
}

/// Few wait for their password to be checked: whoever finds the queue full comes again. Reading goes on meanwhile.
TEST_P(IdentityTest, who_finds_the_queue_full_comes_again) {
  site.hashing_queue = 0;
  site.restart();
  for (const std::string_view login : {"operator", "nobody"}) {
    const Answer answer = sign_in(login, "demonstration-operator");
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(key_of(answer), "sign_in.busy");
    EXPECT_EQ(answer.header("Retry-After"), "1");
  }
  site.hashing_queue = 6;
  site.restart();
  EXPECT_EQ(sign_in("operator", "demonstration-operator").status, 200) << "it counted as no failure";
  std::vector<std::jthread> callers;
  std::array<int, 12> statuses{};
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    callers.emplace_back([&, i] {
      const std::string body = sign_in_body("nobody" + std::to_string(i), "x");
      statuses[i] = site.ask(http::testing::post("/api/sign-in", "k", body)).status;
    });
  }
  EXPECT_EQ(site.get("/api/session").status, 200);
  callers.clear();
  for (const int status : statuses) EXPECT_TRUE(status == 401 || status == 503) << status;
  EXPECT_EQ(sign_in("officer", "demonstration-officer").status, 200) << "every place was given back";
  site.hashing_queue = 32;
  site.restart();
  for (std::size_t i = 0; i < 8; ++i) {
    callers.emplace_back([&, i] {
      const std::string body = sign_in_body("nobody" + std::to_string(i), "x");
      statuses[i] = site.ask(http::testing::post("/api/sign-in", "k", body)).status;
    });
  }
  callers.clear();
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(statuses[i], 401) << "a short queue is waited for";
}

TEST_P(IdentityTest, silence_ends_a_session) {
  const std::string person = site.citizen(0);
  const std::string officer = site.staff("officer");
  site.bench.clock.advance(minutes(14));
  EXPECT_TRUE(is_live(person) && is_live(officer));
  site.bench.clock.advance(minutes(15));
  EXPECT_TRUE(is_live(person));
  EXPECT_FALSE(is_live(officer));
  site.bench.clock.advance(minutes(29));
  EXPECT_TRUE(is_live(person));
  site.bench.clock.advance(minutes(30));
  EXPECT_FALSE(is_live(person));
}

TEST_P(IdentityTest, twelve_hours_end_a_session_that_is_never_silent) {
  const std::string person = site.citizen(0);
  for (int i = 0; i < 12 * 4 - 1; ++i) {
    site.bench.clock.advance(minutes(15));
    ASSERT_TRUE(is_live(person)) << i;
  }
  site.bench.clock.advance(minutes(15));
  EXPECT_FALSE(is_live(person));
}

TEST_P(IdentityTest, sessions_outlast_a_restart_with_their_silence) {
  const std::string person = site.citizen(0);
  const std::string gone = site.citizen(1);
  EXPECT_EQ(site.post("/api/sign-out", "", as(gone)).status, 200);
  site.bench.clock.advance(minutes(20));
  EXPECT_TRUE(is_live(person));
  site.restart();
  site.bench.clock.advance(minutes(29));
  EXPECT_TRUE(is_live(person)) << "it was last seen 29 minutes ago";
  EXPECT_FALSE(is_live(gone)) << "revoked stays revoked";
}

TEST_P(IdentityTest, last_seen_is_written_at_most_once_a_minute) {
  const std::string person = site.citizen(0);
  const std::int64_t opened = number(kSeen);
  const auto changes = [&] { return site.bench.database->figures().changes; };
  site.bench.clock.advance(minutes(2));
  EXPECT_TRUE(is_live(person));
  // Background: it is done when a later change of the same kind is.
  EXPECT_TRUE(site.bench.database->change([](db::Tx&) -> Result<void> { return {}; }, db::Priority::background));
  EXPECT_EQ(number(kSeen), opened + 120'000);
  const auto before = changes();
  site.bench.clock.advance(std::chrono::seconds(59));
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(is_live(person));
  EXPECT_EQ(changes(), before) << "reading with a session writes nothing";
}

TEST_P(IdentityTest, a_stolen_session_is_shown_and_ended_at_once) {
  const std::string mine = site.citizen(0);
  const std::string stolen = site.citizen(0);
  const std::string somebody = site.citizen(1);
  const json::object listed = object_of(site.get("/api/sessions", as(mine)));
  const json::array& sessions = listed.at("sessions").as_array();
  ASSERT_EQ(sessions.size(), 2U);
  EXPECT_FALSE(sessions[0].at("current").as_bool());
  EXPECT_TRUE(sessions[1].at("current").as_bool());
  const std::string path = "/api/sessions/" + text_of(sessions[0].as_object(), "id") + "/revoke";
  EXPECT_EQ(site.post(path, "", as(somebody)).status, 404) << "not theirs to end";
  EXPECT_TRUE(is_live(stolen));
  EXPECT_EQ(site.post(path, "{}", as(mine)).status, 200);
  EXPECT_FALSE(is_live(stolen));
  EXPECT_TRUE(is_live(mine));
  EXPECT_EQ(site.post(path, "", as(mine)).status, 404);
}

TEST_P(IdentityTest, all_other_sessions_end_at_once) {
  constexpr std::string_view kPhone = "User-Agent: Mozilla/5.0 (Linux; Android 14) Chrome/129.0 Safari/537.36\r\n";
  const Answer in = site.post("/api/demo/sign-in", R"({"person":")" + id_to_decimal(site.played(0).id) + "\"}", kPhone);
  const std::string phone = cookie_of(in);
  const std::string mine = site.citizen(0);
  const std::string third = site.citizen(0);
  const std::string somebody = site.citizen(1);
  const json::array sessions = object_of(site.get("/api/sessions", as(mine))).at("sessions").as_array();
  ASSERT_EQ(sessions.size(), 3U);
  EXPECT_EQ(sessions[2].at("device"), "Chrome, Android");
  EXPECT_TRUE(sessions[1].at("device").is_null());
  const Answer ended = site.post("/api/sessions/revoke-others", "", as(mine));
  ASSERT_EQ(ended.status, 200) << ended.body;
  EXPECT_EQ(object_of(ended).at("ended"), 2);
  EXPECT_TRUE(is_live(mine) && is_live(somebody));
  EXPECT_FALSE(is_live(phone) || is_live(third));
  site.restart();
  EXPECT_TRUE(is_live(mine));
  EXPECT_FALSE(is_live(phone) || is_live(third));
  EXPECT_NE(events().find("session.others_revoked"), std::string::npos);
  EXPECT_EQ(object_of(site.post("/api/sessions/revoke-others", "", as(mine))).at("ended"), 0);
}

TEST_P(IdentityTest, staff_change_their_own_password) {
  const std::string mine = site.staff("operator");
  const std::string elsewhere = site.staff("operator");
  const auto wish = [&](std::string_view present, std::string_view wished) {
    return site.post("/api/password", canonical_json(json::object{{"password", present}, {"new_password", wished}}),
                     as(mine));
  };
  EXPECT_EQ(wish("demonstration-operator", "short").status, 422);
  EXPECT_EQ(wish("demonstration-operator", "demonstration-operator").status, 422);
  const Answer wrong = wish("wrong", "a much longer one");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(text_of(object_of(wrong).at("fields").at(0).as_object(), "key"), "staff.password_wrong");
  EXPECT_EQ(wish("demonstration-operator", "a much longer one").status, 200);
  EXPECT_TRUE(is_live(mine));
  EXPECT_FALSE(is_live(elsewhere));
  EXPECT_EQ(sign_in("operator", "demonstration-operator").status, 401);
  EXPECT_EQ(sign_in("operator", "a much longer one").status, 200);
  EXPECT_NE(events().find("staff.password_changed"), std::string::npos);
  for (int i = 0; i < 9; ++i) EXPECT_EQ(wish("wrong", "another long one").status, 422) << i;
  EXPECT_EQ(wish("wrong", "another long one").status, 422);
  EXPECT_EQ(key_of(wish("a much longer one", "another long one")), "sign_in.locked") << "guessing ends here too";
}

TEST_P(IdentityTest, a_closed_account_signs_in_no_more) {
  const std::string session = site.staff("operator");
  db::Database& database = *site.bench.database;
  EXPECT_EQ(close_staff(database, "nobody").error().key, "staff.not_found");
  EXPECT_TRUE(set_password(database, site.bench.random, "keeper", "another long one"));
  EXPECT_EQ(set_password(database, site.bench.random, "keeper", "short").error().fields.at(0).key,
            "staff.password_length");
  EXPECT_TRUE(close_staff(database, "operator"));
  EXPECT_EQ(close_staff(database, "operator").error().key, "staff.not_found");
  EXPECT_EQ(set_password(database, site.bench.random, "operator", "another long one").error().key, "staff.not_found");
  site.restart();
  EXPECT_FALSE(is_live(session));
  EXPECT_EQ(sign_in("operator", "demonstration-operator").status, 401);
  EXPECT_EQ(sign_in("keeper", "another long one").status, 200);
  EXPECT_EQ(add_staff(*site.bench.database, site.bench.random,
                      {.login = "operator",
                       .password = "another long one",
                       .name = "Somebody else",
                       .roles = static_cast<unsigned>(http::Role::keeper)})
                .error()
                .key,
            "staff.login_taken")
      << "a login stays its first holder's: the ledger names them";
  EXPECT_NE(events().find("staff.closed"), std::string::npos);
}

TEST_P(IdentityTest, signing_in_anew_ends_what_the_browser_had) {
  const std::string before = site.citizen(0);
  const Answer in = site.post("/api/sign-in", sign_in_body("operator", "demonstration-operator"), as(before));
  ASSERT_EQ(in.status, 200) << in.body;
  EXPECT_NE(cookie_of(in), before);
  EXPECT_FALSE(is_live(before));
  EXPECT_TRUE(is_live(cookie_of(in)));
}

/// A cookie is no bearer token and a token no cookie; nonsense is neither.
TEST_P(IdentityTest, credentials_are_not_exchangeable) {
  const std::string cookie = site.citizen(0);
  const std::string token = site.token();
  EXPECT_EQ(site.get("/api/sessions", as(token)).status, 401);
  EXPECT_EQ(site.get("/api/sessions", bearer(cookie)).status, 401);
  EXPECT_EQ(site.get("/api/sessions", as("")).status, 401);
  EXPECT_EQ(site.get("/api/sessions", as(std::string(4000, 'a'))).status, 401);
  EXPECT_EQ(site.get("/api/sessions", bearer(token)).status, 403) << "a client has no session of its own";
}

TEST_P(IdentityTest, a_change_by_cookie_must_come_from_a_page_of_ours) {
  const std::string cookie = "Cookie: __Host-session=" + site.citizen(0) + "\r\n";
  const auto revoke = [&](std::string_view lines) {
    return site.post("/api/consents/17/revoke", "", cookie + std::string(lines));
  };
  for (const std::string_view foreign :
       {"Sec-Fetch-Site: cross-site\r\n", "Sec-Fetch-Site: same-site\r\nOrigin: http://localhost\r\n",
        "Origin: http://evil.example\r\n", "Origin: null\r\n", "Origin: http://localhost.evil.example\r\n", ""}) {
    const Answer answer = revoke(foreign);
    EXPECT_EQ(answer.status, 403) << foreign;
    EXPECT_EQ(key_of(answer), "http.foreign_origin") << foreign;
  }
  for (const std::string_view ours :
       {"Sec-Fetch-Site: same-origin\r\n", "Sec-Fetch-Site: none\r\n", "Origin: http://localhost\r\n"}) {
    EXPECT_EQ(revoke(ours).status, 404) << ours;
  }
  const Answer signing =
      site.post("/api/sign-in", sign_in_body("officer", "demonstration-officer"), "Sec-Fetch-Site: cross-site\r\n");
  EXPECT_EQ(signing.status, 403) << "nobody is signed in by somebody else's page";
  const Answer out = site.post("/api/sign-out", "", cookie + "Sec-Fetch-Site: cross-site\r\n");
  EXPECT_EQ(out.status, 403) << "nor out";
}

/// A look leaves a line in somebody's ledger: no page from elsewhere makes an officer's browser write one.
TEST_P(IdentityTest, a_look_by_cookie_must_come_from_a_page_of_ours) {
  Site looking(QYZMET_SOURCE_DIR, GetParam(), true, [](http::Router& router) {
    router.look(http::Right::staff, http::Method::get, "/api/test/look",
                [](const http::Request&, db::Snapshot&) -> Result<http::Looked> {
                  return http::Looked{.reply = http::json_reply(200, "{}"),
                                      .ledger = [](db::Tx&) -> Result<void> { return {}; }};
                });
  });
  const std::string cookie = "Cookie: __Host-session=" + looking.staff("officer") + "\r\n";
  for (const std::string_view foreign : {"Sec-Fetch-Site: cross-site\r\n", "Sec-Fetch-Site: same-site\r\n", ""}) {
    const Answer answer = looking.get("/api/test/look", cookie + std::string(foreign));
    EXPECT_EQ(answer.status, 403) << foreign;
    EXPECT_EQ(key_of(answer), "http.foreign_origin") << foreign;
  }
  EXPECT_EQ(looking.get("/api/test/look", cookie + "Sec-Fetch-Site: same-origin\r\n").status, 200);
}

/// What a thief of the database, its files or the log would need is in none of them.
TEST(Secrets, LieNowhereInTheClear) {
  std::FILE* log = std::tmpfile();
  std::string cookie;
  std::string token;
  const db::testing::TempFolder copy;
  {
    Site site(QYZMET_SOURCE_DIR);
    site.options.access_log = true;
    site.options.access_log_fd = ::fileno(log);
    site.restart();
    cookie = site.citizen(0);
    token = site.token();
    EXPECT_EQ(site.get("/api/session", as(cookie)).status, 200);
    EXPECT_EQ(site.post("/api/sessions/17/revoke", "", as(cookie)).status, 404);
    std::int64_t kept = -1;
    site.read([&](db::Snapshot& snapshot) {
      const auto rows = snapshot.query(kKept);
      if (rows->next()) kept = rows->integer(0);
    });
    EXPECT_EQ(kept, 0) << "no reply of a sign-in is kept";
    std::filesystem::copy(site.bench.place.folder(), copy.path(), std::filesystem::copy_options::recursive);
  }
  std::string all;
  for (const auto& file : std::filesystem::recursive_directory_iterator(copy.path())) {
    if (!file.is_regular_file()) continue;
    std::ifstream in(file.path(), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(in), {});
  }
  EXPECT_NE(all.find("demonstration"), std::string::npos) << "the database is among the files";
  std::rewind(log);
  std::string lines;
  for (int c = std::fgetc(log); c != EOF; c = std::fgetc(log)) lines += static_cast<char>(c);
  std::fclose(log);
  EXPECT_NE(lines.find("/api/session"), std::string::npos);
  for (const std::string& secret :
       {cookie, token, std::string("demonstration-officer"), std::string("demonstration-bank-secret")}) {
    EXPECT_EQ(all.find(secret), std::string::npos) << "in the database: " << secret;
    EXPECT_EQ(lines.find(secret), std::string::npos) << "in the log: " << secret;
  }
}

TEST_P(IdentityTest, old_sessions_are_swept_away) {
  site.citizen(0);
  site.bench.clock.advance(hours(24 * 31));
  const std::string later = site.citizen(1);
  EXPECT_EQ(number(kSessions), 2);
  site.bench.clock.advance(minutes(2));
  EXPECT_TRUE(is_live(later));
  EXPECT_TRUE(site.bench.database->change([](db::Tx&) -> Result<void> { return {}; }, db::Priority::background));
  EXPECT_EQ(number(kSessions), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, IdentityTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

}  // namespace
}  // namespace qyzmet::identity
