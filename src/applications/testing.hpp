#pragma once

#include <array>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "applications/applications.hpp"
#include "applications/flow_testing.hpp"
#include "applications/store_flow.hpp"
#include "base/file.hpp"
#include "base/words.hpp"
#include "db/testing.hpp"
#include "files/testing.hpp"
#include "http/testing.hpp"
#include "journal/testing.hpp"

/// For tests only: applications on a real database with a journal, and filings to send.
namespace qyzmet::applications::testing {

/// What an expected success gave; says the error's key if it is none.
template <class T>
T must(Result<T>&& result) {
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
sign_in: no
result: {kk: a, ru: b, en: c}
pages:
  - {id: p, title: {kk: a, ru: b, en: c}, questions: [{id: when, kind: date, title: {kk: a, ru: b, en: c}}]}
steps:
  - id: look
    by: officer
    title: {kk: a, ru: b, en: c}
    within: {working_days: 1}
    actions:
      - {id: grant, title: {kk: a, ru: b, en: c}, to: granted}
      - {id: refuse, title: {kk: a, ru: b, en: c}, to: refused}
)";

/// A service for people who are signed in, with a page that is not always shown and a file.
inline constexpr std::string_view kSigned = R"(service: kz.signed
version: 4
code: null
title: {kk: a, ru: b, en: c}
agency: kz.mvd
deadline: {calendar_days: 10, certainty: sourced, source: law}
fee: {mrp: 0, certainty: sourced, source: law}
sign_in: yes
result: {kk: a, ru: b, en: c}
pages:
  - id: who
    title: {kk: a, ru: b, en: c}
    questions:
      - {id: iin, kind: iin, title: {kk: a, ru: b, en: c}}
      - {id: has_car, kind: yes_no, title: {kk: a, ru: b, en: c}}
  - id: car
    title: {kk: a, ru: b, en: c}
    when: has_car = true
    questions:
      - {id: plate, kind: text, max_length: 10, title: {kk: a, ru: b, en: c}}
      - id: photo
        kind: file
        required: no
        max_size: 1 MB
        types: [image/jpeg]
        title: {kk: a, ru: b, en: c}
steps:
  - id: look
    by: officer
    title: {kk: a, ru: b, en: c}
    within: {working_days: 1}
    actions:
      - {id: grant, title: {kk: a, ru: b, en: c}, to: granted}
      - {id: refuse, title: {kk: a, ru: b, en: c}, to: refused}
)";
inline constexpr std::string_view kSignedAnswers = R"({"iin":"900315400007","has_car":false})";  ///< the daughter signs
inline constexpr std::string_view kSignedByStranger = R"({"iin":"850101300005","has_car":false})";

/// A service that is obtained elsewhere.
inline constexpr std::string_view kElsewhere = R"(service: kz.elsewhere
version: 1
code: null
title: {kk: a, ru: b, en: c}
agency: kz.mvd
deadline: {minutes: 15, certainty: sourced, source: law}
fee: {mrp: 0, certainty: sourced, source: law}
filing: elsewhere
how_to_get: {kk: a, ru: b, en: c}
result: {kk: a, ru: b, en: c}
)";

/// A service that is a part of another.
inline constexpr std::string_view kPart = R"(service: kz.part
version: 1
code: null
title: {kk: a, ru: b, en: c}
agency: kz.adilet
deadline: {working_days: 5, certainty: sourced, source: law}
fee: {mrp: 0, certainty: sourced, source: law}
sign_in: yes
result: {kk: a, ru: b, en: c}
pages:
  - {id: who, title: {kk: a, ru: b, en: c}, questions: [{id: iin, kind: iin, title: {kk: a, ru: b, en: c}}]}
steps:
  - id: review
    by: officer
    title: {kk: a, ru: b, en: c}
    within: {working_days: 1}
    actions:
      - {id: grant, title: {kk: a, ru: b, en: c}, to: granted}
      - {id: refuse, title: {kk: a, ru: b, en: c}, to: refused}
      - {id: ask, title: {kk: a, ru: b, en: c}, to: waiting_for_applicant}
)";

/// Those of the country's services that tests name: to read all of them for each test took half of its time.
inline constexpr std::array<std::string_view, 3> kServices = {"address-certificate.yaml", "kindergarten-place.yaml",
                                                              "large-family-allowance.yaml"};

/// Some of the country's services and these, with the country's calendar, on a database and journal of their own.
class Bench : public journal::testing::Bench {
 public:
  explicit Bench(std::string_view source, db::Engine engine = db::Engine::sqlite)
      : journal::testing::Bench(engine),
        country(must(catalogue::Country::load(std::filesystem::path(source) / "data/kz"))),
        calendar(must(WorkingCalendar::load(std::filesystem::path(source) / "data/kz/calendar_2025_2026.json"))),
        services(must(load_services(source, country))),
        applications(services, calendar, country.utc_offset_minutes, clock) {}

  Result<Prepared> prepare(std::string_view service, std::string_view answers, const Filer& filer = {}) const {
    return applications.prepare({.service = std::string(service), .answers = must(parse_json(answers)).get_object()},
                                filer);
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
  static T must(Result<T>&& result) {
    return testing::must(std::move(result));
  }
  /// The finder leads to services that are not read here.
  static Result<catalogue::Catalogue> load_services(std::string_view source, catalogue::Country& country) {
    country.finder.reset();
    const db::testing::TempFolder folder;
    for (const std::string_view name : kServices) {
      std::filesystem::copy(std::filesystem::path(source) / "services/kz" / name, folder.path());
    }
    std::ofstream(folder.path() / "three-days.yaml") << kThreeDays;
    std::ofstream(folder.path() / "signed.yaml") << kSigned;
    std::ofstream(folder.path() / "elsewhere.yaml") << kElsewhere;
    std::ofstream(folder.path() / "part.yaml") << kPart;
    std::filesystem::copy(std::filesystem::path(source) / "tests/definitions/good/measure.yaml", folder.path());
    return catalogue::Catalogue::load(folder.path(), country);
  }
};

/// People and staff, as tests know them.
struct Somebody {
  std::int64_t id;
  std::string_view iin;
  std::string_view name;
};
inline constexpr Somebody kMother{101, "560707400005", "Сәуле Ахметова"};
inline constexpr Somebody kDaughter{102, "900315400007", "Айгерім Ахметова"};
inline constexpr Somebody kStranger{103, "850101300005", "Ерлан Оспанов"};
inline constexpr std::int64_t kMandate = 201;  ///< the mother's, for the daughter: kz.signed, twice, for a day
inline constexpr std::int64_t kOver = 202;     ///< as kMandate, but over

/// The people, staff and mandates that tests know.
void put_people(db::Database& database);

/// What `audit` finds, a line each.
std::string findings(db::Database& database);

/// What registers and rules say; put behind the doors of a bench, which must not run yet.
class World {
 public:
  explicit World(Bench& bench);

  /// Hears what happened, does the work, until there is none left; without threads.
  void settle();
  /// A register answers what it was asked; `value` empty: it holds nothing.
  void answers(ApplicationId id, std::string_view name, std::string_view value = "{}");
  /// "lookup.failed" or "lookup.expired".
  void answers_not(ApplicationId id, std::string_view name, std::string_view kind);
  /// As the mother, for the service `kz.signed`, whose process is `whole_process` unless set otherwise.
  ApplicationId file(std::string_view service = "kz.signed", std::string_view answers = kSignedAnswers);
  /// "in_progress review officer office"; with the outcome, if there is one.
  std::string stands(ApplicationId id);
  Application find(ApplicationId id) { return must(bench.find(id)); }
  /// Kinds of its events without "application.", in order.
  std::string events(ApplicationId id);
  std::vector<Work> stuck();

  Bench& bench;
  std::map<std::string, std::string> outcomes = {{"entitled", "false"}};  ///< decision → what it comes to
  std::map<std::string, Error> broken;                                    ///< decision → why it cannot be evaluated

 private:
  void end(ApplicationId id, std::string_view name, std::string_view state, std::string_view value);
  std::int64_t heard_ = 0;
};

/// The module behind a real server. Who calls is what the header X-Caller names: one of `callers`.
class Site {
 public:
  explicit Site(std::string_view source, db::Engine engine = db::Engine::sqlite);
  ~Site() { stop(); }
  void stop();

  http::testing::Answer ask(std::string_view caller, std::string_view method, std::string_view path,
                            std::string_view body = "", std::string_view type = "application/json") const;
  /// Uploads a file as `caller`, in one piece, under this id of 32 digits.
  http::testing::Answer upload(std::string_view caller, std::string_view id, std::string_view bytes,
                               std::string_view type) const;
  http::testing::Answer get(std::string_view caller, std::string_view path) const { return ask(caller, "GET", path); }
  /// With a key of its own.
  http::testing::Answer post(std::string_view caller, std::string_view path, std::string_view body) const {
    return ask(caller, "POST", path, body);
  }
  /// How many rows a table holds.
  std::int64_t count(const db::Sql& sql);
  std::vector<journal::Stored> history(std::int64_t subject);

  Bench bench;
  World world{bench};
  db::testing::TempFolder folder;
  files::Files files{{.folder = folder.path() / "files"}, bench.clock};
  Drafts drafts{bench.services, bench.clock};
  std::optional<Documents> documents;
  Reports reports{bench.clock};
  http::Router router;
  Words words;
  std::map<std::string, http::Caller, std::less<>> callers;
  std::optional<http::Server> server;

 private:
  mutable std::atomic<int> keys_ = 0;
};

/// The body, which must be a JSON object.
json::object object_of(const http::testing::Answer& answer);
/// "/problems/KEY" without its beginning, and of wrong fields the first: "request.invalid answers.iin iin.check_digit".
/// Fails the test if a message is missing.
std::string problem_of(const http::testing::Answer& answer);

}  // namespace qyzmet::applications::testing
