#include "catalogue/finder.hpp"

#include <gtest/gtest.h>

#include "catalogue/catalogue.hpp"
#include "catalogue/testing.hpp"

namespace qyzmet::catalogue {
namespace {

using testing::kSource;

/// `T` stands for a title.
std::string with_titles(std::string text) {
  for (auto at = text.find("T,"); at != std::string::npos; at = text.find("T,", at)) {
    text.replace(at, 2, R"("title":{"kk":"a","ru":"b","en":"c"},)");
  }
  return text;
}

/// The path of what is wrong; "" if nothing is.
std::string wrong(std::string text) {
  const auto finder = parse_finder(*parse_json(with_titles(std::move(text))));
  return finder ? "" : finder.error().fields.at(0).path;
}

const std::string kGoodFinder =
    R"({"start":"a","questions":{"a":{T,"options":[{T,"next":"b"},{T,"services":["kz.x"]}]},)"
    R"("b":{T,"options":[{T,"services":["kz.x","kz.y"]},{T,"services":["kz.z"]}]}}})";

std::string changed(std::string_view from, std::string_view to) {
  std::string text = kGoodFinder;
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Finder, ReadsAndWritesTheSame) {
  const auto value = *parse_json(with_titles(kGoodFinder));
  const auto finder = parse_finder(value);
  ASSERT_TRUE(finder);
  EXPECT_EQ(finder->questions.at("b").options.at(0).services, (std::vector<std::string>{"kz.x", "kz.y"}));
  EXPECT_EQ(to_json(*finder), canonical_json(value));
}

TEST(Finder, RefusesAndSaysWhere) {
  EXPECT_EQ(wrong(kGoodFinder), "");
  EXPECT_EQ(wrong("[]"), "{}");
  EXPECT_EQ(wrong(changed(R"("start":"a")", R"("start":"c")")), "start");
  EXPECT_EQ(wrong(changed(R"("start":"a")", R"("start":"b")")), "questions.a");  // nobody comes there
  EXPECT_EQ(wrong(changed(R"("next":"b")", R"("next":"c")")), "questions.a.options[0].next");
  EXPECT_EQ(wrong(changed(R"("next":"b")", R"("next":"a")")), "questions.a.options[0].next");  // round and round
  EXPECT_EQ(wrong(changed(R"("next":"b")", R"("next":"")")), "questions.a.options[0].next");
  EXPECT_EQ(wrong(changed(R"({T,"next":"b"})", R"({T,"next":"b","services":["kz.x"]})")), "questions.a.options[0]");
  EXPECT_EQ(wrong(changed(R"({T,"next":"b"})", R"({"next":"b"})")), "questions.a.options[0].title");
  EXPECT_EQ(wrong(changed(R"(["kz.z"])", "[]")), "questions.b.options[1].services");
  EXPECT_EQ(wrong(changed(R"("kz.y"])", R"("kz.x"])")), "questions.b.options[0].services[1]");
  EXPECT_EQ(wrong(changed(R"("b":{T,)", R"("b":{T,"hint":"x",)")), "questions.b.hint");
}

TEST(Finder, AsksAtMostThreeQuestions) {
  std::string text = R"({"start":"a","questions":{)";
  const std::string end = R"({T,"services":["kz.x"]})";
  for (const auto& [id, next] : {std::pair{"a", "b"}, std::pair{"b", "c"}}) {
    text += std::string("\"") + id + R"(":{T,"options":[{T,"next":")" + next + "\"}," + end + "]},";
  }
  const std::string last = R"(":{T,"options":[)" + end + "," + end + "]}}}";
  EXPECT_EQ(wrong(text + "\"c" + last), "");
  EXPECT_EQ(wrong(text + R"("c":{T,"options":[{T,"next":"d"},)" + end + "]},\"d" + last),
            "questions.c.options[0].next");
}

TEST(Finder, TheProjectsOwnLeadsToServicesThatAreThere) {
  const auto country = Country::load(kSource / "data/kz");
  ASSERT_TRUE(country) << country.error().details.at(1).second;
  ASSERT_TRUE(country->finder);
  auto altered = *country;
  altered.finder->questions.begin()->second.options.front() = {{"a", "b", "c"}, "", {"kz.nothing"}};
  const auto catalogue = Catalogue::load(kSource / "services", altered);
  ASSERT_FALSE(catalogue);
  EXPECT_EQ(catalogue.error().key, "definition.no_such_service");
  EXPECT_EQ(catalogue.error().details.at(1).second, "kz.nothing");
}

}  // namespace
}  // namespace qyzmet::catalogue
