// Acting for others under a mandate, and the ledger of looks.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/id.hpp"
#include "identity/testing.hpp"

namespace qyzmet::identity {
namespace {

using http::testing::Answer;
using std::chrono::hours;
using testing::as;
using testing::object_of;
using testing::Site;
using testing::text_of;

constexpr std::string_view kService = "kz.address-certificate";

class ActingTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  ActingTest()
      : site(QYZMET_SOURCE_DIR, GetParam()),
        mother(site.citizen(0)),
        daughter(site.citizen(1)),
        daughter_caller{.id = "person:" + id_to_decimal(site.played(1).id),
                        .person = site.played(1).id,
                        .roles = static_cast<unsigned>(http::Role::citizen)} {}

  Answer give(std::string_view iin, int days, int uses, std::string_view services = R"(["kz.address-certificate"])") {
    return site.post("/api/mandates",
                     R"({"to_iin":")" + std::string(iin) + R"(","services":)" + std::string(services) + R"(,"days":)" +
                         std::to_string(days) + R"(,"uses":)" + std::to_string(uses) + "}",
                     as(mother));
  }
  std::int64_t given(int days, int uses) {
    const Answer answer = give(site.played(1).iin, days, uses);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return parse_id(text_of(object_of(answer), "id")).value();
  }
  Result<MandateUse> use(std::int64_t mandate, const http::Caller& caller, std::string_view service = kService) {
    Result<MandateUse> used;
    const auto changed = site.bench.database->change([&](db::Tx& tx) -> Result<void> {
      used = use_mandate(tx, caller, mandate, service);
      return used ? Result<void>() : std::unexpected(used.error());
    });
    EXPECT_EQ(changed.has_value(), used.has_value());
    return used;
  }
  std::string use_key(std::int64_t mandate, std::string_view service = kService) {
    const auto used = use(mandate, daughter_caller, service);
    return used ? "" : used.error().key;
  }
  json::object listed(std::string_view cookie, std::string_view which) {
    return object_of(site.get("/api/mandates", as(cookie))).at(which).as_array().at(0).as_object();
  }

  Site site;
  std::string mother;
  std::string daughter;
  http::Caller daughter_caller;
};

TEST_P(ActingTest, a_mandate_is_seen_by_both_and_names_for_whom_one_acts) {
  const std::int64_t mandate = given(30, 2);
  const auto used = use(mandate, daughter_caller);
  ASSERT_TRUE(used);
  EXPECT_EQ(used->giver.id, site.played(0).id);
  EXPECT_EQ(used->giver.iin, site.played(0).iin);
  const json::object mine = listed(mother, "given");
  EXPECT_EQ(canonical_json(mine), canonical_json(listed(daughter, "received")));
  EXPECT_EQ(mine.at("from").at("name"), json::string(site.played(0).name));
  EXPECT_EQ(mine.at("to").at("name"), json::string(site.played(1).name));
  EXPECT_EQ(mine.at("uses_left"), 1);
  EXPECT_EQ(text_of(mine, "state"), "active");
  EXPECT_EQ(canonical_json(mine).find(site.played(0).iin), std::string::npos);
  EXPECT_TRUE(object_of(site.get("/api/mandates", as(site.citizen(2)))).at("received").as_array().empty());
}

TEST_P(ActingTest, a_mandate_that_does_not_hold_says_why) {
  const std::int64_t mandate = given(1, 1);
  EXPECT_EQ(use_key(mandate, "kz.other"), "mandate.other_service");
  EXPECT_EQ(use_key(17), "mandate.not_found");
  http::Caller stranger = daughter_caller;
  stranger.person = site.played(2).id;
  EXPECT_EQ(use(mandate, stranger).error().key, "mandate.not_found");
  http::Caller client = daughter_caller;
  client.client = 5;
  EXPECT_EQ(use(mandate, client).error().key, "mandate.not_found") << "not through a client";
  EXPECT_EQ(use_key(mandate), "");
  EXPECT_EQ(use_key(mandate), "mandate.used_up");
  const std::int64_t second = given(1, 9);
  site.bench.clock.advance(hours(24));
  EXPECT_EQ(use_key(second), "mandate.over");
}

TEST_P(ActingTest, revoking_counts_at_once_and_is_the_givers_alone) {
  const std::int64_t mandate = given(30, 9);
  const std::string path = "/api/mandates/" + id_to_decimal(mandate) + "/revoke";
  EXPECT_EQ(site.post(path, "", as(daughter)).status, 404);
  EXPECT_EQ(use_key(mandate), "");
  EXPECT_EQ(site.post(path, "", as(mother)).status, 200);
  EXPECT_EQ(use_key(mandate), "mandate.revoked");
  EXPECT_EQ(text_of(listed(mother, "given"), "state"), "revoked");
  EXPECT_EQ(site.post(path, "", as(mother)).status, 404);
}

/// Fifty race for seven uses: exactly seven get one, whatever groups they fall into.
TEST_P(ActingTest, fifty_racing_uses_are_never_more_than_allowed) {
  constexpr int kUses = 7;
  const std::int64_t mandate = given(30, kUses);
  std::atomic<int> used = 0;
  std::atomic<int> used_up = 0;
  {
    std::vector<std::jthread> racers;
    for (int i = 0; i < 50; ++i) {
      racers.emplace_back([&] {
        const auto result = use(mandate, daughter_caller);
        if (result) {
          ++used;
        } else if (result.error().key == "mandate.used_up") {
          ++used_up;
        }
      });
    }
  }
  EXPECT_EQ(used, kUses);
  EXPECT_EQ(used_up, 50 - kUses);
  EXPECT_EQ(listed(mother, "given").at("uses_left"), 0);
}

TEST_P(ActingTest, a_use_whose_change_fails_is_not_counted) {
  const std::int64_t mandate = given(30, 1);
  EXPECT_FALSE(site.bench.database->change([&](db::Tx& tx) -> Result<void> {
    TRY(use_mandate(tx, daughter_caller, mandate, kService));
    return fail(Code::conflict, "db.refused");
  }));
  EXPECT_EQ(use_key(mandate), "");
}

TEST_P(ActingTest, a_bad_mandate_is_not_given) {
  const std::string iin = site.played(1).iin;
  const auto field = [&](const Answer& answer) {
    EXPECT_EQ(answer.status, 422) << answer.body;
    const json::object one = object_of(answer).at("fields").as_array().at(0).as_object();
    return text_of(one, "path") + " " + text_of(one, "key");
  };
  EXPECT_EQ(field(give("000000000000", 1, 1)), "to_iin mandate.no_such_person");
  EXPECT_EQ(field(give("1", 1, 1)), "to_iin iin.not_12_digits");
  EXPECT_EQ(field(give(site.played(0).iin, 1, 1)), "to_iin mandate.to_self");
  EXPECT_EQ(field(give(iin, 0, 1)), "days field.not_in_range");
  EXPECT_EQ(field(give(iin, 366, 1)), "days field.not_in_range");
  EXPECT_EQ(field(give(iin, 1, 101)), "uses field.not_in_range");
  EXPECT_EQ(field(give(iin, 1, 1, "[]")), "services field.empty_list");
  EXPECT_EQ(field(give(iin, 1, 1, R"(["xx.none"])")), "services[0] service.not_found");
  EXPECT_EQ(field(give(iin, 1, 1, R"(["kz.a","kz.retired"])")), "services[1] service.retired");
  EXPECT_EQ(field(give(iin, 1, 1, R"(["kz.a","kz.a"])")), "services[1] field.repeated");
  EXPECT_EQ(field(give(iin, 1, 1, "[1]")), "services[0] field.wrong_type");
  EXPECT_TRUE(object_of(site.get("/api/mandates", as(mother))).at("given").as_array().empty());
}

TEST_P(ActingTest, nobody_learns_many_names_by_asking) {
  int refused = 0;
  for (int i = 0; i < 25; ++i) {
    if (give("000000000000", 1, 1).status == 429) ++refused;
  }
  EXPECT_EQ(refused, 5);
}

class LedgerTest : public ActingTest {
 protected:
  http::Caller officer() {
    const auto answer = site.post("/api/sign-in", R"({"login":"officer","password":"demonstration-officer"})");
    http::Request request;
    const std::string cookie = "__Host-session=" + testing::cookie_of(answer);
    request.headers.push_back({"Cookie", cookie});
    return site.identity->caller(request).value();
  }
  void look_at(const std::vector<std::int64_t>& subjects, std::int64_t case_id) {
    const http::Caller caller = officer();
    EXPECT_TRUE(site.bench.database->change([&](db::Tx& tx) -> Result<void> {
      looked(
          tx, caller,
          {.subjects = subjects, .case_id = case_id, .purpose = Purpose::check_complaint, .fields = {"iin", "name"}});
      return {};
    }));
  }
  std::vector<LedgerLine> lines(std::int64_t person) {
    std::vector<LedgerLine> all;
    site.read([&](db::Snapshot& snapshot) { all = looks(snapshot, person, INT64_MAX, 100); });
    return all;
  }
  Result<void> object_to(std::int64_t person, std::int64_t index, std::string_view reason) {
    Result<LedgerLine> found;
    site.read([&](db::Snapshot& snapshot) { found = look(snapshot, person, index); });
    if (!found) return std::unexpected(found.error());
    return site.bench.database->change(
        [&](db::Tx& tx) -> Result<void> { return object_to_look(tx, person, index, reason); });
  }
};

TEST_P(LedgerTest, says_who_looked_when_why_and_at_what) {
  const std::int64_t subject = site.played(0).id;
  const std::int64_t other = site.played(2).id;
  look_at({subject, other}, 4711);
  const auto all = lines(subject);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].name, "Ибраев Нұрбол");
  EXPECT_EQ(all[0].agency, "kz.mvd");
  EXPECT_EQ(all[0].office, "");
  EXPECT_EQ(all[0].purpose, Purpose::check_complaint);
  EXPECT_EQ(all[0].case_id, 4711);
  EXPECT_EQ(all[0].fields, (std::vector<std::string>{"iin", "name"}));
  EXPECT_EQ(all[0].at, site.bench.clock.now());
  EXPECT_FALSE(all[0].objected_at);
  EXPECT_EQ(lines(other).size(), 1U);
  EXPECT_TRUE(lines(site.played(1).id).empty());
}

TEST_P(LedgerTest, the_person_looked_at_objects_once) {
  const std::int64_t subject = site.played(0).id;
  look_at({subject}, 4711);
  const std::int64_t index = lines(subject)[0].index;
  EXPECT_EQ(object_to(site.played(1).id, index, "why?").error().key, "look.not_found");
  EXPECT_EQ(object_to(subject, index + 1000, "why?").error().key, "look.not_found");
  EXPECT_EQ(object_to(subject, -1, "why?").error().key, "look.not_found");
  EXPECT_EQ(object_to(subject, 0, "why?").error().key, "look.not_found") << "an event, but no look";
  EXPECT_EQ(object_to(subject, index, " \n").error().fields[0].key, "field.missing");
  EXPECT_EQ(object_to(subject, index, "\u200b").error().fields[0].key, "field.missing");
  for (const std::string_view hides : {"a\u202eb", "a\ab", "a\x1b[31m"}) {
    EXPECT_EQ(object_to(subject, index, hides).error().fields[0].key, "field.control_character");
  }
  EXPECT_EQ(object_to(subject, index, std::string(2001, 'a')).error().fields[0].key, "field.too_long");
  site.bench.clock.advance(hours(1));
  EXPECT_TRUE(object_to(subject, index, "Мен бұл істі білмеймін"));
  EXPECT_EQ(object_to(subject, index, "again").error().key, "look.already_objected");
  const auto all = lines(subject);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].objected_at, site.bench.clock.now());
}

INSTANTIATE_TEST_SUITE_P(Engines, ActingTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });
INSTANTIATE_TEST_SUITE_P(Engines, LedgerTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

}  // namespace
}  // namespace qyzmet::identity
