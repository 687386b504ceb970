#include "catalogue/facts.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"
#include "catalogue/definition.hpp"

namespace qyzmet::catalogue {
namespace {

const Country& country_of_facts() {
  static const Country country = [] {
    Country country;
    country.agencies = {{"kz.mvd", {"a", "b", "c"}}};
    country.life_events = {{"birth", {"a", "b", "c"}}, {"old-age", {"a", "b", "c"}}};
    return country;
  }();
  return country;
}

/// A service that is filed elsewhere; `more` are its further lines, from line 5 on.
std::string service(std::string_view more) {
  std::string yaml = "service: kz.a\nversion: 1\ncode: null\nagency: kz.mvd\n";
  return yaml.append(more) +
         "\ntitle: {kk: a, ru: b, en: c}\nresult: {kk: a, ru: b, en: c}\nhow_to_get: {kk: a, ru: b, en: c}\n"
         "filing: elsewhere\n";
}

constexpr std::string_view kDeadline = "deadline: {unknown: yes}\n";
constexpr std::string_view kFee = "fee: {unknown: yes}\n";

Result<Definition> read(const std::string& more) {
  return parse_definition(service(more), "a.yaml", country_of_facts());
}
Result<Definition> with_deadline(std::string_view deadline) {
  return read("deadline: " + std::string(deadline) + "\n" + std::string(kFee));
}
Result<Definition> with_fee(std::string_view fee) {
  return read("fee: " + std::string(fee) + "\n" + std::string(kDeadline));
}
Result<Definition> with(std::string_view line) {
  return read(std::string(line) + "\n" + std::string(kDeadline) + std::string(kFee));
}

/// "key line"; "" if it is accepted.
std::string refusal(const Result<Definition>& definition) {
  return definition ? "" : definition.error().key + " " + definition.error().details.at(1).second;
}

json::object json_of(const Result<Definition>& definition) { return parse_json(to_json(*definition))->get_object(); }

TEST(Facts, Deadlines) {
  const std::string sure = ", certainty: assumed, source: law}";
  EXPECT_EQ(with_deadline("{minutes: 15" + sure)->deadline.unit, Deadline::Unit::minutes);
  EXPECT_EQ(with_deadline("{hours: 2" + sure)->deadline.unit, Deadline::Unit::hours);
  EXPECT_EQ(with_deadline("{working_days: 7" + sure)->deadline.unit, Deadline::Unit::working_days);
  const auto days = with_deadline("{calendar_days: 45, note: {kk: x, ru: y, en: z}" + sure);
  ASSERT_TRUE(days);
  EXPECT_EQ(days->deadline.unit, Deadline::Unit::calendar_days);
  EXPECT_EQ(days->deadline.count, 45);
  EXPECT_EQ(days->deadline.certainty, Certainty::assumed);
  EXPECT_EQ(canonical_json(json_of(days).at("deadline")),
            R"({"calendar_days":45,"certainty":"assumed","note":{"en":"z","kk":"x","ru":"y"},"source":"law"})");
  EXPECT_EQ(refusal(with_deadline("{minutes: 15}")), "definition.missing 5");
  EXPECT_EQ(refusal(with_deadline("{minutes: 0" + sure)), "definition.bad_value 5");
  EXPECT_EQ(refusal(with_deadline("{hours: 1, minutes: 15" + sure)), "definition.contradiction 5");
  EXPECT_EQ(refusal(with_deadline("{unknown: yes, minutes: 15" + sure)), "definition.contradiction 5");
  EXPECT_EQ(refusal(with_deadline("{note: {kk: x, ru: y, en: z}" + sure)), "definition.missing 5");
  EXPECT_EQ(refusal(with_deadline("{weeks: 1" + sure)), "definition.unknown 5");
}

TEST(Facts, WhatIsNotKnownIsSaidSo) {
  const auto unknown = with_deadline("{unknown: yes}");
  ASSERT_TRUE(unknown);
  EXPECT_EQ(unknown->deadline.unit, Deadline::Unit::unknown);
  EXPECT_EQ(canonical_json(json_of(unknown).at("deadline")), R"({"certainty":"unverified","unknown":true})");
  EXPECT_EQ(canonical_json(json_of(unknown).at("fee")), R"({"certainty":"unverified","unknown":true})");
  EXPECT_TRUE(with_deadline("{unknown: yes, certainty: sourced, source: law}"));
  EXPECT_EQ(refusal(with_deadline("{unknown: yes, certainty: sourced}")), "definition.missing 5");
  EXPECT_EQ(refusal(with_deadline("{unknown: no}")), "definition.bad_value 5");
  EXPECT_EQ(refusal(with_deadline("{unknown: maybe}")), "definition.bad_value 5");
}

TEST(Facts, Fees) {
  const std::string sure = ", certainty: sourced, source: law}";
  EXPECT_EQ(with_fee("{mrp: 1.25" + sure)->fee.mrp_milli, 1250);
  const auto noted = with_fee("{note: {kk: x, ru: y, en: z}" + sure);
  ASSERT_TRUE(noted);
  EXPECT_FALSE(noted->fee.mrp_milli);
  EXPECT_EQ(canonical_json(json_of(noted).at("fee")),
            R"({"certainty":"sourced","note":{"en":"z","kk":"x","ru":"y"},"source":"law"})");
  EXPECT_FALSE(with_fee("{unknown: yes}")->fee.mrp_milli);
  EXPECT_EQ(refusal(with_fee("{certainty: sourced, source: law}")), "definition.missing 5");
  EXPECT_EQ(refusal(with_fee("{unknown: yes, mrp: 0" + sure)), "definition.contradiction 5");
  EXPECT_EQ(refusal(with_fee("{mrp: 1}")), "definition.missing 5");
}

TEST(Facts, ChannelsStandingAndLifeEvents) {
  const auto channels = with("channels: {portal: yes, bank: no, certainty: assumed, source: us}");
  ASSERT_TRUE(channels);
  EXPECT_EQ(canonical_json(json_of(channels).at("channels")),
            R"({"bank":"no","certainty":"assumed","counter":"unknown","helper":"unknown","kiosk":"unknown",)"
            R"("mobile":"unknown","portal":"yes","source":"us"})");
  EXPECT_EQ(refusal(with("channels: {portal: maybe}")), "definition.bad_value 5");
  EXPECT_EQ(refusal(with("channels: {phone: yes}")), "definition.unknown 5");
  EXPECT_EQ(with("standing: online_only")->standing, Standing::online_only);
  EXPECT_FALSE(with("")->standing);
  EXPECT_EQ(refusal(with("standing: lost")), "definition.bad_value 5");
  EXPECT_EQ(canonical_json(json_of(with("life_events: [old-age, birth]")).at("life_events")), R"(["old-age","birth"])");
  EXPECT_TRUE(with("life_events: []"));
  EXPECT_EQ(refusal(with("life_events:\n  - birth\n  - war")), "definition.bad_value 7");
  EXPECT_EQ(refusal(with("life_events: [birth, birth]")), "definition.duplicate 5");
}

TEST(Facts, TextsKeywordsAndLaw) {
  const auto texts = with("texts: unverified\nunverified: [title.kk, fee.note.ru]");
  ASSERT_TRUE(texts);
  EXPECT_TRUE(texts->texts_unverified);
  EXPECT_EQ(canonical_json(json_of(texts).at("unverified")), R"(["title.kk","fee.note.ru"])");
  EXPECT_EQ(refusal(with("texts: fine")), "definition.bad_value 5");
  for (const std::string_view path : {"title", "title.de", "name.kk", ".kk", "kk"}) {
    EXPECT_EQ(refusal(with("unverified: [" + std::string(path) + "]")), "definition.bad_value 5") << path;
  }
  EXPECT_EQ(with("keywords: {ru: [прописка, 'где прописан'], kk: []}")->keywords.ru.size(), 2u);
  EXPECT_EQ(refusal(with("keywords: {ru: [''], kk: []}")), "definition.missing 5");
  EXPECT_EQ(refusal(with("keywords: {ru: прописка}")), "definition.wrong_type 5");
  EXPECT_EQ(refusal(with("keywords: {de: [a]}")), "definition.unknown 5");
  EXPECT_TRUE(with("legal_basis: []"));
  const auto law = with("legal_basis: [{title: {kk: x, ru: y, en: z}, article: 5, uri: 'https://adilet.zan.kz/1'}]");
  ASSERT_TRUE(law);
  EXPECT_EQ(law->legal_basis.at(0).article, "5");
  EXPECT_EQ(refusal(with("legal_basis: [{title: {kk: x, ru: y, en: z}, uri: 'javascript:1'}]")),
            "definition.bad_value 5");
}

TEST(Facts, WhatIsFiledElsewhereSaysHowItIsObtained) {
  EXPECT_FALSE(with("")->files_here);
  EXPECT_TRUE(with("")->pages.empty());
  EXPECT_EQ(refusal(with("pages: []")), "definition.contradiction 5");
  std::string bare = service(std::string(kDeadline) + std::string(kFee));
  bare.erase(bare.find("how_to_get"), bare.find("filing") - bare.find("how_to_get"));
  EXPECT_EQ(refusal(parse_definition(bare, "a.yaml", country_of_facts())), "definition.missing 1");
  EXPECT_TRUE(with("")->needs_sign_in);
  EXPECT_FALSE(with("sign_in: no")->needs_sign_in);
  EXPECT_EQ(refusal(with("sign_in: never")), "definition.bad_value 5");
}

}  // namespace
}  // namespace qyzmet::catalogue
