// What the state offers of itself: once for each record of a register, to its person alone, until they have it or do
// not want it.
#include "applications/offers.hpp"

#include <gtest/gtest.h>

#include "applications/testing.hpp"

namespace qyzmet::applications {
namespace {

using testing::kDaughter;
using testing::kMother;
using testing::must;

const http::Caller kRegisters{.id = "client:7", .client = 7};
const http::Caller kMotherCalls{.id = "person:101", .person = 101};
constexpr std::string_view kAllowance = "kz.large-family-allowance";

class OffersTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  OffersTest() : bench(QYZMET_SOURCE_DIR, GetParam()) {
    bench.start_database();
    testing::put_people(*bench.database);
  }
  /// A register tells, and the consumer hears.
  void tell(std::string_view reference, std::string_view iin = kMother.iin) {
    const exchange::Notice notice{"kz.family", "birth.registered", std::string(iin), std::string(reference)};
    const auto consumer = offers_consumer(bench.services);
    must(bench.database->change([&](db::Tx& tx) -> Result<void> {
      told = exchange::keep_notice(tx, kRegisters, notice);
      return {};
    }));
    hear(consumer);
  }
  void hear(const journal::Consumer& consumer) {
    std::vector<journal::Stored> events;
    bench.database->read([&](db::Snapshot& snapshot) { events = journal::events(snapshot, told, told + 1); });
    must(bench.database->change([&](db::Tx& tx) { return consumer.hear(tx, events.at(0)); }));
  }
  std::vector<Offer> open(const testing::Somebody& person = kMother) {
    std::vector<Offer> all;
    bench.database->read(
        [&](db::Snapshot& snapshot) { all = open_offers(snapshot, person.iin, person.id, bench.clock.now()); });
    return all;
  }
  Result<void> declines(OfferId id, const testing::Somebody& person = kMother) {
    return bench.database->change([&](db::Tx& tx) { return decline(tx, kMotherCalls, id, person.iin); });
  }
  std::string kinds() {
    std::string all;
    bench.database->read([&](db::Snapshot& snapshot) {
      for (const auto& event : journal::events(snapshot, 0, 1000)) all += event.kind + " ";
    });
    return all;
  }

  testing::Bench bench;
  std::int64_t told = 0;
};

TEST_P(OffersTest, EachRecordOfARegisterIsOfferedOnceToItsPerson) {
  tell("r-1");
  ASSERT_EQ(open().size(), 1u);
  EXPECT_EQ(open().at(0).service, kAllowance);
  EXPECT_EQ(open().at(0).notice, "birth.registered");
  EXPECT_TRUE(open(kDaughter).empty());
  hear(offers_consumer(bench.services));
  tell("r-1");
  EXPECT_EQ(open().size(), 1u) << "heard twice, told twice";
  tell("r-2");
  EXPECT_EQ(open().size(), 2u);
  EXPECT_EQ(kinds(), "notice.received offer.made notice.received notice.received offer.made ");
}

TEST_P(OffersTest, WhatIsDeclinedIsShownNoMore) {
  tell("r-1");
  const OfferId id = open().at(0).id;
  EXPECT_EQ(declines(id, kDaughter).error().key, "offer.not_found");
  EXPECT_EQ(declines(OfferId{17}).error().key, "offer.not_found");
  EXPECT_TRUE(declines(id));
  EXPECT_TRUE(declines(id)) << "again: no change";
  EXPECT_TRUE(open().empty());
  EXPECT_EQ(kinds(), "notice.received offer.made offer.declined ");
}

TEST_P(OffersTest, WhoeverAppliedSinceHasTakenIt) {
  tell("r-1");
  tell("r-9", kDaughter.iin);
  Prepared prepared = must(bench.prepare("kz.three-days", R"({"when":"2026-01-01"})"));
  prepared.service = kAllowance;
  prepared.filer.applicant = kMother.id;
  bench.submit(prepared);
  EXPECT_TRUE(open().empty());
  EXPECT_EQ(open(kDaughter).size(), 1u);
}

TEST_P(OffersTest, AnOfferStandsForAYear) {
  tell("r-1");
  bench.clock.advance(kOfferStands - std::chrono::hours(1));
  EXPECT_EQ(open().size(), 1u);
  bench.clock.advance(std::chrono::hours(2));
  EXPECT_TRUE(open().empty());
}

TEST_P(OffersTest, AnErasedNoticeOffersNothing) {
  const exchange::Notice notice{"kz.family", "birth.registered", std::string(kMother.iin), "r-1"};
  must(bench.database->change([&](db::Tx& tx) -> Result<void> {
    told = exchange::keep_notice(tx, kRegisters, notice);
    return journal::erase_personal(tx, told, "asked");
  }));
  hear(offers_consumer(bench.services));
  EXPECT_TRUE(open().empty());
}

INSTANTIATE_TEST_SUITE_P(engines, OffersTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& info) { return db::testing::to_word(info.param); });

}  // namespace
}  // namespace qyzmet::applications
