#include "applications/drafts.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "applications/store_drafts.hpp"
#include "applications/testing.hpp"

namespace qyzmet::applications {
namespace {

using http::testing::Answer;
using testing::must;
using testing::object_of;
using testing::problem_of;

constexpr std::int64_t kPerson = 7;

std::string draft_id(int number) {
  const std::string text = std::to_string(number);
  return "0195a1b2-7c3d-7e4f-8a5b-" + std::string(12 - text.size(), '0') + text;
}

class DraftsTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  DraftsTest() : bench(QYZMET_SOURCE_DIR, GetParam()), drafts(bench.services, bench.clock) { bench.start_database(); }

  static DraftChange change(int number, std::string answers, std::optional<std::int64_t> base = std::nullopt) {
    return {
        .draft = {.id = draft_id(number), .service = "kz.signed", .service_version = 4, .answers = std::move(answers)},
        .base = base};
  }
  /// Runs `act` as a change and gives what it gave.
  template <class Act>
  auto change_with(Act act) {
    decltype(act(std::declval<db::Tx&>())) given;
    (void)bench.database->change([&](db::Tx& tx) -> Result<void> {
      given = act(tx);
      if (!given) return std::unexpected(given.error());
      return {};
    });
    return given;
  }
  Result<Draft> keep(std::int64_t person, const DraftChange& change) {
    return change_with([&](db::Tx& tx) { return drafts.keep(tx, person, change); });
  }
  Result<Draft> find(std::int64_t person, int number) {
    Result<Draft> found;
    bench.database->read([&](db::Snapshot& snapshot) { found = drafts.find(snapshot, person, draft_id(number)); });
    return found;
  }
  Result<Digest> check_code(std::int64_t person, std::string_view code) {
    Result<Digest> checked;
    bench.database->read([&](db::Snapshot& snapshot) { checked = drafts.check_code(snapshot, person, code); });
    return checked;
  }
  Result<DraftCode> make_code(std::int64_t person, int number) {
    return change_with([&](db::Tx& tx) { return drafts.make_code(tx, person, draft_id(number)); });
  }
  Result<Draft> use_code(std::int64_t person, const Digest& code) {
    return change_with([&](db::Tx& tx) { return drafts.use_code(tx, person, code); });
  }

  testing::Bench bench;
  Drafts drafts;
};

TEST_P(DraftsTest, RevisionsRiseAndTheOlderIsRefused) {
  EXPECT_EQ(must(keep(kPerson, change(1, R"({"a":1})"))).revision, 1);
  EXPECT_EQ(must(keep(kPerson, change(1, R"({"a":2})", 1))).revision, 2);
  const auto refused = keep(kPerson, change(1, R"({"a":3})", 1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().key, "draft.changed_elsewhere");
  EXPECT_EQ(refused.error().details.at(0).second, "2");
  EXPECT_EQ(keep(kPerson, change(1, R"({"a":3})")).error().key, "draft.changed_elsewhere");
  EXPECT_EQ(must(keep(kPerson, change(1, R"({"a":2})", 1))).revision, 2) << "a repeat whose answer was lost";
  EXPECT_EQ(must(find(kPerson, 1)).answers, R"({"a":2})");
  EXPECT_EQ(keep(kPerson, change(2, "{}", 5)).error().key, "draft.not_found");
}

TEST_P(DraftsTest, SomebodyElsesDoesNotExist) {
  must(keep(kPerson, change(1, R"({"a":1})")));
  const DraftCode code = must(make_code(kPerson, 1));
  EXPECT_EQ(find(8, 1).error().key, "draft.not_found");
  EXPECT_EQ(make_code(8, 1).error().key, "draft.not_found");
  EXPECT_EQ(check_code(8, code.code).error().key, "draft.no_such_code");
  EXPECT_EQ(use_code(8, draft_code_digest(kPerson, code.code)).error().key, "draft.no_such_code");
  must(keep(8, change(1, R"({"b":1})")));
  EXPECT_EQ(must(find(kPerson, 1)).answers, R"({"a":1})");
  EXPECT_EQ(must(find(8, 1)).answers, R"({"b":1})");
}

TEST_P(DraftsTest, FiftyAPersonAndNoMore) {
  for (int i = 0; i < kDraftsPerPerson; ++i) must(keep(kPerson, change(i, "{}")));
  EXPECT_EQ(keep(kPerson, change(99, "{}")).error().key, "draft.too_many");
  EXPECT_TRUE(keep(8, change(99, "{}")));
  must(keep(kPerson, change(3, R"({"a":1})", 1)));
  ASSERT_TRUE(bench.database->change([&](db::Tx& tx) -> Result<void> {
    drafts.sent(tx, kPerson, draft_id(0), {77});
    return {};
  }));
  EXPECT_TRUE(keep(kPerson, change(99, "{}"))) << "one that was sent does not count";
}

TEST_P(DraftsTest, WhatWasSentIsGoneAndKnown) {
  must(keep(kPerson, change(1, R"({"iin":"900315400007"})")));
  must(make_code(kPerson, 1));
  ASSERT_TRUE(bench.database->change([&](db::Tx& tx) -> Result<void> {
    TRY(drafts.check_not_sent(tx, kPerson, draft_id(1), "kz.signed", 4));
    drafts.sent(tx, kPerson, draft_id(1), {77});
    return {};
  }));
  for (const Error& error :
       {find(kPerson, 1).error(), keep(kPerson, change(1, "{}", 1)).error(), make_code(kPerson, 1).error()}) {
    EXPECT_EQ(error.key, "draft.already_sent");
    EXPECT_EQ(error.details.at(0), (std::pair<std::string, std::string>("application", "77")));
  }
  bench.database->read([&](db::Snapshot& snapshot) {
    EXPECT_EQ(store::draft(snapshot, kPerson, draft_id(1))->answers, "{}");
    EXPECT_TRUE(drafts.list(snapshot, kPerson).empty());
  });
}

TEST_P(DraftsTest, ACodeWorksOnceForAnHour) {
  must(keep(kPerson, change(1, R"({"a":1})")));
  const DraftCode first = must(make_code(kPerson, 1));
  EXPECT_EQ(first.expires_at, bench.clock.now() + std::chrono::hours(1));
  const DraftCode second = must(make_code(kPerson, 1));
  EXPECT_EQ(check_code(kPerson, first.code).error().key, "draft.no_such_code");
  const Digest digest = must(check_code(kPerson, second.code));
  EXPECT_EQ(must(use_code(kPerson, digest)).answers, R"({"a":1})");
  EXPECT_EQ(use_code(kPerson, digest).error().key, "draft.no_such_code");
  EXPECT_EQ(check_code(kPerson, second.code).error().key, "draft.no_such_code");

  const DraftCode third = must(make_code(kPerson, 1));
  bench.clock.advance(std::chrono::hours(1));
  EXPECT_EQ(check_code(kPerson, third.code).error().key, "draft.no_such_code");
  EXPECT_EQ(use_code(kPerson, draft_code_digest(kPerson, third.code)).error().key, "draft.no_such_code");
}

TEST_P(DraftsTest, FiveWrongCodesAndNoMoreForAWhile) {
  must(keep(kPerson, change(1, "{}")));
  const DraftCode code = must(make_code(kPerson, 1));
  for (int i = 0; i < kDraftCodeTries; ++i) {
    must(check_code(kPerson, code.code));  // a right one does not count
    EXPECT_EQ(check_code(kPerson, i % 2 == 0 ? "00000000" : "nonsense!").error().key, "draft.no_such_code");
  }
  EXPECT_EQ(check_code(kPerson, code.code).error().key, "draft.too_many_tries");
  EXPECT_EQ(check_code(8, "00000000").error().key, "draft.no_such_code") << "another person is not held up";
  bench.clock.advance(kDraftCodeWindow);
  EXPECT_TRUE(check_code(kPerson, code.code));
}

TEST_P(DraftsTest, TheSweepRemovesWhatNobodyChangedForNinetyDays) {
  for (int i = 0; i < 450; ++i) must(keep(i, change(1, "{}")));  // more than two sweeps' worth
  bench.clock.advance(std::chrono::days(1));
  must(keep(1000, change(1, "{}")));
  bench.clock.advance(kDraftKept - std::chrono::hours(12));
  EXPECT_EQ(must(sweep_drafts(*bench.database, bench.clock)), 450);
  EXPECT_EQ(must(sweep_drafts(*bench.database, bench.clock)), 0);
  EXPECT_TRUE(find(1000, 1));
  EXPECT_EQ(find(3, 1).error().key, "draft.not_found");
}

/// However late: one draft, one application.
TEST_P(DraftsTest, TheSweepKeepsThatOneWasSent) {
  must(keep(kPerson, change(1, "{}")));
  ASSERT_TRUE(bench.database->change([&](db::Tx& tx) -> Result<void> {
    drafts.sent(tx, kPerson, draft_id(1), {77});
    return {};
  }));
  bench.clock.advance(kDraftKept + std::chrono::hours(1));
  EXPECT_EQ(must(sweep_drafts(*bench.database, bench.clock)), 0);
  EXPECT_EQ(find(kPerson, 1).error().key, "draft.already_sent");
}

TEST_P(DraftsTest, TheSweepRunsByItself) {
  must(keep(kPerson, change(1, "{}")));
  bench.clock.advance(kDraftKept + std::chrono::hours(1));
  DraftSweep sweep(*bench.database, bench.clock);
  sweep.start();
  while (find(kPerson, 1)) std::this_thread::yield();
  sweep.stop();
}

/// What should stand of each draft, by person and number.
struct Model {
  struct One {
    std::int64_t revision = 0;
    std::string answers;
    bool sent = false;
  };
  std::map<std::pair<std::int64_t, int>, One> drafts;

  /// What keeping should give: the revision, or the error's key.
  std::string keep(std::int64_t person, int number, const std::string& answers, std::optional<std::int64_t> base) {
    const auto stands = drafts.find({person, number});
    if (stands == drafts.end()) {
      if (base) return "draft.not_found";
      drafts[{person, number}] = {1, answers};
      return "1";
    }
    One& one = stands->second;
    if (one.sent) return "draft.already_sent";
    if (one.answers != answers) {
      if (base != one.revision) return "draft.changed_elsewhere";
      one = {one.revision + 1, answers};
    }
    return std::to_string(one.revision);
  }
  std::string remove(std::int64_t person, int number) {
    const auto stands = drafts.find({person, number});
    if (stands == drafts.end()) return "draft.not_found";
    if (stands->second.sent) return "draft.already_sent";
    drafts.erase(stands);
    return "gone";
  }
  std::string send(std::int64_t person, int number) {
    One& one = drafts[{person, number}];
    if (one.sent) return "draft.already_sent";
    one = {0, "{}", true};
    return "sent";
  }
};

/// Goal: whatever devices do to the same drafts in whatever order, what stands is what a simple model says.
/// Method: random acts by a printed seed, each done to both.
TEST_P(DraftsTest, DevicesAgreeWithTheModel) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 dice(seed);
  Model model;
  for (int step = 0; step < 400; ++step) {
    const std::int64_t person = 1 + dice() % 2;
    const int number = static_cast<int>(dice() % 4);
    const auto act = dice() % 20;
    if (act == 0) {
      const auto sent = bench.database->change([&](db::Tx& tx) -> Result<void> {
        TRY(drafts.check_not_sent(tx, person, draft_id(number), "kz.signed", 4));
        drafts.sent(tx, person, draft_id(number), {step});
        return {};
      });
      ASSERT_EQ(sent ? "sent" : sent.error().key, model.send(person, number)) << step;
    } else if (act < 5) {
      const auto gone = bench.database->change([&](db::Tx& tx) { return drafts.remove(tx, person, draft_id(number)); });
      ASSERT_EQ(gone ? "gone" : gone.error().key, model.remove(person, number)) << step;
    } else {
      const std::string answers = R"({"a":)" + std::to_string(dice() % 3) + "}";
      std::optional<std::int64_t> base;
      if (act < 15) base = static_cast<std::int64_t>(dice() % 4);
      const auto kept = keep(person, change(number, answers, base));
      ASSERT_EQ(kept ? std::to_string(kept->revision) : kept.error().key, model.keep(person, number, answers, base))
          << step;
    }
  }
  for (const auto& [key, one] : model.drafts) {
    const auto found = find(key.first, key.second);
    ASSERT_EQ(found.has_value(), !one.sent);
    if (found) {
      EXPECT_EQ(found->answers, one.answers);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(engines, DraftsTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

class DraftRoutesTest : public ::testing::Test {
 protected:
  static constexpr std::string_view kPath = "/api/drafts/0195a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b";
  static std::string body(std::string_view answers, std::string_view more = "") {
    return R"({"service":"kz.signed","version":3,"lang":"ru","page":"who","answers":)" + std::string(answers) +
           std::string(more) + "}";
  }
  testing::Site site{QYZMET_SOURCE_DIR};
};

TEST_F(DraftRoutesTest, IsKeptListedContinuedAndThrownAway) {
  const Answer kept = site.ask("mother", "PUT", kPath, body(R"({ "iin" : "56" })"));
  ASSERT_EQ(kept.status, 200) << kept.body;
  EXPECT_EQ(object_of(kept).at("revision"), 1);
  const json::object list = object_of(site.get("mother", "/api/drafts"));
  ASSERT_EQ(list.at("drafts").as_array().size(), 1u);
  EXPECT_FALSE(list.at("drafts").at(0).as_object().contains("answers"));

  const json::object draft = object_of(site.get("mother", kPath));
  EXPECT_EQ(draft.at("answers"), (json::value{{"iin", "56"}}));
  EXPECT_EQ(draft.at("version"), 3);
  EXPECT_EQ(draft.at("version_now"), 4) << "the page can tell that the service has changed";
  EXPECT_EQ(draft.at("lang"), "ru");

  const json::object code = object_of(site.post("mother", std::string(kPath) + "/code", "{}"));
  const std::string typed = R"({"code":")" + std::string(code.at("code").as_string()) + "\"}";
  EXPECT_EQ(problem_of(site.post("stranger", "/api/drafts/continue", typed)), "draft.no_such_code");
  EXPECT_EQ(object_of(site.post("mother", "/api/drafts/continue", typed)).at("answers"), draft.at("answers"));
  EXPECT_EQ(site.post("mother", "/api/drafts/continue", typed).status, 404);

  EXPECT_EQ(site.ask("stranger", "DELETE", kPath).status, 404);
  EXPECT_EQ(site.ask("mother", "DELETE", kPath).status, 200);
  EXPECT_EQ(problem_of(site.get("mother", kPath)), "draft.not_found");
}

TEST_F(DraftRoutesTest, BadInputIsNamedAndNotStored) {
  const std::string deep = std::string(20, '[') + std::string(20, ']');
  const std::string large = R"({"a":")" + std::string(kDraftBytes, 'x') + "\"}";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"{", "json.malformed"},
      {"[]", "request.invalid  field.wrong_type"},
      {body("[]"), "request.invalid answers field.wrong_type"},
      {body(R"({"a":)" + deep + "}"), "json.too_deep"},
      {body(large), "draft.too_large"},
      {body(R"({"a":")" + std::string(400 << 10, 'x') + "\"}"), "json.too_large"},
      {body("{}", R"(,"revision":3)"), "request.invalid revision field.unknown"},
      {body("{}", R"(,"base":"3")"), "request.invalid base field.wrong_type"},
      {R"({"service":"kz.nothing","version":1,"lang":"ru","page":"","answers":{}})",
       "request.invalid service service.not_found"},
      {R"({"service":"kz.signed","version":0,"lang":"ru","page":"","answers":{}})",
       "request.invalid version field.not_a_choice"},
      {R"({"service":"kz.signed","version":1,"lang":"de","page":"","answers":{}})",
       "request.invalid lang field.not_a_choice"},
  };
  for (const auto& [sent, problem] : cases) {
    EXPECT_EQ(problem_of(site.ask("mother", "PUT", kPath, sent)), problem) << sent.substr(0, 200);
  }
  EXPECT_EQ(problem_of(site.ask("mother", "PUT", "/api/drafts/7", body("{}"))),
            "request.invalid id draft.malformed_id");
  EXPECT_EQ(site.ask("", "PUT", kPath, body("{}")).status, 401);
  EXPECT_EQ(site.ask("operator", "PUT", kPath, body("{}")).status, 403);
  EXPECT_EQ(site.ask("bank", "PUT", kPath, body("{}")).status, 403) << "a client has no drafts";
  EXPECT_EQ(object_of(site.get("mother", "/api/drafts")).at("drafts"), json::array());
}

/// Goal: neither answers nor codes lie in the store of kept replies.
TEST_F(DraftRoutesTest, NothingIsKeptForRepeats) {
  ASSERT_EQ(site.ask("mother", "PUT", kPath, body("{}")).status, 200);
  ASSERT_EQ(site.post("mother", std::string(kPath) + "/code", "{}").status, 200);
  static const db::Sql kCount("SELECT count(*) FROM idempotency");
  EXPECT_EQ(site.count(kCount), 0);
}

}  // namespace
}  // namespace qyzmet::applications
