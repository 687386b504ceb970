// Clients and the consents that they act under, through a real server, on both engines.
#include <gtest/gtest.h>

#include "base/id.hpp"
#include "identity/testing.hpp"

namespace qyzmet::identity {
namespace {

using http::testing::Answer;
using std::chrono::hours;
using testing::as;
using testing::bearer;
using testing::body_without_trace;
using testing::key_of;
using testing::object_of;
using testing::Site;
using testing::text_of;

class ClientsTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  ClientsTest() : site(QYZMET_SOURCE_DIR, GetParam()) {}

  Site site;
};

TEST_P(ClientsTest, a_client_without_consent_does_nothing_for_anybody) {
  const std::string token = site.token();
  const Answer filed = site.post("/api/test/citizen_or_filing_client", "", bearer(token));
  EXPECT_EQ(filed.status, 403);
  EXPECT_EQ(key_of(filed), "client.consent_missing");
  EXPECT_EQ(key_of(site.post("/api/test/citizen_or_filing_client", "", bearer(token, "17"))), "consent.not_valid");
  const Answer malformed = site.post("/api/test/citizen_or_filing_client", "", bearer(token, "x"));
  EXPECT_EQ(malformed.status, 400);
  EXPECT_EQ(key_of(malformed), "http.on_behalf_of_malformed");
}

TEST_P(ClientsTest, a_client_does_what_token_and_consent_both_allow_until_it_is_taken_back) {
  const std::string mine = site.citizen(7);
  const std::string person = id_to_decimal(site.played(7).id);
  const std::string consent = site.consent(mine, R"(["applications_file"])");
  const std::string token = site.token();
  const Answer filed = site.post("/api/test/citizen_or_filing_client", "", bearer(token, consent));
  EXPECT_EQ(filed.status, 200) << filed.body;
  EXPECT_EQ(text_of(object_of(filed), "id"), "client:" + site.client_id() + ":person:" + person);
  EXPECT_EQ(key_of(site.post("/api/test/citizen_or_reading_client", "", bearer(token, consent))),
            "client.scope_missing");
  const std::string reading = site.token(R"(["applications_read"])");
  EXPECT_EQ(key_of(site.post("/api/test/citizen_or_filing_client", "", bearer(reading, consent))),
            "client.scope_missing");
  for (const std::string_view path : {"/api/mandates", "/api/consents", "/api/sessions"}) {
    EXPECT_EQ(site.get(path, bearer(token, consent)).status, 403) << "the person's own: " << path;
  }

  const std::string revoke = "/api/consents/" + consent + "/revoke";
  EXPECT_EQ(site.post(revoke, "", as(site.citizen(1))).status, 404);
  EXPECT_EQ(site.post(revoke, "", as(mine)).status, 200);
  EXPECT_EQ(key_of(site.post("/api/test/citizen_or_filing_client", "", bearer(token, consent))), "consent.not_valid");
  site.restart();
  EXPECT_EQ(key_of(site.post("/api/test/citizen_or_filing_client", "", bearer(token, consent))), "consent.not_valid");
  const json::object listed = object_of(site.get("/api/consents", as(mine)));
  EXPECT_FALSE(listed.at("consents").at(0).at("revoked_at").is_null());
}

TEST_P(ClientsTest, a_client_finds_its_consents_by_what_it_called_the_person) {
  const std::string mine = site.citizen(7);
  const auto give = [&](std::string_view reference) {
    return site.post("/api/consents",
                     R"({"client":")" + site.client_id() + R"(","days":1,"scopes":["applications_file"],)" +
                         R"("reference":")" +
                         std::string(reference) + "\"}",
                     as(mine));
  };
  const Answer given = give("customer-42");
  ASSERT_EQ(given.status, 201) << given.body;
  EXPECT_FALSE(object_of(given).contains("reference")) << "between the client and itself";
  EXPECT_EQ(give("").status, 422);
  EXPECT_EQ(give("a b").status, 422);
  EXPECT_EQ(give(std::string(65, 'a')).status, 422);
  site.consent(mine, R"(["applications_read"])");
  const auto other = add_client(*site.bench.database, site.bench.random, "Other", 3);
  ASSERT_TRUE(other);

  const json::object held = object_of(site.get("/api/client/consents", bearer(site.token())));
  const json::array& consents = held.at("consents").as_array();
  ASSERT_EQ(consents.size(), 2U);
  EXPECT_TRUE(consents[0].at("reference").is_null());
  EXPECT_EQ(consents[1].at("reference"), "customer-42");
  EXPECT_EQ(text_of(consents[1].as_object(), "id"), text_of(object_of(given), "id"));
  EXPECT_EQ(text_of(consents[1].as_object(), "state"), "active");
  EXPECT_EQ(canonical_json(held).find(site.played(7).name), std::string::npos) << "whose it is, it knows itself";
  EXPECT_EQ(site.get("/api/client/consents", as(mine)).status, 403);
  const json::object clients = object_of(site.get("/api/clients", as(mine)));
  EXPECT_EQ(clients.at("clients").as_array().size(), 2U);
}

TEST_P(ClientsTest, consents_are_limited_and_paged) {
  std::string mine = site.citizen(7);
  const auto give = [&] {
    return site.post("/api/consents",
                     R"({"client":")" + site.client_id() + R"(","scopes":["applications_read"],"days":365})", as(mine));
  };
  std::vector<std::string> ids;
  for (int hour = 0; ids.size() < 50; ++hour) {
    for (int i = 0; i < 20 && ids.size() < 50; ++i) {
      const Answer given = give();
      ASSERT_EQ(given.status, 201) << given.body;
      ids.push_back(text_of(object_of(given), "id"));
    }
    if (hour == 0) {
      EXPECT_EQ(key_of(give()), "consent.too_often");
    }
    site.bench.clock.advance(hours(1));
    mine = site.citizen(7);
  }
  EXPECT_EQ(key_of(give()), "consent.too_many");
  EXPECT_EQ(site.post("/api/consents/" + ids[10] + "/revoke", "", as(mine)).status, 200);
  ids.push_back(text_of(object_of(give()), "id"));

  std::vector<std::string> seen;
  std::string after;
  for (int page = 0; page < 3; ++page) {
    const json::object list = object_of(site.get("/api/consents?after=" + after, as(mine)));
    for (const auto& one : list.at("consents").as_array()) seen.push_back(text_of(one.as_object(), "id"));
    if (list.at("next").is_null()) break;
    after = text_of(list, "next");
  }
  EXPECT_EQ(seen, std::vector<std::string>(ids.rbegin(), ids.rend()));
  EXPECT_EQ(key_of(site.get("/api/consents?after=x", as(mine))), "http.malformed_cursor");
}

TEST_P(ClientsTest, consents_and_tokens_end_by_themselves) {
  const std::string consent = site.consent(site.citizen(7), R"(["applications_file"])", 1);
  site.restart();
  EXPECT_EQ(site.post("/api/test/citizen_or_filing_client", "", bearer(site.token(), consent)).status, 200);
  const std::string old = site.token();
  site.bench.clock.advance(hours(1));
  EXPECT_EQ(key_of(site.post("/api/test/citizen_or_filing_client", "", bearer(old, consent))), "token.ended");
  site.bench.clock.advance(hours(23));
  EXPECT_EQ(key_of(site.post("/api/test/citizen_or_filing_client", "", bearer(site.token(), consent))),
            "consent.not_valid");
}

TEST_P(ClientsTest, a_consent_is_for_one_client) {
  const auto added = add_client(*site.bench.database, site.bench.random, "Other", 3);
  ASSERT_TRUE(added);
  const Answer got = site.post("/api/token", canonical_json(json::object{{"client_id", id_to_decimal(added->client)},
                                                                         {"client_secret", added->secret},
                                                                         {"scopes", {"applications_file"}}}));
  ASSERT_EQ(got.status, 200) << got.body;
  const std::string consent = site.consent(site.citizen(7), R"(["applications_file"])");
  const std::string token = text_of(object_of(got), "access_token");
  EXPECT_EQ(key_of(site.post("/api/test/citizen_or_filing_client", "", bearer(token, consent))), "consent.not_valid");
}

TEST_P(ClientsTest, tokens_are_refused_alike) {
  const auto ask = [&](std::string_view id, std::string_view secret, std::string_view scope) {
    return site.post("/api/token",
                     canonical_json(json::object{{"client_id", id}, {"client_secret", secret}, {"scopes", {scope}}}));
  };
  const std::string id = site.client_id();
  const Answer wrong = ask(id, "wrong", "applications_file");
  const Answer unknown = ask("17", "wrong", "applications_file");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(body_without_trace(wrong), body_without_trace(unknown));
  EXPECT_EQ(body_without_trace(wrong), body_without_trace(ask("x", "wrong", "applications_file")));
  EXPECT_EQ(ask(id, "demonstration-bank-secret", "all").status, 422);
  const auto small = add_client(*site.bench.database, site.bench.random, "Small",
                                static_cast<unsigned>(http::Scope::applications_read));
  ASSERT_TRUE(small);
  EXPECT_EQ(ask(id_to_decimal(small->client), small->secret, "applications_file").status, 403);
}

INSTANTIATE_TEST_SUITE_P(Engines, ClientsTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

}  // namespace
}  // namespace qyzmet::identity
