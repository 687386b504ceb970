#pragma once

#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "applications/applications.hpp"
#include "base/file.hpp"
#include "journal/testing.hpp"

/// For tests only: applications on a real database with a journal, and filings to send.
namespace qyzmet::applications::testing {

/// What an expected success gave; says the error's key if it is none.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().key);
  return *std::move(result);
}

inline constexpr std::string_view kGoodAnswers =
    R"({"iin":"900315400007","region":"750000000","settlement":"Алматы","address":"Абай даңғылы, 10",)"
    R"("purpose":"bank","phone":"8 701 123 45 67","certificate_language":"kk","data_are_right":true})";

/// The same in normal form, with service and version: what is hashed.
inline constexpr std::string_view kGoodContent =
    R"({"answers":{"address":"Абай даңғылы, 10","certificate_language":"kk","data_are_right":true,)"
    R"("iin":"900315400007","phone":"+77011234567","purpose":"bank","region":"750000000","settlement":"Алматы"},)"
    R"("service":"kz.address-certificate","version":1})";

/// A service that is due in three working days and asks one question.
inline constexpr std::string_view kThreeDays = R"(service: kz.three-days
version: 7
code: null
title: {kk: a, ru: b, en: c}
agency: kz.mvd
deadline: {working_days: 3, certainty: sourced, source: law}
fee: {mrp: 0, certainty: sourced, source: law}
result: {kk: a, ru: b, en: c}
pages:
  - {id: p, title: {kk: a, ru: b, en: c}, questions: [{id: when, kind: date, title: {kk: a, ru: b, en: c}}]}
)";

/// The project's services and one more, with the country's calendar, on a database and journal of their own.
class Bench : public journal::testing::Bench {
 public:
  explicit Bench(std::string_view source, db::Engine engine = db::Engine::sqlite)
      : journal::testing::Bench(engine),
        country(must(catalogue::Country::load(std::filesystem::path(source) / "data/kz"))),
        calendar(must(WorkingCalendar::load(std::filesystem::path(source) / "data/kz/calendar_2025_2026.json"))),
        services(must(load_services(source, country))),
        applications(services, calendar, country.utc_offset_minutes) {}

  Result<Prepared> prepare(std::string_view service, std::string_view answers) const {
    return applications.prepare({std::string(service), must(parse_json(answers)).get_object()});
  }
  Application submit(const Prepared& prepared) {
    Application application;
    must(database->change([&](db::Tx& tx) -> Result<void> {
      application = applications.submit(tx, prepared);
      return {};
    }));
    return application;
  }
  Result<Application> find(ApplicationId id) {
    Result<Application> found;
    database->read([&](db::Snapshot& snapshot) { found = applications.find(snapshot, id); });
    return found;
  }

  catalogue::Country country;
  WorkingCalendar calendar;
  catalogue::Catalogue services;
  Applications applications;

 private:
  static void must(Result<void> result) {
    if (!result) throw std::runtime_error(result.error().key);
  }
  template <class T>
  static T must(Result<T> result) {
    return testing::must(std::move(result));
  }
  static Result<catalogue::Catalogue> load_services(std::string_view source, const catalogue::Country& country) {
    const db::testing::TempFolder folder;
    std::filesystem::copy(std::filesystem::path(source) / "services/kz", folder.path());
    std::ofstream(folder.path() / "three-days.yaml") << kThreeDays;
    return catalogue::Catalogue::load(folder.path(), country);
  }
};

}  // namespace qyzmet::applications::testing
