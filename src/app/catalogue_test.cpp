#include <gtest/gtest.h>

#include "app/testing.hpp"

namespace qyzmet::app {
namespace {

using http::testing::Answer;
using testing::Contract;
using testing::Site;

/// The catalogue's routes through the whole server, every reply held against api/openapi.yaml.
class CatalogueRoutes : public ::testing::Test {
 protected:
  /// The reply's body, which must be as the contract's `path` says.
  json::object get(const std::string& target, const std::string& path) {
    const Answer answer = site.get(target);
    EXPECT_EQ(answer.status, 200) << target;
    EXPECT_EQ(contract.reply_misfit(path, "get", answer.status, answer.body), "") << target;
    const auto value = parse_json(answer.body);
    return value && value->is_object() ? value->get_object() : json::object();
  }

  const Site site{QYZMET_SOURCE_DIR};
  const Contract contract{QYZMET_SOURCE_DIR};
};

TEST_F(CatalogueRoutes, EveryServiceIsAsTheContractSays) {
  const json::object all = get("/api/services", "/api/services");
  ASSERT_EQ(all.at("services").as_array().size(), 50u);
  for (const auto& service : all.at("services").as_array()) {
    const std::string id(service.at("id").as_string());
    const json::object whole = get("/api/services/" + id, "/api/services/{id}");
    EXPECT_EQ(whole.at("filing") == "here", !whole.at("pages").as_array().empty()) << id;
  }
}

TEST_F(CatalogueRoutes, MeasuresOfStateSupportAreAKindOfService) {
  const auto of = [&](const std::string& kind) {
    return get("/api/services?kind=" + kind, "/api/services").at("services").as_array();
  };
  const json::array measures = of("support_measure");
  ASSERT_FALSE(measures.empty());
  EXPECT_EQ(measures.size() + of("service").size(), 50u);
  for (const auto& measure : measures) EXPECT_EQ(measure.at("kind"), "support_measure");
  EXPECT_EQ(site.get("/api/services?kind=gift").status, 422);
  const json::object whole = get("/api/services/kz.credit-guarantee", "/api/services/{id}");
  EXPECT_EQ(whole.at("support").at("form"), "guarantee");
}

TEST_F(CatalogueRoutes, AgenciesSayWhomTheyStandFor) {
  const json::object all = get("/api/agencies", "/api/agencies");
  int local = 0;
  for (const auto& agency : all.at("agencies").as_array()) {
    if (agency.at("part_of").is_null()) continue;
    ++local;
    EXPECT_EQ(agency.at("part_of"), "kz.mio");
    EXPECT_TRUE(agency.at("region").is_string());
  }
  EXPECT_EQ(local, 20);
}

TEST_F(CatalogueRoutes, LifeEventsCountTheirServices) {
  const json::object events = get("/api/life-events", "/api/life-events");
  ASSERT_FALSE(events.at("life_events").as_array().empty());
  for (const auto& event : events.at("life_events").as_array()) {
    const std::string id(event.at("id").as_string());
    const json::object services = get("/api/services?life_event=" + id, "/api/services");
    EXPECT_EQ(services.at("services").as_array().size(), event.at("services").to_number<std::size_t>()) << id;
    for (const auto& service : services.at("services").as_array()) {
      const auto& own = service.at("life_events").as_array();
      EXPECT_NE(std::ranges::find(own, json::value(id)), own.end()) << id;
    }
  }
  EXPECT_EQ(site.get("/api/services?life_event=war").status, 404);
}

TEST_F(CatalogueRoutes, SearchAndFinderLeadToServices) {
  const json::object found =
      get("/api/search?q=%D0%BF%D1%80%D0%BE%D0%BF%D0%B8%D1%81%D0%BA%D0%B0&lang=ru", "/api/search");
  ASSERT_FALSE(found.at("results").as_array().empty());
  const json::value& first = found.at("results").as_array().at(0);
  EXPECT_EQ(first.at("service"), "kz.residence-registration");
  EXPECT_EQ(first.at("matched"), "прописка");
  for (const std::string target : {"/api/search", "/api/search?q=", "/api/search?q=%ff%00%22"}) {
    EXPECT_TRUE(get(target, "/api/search").at("results").as_array().empty()) << target;
  }
  const json::object finder = get("/api/finder", "/api/finder");
  EXPECT_TRUE(finder.at("questions").as_object().contains(finder.at("start").as_string()));
}

}  // namespace
}  // namespace qyzmet::app
