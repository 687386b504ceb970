#include "catalogue/definition.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "base/json.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/testing.hpp"
#include "db/testing.hpp"

namespace qyzmet::catalogue {
namespace {

using testing::kSource;
using testing::kazakhstan;

/// Lines are counted in the tests below: line 1 is `service`.
const std::string kGood = R"(service: kz.dog-licence
version: 3
code: "00701015"
title: {kk: a, ru: b, en: c}
agency: kz.mvd
deadline: {working_days: 5, certainty: sourced, source: law}
fee: {mrp: 0.25, certainty: unverified, source: law}
result: {kk: a, ru: b, en: c}
figures: [breed]
pages:
  - id: dog
    title: {kk: a, ru: b, en: c}
    questions:
      - {id: breed, kind: choice, title: {kk: a, ru: b, en: c}, options: [{value: tazy, title: {kk: a, ru: b, en: c}}]}
      - {id: name, kind: text, max_length: 20, required: no, title: {kk: a, ru: b, en: c}}
      - {id: agreed, kind: statement, title: {kk: a, ru: b, en: c}}
steps:
  - id: look
    by: officer
    title: {kk: a, ru: b, en: c}
    within: {working_days: 1}
    actions: [{id: grant, title: {kk: a, ru: b, en: c}, to: granted}]
)";

std::string replaced(std::string_view from, std::string_view to) {
  std::string yaml = kGood;
  const auto at = yaml.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return yaml.replace(at, from.size(), to);
}

/// "key line" of the refusal; "" if the text is accepted.
std::string refusal(std::string_view yaml) {
  const auto definition = parse_definition(yaml, "dog.yaml", kazakhstan());
  if (definition) return "";
  EXPECT_EQ(definition.error().code, Code::invalid);
  EXPECT_GE(definition.error().details.size(), 2u);
  EXPECT_EQ(definition.error().details.at(0), (std::pair<std::string, std::string>("file", "dog.yaml")));
  return definition.error().key + " " + definition.error().details.at(1).second;
}

TEST(Definition, ReadsAllOfIt) {
  const auto definition = parse_definition(kGood, "dog.yaml", kazakhstan());
  ASSERT_TRUE(definition);
  EXPECT_EQ(definition->id, "kz.dog-licence");
  EXPECT_EQ(definition->version, 3);
  EXPECT_EQ(definition->code, "00701015");
  EXPECT_EQ(definition->deadline.unit, Deadline::Unit::working_days);
  EXPECT_EQ(definition->deadline.count, 5);
  EXPECT_EQ(definition->deadline.certainty, Certainty::sourced);
  EXPECT_EQ(definition->fee.mrp_milli, 250);
  EXPECT_EQ(definition->agency.title.en, "Ministry of Internal Affairs of the Republic of Kazakhstan");
  ASSERT_EQ(definition->pages.size(), 1u);
  ASSERT_EQ(definition->pages[0].questions.size(), 3u);
  EXPECT_TRUE(definition->pages[0].questions[0].required);
  EXPECT_FALSE(definition->pages[0].questions[1].required);
}

TEST(Definition, RefusesAndNamesTheLine) {
  EXPECT_EQ(refusal(kGood), "");
  EXPECT_EQ(refusal(replaced("title: {kk: a, ru: b, en: c}\nagency", "agency")), "definition.missing 1");
  EXPECT_EQ(refusal(replaced("en: c}\nagency", "en: ''}\nagency")), "definition.incomplete_text 4");
  EXPECT_EQ(refusal(replaced("en: c}\nagency", "}\nagency")), "definition.incomplete_text 4");
  EXPECT_EQ(refusal(replaced("en: c}\nagency", "en: c, fr: d}\nagency")), "definition.unknown 4");
  EXPECT_EQ(refusal(replaced("version: 3", "version: 0")), "definition.bad_value 2");
  EXPECT_EQ(refusal(replaced("version: 3", "versoin: 3")), "definition.unknown 2");
  EXPECT_EQ(refusal(replaced("version: 3", "version: 3\nversion: 4")), "definition.duplicate 3");
  EXPECT_EQ(refusal(replaced("\"00701015\"", "701015")), "definition.bad_value 3");
  EXPECT_EQ(refusal(replaced("kz.mvd", "kz.nobody")), "definition.bad_value 5");
  EXPECT_EQ(refusal(replaced("working_days: 5", "minutes: 5, working_days: 5")), "definition.contradiction 6");
  EXPECT_EQ(refusal(replaced("working_days: 5, ", "")), "definition.missing 6");
  EXPECT_EQ(refusal(replaced("certainty: sourced", "certainty: yes")), "definition.bad_value 6");
  for (const std::string_view mrp : {"-1", "-0.5", "0.1255", "1.", "1e3", "x", ".5", "1.+1"}) {
    EXPECT_EQ(refusal(replaced("0.25", mrp)), "definition.bad_value 7") << mrp;
  }
  EXPECT_EQ(refusal(replaced("[breed]", "[name]")), "definition.bad_value 9");  // free text is nobody's figure
  EXPECT_EQ(refusal(replaced("[breed]", "[breed, breed]")), "definition.bad_value 9");
  EXPECT_EQ(refusal(replaced("kind: choice", "kind: chioce")), "definition.bad_value 14");
  EXPECT_EQ(refusal(replaced("id: name", "id: breed")), "definition.duplicate 15");
  EXPECT_EQ(refusal(replaced("id: name", "id: Name")), "definition.bad_value 15");
  EXPECT_EQ(refusal(replaced("max_length: 20, ", "")), "definition.missing 15");
  EXPECT_EQ(refusal(replaced("required: no", "required: maybe")), "definition.bad_value 15");
  EXPECT_EQ(refusal(replaced("kind: statement", "kind: statement, required: no")), "definition.bad_value 16");
  EXPECT_EQ(refusal(replaced("kind: statement", "kind: statement, max_length: 3")), "definition.unknown 16");
}

TEST(Definition, TextsAreOneLineAndTheLoaderShowsWhichIsNot) {
  const auto definition =
      parse_definition(replaced("en: c}\nagency", "en: \"several\\nlines\"}\nagency"), "a", kazakhstan());
  ASSERT_FALSE(definition);
  EXPECT_EQ(definition.error().key, "definition.bad_value");
  EXPECT_EQ(definition.error().details.at(3).second, "several?lines…");
  EXPECT_EQ(refusal(replaced("kk: a", "kk: " + std::string(4000, 'x'))), "");
  EXPECT_EQ(refusal(replaced("kk: a", "kk: " + std::string(4001, 'x'))), "definition.bad_value 4");
}

TEST(Definition, RefusesWhatIsNoYamlOrNoMap) {
  EXPECT_EQ(refusal("a: [b"), "definition.not_yaml 1");
  EXPECT_EQ(refusal("a: 1\n\tb: 2"), "definition.not_yaml 2");
  EXPECT_EQ(refusal(""), "definition.not_yaml 1");
  EXPECT_EQ(refusal("- a"), "definition.wrong_type 1");
  EXPECT_EQ(refusal(kGood + "---\n" + kGood), "definition.not_yaml 1");
  EXPECT_EQ(refusal(kGood + "]"), "definition.not_yaml 23");
  EXPECT_EQ(refusal(", kind: choice, options: []}"), "definition.not_yaml 1");  // YAML::LoadAll never ends on this
  EXPECT_EQ(refusal("{[a]: b}"), "definition.wrong_type 1");
}

/// What would keep the reader busy for seconds is refused at its line, before it is read whole.
TEST(Definition, RefusesWhatTakesLongToRead) {
  const auto many = [](int times, const auto& line) {
    std::string all;
    for (int i = 0; i < times; ++i) all += line(i);
    return all;
  };
  EXPECT_EQ(refusal("a: b\nb: &x [c]\n"), "definition.anchor 2");
  EXPECT_EQ(refusal("a: &x [*x]\n"), "definition.anchor 1");
  EXPECT_EQ(refusal(many(60'000, [](int i) { return "- &a" + std::to_string(i) + " x\n"; })), "definition.anchor 1");
  EXPECT_EQ(refusal(many(40'000, [](int i) { return "k" + std::to_string(i) + ": 1\n"; })),
            "definition.too_large 25000");
  EXPECT_EQ(refusal(std::string(400'000, '[')), "definition.too_large 1");
  EXPECT_EQ(refusal("a: 1\nb: " + many(100'000, [](int) { return "{a: "; })), "definition.too_large 2");
}

TEST(Definition, AnAnswerCannotTakeTheNameOfAFact) {
  std::string yaml = replaced("id: breed", "id: subject");
  yaml.replace(yaml.find("[breed]"), 7, "[subject]");
  EXPECT_EQ(refusal(yaml), "definition.bad_value 9");
}

TEST(Definition, JsonSaysWhatIsNotKnown) {
  const auto definition = parse_definition(replaced("\"00701015\"", "null"), "dog.yaml", kazakhstan());
  ASSERT_TRUE(definition);
  const std::string text = to_json(*definition);
  const json::object object = parse_json(text)->get_object();
  EXPECT_TRUE(object.at("code").is_null());
  EXPECT_EQ(object.at("deadline").at("working_days"), 5);
  EXPECT_EQ(object.at("pages").get_array().size(), 1u);
  EXPECT_EQ(text, canonical_json(object));
  EXPECT_FALSE(parse_json(to_summary_json(*definition))->get_object().contains("pages"));
}

TEST(Catalogue, EveryServiceOfTheProjectLoads) {
  const auto catalogue = Catalogue::load(kSource / "services", kazakhstan());
  ASSERT_TRUE(catalogue) << catalogue.error().key << " " << catalogue.error().details.at(0).second << ":"
                         << (catalogue.error().details.size() > 1 ? catalogue.error().details[1].second : "");
  const Service* service = catalogue->find("kz.address-certificate");
  ASSERT_NE(service, nullptr);
  EXPECT_FALSE(service->definition.code);
  EXPECT_EQ(catalogue->find("kz.nothing"), nullptr);
}

TEST(Catalogue, KnowsWhatIsFiledHere) {
  const auto catalogue = Catalogue::load(kSource / "services", kazakhstan());
  ASSERT_TRUE(catalogue);
  std::string here;
  for (const Service* service : catalogue->services()) {
    const Definition& definition = service->definition;
    if (definition.files_here) here += (here.empty() ? "" : " ") + definition.id.substr(3);
  }
  EXPECT_EQ(here,
            "address-certificate birth-registration chosen-number-plate citizenship construction-design-approval "
            "criminal-record-certificate driving-licence identity-document kandas-quota kandas-status "
            "kandas-to-citizenship kindergarten-place large-family-allowance permanent-residence-permit "
            "real-estate-right signature-certificate vehicle-registration");
  EXPECT_FALSE(catalogue->find("kz.address-certificate")->definition.needs_sign_in);
  EXPECT_TRUE(catalogue->find("kz.large-family-allowance")->definition.needs_sign_in);
  EXPECT_EQ(catalogue->services().size(), 50u);
}

TEST(Catalogue, AnEmptyOrMissingDirectoryIsSaid) {
  EXPECT_EQ(Catalogue::load(kSource / "cmake", kazakhstan()).error().key, "catalogue.empty");
  EXPECT_EQ(Catalogue::load(kSource / "no-such", kazakhstan()).error().key, "file.cannot_read");
}

TEST(Country, ReadsRegionsAndAgencies) {
  EXPECT_EQ(kazakhstan().regions.size(), 20u);
  EXPECT_EQ(kazakhstan().utc_offset_minutes, 300);
  EXPECT_EQ(kazakhstan().phone.country_code, "7");
  EXPECT_NE(kazakhstan().agency("kz.mvd"), nullptr);
  EXPECT_EQ(Country::load(kSource / "cmake").error().key, "file.cannot_read");
}

TEST(Country, EachRegionHasItsLocalExecutiveBody) {
  const auto& bodies = kazakhstan().local_bodies;
  EXPECT_EQ(bodies.size(), 20u);
  for (const Named& region : kazakhstan().regions) {
    const LocalBody* body = local_body(bodies, "kz.mio", region.id);
    ASSERT_NE(body, nullptr) << region.title.en;
    EXPECT_NE(kazakhstan().agency(body->id), nullptr);
    EXPECT_EQ(whole_of(bodies, body->id), "kz.mio");
    EXPECT_TRUE(stands_for(bodies, "kz.mio", body->id));
    EXPECT_FALSE(stands_for(bodies, body->id, "kz.mio"));
    EXPECT_TRUE(stands_for(bodies, body->id, body->id));
  }
  EXPECT_EQ(local_body(bodies, "kz.mvd", "750000000"), nullptr);
  EXPECT_FALSE(stands_for(bodies, "", ""));
  EXPECT_EQ(whole_of(bodies, "kz.mvd"), "kz.mvd");
}

/// What is wrong with agencies.json if the last entry is this one.
std::string wrong_with(std::string_view entry) {
  const db::testing::TempFolder folder;
  std::filesystem::copy(kSource / "data/kz", folder.path());
  std::ofstream(folder.path() / "agencies.json")
      << R"([{"id":"kz.a","kk":"a","ru":"a","en":"a"},{"id":"kz.w","kk":"a","ru":"a","en":"a","part_of":"kz.a",)"
      << R"("region":"100000000"},)" << entry << "]";
  std::filesystem::remove(folder.path() / "registers.json");
  const auto read = Country::load(folder.path());
  return read ? "" : read.error().details.at(1).second;
}

TEST(Country, ALocalBodyThatDoesNotFitIsRefused) {
  const std::string names = R"("kk":"b","ru":"b","en":"b")";
  const auto with = [&](std::string_view more) {
    return wrong_with(R"({"id":"kz.b",)" + names + std::string(more) + "}");
  };
  EXPECT_EQ(with(""), "");
  EXPECT_EQ(with(R"(,"part_of":"kz.a","region":"110000000")"), "");
  EXPECT_EQ(with(R"(,"part_of":"kz.a","region":"100000000")"), "kz.b.region") << "kz.w has it";
  EXPECT_EQ(with(R"(,"part_of":"kz.a","region":"1")"), "kz.b.region");
  EXPECT_EQ(with(R"(,"part_of":"kz.none","region":"110000000")"), "kz.b.part_of");
  EXPECT_EQ(with(R"(,"part_of":"kz.b","region":"110000000")"), "kz.b.part_of");
  EXPECT_EQ(with(R"(,"part_of":"kz.w","region":"110000000")"), "kz.b.part_of") << "a part of a part";
  EXPECT_EQ(with(R"(,"part_of":"kz.a")"), "kz.b.part_of | region");
  EXPECT_EQ(with(R"(,"colour":"red")"), "kz.b.{}");
  EXPECT_EQ(wrong_with(R"({"id":"kz.a",)" + names + "}"), "kz.a.id");
}

}  // namespace
}  // namespace qyzmet::catalogue
