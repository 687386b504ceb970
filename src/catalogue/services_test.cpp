// The services of services/kz that can be filed here: their rules case by case, and composites with their parts.
// The first three are in evaluate_test.cpp.
#include <gtest/gtest.h>

#include <algorithm>

#include "catalogue/catalogue.hpp"
#include "catalogue/evaluate.hpp"
#include "catalogue/testing.hpp"

namespace qyzmet::catalogue {
namespace {

using testing::kNow;
using testing::kSource;
using testing::kToday;
using testing::object;

const Catalogue& services() {
  static const Country country = *Country::load(kSource / "data/kz");
  static const Catalogue catalogue = *Catalogue::load(kSource / "services", country);
  return catalogue;
}

const Definition& definition_of(const std::string& service) { return services().find("kz." + service)->definition; }

constexpr std::string_view kMe = "900315400007";

/// The decision's first output for somebody, kMe, who answers so while the registers say that; or what went
/// wrong.
std::string outcome(const std::string& service, std::string_view decision, const std::string& answers,
                    const std::string& evidence) {
  json::object facts = object("{" + answers + "}");
  facts["applicant"] = json::object{{"iin", kMe}};
  facts["evidence"] = object("{" + evidence + "}");
  facts["submitted_on"] = "2026-03-05";
  const auto decided = decide(definition_of(service), decision, facts, kNow);
  if (decided) return decided->outcome;
  std::string why = decided.error().key;
  for (const auto& [name, value] : decided.error().details) why += " " + value;
  return why;
}

std::int64_t fee(const std::string& service, const std::string& answers) {
  json::object facts = object("{" + answers + "}");
  facts["mrp"] = 4325;
  const auto milli = fee_mrp_milli(definition_of(service), facts, kNow);
  return milli && *milli ? **milli : -1;
}

TEST(Services, TheCriminalRecordCertificate) {
  const auto said = [](const std::string& iin, const std::string& record) {
    return outcome("criminal-record-certificate", "record", R"("applicant_iin": ")" + iin + '"', record);
  };
  EXPECT_EQ(said("900315400007", R"("criminal": {"record": "none", "wanted": false})"), "no_record");
  EXPECT_EQ(said("900315400007", R"("criminal": {"record": "cleared", "wanted": false})"), "cleared_record");
  EXPECT_EQ(said("900315400007", R"("criminal": {"record": "current", "wanted": false})"), "current_record");
  EXPECT_EQ(said("900315400007", R"("criminal": {"record": "none", "wanted": true})"), "checked");
  EXPECT_EQ(said("900315400007", R"("criminal": null)"), "checked");
  EXPECT_EQ(said("900315400804", R"("criminal": {"record": "none", "wanted": false})"), "checked");
}

/// That somebody is wanted is said to nobody.
TEST(Services, ACriminalRecordCertificateDoesNotSayWhoIsWanted) {
  json::object facts = object(R"({"applicant": {"iin": "900315400007"}, "applicant_iin": "900315400007"})");
  const auto reason = [&](std::string_view criminal) {
    facts["evidence"] = json::object{{"criminal", *parse_json(criminal)}};
    return decide(definition_of("criminal-record-certificate"), "record", facts, kNow)->reason->en;
  };
  EXPECT_EQ(reason(R"({"record": "none", "wanted": true})"), reason("null"));
}

TEST(Services, TheSignatureCertificate) {
  const auto said = [](const std::string& kind, const std::string& held) {
    const std::string answers = R"("applicant_iin": "900315400007", "request_kind": ")" + kind + '"';
    return outcome("signature-certificate", "possible", answers, R"("held": )" + held);
  };
  EXPECT_EQ(said("issue", R"({"certificates": []})"), "issue");
  EXPECT_EQ(said("issue", "null"), "issue");
  EXPECT_EQ(said("revoke", R"({"certificates": [{"revoked": true}, {"revoked": false}]})"), "revoke");
  EXPECT_EQ(said("revoke", R"({"certificates": [{"revoked": true}]})"), "nothing_to_revoke");
  EXPECT_EQ(said("revoke", "null"), "nothing_to_revoke");
}

TEST(Services, TheApprovalOfConstructionDesign) {
  const auto said = [](const std::string& builder, const std::string& land, const std::string& designer) {
    return outcome("construction-design-approval", "complete",
                   R"("cadastral_number": "20:1", "builder": ")" + builder + '"',
                   R"("land": )" + land + R"(, "designer": )" + designer);
  };
  const std::string own = R"({"objects": [{"cadastral_number": "20:1"}], "encumbered": false})";
  const std::string encumbered = R"({"objects": [{"cadastral_number": "20:1"}], "encumbered": true})";
  const std::string active = R"({"active": true})";
  EXPECT_EQ(said("person", own, active), "complete");
  EXPECT_EQ(said("person", "null", active), "not_own_plot");
  EXPECT_EQ(said("organisation", "null", active), "complete");
  EXPECT_EQ(said("organisation", encumbered, active), "encumbered");
  EXPECT_EQ(said("person", own, R"({"active": false})"), "designer_unknown");
  EXPECT_EQ(said("person", own, "null"), "designer_unknown");
}

TEST(Services, AChosenNumberPlate) {
  const auto said = [](const std::string& whose, const std::string& vehicles) {
    return outcome("chosen-number-plate", "possible", R"("vin": "abc", "whose_vehicle": ")" + whose + '"',
                   R"("vehicles": )" + vehicles);
  };
  EXPECT_EQ(said("mine", R"({"vehicles": [{"vin": "ABC"}], "unpaid_fines_tiyn": 0})"), "reserve");
  EXPECT_EQ(said("mine", R"({"vehicles": [], "unpaid_fines_tiyn": 0})"), "not_theirs");
  EXPECT_EQ(said("bought", R"({"vehicles": [], "unpaid_fines_tiyn": 0})"), "reserve");
  EXPECT_EQ(said("bought", R"({"vehicles": [], "unpaid_fines_tiyn": 1})"), "unpaid_fines");
  const json::object facts = object(R"({"applicant": {"iin": "1"}, "vin": "abc",
      "wishes": [{"digits": 7, "letters": "kza"}, {"digits": 8, "letters": "kza"}]})");
  const Definition& definition = definition_of("chosen-number-plate");
  EXPECT_EQ(request_json(definition, definition.process.step("reservation")->ask, facts, kNow).value_or(""),
            R"({"act":"reserve_plate","iin":"1","plate":"007 KZA","vin":"ABC"})");
}

TEST(Services, TheDrivingLicence) {
  const auto said = [](const std::string& answers, const std::string& school) {
    return outcome("driving-licence", "route", answers, R"("school": )" + school);
  };
  const std::string holder = R"({"licence": {"number": "1"}, "certificates": [{"category": "B"}]})";
  const std::string learner = R"({"licence": null, "certificates": [{"category": "B"}]})";
  EXPECT_EQ(said(R"("reason": "lost")", holder), "replace");
  EXPECT_EQ(said(R"("reason": "expired")", learner), "no_licence");
  EXPECT_EQ(said(R"("reason": "first", "exam_passed": true)", learner), "issue");
  EXPECT_EQ(said(R"("reason": "first", "exam_passed": false)", learner), "no_exam");
  EXPECT_EQ(said(R"("reason": "new_category", "exam_passed": true)", "null"), "no_training");
  EXPECT_EQ(fee("driving-licence", ""), 1250);
}

TEST(Services, IdentityCardAndPassport) {
  const auto said = [](const std::string& answers, const std::string& documents) {
    const std::string family = R"("family": {"children": [{"iin": "150101500012"}, {"iin": "900315400804"},
        {"iin": "300101500012"}]}, )";
    return outcome("identity-document", "entitled", answers,
                   family + R"("documents": {"documents": )" + documents + "}");
  };
  const std::string card = R"([{"kind": "identity_card"}])";
  const std::string mine = R"("for_whom": "me", "applicant_iin": "900315400007", "kind_of_document": )";
  const std::string childs = R"("for_whom": "my_child", "child_iin": "150101500012", "kind_of_document": )";
  EXPECT_EQ(said(childs + R"("passport", "reason": "first")", "[]"), "make");
  EXPECT_EQ(said(childs + R"("passport", "reason": "lost")", card), "no_old_document");
  EXPECT_EQ(said(childs + R"("identity_card", "reason": "first")", "[]"), "too_young");
  EXPECT_EQ(said(R"("for_whom": "my_child", "child_iin": "300101500012", "kind_of_document": "identity_card",)"
                 R"("reason": "first")", "[]"), "too_young");  // born in 2030: mistyped
  EXPECT_EQ(said(R"("for_whom": "my_child", "child_iin": "160101500012", "kind_of_document": "passport",)"
                 R"("reason": "first")", "[]"), "not_theirs");
  EXPECT_EQ(said(mine + R"("passport", "reason": "first")", "[]"), "make");
  EXPECT_EQ(said(R"("for_whom": "my_child", "child_iin": "900315400804", "kind_of_document": "identity_card",)"
                 R"("reason": "worn")", card), "make");
  EXPECT_EQ(said(R"("for_whom": "me", "applicant_iin": "900315400804", "kind_of_document": "passport",)"
                 R"("reason": "first")", "[]"), "not_theirs");
}

TEST(Services, WhatIdentityCardAndPassportCost) {
  const auto card = [](const std::string& reason) {
    return fee("identity-document", R"("kind_of_document": "identity_card", "reason": ")" + reason + '"');
  };
  EXPECT_EQ(card("first"), 0);
  EXPECT_EQ(card("expired"), 0);
  EXPECT_EQ(card("lost"), 200);
  const auto passport = [](const std::string& pages) {
    return fee("identity-document",
               R"("kind_of_document": "passport", "reason": "first", "passport_pages": ")" + pages + '"');
  };
  EXPECT_EQ(passport("pages_24"), 4000);
  EXPECT_EQ(passport("pages_36"), 8000);
  EXPECT_EQ(passport("pages_48"), 12000);
}

TEST(Services, VehicleRegistration) {
  const auto said = [](const std::string& answers, const std::string& holder) {
    return outcome("vehicle-registration", "route", R"("vin": "abc", )" + answers, R"("holder": )" + holder);
  };
  const std::string theirs = R"({"vehicles": [{"vin": "ABC"}], "unpaid_fines_tiyn": 0})";
  const std::string fined = R"({"vehicles": [{"vin": "ABC"}], "unpaid_fines_tiyn": 5})";
  const std::string from_person = R"("operation": "change_owner", "seller_kind": "person")";
  EXPECT_EQ(said(R"("operation": "new_vehicle")", "null"), "inspection");
  EXPECT_EQ(said(from_person, theirs), "enter");
  EXPECT_EQ(said(from_person, fined), "unpaid_fines");
  EXPECT_EQ(said(from_person, "null"), "not_holder");
  EXPECT_EQ(said(R"("operation": "change_owner", "seller_kind": "organisation")", "null"), "officer_checks");
  EXPECT_EQ(said(R"("operation": "change_data")", theirs), "enter");
  EXPECT_EQ(outcome("vehicle-registration", "signature", from_person, ""), "seller_signs");
  EXPECT_EQ(outcome("vehicle-registration", "signature", R"("operation": "new_vehicle")", ""), "nobody_else");
}

TEST(Services, WhatVehicleRegistrationCosts) {
  EXPECT_EQ(fee("vehicle-registration", R"("operation": "new_vehicle")"), 4050);
  EXPECT_EQ(fee("vehicle-registration", R"("operation": "change_owner", "plates": "keep")"), 1250);
  EXPECT_EQ(fee("vehicle-registration", R"("operation": "change_owner", "plates": "new")"), 4050);
  EXPECT_EQ(fee("vehicle-registration", R"("operation": "lost_papers", "lost_what": "certificate")"), 1250);
  EXPECT_EQ(fee("vehicle-registration", R"("operation": "lost_papers", "lost_what": "both")"), 4050);
}

TEST(Services, RealEstateRights) {
  const auto said = [](const std::string& answers, const std::string& property) {
    return outcome("real-estate-right", "route", R"("cadastral_number": "20:1", )" + answers,
                   R"("property": )" + property);
  };
  const std::string free = R"({"objects": [{"cadastral_number": "20:1"}], "encumbered": false})";
  const std::string pledged = R"({"objects": [{"cadastral_number": "20:1"}], "encumbered": true})";
  const std::string from_person = R"("ground": "purchase", "other_kind": "person", "notarised": )";
  EXPECT_EQ(said(from_person + "false", free), "registrar");
  EXPECT_EQ(said(from_person + "true", pledged), "encumbered");
  EXPECT_EQ(said(from_person + "false", "null"), "not_owner");
  EXPECT_EQ(said(R"("ground": "gift", "other_kind": "organisation")", "null"), "registrar");
  EXPECT_EQ(said(R"("ground": "inheritance")", "null"), "registrar");
  EXPECT_EQ(said(R"("ground": "pledge", "notarised": true)", pledged), "encumbered");
  EXPECT_EQ(said(R"("ground": "pledge_end")", pledged), "registrar");
  EXPECT_EQ(outcome("real-estate-right", "signature", from_person + "false", ""), "owner_signs");
  EXPECT_EQ(outcome("real-estate-right", "signature", from_person + "true", ""), "nobody_else");
  EXPECT_EQ(outcome("real-estate-right", "signature", R"("ground": "court")", ""), "nobody_else");
}

/// What a register says of somebody else shows only after they have signed: until then no step looks at it.
TEST(Services, TheOtherSideSignsBeforeItsDataAreLookedAt) {
  for (const std::string service : {"vehicle-registration", "real-estate-right"}) {
    const Process& process = definition_of(service).process;
    EXPECT_EQ(process.steps.front().id, "signature") << service;
    EXPECT_TRUE(process.steps.front().needs.empty()) << service;
    const Step* consent = process.step("consent");
    ASSERT_NE(consent, nullptr) << service;
    EXPECT_TRUE(consent->needs.empty()) << service;
  }
  EXPECT_EQ(definition_of("birth-registration").process.steps.front().needs, std::vector<std::string>{"family"});
}

TEST(Services, BirthRegistration) {
  const std::string twins = R"("children": [{"born_on": "2026-03-01"}, {"born_on": "2026-03-02"}])";
  const auto reported = [&](const std::string& births) {
    return outcome("birth-registration", "reported", twins, R"("births": )" + births);
  };
  EXPECT_EQ(reported(R"({"births": [{"born_on": "2026-03-01"}, {"born_on": "2026-03-02"}]})"), "reported");
  EXPECT_EQ(reported(R"({"births": [{"born_on": "2026-03-01"}]})"), "not_reported");
  EXPECT_EQ(reported("null"), "not_reported");
  const auto signature = [](const std::string& answers, const std::string& family) {
    return outcome("birth-registration", "signature", answers, R"("family": )" + family);
  };
  const std::string both = R"("parents": "both", "other_parent_iin": "2")";
  EXPECT_EQ(signature(both, R"({"spouse": {"iin": "2"}})"), "nobody_else");
  EXPECT_EQ(signature(both, R"({"spouse": {"iin": "3"}})"), "other_signs");
  EXPECT_EQ(signature(both, R"({"spouse": null})"), "other_signs");
  EXPECT_EQ(signature(R"("parents": "mother_only")", "null"), "nobody_else");
}

TEST(Services, FromKandasStatusToCitizenship) {
  const auto status = [](const std::string& request, const std::string& kandas, const std::string& citizenship) {
    const std::string person = R"("person": {"citizenship": ")" + citizenship + R"("}, )";
    return outcome("kandas-status", "route", R"("status_request": ")" + request + '"',
                   person + R"("migration": {"kandas": )" + kandas + "}");
  };
  EXPECT_EQ(status("first", "false", "CN"), "examine");
  EXPECT_EQ(status("first", "true", "CN"), "has_status");
  EXPECT_EQ(status("extend", "true", "CN"), "extend");
  EXPECT_EQ(status("extend", "false", "CN"), "no_status");
  EXPECT_EQ(status("first", "false", "KZ"), "citizen");
  EXPECT_EQ(outcome("kandas-quota", "ground", "", R"("migration": {"kandas": true})"), "kandas");
  EXPECT_EQ(outcome("kandas-quota", "ground", "", R"("migration": null)"), "to_check");
  const auto permit = [](const std::string& answers, const std::string& kandas) {
    return outcome("permanent-residence-permit", "ground", answers, R"("migration": {"kandas": )" + kandas + "}");
  };
  EXPECT_EQ(permit(R"("passport_until": "2026-03-05")", "true"), "kandas");
  EXPECT_EQ(permit(R"("passport_until": "2026-03-04")", "true"), "passport_expired");
  EXPECT_EQ(permit(R"("passport_until": "2030-01-01")", "false"), "no_ground");
  EXPECT_EQ(permit(R"("passport_until": "2030-01-01", "permit_ground": "work")", "false"), "stated");
  const auto citizenship = [](const std::string& act, const std::string& country) {
    return outcome("citizenship", "possible", R"("citizenship_act": ")" + act + '"',
                   R"("person": {"citizenship": ")" + country + R"("})");
  };
  EXPECT_EQ(citizenship("acquire", "CN"), "examine");
  EXPECT_EQ(citizenship("restore", "KZ"), "already_citizen");
  EXPECT_EQ(citizenship("leave", "KZ"), "examine");
  EXPECT_EQ(citizenship("leave", "CN"), "not_citizen");
}

const Question* question(const Definition& definition, std::string_view id) {
  for (const Page& page : definition.pages) {
    const auto found = std::ranges::find(page.questions, id, &Question::id);
    if (found != page.questions.end()) return &*found;
  }
  return nullptr;
}

json::object answers_to_the_whole() {
  return object(R"({"applicant_iin": "900315400007", "status_request": "first", "citizenship_of": "Қытай",
      "passport_number": "E1", "passport_until": "2030-01-01", "came_from": "Қытай", "came_on": "2026-01-10",
      "ethnicity_paper": {"name": "a.pdf", "size": 10, "type": "application/pdf",
                          "sha256": "abababababababababababababababababababababababababababababababab"},
      "region": "750000000", "address": "Абай даңғылы, 10", "education": "college", "occupation": "дәнекерлеуші",
      "family": [{"name": "Қайрат", "born_on": "2015-02-01", "relation": "child"}], "citizenship_act": "acquire",
      "renounce": true, "data_are_right": true, "data_processing": true})");
}

std::string faults(const Service& service, const json::object& answers) {
  const auto checked = service.form.check(answers, kToday);
  std::string all;
  if (!checked) {
    for (const FieldError& field : checked.error().fields) all += field.path + " " + field.key + "; ";
  }
  return all;
}

/// A part is filed with the answers whose questions it asks under the same id.
TEST(Services, WhatACompositeAsksFillsItsParts) {
  const Service& whole = *services().find("kz.kandas-to-citizenship");
  const json::object first = answers_to_the_whole();
  json::object extended = first;
  extended.erase("ethnicity_paper");
  extended["status_request"] = "extend";
  extended["certificate_number"] = "7";
  int parts = 0;
  for (const json::object& answers : {first, extended}) {
    EXPECT_EQ(faults(whole, answers), "");
    for (const Step& step : whole.definition.process.steps) {
      if (step.by != Step::By::service) continue;
      const Service& part = *services().find(step.service);
      json::object own;
      for (const auto& answer : answers) {
        if (question(part.definition, answer.key()) != nullptr) own.insert(answer);
      }
      EXPECT_EQ(faults(part, own), "") << step.service;
      ++parts;
    }
  }
  EXPECT_EQ(parts, 8);
}

/// What it offers, its part takes.
TEST(Services, ACompositeOffersNothingThatItsPartsDoNotKnow) {
  const Definition& whole = definition_of("kandas-to-citizenship");
  for (const Step& step : whole.process.steps) {
    if (step.by != Step::By::service) continue;
    for (const Page& page : services().find(step.service)->definition.pages) {
      for (const Question& asked : page.questions) {
        const Question* same = question(whole, asked.id);
        if (same == nullptr) {
          EXPECT_TRUE(!asked.required || asked.when || page.when) << step.service << " " << asked.id;
          continue;
        }
        EXPECT_EQ(same->kind, asked.kind) << asked.id;
        for (const Option& option : same->options) {
          EXPECT_NE(std::ranges::find(asked.options, option.value, &Option::value), asked.options.end()) << asked.id;
        }
      }
    }
  }
}

}  // namespace
}  // namespace qyzmet::catalogue
