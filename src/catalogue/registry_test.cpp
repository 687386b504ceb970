// The registry on both engines: what keepers and officers do, what people report, and that every row follows from its
// events.
#include "catalogue/registry.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/file.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/store_registry.hpp"
#include "catalogue/testing.hpp"
#include "journal/testing.hpp"

namespace qyzmet::catalogue {
namespace {

using testing::kSource;
using testing::object;

template <class T>
T must(Result<T>&& result) {
  if (!result) throw std::runtime_error(result.error().key);
  return *std::move(result);
}

/// The key of what went wrong; of a wrong field, its path and key.
template <class T>
std::string error_of(const Result<T>& result) {
  if (result) return "";
  if (result.error().fields.empty()) return result.error().key;
  return result.error().fields[0].path + " " + result.error().fields[0].key;
}

constexpr std::string_view kDescribed =
    R"({"to":"described","title":{"kk":"а","ru":"б","en":"c"},"legal_basis":"law","agency":"kz.mvd",)"
    R"("deadline":{"unit":"working_days","count":5},"volume":null})";
constexpr std::string_view kRedesigned =
    R"({"to":"redesigned","before":{"documents":5,"steps":7,"days":20},"after":{"documents":1,"steps":3,"days":2}})";
constexpr std::string_view kGate =
    R"({"to":"online_only","exceptions":[{"kk":"a","ru":"b","en":"minors"}],"notice_days":30,)"
    R"("first_day":"2099-01-01","fallback":{"kk":"a","ru":"b","en":"an operator"},)"
    R"("losers":[{"group":"no device","number":null}]})";

class RegistryTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  RegistryTest()
      : bench(GetParam()),
        country(must(Country::load(kSource / "data/kz"))),
        calendar(must(WorkingCalendar::load(kSource / "data/kz/calendar_2025_2026.json"))),
        services(must(Catalogue::load(kSource / "services/kz", country))),
        registry(services, calendar, country.utc_offset_minutes,
                 must(RegistryTerms::load(kSource / "data/kz/registry.json"))) {
    keeper.id = "staff:1";
    keeper.roles = static_cast<unsigned>(http::Role::keeper);
    officer.id = "staff:2";
    officer.roles = static_cast<unsigned>(http::Role::officer);
    officer.agency = "kz.mvd";
    stranger = officer;
    stranger.agency = "kz.mio";
    bench.clock.set(*parse_rfc3339("2026-03-05T06:00:00Z"));
    bench.start_database();
  }

  template <class Use>
  auto change(Use&& use) {
    decltype(use(std::declval<db::Tx&>())) result;
    const auto done = bench.database->change([&](db::Tx& tx) -> Result<void> {
      result = use(tx);
      if (!result) return std::unexpected(result.error());
      return {};
    });
    EXPECT_EQ(done.has_value(), result.has_value());
    return result;
  }
  Result<Entry> create(std::string_view body) {
    return change([&](db::Tx& tx) { return registry.create(tx, keeper, object(body)); });
  }
  Result<Entry> move(const http::Caller& caller, EntryId id, std::string_view body) {
    return change([&](db::Tx& tx) { return registry.move(tx, caller, id, object(body)); });
  }
  Result<Entry> take_back(const http::Caller& caller, EntryId id, std::string_view body) {
    return change([&](db::Tx& tx) { return registry.take_back(tx, caller, id, object(body)); });
  }
  Result<Entry> dismiss(EntryId id, std::string_view body) {
    return change([&](db::Tx& tx) { return registry.dismiss(tx, keeper, id, object(body)); });
  }
  Result<Entry> find(const http::Caller& caller, EntryId id) {
    Result<Entry> found;
    bench.database->read([&](db::Snapshot& snapshot) { found = registry.find(snapshot, caller, id); });
    return found;
  }
  EntryId entry_of(std::string_view service) {
    std::vector<Entry> found;
    bench.database->read([&](db::Snapshot& snapshot) { found = store::of_service(snapshot, service); });
    return found.at(0).id;
  }
  /// What everybody is told of a service.
  json::object shown(std::string_view service) { return object(services.reply(service)->answer(http::Request()).body); }
  std::string set_retired(const std::string& service, bool retired) {
    Result<std::shared_ptr<const StandingChange>> prepared;
    bench.database->read(
        [&](db::Snapshot& snapshot) { prepared = publishing.prepare_standing(snapshot, service, retired, "why"); });
    if (!prepared) return error_of(prepared);
    return error_of(change([&](db::Tx& tx) { return publishing.change_standing(tx, "staff:1", **prepared); }));
  }
  Result<std::shared_ptr<const Publication>> prepare(const std::string& text) {
    Result<std::shared_ptr<const Publication>> prepared;
    bench.database->read(
        [&](db::Snapshot& snapshot) { prepared = publishing.prepare(snapshot, text, "f.yaml", "why"); });
    return prepared;
  }
  std::string publish(const Publication& publication) {
    return error_of(change([&](db::Tx& tx) { return publishing.publish(tx, "staff:1", publication); }));
  }
  std::string publish(const std::string& text) {
    const auto prepared = prepare(text);
    return prepared ? publish(**prepared) : error_of(prepared);
  }
  EntryId finding() { return must(create(R"({"kind":"service","title":{"ru":"Справка"}})")).id; }
  void take_over() {
    change([&](db::Tx& tx) -> Result<int> {
      registry.take_over(tx);
      return 0;
    });
  }
  std::vector<std::string> audit() {
    journal::AuditReport report;
    audit_registry(*bench.database, report);
    std::vector<std::string> all;
    for (const auto& finding : report.findings) all.push_back(finding.what);
    return all;
  }
  SharePoint share() {
    SharePoint point;
    bench.database->read([&](db::Snapshot& snapshot) { point = registry.share(snapshot, bench.clock.now()).back(); });
    return point;
  }
  std::int64_t report(std::int64_t id) {
    const auto index = bench.append(1, id, "service.not_listed", R"({"what":"a paper"})");
    change([&](db::Tx& tx) -> Result<int> {
      TRY(registry_consumer(registry).hear(
          tx, {.index = index, .at = tx.now(), .kind = "service.not_listed", .subject = id}));
      return 0;
    });
    return id;
  }
  std::int64_t reports(store::ReportState state) {
    std::int64_t count = 0;
    bench.database->read([&](db::Snapshot& snapshot) { count = store::report_count(snapshot, state); });
    return count;
  }

  journal::testing::Bench bench;
  Country country;
  WorkingCalendar calendar;
  Catalogue services;
  Publishing publishing{services, country};
  Registry registry;
  http::Caller keeper;
  http::Caller officer;
  http::Caller stranger;
};

/// A service that says where it stands is an entry from the first start on.
bool stands(const Service* service) { return service->definition.standing.has_value(); }

TEST_P(RegistryTest, WhatIsListedIsTakenOverOnce) {
  take_over();
  take_over();
  EXPECT_EQ(share().known, std::ranges::count_if(services.services(), stands));
  EXPECT_EQ(share().digitised, share().known);
  EXPECT_TRUE(audit().empty());
}

TEST_P(RegistryTest, TheWholeWayToTheGateAndBack) {
  take_over();
  const int known = share().known;
  const EntryId id = finding();
  EXPECT_EQ(share().known, known + 1);
  EXPECT_EQ(share().digitised, known);

  const Entry described = must(move(keeper, id, kDescribed));
  EXPECT_EQ(described.post.owner, "kz.mvd");
  ASSERT_TRUE(described.post.due_on);
  EXPECT_EQ(*described.post.due_on, must(calendar.add_working_days(*parse_date("2026-03-05"), 30)));

  EXPECT_EQ(must(move(officer, id, kRedesigned)).stage, Stage::redesigned);
  EXPECT_EQ(error_of(move(officer, id, R"({"to":"digitised","service":"kz.no-such"})")),
            "service registry.not_filed_here");
  EXPECT_EQ(must(move(officer, id, R"({"to":"digitised","service":"kz.address-certificate"})")).post.owner, kKeepers);
  EXPECT_EQ(share().digitised, known + 1);
  EXPECT_EQ(error_of(move(officer, id, R"({"to":"registered","code":null})")), "registry.not_found")
      << "it left the agency's hands";
  must(move(keeper, id, R"({"to":"registered","code":null})"));
  EXPECT_EQ(error_of(move(keeper, id, R"({"to":"online_only"})")), "exceptions field.missing");
  EXPECT_EQ(must(move(keeper, id, kGate)).stage, Stage::online_only);
  EXPECT_EQ(error_of(take_back(keeper, id, "{}")), "reason field.missing");
  EXPECT_EQ(must(take_back(keeper, id, R"({"reason":"too many lose"})")).stage, Stage::registered);
  must(move(keeper, id, R"({"to":"retired","reason":"the law has gone"})"));
  EXPECT_EQ(share().known, known);
  EXPECT_EQ(must(take_back(keeper, id, R"({"reason":"it is back"})")).stage, Stage::registered);
  EXPECT_TRUE(audit().empty());
}

TEST_P(RegistryTest, TheGateIsShownUntilItIsTakenBack) {
  take_over();
  const EntryId id = entry_of("kz.address-certificate");
  EXPECT_EQ(services.gate("kz.address-certificate"), nullptr);
  must(move(keeper, id, kGate));
  ASSERT_NE(services.gate("kz.address-certificate"), nullptr);
  EXPECT_EQ(services.gate("kz.address-certificate")->first_day, *parse_date("2099-01-01"));
  EXPECT_EQ(services.gate("kz.address-certificate")->exceptions.at(0).en, "minors");
  EXPECT_EQ(shown("kz.address-certificate").at("gate").at("first_day"), "2099-01-01");
  json::object body = object(kGate);
  body.erase("to");
  body["stage"] = "online_only";
  body["first_day"] = "2099-02-02";
  must(change([&](db::Tx& tx) { return registry.correct(tx, keeper, id, body); }));
  EXPECT_EQ(shown("kz.address-certificate").at("gate").at("first_day"), "2099-02-02");
  must(take_back(keeper, id, R"({"reason":"too many lose"})"));
  EXPECT_EQ(services.gate("kz.address-certificate"), nullptr);
  EXPECT_FALSE(shown("kz.address-certificate").contains("gate"));
  EXPECT_TRUE(audit().empty());
}

/// As after a restart, and after a commit of unknown outcome that was kept after all: what hung on it never ran.
TEST_P(RegistryTest, GatesAreShownAsTheEntriesHaveThem) {
  take_over();
  const EntryId id = entry_of("kz.address-certificate");
  must(move(keeper, id, kGate));
  services.show_gate("kz.address-certificate", {});
  services.show_gate("kz.kindergarten-place", Gate{.first_day = *parse_date("2026-01-01")});
  change([&](db::Tx& tx) -> Result<int> {
    registry.show_gates(tx);
    return 0;
  });
  EXPECT_NE(services.gate("kz.address-certificate"), nullptr);
  EXPECT_EQ(services.gate("kz.kindergarten-place"), nullptr);
}

TEST_P(RegistryTest, AChangeThatFailsShowsNoGate) {
  take_over();
  const EntryId id = entry_of("kz.address-certificate");
  EXPECT_FALSE(bench.database->change([&](db::Tx& tx) -> Result<void> {
    TRY(registry.move(tx, keeper, id, object(kGate)));
    return fail(Code::conflict, "test.refused");
  }));
  EXPECT_EQ(services.gate("kz.address-certificate"), nullptr);
}

/// One mechanism: whether applications are taken is the service's retirement, and the registry follows it.
TEST_P(RegistryTest, TheLastKindIsRetiredOnlyAfterItsService) {
  take_over();
  const std::string service = "kz.address-certificate";
  const EntryId id = entry_of(service);
  constexpr std::string_view kRetired = R"({"to":"retired","reason":"the law has gone"})";
  EXPECT_EQ(error_of(move(keeper, id, kRetired)), "registry.service_not_retired");
  EXPECT_EQ(set_retired(service, true), "");
  EXPECT_EQ(must(move(keeper, id, kRetired)).stage, Stage::retired);
  EXPECT_EQ(set_retired(service, false), "service.entry_retired");
  must(take_back(keeper, id, R"({"reason":"it is back"})"));
  EXPECT_TRUE(services.is_retired(service)) << "what takes applications is told of the service alone";
  EXPECT_EQ(set_retired(service, false), "");
  EXPECT_FALSE(services.is_retired(service));
  EXPECT_TRUE(audit().empty());
}

TEST_P(RegistryTest, WhatIsPublishedClaimsNoMoreThanItsEntryHasReached) {
  take_over();
  const std::string text = must(read_file(kSource / "services/kz/address-certificate.yaml", 1 << 20));
  const EntryId id = entry_of("kz.address-certificate");
  const auto next = [&](int version, std::string_view standing) {
    std::string changed = text;
    changed.replace(changed.find("version: 1\n"), 11, "version: " + std::to_string(version) + "\n");
    return changed.replace(changed.find("standing: registered"), 20, "standing: " + std::string(standing));
  };
  EXPECT_EQ(publish(next(90, "online_only")), "definition:14 definition.standing_ahead");
  EXPECT_EQ(publish(next(90, "registered")), "");
  must(move(keeper, id, kGate));
  auto prepared = prepare(next(91, "online_only"));
  ASSERT_TRUE(prepared) << "through the gate it may";
  must(take_back(keeper, id, R"({"reason":"too many lose"})"));
  EXPECT_EQ(publish(**prepared), "definition.changed_meanwhile") << "it was taken back in between";
  must(move(keeper, id, kGate));
  EXPECT_EQ(publish(next(91, "online_only")), "");
}

TEST_P(RegistryTest, OfficersSeeAndWorkOnWhatTheirAgencyHasInHand) {
  const EntryId id = finding();
  EXPECT_EQ(error_of(find(officer, id)), "registry.not_found") << "the keepers have it";
  must(move(keeper, id, kDescribed));
  EXPECT_EQ(error_of(find(officer, id)), "");
  EXPECT_EQ(error_of(find(stranger, id)), "registry.not_found");
  EXPECT_EQ(error_of(move(stranger, id, kRedesigned)), "registry.not_found");
  http::Caller nobody;
  EXPECT_EQ(error_of(find(nobody, id)), "right.missing");
  json::object body = object(kRedesigned);
  body["owner"] = "kz.mio";
  EXPECT_EQ(error_of(move(officer, id, json::serialize(body))), "right.missing") << "handing over is the keepers'";
  json::object described = object(kDescribed);
  described.erase("to");
  described["stage"] = "described";
  described["agency"] = "kz.mio";
  const auto handed = change([&](db::Tx& tx) { return registry.correct(tx, officer, id, described); });
  EXPECT_EQ(error_of(handed), "right.missing");
  EXPECT_EQ(error_of(move(officer, id, R"({"to":"retired","reason":"r"})")), "right.missing");
  EXPECT_EQ(error_of(take_back(officer, id, R"({"reason":"r"})")), "right.missing");
}

TEST_P(RegistryTest, ALocalBodySeesWhatTheWholeHasAndWorksOnItsOwn) {
  http::Caller almaty = officer;
  almaty.agency = "kz.mio.almaty";
  http::Caller astana = officer;
  astana.agency = "kz.mio.astana";
  const http::Caller& whole = stranger;
  const auto described = [&](std::string_view owner) {
    json::object body = object(kDescribed);
    body["agency"] = "kz.mio";
    body["owner"] = owner;
    const EntryId id = finding();
    must(move(keeper, id, json::serialize(body)));
    return id;
  };
  const EntryId common = described("kz.mio");
  const EntryId local = described("kz.mio.almaty");
  EXPECT_EQ(error_of(find(almaty, common)), "");
  EXPECT_EQ(error_of(find(astana, common)), "");
  EXPECT_EQ(error_of(find(almaty, local)), "");
  EXPECT_EQ(error_of(find(astana, local)), "registry.not_found") << "another region's";
  EXPECT_EQ(error_of(find(whole, local)), "");
  EXPECT_EQ(error_of(find(officer, common)), "registry.not_found");
  EXPECT_FALSE(registry.rights(almaty, must(find(almaty, common))).move);
  EXPECT_TRUE(registry.rights(almaty, must(find(almaty, local))).move);
  EXPECT_TRUE(registry.rights(whole, must(find(whole, local))).move);
  bench.database->read([&](db::Snapshot& snapshot) {
    const auto seen = [&](const http::Caller& caller) {
      return store::entries(snapshot, {.owners = must(registry.sees(caller))}, 100).size();
    };
    EXPECT_EQ(seen(almaty), 2u);
    EXPECT_EQ(seen(astana), 1u);
    EXPECT_EQ(seen(whole), 2u);
    EXPECT_EQ(seen(officer), 0u);
    EXPECT_EQ(store::counts(snapshot, must(registry.sees(astana)), "2026-03-10").at("described"), 1);
  });
  EXPECT_EQ(error_of(move(almaty, common, kRedesigned)), "right.missing");
  EXPECT_EQ(error_of(move(astana, local, kRedesigned)), "registry.not_found");
  EXPECT_EQ(error_of(move(almaty, local, kRedesigned)), "");
}

TEST_P(RegistryTest, NothingOnItsWayLiesWithoutADay) {
  bench.clock.set(*parse_rfc3339("2026-12-20T06:00:00Z"));
  const std::string title = R"("kind":"service","title":{"ru":"Справка"})";
  EXPECT_EQ(error_of(create("{" + title + "}")), "due_on registry.due_on_wanted") << "the calendar ends with 2026";
  EXPECT_EQ(error_of(create("{" + title + R"(,"due_on":"2026-12-19"})")), "due_on registry.due_on_past");
  EXPECT_EQ(error_of(create("{" + title + R"(,"due_on":"9999-12-31"})")), "due_on registry.too_far");
  EXPECT_EQ(error_of(create("{" + title + R"(,"due_on":"2027-01-20"})")), "");
}

TEST_P(RegistryTest, WhatIsPublishedIsTakenOverAsSoonAsItIsHeardOf) {
  const auto hear = [&](std::string_view service) {
    const std::string facts = R"({"service":")" + std::string(service) + "\"}";
    change([&](db::Tx& tx) -> Result<int> {
      TRY(registry_consumer(registry).hear(tx, {.at = tx.now(), .kind = "service.published", .facts = facts}));
      return 0;
    });
  };
  hear("kz.address-certificate");
  hear("kz.address-certificate");
  hear("kz.nothing");
  hear("kz.kandas-to-citizenship");  // it says nothing of where it stands
  EXPECT_EQ(share().known, 1);
}

TEST_P(RegistryTest, WhatIsLateStandsOnTop) {
  take_over();
  const EntryId early = must(create(R"({"kind":"service","title":{"ru":"a"},"due_on":"2026-03-06"})")).id;
  const EntryId later = must(create(R"({"kind":"support_measure","title":{"ru":"b"},"due_on":"2026-03-20"})")).id;
  bench.database->read([&](db::Snapshot& snapshot) {
    const auto all = store::entries(snapshot, {}, 100);
    ASSERT_EQ(std::ssize(all), std::ranges::count_if(services.services(), stands) + 2);
    EXPECT_EQ(all[0].id, early);
    EXPECT_EQ(all[1].id, later);
    const auto rest = store::entries(snapshot, {.after = store::place_of(all[1])}, 100);
    ASSERT_EQ(rest.size(), all.size() - 2);
    EXPECT_EQ(rest[0].id, all[2].id);
    EXPECT_EQ(store::entries(snapshot, {.kind = "support_measure"}, 100).size(), 2u) << "one is taken over";
    EXPECT_EQ(store::entries(snapshot, {.late = "2026-03-10"}, 100).size(), 1u);
    EXPECT_EQ(store::counts(snapshot, {}, "2026-03-10").at("late"), 1);
    EXPECT_EQ(store::counts(snapshot, {}, "2026-03-10").at("found"), 2);
  });
}

TEST_P(RegistryTest, AFindingIsDismissedAndTakenBack) {
  const EntryId stays = finding();
  const EntryId id = finding();
  EXPECT_EQ(error_of(dismiss(id, R"({"why":"not_a_service"})")), "note field.missing");
  EXPECT_EQ(error_of(dismiss(id, R"({"why":"duplicate","duplicate_of":"17"})")), "duplicate_of registry.no_such_entry");
  must(dismiss(id, R"({"why":"duplicate","duplicate_of":")" + id_to_decimal(stays.value) + R"("})"));
  EXPECT_EQ(share().known, 1);
  EXPECT_EQ(error_of(move(keeper, id, kDescribed)), "registry.is_dismissed");
  EXPECT_TRUE(audit().empty());
  must(take_back(keeper, id, R"({"reason":"another service after all"})"));
  EXPECT_EQ(share().known, 2);
  EXPECT_TRUE(audit().empty());
}

TEST_P(RegistryTest, AReportBecomesAnEntryOrIsLinkedOrDismissedOnce) {
  report(7001);
  report(7002);
  report(7003);
  EXPECT_EQ(reports(store::ReportState::fresh), 3);
  const Entry made = must(create(R"({"kind":"service","title":{"ru":"a"},"report":"7001"})"));
  EXPECT_EQ(error_of(create(R"({"kind":"service","title":{"ru":"a"},"report":"7001"})")), "registry.report_settled");
  const auto settle = [&](auto use, std::int64_t id, const std::string& body) {
    return error_of(change([&](db::Tx& tx) -> Result<int> {
      TRY((registry.*use)(tx, keeper, id, object(body)));
      return 0;
    }));
  };
  const std::string entry = R"({"entry":")" + id_to_decimal(made.id.value) + R"("})";
  EXPECT_EQ(settle(&Registry::link_report, 7002, R"({"entry":"17"})"), "entry registry.no_such_entry");
  EXPECT_EQ(settle(&Registry::link_report, 7002, entry), "");
  EXPECT_EQ(settle(&Registry::link_report, 7002, entry), "registry.report_settled");
  EXPECT_EQ(settle(&Registry::dismiss_report, 7003, R"({"reason":""})"), "reason field.missing");
  EXPECT_EQ(settle(&Registry::dismiss_report, 7003, R"({"reason":"a joke"})"), "");
  EXPECT_EQ(settle(&Registry::dismiss_report, 7004, R"({"reason":"a joke"})"), "registry.no_report");
  EXPECT_EQ(reports(store::ReportState::fresh), 0);
  EXPECT_EQ(reports(store::ReportState::linked), 2);
  EXPECT_TRUE(audit().empty());
}

TEST_P(RegistryTest, TheAuditFindsWhatWasEditedBehindItsBack) {
  const EntryId id = finding();
  static const db::Sql stage("UPDATE registry_entry SET stage = 'registered'");
  static const db::Sql back("UPDATE registry_entry SET stage = 'found'");
  static const db::Sql passage("UPDATE registry_passage SET entered_at_ms = 0");
  static const db::Sql gone("DELETE FROM registry_entry");
  const std::string name = "registry entry " + std::to_string(id.value) + ": ";
  bench.tamper(stage);
  EXPECT_EQ(audit(), std::vector{name + "its columns are not those of its events"});
  bench.tamper(back);
  bench.tamper(passage);
  EXPECT_EQ(audit(), std::vector{name + "its passages are not those of its events"});
  bench.tamper(gone);
  EXPECT_EQ(audit(), std::vector{name + "found, but there is no such entry"});
}

INSTANTIATE_TEST_SUITE_P(Engines, RegistryTest, ::testing::ValuesIn(db::testing::engines()),
                         [](const auto& engine) { return db::testing::to_word(engine.param); });

}  // namespace
}  // namespace qyzmet::catalogue
