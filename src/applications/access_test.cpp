#include "applications/access.hpp"

#include <gtest/gtest.h>

namespace qyzmet::applications {
namespace {

using http::Caller;
using http::Role;
using http::Scope;

constexpr auto kRead = Scope::applications_read;
constexpr auto kBoth = static_cast<unsigned>(Scope::applications_file) | static_cast<unsigned>(kRead);

Application application(Filer filer) { return {.service = "kz.signed", .filer = std::move(filer)}; }

TEST(Access, WhatNobodySignedForIsTheNumberHolders) {
  const Application nobodys = application({});
  EXPECT_EQ(access_of(nobodys, {}, kRead), Access::follower);
  EXPECT_EQ(access_of(nobodys, {.person = 7}, kRead), Access::follower);
}

TEST(Access, OfAnApplicantsOwnNobodyElseKnows) {
  const Application own = application({.by = "person:7", .applicant = 7});
  EXPECT_EQ(access_of(own, {.person = 7}, kRead), Access::applicant);
  EXPECT_EQ(access_of(own, {.person = 77}, kRead), Access::none);
  EXPECT_EQ(access_of(own, {}, kRead), Access::none);
  EXPECT_EQ(access_of(own, {.staff = 7, .roles = ~0u}, kRead), Access::none);
  EXPECT_EQ(access_of(own, {.person = 7, .client = 3, .scopes = kBoth}, kRead), Access::none);
}

TEST(Access, WhoFiledUnderAMandateIsLessThanTheApplicant) {
  const Application others = application({.by = "person:8", .applicant = 7, .mandate = 9});
  EXPECT_EQ(access_of(others, {.person = 8}, kRead), Access::filer);
  EXPECT_EQ(access_of(others, {.person = 7}, kRead), Access::applicant);
  EXPECT_EQ(access_of(others, {.person = 9}, kRead), Access::none);
}

TEST(Access, AClientNeedsToHaveFiledItAndConsentAndScope) {
  const Application filed = application({.by = "client:3", .applicant = 7});
  EXPECT_EQ(access_of(filed, {.person = 7, .client = 3, .scopes = kBoth}, kRead), Access::applicant);
  EXPECT_EQ(access_of(filed, {.person = 7, .client = 4, .scopes = kBoth}, kRead), Access::none);
  EXPECT_EQ(access_of(filed, {.person = 8, .client = 3, .scopes = kBoth}, kRead), Access::none);
  EXPECT_EQ(access_of(filed, {.client = 3, .scopes = kBoth}, kRead), Access::none);
  EXPECT_EQ(
      access_of(filed, {.person = 7, .client = 3, .scopes = static_cast<unsigned>(kRead)}, Scope::applications_file),
      Access::none);
  EXPECT_EQ(access_of(filed, {.person = 7}, kRead), Access::applicant);
}

TEST(Access, ActsAreToldByWhomAndThroughWhat) {
  EXPECT_EQ(filer_of({}), Filer());
  EXPECT_EQ(filer_of({.id = "person:7", .person = 7}), (Filer{.by = "person:7", .applicant = 7}));
  EXPECT_EQ(filer_of({.id = "client:3:person:7", .person = 7, .client = 3}),
            (Filer{.by = "client:3", .applicant = 7, .channel = "client"}));
  EXPECT_EQ(filer_of({.id = "staff:5", .staff = 5}), (Filer{.by = "staff:5", .channel = "counter"}));
  EXPECT_EQ(acts_for("person:7", 7), std::nullopt);
  EXPECT_EQ(acts_for("client:3", 7), "person:7");
  EXPECT_EQ(acts_for("anonymous", std::nullopt), std::nullopt);
}

TEST(Access, OfficersDecideForTheirAgencyAndOperatorsServeAll) {
  const auto may = [](Role role, std::string_view own, std::string_view agency) {
    const Caller staff{.staff = 1, .agency = std::string(own), .roles = static_cast<unsigned>(role)};
    return check_staff(staff, agency, {{"kz.local", "kz.mvd", "750000000"}}).has_value();
  };
  EXPECT_TRUE(may(Role::operator_, "", "kz.mvd"));
  EXPECT_TRUE(may(Role::operator_, "", ""));
  EXPECT_TRUE(may(Role::officer, "kz.mvd", "kz.mvd"));
  EXPECT_TRUE(may(Role::officer, "kz.mvd", "kz.local"));
  EXPECT_TRUE(may(Role::officer, "kz.local", "kz.local"));
  EXPECT_FALSE(may(Role::officer, "kz.local", "kz.mvd"));
  EXPECT_FALSE(may(Role::officer, "kz.moh", "kz.local"));
  EXPECT_FALSE(may(Role::officer, "kz.moh", "kz.mvd"));
  EXPECT_FALSE(may(Role::officer, "", ""));
  EXPECT_FALSE(may(Role::keeper, "kz.mvd", "kz.mvd"));
}

}  // namespace
}  // namespace qyzmet::applications
